"""`think`: the main job."""

from typing import Annotated

import typer

from system2.cli.answering import answer
from system2.cli.apps import front
from system2.cli.shared import Single
from system2.cli.taking import Given, OptionsOf, with_options
from system2.config.approach import Approach
from system2.config.options import read
from system2.config.settings import USUAL_STRATEGY, Settings

WORDS = {"sure": {"help": "Stop once so sure of the choice; EFFORT is then the most."}}


@front(
    (
        "--effort",
        "--model",
        "--verifier",
        "--check",
        "--strategy",
        "--max-cost",
        "--dry-run",
        "--file",
        "--answer-only",
        "--json",
    ),
    'think "What is 6*7?" --effort 8',
    'think -f report.txt "What does this leave out?" --max-cost 0.10',
    'think "A word for the sea in Latin" --answer-only',
)
@with_options
def think(
    context: typer.Context,
    *,
    settled: Annotated[Given, OptionsOf(Settings)],
    approach: Annotated[Given, OptionsOf(Approach, without=("stop",), words=WORDS)],
    shared: Single,
) -> None:
    """Answer a problem from several paths, each verified, and print the best.

    Samples EFFORT paths at once, has each judged the moment it lands, and weighs answers and verdicts together. With
    `--sure` it goes on only as long as the choice is in doubt. Other strategies reason otherwise.
    """
    from system2.strategies.catalogue import strategy_named

    settings = shared.settings(settled)
    strategy = strategy_named(settings.strategy or USUAL_STRATEGY).name
    answer(context, shared, settings, strategy, read(Approach, approach))
