"""What was written so far as a prompt quotes it: each text with the verdict on it, all of them within bounds."""

from collections.abc import Sequence

from system2.core.candidates import Candidate
from system2.core.problem import Problem
from system2.prompts.fence import fence
from system2.prompts.speak import say

ROOM = 64_000
"""Characters of all texts together that a prompt quotes: some 16,000 tokens, which models of today read with ease."""

CRITIQUE = 2_000
"""Characters of a critique that are quoted."""


def quoted(problem: Problem, candidates: Sequence[Candidate], room: int = ROOM) -> str:
    """The candidates in this order, numbered and fenced, each with its score and critique where it has any.

    Where they are longer than `room` together the longest of them lose their middle, so that all begin and end as they
    were written.
    """
    limit = level([len(candidate.text) for candidate in candidates], room)
    return "\n\n".join(
        with_verdict(problem, number, candidate, limit) for number, candidate in enumerate(candidates, start=1)
    )


def with_verdict(problem: Problem, number: int, candidate: Candidate, limit: int) -> str:
    """One candidate, at most `limit` characters of its text, and the verdict on it."""
    fields = {"number": str(number), "candidate": fence(candidate.text, limit)}
    if candidate.verdict is None:
        return say("attempt", problem, **fields)
    fields["score"] = f"{candidate.verdict.score:.2f}"
    critique = candidate.verdict.critique.strip()
    if not critique:
        return say("attempt_judged", problem, **fields)
    return say("attempt_criticised", problem, critique=fence(critique, CRITIQUE), **fields)


def level(lengths: Sequence[int], room: int) -> int:
    """The most that each may take so that all together fit: what short ones leave is shared out among the long ones."""
    left = room
    for number, length in enumerate(sorted(lengths)):
        sharers = len(lengths) - number
        if length * sharers > left:
            return left // sharers
        left -= length
    return max(lengths, default=room)
