"""A model's rating as an expectation: the mean over the probabilities of the digits that it might have written.

After LLM-as-a-Verifier (Kwok et al. 2026, arXiv:2607.05391) and G-Eval (Liu et al. 2023, arXiv:2303.16634): two paths
that a judge would give the same mark are told apart by how nearly it gave another.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from system2.core.actions import Ask
from system2.core.candidates import Candidate, Verdict
from system2.core.decisions import Remark
from system2.core.outcomes import Failed, Refused, Replied
from system2.core.problem import Problem
from system2.core.procedures import do, note
from system2.core.replies import TokenChance
from system2.verifiers.exits import report
from system2.verifiers.judge import question

HIGHEST = 9
"""The rating of a path that is surely right; 0 that of one that is surely wrong. Digits are tokens of their own."""

_RATING = re.compile(rf"(?:rating|评分)\W{{0,10}}([0-9])(?:\s*/\s*{HIGHEST})?\W*\Z", re.IGNORECASE)
_DIGIT = re.compile(r"\s*[0-9]\s*\Z")

EXAMPLES = tuple(f"Rating: {rating}" for rating in range(HIGHEST + 1))

NO_CHANCES = "no token probabilities"
EXPLANATION = "This model comes without token probabilities, so logprob cannot judge: try --judge-by judge."


@dataclass(frozen=True)
class Logprob:
    """Asks a model for a rating from 0 to 9, and reads its probabilities. One call a path, never a second."""

    model: str | None = None
    _told: set[str] = field(default_factory=set, init=False, repr=False, compare=False)

    async def judge(self, problem: Problem, candidate: Candidate) -> Verdict | None:
        """The expected rating of this path."""
        messages = question(problem, candidate.text, "rate")
        ask = Ask(
            messages,
            "verify",
            about=candidate.index,
            logprobs=True,
            model=self.model,
            authors=candidate.authors,
            examples=EXAMPLES,
        )
        outcome = await do(ask)
        found = read_outcome(outcome)
        if found == NO_CHANCES and found not in self._told:
            self._told.add(NO_CHANCES)
            await note(Remark(EXPLANATION))
        return await report(candidate.index, found, self._told)


def read_outcome(outcome: Replied | Failed | Refused) -> Verdict | str:
    """The verdict in a reply; a text is why there is none."""
    if not isinstance(outcome, Replied):
        return outcome.reason
    if not outcome.reply.chances:
        return NO_CHANCES
    score = expected_score(outcome.reply.chances)
    if score is None:
        return "the rating could not be read"
    return Verdict(score, score > 0.5, _RATING.sub("", outcome.reply.text).strip(), "logprob")


def expected_score(chances: Sequence[TokenChance]) -> float | None:
    """The mean rating over the probabilities of the token that gives it at the end, 0 to 1; None where none does."""
    rating = _RATING.search("".join(chance.token for chance in chances))
    if rating is None:
        return None
    ends = accumulate(len(chance.token) for chance in chances)
    chance = next(chance for chance, end in zip(chances, ends, strict=True) if rating.start(1) < end)
    return mean_rating(chance.alternatives) if chance.token.strip() == rating[1] else None


def mean_rating(alternatives: Mapping[str, float]) -> float | None:
    """The mean of the digits among these tokens, weighted by their log-probabilities, as a share of the highest."""
    masses = [(int(token), math.exp(min(chance, 0.0))) for token, chance in alternatives.items() if _DIGIT.match(token)]
    total = sum(mass for _, mass in masses)
    if not masses or not 0 < total < math.inf:
        return None
    return sum(rating * mass for rating, mass in masses) / total / HIGHEST
