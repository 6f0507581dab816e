"""The cache of paid replies."""

import os
import sqlite3
import stat
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from system2.core.money import FREE, NO_TOKENS, NOTHING, UNKNOWN, Cost, Usage
from system2.core.problem import Message
from system2.core.replies import Reply, TokenChance
from system2.store.address import CallAddress
from system2.store.cache import Cache

PAID = Cost(Decimal("0.0012"), "exact")


def address(index: int = 0, question: str = "2 + 2?") -> CallAddress:
    return CallAddress("https://api.example", "small", (Message("user", question),), 0.8, 4096, index=index)


def reply(text: str = "4", cost: Cost = PAID) -> Reply:
    return Reply(text, usage=Usage(input=10, output=1), cost=cost, seconds=1.5)


@pytest.fixture
def said() -> list[str]:
    """What the cache told the user."""
    return []


@pytest.fixture
def cache(tmp_path: Path, said: list[str]) -> Iterator[Cache]:
    with Cache(tmp_path / "cache", warn=said.append) as cache:
        yield cache
    assert said == []


def test_a_reply_is_found_again_and_costs_nothing(cache: Cache) -> None:
    paid = replace(reply(), reasoning="…", chances=(TokenChance("4", {"4": -0.1, "5": float("-inf")}),))
    assert cache.get(address()) is None
    cache.put(address(), paid)
    assert cache.get(address()) == replace(paid, cached=True, usage=NO_TOKENS, cost=NOTHING, seconds=0.0)
    assert cache.get(address(index=1)) is None


def test_another_process_finds_it_tomorrow(cache: Cache, tmp_path: Path, said: list[str]) -> None:
    cache.put(address(), reply("四"))
    with Cache(tmp_path / "cache", warn=said.append) as tomorrow:
        found = tomorrow.get(address())
    assert found is not None
    assert found.text == "四"


def test_what_was_saved_is_summed_at_the_price_once_paid(cache: Cache) -> None:
    for index, cost in enumerate((PAID, FREE, UNKNOWN)):
        cache.put(address(index), reply(cost=cost))
    for index in (0, 0, 1, 2, 3):
        cache.get(address(index))
    figures = cache.statistics()
    assert (figures.entries, figures.hits, figures.misses) == (3, 4, 1)
    assert figures.saved.amount == Decimal("0.0024")
    assert figures.saved.unknown_calls == 1


def test_figures_of_several_processes_are_added_up(cache: Cache, tmp_path: Path, said: list[str]) -> None:
    cache.put(address(), reply())
    cache.get(address())
    with Cache(tmp_path / "cache", warn=said.append) as other:
        other.get(address())
    assert cache.statistics().hits == 2


def test_a_later_reply_takes_the_place_of_an_earlier_one(cache: Cache) -> None:
    cache.put(address(), reply("5"))
    cache.put(address(), reply("4"))
    found = cache.get(address())
    assert found is not None
    assert found.text == "4"
    assert cache.statistics().entries == 1


def test_a_reply_that_came_from_the_cache_is_never_stored_as_free(cache: Cache) -> None:
    with pytest.raises(ValueError, match="stored already"):
        cache.put(address(), replace(reply(), cached=True))


def test_a_cache_that_only_writes_finds_nothing_but_keeps(cache: Cache, tmp_path: Path, said: list[str]) -> None:
    cache.put(address(), reply("old"))
    with Cache(tmp_path / "cache", reads=False, warn=said.append) as fresh:
        assert fresh.get(address()) is None
        fresh.put(address(), reply("new"))
    found = cache.get(address())
    assert found is not None
    assert found.text == "new"


def test_no_cache_leaves_the_disk_alone(tmp_path: Path, said: list[str]) -> None:
    with Cache(tmp_path / "cache", reads=False, writes=False, warn=said.append) as none:
        none.put(address(), reply())
        assert none.get(address()) is None
    assert list(tmp_path.iterdir()) == []


