"""Chain of thought: one path, step by step (Wei et al. 2022, arXiv:2201.11903)."""

from system2.core.candidates import Choice
from system2.core.problem import Problem
from system2.strategies.direct import only_path
from system2.strategies.pieces import solve
from system2.strategies.record import strategy


@strategy(
    "ask once for steps and an answer",
    name="cot",
    source="Wei et al. 2022, arXiv:2201.11903",
    use="easy problems, and as the baseline of all others",
)
async def chain_of_thought(problem: Problem, *, thinking_tokens: int = 0) -> Choice:
    """Ask once for steps and a final answer. Nothing is judged, so there is no confidence. One sample."""
    return await only_path(problem, solve(problem), thinking_tokens)
