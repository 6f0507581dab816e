"""What a strategy or a verifier decided, told to watchers and kept in the trace."""

from dataclasses import dataclass
from typing import TypeAlias

from system2.core.candidates import Answer, Node, Verdict


@dataclass(frozen=True)
class Answered:
    """The answer of path `index` was read; None where it abstains."""

    index: int
    answer: Answer | None


@dataclass(frozen=True)
class Judged:
    """Path `index` has its verdict; None where no verdict could be had, and `reason` says why."""

    index: int
    verdict: Verdict | None
    reason: str = ""


@dataclass(frozen=True)
class Tally:
    """The votes as they stand."""

    votes: tuple[tuple[str, int], ...]
    """Each answer with how many paths give it, most first."""
    abstained: int = 0
    """Paths without an answer."""
    certainty: float | None = None
    """How likely the leader wins, 0 to 1; None where the stopping rule does not tell."""


@dataclass(frozen=True)
class Placed:
    """A state of a tree search appeared or changed its score or fate."""

    node: Node


@dataclass(frozen=True)
class Chosen:
    """Path `index` won, and why."""

    index: int
    why: str


@dataclass(frozen=True)
class Remark:
    """Which way a strategy takes and why, in one line for a person."""

    text: str


Decision: TypeAlias = Answered | Judged | Tally | Placed | Chosen | Remark
