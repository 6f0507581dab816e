"""From a question on the command line to an answer on standard output."""

import sys
from contextlib import suppress
from typing import TYPE_CHECKING, NoReturn

import typer

from system2.cli.asking import read_problem
from system2.cli.given import check_given
from system2.cli.output import Output, console, say_no_more
from system2.cli.quoting import confirm, show_quote
from system2.config.approach import Approach
from system2.config.settings import USUAL_EFFORT, Settings
from system2.errors import ExitCode
from system2.render.safe import clean, to_json

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from system2.cli.shared import Single
    from system2.core.replies import Reply
    from system2.engine.inquiry import Inquiry
    from system2.engine.result import Result


def answer(
    context: typer.Context,
    shared: "Single",
    settings: Settings,
    strategy: str,
    approach: Approach,
    *,
    prefer_answer: bool = False,
) -> NoReturn:
    """Ask, show the run, print the answer, and exit with the code that scripts rely on; or only say what it costs."""
    problem, notice = read_problem(shared.source, settings.prompts)
    if problem is None:
        print(context.get_help())
        raise typer.Exit(ExitCode.USAGE)
    command = context.info_name or "think"
    from system2.engine.earlier import as_begun, unfinished_run, with_cap
    from system2.engine.estimate import quote
    from system2.engine.inquiry import Inquiry, inquire
    from system2.strategies.catalogue import strategy_named

    chosen = strategy_named(strategy)
    check_given(context, chosen)
    notices = [notice] if notice else []
    asked = Inquiry(
        problem,
        command,
        strategy,
        approach,
        settings,
        shared.demands,
        shared.judging,
        shared.allow_unpriced,
    )
    inquiry = inquire(asked, USUAL_EFFORT[command], notices.append)
    if shared.dry_run:
        show_quote(quote(inquiry), json=shared.json, notices=notices)
    confirm(settings.confirm_above, lambda: quote(inquiry))
    run_id = unfinished_run(inquiry) if shared.resume else ""
    if run_id:
        inquiry = as_begun(with_cap(inquiry, run_id, settings.max_cost), run_id)
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
    from system2.engine.reason import Audience, reason
    from system2.render.show import view

    shown = view(
        "none" if output.quiet else output.display,
        verbose=output.verbose,
        compares=inquiry.approach.compare is True,
    )
    with shown:
        for notice in notices:
            shown(Warned(notice))
        audience = Audience((shown,), streams=shown.streams, person=sys.stderr.isatty())
        result = asyncio.run(reason(inquiry, audience, run_id=run_id, arguments=sys.argv, samples=samples or {}))
    text = text_of(result, output)
    lost = _printed(text, output) if text else ""
    shown.summarise()
    for trouble in filter(None, (result.trouble, lost)):
        with suppress(OSError):  # a closed terminal
            print(f"{inquiry.command}: {trouble}", file=sys.stderr)
    raise typer.Exit(result.exit_code or (ExitCode.OUR_FAULT if lost else ExitCode.ANSWERED))


def _printed(text: str, output: Output) -> str:
    """Print the answer; why it could not be, empty where it could. It is paid for, whatever becomes of the output."""
    try:
        if output.is_drawn:
            from system2.render.answer import draw

            draw(text, console())
        else:
            sys.stdout.write(f"{text}\n")
        sys.stdout.flush()
    except OSError as trouble:
        say_no_more(sys.stdout)
        return (
            f"The answer could not be printed ({trouble.strerror}). Run the same command again: no reply is paid twice."
        )
    return ""


def text_of(result: "Result", output: Output) -> str:
    """What belongs on standard output."""
    if output.json:
        return to_json(result.as_json())
    if output.answer_only or (output.prefer_answer and result.answer):
        return short_answer(result)
    return clean(result.text.strip())


def short_answer(result: "Result") -> str:
    """The answer on one line; the last line of the chosen path where no answer could be read."""
    lines = [line for line in (result.answer or result.text).splitlines() if line.strip()]
    return clean(" ".join(lines) if result.answer else lines[-1] if lines else "")
