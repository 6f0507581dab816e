"""`system2 bench run`: measuring."""

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from system2.cli import options
from system2.cli.bench_report import Markdown, Plot
from system2.cli.judging import read_judging
from system2.cli.output import tell
from system2.config.settings import Settings, load_settings
from system2.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from system2.bench.problems.case import ProblemCase
    from system2.bench.records import Setup
    from system2.engine.start import Inquiry

MEASURING = "Measuring"
DEFAULT_NUMBER = 50
MOST_PROBLEMS = 100_000

ProblemSets = Annotated[
    list[str],
    typer.Argument(
        metavar="SET",
        help="Generated sets (`system2 bench list`), reasoning-gym:NAME, or files of JSON Lines with answers.",
    ),
]
Number = Annotated[
    int,
    typer.Option(
        "-p",
        "--problems",
        metavar="N",
        min=1,
        max=MOST_PROBLEMS,
        help="Problems, at the most.",
        rich_help_panel=MEASURING,
    ),
]
Level = Annotated[
    int,
    typer.Option(
        "--difficulty",
        metavar="N",
        min=1,
        max=1_000,
        help="Difficulty of generated problems.",
        rich_help_panel=MEASURING,
    ),
]
Seed = Annotated[
    int,
    typer.Option(
        "--seed", metavar="N", min=0, help="Seed of the problems and of their paths.", rich_help_panel=MEASURING
    ),
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Say what it may cost and send nothing.", rich_help_panel=options.MONEY)
]
Strategies = Annotated[
    str,
    typer.Option("--strategies", metavar="NAME[,NAME]", help="Strategies to compare.", rich_help_panel=MEASURING),
]
Efforts = Annotated[
    str, typer.Option("--efforts", metavar="N[,N]", help="Widths to compare, in paths.", rich_help_panel=MEASURING)
]
Thinking = Annotated[
    str | None,
    typer.Option(
        "--thinking",
        metavar="TOKENS[,TOKENS]",
        help="Depths to compare, in thinking tokens a path: a table of width against depth.",
        rich_help_panel=MEASURING,
    ),
]


def run(
    problems: ProblemSets,
    strategies: Strategies = "best-of-n,vote",
    efforts: Efforts = "1,2,4,8,16",
    thinking: Thinking = None,
    number: Number = DEFAULT_NUMBER,
    difficulty: Level = 1,
    seed: Seed = 0,
    model: options.Model = None,
    verifier: options.Verifier = None,
    judge_by: options.JudgeBy = None,
    check: options.Check = None,
    temperature: options.Temperature = None,
    max_tokens: options.MaxTokens = None,
    timeout: options.Timeout = None,
    concurrency: options.Concurrency = None,
    max_cost: options.MaxCost = None,
    allow_unpriced: options.AllowUnpriced = False,
    dry_run: DryRun = False,
    plot: Plot = None,
    json: options.Json = False,
    markdown: Markdown = False,
    quiet: options.Quiet = False,
) -> None:
    """Measure a model on problem sets, at every effort, by every way to choose, on the very same samples.

    Each problem is sampled once, as widely as the largest effort asks. From these paths the first, a random one, the
    majority, the weighted vote, the best verdict and a perfect judge choose. Other strategies are run at each effort.
    Caps hold. Every problem is kept as it is solved: the same command goes on where it stopped.
    """
    from system2.bench.plot import check_plot
    from system2.bench.results import find, id_of, set_name
    from system2.bench.sets import problem_set
    from system2.cli.bench_report import show

    if plot:
        check_plot(plot)
    settings = load_settings(
        {
            "model": model,
            "verifier": verifier,
            "temperature": temperature,
            "max_tokens": max_tokens,
            "timeout": timeout,
            "concurrency": concurrency,
            "max_cost": max_cost,
            "seed": seed,
            "select": "auto",
            "adapt": False,
            "cache": "off",
            "history": False,
        }
    )
    judging = read_judging(judge_by, critiques=None, check=check, tests=None, reward=None, aggregate=None)
    pattern = _pattern(settings, judging, allow_unpriced=allow_unpriced)
    for name in problems:
        cases = problem_set(name, number, seed=seed, difficulty=difficulty)
        setup = _setup(name, difficulty, strategies, efforts, thinking, pattern)
        if dry_run:
            _quote(setup, pattern, cases)
            continue
        _measure(setup, pattern, cases, quiet=quiet)
        drawn = plot.with_stem(f"{plot.stem}-{set_name(setup)}") if plot and len(problems) > 1 else plot
        show(find(id_of(setup)).first(len(cases)), as_json=json, markdown=markdown, plot=drawn)


