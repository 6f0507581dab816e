"""The ledger: what is written stays, whatever happens to the process, the disk or the file."""

import os
import stat
import subprocess
import sys
import tomllib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from system2.core.calls import Call, CallLabel
from system2.core.money import FREE, UNKNOWN, Cost, Usage
from system2.errors import ExitCode, LedgerError
from system2.spend import rows
from tests.spend.money import BERLIN, NOON, a_call, record, the_ledger

TODAY = NOON.date()

KEYS = {
    *("id", "at", "run", "command", "strategy", "task", "role", "model", "paths"),
    *("input_tokens", "cached_tokens", "output_tokens", "reasoning_tokens"),
    *("cost_usd", "cost_status", "status", "seconds"),
}


def day_file(home: Path, day: date = TODAY) -> Path:
    return home / "ledger" / f"{day}.toml"


counts = some.integers(0, 10**12 - 1)
some_counts = some.integers(1, 10**12 - 1)
texts = some.text(max_size=20)
zones = some.sampled_from([UTC, timezone(timedelta(hours=-3)), timezone(timedelta(hours=5, minutes=30))])
moments = some.datetimes(datetime(1900, 1, 1), datetime(9990, 12, 31), timezones=zones)
costs = some.one_of(
    some.decimals(0, 100, places=9).map(lambda amount: Cost(amount, "exact")), some.just(FREE), some.just(UNKNOWN)
)
calls = some.builds(
    Call,
    texts,
    moments,
    some.builds(CallLabel, texts, texts, texts, texts, some.just("verify"), texts, some.none() | counts, some_counts),
    some_counts,
    some.builds(Usage, counts, counts, counts, counts, counts),
    costs,
    some.sampled_from(["ok", "failed", "cancelled"]),
    some.floats(0, 1e9).map(lambda seconds: round(seconds, 3)),
)


@given(some.lists(calls, max_size=3))
def test_every_call_is_read_back_as_it_was_written(written: list[Call]) -> None:
    content = b"".join(map(rows.to_bytes, written))
    assert rows.parse(content) == written
    assert rows.parse(b"# reread by a full TOML parser\n" + content) == written


def test_a_day_file_is_toml_with_the_documented_keys(home: Path) -> None:
    record(a_call("0.0012"), a_call())
    tables = tomllib.loads(day_file(home).read_text())["call"]
    assert len(tables) == 2
    assert set(tables[0]) >= KEYS
    assert tables[0]["cost_usd"] == "0.0012"
    assert tables[0]["at"] == NOON


def test_only_the_owner_can_read_what_was_spent(home: Path) -> None:
    record(a_call())
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in home.rglob("*")}
    assert modes
    assert all(mode == (0o700 if path.is_dir() else 0o600) for path, mode in modes.items()), modes


def test_a_call_belongs_to_the_local_day_of_its_start(home: Path) -> None:
    late = datetime(2026, 11, 20, 23, 59, 59, tzinfo=BERLIN)
    record(a_call(at=late), a_call(at=late + timedelta(seconds=2)), a_call(at=late.astimezone(ZoneInfo("Asia/Tokyo"))))
    assert [len(the_ledger().calls(TODAY + timedelta(days=days))) for days in (0, 1)] == [1, 2]


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York"])
@pytest.mark.parametrize("change", [datetime(2026, 3, 29), datetime(2026, 10, 25), datetime(2026, 3, 8)])
def test_a_clock_change_keeps_calls_on_their_day(home: Path, zone: str, change: datetime) -> None:
    begin = change.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    hours = [(begin + timedelta(hours=hour)).astimezone(ZoneInfo(zone)) for hour in range(23)]
    record(*(a_call(at=at) for at in hours))
    assert len(the_ledger().calls(change.date())) == 23
    assert [call.at.timestamp() for call in the_ledger().calls(change.date())] == [at.timestamp() for at in hours]


def test_a_row_torn_anywhere_is_cut_off_and_kept_aside(home: Path) -> None:
    first, second, third = a_call(), a_call(), a_call()
    record(first)
    begun = day_file(home).read_bytes()
    row = rows.to_bytes(second)
    for length in {*range(1, len(row) - 1, 11), *range(len(row) - 30, len(row) - 1)}:
        day_file(home).write_bytes(begun + row[:length])
        assert the_ledger().calls(TODAY)[:1] == [first]
        record(third)
        found = the_ledger().calls(TODAY)
        assert found in ([first, third], [first, second, third])
        if found == [first, third]:
            (kept,) = (home / "ledger" / "torn").iterdir()
            assert kept.read_bytes() == row[:length]
            kept.unlink()


@pytest.mark.parametrize("junk", [b"\0" * 4096, b"[[ca", b"\xff\xfe", b'[[call]]\nid = "x"\n\0\0\0'])
def test_what_a_dying_machine_leaves_at_the_end_is_cut_off(home: Path, junk: bytes) -> None:
    first, second = a_call(), a_call()
    record(first)
    with day_file(home).open("ab") as file:
        file.write(junk)
    assert the_ledger().calls(TODAY) == [first]
    record(second)
    assert the_ledger().calls(TODAY) == [first, second]
    tomllib.loads(day_file(home).read_text())


def test_a_file_edited_by_hand_stays_valid(home: Path) -> None:
    first, second = a_call("0.25"), a_call()
    record(first)
    lines = day_file(home).read_text().strip().splitlines()
    header, *keys = lines
    by_hand = "\r\n".join(["# mine", header, *reversed(keys), 'note = "refunded"']).replace('"0.25"', "0.10")
    day_file(home).write_text(by_hand)
    record(second)
    assert the_ledger().calls(TODAY) == [replace(first, cost=Cost(Decimal("0.10"), "exact")), second]
    assert the_ledger().sums(TODAY).total.cost == Decimal("0.11")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('role = "generate"\n', ""),
        ("paths = 1", "paths = -1"),
        ("paths = 1", "paths = true"),
        ('cost_usd = "0.01"', 'cost_usd = "NaN"'),
        ('cost_usd = "0.01"\n', ""),
        ("[[call]]", "[[call]"),
    ],
)
def test_damage_in_the_middle_is_told_in_one_line_that_says_how_to_mend_it(home: Path, before: str, after: str) -> None:
    record(a_call(), a_call())
    day_file(home).write_text(day_file(home).read_text().replace(before, after, 1))
    with pytest.raises(LedgerError, match="cost repair") as caught:
        the_ledger().sums(TODAY)
    assert caught.value.exit_code == ExitCode.LEDGER
    assert "\n" not in str(caught.value)


def test_a_folder_that_cannot_be_used_is_told_in_one_line(home: Path) -> None:
    (home / "ledger").write_text("a file where a folder belongs")
    with pytest.raises(LedgerError, match=str(home / "ledger")):
        record(a_call())


FILL_THE_DISK = """
import resource, sys
from tests.spend.money import *
from system2.errors import LedgerError
written = 0
resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000))
try:
    while True:
        record(a_call())
        written += 1
except LedgerError as error:
    print(written, error)
"""


def test_a_full_disk_takes_whole_rows_or_none(home: Path) -> None:
    """The limit on the size of a file stands for the disk's."""
    finished = subprocess.run(
        [sys.executable, "-c", FILL_THE_DISK], capture_output=True, text=True, check=True, env=os.environ
    )
    written, line = finished.stdout.split(maxsplit=1)
    assert "Make room" in line
    assert int(written) > 5
    assert len(tomllib.loads(day_file(home).read_text())["call"]) == int(written)
    record(a_call())
    assert len(the_ledger().calls(TODAY)) == int(written) + 1
