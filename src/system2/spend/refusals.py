"""Why a call may not be made, for a person."""

import shlex
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from system2.config.members import PROGRAM
from system2.core.money import dollars
from system2.spend.caps import EVERY_MODEL
from system2.spend.standings import Standing


def no_price(model: str) -> str:
    """That a model's price is unknown, and what to type to set it; without a full stop."""
    prices = "--call X" if model.startswith(PROGRAM) else "--input X --output Y"
    command = f"cost prices set {shlex.quote(model)} {prices}"
    return f"the price of {model} is unknown, set it with `{command}` or `--local`"


@dataclass(frozen=True)
class Refusal:
    """A cap stands against a call."""

    model: str
    """The model that was to be asked."""
    standing: Standing
    """The cap, with what is left of it."""
    cost: Decimal | None
    """What the call could cost in dollars; None where the price is unknown."""
    at: datetime
    """When that was, in local time."""

    @property
    def line(self) -> str:
        """Which cap, how much is left of it, until when; without a full stop."""
        cap, left = self.standing.cap, self.standing.left
        if self.cost is None:
            return f"Stopped at {cap.name}: {no_price(self.model)}"
        held = f", of which calls under way hold {dollars(self.standing.held)}" if self._fits_without_others else ""
        until = f" until {moment(self.standing.until, self.at)}" if self.standing.until else ""
        return (
            f"Stopped at {cap.name}: {dollars(cap.limit)}, {dollars(left)} left{until}{held}{self._open}, "
            f"the next call could cost {dollars(self.cost)}"
        )

    @property
    def hint(self) -> str:
        """What to type instead, with its full stop."""
        if self.cost is None:
            return "Or go on without a price with --allow-unpriced."
        cap = self.standing.cap
        enough = _round_sum(max(2 * cap.limit, self.standing.used + self.cost))
        if cap.period == "run":
            return f"Raise it with --max-cost {enough}."
        models = "" if cap.pattern == EVERY_MODEL else f" --model '{cap.pattern}'"
        return f"Raise it with `budget set --{cap.period} {enough}{models}`."

    @property
    def _open(self) -> str:
        unsettled = self.standing.unsettled
        return f", {dollars(unsettled)} used up by calls that are not settled (`cost settle`)" if unsettled else ""

    @property
    def _fits_without_others(self) -> bool:
        return self.cost is not None and self.cost <= self.standing.left


def moment(until: datetime, now: datetime) -> str:
    """A moment to come, and how long that is: midnight (5 h 12 min)."""
    hours, minutes = divmod(max(int((until - now) / timedelta(minutes=1)), 0), 60)
    if until.date() - now.date() <= timedelta(days=1):
        return f"midnight ({hours} h {minutes} min)" if hours else f"midnight ({minutes} min)"
    return f"{until:%A} {until.day} {until:%B} ({hours // 24} d {hours % 24} h)"


def _round_sum(amount: Decimal) -> str:
    """The amount or a little more, with two significant digits and no needless zeros: 10, 2.5, 0.08."""
    step = Decimal(1).scaleb(amount.adjusted() - 1)
    rounded = (amount / step).to_integral_value(rounding="ROUND_CEILING") * step
    return f"{rounded:f}".rstrip("0").rstrip(".") if rounded % 1 else f"{rounded:.0f}"
