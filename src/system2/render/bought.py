"""What the extra paths of a run bought: another answer, or the same one made surer, and at what price."""

from dataclasses import dataclass
from decimal import Decimal

from system2.answers.equivalence import same
from system2.core.candidates import Choice
from system2.spend.run_cost import RunCost
from system2.store.trace import Trace


@dataclass(frozen=True)
class Bought:
    """The answer that one sample would have given, the answer chosen, and what stands between them in dollars.

    `changed` says whether the two differ in more than how they are written. `one_sample_usd` is what the first path
    cost, `extra_usd` what all else did; None where a price is unknown.
    """

    one_sample_answer: str
    chosen_answer: str
    changed: bool
    one_sample_usd: Decimal | None
    extra_usd: Decimal | None


def bought(trace: Trace, cost: RunCost) -> Bought | None:
    """What the trace of a run tells of it; None where there was no second path, or no first answer to compare."""
    if not trace.beginning or not trace.choice or not _starts_with_one_sample(trace.beginning.strategy, trace.choice):
        return None
    chosen = trace.choice.chosen
    first = next((candidate for candidate in trace.candidates if candidate.index == 0), None)
    if not (chosen and chosen.answer and first and first.answer and first.reply and len(trace.candidates) > 1):
        return None
    alone = first.reply.cost.amount
    extra = None if alone is None or cost.total.unknown_calls else cost.total.cost - alone
    changed = not same(first.answer, chosen.answer, question=trace.beginning.problem.question)
    return Bought(first.answer.text, chosen.answer.text, changed, alone, extra)


def _starts_with_one_sample(strategy: str, choice: Choice) -> bool:
    """Whether the first path is all that one sample would have been.

    It is not where it is a branch of a tree, a part of the problem, or whatever another strategy made.
    """
    return not choice.tree and "+" not in strategy and strategy != "decompose"
