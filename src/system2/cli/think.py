"""`think`: the main job."""

from typing import Annotated

import typer

from system2.cli import options
from system2.cli.answering import Input, Output, answer
from system2.config.settings import load_settings

DEFAULT_EFFORT = 5

Effort = Annotated[
    int | None,
    typer.Option(
        "-e", "--effort", "-n", "--samples", help="Paths to try, 1 to 100. [default: 5]", rich_help_panel=options.PATHS
    ),
]
GoodEnough = Annotated[
    float | None,
    typer.Option(
        "--good-enough", min=0, max=1, help="Stop at the first verdict this good.", rich_help_panel=options.PATHS
    ),
]
ThinkingTokens = Annotated[
    int | None,
    typer.Option(
        "--thinking-tokens", metavar="TOKENS", help="How long each path may think first.", rich_help_panel=options.MODEL
    ),
]


def think(
    context: typer.Context,
    problem: options.Question = None,
    effort: Effort = None,
    select: options.Select = None,
    good_enough: GoodEnough = None,
    model: options.Model = None,
    verifier: options.Verifier = None,
    temperature: options.Temperature = None,
    max_tokens: options.MaxTokens = None,
    thinking_tokens: ThinkingTokens = None,
    priority: options.Priority = None,
    timeout: options.Timeout = None,
    concurrency: options.Concurrency = None,
    seed: options.Seed = None,
    max_cost: options.MaxCost = None,
    allow_unpriced: options.AllowUnpriced = False,
    dry_run: options.DryRun = False,
    confirm_above: options.ConfirmAbove = None,
    no_adapt: options.NoAdapt = False,
    system: options.System = None,
    file: options.Files = None,
    no_stdin: options.NoStdin = False,
    json: options.Json = False,
    answer_only: options.AnswerOnly = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
    display: options.Display = None,
) -> None:
    """Answer a problem from several paths, each verified, and print the best.

    Samples EFFORT paths at once, has each judged the moment it lands, and weighs answers and verdicts together.
    """
    settings = load_settings(
        {
            "model": model,
            "verifier": verifier,
            "effort": effort,
            "select": select,
            "temperature": temperature,
            "max_tokens": max_tokens,
            "thinking_tokens": thinking_tokens,
            "priority": priority,
            "max_cost": max_cost,
            "confirm_above": confirm_above,
            "adapt": False if no_adapt else None,
            "timeout": timeout,
            "concurrency": concurrency,
            "seed": seed,
            "display": display,
        }
    )
    answer(
        context,
        Input(problem, system=system, files=file or [], use_stdin=not no_stdin),
        Output(settings.display, json=json, answer_only=answer_only, quiet=quiet, verbose=verbose),
        settings,
        strategy="best-of-n",
        effort=settings.effort or DEFAULT_EFFORT,
        good_enough=good_enough,
        allow_unpriced=allow_unpriced,
        dry_run=dry_run,
    )
