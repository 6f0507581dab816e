"""Debate: paths read each other and may change their minds (Du et al. 2023, arXiv:2305.14325, section 2)."""

from collections.abc import Sequence

from system2.core.candidates import Candidate, Choice
from system2.core.decisions import Remark
from system2.core.group import Group
from system2.core.problem import Message, Messages, Problem
from system2.core.procedures import note
from system2.prompts.speak import say
from system2.strategies.account import shuffled
from system2.strategies.pieces import path, solve
from system2.strategies.quoting import quoted
from system2.strategies.record import strategy
from system2.strategies.selection import chosen_by, in_order, landed
from system2.verifiers.grouping import group_by_answer


@strategy(
    "paths read each other and may change their minds, then vote",
    source="Du et al. 2023, arXiv:2305.14325",
    use="short answers that a panel of models differs on",
)
async def debate(problem: Problem, *, effort: int, rounds: int, thinking_tokens: int = 0) -> Choice:
    """`effort` paths, then up to `rounds` in which each sees the others and answers anew; the majority wins.

    It ends with the round in which nobody changes an answer, and before the first where all agree. A path that fails to
    answer anew keeps to what it said. What a path reads of others is in an order that tells nothing of who wrote it.
    At most `effort` * (1 + `rounds`) samples.
    """
    said = in_order(await Group(path(problem, index, thinking_tokens=thinking_tokens) for index in range(effort)).all())
    heard, stopped = list(said), "no round was left"
    for turn in range(1, rounds + 1):
        if len(landed(said)) < 2 or len(group_by_answer(problem, said)) == 1:
            stopped = "there was nothing to debate" if turn == 1 else "all agreed"
            break
        before = said
        said = in_order(
            await Group(
                reconsidered(problem, own, said, turn * effort + place, thinking_tokens)
                for place, own in enumerate(before)
            ).all()
        )
        heard += [now for now in said if now not in before]
        changed = sum(not agree(problem, was, now) for was, now in zip(before, said, strict=True))
        await note(Remark(f"round {turn}: {changed} of {effort} changed their answer"))
        if not changed:
            stopped = "nobody changed an answer"
            break
    return await chosen_by("majority", problem, said, stopped=stopped)


async def reconsidered(
    problem: Problem, own: Candidate, said: Sequence[Candidate], index: int, thinking_tokens: int
) -> Candidate:
    """The path that answers anew after it has read the others; the old one where nothing came of that."""
    others = [other for other in landed(said) if other is not own]
    if not own.text.strip() or not others:
        return own
    request = rebuttal(problem.of_path(index), own, others)
    anew = await path(problem, index, messages=request, thinking_tokens=thinking_tokens)
    return anew if anew.text.strip() else own


def rebuttal(problem: Problem, own: Candidate, others: Sequence[Candidate]) -> Messages:
    """What was asked and said, and then what the others say."""
    asked = say("debate", problem, problem=problem.statement, candidates=quoted(problem, shuffled(others)))
    return (*solve(problem), Message("assistant", own.text), Message("user", asked))


def agree(problem: Problem, was: Candidate, now: Candidate) -> bool:
    """Whether two versions of a path give the same answer; without an answer, the same text."""
    if was.answer and now.answer:
        return len(group_by_answer(problem, (was, now))) == 1
    return was.text == now.text
