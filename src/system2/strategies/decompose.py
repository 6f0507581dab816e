"""Decomposition: split, solve in parallel, merge (Multiverse: map, process, reduce; arXiv:2506.09991)."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from system2.core.actions import Ask
from system2.core.candidates import Candidate, Choice
from system2.core.decisions import Remark
from system2.core.group import Group
from system2.core.outcomes import Replied
from system2.core.problem import Messages, Problem
from system2.core.procedures import do, note
from system2.core.replies import Reply
from system2.prompts.speak import conversation, say
from system2.strategies.best_of_n import best_of_n
from system2.strategies.course import Course
from system2.strategies.lookup import questions_in
from system2.strategies.parts import Part, solved
from system2.strategies.pieces import attempt
from system2.strategies.quoting import quoted
from system2.strategies.record import strategy
from system2.strategies.selection import landed, settle
from system2.verifiers.interface import Verifier

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
    """Split into at most `effort` independent questions, answer them at once, merge the answers.

    A part that the judge rejects is solved again once. One that is rejected then too is merged as doubtful: the choice
    says so, and is no surer than that part. Falls back to best-of-n where the problem does not split. The choice does
    not depend on the order in which parts finish. At most one question how to split, and 2 `effort` + 1 judged paths.
    """
    questions = (await split(problem, effort)) if effort > 1 else []
    if len(questions) < 2:
        await note(Remark("the problem does not split: best-of-n instead"))
        return await best_of_n.begin(problem, Course(effort, judge))
    await note(Remark("split into: " + " | ".join(questions)))
    solving = Group(
        solved(problem, Part(number, question, ()), judge, again=len(questions))
        for number, question in enumerate(questions, start=1)
    )
    parts = sorted(await solving.all(), key=lambda part: part.number)
    return await merged(problem, parts, judge)


async def merged(problem: Problem, parts: Sequence[Part], judge: Verifier) -> Choice:
    """One answer made of those to the parts; these one after another where no model could put them together."""
    answered = [part.stated for part in parts if part.answer]
    whole = await attempt(problem, 2 * len(parts), judge, messages=merging(problem, answered), role="aggregate")
    why, stopped = "it answers the whole", "the parts were merged"
    if not landed([whole]):
        why, stopped = "its parts stand", "the parts could not be merged"
        whole = replace(whole, reply=Reply("\n\n".join(part.text for part in answered)), answer=None)
    tries = [each for part in parts for each in part.tries]
    choice = await settle([*tries, whole], whole if landed([whole]) else None, why=why, stopped=stopped)
    doubtful = [part for part in parts if part.doubt]
    if not choice.chosen or not doubtful:
        return choice
    doubts = tuple(f"part {part.number} of {len(parts)} {part.doubt}: {part.question}" for part in doubtful)
    surest = min(part.bound for part in doubtful)
    confidence = None if choice.confidence is None else min(choice.confidence, surest)
    return replace(choice, confidence=confidence, doubts=doubts)


def merging(problem: Problem, answers: Sequence[Candidate]) -> Messages:
    """The request to put the answers to all parts together, each with its question and its verdict."""
    return conversation(problem, say("merge", problem, problem=problem.statement, candidates=quoted(problem, answers)))


async def split(problem: Problem, most: int) -> list[str]:
    """Independent sub-questions; none where the model sees no split or its reply cannot be read."""
    instruction = say("split", problem, problem=problem.statement, most=str(most))
    outcome = await do(Ask(conversation(problem, instruction), "aggregate", schema=SCHEMA))
    return questions_in(outcome.reply.text)[:most] if isinstance(outcome, Replied) else []
