"""`cost settle`: which calls broke off before anybody could say what they cost, and booking what they were billed."""

from decimal import Decimal

from system2.cli.figures import plain_dollars
from system2.cli.upkeep import settle_and_warn
from system2.config.home import ledger_folder
from system2.core.calls import Call
from system2.core.money import dollars
from system2.core.numbers import bounded_decimal, shortened
from system2.errors import UsageError
from system2.render.safe import one_line, to_json
from system2.render.words import count
from system2.spend.ledger import Ledger
from system2.spend.run_cost import calls_of
from system2.spend.settlements import SHORTEST_ID, Booked, named, open_calls, settle


def show_open(*, json: bool) -> None:
    """Print every open call, run by run. Raises `LedgerError`."""
    settle_and_warn()
    calls = open_calls(Ledger(ledger_folder()))
    if json:
        print(
            to_json(
                {"unsettled_usd": plain_dollars(_open(calls)), "calls": [_record(call) for call in calls]}, indent=2
            )
        )
        return
    if not calls:
        print("Nothing is open: of every call it is known what it was billed.")
        return
    for run in dict.fromkeys(call.label.run for call in calls):
        _print_run(run, [call for call in calls if call.label.run == run])
    print("\nYour provider's usage page says what was billed. Book it for all of a run, or for one call:")
    print("`cost settle RUN AMOUNT`, `cost settle CALL AMOUNT`")


def book(which: str, amount: str, *, json: bool) -> None:
    """Book what a run was billed in all, or one call. Raises `UsageError` or `LedgerError`."""
    billed = _amount(amount)
    settle_and_warn()
    ledger = Ledger(ledger_folder())
    with ledger.lock():
        done = _booked(ledger, which, billed)
    if json:
        print(
            to_json(
                {"calls": done.calls, "booked_usd": plain_dollars(done.before), "billed_usd": plain_dollars(done.now)}
            )
        )
        return
    print(f"{count(done.calls, 'call')} settled: {dollars(done.now)} billed, {dollars(done.before)} had been booked.")


def _booked(ledger: Ledger, which: str, billed: Decimal) -> Booked:
    run = calls_of(ledger, which)
    if not run:
        return settle(ledger, [named(open_calls(ledger), which)], billed)
    still_open = [call for call in run if call.cost.unsettled]
    if not still_open:
        raise UsageError(f"Nothing of run {which} is open: `cost run {which}` says what it cost.")
    known = sum((call.cost.amount or Decimal(0) for call in run if not call.cost.unsettled), Decimal(0))
    if billed < known:
        raise UsageError(
            f"The calls of run {which} that ended well cost {dollars(known)} alone: say what all of it was billed."
        )
    return settle(ledger, still_open, billed - known)


def _amount(text: str) -> Decimal:
    try:
        amount = bounded_decimal(text.removeprefix("$"))
    except ValueError:
        amount = Decimal(-1)
    if amount < 0:
        raise UsageError(f"{shortened(text)} is no amount that anybody was billed: give dollars, such as 0.03.")
    return amount


def _print_run(run: str, calls: list[Call]) -> None:
    first = min(call.at for call in calls)
    print(f"run {one_line(run)}, {first:%Y-%m-%d %H:%M}: up to {dollars(_open(calls))} not settled")
    for call in calls:
        label = call.label
        print(
            f"  {one_line(call.id)[:SHORTEST_ID]}  {label.role:<9}  {call.status:<9}  {one_line(label.model)}  "
            f"{dollars(call.cost.amount or Decimal(0))} surely, {dollars(call.cost.most)} at most"
        )


def _record(call: Call) -> dict[str, object]:
    return {
        "id": call.id,
        "run": call.label.run,
        "at": call.at.isoformat(),
        "role": call.label.role,
        "model": call.label.model,
        "status": call.status,
        "cost_usd": plain_dollars(call.cost.amount or Decimal(0)),
        "unsettled_usd": plain_dollars(call.cost.unsettled),
    }


def _open(calls: list[Call]) -> Decimal:
    return sum((call.cost.unsettled for call in calls), Decimal(0))
