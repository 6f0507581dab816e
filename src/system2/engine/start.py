"""Setting up a run: which models, whose money, on what terms. The library's `think` and the commands begin here."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, nullcontext
from dataclasses import dataclass, replace
from decimal import Decimal

from system2.config.settings import Settings
from system2.core.calls import Role
from system2.core.events import Warned
from system2.core.problem import Problem
from system2.core.replies import Reply
from system2.engine.adapt import TIGHT, adapt
from system2.engine.ending import Demands
from system2.engine.house import House, open_house
from system2.engine.memory import NO_SAMPLES
from system2.engine.record import Recording, Traced, Untraced
from system2.engine.result import Result
from system2.engine.run import Plan, Watcher, run, to_all
from system2.engine.terms import Terms
from system2.errors import UsageError
from system2.model.choose import choose_model
from system2.model.client import display_name, most_choices
from system2.model.embedded import MAX_TOKENS, is_embedded
from system2.programs.command import arguments as command_line
from system2.prompts.speak import check_wording
from system2.questions.difficulty import difficulty
from system2.questions.tasks import task_type
from system2.spend.outlook import share_of_day_left
from system2.spend.prices import Prices
from system2.store import codec
from system2.store.runs import find_runs, new_run_id, open_trace
from system2.store.trace import Trace
from system2.strategies.catalogue import strategy_named
from system2.strategies.course import ROUNDS, Course
from system2.strategies.stopping import Stop, check_rule
from system2.strategies.thoughts import Shape
from system2.verifiers.chosen import Judging, choose

LONGEST_PATH = 4096
LONGEST_REPLY = 1024


@dataclass(frozen=True)
class Inquiry:
    """What is wanted: the problem, the way to reason, the width, and what the user demands and allows.

    `thinking_tokens` is how long a path may think, 0 where that is left to the model; `thinking_share` how much of its
    usual thinking it gets where the strategy decides how much that is; `rounds` how often a draft is revised; `stop`
    and `sure` when a vote may stop, None where that is left to us; `shape` how a search over reasoning steps goes
    about it.

    Raises:
        UsageError: a vote cannot stop so.
    """

    problem: Problem
    command: str
    strategy: str
    effort: int
    settings: Settings = Settings()
    good_enough: float | None = None
    demands: Demands = Demands()
    thinking_tokens: int = 0
    thinking_share: float = 1.0
    rounds: int = ROUNDS
    stop: Stop | None = None
    sure: float | None = None
    shape: Shape = Shape()
    allow_unpriced: bool = False
    judging: Judging = Judging()

    def __post_init__(self) -> None:
        check_rule(self.stop, self.sure, self.settings.select)


@dataclass(frozen=True)
class Audience:
    """Who watches: watchers of events, whether one of them shows text as it comes, whether a person reads it."""

    watchers: Sequence[Watcher] = ()
    streams: bool = False
    person: bool = False


NOBODY = Audience()


async def reason(
    inquiry: Inquiry,
    audience: Audience = NOBODY,
    *,
    run_id: str = "",
    arguments: Sequence[str] = (),
    samples: Mapping[int, Reply] = NO_SAMPLES,
    house: House | None = None,
) -> Result:
    """Answer the inquiry, under the caps and into the ledger; with `run_id`, go on with that run.

    `samples` are paths of an earlier run, by index, that are judged anew instead of sampling. Inquiries that are
    answered at the same time share a `house`; whoever opened it hears the signals.

    Raises:
        System2Error: it cannot be begun: no such model, no key, no usable ledger, nonsense in the settings.
    """
    publish = to_all(audience.watchers)

    def warn(line: str) -> None:
        publish(Warned(line))

    inquiry = made_definite(inquiry, warn, fresh=not run_id)
    settings = inquiry.settings
    models = models_by_role(settings)
    if settings.temperature == 0 and settings.seed is None and inquiry.effort > 1:
        warn("temperature 0 without a seed: equal requests are one call, so more paths bring nothing new")
    course = course_of(inquiry)
    run_id = run_id or new_run_id(traced=settings.history)
    plan = Plan(
        inquiry.problem,
        strategy_named(inquiry.strategy).begin(inquiry.problem, course),
        terms_of(inquiry, run_id, models, stream=audience.streams),
        inquiry.effort,
        inquiry.demands,
    )
    opened = open_house(settings, publish, allow_unpriced=inquiry.allow_unpriced, person=audience.person)
    with closing(plan.procedure), closing(_recording(inquiry, run_id, arguments, warn)) as recording:
        async with nullcontext(house) if house else opened as shared:
            return await run(plan, shared, recording, audience.watchers, samples=samples, alone=house is None)


def inquiry_of(trace: Trace) -> Inquiry:
    """The inquiry that a run was made for. Raises `UsageError` where its trace does not hold one."""
    try:
        inquiry: Inquiry = codec.decode(Inquiry, trace.invocation.plan)
    except codec.CodecError:
        raise UsageError(f"Run {trace.run} was made by another version of system2: ask its question again.") from None
    return inquiry


def unfinished_run(inquiry: Inquiry) -> str:
    """The id of the last run that was to answer this very inquiry and did not; empty where there is none."""
    for summary in find_runs():
        if summary.question == inquiry.problem.question and summary.status != "running":
            trace = open_trace(summary.run)
            if trace.can_be_continued and _same(inquiry_of(trace), inquiry):
                return trace.run
    return ""


def _same(one: Inquiry, other: Inquiry) -> bool:
    return (one.problem, one.command, one.strategy, one.effort, one.shape) == (
        other.problem,
        other.command,
        other.strategy,
        other.effort,
        other.shape,
    )


def adapted(inquiry: Inquiry) -> tuple[Inquiry, str]:
    """The inquiry with its width and depth settled, and one line about what was changed of them, if anything.

    Raises:
        LedgerError: what is left of the day's money cannot be told.
    """
    settings = inquiry.settings
    problem, given = inquiry.problem, settings.thinking_tokens
    if not settings.adapt:
        return replace(inquiry, thinking_tokens=given or 0), ""
    thinks = strategy_named(inquiry.strategy).thinks and given is None
    figures = adapt(
        inquiry.effort,
        given or 0,
        level=difficulty(problem.question, problem.context) if thinks else None,
        defaulted=settings.effort is None,
        priority=settings.priority,
        left=_share_left(settings),
    )
    adapted = replace(
        inquiry,
        effort=figures.effort,
        thinking_tokens=figures.thinking_tokens,
        thinking_share=figures.thinking_share,
    )
    return adapted, figures.line


def made_definite(inquiry: Inquiry, warn: Callable[[str], object], *, fresh: bool = True) -> Inquiry:
    """The inquiry with a model, a width and a depth; a run that is gone on with keeps those it was begun with."""
    choice = choose_model(inquiry.settings.model)
    inquiry = replace(inquiry, settings=replace(inquiry.settings, model=choice.name))
    if choice.why and choice.name in models_by_role(inquiry.settings).values():
        warn(f"model: {display_name(choice.name)}, because {choice.why}")
    if fresh:
        inquiry, changed = adapted(inquiry)
        if changed:
            warn(changed)
    return inquiry


def _share_left(settings: Settings) -> Decimal | None:
    """The share of the day's money that is left to a model that costs any."""
    left = share_of_day_left()
    if left is None or left >= TIGHT:
        return left
    price = Prices().price(display_name(models_by_role(settings)["generate"]))
    return None if price and price.local else left


