"""A model as the verifier: a structured verdict on the whole path (Cobbe et al. 2021; LLM-as-a-judge)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from system2.config.judging import CritiquesBy
from system2.core.actions import Ask
from system2.core.candidates import Candidate, Verdict
from system2.core.decisions import Judged
from system2.core.group import Group
from system2.core.outcomes import Replied
from system2.core.problem import Message, Messages, Problem
from system2.core.procedures import do, note
from system2.prompts.fence import fence
from system2.prompts.speak import say
from system2.verifiers.critiques import Merging
from system2.verifiers.parsing import probability, read_object, truth
from system2.verifiers.scored import TEXT

SCHEMA: dict[str, Any] = {
    "title": "verdict",
    "type": "object",
    "properties": {
        # The critique comes first: a model that has written down the error judges better than one that has not.
        "critique": TEXT,
        "is_correct": {"type": "boolean"},
        "confidence": {"type": "number", "minimum": 0, "maximum": 1},
    },
    "required": ["critique", "is_correct", "confidence"],
    "additionalProperties": False,
}

CRITIQUE_SCHEMA: dict[str, Any] = SCHEMA | {
    "properties": {"principles": TEXT, **SCHEMA["properties"]},
    "required": ["principles", *SCHEMA["required"]],
}

CRITIQUE_TEMPERATURE = 0.8
"""How freely critiques are sampled: they are of use only where they differ."""

UNREADABLE = "the verdict could not be read"

CUT_OFF = "the verdict was cut off at its limit: --thinking-tokens gives a judge that thinks more room"

Reading = tuple[int, Verdict | None, str]
"""A critique's index with its verdict, or with the reason why there is none."""


@dataclass(frozen=True)
class Judge:
    """Asks a model whether a path is right. A reply that cannot be read is asked for once more.

    With `critiques`, so many samples of principles, critique and verdict are asked for at once, none of them twice,
    and those that can be read make the score as `critiques_by` says (generalist reward modelling, Liu et al. 2025,
    arXiv:2504.02495). `model` is asked where it is not the one that verifies.
    """

    critiques: int = 0
    model: str | None = None
    critiques_by: CritiquesBy = "mean"

    async def judge(self, problem: Problem, candidate: Candidate) -> Verdict | None:
        """The model's verdict on this path."""
        asked = self._question(problem, candidate.text)
        if self.critiques:
            samples = (self._reading(asked, candidate, index) for index in range(self.critiques))
            readings = sorted((await Group(samples).all()), key=lambda reading: reading[0])
            verdict, reason = await self._of_critiques(problem, candidate, readings)
        else:
            _, verdict, reason = await self._reading(asked, candidate)
            if reason == UNREADABLE:
                _, verdict, reason = await self._reading(once_more(problem, asked), candidate)
        await note(Judged(candidate.index, verdict, reason))
        return verdict

    async def _of_critiques(
        self, problem: Problem, candidate: Candidate, readings: Sequence[Reading]
    ) -> tuple[Verdict | None, str]:
        """What the critiques come to that could be read, or why there is none."""
        verdicts = [verdict for _, verdict, _ in readings if verdict]
        if not verdicts:
            return None, readings[0][2]
        merging = Merging(self.critiques_by, self.model)
        return await merging.together(problem, verdicts, fence(candidate.text), candidate.index), ""

    @property
    def _schema(self) -> dict[str, Any]:
        return CRITIQUE_SCHEMA if self.critiques else SCHEMA

    def _question(self, problem: Problem, candidate: str) -> Messages:
        return question(problem, candidate, "critique" if self.critiques else "judge")

    def _ask(self, messages: Messages, candidate: Candidate, index: int = 0) -> Ask:
        return Ask(
            messages,
            "verify",
            self._schema,
            about=candidate.index,
            index=index,
            temperature=CRITIQUE_TEMPERATURE if self.critiques else 0.0,
            model=self.model,
            authors=candidate.authors,
        )

    async def _reading(self, messages: Messages, candidate: Candidate, index: int = 0) -> Reading:
        outcome = await do(self._ask(messages, candidate, index))
        if not isinstance(outcome, Replied):
            return index, None, outcome.reason
        verdict = read_verdict(outcome.reply.text)
        return index, verdict, "" if verdict else CUT_OFF if outcome.reply.is_cut_off else UNREADABLE


def question(problem: Problem, candidate: str, prompt: str = "judge") -> Messages:
    """What the verifier is asked about a candidate, which reaches it fenced and before the instruction."""
    text = say(prompt, problem, problem=problem.statement, candidate=fence(candidate))
    return (Message("system", say("judge_task", problem)), *problem.history, Message("user", text))


def once_more(problem: Problem, asked: Messages) -> Messages:
    """What the verifier is asked when its reply could not be read."""
    return (*asked, Message("user", say("judge_again", problem)))


def read_verdict(text: str) -> Verdict | None:
    """The verdict in a model's reply; None where it is not there, incomplete or out of range."""
    found = read_object(text, {"is_correct", "confidence"}) or {}
    is_correct, sure = truth(found.get("is_correct")), probability(found.get("confidence"))
    if is_correct is None or sure is None:
        return None
    critique, principles = str(found.get("critique", "")), str(found.get("principles", ""))
    return Verdict(score_of(is_correct, sure), is_correct, critique, principles=principles)


def score_of(is_correct: bool, confidence: float) -> float:
    """The probability that the path is right.

    Models that reject a path mean by `confidence` now their certainty of the rejection, now the path's chance to be
    right after all; read either way a rejection scores at most one half, so the smaller reading holds.
    """
    return confidence if is_correct else min(confidence, 1 - confidence)
