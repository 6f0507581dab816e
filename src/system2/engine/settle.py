"""What an inquiry is settled to before it is run or quoted: a model for each role, a width and a depth."""

from dataclasses import dataclass, replace
from decimal import Decimal

from system2.config.settings import Settings
from system2.core.calls import Role
from system2.engine.adapt import TIGHT, adapt
from system2.engine.inquiry import Inquiry
from system2.engine.terms import Terms
from system2.model.choose import choose_model, endings
from system2.model.client import display_name, most_choices
from system2.model.embedded import MAX_TOKENS, PATIENCE, is_embedded
from system2.model.facts import facts_of
from system2.questions.difficulty import difficulty
from system2.questions.tasks import task_type
from system2.spend.outlook import share_of_day_left
from system2.spend.prices import Prices
from system2.strategies.catalogue import strategy_named
from system2.strategies.course import Course, course_of

LONGEST_PATH = 4096
LONGEST_REPLY = 1024
LONGEST_CALL = 120.0

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
    choice = choose_model(inquiry.settings.model)
    inquiry = replace(inquiry, settings=replace(inquiry.settings, model=choice.name))
    models = _models_by_role(inquiry.settings)
    chosen = adapted = ""
    if choice.why and choice.name in models.values():
        chosen = f"model: {display_name(choice.name)}, because {choice.why}"
    if fresh and inquiry.settings.adapt:
        inquiry, adapted = _adapted(inquiry, models)
    ending = facts_of(display_name(models["generate"])).ending
    works = not _thinks_first(models["verify"], inquiry.settings)
    inquiry = replace(inquiry, problem=replace(inquiry.problem, ending=ending, works=works))
    course = course_of(inquiry.approach, inquiry.judging, inquiry.settings.verifiers)
    unjudged = ""
    if _verdicts_are_worthless(inquiry, course, models["verify"]):
        course = course_of(inquiry.approach, replace(inquiry.judging, usual="agreement"))
        unjudged = NO_JUDGE.format(display_name(models["verify"]))
    dying = endings([display_name(models[role]) for role in ("generate", "verify")])
    notes = (chosen, *dying, adapted, unjudged, SAME_PATHS if _paths_are_equal(inquiry) else "")
    return Settled(inquiry, course, _terms(inquiry, models), tuple(filter(None, notes)))


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


def _models_by_role(settings: Settings) -> dict[Role, str]:
    """The model that plays each role. Raises `UsageError` where there is none."""
    default = choose_model(settings.model).name
    return {
        "generate": settings.generator or default,
        "verify": next(iter(settings.verifiers), default),
        "aggregate": settings.aggregator or default,
        "classify": settings.classifier or default,
    }


def _adapted(inquiry: Inquiry, models: dict[Role, str]) -> tuple[Inquiry, str]:
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
        left=_share_left(models["generate"]),
    )
    approach = replace(
        inquiry.approach,
        effort=figures.effort,
        thinking_tokens=figures.thinking_tokens,
        thinking_share=figures.thinking_share,
    )
    return replace(inquiry, approach=approach), figures.line


def _share_left(model: str) -> Decimal | None:
    """The share of the day's money that is left to a model that costs any."""
    left = share_of_day_left()
    if left is None or left >= TIGHT:
        return left
    price = Prices().price(display_name(model))
    return None if price and price.local else left


def _terms(inquiry: Inquiry, models: dict[Role, str]) -> Terms:
    """On what terms calls are made, in whatever run."""
    settings = inquiry.settings
    longest = MAX_TOKENS if is_embedded(models["generate"]) else LONGEST_PATH
    facts = facts_of(display_name(models["generate"]))
    return Terms(
        run="",
        command=inquiry.command,
        strategy=inquiry.strategy,
        task=task_type(inquiry.problem.question),
        models=models,
        temperature=facts.temperature if settings.temperature is None else settings.temperature,
        thinking_tokens=settings.thinking_tokens,
        reasoning_effort=settings.reasoning_effort,
        verifier_thinking=settings.verifier_thinking,
        leads=facts.leads and settings.temperature is None,
        max_tokens=settings.max_tokens or longest,
        is_limited=settings.max_tokens is not None,
        reply_tokens=MAX_TOKENS if is_embedded(models["verify"]) else LONGEST_REPLY,
        timeout=settings.timeout or (PATIENCE if is_embedded(models["generate"]) else LONGEST_CALL),
        seed=settings.seed,
        choices=most_choices(models["generate"]),
    )
