"""The other paths as the verifier: what many paths say independently is likely right (Wang et al. 2023)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from system2.core.candidates import Candidate, Verdict
from system2.core.decisions import Judged
from system2.core.problem import Problem
from system2.core.procedures import note
from system2.verifiers.grouping import grouped
from system2.verifiers.none import NoVerdict


@dataclass(frozen=True)
class Agreement(NoVerdict):
    """Scores a path by the share of the answered paths that agree with it; one without an answer stays unjudged.

    No call, but the one that groups open answers.
    """

    async def compare(self, problem: Problem, candidates: Sequence[Candidate]) -> Sequence[Candidate]:
        """The candidates with their shares of the vote."""
        candidates = sorted(candidates, key=lambda candidate: candidate.index)
        agreeing = await grouped(problem, candidates)
        shares = {path.index: len(group) / sum(map(len, agreeing)) for group in agreeing for path in group}
        judged = []
        for candidate in candidates:
            verdict = _verdict(shares.get(candidate.index))
            if candidate.reply:
                await note(Judged(candidate.index, verdict, "" if verdict else _why_none(candidate)))
            judged.append(replace(candidate, verdict=verdict))
        return judged


def _why_none(candidate: Candidate) -> str:
    return "its answer cannot be compared with others" if candidate.answer else "it gave no answer"


def _verdict(share: float | None) -> Verdict | None:
    if share is None:
        return None
    return Verdict(share, share > 0.5, f"{share:.0%} of the answered paths say this", "agreement")
