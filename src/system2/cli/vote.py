"""`vote`: self-consistency."""

from typing import Annotated

import typer

from system2.cli.answering import answer
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


@with_options
def vote(
    context: typer.Context,
    *,
    settled: Annotated[Given, OptionsOf(Settings, without=("strategy",), words=WORDS)],
    approach: Annotated[Given, OptionsOf(Approach, only=("stop", "sure"))],
    shared: Single,
) -> None:
    """Answer a problem with what most of several paths agree on.

    Samples paths, groups equal answers as they land, and stops once the leading answer is safe. With `--select
    weighted` or `verdict` every path is judged too, and none is spared.
    """
    answer(context, shared, shared.settings(settled), "vote", read(Approach, approach), prefer_answer=True)
