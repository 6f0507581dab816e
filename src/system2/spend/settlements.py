"""What calls that broke off were billed: known later, and booked by a further row, for no row is ever changed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_DOWN, Decimal

from system2.core.calls import Call
from system2.core.money import NO_TOKENS, SMALLEST_SHARE, Cost
from system2.errors import UsageError
from system2.spend.ledger import Ledger

SHORTEST_ID = 8
"""So many characters of a call's id are shown, and enough to name it."""


def id_of_settlement(call_id: str) -> str:
    """The id of the row that settles this call: the same each time, so that there cannot be two of them."""
    return f"{call_id}-settled"


def settled(calls: Iterable[Call]) -> list[Call]:
    """The calls as they stand: each with what a further row says of it, those rows themselves left out."""
    calls = list(calls)
    further = {call.settles: call.cost for call in calls if call.settles}
    return [_with(call, further.get(call.id)) for call in calls if not call.settles]


def _with(call: Call, more: Cost | None) -> Call:
    if more is None or more.amount is None or call.cost.amount is None:
        return call
    cost = Cost(call.cost.amount + more.amount, "exact")
    return replace(call, cost=cost)


def open_calls(ledger: Ledger) -> list[Call]:
    """The calls of which nobody has said yet what they were billed, oldest first. Raises `LedgerError`."""
    days = ledger.days()
    open_days = [day for day, sums in zip(days, ledger.sums_of(days), strict=True) if sums.total.unsettled_calls]
    return [call for day in open_days for call in settled(ledger.calls(day)) if call.cost.unsettled]


@dataclass(frozen=True)
class Booked:
    """What was booked for the calls of a run or for one call."""

    calls: int
    """How many calls were open."""
    before: Decimal
    """What had been booked for them, in dollars."""
    now: Decimal
    """What they were billed, in dollars."""


def settle(ledger: Ledger, calls: Sequence[Call], billed: Decimal) -> Booked:
    """Book what open calls were billed together. The caller holds the lock of the ledger. Raises `LedgerError`."""
    before = sum((_known(call) for call in calls), Decimal(0))
    ledger.record(*(_completing(call, amount) for call, amount in zip(calls, _parts(calls, billed), strict=True)))
    return Booked(len(calls), before, billed)


def named(calls: Sequence[Call], call_id: str) -> Call:
    """The open call whose id begins so. Raises `UsageError` where there is none, or more than one."""
    found = [call for call in calls if call.id.startswith(call_id)]
    if len(call_id) < SHORTEST_ID or len(found) != 1:
        what = f"{len(found)} open calls begin with" if len(call_id) >= SHORTEST_ID and found else "There is no open"
        noun = "" if what[0].isdigit() else " run or call"
        raise UsageError(f"{what}{noun} {call_id}: `cost settle` lists what is open.")
    return found[0]


def _completing(call: Call, billed: Decimal) -> Call:
    """The row that makes an open call come to what it was billed."""
    cost = Cost(billed - _known(call), "exact", -call.cost.unsettled)
    return Call(id_of_settlement(call.id), call.at, call.label, call.paths, NO_TOKENS, cost, "settled", 0.0, call.id)


def _parts(calls: Sequence[Call], billed: Decimal) -> list[Decimal]:
    """The amount shared out: to each what was surely spent, the rest by what is open; the last takes what is left."""
    known = sum((_known(call) for call in calls), Decimal(0))
    beyond = max(billed - known, Decimal(0))
    share = min(billed / known, Decimal(1)) if known else Decimal(0)
    still_open = sum((call.cost.unsettled for call in calls), Decimal(0))
    parts = [
        (_known(call) * share + beyond * call.cost.unsettled / still_open).quantize(SMALLEST_SHARE, ROUND_DOWN)
        for call in calls
    ]
    return [*parts[:-1], billed - sum(parts[:-1], Decimal(0))]


def _known(call: Call) -> Decimal:
    return call.cost.amount or Decimal(0)
