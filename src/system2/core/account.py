"""Where the paths of a run part: who says what, and who is right."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Point:
    """Something that is said, with the indices of the paths that say it."""

    text: str
    paths: tuple[int, ...] = ()


@dataclass(frozen=True)
class Contradiction:
    """A question on which paths differ, what each side says, and which is right and why."""

    about: str
    sides: tuple[Point, ...]
    right: str = ""


@dataclass(frozen=True)
class Side:
    """A short answer, the indices of the paths that give it, the models that wrote them, and their best verdict."""

    answer: str
    paths: tuple[int, ...]
    models: tuple[str, ...] = ()
    score: float | None = None


@dataclass(frozen=True)
class Account:
    """What all paths say, where they contradict each other, what one alone says, and what all of them overlook.

    Where answers are short it is told by `answers` alone, most paths first.
    """

    consensus: tuple[Point, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    alone: tuple[Point, ...] = ()
    overlooked: tuple[str, ...] = ()
    answers: tuple[Side, ...] = ()
