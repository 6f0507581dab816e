"""What a strategy weighs and what it hands back."""

from dataclasses import dataclass, field
from typing import Literal

from system2.core.replies import Reply

PROGRAMS = frozenset({"program", "tests"})
"""The ways of judging that run a program."""

CandidateStatus = Literal["ok", "truncated", "failed", "refused"]


@dataclass(frozen=True)
class Answer:
    """The part of a path that is compared.

    `text` is what a person reads; `kind` is how it was read; `weak` says that no explicit statement was found, only
    something that looks like an answer.
    """

    text: str
    kind: str = "text"
    weak: bool = False


@dataclass(frozen=True)
class Verdict:
    """A verifier's judgement of a path or a step.

    `score` is the probability, 0 to 1, that the path is right, as the verifier sees it; `by` names the way of
    judging. `parts` are the verdicts that a panel's verdict was made of.
    """

    score: float
    is_correct: bool
    critique: str = ""
    by: str = "judge"
    parts: tuple["Verdict", ...] = ()

    @property
    def is_final(self) -> bool:
        """Whether a program said no, which unlike a model's no is final; a low score of a program's is none yet."""
        return (self.by in PROGRAMS and self.score == 0) or any(part.is_final for part in self.parts)


@dataclass(frozen=True)
class Candidate:
    """One path with all that is known of it. `reply` is None exactly where the path did not land."""

    index: int
    reply: Reply | None = None
    answer: Answer | None = None
    verdict: Verdict | None = None
    status: CandidateStatus = "ok"
    reason: str = ""

    @property
    def text(self) -> str:
        """The path in the model's words, empty where it did not land."""
        return self.reply.text if self.reply else ""

    @property
    def score(self) -> float | None:
        """The verdict's score; None where the path is unjudged."""
        return self.verdict.score if self.verdict else None


@dataclass(frozen=True)
class Node:
    """One state of a tree search; `fate` is kept, pruned, merged, finished or chosen."""

    id: int
    parent: int | None
    step: str
    score: float | None = None
    fate: str = "kept"


@dataclass(frozen=True)
class Choice:
    """What a strategy hands back: the candidate it chose, those it weighed, and why it ended.

    `agreement` is the share of answered paths that agree with the chosen one; `confidence` the probability that it is
    right by the strategy's own evidence, `interval` its bounds; None where there is no such evidence.
    """

    chosen: Candidate | None
    candidates: tuple[Candidate, ...]
    stopped: str
    confidence: float | None = None
    agreement: float | None = None
    interval: tuple[float, float] | None = None
    tree: tuple[Node, ...] = field(default=())
