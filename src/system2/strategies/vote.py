"""Self-consistency: sample paths, group equal answers, the majority wins (Wang et al. 2023, arXiv:2203.11171)."""

from system2.core.actions import Note
from system2.core.candidates import Candidate, Choice
from system2.core.group import Group, perform
from system2.core.outcomes import Procedure
from system2.core.problem import Problem
from system2.strategies.pieces import path
from system2.strategies.selection import group_by_answer, select, tally


def vote(problem: Problem, *, samples: int) -> Procedure[Choice]:
    """Sample `samples` paths at once and count their answers; no verdicts, so the confidence is the share of the vote.

    A path without a readable answer abstains. One call a path.
    """
    paths = Group(path(problem, index) for index in range(samples))
    candidates: list[Candidate] = []
    while paths:
        candidates.append((yield from paths.next()))
        yield from perform(Note(tally(candidates, group_by_answer(problem, candidates))))
    return (yield from select(problem, candidates, by="majority", planned=samples, stopped="every sample was counted"))
