"""`system2 reselect` and `system2 rejudge`: look again at samples that are paid for."""

import random
from dataclasses import asdict, replace
from typing import Annotated, Literal, get_args

import typer

from system2.cli import following, options
from system2.cli.answering import conclude
from system2.cli.output import Output, teller
from system2.cli.taking import Given, OptionsOf, with_options
from system2.config.settings import Settings
from system2.config.sources import load_settings
from system2.core.candidates import Candidate, Choice
from system2.errors import UsageError
from system2.render.safe import clean, to_json
from system2.store.runs import open_trace

Selector = Literal["auto", "majority", "weighted", "verdict", "random", "first"]

Run = Annotated[
    str,
    typer.Argument(metavar="RUN", help="The run's id; the latest run if none is given.", autocompletion=following.runs),
]


def reselect(
    run: Run = "",
    select: Annotated[
        str, typer.Option("--select", metavar="|".join(get_args(Selector)), help="Who wins this time.")
    ] = "majority",
    json: options.Json = False,
    answer_only: options.AnswerOnly = False,
) -> None:
    """Pick again from a run's samples, by another rule, without a single call."""
    from system2.answers.algebra import given_up
    from system2.strategies.selection import agreement, confidence, pick
    from system2.strategies.shrinkage import shrunk
    from system2.verifiers.grouping import group_by_answer

    trace = open_trace(run)
    landed = [candidate for candidate in trace.candidates if candidate.text.strip()]
    if trace.beginning is None or not landed:
        raise UsageError(f"Run {trace.run} has no samples to pick from.")
    given_up.set(set(trace.given_up))
    agreeing = group_by_answer(trace.beginning.problem, landed)
    chosen: Candidate | None
    match select:
        case "random":
            chosen = random.Random(trace.run).choice(landed)
        case "first":
            chosen = landed[0]
        case "auto" | "majority" | "weighted" | "verdict":
            chosen, _ = pick(landed, agreeing, select)
        case _:
            raise UsageError(f"--select is {select!r}, but it has to be one of {', '.join(get_args(Selector))}.")
    assert chosen
    short = chosen.answer.text if chosen.answer else chosen.text.strip().splitlines()[-1]
    if json:
        agreed, sure = agreement(chosen, agreeing), confidence(landed, chosen, agreeing)
        found = {
            "run": trace.run,
            "select": select,
            "chosen": chosen.index,
            "answer": chosen.answer.text if chosen.answer else None,
            "text": chosen.text,
            "agreement": agreed,
            "confidence": shrunk(Choice(chosen, tuple(landed), "", sure, agreed)).confidence,
            "verdict": asdict(chosen.verdict) if chosen.verdict else None,
        }
        print(to_json(found))
    else:
        print(clean(short if answer_only else chosen.text.strip()))


@with_options
def rejudge(
    run: Run = "",
    *,
    settled: Annotated[Given, OptionsOf(Settings, only=("verifier", "display"))],
    json: options.Json = False,
    answer_only: options.AnswerOnly = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
) -> None:
    """Judge a run's samples again, with another verifier, and pay for the verdicts only."""
    from system2.engine.earlier import inquiry_of

    loaded = load_settings(settled, tell=teller(quiet=quiet))
    trace = open_trace(run)
    inquiry = inquiry_of(trace)
    samples = {each.index: each.reply for each in trace.candidates if each.reply}
    if not samples:
        raise UsageError(f"Run {trace.run} has no samples to judge.")
    settings = replace(inquiry.settings, verifier=loaded.verifier if settled["verifier"] else inquiry.settings.verifier)
    approach = replace(inquiry.approach, effort=max(samples) + 1)
    inquiry = replace(inquiry, settings=settings, strategy="best-of-n", approach=approach)
    output = Output(loaded.display, json=json, answer_only=answer_only, quiet=quiet, verbose=verbose)
    conclude(inquiry, output, samples=samples)