def models_by_role(settings: Settings) -> dict[Role, str]:
    """The model that plays each role."""
    default = choose_model(settings.model).name
    return {
        "generate": settings.generator or default,
        "verify": next(iter(verifiers_of(settings)), default),
        "aggregate": settings.aggregator or default,
        "classify": settings.classifier or default,
    }


def verifiers_of(settings: Settings) -> tuple[str, ...]:
    """The models that the user wants verdicts from; none where it is the one that plays all roles."""
    return tuple(name.strip() for name in (settings.verifier or "").split(",") if name.strip())


def course_of(inquiry: Inquiry) -> Course:
    """What the strategy is told. Raises `UsageError` where it cannot judge or speak as the user wants it."""
    check_wording(inquiry.problem)
    judge = choose(inquiry.judging, verifiers_of(inquiry.settings))
    if inquiry.judging.check:
        command_line(inquiry.judging.check)
    return Course(
        inquiry.effort,
        judge,
        inquiry.settings.select,
        inquiry.good_enough,
        inquiry.thinking_tokens,
        inquiry.rounds,
        inquiry.stop,
        inquiry.sure,
        inquiry.shape,
        thinking_share=inquiry.thinking_share,
        must_judge=bool(inquiry.judging.asked),
    )


def check_judging(inquiry: Inquiry) -> None:
    """Raises `UsageError` for a check that would not be made: the answer would pass for a checked one."""
    strategy, asked = strategy_named(inquiry.strategy), inquiry.judging.asked
    if asked and not strategy.judges(course_of(inquiry)):
        remedy = "add --select weighted" if strategy.tops or "+" in strategy.name else "take --strategy best-of-n"
        raise UsageError(f"{strategy.name} judges no path, so {asked} says nothing of it: {remedy}, or leave it out.")


def terms_of(inquiry: Inquiry, run_id: str, models: dict[Role, str], *, stream: bool) -> Terms:
    """On what terms the run's calls are made."""
    settings = inquiry.settings
    longest = MAX_TOKENS if is_embedded(models["generate"]) else LONGEST_PATH
    return Terms(
        run=run_id,
        command=inquiry.command,
        strategy=inquiry.strategy,
        task=task_type(inquiry.problem.question),
        models=models,
        temperature=settings.temperature,
        max_tokens=settings.max_tokens or longest,
        reply_tokens=MAX_TOKENS if is_embedded(models["verify"]) else LONGEST_REPLY,
        timeout=settings.timeout,
        seed=settings.seed,
        stream=stream,
        choices=most_choices(models["generate"]),
    )


def _recording(inquiry: Inquiry, run_id: str, arguments: Sequence[str], warn: Callable[[str], None]) -> Recording:
    if not inquiry.settings.history:
        return Untraced()
    return Traced(run_id, arguments=arguments, plan=codec.encode(inquiry), warn=warn)
