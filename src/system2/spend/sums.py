"""What the calls of a day come to, in all and by what they were made for."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fnmatch import fnmatchcase
from typing import Any, Literal, Self, get_args

from system2.core.calls import Call
from system2.core.money import Bill, Usage
from system2.core.numbers import MOST_DIGITS_OF_SUMS, bounded_decimal, bounded_whole

Dimension = Literal["model", "command", "strategy", "role", "task"]
DIMENSIONS: tuple[Dimension, ...] = get_args(Dimension)


@dataclass(slots=True)
class Sum:
    """A growing sum of calls."""

    calls: int = 0
    """How many."""
    unknown_calls: int = 0
    """Those of them whose price is unknown, and which `cost` leaves out."""
    estimated_calls: int = 0
    """Those whose cost is an estimate."""
    local_calls: int = 0
    """Those of models on this machine."""
    cost: Decimal = Decimal(0)
    """Dollars."""
    input: int = 0
    """Tokens read, from a cache or not."""
    cached: int = 0
    """Those of them that came from the provider's cache."""
    output: int = 0
    """Tokens written, thinking included."""
    reasoning: int = 0
    """Those of them that were thinking."""
    cache_write: int = 0
    """Tokens put into the provider's cache."""
    unsettled: Decimal = Decimal(0)
    """Dollars that may have been billed besides `cost`."""
    unsettled_calls: int = 0
    """Calls of which somebody has to say what was billed."""

    @property
    def bill(self) -> Bill:
        """The dollars, and how sure they are."""
        known = self.cost, self.calls, self.unknown_calls, self.estimated_calls, self.local_calls
        return Bill(*known, self.unsettled, self.unsettled_calls)

    @property
    def usage(self) -> Usage:
        """The tokens."""
        return Usage(self.input, self.cached, self.output, self.reasoning, self.cache_write)

    def add(self, call: Call) -> None:
        """One more call, or what completes one: that is an estimate no longer."""
        cost, usage = call.cost, call.usage
        if cost.amount is not None:
            self.cost += cost.amount
        if cost.unsettled:
            self.unsettled += cost.unsettled
            self.unsettled_calls += -1 if call.settles else 1
        if call.settles:
            self.estimated_calls -= 1
            return
        self.calls += 1
        if cost.status != "exact":
            self.unknown_calls += cost.status == "unknown"
            self.estimated_calls += cost.status == "estimated"
            self.local_calls += cost.status == "local"
        self.input += usage.input
        self.cached += usage.cached
        self.output += usage.output
        self.reasoning += usage.reasoning
        self.cache_write += usage.cache_write

    def merge(self, other: "Sum") -> None:
        """All calls of another sum."""
        self.calls += other.calls
        self.unknown_calls += other.unknown_calls
        self.estimated_calls += other.estimated_calls
        self.local_calls += other.local_calls
        self.cost += other.cost
        self.input += other.input
        self.cached += other.cached
        self.output += other.output
        self.reasoning += other.reasoning
        self.cache_write += other.cache_write
        self.unsettled += other.unsettled
        self.unsettled_calls += other.unsettled_calls

    def to_json(self) -> list[Any]:
        """The figures in the order of the fields, the dollars as text."""
        return [
            self.calls,
            self.unknown_calls,
            self.estimated_calls,
            self.local_calls,
            str(self.cost),
            self.input,
            self.cached,
            self.output,
            self.reasoning,
            self.cache_write,
            str(self.unsettled),
            self.unsettled_calls,
        ]

    @classmethod
    def from_json(cls, figures: list[Any]) -> Self:
        """The sum of which these are the figures."""
        calls, unknown, estimated, local, cost, *tokens, unsettled, unsettled_calls = figures
        calls, unknown, estimated, local, unsettled_calls = map(
            _whole, (calls, unknown, estimated, local, unsettled_calls)
        )
        amount, rest = (bounded_decimal(each, MOST_DIGITS_OF_SUMS) for each in (cost, unsettled))
        read, cached, output, reasoning, cache_write = map(_whole, tokens)
        return cls(
            calls,
            unknown,
            estimated,
            local,
            amount,
            read,
            cached,
            output,
            reasoning,
            cache_write,
            rest,
            unsettled_calls,
        )


class DaySums:
    """The sums of one day: for every dimension, one for each name that occurs."""

    def __init__(self, calls: Iterable[Call] = ()) -> None:
        self._by: dict[Dimension, dict[str, Sum]] = {dimension: {} for dimension in DIMENSIONS}
        self._spent: dict[str, tuple[Decimal, Decimal]] = {}
        # Calls that were made for the same are many, so that it is faster to sum those first.
        alike: dict[tuple[str, str, str, str, str], Sum] = {}
        for call in calls:
            names = _names(call)
            if names not in alike:
                alike[names] = Sum()
            alike[names].add(call)
        for made_for, total in alike.items():
            for dimension, name in zip(DIMENSIONS, made_for, strict=True):
                self._by[dimension].setdefault(name, Sum()).merge(total)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DaySums) and self._by == other._by

    __hash__ = None  # type: ignore[assignment]

    def by(self, dimension: Dimension) -> dict[str, Sum]:
        """The sum for each name; not to be changed."""
        return self._by[dimension]

    @property
    def total(self) -> Sum:
        """The sum of all calls."""
        total = Sum()
        for part in self._by["role"].values():
            total.merge(part)
        return total

    def spent(self, pattern: str) -> tuple[Decimal, Decimal]:
        """The dollars that surely went to models whose name matches the pattern, and those that may have besides."""
        if pattern not in self._spent:
            of_pattern = [each for model, each in self._by["model"].items() if fnmatchcase(model, pattern)]
            known = sum((each.cost for each in of_pattern), Decimal(0))
            self._spent[pattern] = known, sum((each.unsettled for each in of_pattern), Decimal(0))
        return self._spent[pattern]

    def add(self, call: Call) -> None:
        """One more call."""
        self._spent.clear()
        for dimension, name in zip(DIMENSIONS, _names(call), strict=True):
            self._by[dimension].setdefault(name, Sum()).add(call)

    def to_json(self) -> dict[str, Any]:
        """The sums as JSON holds them."""
        return {
            dimension: {name: each.to_json() for name, each in names.items()} for dimension, names in self._by.items()
        }

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Self:
        """The sums that `to_json` told of. Raises `KeyError`, `TypeError`, `AttributeError` or `ValueError` if not."""
        sums = cls()
        for dimension in DIMENSIONS:
            sums._by[dimension] = {name: Sum.from_json(figures) for name, figures in value[dimension].items()}
        return sums


def _names(call: Call) -> tuple[str, str, str, str, str]:
    label = call.label
    return label.model, label.command, label.strategy, label.role, label.task


def _whole(figure: Any) -> int:
    return bounded_whole(figure, MOST_DIGITS_OF_SUMS)
