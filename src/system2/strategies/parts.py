"""A part of a problem: its question, what came of trying it, and what is doubtful in that."""

from dataclasses import dataclass, replace

from system2.core.candidates import Candidate
from system2.core.problem import Problem
from system2.prompts.speak import say
from system2.strategies.pieces import attempt
from system2.strategies.refine import revision
from system2.strategies.selection import best, landed
from system2.verifiers.interface import Verifier

A_COIN = 0.5
"""How sure an answer can be at the most that lacks a part."""


@dataclass(frozen=True)
class Part:
    """A sub-question, counted from 1, and what came of trying it: once, or twice where the first was rejected."""

    number: int
    question: str
    tries: tuple[Candidate, ...]

    @property
    def answer(self) -> Candidate | None:
        """The try that is thought better of; None where none came in."""
        return best(landed(self.tries)) if landed(self.tries) else None

    @property
    def doubt(self) -> str:
        """What is wrong with the answer, as a clause; empty where nothing is known to be."""
        if self.answer is None:
            return "has no answer"
        return "was rejected each time it was solved" if is_rejected(self.answer) else ""

    @property
    def bound(self) -> float:
        """How sure the whole can be at the most, as far as this part goes."""
        if not self.doubt:
            return 1.0
        return A_COIN if self.answer is None or self.answer.score is None else self.answer.score

    @property
    def stated(self) -> Candidate:
        """The answer with the question above it."""
        assert self.answer
        assert self.answer.reply
        text = f"{self.question}\n\n{self.answer.text}"
        return replace(self.answer, reply=replace(self.answer.reply, text=text))


async def solved(problem: Problem, part: Part, judge: Verifier, *, again: int) -> Part:
    """The part with its answer as path `number` - 1 and, where that is rejected, with another `again` paths on."""
    whole = say("part", problem, problem=problem.statement)
    task = replace(problem, question=part.question, context=whole, answer_kind="auto")
    index = part.number - 1
    first = await attempt(task, index, judge)
    tries = [first]
    if is_rejected(first):
        tries.append(await attempt(task, index + again, judge, messages=revision(task, [first])))
    # an answer to a part is none to the problem, and must not be compared as one
    return replace(part, tries=tuple(replace(each, answer=None, question=part.question) for each in tries))


def is_rejected(candidate: Candidate) -> bool:
    """Whether a verdict was heard, and it was a no."""
    return candidate.verdict is not None and not candidate.verdict.is_correct
