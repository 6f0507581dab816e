"""`vote`: self-consistency."""

from typing import Annotated

import typer

from system2.cli import options
from system2.cli.answering import Input, Output, answer
from system2.config.settings import load_settings

DEFAULT_SAMPLES = 15

Samples = Annotated[
    int | None,
    typer.Option(
        "-n",
        "--samples",
        "-e",
        "--effort",
        help="Paths to count, 1 to 100. [default: 15]",
        rich_help_panel=options.PATHS,
    ),
]


def vote(
    context: typer.Context,
    problem: options.Question = None,
    samples: Samples = None,
    model: options.Model = None,
    temperature: options.Temperature = None,
    max_tokens: options.MaxTokens = None,
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
    """Answer a problem with what most of several paths agree on.

    Samples paths at once, reads the final answer of each, groups equal answers and prints the largest group's.
    """
    settings = load_settings(
        {
            "model": model,
            "effort": samples,
            "temperature": temperature,
            "max_tokens": max_tokens,
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
        Output(settings.display, json=json, answer_only=answer_only, quiet=quiet, verbose=verbose, prefer_answer=True),
        settings,
        strategy="vote",
        effort=settings.effort or DEFAULT_SAMPLES,
        allow_unpriced=allow_unpriced,
        dry_run=dry_run,
    )
