"""A model as the verifier: a structured verdict on the whole path (Cobbe et al. 2021; LLM-as-a-judge)."""

from dataclasses import dataclass
from typing import Any

from system2.core.actions import Ask, Earmark, Note
from system2.core.candidates import Candidate, Verdict
from system2.core.decisions import Judged
from system2.core.group import perform
from system2.core.outcomes import Procedure, Replied
from system2.core.plans import Plan, Planned
from system2.core.problem import Message, Messages, Problem
from system2.prompts.fence import fence
from system2.prompts.speak import say
from system2.verifiers.reading import probability, read_object

SCHEMA: dict[str, Any] = {
    "title": "verdict",
    "type": "object",
    "properties": {
        # The critique comes first: a model that has written down the error judges better than one that has not.
        "critique": {"type": "string"},
        "is_correct": {"type": "boolean"},
        "confidence": {"type": "number", "minimum": 0, "maximum": 1},
    },
    "required": ["critique", "is_correct", "confidence"],
    "additionalProperties": False,
}


@dataclass(frozen=True)
class Judge:
    """Asks a model whether a path is right. A reply that cannot be read is asked for once more."""

    def earmark(self, problem: Problem) -> Earmark:
        """The question without the candidate."""
        return Earmark("verify", question(problem, ""), SCHEMA)

    def plan(self, problem: Problem) -> Plan:
        """One verdict, and at most one more."""
        asked = question(problem, "")
        return (
            Planned(Ask(asked, "verify", schema=SCHEMA), 1, 1, 1, quotes=1),
            Planned(Ask(once_more(problem, asked), "verify", schema=SCHEMA), 0, 0, 1, quotes=1),
        )

    def judge(self, problem: Problem, candidate: Candidate) -> Procedure[Verdict | None]:
        """The model's verdict on this path."""
        messages = question(problem, candidate.text)
        verdict, reason = None, ""
        for again in (False, True):
            asked = once_more(problem, messages) if again else messages
            outcome = yield from perform(Ask(asked, "verify", schema=SCHEMA, about=candidate.index))
            if not isinstance(outcome, Replied):
                reason = outcome.reason
                break
            if verdict := read_verdict(outcome.reply.text):
                break
            reason = "the verdict could not be read"
        yield from perform(Note(Judged(candidate.index, verdict, "" if verdict else reason)))
        return verdict


def question(problem: Problem, candidate: str) -> Messages:
    """What the verifier is asked about a candidate, which reaches it fenced and before the instruction."""
    text = say("judge", problem, problem=problem.statement, candidate=fence(candidate))
    return (Message("system", say("judge_task", problem)), *problem.history, Message("user", text))


def once_more(problem: Problem, asked: Messages) -> Messages:
    """What the verifier is asked when its reply could not be read."""
    return (*asked, Message("user", say("judge_again", problem)))


def read_verdict(text: str) -> Verdict | None:
    """The verdict in a model's reply; None where it is not there, incomplete or out of range."""
    match read_object(text, {"is_correct", "confidence"}):
        case {"is_correct": bool(is_correct), "confidence": confidence, **rest}:
            sure = probability(confidence)
            if sure is not None:
                return Verdict(score_of(is_correct, sure), is_correct, str(rest.get("critique", "")))
    return None


def score_of(is_correct: bool, confidence: float) -> float:
    """The probability that the path is right.

    Models that reject a path mean by `confidence` now their certainty of the rejection, now the path's chance to be
    right after all; read either way a rejection scores at most one half, so the smaller reading holds.
    """
    return confidence if is_correct else min(confidence, 1 - confidence)
