"""Parallel thinking, then synthesis (Wen et al. 2025, ParaThinker, arXiv:2509.04475)."""

from collections.abc import Sequence
from dataclasses import replace

from system2.core.account import Account
from system2.core.candidates import Candidate, Choice
from system2.core.group import Group
from system2.core.problem import Message, Messages, Problem
from system2.prompts.fence import fence
from system2.prompts.speak import conversation, opening, say
from system2.strategies.account import account_of, in_words
from system2.strategies.pieces import attempt, solve
from system2.strategies.quoting import quoted
from system2.strategies.record import strategy
from system2.strategies.selection import BEST_VERDICT, best, best_first, in_order, landed, settle
from system2.verifiers.interface import Verifier


@strategy(
    "paths with different openings, then one answer made of them",
    source="Wen et al. 2025, arXiv:2509.04475",
    use="open-ended answers that no vote can count",
)
async def synthesize(
    problem: Problem, *, effort: int, judge: Verifier, thinking_tokens: int = 0, compare: bool = False
) -> Choice:
    """`effort` paths with different openings; one more pass reads them all and writes the answer.

    To `compare` them first tells where they part, and the last pass works from that too.

    The synthesis is judged like every path and wins unless its verdict is worse than the best path's: the answer is
    never worse informed than that path. The choice does not depend on the order in which paths finish. At most
    `effort` + 1 judged paths.
    """
    paths = Group(
        attempt(problem, index, judge, messages=opened(problem, index), thinking_tokens=thinking_tokens)
        for index in range(effort)
    )
    said = await paths.all()
    account = (await account_of(problem, in_order(said))) if compare else None
    return await put_together(problem, said, judge, index=effort, account=account)


async def put_together(
    problem: Problem,
    paths: Sequence[Candidate],
    judge: Verifier,
    *,
    index: int,
    others: Sequence[Candidate] = (),
    account: Account | None = None,
) -> Choice:
    """One answer made of several, as path `index`; the best of them where that is no improvement.

    `others` are candidates that had their say before, kept as evidence; the `account` tells where the paths part.
    """
    readable = landed(paths)
    if len(readable) < 2:
        chosen = readable[0] if readable else None
        return await settle([*paths, *others], chosen, why="it is the only path", stopped="nothing to put together")
    request = synthesis(problem, readable, account)
    merged = await attempt(problem, index, judge, messages=request, role="aggregate")
    candidates = [*paths, *others, merged]
    if landed([merged]) and (merged.score or 0) >= (best(readable).score or 0):
        why = "the synthesis is judged no worse than the best path"
        choice = await settle(candidates, merged, why=why, stopped="the paths were put together")
    else:
        choice = await settle(candidates, best(readable), why=BEST_VERDICT, stopped="the synthesis was no better")
    return replace(choice, account=account)


def opened(problem: Problem, index: int) -> Messages:
    """The request for a path, with an opening of its own."""
    *before, last = solve(problem.of_path(index))
    return (*before, Message("user", f"{last.text}\n\n{opening(problem, index)}".strip()))


def synthesis(problem: Problem, candidates: Sequence[Candidate], account: Account | None = None) -> Messages:
    """The request to make one text of several: all of them, with their verdicts, the best first, and the account."""
    shown = best_first(candidates)
    texts = quoted(problem, shown)
    if account:
        numbers = {candidate.index: number for number, candidate in enumerate(shown, start=1)}
        texts += "\n\n" + say("compared", problem, account=fence(in_words(account, numbers)))
    return conversation(problem, say("synthesize", problem, problem=problem.statement, candidates=texts))
