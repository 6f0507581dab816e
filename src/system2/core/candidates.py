"""What a strategy weighs and what it hands back."""

from dataclasses import dataclass, field
from typing import Literal

from system2.core.account import Account
from system2.core.replies import Reply

PROGRAMS = frozenset({"program", "tests"})
"""The ways of judging that run a program."""

CandidateStatus = Literal["ok", "truncated", "failed", "refused"]


@dataclass(frozen=True)
class Answer:
    """The part of a path that is compared with those of other paths."""

    text: str
    """As a person reads it."""
    kind: str = "text"
    """What it was read as: number, choice, code, ..."""
    weak: bool = False
    """Whether the path states no answer, and this only looks like one."""


@dataclass(frozen=True)
class Verdict:
    """A verifier's judgement of a path or a step."""

    score: float
    """The probability that the path is right as the verifier sees it, 0 to 1."""
    is_correct: bool
    """Whether the verifier accepts the path."""
    critique: str = ""
    """The reason, in the verifier's words."""
    by: str = "judge"
    """The way of judging, such as judge, program or judges, where there are several."""
    parts: tuple["Verdict", ...] = ()
    """The verdicts that it was made of: those of the members, where several judged, or of several critiques."""
    steps: tuple[float, ...] = ()
    """The scores of the path's steps, first to last, where each was scored."""
    principles: str = ""
    """By what it was judged, where a critique says so first."""

    @property
    def is_final(self) -> bool:
        """Whether a program rejected the path, by a score of exactly 0.

        A model's rejection may be wrong, and a program's score above 0, however low, is no rejection.
        """
        return (self.by in PROGRAMS and self.score == 0) or any(part.is_final for part in self.parts)


@dataclass(frozen=True)
class Candidate:
    """One path with all that is known of it."""

    index: int
    """The path's number, from 0; shown to people from 1."""
    reply: Reply | None = None
    """What the model wrote; None exactly where nothing came."""
    answer: Answer | None = None
    """The short answer; None where the path gives none."""
    verdict: Verdict | None = None
    """None where the path is unjudged."""
    status: CandidateStatus = "ok"
    """How the path ended; truncated means that it reached its limit of tokens."""
    reason: str = ""
    """Why it was refused or failed, in one line."""
    steps: tuple[str, ...] = ()
    """The steps that the text is made of, where a search put it together."""
    question: str = ""
    """What it answers, where that is a part of the problem."""
    weight: float = 1.0
    """What its vote weighs, in votes."""

    @property
    def authors(self) -> tuple[str, ...]:
        """The model that wrote it, if that is known."""
        return (self.reply.model,) if self.reply and self.reply.model else ()

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
    """One state of a tree search."""

    id: int
    """From 0, in the order in which the states appeared."""
    parent: int | None
    """The state that it was reached from; None for a first step."""
    step: str
    """The step that led to it, in the model's words."""
    score: float | None = None
    """What it is ranked by, 0 to 1; None where it has no value."""
    fate: str = "kept"
    """kept, pruned, merged, finished or chosen."""
    steps: tuple[float, ...] = ()
    """The scores of the steps that lead to it, first to last, where each was scored."""
    reason: str = ""
    """Why it has this score, in the words of who gave it."""
    over: str = ""
    """Why nothing goes on from it, where it was pruned or merged."""
    tokens: int = 0
    """The tokens that its step took to write, thoughts included: its share of a reply that lists several."""


@dataclass(frozen=True)
class Choice:
    """What a strategy hands back."""

    chosen: Candidate | None
    """The path that won; None where none could."""
    candidates: tuple[Candidate, ...]
    """The paths that were weighed."""
    stopped: str
    """Why it ended, in a few words."""
    confidence: float | None = None
    """How sure the strategy's own evidence makes us of the chosen answer, 0 to 1; None where it has none.

    Where `problems` says so it is how often runs that looked like this were right.
    """
    agreement: float | None = None
    """The share of the paths with an answer that agree with the chosen one, 0 to 1."""
    interval: tuple[float, float] | None = None
    """The bounds of the confidence, at 95 %."""
    tree: tuple[Node, ...] = field(default=())
    """The states of a tree search."""
    account: Account | None = None
    """Where the paths part; None where nobody asked, or it could not be told."""
    problems: int | None = None
    """How many measured problems the confidence was learnt from; None where it was not."""
    doubts: tuple[str, ...] = ()
    """What speaks against the answer although it was chosen, each in one line: a part that was rejected, say."""
