"""Calls that broke off: what they may have cost counts until somebody says what was billed."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from system2.core.calls import Call
from system2.core.money import Cost
from system2.errors import UsageError
from system2.spend.purse import Purse
from system2.spend.run_cost import calls_of
from system2.spend.settlements import _parts, named, open_calls, settle
from system2.spend.verify import repair, verify
from tests.spend.money import BERLIN, LABEL, NOON, a_call, cap, record, set_caps, the_ledger

TODAY = NOON.date()
DOLLARS = some.decimals(0, 100, places=6)


def left(days: int) -> Decimal:
    """What is left of the day's cap so many days later."""
    standing = Purse(clock=lambda: NOON + timedelta(days=days), zone=BERLIN).left()
    assert standing
    return standing.left


def broken_off(surely: str = "0.01", besides: str = "0.90", **label: object) -> Call:
    """A call that was cancelled on its way."""
    return replace(a_call(Cost(Decimal(surely), "estimated", Decimal(besides)), **label), status="cancelled")  # type: ignore[arg-type]


def test_what_is_not_settled_counts_for_the_cap_until_it_is_and_never_lapses_by_itself(home: Path) -> None:
    set_caps(cap("1"))
    call = broken_off()
    record(call)
    assert (left(0), left(1)) == (Decimal("0.09"), 1)
    assert open_calls(the_ledger()) == [call], "tomorrow it is open still"
    with (ledger := the_ledger()).lock():
        settle(ledger, [call], Decimal("0.03"))
    assert left(0) == Decimal("0.97")
    assert open_calls(the_ledger()) == []
    (as_it_stands,) = calls_of(the_ledger(), LABEL.run)
    assert as_it_stands == replace(call, cost=Cost(Decimal("0.03"), "exact"))
    assert the_ledger().calls(TODAY)[0] == call, "no row is ever changed"
    total = the_ledger().sums(TODAY).total
    assert (total.calls, total.cost, total.estimated_calls, total.unsettled, total.unsettled_calls) == (
        1,
        Decimal("0.03"),
        0,
        0,
        0,
    )
    assert verify(the_ledger()).sound


@given(some.lists(some.tuples(DOLLARS, DOLLARS.filter(bool)), min_size=1, max_size=5), DOLLARS)
def test_what_several_calls_were_billed_is_shared_out_to_the_last_digit(
    calls: list[tuple[Decimal, Decimal]], billed: Decimal
) -> None:
    parts = _parts([broken_off(f"{surely}", f"{besides}") for surely, besides in calls], billed)
    assert sum(parts) == billed
    assert all(part >= 0 for part in parts)


def test_a_row_that_settles_nothing_or_twice_is_found_and_taken_out(home: Path) -> None:
    call, whole = broken_off(), a_call("0.20")
    ledger = the_ledger()
    record(call, whole)
    with ledger.lock():
        settle(ledger, [call], Decimal("0.50"))
    settling = ledger.calls(TODAY)[-1]
    record(replace(settling, id="again"), replace(settling, id="stray", settles="nobody"))
    record(replace(settling, id="other", settles=whole.id))
    assert len(verify(the_ledger()).findings) == 3
    repair(the_ledger())
    assert the_ledger().calls(TODAY) == [call, whole, settling]
    assert verify(the_ledger()).sound


def test_one_open_call_is_named_by_the_beginning_of_its_id(home: Path) -> None:
    calls = [replace(broken_off(), id=name) for name in ("abcdefgh1", "abcdefgh2", "bcdefghi1")]
    assert named(calls, "bcdefghi") == calls[2]
    for name in ("abcdefgh", "bcd", "nobody-at-all"):
        with pytest.raises(UsageError, match="`cost settle` lists what is open"):
            named(calls, name)
