"""Setting up a run: which models, whose money, on what terms. The library's `think` and the commands begin here."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from system2.answers.tasks import task_type
from system2.config.settings import Settings
from system2.core.calls import Role
from system2.core.events import Warned
from system2.core.problem import Problem
from system2.engine.ending import Demands
from system2.engine.result import Result
from system2.engine.run import Plan, Watcher, run, to_all
from system2.engine.terms import Terms
from system2.model.choose import choose_model
from system2.model.client import Models, display_name, most_choices
from system2.model.embedded import MAX_TOKENS, is_embedded
from system2.spend.prices import Prices
from system2.spend.purse import Purse
from system2.store.runs import new_run_id
from system2.strategies.catalogue import STRATEGIES, Course
from system2.verifiers.judge import Judge

LONGEST_PATH = 4096


@dataclass(frozen=True)
class Inquiry:
    """What is wanted: the problem, the way to reason, the width, and what the user demands and allows.

    `max_cost` in dollars caps this run alone, `watched` says that a person reads what is told meanwhile.
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
    watched: bool = False


async def reason(inquiry: Inquiry, *, watchers: Sequence[Watcher] = (), stream: bool = False) -> Result:
    """Answer the inquiry, under the caps and into the ledger. `stream` where a watcher shows text as it comes.

    Raises:
        System2Error: it cannot be begun: no such model, no key, no usable ledger, nonsense in the settings.
    """
    settings, choice = inquiry.settings, choose_model(inquiry.settings.model)
    publish = to_all(watchers)
    names = _models_by_role(settings, choice.name)
    if choice.why and choice.name in names.values():
        publish(Warned(f"model: {display_name(choice.name)}, because {choice.why}"))
    terms = Terms(
        run=new_run_id(),
        command=inquiry.command,
        strategy=inquiry.strategy,
        task=task_type(inquiry.problem.question),
        models=names,
        temperature=settings.temperature,
        max_tokens=settings.max_tokens or (MAX_TOKENS if is_embedded(names["generate"]) else LONGEST_PATH),
        timeout=settings.timeout,
        seed=settings.seed,
        stream=stream,
        choices=most_choices(names["generate"]),
    )
    course = Course(inquiry.effort, Judge(), settings.select, inquiry.good_enough)
    procedure = STRATEGIES[inquiry.strategy].begin(inquiry.problem, course)
    plan = Plan(inquiry.problem, procedure, terms, inquiry.effort, settings.concurrency, inquiry.demands)
    purse = Purse(
        max_cost=inquiry.max_cost,
        allow_unpriced=inquiry.allow_unpriced,
        warn=lambda line: publish(Warned(line)),
        watched=inquiry.watched,
    )
    models = Models(tell=lambda line: publish(Warned(line)))
    try:
        return await run(plan, models=models, prices=Prices(), purse=purse, watchers=watchers)
    finally:
        await models.close()


def _models_by_role(settings: Settings, default: str) -> dict[Role, str]:
    return {
        "generate": settings.generator or default,
        "verify": settings.verifier or default,
        "aggregate": settings.aggregator or default,
        "classify": settings.classifier or default,
    }
