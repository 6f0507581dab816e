"""Decomposition: split, solve in parallel, merge (Multiverse: map, process, reduce; arXiv:2506.09991)."""

from dataclasses import replace
from typing import Any

from system2.core.actions import Ask, Note
from system2.core.candidates import Candidate, Choice
from system2.core.decisions import Remark
from system2.core.group import Group, perform
from system2.core.outcomes import Procedure, Replied
from system2.core.problem import Problem
from system2.prompts.speak import conversation, say
from system2.strategies.best_of_n import best_of_n
from system2.strategies.pieces import attempt
from system2.strategies.selection import select
from system2.strategies.synthesize import synthesis
from system2.verifiers.interface import Verifier
from system2.verifiers.reading import read_object

SCHEMA: dict[str, Any] = {
    "title": "split",
    "type": "object",
    "properties": {"questions": {"type": "array", "items": {"type": "string"}}},
    "required": ["questions"],
    "additionalProperties": False,
}


def decompose(problem: Problem, *, effort: int, judge: Verifier) -> Procedure[Choice]:
    """Split into at most `effort` independent questions, answer them at once, merge the answers.

    Falls back to best-of-n where the problem does not split. At most 1 + 2 * (effort + 1) calls.
    """
    questions = yield from split(problem, effort)
    if len(questions) < 2:
        yield from perform(Note(Remark("the problem does not split: best of n instead")))
        return (yield from best_of_n(problem, effort=effort, judge=judge))
    yield from perform(Note(Remark("split into: " + " | ".join(questions))))
    parts = Group(answer_part(problem, index, question, judge) for index, question in enumerate(questions))
    candidates: list[Candidate] = sorted((yield from parts.all()), key=lambda candidate: candidate.index)
    answered = [candidate for candidate in candidates if candidate.text.strip()]
    merged = yield from attempt(
        problem, len(questions), judge, messages=synthesis(problem, "merge", answered), role="aggregate"
    )
    choice = yield from select(problem, [merged], by="verdict", planned=1, stopped="the parts were merged")
    return replace(choice, candidates=(*candidates, merged))


def split(problem: Problem, most: int) -> Procedure[list[str]]:
    """Independent sub-questions; none where the model sees no split or its reply cannot be read."""
    instruction = say("split", problem, problem=problem.statement, most=str(most))
    outcome = yield from perform(Ask(conversation(problem, instruction), "aggregate", schema=SCHEMA))
    found = read_object(outcome.reply.text, {"questions"}) if isinstance(outcome, Replied) else None
    questions = found["questions"] if found and isinstance(found["questions"], list) else []
    return [question.strip() for question in questions if isinstance(question, str) and question.strip()][:most]


def answer_part(problem: Problem, index: int, question: str, judge: Verifier) -> Procedure[Candidate]:
    """One sub-question, answered and judged as a problem of its own, within the same context."""
    return (yield from attempt(replace(problem, question=question, answer_kind="auto"), index, judge))
