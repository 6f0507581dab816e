"""One call, as it comes: System 1."""

from system2.core.candidates import Choice
from system2.core.problem import Messages, Problem
from system2.prompts.speak import conversation, shown
from system2.strategies.pieces import path
from system2.strategies.record import strategy
from system2.strategies.selection import landed, settle


@strategy(
    "ask once, in your own words",
    source="System 1; Kahneman 2011",
    use="look-ups, translations, whatever needs no reasoning",
)
async def direct(problem: Problem, *, thinking_tokens: int = 0) -> Choice:
    """Ask once, in the user's own words. Nothing is judged, so there is no confidence. One sample."""
    return await only_path(problem, as_it_is(problem), thinking_tokens)


def as_it_is(problem: Problem) -> Messages:
    """The question without a word of ours."""
    return conversation(problem, problem.statement, examples=shown(problem, ""))


async def only_path(problem: Problem, messages: Messages, thinking_tokens: int) -> Choice:
    """One sample, taken as it is."""
    only = await path(problem, 0, messages=messages, thinking_tokens=thinking_tokens)
    chosen = only if landed([only]) else None
    return await settle([only], chosen, why="it is the only path", stopped="one path was asked for")
