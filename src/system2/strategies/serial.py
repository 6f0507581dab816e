"""Serial budget: one path that thinks longer (budget forcing: Muennighoff et al. 2025, s1, arXiv:2501.19393)."""

import math
from collections.abc import Iterator
from itertools import count

from system2.core.candidates import Candidate, Choice
from system2.core.decisions import Remark
from system2.core.problem import Message, Messages, Problem
from system2.core.procedures import note
from system2.prompts.speak import say
from system2.strategies.pieces import judged, path, solve
from system2.strategies.record import strategy
from system2.strategies.selection import settle
from system2.strategies.thread import Thread
from system2.verifiers.interface import Verifier

PIECE = 1_000
"""Tokens of what a path goes on with at once, at the most: where that is cut off, the next begins."""

SHORT_PIECE, LEAST_PIECES = 100, 6
"""A path goes on once for so many tokens of its budget, at the most, or so often: its pieces may be shorter still."""

LAST_WORDS = 200
"""Tokens of the answer that is asked for in the end."""

OWN_TEXT = "the path goes on in its own text, which its server continues"
BY_TURNS = "the path is told to go on by the user's turn, for its server continues no text"


@strategy(
    "one path that thinks until its budget is used",
    source="Muennighoff et al. 2025, arXiv:2501.19393",
    use="proofs, derivations, debugging: each step builds on the last",
    thinks=True,
)
async def serial(problem: Problem, *, judge: Verifier, thinking_tokens: int) -> Choice:
    """One path that thinks for `thinking_tokens`, which its prompt names, judged at its end (section 3.1).

    A model that reasons by itself is given the budget. One that does not (it knows no budget, and its reply comes
    without reasoning) is made to go on where it means to end, until the budget is used or it repeats itself; where that
    leaves it without an answer, it is made to give one. At most 8 samples, or 2 and one for 100 tokens, and a verdict.
    """
    numbers = count()
    asked = budgeted(problem, thinking_tokens)
    first = await path(problem, next(numbers), messages=asked, judge=judge, thinking_tokens=thinking_tokens)
    thread, stopped = Thread(problem, asked, (first,)), "it thought as long as it liked"
    if first.text.strip() and not reasons_by_itself(first):
        thread, stopped = await gone_on_with(thread, thinking_tokens, numbers)
    if thread.lacks_its_answer:
        end = await path(problem, next(numbers), messages=thread.to_an_end(), max_tokens=LAST_WORDS, goes_on=True)
        thread = thread.ended_by(end) if end.text.strip() else thread
    last = await judged(problem, await thread.whole(), judge)
    chosen = last if last.text.strip() else None
    return await settle([*thread.pieces[:-1], last], chosen, why="it is the path's last word", stopped=stopped)


async def gone_on_with(thread: Thread, budget: int, numbers: Iterator[int]) -> tuple[Thread, str]:
    """The path, made to go on until the budget is used or nothing new comes of it; and why it went no further."""
    most = max(LEAST_PIECES, math.ceil(budget / SHORT_PIECE))
    if thread.length < budget:
        await note(Remark(OWN_TEXT if thread.problem.writer.continues else BY_TURNS))
    while thread.length < budget:
        if len(thread.pieces) > most:
            return thread, f"it was made to go on {most} times, and used {thread.length:,} of {budget:,} tokens"
        left = min(PIECE, budget - thread.length)
        asked = thread.further()
        piece = await path(thread.problem, next(numbers), messages=asked, max_tokens=left, goes_on=True)
        if piece.reply is None:
            return thread, f"it could not go on: {piece.reason}"
        repeats = thread.is_repeated_by(piece)
        thread = thread.then(piece) if piece.text.strip() else thread
        if repeats:
            return thread, f"it repeated itself after {thread.length:,} of {budget:,} tokens"
    return thread, f"it used {thread.length:,} of {budget:,} tokens"


def budgeted(problem: Problem, tokens: int) -> Messages:
    """The request for a path, which says how long it is to be thought about."""
    *before, last = solve(problem)
    if not tokens:
        return (*before, last)
    return (*before, Message("user", f"{last.text}\n\n{say('budget', problem, tokens=f'{tokens:,}')}"))


def reasons_by_itself(first: Candidate) -> bool:
    """Whether a path was thought about before it was written, unseen or in its text."""
    return bool(first.reply and (first.reply.reasoned or "</think>" in first.text))
