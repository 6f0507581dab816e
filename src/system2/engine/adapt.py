"""How wide and how deep a run goes, by the difficulty of its problem and by what is left of the day's money."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Literal

from system2.questions.difficulty import THINKING_TOKENS, Difficulty
from system2.questions.routing import THINKING_TOKENS as ROUTED_TOKENS

Priority = Literal["low", "normal", "high"]

FACTORS: dict[Priority, Fraction] = {"low": Fraction(7, 10), "normal": Fraction(1), "high": Fraction(3, 2)}

TIGHT = Decimal("0.30")
"""The share of the day's money below which thinking is halved."""

NEARLY_SPENT = Decimal("0.10")
"""The share below which thinking is cut to `LEAST_THINKING`, and the effort to `LESS_EFFORT` of what it was."""

LEAST_THINKING = 1_000
LESS_EFFORT = Fraction(3, 5)


@dataclass(frozen=True)
class Figures:
    """The width in paths and the depth in thinking tokens a path, with one line about what was changed, if anything.

    `thinking_share` is how much of its usual thinking a path gets where the strategy decides how much that is.
    """

    effort: int
    thinking_tokens: int
    line: str = ""
    thinking_share: float = 1.0


def adapt(
    effort: int,
    thinking_tokens: int,
    *,
    level: Difficulty | None,
    defaulted: bool,
    priority: Priority,
    left: Decimal | None,
) -> Figures:
    """The figures for a run, of which only those are changed that the user did not give.

    The thinking is chosen where the problem's `level` is told, and stays where that is None; the effort may shrink
    where it is `defaulted`. `left` is the share of the day's money that is left, None where the day has no cap.
    """
    changes = []
    if level is not None:
        thinking_tokens = thinking(level, priority, left)
        changes.append(f"thinking {thinking_tokens:,} tokens ({level})")
    tightened = level is not None and left is not None and left < TIGHT
    if defaulted and left is not None and left < NEARLY_SPENT and (less := ceil(effort * LESS_EFFORT)) < effort:
        changes.append(f"effort {effort} -> {less}")
        effort, tightened = less, True
    why = f": {int(left * 100)} % of today's cap left" if tightened and left is not None else ""
    line = ", ".join(changes) + why if changes else ""
    return Figures(effort, thinking_tokens, line, float(thinking_share(priority, left)))


def thinking(level: Difficulty, priority: Priority, left: Decimal | None) -> int:
    """Thinking tokens for a problem of this level, tightened as the day's money runs out."""
    wanted = int(THINKING_TOKENS[level] * _factor(priority, left))
    return min(wanted, LEAST_THINKING) if left is not None and left < NEARLY_SPENT else wanted


def thinking_share(priority: Priority, left: Decimal | None) -> Fraction:
    """The same for the thinking of which a route says how much is usual, as a share of that."""
    share = _factor(priority, left)
    longest = Fraction(LEAST_THINKING, max(ROUTED_TOKENS.values()))
    return min(share, longest) if left is not None and left < NEARLY_SPENT else share


def _factor(priority: Priority, left: Decimal | None) -> Fraction:
    return FACTORS[priority] / (2 if left is not None and left < TIGHT else 1)
