"""`system2 resume`: go on with a run that broke off."""

from typing import Annotated

import typer

from system2.cli import following, options
from system2.cli.answering import conclude
from system2.cli.output import Output, teller
from system2.cli.taking import Given, OptionsOf, with_options
from system2.config.settings import Settings
from system2.config.sources import load_settings
from system2.errors import UsageError

Run = Annotated[
    str,
    typer.Argument(
        metavar="RUN", help="The run's id; the last unfinished run if none is given.", autocompletion=following.runs
    ),
]


@with_options
def resume(
    run: Run = "",
    *,
    settled: Annotated[Given, OptionsOf(Settings, only=("deadline", "max_cost", "display"))],
    json: options.Json = False,
    answer_only: options.AnswerOnly = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
) -> None:
    """Go on with a run that was killed, interrupted, late, refused or failed, and pay only for what is missing.

    `--max-cost` caps all that the run has cost and will; without it the cap that it had holds. `--deadline` is counted
    anew, and without it there is none.
    """
    from system2.engine.earlier import inquiry_of, with_cap, with_deadline
    from system2.store.runs import last_unfinished, open_trace

    given = load_settings(settled, tell=teller(quiet=quiet))
    trace = open_trace(run) if run else last_unfinished()
    if trace is None:
        raise UsageError("Every run has come to its end: there is none to go on with.")
    inquiry = with_cap(inquiry_of(trace), trace.run, given.max_cost if settled["max_cost"] else None)
    inquiry = with_deadline(inquiry, given.deadline)
    output = Output(
        given.display,
        json=json,
        answer_only=answer_only,
        quiet=quiet,
        verbose=verbose,
        prefer_answer=inquiry.command == "vote",
    )
    conclude(inquiry, output, run_id=trace.run)