def _pattern(settings: Settings, judging: Any, *, allow_unpriced: bool) -> "Inquiry":
    from dataclasses import replace

    from system2.core.problem import Problem
    from system2.engine.start import Inquiry
    from system2.model.choose import choose_model

    settings = replace(settings, model=choose_model(settings.model).name)
    return Inquiry(
        Problem("", wording=settings.prompts),
        "bench",
        "best-of-n",
        1,
        settings,
        judging=judging,
        allow_unpriced=allow_unpriced,
    )


def _setup(
    problems: str, difficulty: int, strategies: str, efforts: str, thinking: str | None, pattern: "Inquiry"
) -> "Setup":
    """What is measured. Raises `UsageError`."""
    from system2.bench.records import Setup
    from system2.model.client import display_name
    from system2.strategies.catalogue import strategy_named
    from system2.verifiers.chosen import ways_of

    settings, judging = pattern.settings, pattern.judging
    names = tuple(strategy_named(name.strip()).name for name in strategies.split(",") if name.strip())
    judged = any(name != "vote" for name in names)
    return Setup(
        problems,
        difficulty,
        settings.seed or 0,
        display_name(settings.model or ""),
        names,
        _numbers(efforts, "--efforts", 1, 100),
        _numbers(thinking, "--thinking", 0, 1_000_000) if thinking else (),
        " ".join((*ways_of(judging), judging.check)).strip() if judged else "",
        settings.verifier or "",
        settings.temperature,
        settings.max_tokens,
    )


def _numbers(text: str, option: str, least: int, most: int) -> tuple[int, ...]:
    """Whole numbers with commas between them, in order."""
    try:
        numbers = sorted({int(each) for each in text.split(",")})
    except ValueError:
        numbers = []
    if not numbers or numbers[0] < least or numbers[-1] > most:
        raise UsageError(f"{option} is {text!r}, but it has to be numbers from {least:,} to {most:,}, such as 1,2,4,8.")
    return tuple(numbers)


def _measure(setup: "Setup", pattern: "Inquiry", cases: "Sequence[ProblemCase]", *, quiet: bool) -> None:
    import asyncio

    from system2.bench.results import ResultsFile
    from system2.bench.run import Measuring
    from system2.cli.progress import progress_view

    try:
        display = "none" if quiet else pattern.settings.display
        with ResultsFile(setup) as results, progress_view("bench", display) as view:
            measuring = Measuring(results, pattern, tell=view.tell, show=view.show)
            tally = asyncio.run(measuring.run(cases, person=sys.stderr.isatty()))
    except KeyboardInterrupt:
        tell("bench: Interrupted: the same command goes on where it stopped.")
        raise
    if tally.failed:
        tell(f"bench: {tally.failed} of {tally.total} problems failed: the same command tries them again.")
        raise typer.Exit(ExitCode.PROVIDER)


def _quote(setup: "Setup", pattern: "Inquiry", cases: "Sequence[ProblemCase]") -> None:
    """Say what it may cost."""
    from system2.bench.quote import quoted
    from system2.core.money import dollars

    calls, cost, unpriced = quoted(setup, pattern, cases)
    print(f"{setup.problems}: {len(cases):,} problems, {calls.expected:,} calls (at most {calls.worst:,})")
    if unpriced:
        print(f"the price of {', '.join(unpriced)} is unknown: set one with `cost prices set`")
    else:
        print(f"about {dollars(cost.expected)}, at most {dollars(cost.worst)}")
