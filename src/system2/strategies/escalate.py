"""Self-adaptive escalation: try cheap, judge, and while that is not good enough spend one and a half times more."""

import math
from dataclasses import replace

from system2.core.candidates import Candidate, Choice
from system2.core.decisions import Remark
from system2.core.group import Group
from system2.core.problem import Problem
from system2.core.procedures import note
from system2.strategies.pieces import MakePath
from system2.strategies.record import strategy
from system2.strategies.selection import chosen_by
from system2.verifiers.interface import Verifier

GROWTH = 1.5
GOOD_ENOUGH = 0.9


@strategy(
    "one path first; 1.5 times more while that is not good enough",
    source="Snell et al. 2024, arXiv:2408.03314",
    use="many questions of which few are hard",
)
async def escalate(
    problem: Problem, *, effort: int, path: MakePath, judge: Verifier, good_enough: float = GOOD_ENOUGH
) -> Choice:
    """Rounds of 1, 2, 3, 5, ... paths, until the confidence of all so far reaches `good_enough`.

    `effort` bounds the paths of all rounds together. Each round is heard whole, so the choice does not depend on the
    order in which paths finish. At most `effort` judged paths.
    """
    candidates: list[Candidate] = []
    width = 1
    while True:
        numbers = range(len(candidates), min(len(candidates) + width, effort))
        candidates += await Group(path(number, judge) for number in numbers).all()
        choice = await chosen_by("auto", problem, candidates, stopped="good enough", judge=judge)
        confidence = choice.confidence or 0
        if confidence >= good_enough:
            return choice
        if len(candidates) == effort or any(candidate.status == "refused" for candidate in candidates):
            return replace(choice, stopped="every path that was allowed was tried")
        width = math.ceil(width * GROWTH)
        more = min(width, effort - len(candidates))
        await note(Remark(f"confidence {confidence:.2f} is under {good_enough:g}: {more} more"))


def rounds(effort: int) -> int:
    """In how many rounds so many paths are tried."""
    number, tried, width = 0, 0, 1
    while tried < effort:
        number, tried, width = number + 1, tried + width, math.ceil(width * GROWTH)
    return number
