"""From a question on the command line to an answer on standard output."""

import json
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

import typer

from system2.cli.asking import read_problem
from system2.cli.given import check_given
from system2.cli.quoting import confirm, show_quote
from system2.config.settings import USUAL_EFFORT, Settings
from system2.errors import ExitCode
from system2.render.safe import clean

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from system2.cli.shared import Single
    from system2.core.replies import Reply
    from system2.engine.result import Result
    from system2.engine.start import Inquiry


@dataclass(frozen=True)
class Output:
    """What is printed, and what is shown meanwhile. `prefer_answer` prints the answer rather than the whole path."""

    display: str
    json: bool = False
    answer_only: bool = False
    quiet: bool = False
    verbose: bool = False
    prefer_answer: bool = False


def answer(
    context: typer.Context,
    shared: "Single",
    settings: Settings,
    *,
    strategy: str,
    prefer_answer: bool = False,
    **wanted: Any,
) -> NoReturn:
    """Ask, show the run, print the answer, and exit with the code that scripts rely on; or only say what it costs.

    `wanted` are further fields of the inquiry.
    """
    problem, notice = read_problem(shared.source, settings.prompts)
    if problem is None:
        print(context.get_help())
        raise typer.Exit(ExitCode.USAGE)
    command = context.info_name or "think"
    from system2.bench.effort import settle_effort
    from system2.engine.estimate import quote
    from system2.engine.start import Inquiry, check_judging, unfinished_run
    from system2.strategies.catalogue import strategy_named

    check_given(context, strategy_named(strategy), reward=shared.reward)
    settings, effort, advice = settle_effort(
        settings, USUAL_EFFORT[command], strategy=strategy, question=problem.question
    )
    notices = [line for line in (notice, advice) if line]
    inquiry = Inquiry(
        problem,
        command,
        strategy,
        effort,
        settings,
        demands=shared.demands,
        judging=shared.judging,
        allow_unpriced=shared.allow_unpriced,
        **wanted,
    )
    check_judging(inquiry)
    if shared.dry_run:
        show_quote(quote(inquiry), json=shared.json, notices=notices)
    confirm(settings.confirm_above, lambda: quote(inquiry))
    run_id = unfinished_run(inquiry) if shared.resume else ""
    conclude(inquiry, shared.output(settings, prefer_answer=prefer_answer), run_id=run_id, notices=notices)


def conclude(
    inquiry: "Inquiry",
    output: Output,
    *,
    run_id: str = "",
    notices: "Sequence[str]" = (),
    samples: "Mapping[int, Reply] | None" = None,
) -> NoReturn:
    """Run the inquiry, or go on with a run of it, or judge `samples` anew; print the answer and exit."""
    import asyncio

    from system2.core.events import Warned
    from system2.engine.start import Audience, reason
    from system2.render.show import view

    shown = view("none" if output.quiet else output.display, verbose=output.verbose)
    with shown:
        for notice in notices:
            shown(Warned(notice))
        audience = Audience((shown,), streams=shown.streams, person=sys.stderr.isatty())
        result = asyncio.run(reason(inquiry, audience, run_id=run_id, arguments=sys.argv, samples=samples or {}))
    sys.stdout.write(text_of(result, output) + "\n")
    sys.stdout.flush()
    shown.summarise()
    if result.trouble:
        print(f"{inquiry.command}: {result.trouble}", file=sys.stderr)
    raise typer.Exit(result.exit_code)


def text_of(result: "Result", output: Output) -> str:
    """What belongs on standard output."""
    if output.json:
        return json.dumps(result.as_json(), ensure_ascii=False)
    if output.answer_only or (output.prefer_answer and result.answer):
        return short_answer(result)
    return clean(result.text.strip())


def short_answer(result: "Result") -> str:
    """The answer on one line; the last line of the chosen path where no answer could be read."""
    lines = [line for line in (result.answer or result.text).splitlines() if line.strip()]
    return clean(" ".join(lines) if result.answer else lines[-1] if lines else "")
