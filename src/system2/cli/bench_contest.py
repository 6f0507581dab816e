"""Several models or panels in one measurement: each by itself, then the last one against the others."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from system2.measured.contest import Duel
    from system2.measured.results import Measurement


def contestants(typed: Sequence[str] | None) -> list[str | None]:
    """Each model or panel that is to be measured by itself; the one of the settings where none was typed."""
    from system2.config.members import members_in, models

    return [str(member) for member in members_in(models(typed))] if typed else [None]


def show_duels(measurements: "Sequence[Measurement]", number: int) -> None:
    """Print how the model or panel that was named last does against each of the others for the same money.

    There are so many contestants, and as many measurements of each set of problems, one after another.
    """
    from system2.measured.contest import at_equal_price

    for first in range(0, len(measurements), number):
        *others, last = measurements[first : first + number]
        for other in others:
            if duel := at_equal_price(last, other):
                print(in_words(last.setup.model, other.setup.model, duel))


def in_words(one: str, other: str, duel: "Duel") -> str:
    """How one model or panel does against another for the same money, in one line."""
    from system2.measured.advice import price_of

    found = duel.difference
    surely = "" if found.is_sure else ": chance alone could do that"
    ours, theirs = (
        f"{name} ({row.way} at effort {row.effort}, {price_of(row)})"
        for name, row in ((one, duel.one), (other, duel.other))
    )
    return (
        f"{ours} is {100 * found.value:+.1f} points against {theirs} "
        f"({100 * found.low:+.1f} to {100 * found.high:+.1f}, {found.count} problems){surely}"
    )
