"""What a run may cost, told before it begins: how many calls of which role, their tokens, their dollars."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Generic, TypeVar

from system2.core.calls import Role
from system2.core.money import dollars
from system2.errors import ExitCode
from system2.spend.refusals import Refusal, moment, no_price
from system2.spend.standings import Standing

Amount = TypeVar("Amount", int, Decimal)


@dataclass(frozen=True)
class Range(Generic[Amount]):
    """A figure of a run that has not begun."""

    low: Amount
    """If every call writes little and none is made that can be spared."""
    expected: Amount
    """If every call writes what is usual."""
    worst: Amount
    """If every call is made and each takes all it may."""

    def __add__(self, other: "Range[Amount]") -> "Range[Amount]":
        return Range(self.low + other.low, self.expected + other.expected, self.worst + other.worst)


@dataclass(frozen=True)
class Part:
    """What one model does in one role."""

    role: Role
    """What it does."""
    model: str
    """The model's name."""
    calls: Range[int]
    """How often it is asked."""
    input: Range[int]
    """Tokens that it reads."""
    output: Range[int]
    """Tokens that it writes, its thinking included."""
    cost: Range[Decimal] | None
    """Dollars; None where its price is unknown."""
    local: bool = False
    """Whether it runs on this machine and costs nothing."""
    learnt_from: int = 0
    """How many earlier calls the expected output is the mean of; with none, it is a guess."""

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
    """What a run may cost, or many.

    Replies that the cache holds already are quoted like all others, and then cost nothing. Repetitions of calls that
    fail are in no figure.
    """

    command: str
    """The command that would run."""
    strategy: str
    """The strategy's name."""
    model: str
    """The model that writes the paths."""
    effort: int
    """How wide the strategy goes."""
    thinking_tokens: int
    """How many tokens each path may think."""
    parts: tuple[Part, ...]
    """One for each role and model."""
    caps: tuple[Standing, ...] = ()
    """Those that apply, as they stand."""
    refusal: Refusal | None = None
    """The cap that stands against the worst; None where none does."""
    notes: tuple[str, ...] = ()
    """What else was settled, each in one line."""
    questions: int = 1
    """How many problems these figures are for."""

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
        return f"Would stop at {cap.name}: {no_price(refusal.model)}. {refusal.hint}"
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
