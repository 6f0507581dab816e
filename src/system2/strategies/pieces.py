"""What most strategies are made of: a path, a path with its answer, a path with its verdict."""

from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple, Protocol

from system2.answers.extract import extract
from system2.core.actions import Sample
from system2.core.calls import Role
from system2.core.candidates import Answer, Candidate
from system2.core.decisions import Answered
from system2.core.outcomes import Failed, Refused, Replied
from system2.core.problem import AnswerKind, Messages, Problem
from system2.core.procedures import Procedure, do, note
from system2.core.replies import FinishReason
from system2.prompts.speak import conversation, say, shown
from system2.verifiers.interface import Verifier, first_question


class How(NamedTuple):
    """How a path is made where that is not as usual: by another model, or thinking so many times as long."""

    model: str | None = None
    deeper: float = 1.0


USUALLY = How()


class MakePath(Protocol):
    """Makes the path of this number, counted from 0: one sample, or all that another strategy does for an answer.

    Where a judge is named the path has its verdict, asked for the moment it lands.
    """

    def __call__(self, number: int, judge: Verifier | None = None, how: How = USUALLY) -> Procedure[Candidate]:
        """The path of this number."""


def solve(problem: Problem) -> Messages:
    """The request for a whole path, step by step, with a final answer that can be found."""
    if problem.answer_kind == "open":
        return conversation(problem, problem.statement, examples=shown(problem, ""))
    instruction = say("solve", problem, problem=problem.statement)
    return conversation(problem, instruction, examples=shown(problem, "solve"))


async def path(
    problem: Problem,
    index: int,
    *,
    messages: Messages | None = None,
    role: Role = "generate",
    judge: Verifier | None = None,
    thinking_tokens: int = 0,
    max_tokens: int | None = None,
    goes_on: bool = False,
    how: How = USUALLY,
) -> Candidate:
    """One path with its answer, not yet judged. Money for its first verdict by `judge` is set aside with it."""
    problem = problem.of_path(index)
    earmark = first_question(problem, judge) if judge else None
    sample = Sample(
        messages or solve(problem),
        index,
        role,
        max_tokens=max_tokens,
        thinking_tokens=thinking_tokens,
        earmark=earmark,
        goes_on=goes_on,
    )
    outcome = await do(replace(sample, **how._asdict()))
    candidate = candidate_from(problem, index, outcome)
    if candidate.reply:
        await note(Answered(index, candidate.answer))
    return candidate


async def attempt(
    problem: Problem,
    index: int,
    judge: Verifier,
    *,
    messages: Messages | None = None,
    role: Role = "generate",
    thinking_tokens: int = 0,
    how: How = USUALLY,
) -> Candidate:
    """One path from sample to verdict; judged the moment it lands."""
    candidate = await path(
        problem, index, messages=messages, role=role, judge=judge, thinking_tokens=thinking_tokens, how=how
    )
    return await judged(problem, candidate, judge)


async def judged(problem: Problem, candidate: Candidate, judge: Verifier) -> Candidate:
    """The candidate with its verdict, where there is something to judge."""
    if not candidate.text.strip():
        return candidate
    verdict = await judge.judge(problem, candidate)
    return replace(candidate, verdict=verdict)


def candidate_from(problem: Problem, index: int, outcome: Replied | Refused | Failed) -> Candidate:
    """What became of a sample."""
    if isinstance(outcome, Replied):
        reply = outcome.reply
        asked_for_box = problem.writer.ending == "box" and "\\boxed{" in outcome.action.messages[-1].text
        answer = answer_of(problem, reply.text, reply.finish_reason, ending="box" if asked_for_box else "ending")
        return Candidate(index, reply, answer, status="truncated" if reply.is_cut_off else "ok")
    return Candidate(index, status="refused" if isinstance(outcome, Refused) else "failed", reason=outcome.reason)


def answer_of(
    problem: Problem, text: str, finish_reason: FinishReason = "stop", *, ending: str = "ending"
) -> Answer | None:
    """The answer that a path gives to the problem; None where it abstains. `ending` is the one that was asked for."""
    return _read(text, problem.answer_kind, problem.question, finish_reason, ending)


@lru_cache(maxsize=512)  # a rehearsal meets the same few texts again and again
def _read(text: str, kind: AnswerKind, question: str, finish_reason: FinishReason, ending: str) -> Answer | None:
    return extract(text, kind, question=question, finish_reason=finish_reason, ending=ending)
