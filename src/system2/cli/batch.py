"""`system2 batch`: many questions, one budget."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from system2.cli import options
from system2.cli.batch_progress import progress_view
from system2.cli.output import tell
from system2.config.settings import load_settings
from system2.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from system2.batch.answers import Answers
    from system2.engine.start import Inquiry

FROM_PIPE = "-"
DEFAULT_EFFORT = {"vote": 15}
USUAL_EFFORT = 5
PIECE = 1 << 20

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
        rich_help_panel=options.OUTPUT,
    ),
]  # fmt: skip
AsCompleted = Annotated[
    bool,
    typer.Option(
        "--as-completed",
        help="Write each answer when it is there, not in the order of questions.",
        rich_help_panel=options.OUTPUT,
    ),
]
StrategyName = Annotated[
    str, typer.Option("--strategy", metavar="NAME", help="How to reason.", rich_help_panel=options.PATHS)
]
Effort = Annotated[
    int | None,
    typer.Option(
        "-e",
        "--effort",
        "-n",
        "--samples",
        help="Paths for each question, 1 to 100. [default: 5; 15 for vote]",
        rich_help_panel=options.PATHS,
    ),
]
GoodEnough = Annotated[
    float | None,
    typer.Option(
        "--good-enough", min=0, max=1, help="Stop at the first verdict this good.", rich_help_panel=options.PATHS
    ),
]


def batch(
    questions: Questions,
    output: AnswersTo = None,
    as_completed: AsCompleted = False,
    strategy: StrategyName = "best-of-n",
    effort: Effort = None,
    select: options.Select = None,
    good_enough: GoodEnough = None,
    model: options.Model = None,
    verifier: options.Verifier = None,
    temperature: options.Temperature = None,
    max_tokens: options.MaxTokens = None,
    timeout: options.Timeout = None,
    concurrency: options.Concurrency = None,
    seed: options.Seed = None,
    max_cost: options.MaxCost = None,
    allow_unpriced: options.AllowUnpriced = False,
    no_adapt: options.NoAdapt = False,
    system: options.System = None,
    quiet: options.Quiet = False,
) -> None:
    """Answer many questions in one process, under one budget, and write a line of JSON for each.

    Each line is the question's own, its `answer` renamed `expected`, with the fields that `think --json` prints. A
    batch that was killed, interrupted or refused goes on where it stopped when it is started again.
    """
    settings = load_settings(
        {
            "model": model,
            "verifier": verifier,
            "effort": effort,
            "select": select,
            "temperature": temperature,
            "max_tokens": max_tokens,
            "max_cost": max_cost,
            "adapt": False if no_adapt else None,
            "timeout": timeout,
            "concurrency": concurrency,
            "seed": seed,
            "history": False,
        }
    )
    from system2.core.problem import Problem
    from system2.engine.start import Inquiry

    inquiry = Inquiry(
        Problem("", system=system or "", wording=settings.prompts),
        "batch",
        _known(strategy),
        settings.effort or DEFAULT_EFFORT.get(strategy, USUAL_EFFORT),
        settings,
        good_enough,
        allow_unpriced=allow_unpriced,
    )
    code, trouble = _run(inquiry, questions, output, ordered=not as_completed, quiet=quiet)
    if trouble:
        tell(f"batch: {trouble}")
    raise typer.Exit(code)


def _run(inquiry: "Inquiry", source: str, output: Path | None, *, ordered: bool, quiet: bool) -> "tuple[ExitCode, str]":
    import asyncio
    from contextlib import closing

    from system2.batch.failures import Failures
    from system2.batch.lines import lines_of
    from system2.batch.questions import questions_in
    from system2.batch.run import Job, answer_all
    from system2.batch.tally import Tally

    with _opened(source) as stream:
        failed = _failed_file(source, output)
        _guard(source, output, failed)
        tally = Tally(total=_count(stream))
        with (
            closing(_answers(output, ordered=ordered)) as answers,
            closing(Failures(failed)) as failures,
            progress_view(quiet=quiet) as view,
        ):
            job = Job(
                inquiry,
                questions_in(lines_of(stream.fileno())),
                answers,
                failures,
                tally,
                tell=view.tell,
                show=view.show,
                ordered=ordered,
                person=sys.stderr.isatty(),
            )
            result = asyncio.run(answer_all(job))
        view.summarise(tally)
    return result


def _known(strategy: str) -> str:
    from system2.strategies.catalogue import STRATEGIES

    if strategy not in STRATEGIES:
        raise UsageError(f"There is no strategy {strategy!r}. There are: {', '.join(STRATEGIES)}.")
    return strategy


def _opened(source: str) -> BinaryIO:
    if source == FROM_PIPE:
        if sys.stdin is None or sys.stdin.isatty():
            raise UsageError("There is nothing on standard input: name a file, or pipe questions in.")
        return open(sys.stdin.fileno(), "rb", buffering=0, closefd=False)
    try:
        return Path(source).open("rb", buffering=0)
    except OSError as trouble:
        raise UsageError(f"{source} cannot be read: {trouble.strerror}.") from None


def _failed_file(source: str, output: Path | None) -> Path:
    """Beside the answers where these go to a file, else in the current folder."""
    if output:
        return output.with_name(f"{output.stem}.failed.jsonl")
    return Path(f"{'questions' if source == FROM_PIPE else Path(source).stem}.failed.jsonl")


def _guard(source: str, output: Path | None, failed: Path) -> None:
    """Never write over the questions."""
    for target in (output, failed):
        if target and source != FROM_PIPE and target.exists() and target.samefile(source):
            raise UsageError(f"{target} holds the questions and would be written over: choose another -o.")


def _answers(output: Path | None, *, ordered: bool) -> "Answers":
    from system2.batch.answers import AnswerFile, AnswerStream

    return AnswerFile(output, ordered=ordered) if output else AnswerStream(sys.stdout.buffer)


def _count(stream: BinaryIO) -> int | None:
    """How many lines a file has, nearly how many questions; None for a pipe."""
    if not stream.seekable():
        return None
    start, count, last = stream.tell(), 0, b"\n"
    while piece := stream.read(PIECE):
        count += piece.count(b"\n")
        last = piece
    stream.seek(start)
    return count + (not last.endswith(b"\n"))
