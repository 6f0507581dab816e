"""What a run may cost, told before it begins: how many calls of which role, their tokens, their dollars."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Generic, TypeVar

from system2.core.calls import Role
from system2.core.money import dollars
from system2.errors import ExitCode
from system2.spend.refusals import Refusal, moment
from system2.spend.standings import Standing

Amount = TypeVar("Amount", int, Decimal)


@dataclass(frozen=True)
class Range(Generic[Amount]):
    """A figure if every call writes little, if it writes what is usual, and if each is as dear as it can be."""

    low: Amount
    expected: Amount
    worst: Amount

    def __add__(self, other: "Range[Amount]") -> "Range[Amount]":
        return Range(self.low + other.low, self.expected + other.expected, self.worst + other.worst)


@dataclass(frozen=True)
class Part:
    """What one model does in one role.

    `cost` is None where its price is unknown. `learnt_from` counts the earlier calls that the expected output is the
    mean of; where there are none it is a guess.
    """

    role: Role
    model: str
    calls: Range[int]
    input: Range[int]
    output: Range[int]
    cost: Range[Decimal] | None
    local: bool = False
    learnt_from: int = 0

    def __add__(self, other: "Part") -> "Part":
        return replace(
            self,
            calls=self.calls + other.calls,
            input=self.input + other.input,
            output=self.output + other.output,
            cost=self.cost + other.cost if self.cost and other.cost else None,
        )


@dataclass(frozen=True)
class Quote:
    """What a run may cost, or many for as many `questions`.

    Replies that the cache holds already are quoted like all others, and then cost nothing. The worst is what would be
    reserved if every call were made and each took all it may; repetitions of calls that fail are not in it. `caps` are
    those that apply as they stand, `refusal` the one that stands against the worst.
    """

    command: str
    strategy: str
    model: str
    effort: int
    thinking_tokens: int
    parts: tuple[Part, ...]
    caps: tuple[Standing, ...] = ()
    refusal: Refusal | None = None
    notes: tuple[str, ...] = ()
    questions: int = 1

    @property
    def cost(self) -> Range[Decimal]:
        """The dollars of all parts whose price is known."""
        return _sum(part.cost for part in self.parts if part.cost)

    @property
    def unpriced(self) -> tuple[str, ...]:
        """The models whose price is unknown."""
        return tuple(dict.fromkeys(part.model for part in self.parts if part.cost is None))

    def cost_under(self, cap: Standing) -> Range[Decimal]:
        """The dollars that count for this cap."""
        return _sum(part.cost for part in self.parts if part.cost and cap.cap.covers(part.model))

    @property
    def exit_code(self) -> ExitCode:
        """Whether the run could be stopped by a cap."""
        return ExitCode.BUDGET if self.refusal else ExitCode.ANSWERED

    def as_json(self) -> dict[str, Any]:
        """Plain values for `json.dumps`; money as strings, null where a price is unknown."""
        return {
            "command": self.command,
            "strategy": self.strategy,
            "model": self.model,
            "effort": self.effort,
            "thinking_tokens": self.thinking_tokens,
            "questions": self.questions,
            "roles": [
                {
                    "role": part.role,
                    "model": part.model,
                    "calls": vars(part.calls),
                    "input_tokens": vars(part.input),
                    "output_tokens": vars(part.output),
                    "cost_usd": _as_text(part.cost),
                    "learnt_from": part.learnt_from,
                }
                for part in self.parts
            ],
            "cost_usd": None if self.unpriced else _as_text(self.cost),
            "unpriced": list(self.unpriced),
            "caps": [
                {
                    "cap": each.cap.name,
                    "limit_usd": _text(each.cap.limit),
                    "left_usd": _text(each.left),
                    "left_after_usd": {
                        name: _text(each.left - cost) for name, cost in vars(self.cost_under(each)).items()
                    },
                    "until": each.until.isoformat() if each.until else None,
                }
                for each in self.caps
            ],
            "refused": refusal_line(self.refusal) if self.refusal else None,
            "notes": list(self.notes),
        }


def refusal_line(refusal: Refusal) -> str:
    """Which cap stands against the worst case, how much is left of it, until when, and what to type instead."""
    cap, standing = refusal.standing.cap, refusal.standing
    if refusal.cost is None:
        return (
            f"Would stop at {cap.name}: the price of {refusal.model} is unknown, set it with "
            f"`cost prices set {refusal.model} --input X --output Y` or `--local`. {refusal.hint}"
        )
    until = f" until {moment(standing.until, refusal.at)}" if standing.until else ""
    return (
        f"Could stop at {cap.name}: {dollars(cap.limit)}, {dollars(standing.left)} left{until}, "
        f"the run could cost {dollars(refusal.cost)}. {refusal.hint}"
    )


def _sum(costs: Iterable[Range[Decimal]]) -> Range[Decimal]:
    return sum(costs, start=Range(Decimal(0), Decimal(0), Decimal(0)))


def _as_text(cost: Range[Decimal] | None) -> dict[str, str] | None:
    return None if cost is None else {name: _text(amount) for name, amount in vars(cost).items()}


def _text(amount: Decimal) -> str:
    """A plain decimal string, never in powers of ten."""
    return f"{amount:f}"
