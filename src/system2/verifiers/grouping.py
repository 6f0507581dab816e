"""Which paths agree: those with equal answers or, where answers are open, those that a model finds to say the same."""

from collections.abc import Sequence
from typing import Any

from system2.answers.equivalence import comparable, groups
from system2.core.actions import Ask
from system2.core.candidates import Candidate
from system2.core.decisions import Remark
from system2.core.outcomes import Replied
from system2.core.problem import Messages, Problem
from system2.core.procedures import do, note
from system2.prompts.fence import fence
from system2.prompts.speak import conversation, say
from system2.verifiers.parsing import read_object

Groups = tuple[tuple[Candidate, ...], ...]

LONGEST_OPEN = 4_000
"""Characters of an open answer that whoever groups them is shown."""

SCHEMA: dict[str, Any] = {
    "title": "groups",
    "type": "object",
    "properties": {"groups": {"type": "array", "items": {"type": "array", "items": {"type": "integer"}}}},
    "required": ["groups"],
    "additionalProperties": False,
}


def group_by_answer(problem: Problem, candidates: Sequence[Candidate]) -> Groups:
    """The candidates whose answers can be compared, grouped by equal answers, largest group first."""
    voters = [candidate for candidate in candidates if candidate.answer and comparable(candidate.answer)]
    indices = groups([voter.answer for voter in voters], question=problem.question)
    return tuple(tuple(voters[index] for index in group) for group in indices)


async def grouped(problem: Problem, candidates: Sequence[Candidate]) -> Groups:
    """The same, in which open answers are grouped by a model, where the user asked for that. At most one call.

    There are no groups where the model's reply cannot be read.
    """
    if problem.answer_kind != "open":
        return group_by_answer(problem, candidates)
    voters = sorted((each for each in candidates if each.answer), key=lambda candidate: candidate.index)
    if len(voters) < 2:
        return (tuple(voters),) if voters else ()
    outcome = await do(Ask(question(problem, voters), "aggregate", schema=SCHEMA))
    found = read_groups(outcome.reply.text, len(voters)) if isinstance(outcome, Replied) else None
    if found is None:
        reason = "the groups could not be read" if isinstance(outcome, Replied) else outcome.reason
        await note(Remark(f"open answers are not grouped: {reason}"))
        return ()
    return tuple(tuple(voters[place] for place in group) for group in found)


def question(problem: Problem, voters: Sequence[Candidate]) -> Messages:
    """What the model is asked: which of the numbered answers, each fenced, say the same."""
    answers = "\n\n".join(
        f"{number}.\n{fence(voter.text, LONGEST_OPEN)}" for number, voter in enumerate(voters, start=1)
    )
    return conversation(problem, say("group", problem, problem=problem.statement, candidates=answers))


def read_groups(text: str, number: int) -> tuple[tuple[int, ...], ...] | None:
    """Groups of places counted from 0, largest first; what is not named stands alone. None for anything odd."""
    found = (read_object(text, {"groups"}) or {}).get("groups")
    if not isinstance(found, list) or not all(isinstance(group, list) for group in found):
        return None
    named = [place for group in found for place in group]
    if any(type(place) is not int or not 1 <= place <= number for place in named) or len(set(named)) < len(named):
        return None
    alone = [[place] for place in range(1, number + 1) if place not in named]
    whole = (tuple(sorted(place - 1 for place in group)) for group in (*found, *alone) if group)
    return tuple(sorted(whole, key=lambda group: (-len(group), group)))
