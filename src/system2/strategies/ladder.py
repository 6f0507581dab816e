"""Climbing: more paths, longer thoughts or a stronger model, by what a verdict complains of."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from system2.core.candidates import Candidate, Choice
from system2.questions.complaints import Remedy, remedy_for
from system2.strategies.pieces import How
from system2.strategies.selection import best

GROWTH = 1.5

DEEPEST = 5
"""How often a path is given half as long again to think: that comes to 7.6 times as long."""


@dataclass(frozen=True)
class Rung:
    """How high it has been climbed: paths at once, how often their thoughts were made longer, which model of how many.

    Whoever cannot think `deepens` nothing.
    """

    ladder: Sequence[str]
    deepens: bool
    width: int = 1
    depth: int = 0
    strength: int = 0

    @property
    def how(self) -> How:
        """How paths are made here."""
        return How(self.ladder[self.strength] if self.strength else None, GROWTH**self.depth)

    @property
    def told(self) -> str:
        """How paths are made here, in a few words."""
        model, deeper = self.how
        return f"{f' by {model}' if model else ''}{f' that think x{deeper:.3g}' if self.depth else ''}"

    def allows(self, remedy: Remedy) -> bool:
        """Whether it can be climbed so."""
        is_left = {"deeper": self.deepens and self.depth < DEEPEST, "stronger": self.strength + 1 < len(self.ladder)}
        return is_left.get(remedy, True)

    def climbed(self, remedy: Remedy) -> "Rung":
        """The next rung."""
        match remedy:
            case "deeper":
                return replace(self, depth=self.depth + 1)
            case "stronger":
                return replace(self, strength=self.strength + 1)
        return replace(self, width=math.ceil(self.width * GROWTH))


def what_helps(choice: Choice, last: Sequence[Candidate], rung: Rung) -> tuple[Remedy, str]:
    """How to climb from a rung, and why, as a clause: by what the last verdict complains of, where it can be done."""
    wanted, why = complaint(choice, last)
    order: dict[Remedy, tuple[Remedy, ...]] = {
        "wider": ("wider",),
        "deeper": ("deeper", "stronger", "wider"),
        "stronger": ("stronger", "deeper", "wider"),
    }
    return next(remedy for remedy in order[wanted] if rung.allows(remedy)), why


def complaint(choice: Choice, last: Sequence[Candidate]) -> tuple[Remedy, str]:
    """What would help most, and why: by the best verdict of the last round, else by whether paths agree."""
    if not last:
        return "wider", "no path came in"
    if any(each.status == "truncated" for each in last):
        return "deeper", "a path was cut off"
    verdict = best(last).verdict
    if found := remedy_for(verdict.critique if verdict else ""):
        reasons = {"wider": "the verdict tells of a slip", "deeper": "the verdict tells of gaps"}
        return found, reasons.get(found, "the verdict tells of a mistake in the approach")
    if len(choice.candidates) < 2 or (choice.agreement or 0) < 1:
        return "wider", "nothing speaks for the answer but itself" if choice.agreement == 1 else "paths differ"
    return "deeper", "paths agree and are doubted all the same"
