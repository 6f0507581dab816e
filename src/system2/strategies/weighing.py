"""What each path's vote weighs, where several models vote: a path alike, a model alike, or by how reliable models are.

The optimal weight of a voter who errs independently of others is the log-odds of being right (Nitzan and Paroush 1982);
where there are k wrong answers to err with, log k is added to it, for then agreement is the harder to come by.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from system2.config.approach import VotesBy
from system2.core.candidates import Candidate
from system2.core.problem import Problem
from system2.verifiers.grouping import group_by_answer

LEAST = 0.05
"""What the vote of a model weighs that is found to be wrong as often as chance: it breaks ties, and no more."""

NOTHING_KNOWN: Mapping[str, float] = MappingProxyType({})


def weighed(
    problem: Problem, candidates: Sequence[Candidate], by: VotesBy, reliability: Mapping[str, float]
) -> Sequence[Candidate]:
    """The candidates with the weights of their votes, in votes: the mean of those with an answer is 1.

    `reliability` holds the chance that a path of a model is right, 0 to 1, both excluded; a model of which nothing is
    known is taken for one of the middle.
    """
    voters = [candidate for candidate in candidates if candidate.answer]
    if by == "path" or not voters:
        return candidates
    weights = _equal(voters) if by == "model" else _by_odds(problem, voters, reliability)
    mean = sum(weights.values()) / len(weights)
    return [replace(each, weight=weights.get(each.index, mean) / mean) for each in candidates]


def _equal(voters: Sequence[Candidate]) -> dict[int, float]:
    """Each model has one vote, which its paths share."""
    paths = Counter(voter.authors for voter in voters)
    return {voter.index: 1 / paths[voter.authors] for voter in voters}


def _by_odds(problem: Problem, voters: Sequence[Candidate], reliability: Mapping[str, float]) -> dict[int, float]:
    """Each path votes by the log-odds of its model."""
    others = max(1, len(group_by_answer(problem, voters)) - 1)
    middle = sum(reliability.values()) / len(reliability) if reliability else 0.5
    known = {voter.index: reliability.get("".join(voter.authors), middle) for voter in voters}
    return {index: max(LEAST, math.log(chance / (1 - chance)) + math.log(others)) for index, chance in known.items()}
