"""The answer at once: what a model knows without a step, the base that every chain of thought is held against."""

from system2.core.candidates import Choice
from system2.core.problem import Problem
from system2.prompts.speak import conversation, say
from system2.strategies.direct import only_path
from system2.strategies.record import strategy


@strategy(
    "ask once for the answer alone, without a step",
    source="Li et al. 2024, arXiv:2402.12875",
    use="a baseline: what steps are worth",
)
async def at_once(problem: Problem) -> Choice:
    """Ask once for the answer, and forbid to reason ("base", section 4). Nothing is judged. One sample."""
    messages = conversation(problem, say("at_once", problem, problem=problem.statement))
    return await only_path(problem, messages, 0)
