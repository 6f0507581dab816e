"""What several critiques of the same come to (generalist reward modelling, Liu et al. 2025, arXiv:2504.02495).

Each is a sample of principles, critique and score. The paper adds up their scores (section 4, voting with generated
rewards), which ranks as their mean does; or a trained model tells which critiques are any good, and those alone have a
say (its meta reward model). Here a prompted one weighs them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import fsum

from system2.config.judging import CritiquesBy
from system2.core.actions import Ask
from system2.core.candidates import Verdict
from system2.core.decisions import Remark
from system2.core.outcomes import Replied
from system2.core.problem import Message, Problem
from system2.core.procedures import do, note
from system2.prompts.fence import fence
from system2.prompts.speak import say
from system2.verifiers.scored import read_scores, schema

UNWEIGHED = "critiques could not be weighed: each counts as much"


def merged(verdicts: Sequence[Verdict], weights: Sequence[float]) -> Verdict:
    """One verdict of those of the critiques, each with its weight; all of them are kept in it, none is lost.

    It has the words of the critique that is nearest to it.
    """
    total = fsum(weights)
    score = fsum(weight * verdict.score for weight, verdict in zip(weights, verdicts, strict=True)) / total
    nearest = min(verdicts, key=lambda verdict: abs(verdict.score - score))
    return replace(nearest, score=score, is_correct=score > 0.5, parts=tuple(verdicts))


@dataclass(frozen=True)
class Merging:
    """What critiques come to: their mean, the share of them that accept, or their weighted mean.

    For weights a meta-judge is asked, in one call; `model` is asked where it is not the one that verifies.
    """

    by: CritiquesBy = "mean"
    model: str | None = None

    async def together(self, problem: Problem, verdicts: Sequence[Verdict], shown: str, about: int) -> Verdict:
        """The one verdict of these; `shown` is path `about`, which they are about, as a prompt shows it."""
        if self.by == "vote":
            votes = [replace(verdict, score=float(verdict.is_correct)) for verdict in verdicts]
            return replace(merged(votes, [1.0] * len(votes)), parts=tuple(verdicts))
        if self.by == "mean" or len(verdicts) < 2:
            return merged(verdicts, [1.0] * len(verdicts))
        return merged(verdicts, await self._weights(problem, verdicts, shown, about))

    async def _weights(self, problem: Problem, verdicts: Sequence[Verdict], shown: str, about: int) -> Sequence[float]:
        """How much each critique is worth, 0 to 1, as a model sees it; the same for all where it does not say."""
        numbered = "\n\n".join(f"{number}.\n{fence(_told(each))}" for number, each in enumerate(verdicts, start=1))
        count = len(verdicts)
        text = say("weigh", problem, problem=problem.statement, candidate=shown, candidates=numbered, count=str(count))
        messages = (Message("system", say("judge_task", problem)), *problem.history, Message("user", text))
        ask = Ask(
            messages,
            "verify",
            schema("weights", count, principles=False),
            about=about,
            temperature=0.0,
            model=self.model,
        )
        outcome = await do(ask)
        found = read_scores(outcome.reply.text, count) if isinstance(outcome, Replied) else None
        if found and fsum(found.scores) > 0:
            return found.scores
        await note(Remark(UNWEIGHED))
        return [1.0] * count


def _told(verdict: Verdict) -> str:
    """A critique as the meta-judge reads it."""
    return "\n".join(filter(None, (verdict.principles, verdict.critique, f"Score: {verdict.score:.2f}")))