def test_every_file_is_private(cache: Cache, tmp_path: Path) -> None:
    cache.put(address(), reply())
    files = list((tmp_path / "cache").iterdir())
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert stat.S_IMODE((tmp_path / "cache").stat().st_mode) == 0o700


def test_the_reply_used_longest_ago_makes_room(tmp_path: Path, said: list[str]) -> None:
    bound = 400_000
    with Cache(tmp_path, bound=bound, warn=said.append) as cache:
        cache.put(address(0), reply("the one that is used again and again"))
        for index in range(1, 200):
            cache.put(address(index), reply(os.urandom(4000).hex()))
            assert cache.get(address(0)) is not None
            assert cache.statistics().bytes <= bound
        assert cache.get(address(1)) is None
        assert cache.get(address(199)) is not None
    assert (tmp_path / "replies.sqlite").stat().st_size <= bound
    assert said == []


def test_pruning_gives_the_space_back(cache: Cache, tmp_path: Path) -> None:
    for index in range(100):
        cache.put(address(index), reply(os.urandom(4000).hex()))
    before = cache.statistics()
    removed = cache.prune(200_000)
    after = cache.statistics()
    assert removed == before.entries - after.entries > 0
    assert after.bytes <= 200_000
    assert (tmp_path / "cache/replies.sqlite").stat().st_size <= 200_000
    assert cache.get(address(99)) is not None


def test_clearing_removes_the_replies_and_keeps_the_figures(cache: Cache) -> None:
    cache.put(address(), reply())
    cache.get(address())
    assert cache.clear() == 1
    assert cache.get(address()) is None
    assert cache.statistics().saved.amount == PAID.amount


def test_what_is_forgotten_is_nowhere_in_the_files(cache: Cache, tmp_path: Path) -> None:
    secret, other = address(question="secret"), address(question="other")
    cache.put(secret, reply())
    cache.put(other, reply())
    assert cache.forget([secret.key, "0" * 64]) == 1
    assert cache.get(secret) is None
    assert cache.get(other) is not None
    files = [file.read_bytes() for file in (tmp_path / "cache").iterdir()]
    assert not any(secret.key.encode() in content for content in files)
    assert any(other.key.encode() in content for content in files)


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(b"", id="emptied"),
        pytest.param(b"not a database at all" * 500, id="overwritten"),
        pytest.param(None, id="garbled in the middle"),
    ],
)
def test_a_damaged_file_is_set_aside_and_said_in_one_line(
    damage: bytes | None, tmp_path: Path, said: list[str]
) -> None:
    with Cache(tmp_path, warn=said.append) as cache:
        for index in range(200):
            cache.put(address(index), reply(os.urandom(500).hex()))
    file = tmp_path / "replies.sqlite"
    content = file.read_bytes()
    file.write_bytes(damage if damage is not None else content[:4096] + b"\xff" * (len(content) - 4096))
    with Cache(tmp_path, warn=said.append) as cache:
        assert cache.get(address()) is None
        cache.put(address(), reply())
        assert cache.get(address()) is not None
        assert (tmp_path / "damaged.sqlite").exists()
        cache.clear()
    assert not (tmp_path / "damaged.sqlite").exists()
    assert len(said) == 1
    assert "\n" not in said[0]


def test_one_garbled_reply_is_paid_for_again(cache: Cache, tmp_path: Path) -> None:
    cache.put(address(), reply())
    connection = sqlite3.connect(tmp_path / "cache/replies.sqlite")
    connection.execute("UPDATE replies SET reply = X'00FF'")
    connection.commit()
    connection.close()
    assert cache.get(address()) is None


def test_a_disk_that_refuses_is_said_once_and_the_run_goes_on(tmp_path: Path, said: list[str]) -> None:
    (tmp_path / "file").write_text("")
    with Cache(tmp_path / "file" / "cache", warn=said.append) as cache:
        cache.put(address(), reply())
        assert cache.get(address()) is None
        assert cache.statistics().entries == 0
    assert len(said) == 1
    assert "going on without it" in said[0]
