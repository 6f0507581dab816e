"""Serial budget: one path that thinks longer (budget forcing: Muennighoff et al. 2025, s1, arXiv:2501.19393)."""

from system2.core import tokens
from system2.core.candidates import Candidate, Choice
from system2.core.problem import Message, Messages, Problem
from system2.prompts.speak import say
from system2.strategies.pieces import judged, path, solve
from system2.strategies.record import strategy
from system2.strategies.selection import settle
from system2.verifiers.interface import Verifier

MOST_CHECKS = 6
"""A path checks itself again no more often, however short its checks are; s1 found little to gain beyond."""


@strategy(
    "one path that thinks longer and checks itself",
    source="Muennighoff et al. 2025, arXiv:2501.19393",
    use="proofs, derivations, debugging: each step builds on the last",
    thinks=True,
)
async def serial(problem: Problem, *, judge: Verifier, thinking_tokens: int) -> Choice:
    """One path that may think for `thinking_tokens`, judged at its end.

    A model that reasons by itself is given the budget. One that does not (it knows no budget, and its reply comes
    without reasoning) is told to check its path again, until it has written as much; its last word counts. At most
    1 + 6 samples and a verdict.
    """
    messages = solve(problem)
    versions = [(await path(problem, 0, messages=messages, judge=judge, thinking_tokens=thinking_tokens))]
    while wants_another_check(versions, thinking_tokens):
        messages = check_again(problem, messages, versions[-1].text)
        versions.append(await path(problem, len(versions), messages=messages, judge=judge))
    stopped = "it thought as long as it was told to"
    if not versions[-1].text.strip() and len(versions) > 1:
        stopped = f"the check failed: {versions.pop().reason or 'it is empty'}"
    last = await judged(problem, versions[-1], judge)
    chosen = last if last.text.strip() else None
    return await settle([*versions[:-1], last], chosen, why="it is the path's last word", stopped=stopped)


def wants_another_check(versions: list[Candidate], thinking_tokens: int) -> bool:
    """Whether the budget has room for a check, and the model needs telling."""
    last = versions[-1]
    if not last.reply or not last.text.strip() or len(versions) > MOST_CHECKS:
        return False
    reasons_by_itself = last.reply.reasoned or "</think>" in last.text
    return not reasons_by_itself and sum(tokens.estimate(version.text) for version in versions) < thinking_tokens


def check_again(problem: Problem, messages: Messages, said: str) -> Messages:
    """The conversation so far, and the request to check it once more."""
    return (*messages, Message("assistant", said), Message("user", say("check_again", problem)))
