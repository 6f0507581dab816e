"""One call, as it comes: System 1 (direct), or step by step (cot; Wei et al. 2022, arXiv:2201.11903)."""

from dataclasses import replace

from system2.core.candidates import Choice
from system2.core.outcomes import Procedure
from system2.core.problem import Messages, Problem
from system2.prompts.speak import conversation
from system2.strategies.pieces import path, solve
from system2.strategies.selection import select


def direct(problem: Problem) -> Procedure[Choice]:
    """Ask once, in the user's own words. Nothing is judged, so there is no confidence. One call."""
    return (yield from _one(problem, conversation(problem, problem.statement)))


def chain_of_thought(problem: Problem) -> Procedure[Choice]:
    """Ask once for steps and a final answer. Nothing is judged, so there is no confidence. One call."""
    return (yield from _one(problem, solve(problem)))


def _one(problem: Problem, messages: Messages) -> Procedure[Choice]:
    candidate = yield from path(problem, 0, messages=messages)
    choice = yield from select(problem, [candidate], by="verdict", planned=1, stopped="one path was asked for")
    return replace(choice, confidence=None, agreement=None, interval=None)
