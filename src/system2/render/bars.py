"""Figures as lengths and heights: bars, meters, sparklines."""

from collections.abc import Sequence
from decimal import Decimal

from system2.render.signs import Signs


def bar(share: float, width: int, signs: Signs) -> str:
    """A bar that fills this share, 0 to 1, of `width` cells; any share above 0 shows at least the smallest piece."""
    pieces = len(signs.blocks)
    filled = round(min(max(share, 0.0), 1.0) * width * pieces)
    if share > 0 and width > 0:
        filled = max(filled, 1)
    full, rest = divmod(filled, pieces)
    return signs.blocks[-1] * full + (signs.blocks[rest - 1] if rest else "")


def meter(share: float, width: int, signs: Signs) -> tuple[str, str]:
    """A bar between two marks, `width` cells in all, in two parts: up to where it is filled, and the rest."""
    room = width - len(signs.meter_start) - len(signs.meter_end)
    filled = bar(share, room, signs)
    return signs.meter_start + filled, " " * (room - len(filled)) + signs.meter_end


def sparkline(amounts: Sequence[Decimal], signs: Signs) -> str:
    """One sign for each amount, as high as its share of the largest; only 0 gets the lowest sign."""
    most = max(amounts, default=Decimal(0))
    steps = len(signs.sparks) - 1
    return "".join(
        signs.sparks[max(1, round(amount / most * steps))] if amount > 0 else signs.sparks[0] for amount in amounts
    )
