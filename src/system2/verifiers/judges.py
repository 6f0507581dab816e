"""Several verifiers at once: other ways of judging, or the same way with other models."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from system2.core.candidates import Candidate, Verdict
from system2.core.decisions import Judged
from system2.core.group import Group
from system2.core.problem import Problem
from system2.core.procedures import Procedure, note
from system2.verifiers.interface import Checker, Comparer, Verifier

T = TypeVar("T")


@dataclass(frozen=True)
class Judges:
    """Asks all its members about a path at once; its score is the mean of theirs.

    A member that gives no verdict is left out. The no of a program is final: such a path scores 0, whatever the
    others say.
    """

    members: tuple[Verifier, ...]

    async def judge(self, problem: Problem, candidate: Candidate) -> Verdict | None:
        """The mean of the verdicts of those members that need no other paths."""
        members = [member for member in self.members if not isinstance(member, Comparer)]
        if not members:
            return None
        verdicts = await in_order(member.judge(problem, candidate) for member in members)
        return await _pronounced(candidate, [verdict for verdict in verdicts if verdict])

    async def compare(self, problem: Problem, candidates: Sequence[Candidate]) -> Sequence[Candidate]:
        """The candidates, with the verdicts of those members that compare them put to the others'."""
        comparers = [member for member in self.members if isinstance(member, Comparer)]
        candidates = sorted(candidates, key=lambda candidate: candidate.index)
        if not comparers:
            return candidates
        compared = await in_order(member.compare(problem, candidates) for member in comparers)
        judged = []
        for candidate, *others in zip(candidates, *compared, strict=True):
            before = candidate.verdict.parts if candidate.verdict else ()
            verdicts = [*before, *(other.verdict for other in others if other.verdict)]
            verdict = (await _pronounced(candidate, verdicts)) if candidate.reply else None
            judged.append(replace(candidate, verdict=verdict))
        return judged


def checkers_of(judge: Verifier) -> list[Checker]:
    """The programs among those who judge."""
    members = judge.members if isinstance(judge, Judges) else (judge,)
    return [member for member in members if isinstance(member, Checker)]


def mean(verdicts: Sequence[Verdict]) -> Verdict | None:
    """One verdict of several; None of none."""
    if not verdicts:
        return None
    rejected = any(verdict.is_final for verdict in verdicts)
    score = 0.0 if rejected else sum(verdict.score for verdict in verdicts) / len(verdicts)
    critique = "\n".join(f"{verdict.by} {verdict.score:.2f}: {verdict.critique}" for verdict in verdicts)
    return Verdict(score, score > 0.5, critique, "judges", tuple(verdicts))


async def _pronounced(candidate: Candidate, verdicts: Sequence[Verdict]) -> Verdict | None:
    verdict = mean(verdicts)
    await note(Judged(candidate.index, verdict, "" if verdict else "none of the judges could judge it"))
    return verdict


async def in_order(procedures: Iterable[Procedure[T]]) -> list[T]:
    """The results of procedures that run at once, in the order in which these were given."""
    results = await Group(_numbered(place, procedure) for place, procedure in enumerate(procedures)).all()
    return [result for _, result in sorted(results, key=lambda numbered: numbered[0])]


async def _numbered(place: int, procedure: Procedure[T]) -> tuple[int, T]:
    return place, (await procedure)
