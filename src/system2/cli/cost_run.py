"""`cost last` and `cost run`: what one run was spent on, and what its extra paths bought."""

import sys
from contextlib import suppress
from dataclasses import asdict

from system2.cli.figures import Form, default_form, plain_dollars, print_figures
from system2.cli.output import console, tell
from system2.cli.upkeep import settle_and_warn
from system2.config.home import ledger_folder
from system2.errors import UsageError
from system2.render.bought import Bought, bought
from system2.spend.ledger import Ledger
from system2.spend.run_cost import RunCost, last_run, run_cost
from system2.store.runs import find_runs, open_trace, trace_file
from system2.store.trace import TraceError


def show_run(run: str, form: Form | None) -> None:
    """Print what this run cost, the latest where none is named. Raises `UsageError` or `LedgerError`."""
    settle_and_warn()
    found = _find(run)
    if not run:
        _tell_of_later_run(found)
    gain = None
    with suppress(TraceError):  # a run that left no trace can still be paid for
        gain = bought(open_trace(found.run), found)
    form = form or default_form()
    if form in (Form.JSON, Form.CSV):
        print_figures(form, _head(found, gain), ("part",), [((part,), each) for part, each in found.parts], found.total)
    else:
        _print_table(found, gain, form)


def _find(run: str) -> RunCost:
    ledger = Ledger(ledger_folder())
    name = run or last_run(ledger)
    found = run_cost(ledger, name)
    if found is None:
        found = run_cost(ledger, trace_file(name).stem)
    if found is None:
        raise UsageError(f"No call of a run {name} is in the ledger: `cost all --by run` lists them.")
    return found


def _tell_of_later_run(found: RunCost) -> None:
    """A run that made no call is not in the ledger; nobody shall take the one before it for the last."""
    for latest in find_runs(limit=1):
        if latest.run != found.run and not latest.bill.calls:
            tell(f"Run {latest.run} came later and made no paid call; this is the one before it.")


def _head(found: RunCost, gain: Bought | None) -> dict[str, object]:
    head: dict[str, object] = {
        "run": found.run,
        "started": found.started.isoformat(),
        "command": found.command,
        "strategy": found.strategy,
        "task": found.task,
        "models": list(found.models),
        "bought": None,
    }
    if gain:
        head["bought"] = asdict(gain) | {
            "one_sample_usd": None if gain.one_sample_usd is None else plain_dollars(gain.one_sample_usd),
            "extra_usd": None if gain.extra_usd is None else plain_dollars(gain.extra_usd),
        }
    return head


def _print_table(found: RunCost, gain: Bought | None, form: Form) -> None:
    from system2.render.run_cost import plain_run_cost, run_cost_lines
    from system2.render.signs import signs_for

    if form is Form.PLAIN:
        print("\n".join(plain_run_cost(found, gain, signs_for(sys.stdout.encoding))))
        return
    screen = console()
    for line in run_cost_lines(found, gain, screen.width, signs_for(screen.encoding)):
        screen.print(line)
