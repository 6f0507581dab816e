"""Whether the ledger is whole, and making it whole."""

from decimal import Decimal
from pathlib import Path

import pytest

from system2.errors import LedgerError
from system2.spend import rows
from system2.spend.verify import repair, verify
from tests.spend.money import NOON, a_call, record, the_ledger
from tests.spend.test_reservations import process_that_dies

TODAY = NOON.date()


def day_file(home: Path) -> Path:
    return home / "ledger" / f"{TODAY}.toml"


def test_an_untouched_ledger_is_sound(home: Path) -> None:
    assert verify(the_ledger()).sound
    record(a_call("0.10"), a_call("0.20"))
    found = verify(the_ledger())
    assert (found.sound, found.days, found.calls, found.bill.amount, found.findings) == (
        True,
        1,
        2,
        Decimal("0.30"),
        (),
    )


def test_a_torn_end_is_found_and_mended(home: Path) -> None:
    first, second = a_call(), a_call()
    record(first)
    with day_file(home).open("ab") as file:
        file.write(rows.to_bytes(second)[:50])
    found = verify(the_ledger())
    assert not found.sound
    assert found.calls == 1
    (done,) = repair(the_ledger())
    assert done.mended
    after = verify(the_ledger())
    assert after.sound
    assert [finding.file.read_bytes() for finding in after.findings] == [rows.to_bytes(second)[:50]]
    assert the_ledger().calls(TODAY) == [first]


def test_a_row_that_cannot_count_is_taken_out_and_the_others_stay(home: Path) -> None:
    first, second, third = a_call(), a_call(), a_call()
    record(first, second, third)
    content = rows.to_bytes(second)
    day_file(home).write_bytes(
        day_file(home).read_bytes().replace(content, content.replace(b"paths = 1", b"paths = x"))
    )
    with pytest.raises(LedgerError):
        the_ledger().sums(TODAY)
    (finding,) = verify(the_ledger()).findings
    assert finding.what.startswith("damaged (Invalid value (at line ")
    repair(the_ledger())
    assert the_ledger().calls(TODAY) == [first, third]
    assert verify(the_ledger()).sound


def test_a_call_that_is_there_twice_counts_once_after_repair(home: Path) -> None:
    first, second = a_call(), a_call()
    record(first, second, first)
    assert not verify(the_ledger()).sound
    repair(the_ledger())
    assert the_ledger().calls(TODAY) == [first, second]
    assert the_ledger().sums(TODAY).total.calls == 2


def test_a_roll_up_that_lies_is_found_and_mended(home: Path) -> None:
    record(a_call("0.10"))
    rollup = home / "ledger" / "rollups" / f"{TODAY}.json"
    rollup.write_text(rollup.read_text().replace('"0.10"', '"0.01"'))
    assert the_ledger().sums(TODAY).total.cost == Decimal("0.01")
    (finding,) = verify(the_ledger()).findings
    assert "roll-up" in finding.what
    repair(the_ledger())
    assert the_ledger().sums(TODAY).total.cost == Decimal("0.10")


def test_the_dead_are_found_and_settled(home: Path) -> None:
    process_that_dies()
    assert [finding.what.rpartition(" ")[0] for finding in verify(the_ledger()).findings] == [
        "a process died before it settled call"
    ] * 2
    assert verify(the_ledger()).calls == 1
    assert [done.what for done in repair(the_ledger())] == ["2 calls of dead processes settled"]
    assert verify(the_ledger()).sound


def test_a_sound_ledger_is_left_as_it_is(home: Path) -> None:
    record(a_call(), a_call())
    by_hand = day_file(home).read_text().replace("\n\n", "\n# a note\n")
    day_file(home).write_text(by_hand)
    assert repair(the_ledger()) == []
    assert day_file(home).read_text() == by_hand
