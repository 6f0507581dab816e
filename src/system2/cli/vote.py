"""`vote`: self-consistency."""

from dataclasses import dataclass
from typing import Annotated, Any

import typer

from system2.cli import options
from system2.cli.answering import answer
from system2.cli.shared import Single, with_options
from system2.errors import UsageError

DEFAULT_SAMPLES = 15

Samples = Annotated[
    str | None,
    typer.Option(
        "-n",
        "--samples",
        "-e",
        "--effort",
        metavar="N|auto",
        help="Paths to count, 1 to 100. [default: 15]",
        rich_help_panel=options.PATHS,
    ),
]
Stop = Annotated[
    str | None,
    typer.Option(
        "--stop",
        metavar="predict|beta|window|certain|never",
        help="When the leader is safe enough to stop. [default: predict]",
        rich_help_panel=options.PATHS,
    ),
]
Sure = Annotated[
    float | None,
    typer.Option(
        "--sure",
        metavar="X",
        min=0.5,
        max=1,
        help="How sure of the leader. [default: 0.99 for predict, 0.95 for beta]",
        rich_help_panel=options.PATHS,
    ),
]


@dataclass(frozen=True)
class Voting:
    """The options of a vote: when it may stop."""

    stop: Stop = None
    sure: Sure = None

    def terms(self, select: str) -> dict[str, Any]:
        """What an inquiry says of it, where `select` decides who wins.

        Raises:
            UsageError: there is no such rule, or it does not go together with the rest.
        """
        from system2.strategies.stopping import DEFAULT_SURE, RULES

        stop, sure = self.stop, self.sure
        if stop is not None and stop not in RULES:
            raise UsageError(f"--stop is {stop!r}, but it has to be one of {', '.join(RULES)}.")
        if select in {"verdict", "weighted"} and (stop not in {None, "never"} or sure is not None):
            raise UsageError(
                f"--stop and --sure count votes; with --select {select} every path is judged: leave them out."
            )
        if sure is not None and stop is not None and stop not in DEFAULT_SURE:
            rules = " or ".join(DEFAULT_SURE)
            raise UsageError(f"--sure is for --stop {rules}; {stop} knows no degrees: leave it out.")
        return {"stop": stop or "predict", "sure": sure}


@with_options
def vote(
    context: typer.Context,
    *,
    samples: Samples = None,
    select: options.Select = None,
    voting: Voting,
    shared: Single,
) -> None:
    """Answer a problem with what most of several paths agree on.

    Samples paths, groups equal answers as they land, and stops once the leading answer is safe. With `--select
    weighted` or `verdict` every path is judged too, and none is spared.
    """
    settings = shared.settings(effort=samples, select=select)
    answer(
        context,
        shared,
        settings,
        strategy="vote",
        usual_effort=DEFAULT_SAMPLES,
        prefer_answer=True,
        **voting.terms(settings.select),
    )
