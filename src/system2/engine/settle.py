"""What an inquiry is settled to before it is run or quoted: a model for each role, a width and a depth."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import chain

from system2.config.settings import Settings
from system2.core.cast import Cast
from system2.engine.adapt import TIGHT, adapt
from system2.engine.casting import cast_of, reliability_of, told, writers_of
from system2.engine.inquiry import Inquiry
from system2.engine.terms import Terms
from system2.model.choose import choose_model, endings
from system2.model.client import display_name
from system2.model.facts import facts_of
from system2.questions.difficulty import difficulty
from system2.questions.tasks import task_type
from system2.spend.outlook import share_of_day_left
from system2.spend.prices import Prices
from system2.strategies.catalogue import strategy_named
from system2.strategies.course import Course, course_of

SAME_PATHS = "temperature 0 without a seed: equal requests are one call, so more paths bring nothing new"

NO_JUDGE = "{} cannot tell right paths from wrong: how many agree is each one's score (--judge-by judge asks it)"


@dataclass(frozen=True)
class Settled:
    """An inquiry of which nothing is left open, what its strategy is told, and on what terms its calls are made.

    `notes` say in one line each what was chosen in the user's place, and which model is switched off soon.
    """

    inquiry: Inquiry
    course: Course
    terms: Terms
    notes: tuple[str, ...]


def settle(inquiry: Inquiry, *, fresh: bool = True) -> Settled:
    """Settle what is left open.

    A run that is gone on with, which is not `fresh`, keeps the width and the depth that it was begun with.

    Raises:
        UsageError: there is no model, or nonsense in the settings.
        LedgerError: what is left of the day's money cannot be told.
    """
    ladder = inquiry.approach.ladder
    choice = choose_model(inquiry.settings.model or next(iter(ladder), None))
    inquiry = replace(inquiry, settings=replace(inquiry.settings, model=choice.name))
    cast = cast_of(inquiry)
    chosen = adapted = ""
    if choice.why and choice.name in {*cast.members, *chain(*cast.others.values())}:
        chosen = f"model: {display_name(choice.name)}, because {choice.why}"
    if fresh and inquiry.settings.adapt:
        inquiry, adapted = _adapted(inquiry, cast)
        cast = cast_of(inquiry)
    deepens = any(facts_of(display_name(each)).thinks != "never" for each in (*cast.members, *ladder[1:]))
    inquiry = replace(inquiry, approach=replace(inquiry.approach, deepens=deepens))
    judge = cast.others["verify"][0]
    works = not _thinks_first(judge, inquiry.settings)
    inquiry = replace(inquiry, problem=replace(inquiry.problem, writers=writers_of(cast), works=works))
    course = course_of(inquiry.approach, inquiry.judging, inquiry.settings.verifiers)
    unjudged = ""
    if _verdicts_are_worthless(inquiry, course, judge):
        course = course_of(inquiry.approach, replace(inquiry.judging, usual="agreement"))
        unjudged = NO_JUDGE.format(display_name(judge))
    dying = endings([display_name(model) for model in (*cast.members, *ladder[1:], judge)])
    notes = (chosen, *dying, adapted, unjudged, SAME_PATHS if _paths_are_equal(inquiry) else "")
    terms = _terms(inquiry, cast)
    reliability, unmeasured = reliability_of(inquiry, cast)
    compare = inquiry.approach.compare if inquiry.approach.compare is not None else len(cast.members) > 1
    course = replace(course, seats=cast.seats, reliability=reliability, compare=compare)
    return Settled(inquiry, course, terms, tuple(filter(None, (*notes, unmeasured))))


def _thinks_first(judge: str, settings: Settings) -> bool:
    """Whether who judges thinks before the verdict, by itself or because the user asks for it."""
    own = settings.verifier_thinking
    asked = (settings.thinking_tokens, settings.reasoning_effort) if own is None else (own, None)
    return facts_of(display_name(judge)).room(*asked) > 0


def _verdicts_are_worthless(inquiry: Inquiry, course: Course, judge: str) -> bool:
    """Whether paths would be judged, for nobody said otherwise, by a model that cannot tell right ones from wrong."""
    strategy = strategy_named(inquiry.strategy)
    would_be_judged = not inquiry.judging.ways and not inquiry.judging.asked and strategy.judges(course)
    return would_be_judged and strategy.compares and not facts_of(display_name(judge)).judges


def _paths_are_equal(inquiry: Inquiry) -> bool:
    settings = inquiry.settings
    return settings.temperature == 0 and settings.seed is None and inquiry.approach.effort > 1


def _adapted(inquiry: Inquiry, cast: Cast) -> tuple[Inquiry, str]:
    """The inquiry as wide and as deep as its problem asks for and the day's money allows, and a line about that."""
    settings, problem = inquiry.settings, inquiry.problem
    untold = settings.thinking_tokens is None and settings.reasoning_effort is None
    thinks = strategy_named(inquiry.strategy).thinks and untold
    figures = adapt(
        inquiry.approach.effort,
        inquiry.approach.thinking_tokens,
        level=difficulty(problem.question, problem.context) if thinks else None,
        defaulted=settings.effort is None,
        priority=settings.priority,
        left=_share_left(cast.members),
    )
    approach = replace(
        inquiry.approach,
        effort=figures.effort,
        thinking_tokens=figures.thinking_tokens,
        thinking_share=figures.thinking_share,
    )
    return replace(inquiry, approach=approach), figures.line


def _share_left(models: Iterable[str]) -> Decimal | None:
    """The share of the day's money that is left to models any of which costs anything."""
    left = share_of_day_left()
    if left is None or left >= TIGHT:
        return left
    prices = Prices()
    found = [prices.price(display_name(model)) for model in models]
    return None if all(price and price.local for price in found) else left


def _terms(inquiry: Inquiry, cast: Cast) -> Terms:
    """On what terms calls are made, in whatever run."""
    settings = inquiry.settings
    return Terms(
        run="",
        command=inquiry.command,
        strategy=inquiry.strategy,
        task=task_type(inquiry.problem.question),
        cast=cast,
        model=told(inquiry),
        temperature=settings.temperature,
        max_tokens=settings.max_tokens,
        thinking_tokens=settings.thinking_tokens,
        reasoning_effort=settings.reasoning_effort,
        verifier_thinking=settings.verifier_thinking,
        timeout=settings.timeout,
        seed=settings.seed,
    )
