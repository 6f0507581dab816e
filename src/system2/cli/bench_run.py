"""`system2 bench run`: measuring."""

import sys
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, TextIO, TypeAlias

import typer

from system2.cli import following, options
from system2.cli.apps import front
from system2.cli.bench_report import Markdown, Plot
from system2.cli.output import tell
from system2.cli.quoting import confirm_sum
from system2.cli.shared import Paying
from system2.cli.taking import Given, OptionsOf, with_options
from system2.config.options import MONEY
from system2.config.settings import Settings
from system2.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from system2.bench.problems.case import ProblemCase
    from system2.engine.inquiry import Inquiry
    from system2.measured.records import Setup

    Wanted: TypeAlias = tuple[Setup, Sequence[ProblemCase], Inquiry]

MEASURING = "Measuring"

OWN = (
    "effort",
    "strategy",
    "select",
    "thinking_tokens",
    "reasoning_effort",
    "seed",
    "deadline",
    "priority",
    "adapt",
    "cache",
    "history",
)
"""Settings that a measurement makes itself."""

MOST_PROBLEMS = 100_000

ProblemSets = Annotated[
    list[str],
    typer.Argument(
        metavar="SET",
        help="Generated sets (`system2 bench list`), reasoning-gym:NAME, or files of JSON Lines with answers.",
        autocompletion=following.problem_sets,
    ),
]
Number = Annotated[
    int | None,
    typer.Option(
        "-p",
        "--problems",
        metavar="N",
        min=1,
        max=MOST_PROBLEMS,
        help="Problems, at the most. [default: 50; 10 of each size of serial-suite]",
        rich_help_panel=MEASURING,
    ),
]
Level = Annotated[
    str | None,
    typer.Option(
        "--difficulty",
        metavar="N[,N]",
        help="Difficulty of generated problems; several: a table of how it goes as they grow. [default: 1; 1,2,4]",
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
    bool, typer.Option("--dry-run", help="Say what it may cost and send nothing.", rich_help_panel=MONEY)
]
Strategies = Annotated[
    str | None,
    typer.Option(
        "--strategies",
        metavar="NAME[,NAME]",
        help="Strategies to compare. [default: best-of-n,vote; at-once,vote]",
        rich_help_panel=MEASURING,
    ),
]
Efforts = Annotated[
    str | None,
    typer.Option(
        "--efforts",
        metavar="N[,N]",
        help="Widths to compare, in paths. [default: 1,2,4,8,16; 1,3]",
        rich_help_panel=MEASURING,
    ),
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


@front(
    (
        "--strategies",
        "--efforts",
        "--problems",
        "--model",
        "--judge-by",
        "--max-cost",
        "--dry-run",
        "--plot",
        "--markdown",
        "--json",
    ),
    "system2 bench run arithmetic --problems 20 --max-cost 1",
    "system2 bench run questions.jsonl --strategies best-of-n,vote",
    "system2 bench run traps --efforts 1,4,16 --plot curve.svg",
)
@with_options
def run(
    problems: ProblemSets,
    *,
    strategies: Strategies = None,
    efforts: Efforts = None,
    thinking: Thinking = None,
    number: Number = None,
    difficulty: Level = None,
    seed: Seed = 0,
    settled: Annotated[Given, OptionsOf(Settings, without=OWN)],
    paying: Paying,
    dry_run: DryRun = False,
    plot: Plot = None,
    json: options.Json = False,
    markdown: Markdown = False,
) -> None:
    """Measure a model on problem sets, at every effort, by every way to choose, on the very same samples.

    Each problem is sampled once, as widely as the largest effort asks. From these paths the first, a random one, the
    majority, the rule of `think`, the sum of verdicts, the best verdict and a perfect judge choose. Other strategies
    are run at each effort. Several `-m` are measured one after the other, and the last one, such as a panel, is
    compared with each of the others at equal cost. Caps hold. Every problem is kept as it is solved: the same command
    goes on where it stopped.

    `serial-suite` is several sets at rising sizes, to show what width brings and what only depth does: base, chain of
    thought and thinking in one table. Second defaults are its own.
    """
    from dataclasses import replace

    from system2.bench.plot import check_plot
    from system2.bench.sets import problem_set
    from system2.bench.suites import plan_of
    from system2.cli.bench_contest import contestants, show_duels
    from system2.cli.bench_growth import show_growth
    from system2.cli.bench_report import show
    from system2.measured.results import Measurement, find, id_of, set_name

    if plot:
        check_plot(plot)
    patterns = [_pattern(settled | {"model": each}, paying, seed) for each in contestants(settled.get("model"))]
    plan = plan_of(problems)
    if difficulty:
        plan = replace(plan, difficulties=_numbers(difficulty, "--difficulty", 1, 1_000))
    if plot and plan.grows:
        raise UsageError("--plot draws the curve of one size: give one --difficulty.")
    ways = (strategies or plan.strategies, efforts or plan.efforts, thinking or plan.thinking)
    wanted: list[Wanted] = [
        (
            _setup(name, level, *ways, pattern),
            problem_set(name, number or plan.problems, seed=seed, difficulty=level),
            pattern,
        )
        for name in plan.sets
        for level in plan.difficulties
        for pattern in patterns
    ]
    if dry_run:
        _show_quotes(wanted)
        return
    _confirm(wanted)
    found, spent = list[Measurement](), Decimal(0)
    for setup, cases, pattern in wanted:
        spent += _measure(setup, _with_less_to_spend(pattern, spent), cases, quiet=paying.quiet)
        found.append(find(id_of(setup)).first(len(cases)))
        if not plan.grows:
            whose = f"-{1 + (len(found) - 1) % len(patterns)}" if len(patterns) > 1 else ""
            drawn = plot.with_stem(f"{plot.stem}-{set_name(setup)}{whose}") if plot and len(wanted) > 1 else plot
            show(found[-1], as_json=json, markdown=markdown, plot=drawn)
    if plan.grows:
        show_growth(found, as_json=json, markdown=markdown)
    elif not json:
        show_duels(found, len(patterns))


def _pattern(settled: Given, paying: Paying, seed: int) -> "Inquiry":
    """The inquiry that every problem is put into. Raises `UsageError` where it makes no sense."""
    from dataclasses import replace

    from system2.core.problem import Problem
    from system2.engine.inquiry import Inquiry, inquire
    from system2.model.choose import choose_model

    own = {"seed": seed, "select": "auto", "adapt": False, "cache": "off", "history": False}
    settings = paying.settings(settled | own)
    pattern = Inquiry(
        Problem("", wording=settings.prompts),
        "bench",
        "best-of-n",
        settings=replace(settings, model=choose_model(settings.model).name, effort=None),
        judging=paying.judging,
        allow_unpriced=paying.allow_unpriced,
    )
    return inquire(pattern, 1, tell)


def _with_less_to_spend(pattern: "Inquiry", spent: Decimal) -> "Inquiry":
    """One --max-cost is for all problem sets together."""
    from dataclasses import replace

    most = pattern.settings.max_cost
    if most is None:
        return pattern
    return replace(pattern, settings=replace(pattern.settings, max_cost=max(most - spent, Decimal(0))))


def _setup(
    problems: str, difficulty: int, strategies: str, efforts: str, thinking: str | None, pattern: "Inquiry"
) -> "Setup":
    """What is measured. Raises `UsageError`."""
    from system2.engine.settle import settle
    from system2.measured.records import Setup
    from system2.strategies.catalogue import strategy_named
    from system2.verifiers.chosen import described

    settings = pattern.settings
    names = tuple(strategy_named(name.strip()).name for name in strategies.split(",") if name.strip())
    if not names and not thinking:
        raise UsageError(f"--strategies is {strategies!r}, but it has to name one at least, such as best-of-n,vote.")
    settled = settle(pattern)
    # A vote is replayed on paths that are sampled for others: nobody is asked about them for its sake.
    hears_a_judge = any(strategy_named(name).judges(settled.course) for name in names if name != "vote")
    terms = settled.terms
    return Setup(
        problems,
        difficulty,
        settings.seed or 0,
        terms.model,
        names,
        _numbers(efforts, "--efforts", 1, 100),
        _numbers(thinking, "--thinking", 0, 1_000_000) if thinking else (),
        described(pattern.judging) if hears_a_judge else "",
        settings.verifier or terms.played_by_another("verify"),
        settings.temperature,
        settings.max_tokens,
        terms.played_by_another("aggregate"),
        terms.played_by_another("classify"),
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


def _measure(setup: "Setup", pattern: "Inquiry", cases: "Sequence[ProblemCase]", *, quiet: bool) -> Decimal:
    """Measure one set; the dollars that it took."""
    import asyncio

    from system2.bench.run import Measuring
    from system2.cli.progress import progress_view
    from system2.measured.results import ResultsFile

    try:
        display = "none" if quiet else pattern.settings.display
        with ResultsFile(setup) as results, progress_view("bench", display) as view:
            measuring = Measuring(results, pattern, tell=view.tell, show=view.show)
            progress = asyncio.run(measuring.run(cases, person=sys.stderr.isatty()))
    except KeyboardInterrupt:
        tell("bench: Interrupted: the same command goes on where it stopped.")
        raise
    if progress.failed:
        tell(f"bench: {progress.failed} of {progress.total} problems failed: the same command tries them again.")
        raise typer.Exit(ExitCode.PROVIDER)
    return progress.bill.amount


def _confirm(wanted: "Sequence[Wanted]") -> None:
    """Ask first where all of it could cost more than the user wants to spend unasked. Raises `BudgetError`."""
    from system2.bench.projection import quoted

    limit = wanted[0][2].settings.confirm_above
    if limit is None:
        return
    quotes = [quoted(setup, pattern, cases) for setup, cases, pattern in wanted]
    unpriced = any(models for _, _, models in quotes)
    worst = sum((cost.worst for _, cost, _ in quotes), start=Decimal(0))
    confirm_sum(limit, None if unpriced else worst, lambda: _show_quotes(wanted, to=sys.stderr))


def _show_quotes(wanted: "Sequence[Wanted]", to: TextIO | None = None) -> None:
    """Say what each set may cost."""
    from system2.bench.projection import quoted
    from system2.core.money import dollars

    quotes = [quoted(setup, pattern, cases) for setup, cases, pattern in wanted]
    for (setup, cases, _), (calls, cost, unpriced) in zip(wanted, quotes, strict=True):
        level = f", difficulty {setup.difficulty}" if setup.difficulty > 1 else ""
        who = f", {setup.model}" if len({each.model for each, _, _ in wanted}) > 1 else ""
        said = (
            f"{setup.problems}{level}{who}: {len(cases):,} problems, {calls.expected:,} calls (at most {calls.worst:,})"
        )
        print(said, file=to)
        if unpriced:
            print(f"the price of {', '.join(unpriced)} is unknown: set one with `cost prices set`", file=to)
        else:
            print(f"about {dollars(cost.expected)}, at most {dollars(cost.worst)}", file=to)
    if len(quotes) > 1 and not any(unpriced for _, _, unpriced in quotes):
        expected = sum((cost.expected for _, cost, _ in quotes), start=Decimal(0))
        worst = sum((cost.worst for _, cost, _ in quotes), start=Decimal(0))
        print(f"all of it: about {dollars(expected)}, at most {dollars(worst)}", file=to)
