"""`system2 batch`: many questions, one budget."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO, NoReturn

import typer

from system2.cli.apps import front
from system2.cli.asking import check_answer_kind, read_files
from system2.cli.batch_files import count_lines, failed_file, guard, open_answers, open_questions, questions_from
from system2.cli.given import check_given, is_typed
from system2.cli.output import tell
from system2.cli.progress import progress_view
from system2.cli.quoting import confirm, show_quote
from system2.cli.shared import Shared
from system2.cli.taking import Given, OptionsOf, with_options
from system2.cli.tree import Kind
from system2.config.approach import Approach, Shape
from system2.config.options import OUTPUT, read
from system2.config.settings import USUAL_EFFORT, USUAL_STRATEGY, Settings
from system2.errors import BudgetError, ExitCode, UsageError

if TYPE_CHECKING:
    from system2.engine.inquiry import Inquiry
    from system2.spend.quote import Quote

TREE = "tree"
"""The name under which `--search` decides."""

Questions = Annotated[
    str,
    typer.Argument(
        metavar="QUESTIONS",
        help="JSON Lines with `question` (and `id`, `answer`, ...), CSV, or one question a line. `-` reads the pipe.",
    ),
]
AnswersTo = Annotated[
    Path | None,
    typer.Option(
        "-o", "--output", metavar="ANSWERS", help="File for the answers, gone on with if it exists.",
        rich_help_panel=OUTPUT,
    ),
]  # fmt: skip
AsCompleted = Annotated[
    bool,
    typer.Option(
        "--as-completed",
        help="Write each answer when it is there. Else they keep the order of questions.",
        rich_help_panel=OUTPUT,
    ),
]
WORDS = {
    "strategy": {
        "help": "How to reason. One that `system2 strategies` lists, or `tree`. [default: best-of-n]",
    },
    "effort": {
        "flags": ("-e", "--effort", "-n", "--samples", "--branches"),
        "help": "Paths for each question, 1 to 100. [default: 5; 15 for vote, 3 for tree]",
    },
}


@front(
    (
        "--output",
        "--effort",
        "--strategy",
        "--model",
        "--concurrency",
        "--check",
        "--answer",
        "--max-cost",
        "--dry-run",
        "--as-completed",
    ),
    "system2 batch questions.jsonl -o answers.jsonl",
    "system2 batch questions.csv -o answers.jsonl --strategy vote -j 40",
    "printf 'What is 6*7?\\n' | system2 batch -",
)
@with_options
def batch(
    context: typer.Context,
    questions: Questions,
    *,
    output: AnswersTo = None,
    as_completed: AsCompleted = False,
    settled: Annotated[Given, OptionsOf(Settings, without=("history",), words=WORDS)],
    approach: Annotated[Given, OptionsOf(Approach)],
    search: Kind = "bfs",
    shape: Annotated[Given, OptionsOf(Shape)],
    shared: Shared,
) -> None:
    """Answer many questions in one process, under one budget, and write a line of JSON for each.

    Each line is the question's own, its `answer` renamed `expected`, with the fields that `think --json` prints. A
    batch that was killed, interrupted or refused goes on where it stopped when it is started again.
    """
    settings = shared.settings(settled | {"history": False})
    inquiry = _pattern(context, settings, search, approach, shape, shared)
    with open_questions(questions) as stream:
        failed = failed_file(questions, output)
        guard(stream, output, failed)
        if not stream.seekable():
            _check_pipe(settings, dry_run=shared.dry_run)
        elif shared.dry_run:
            _show_quote(_quote(inquiry, stream, output))
        else:
            confirm(settings.confirm_above, lambda: _quote(inquiry, stream, output))
        code, trouble = _run(inquiry, stream, output, failed, ordered=not as_completed, quiet=shared.quiet)
    if trouble:
        tell(f"batch: {trouble}")
    raise typer.Exit(code)


def _pattern(
    context: typer.Context,
    settings: Settings,
    search: str,
    approach: Given,
    shape: Given,
    shared: Shared,
) -> "Inquiry":
    """The inquiry that every question is put into. Raises `UsageError` where that makes no sense."""
    from system2.core.problem import Problem
    from system2.engine.inquiry import Inquiry, inquire
    from system2.strategies.catalogue import search_named, strategy_named

    check_answer_kind(shared.answer_kind)
    if settings.strategy == TREE:
        strategy = search_named(search)
    else:
        strategy = strategy_named(settings.strategy or USUAL_STRATEGY)
        if is_typed(context, "search"):
            raise UsageError(f"--search says nothing of {strategy.name}: leave it out, or take --strategy {TREE}.")
    check_given(context, strategy)
    like = "tree" if strategy.is_search else "vote" if strategy.name == "vote" else "think"
    shaped = read(Shape, shape) if strategy.is_search else Shape()
    inquiry = Inquiry(
        Problem("", read_files(shared.file or []), shared.system or "", shared.answer_kind, wording=settings.prompts),
        "batch",
        strategy.name,
        read(Approach, approach, shape=shaped),
        settings,
        shared.demands,
        shared.judging,
        shared.allow_unpriced,
    )
    return inquire(inquiry, USUAL_EFFORT[like], lambda line: tell(f"batch: {line}"))


def _quote(inquiry: "Inquiry", stream: BinaryIO, output: Path | None) -> "Quote":
    """What it may cost to answer all that has no answer yet."""
    import asyncio
    from contextlib import closing

    from system2.batch.beforehand import quote_all

    start = stream.tell()
    earlier = output if output and output.exists() else None
    with closing(open_answers(earlier, ordered=False)) as answers:
        quoted = asyncio.run(quote_all(inquiry, questions_from(stream), answers))
    stream.seek(start)
    return quoted


def _show_quote(quoted: "Quote") -> NoReturn:
    if not quoted.questions:
        tell("batch: no question is left to be answered, so it costs nothing.")
        raise typer.Exit
    show_quote(quoted)


def _check_pipe(settings: Settings, *, dry_run: bool) -> None:
    """What comes through a pipe cannot be quoted: begin only where that was not asked for, or a cap answers for it.

    Raises:
        UsageError: a quote was asked for.
        BudgetError: it could cost more than the user wants to spend unasked.
    """
    if dry_run:
        raise UsageError("What a pipe may cost cannot be told before it is there: give --dry-run a file.")
    limit, most = settings.confirm_above, settings.max_cost
    if limit is not None and (most is None or most > limit):
        raise BudgetError(
            "What a pipe may cost cannot be told before it is there: name a file, or give a --max-cost that is no "
            f"higher than the ${limit:f} of --confirm-above."
        )


def _run(
    inquiry: "Inquiry", stream: BinaryIO, output: Path | None, failed: Path, *, ordered: bool, quiet: bool
) -> "tuple[ExitCode, str]":
    import asyncio
    from contextlib import closing

    from system2.batch.failures import Failures
    from system2.batch.run import Job, answer_all
    from system2.engine.progress import Progress

    progress = Progress(total=count_lines(stream))
    with (
        closing(open_answers(output, ordered=ordered)) as answers,
        closing(Failures(failed)) as failures,
        progress_view("batch", "none" if quiet else inquiry.settings.display, prints=output is None) as view,
    ):
        job = Job(
            inquiry,
            questions_from(stream),
            answers,
            failures,
            progress,
            tell=view.tell,
            show=view.show,
            ordered=ordered,
            person=sys.stderr.isatty(),
        )
        result = asyncio.run(answer_all(job))
    view.summarise(progress)
    return result
