"""Setting up a run: which models, whose money, on what terms. The library's `think` and the commands begin here."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from decimal import Decimal

from system2.answers.tasks import task_type
from system2.config.home import cache_folder
from system2.config.settings import Settings
from system2.core.calls import Role
from system2.core.events import Progressed, Warned
from system2.core.problem import Problem
from system2.engine.ending import Demands
from system2.engine.record import Recording, Traced, Untraced
from system2.engine.result import Result
from system2.engine.run import House, Plan, Watcher, run, to_all
from system2.engine.terms import Terms
from system2.errors import UsageError
from system2.model.choose import choose_model
from system2.model.client import Models, display_name, most_choices
from system2.model.embedded import MAX_TOKENS, is_embedded
from system2.spend.prices import Prices
from system2.spend.purse import Purse
from system2.store import codec
from system2.store.cache import Cache
from system2.store.runs import new_run_id
from system2.store.trace import Trace
from system2.strategies.catalogue import STRATEGIES, Course
from system2.verifiers.judge import Judge

LONGEST_PATH = 4096


@dataclass(frozen=True)
class Inquiry:
    """What is wanted: the problem, the way to reason, the width, and what the user demands and allows.

    `max_cost` in dollars caps this run alone. `reads_cache` and `writes_cache` are False for `--fresh` and
    `--no-cache`, `traced` for `--no-trace`.
    """

    problem: Problem
    command: str
    strategy: str
    effort: int
    settings: Settings = Settings()
    good_enough: float | None = None
    demands: Demands = Demands()
    max_cost: Decimal | None = None
    allow_unpriced: bool = False
    reads_cache: bool = True
    writes_cache: bool = True
    traced: bool = True


@dataclass(frozen=True)
class Audience:
    """Who watches: watchers of events, whether one of them shows text as it comes, whether a person reads it."""

    watchers: Sequence[Watcher] = ()
    streams: bool = False
    person: bool = False


NOBODY = Audience()


async def reason(
    inquiry: Inquiry, audience: Audience = NOBODY, *, run_id: str = "", arguments: Sequence[str] = ()
) -> Result:
    """Answer the inquiry, under the caps and into the ledger; with `run_id`, go on with that run.

    Raises:
        System2Error: it cannot be begun: no such model, no key, no usable ledger, nonsense in the settings.
    """
    publish = to_all(audience.watchers)

    def warn(line: str) -> None:
        publish(Warned(line))

    choice = choose_model(inquiry.settings.model)
    settings = replace(inquiry.settings, model=choice.name)
    inquiry = replace(inquiry, settings=settings)
    models = models_by_role(settings, choice.name)
    if choice.why and choice.name in models.values():
        warn(f"model: {display_name(choice.name)}, because {choice.why}")
    if settings.temperature == 0 and settings.seed is None and inquiry.effort > 1:
        warn("temperature 0 without a seed: equal requests are one call, so more paths bring nothing new")
    run_id = run_id or new_run_id(traced=inquiry.traced)
    plan = Plan(
        inquiry.problem,
        STRATEGIES[inquiry.strategy].begin(inquiry.problem, course_of(inquiry)),
        terms_of(inquiry, run_id, models, stream=audience.streams),
        inquiry.effort,
        settings.concurrency,
        inquiry.demands,
    )
    purse = Purse(
        max_cost=inquiry.max_cost,
        allow_unpriced=inquiry.allow_unpriced,
        warn=_from_thread(warn),
        watched=audience.person,
    )
    cache = Cache(cache_folder(), reads=inquiry.reads_cache, writes=inquiry.writes_cache, warn=warn)
    hosts = Models(tell=warn, progress=lambda done, total: publish(Progressed("fetching the model", done, total)))
    recording = _recording(inquiry, run_id, arguments, warn)
    with closing(cache), closing(recording):
        try:
            house = House(hosts, Prices(), purse, cache, recording)
            return await run(plan, house, audience.watchers)
        finally:
            await hosts.close()


def inquiry_of(trace: Trace) -> Inquiry:
    """The inquiry that a run was made for. Raises `UsageError` where its trace does not hold one."""
    try:
        inquiry: Inquiry = codec.decode(Inquiry, trace.invocation.plan)
    except codec.CodecError:
        raise UsageError(f"Run {trace.run} was made by another version of system2: ask its question again.") from None
    return inquiry


def models_by_role(settings: Settings, default: str) -> dict[Role, str]:
    """The model that plays each role."""
    return {
        "generate": settings.generator or default,
        "verify": settings.verifier or default,
        "aggregate": settings.aggregator or default,
        "classify": settings.classifier or default,
    }


def course_of(inquiry: Inquiry) -> Course:
    """What the strategy is told."""
    return Course(inquiry.effort, Judge(), inquiry.settings.select, inquiry.good_enough)


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
        timeout=settings.timeout,
        seed=settings.seed,
        stream=stream,
        choices=most_choices(models["generate"]),
    )


def _from_thread(warn: Callable[[str], None]) -> Callable[[str], object]:
    """The same, for whoever is not on the event loop's thread: the purse is used on one of its own."""
    loop = asyncio.get_running_loop()
    return lambda line: loop.call_soon_threadsafe(warn, line)


def _recording(inquiry: Inquiry, run_id: str, arguments: Sequence[str], warn: Callable[[str], None]) -> Recording:
    if not inquiry.traced:
        return Untraced()
    return Traced(run_id, arguments=arguments, plan=codec.encode(inquiry), warn=warn)
