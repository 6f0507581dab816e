"""One call, as it comes: System 1 (direct), or step by step (cot; Wei et al. 2022, arXiv:2201.11903)."""

from system2.core.candidates import Choice
from system2.core.problem import Messages, Problem
from system2.prompts.speak import conversation
from system2.strategies.pieces import path, solve
from system2.strategies.selection import landed, settle


async def direct(problem: Problem, *, thinking_tokens: int = 0) -> Choice:
    """Ask once, in the user's own words. Nothing is judged, so there is no confidence. One sample."""
    return await _one(problem, as_it_is(problem), thinking_tokens)


async def chain_of_thought(problem: Problem, *, thinking_tokens: int = 0) -> Choice:
    """Ask once for steps and a final answer. Nothing is judged, so there is no confidence. One sample."""
    return await _one(problem, solve(problem), thinking_tokens)


def as_it_is(problem: Problem) -> Messages:
    """The question without a word of ours."""
    return conversation(problem, problem.statement)


async def _one(problem: Problem, messages: Messages, thinking_tokens: int) -> Choice:
    only = await path(problem, 0, messages=messages, thinking_tokens=thinking_tokens)
    chosen = only if landed([only]) else None
    return await settle([only], chosen, why="it is the only path", stopped="one path was asked for")
