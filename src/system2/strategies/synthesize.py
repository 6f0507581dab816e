"""Parallel thinking, then synthesis (ParaThinker, arXiv:2509.04475)."""

from collections.abc import Sequence

from system2.core.candidates import Candidate, Choice
from system2.core.group import Group
from system2.core.outcomes import Procedure
from system2.core.problem import Message, Messages, Problem
from system2.prompts.fence import fence
from system2.prompts.speak import conversation, language, say
from system2.prompts.wording import OPENINGS
from system2.strategies.pieces import attempt, solve
from system2.strategies.selection import best, select
from system2.verifiers.interface import Verifier

GOOD_STEP = 0.5
"""Only what the verifier puts above this reaches the aggregator; everything does, where nothing is above."""


def synthesize(problem: Problem, *, effort: int, judge: Verifier) -> Procedure[Choice]:
    """`effort` paths with different openings; one more pass reads the good ones and writes the answer.

    The synthesis is judged like every path and wins only where its verdict is no worse than the best path's: the
    answer is never worse informed than that path. At most 2 * (effort + 1) calls.
    """
    paths = Group(attempt(problem, index, judge, messages=opened(problem, index)) for index in range(effort))
    candidates = sorted((yield from paths.all()), key=lambda candidate: candidate.index)
    landed = [candidate for candidate in candidates if candidate.text.strip()]
    if len(landed) > 1:
        request = synthesis(problem, "synthesize", worth_reading(landed))
        merged = yield from attempt(problem, effort, judge, messages=request, role="aggregate")
        candidates.append(merged)
        if merged.text.strip() and (merged.score or 0) >= (best(landed).score or 0):
            return Choice(merged, tuple(candidates), "the paths were put together", confidence=merged.score)
    return (yield from select(problem, candidates, by="verdict", planned=effort, stopped="no synthesis was better"))


def opened(problem: Problem, index: int) -> Messages:
    """The request for a path, with an opening of its own."""
    *before, last = solve(problem)
    openings = OPENINGS[language(problem.question)]
    return (*before, Message("user", f"{last.text}\n\n{openings[index % len(openings)]}".strip()))


def worth_reading(candidates: Sequence[Candidate]) -> Sequence[Candidate]:
    """The candidates that an aggregator should see."""
    return [candidate for candidate in candidates if (candidate.score or 0) > GOOD_STEP] or candidates


def synthesis(problem: Problem, prompt: str, candidates: Sequence[Candidate]) -> Messages:
    """The request to make one text of several, each fenced."""
    texts = "\n\n".join(fence(candidate.text) for candidate in candidates)
    return conversation(problem, say(prompt, problem, problem=problem.statement, candidates=texts))
