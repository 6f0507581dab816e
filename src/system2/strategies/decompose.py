"""Decomposition: split, solve in parallel, merge (Multiverse: map, process, reduce; arXiv:2506.09991)."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from system2.core.actions import Ask
from system2.core.candidates import Candidate, Choice
from system2.core.decisions import Remark
from system2.core.group import Group
from system2.core.outcomes import Replied
from system2.core.problem import Problem
from system2.core.procedures import do, note
from system2.core.replies import Reply
from system2.prompts.speak import conversation, say
from system2.strategies.best_of_n import best_of_n
from system2.strategies.course import Course
from system2.strategies.pieces import attempt
from system2.strategies.record import strategy
from system2.strategies.selection import in_order, landed, settle
from system2.strategies.synthesize import synthesis, worth_reading
from system2.verifiers.interface import Verifier
from system2.verifiers.parsing import read_object

SCHEMA: dict[str, Any] = {
    "title": "split",
    "type": "object",
    "properties": {"questions": {"type": "array", "items": {"type": "string"}}},
    "required": ["questions"],
    "additionalProperties": False,
}


@strategy(
    "split, solve the parts in parallel, merge",
    source="Yang et al. 2025, arXiv:2506.09991",
    use="questions made of independent parts",
)
async def decompose(problem: Problem, *, effort: int, judge: Verifier) -> Choice:
    """Split into at most `effort` independent questions, answer them at once, merge the good answers.

    Falls back to best-of-n where the problem does not split. The choice does not depend on the order in which parts
    finish. At most one question how to split, and `effort` + 1 judged paths.
    """
    questions = (await split(problem, effort)) if effort > 1 else []
    if len(questions) < 2:
        await note(Remark("the problem does not split: best-of-n instead"))
        return await best_of_n.begin(problem, Course(effort, judge))
    await note(Remark("split into: " + " | ".join(questions)))
    answering = Group(answer_part(problem, index, question, judge) for index, question in enumerate(questions))
    parts = in_order(await answering.all())
    sound = worth_reading(landed(parts))
    request = synthesis(problem, "merge", [stated(questions[part.index], part) for part in sound])
    merged = await attempt(problem, len(parts), judge, messages=request, role="aggregate")
    if landed([merged]):
        return await settle([*parts, merged], merged, why="it answers the whole", stopped="the parts were merged")
    whole = pieced(questions, parts, merged)
    chosen = whole if landed([whole]) else None
    return await settle([*parts, whole], chosen, why="its parts stand", stopped="the parts could not be merged")


def stated(question: str, part: Candidate) -> Candidate:
    """A part with the question that it answers above it."""
    return replace(part, reply=part.reply and replace(part.reply, text=f"{question}\n\n{part.text}"))


def pieced(questions: list[str], parts: Sequence[Candidate], merged: Candidate) -> Candidate:
    """The parts one after another, where no model could put them together."""
    texts = (stated(questions[part.index], part).text for part in landed(parts))
    return replace(merged, reply=Reply("\n\n".join(texts)), answer=None)


async def split(problem: Problem, most: int) -> list[str]:
    """Independent sub-questions; none where the model sees no split or its reply cannot be read."""
    outcome = await do(how_to_split(problem, most))
    found = read_object(outcome.reply.text, {"questions"}) if isinstance(outcome, Replied) else None
    questions = found["questions"] if found and isinstance(found["questions"], list) else []
    return [question.strip() for question in questions if isinstance(question, str) and question.strip()][:most]


def how_to_split(problem: Problem, most: int) -> Ask:
    """The question whether and how the problem splits."""
    instruction = say("split", problem, problem=problem.statement, most=str(most))
    return Ask(conversation(problem, instruction), "aggregate", schema=SCHEMA)


async def answer_part(problem: Problem, index: int, question: str, judge: Verifier) -> Candidate:
    """One sub-question, answered and judged as a problem of its own, within the same context.

    Its answer is none to the problem, and must not be told or compared as one.
    """
    part = await attempt(replace(problem, question=question, answer_kind="auto"), index, judge)
    return replace(part, answer=None)
