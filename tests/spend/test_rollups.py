"""The roll-ups: reading is cheap because of them, and never wrong for want of them."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from system2.core.money import FREE, UNKNOWN, Bill, Cost, Usage
from system2.spend import rollups
from system2.spend.ledger import Ledger
from system2.spend.rollups import state_of
from system2.spend.sums import DaySums
from tests.spend.money import NOON, a_call, record, the_ledger

TODAY = NOON.date()


def rollup(home: Path) -> Path:
    return home / "ledger" / "rollups" / f"{TODAY}.json"


def stale_days() -> list[date]:
    """The days whose sums have to be taken from their rows, because there is no roll-up of the file as it is."""
    ledger = the_ledger()
    return [day for day in ledger.days() if rollups.load(ledger.file(day), state_of(ledger.file(day))) is None]


def day_file(home: Path) -> Path:
    return home / "ledger" / f"{TODAY}.toml"


def test_sums_tell_dollars_tokens_and_what_is_not_known(home: Path) -> None:
    record(
        a_call("0.10", strategy="vote"),
        a_call(Cost(Decimal("0.30"), "estimated")),
        a_call(UNKNOWN, model="ollama/mystery", role="verify"),
        a_call(FREE, model="local/small", task="parallel", command="vote"),
    )
    sums = the_ledger().sums(TODAY)
    assert sums.total.bill == Bill(Decimal("0.40"), 4, unknown_calls=1, estimated_calls=1, local_calls=1)
    assert sums.total.usage == Usage(360, output=1200)
    assert {name: each.calls for name, each in sums.by("model").items()} == {
        "openai/gpt-4o-mini": 2,
        "ollama/mystery": 1,
        "local/small": 1,
    }
    assert {name: each.cost for name, each in sums.by("strategy").items()} == {
        "vote": Decimal("0.10"),
        "best-of-n": Decimal("0.30"),
    }
    assert [sums.by("role")["verify"].calls, sums.by("task")["parallel"].calls, sums.by("command")["vote"].calls] == [
        1
    ] * 3


def test_whoever_writes_keeps_the_sums_so_that_no_reader_parses_a_row(home: Path) -> None:
    record(a_call("0.10"), a_call("0.20"))
    assert stale_days() == []
    unread = day_file(home).read_bytes().replace(b"0.10", b"9.99")
    status = day_file(home).stat()
    day_file(home).write_bytes(unread)
    set_times(day_file(home), status.st_mtime_ns)
    assert the_ledger().sums(TODAY).total.cost == Decimal("0.30")


def set_times(file: Path, modified: int) -> None:
    import os

    os.utime(file, ns=(modified, modified))


def test_another_process_sees_each_call_at_once(home: Path) -> None:
    watching, writing = the_ledger(), the_ledger()
    for number in range(1, 4):
        with writing.lock():
            writing.record(a_call("0.10"))
        assert watching.sums(TODAY).total.calls == number
    with watching.lock():
        watching.record(a_call("0.10"))
    assert writing.sums(TODAY).total.cost == Decimal("0.40")


def corrupt(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-7])


def make_nonsense(file: Path) -> None:
    file.write_text('{"format": 1, "state": 5}')


def make_older_format(file: Path) -> None:
    file.write_text(json.dumps(json.loads(file.read_text()) | {"format": 0}))


@pytest.mark.parametrize("spoil", [Path.unlink, corrupt, make_nonsense, make_older_format])
def test_a_lost_or_spoilt_roll_up_is_rebuilt_from_the_rows(home: Path, spoil: Callable[[Path], None]) -> None:
    record(a_call("0.10"), a_call("0.20"))
    spoil(rollup(home))
    assert stale_days() == [TODAY]
    assert the_ledger().sums(TODAY).total.cost == Decimal("0.30")
    assert stale_days() == []


def test_an_edit_by_hand_makes_the_roll_up_stale(home: Path) -> None:
    record(a_call("0.10"), a_call("0.20"))
    watching = the_ledger()
    assert watching.sums(TODAY).total.cost == Decimal("0.30")
    day_file(home).write_text(day_file(home).read_text().replace('"0.10"', '"0.105"'))
    assert watching.sums(TODAY).total.cost == Decimal("0.305")


def test_a_row_written_by_a_process_that_died_before_its_roll_up_counts(home: Path) -> None:
    record(a_call("0.10"))
    kept = rollup(home).read_bytes()
    record(a_call("0.20"))
    rollup(home).write_bytes(kept)
    assert the_ledger().sums(TODAY).total.cost == Decimal("0.30")
    record(a_call("0.40"))
    assert the_ledger().sums(TODAY).total.cost == Decimal("0.70")


def test_a_day_without_calls_costs_nothing_and_leaves_nothing_on_disk(home: Path) -> None:
    assert the_ledger().sums(TODAY).total.bill == Bill()
    assert the_ledger().days() == []
    assert list(home.iterdir()) == []


def test_a_roll_up_that_is_gone_is_made_anew_by_whoever_asks(home: Path) -> None:
    """Day by day, so that running calls wait for one day at most."""
    record(*(a_call(at=NOON + timedelta(days=day)) for day in range(3)))
    for file in (home / "ledger" / "rollups").iterdir():
        file.unlink()
    ledger = the_ledger()
    days = ledger.days()
    assert stale_days() == days
    ledger.sums(days[0])
    assert stale_days() == days[1:]
    ledger.sums_of(days)
    assert stale_days() == []


def test_sums_kept_call_by_call_equal_those_of_all_rows(home: Path) -> None:
    calls = [a_call(f"0.0{number}", role=role) for number in range(1, 5) for role in ("generate", "verify")]
    record(*calls)
    kept = Ledger(home / "ledger").sums(TODAY)
    assert kept == DaySums(calls)
    assert DaySums.from_json(json.loads(json.dumps(kept.to_json()))) == kept
