"""`system2 history`: the runs that left a trace, searched, listed, forgotten."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, get_args

import typer

from system2.cli import following, options
from system2.cli.apps import App
from system2.cli.asking import question_in
from system2.cli.days import read_day, today_in
from system2.cli.output import console, tell
from system2.config.home import cache_folder
from system2.config.zones import here, now
from system2.errors import UsageError
from system2.render.safe import to_json
from system2.render.words import count
from system2.store.runs import RunStatus, RunSummary, all_runs, find_runs, forget, runs_before

app = App()

SHOWN = 20


@app.callback(invoke_without_command=True)
def history(
    context: typer.Context,
    text: Annotated[
        str, typer.Option("-t", "--text", metavar="TEXT", help="Only runs with this in question or answer.")
    ] = "",
    model: Annotated[
        str, typer.Option("-m", "--model", metavar="NAME", help="Only runs of models with this in their name.")
    ] = "",
    day: Annotated[
        str, typer.Option(metavar="DATE", help="Only runs of this day: 2026-11-21, today, yesterday, 7d (days ago).")
    ] = "",
    status: Annotated[
        str, typer.Option(metavar="STATUS", help="Only answered, unanswered, unfinished or running ones.")
    ] = "",
    limit: Annotated[int, typer.Option("-n", "--limit", metavar="N", min=1, help="At most so many.")] = SHOWN,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON list.")] = False,
) -> None:
    """List the runs, the latest first; search them; forget them."""
    if context.invoked_subcommand:
        return
    runs = find_runs(text=text, model=model, day=_day(day) if day else None, status=_status(status), limit=limit)
    if json:
        _print_json(runs)
    elif runs:
        from system2.render.history import show_history

        show_history(runs, console(), now())
    else:
        tell("No such run." if text or model or day or status else 'No run has left a trace yet: try `think "…"`.')


@app.command("forget")
def forget_runs(
    runs: Annotated[
        list[str] | None, typer.Argument(metavar="RUN", help="The runs to forget.", autocompletion=following.runs)
    ] = None,
    before: Annotated[str, typer.Option(metavar="DATE", help="Every run that began before this day.")] = "",
    everything: Annotated[bool, typer.Option("--all", help="Every run that is over.")] = False,
) -> None:
    """Remove the traces of runs with their replies in the cache. What they cost stays in the ledger."""
    if [bool(runs), bool(before), everything].count(True) != 1:
        raise UsageError("Say which runs to forget: `system2 history forget 7KQ2`, `--before 2026-11-21` or `--all`.")
    names = runs or (all_runs() if everything else runs_before(_day(before)))
    keys = frozenset[str]().union(*(forget(name) for name in names))
    replies = _forget_replies(keys)
    tell(f"Forgot {count(len(names), 'run')} and {count(replies, 'cached reply', 'cached replies')}.")


@app.command("similar")
def similar_runs(
    problem: options.Question = None,
    limit: Annotated[int, typer.Option("-n", "--limit", metavar="N", min=1, help="At most so many.")] = SHOWN,
    json: options.Json = False,
) -> None:
    """List runs that were asked nearly the same, the most alike first. Their answers are used for nothing else.

    Nearly the same is what shares 7 letters or words in 10 and has the same numbers; case, white space and punctuation
    do not count.
    """
    from system2.store.similar import similar

    question = question_in(problem or [])
    if not question:
        raise UsageError('Say what is to be asked: system2 history similar "What is 6*7?"')
    found = similar(question, find_runs(status="answered"))[:limit]
    if json:
        _print_json([run for _, run in found], likeness=[round(likeness, 3) for likeness, _ in found])
    elif found:
        from system2.render.history import show_history

        show_history([run for _, run in found], console(), now())
        tell(f"`system2 trace {found[0][1].run}` shows the first: an answer of another question is used for none.")
    else:
        tell("Nothing like it was answered.")


def _forget_replies(keys: frozenset[str]) -> int:
    from system2.store.cache import Cache

    if not keys or not cache_folder().exists():
        return 0
    with Cache(cache_folder(), warn=tell) as cache:
        return cache.forget(keys)


def _day(text: str) -> date:
    return read_day(text, today_in(here()))


def _status(text: str) -> RunStatus | None:
    for status in get_args(RunStatus):
        if text == status:
            return status  # type: ignore[no-any-return]
    if text:
        raise UsageError(f"{text!r} is no status: {', '.join(get_args(RunStatus))}.")
    return None


def _print_json(runs: Sequence[RunSummary], **columns: Sequence[float]) -> None:
    """The runs as a list of objects, each with its figure of every further column."""
    records = [
        {
            "run": run.run,
            "started": run.started.isoformat(),
            "status": run.status,
            "command": run.command,
            "strategy": run.strategy,
            "model": run.model,
            "effort": run.effort,
            "question": run.question,
            "answer": run.answer,
            "cost_usd": None if run.bill.unknown_calls else f"{run.bill.amount:f}",
            "unsettled_usd": f"{run.bill.unsettled:f}",
            "calls": run.bill.calls,
            "seconds": run.seconds,
            **{name: column[place] for name, column in columns.items()},
        }
        for place, run in enumerate(runs)
    ]
    print(to_json(records, indent=2))
