"""`vote`: self-consistency."""

from typing import Annotated

import typer

from system2.cli.answering import answer
from system2.cli.apps import front
from system2.cli.shared import Single
from system2.cli.taking import Given, OptionsOf, with_options
from system2.config.approach import Approach
from system2.config.options import read
from system2.config.settings import Settings

WORDS = {
    "effort": {
        "flags": ("-n", "--samples", "-e", "--effort"),
        "help": "Paths to count, 1 to 100. [default: 15]",
    }
}


@front(
    (
        "--samples",
        "--model",
        "--stop",
        "--answer",
        "--min-agreement",
        "--max-cost",
        "--dry-run",
        "--file",
        "--quiet",
        "--json",
    ),
    'vote "What is 6*7?"',
    'vote "What is 6*7?" --samples 40 --stop certain',
    'vote "Is 2027 a prime?" --min-agreement 0.8 --json',
)
@with_options
def vote(
    context: typer.Context,
    *,
    settled: Annotated[Given, OptionsOf(Settings, without=("strategy", "ladder"), words=WORDS)],
    approach: Annotated[Given, OptionsOf(Approach, only=("stop", "sure", "votes_by", "compare"))],
    shared: Single,
) -> None:
    """Answer a problem with what most of several paths agree on.

    Samples paths, groups equal answers as they land, and stops once the leading answer is safe. With `--select
    weighted` or `verdict` every path is judged too, and none is spared.
    """
    answer(context, shared, shared.settings(settled), "vote", read(Approach, approach), prefer_answer=True)
