"""From a strategy's plan to tokens and dollars: what each role may cost before anything is asked."""

import json
import uuid
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from system2.core import tokens
from system2.core.actions import Sample
from system2.core.calls import Role
from system2.core.money import Usage
from system2.core.plans import Plan, Planned
from system2.engine.payments import most_usage
from system2.engine.terms import Terms
from system2.model.client import display_name
from system2.model.requests import Request
from system2.spend.history import History
from system2.spend.prices import Prices
from system2.spend.purse import Wish
from system2.spend.quote import Amount, Part, Range

USUAL_TOKENS: dict[Role, int] = {"generate": 400, "verify": 150, "aggregate": 500, "classify": 20}
"""What models tend to write in each role, for as long as the ledger knows no better; thinking comes on top."""

LITTLE = 4
"""Without a history, a call that writes little is taken to write this part of what is usual."""


def parts_of(plan: Plan, terms: Terms, prices: Prices, history: History) -> tuple[Part, ...]:
    """One part for each role and model, in the order of the plan. Raises `UsageError` where prices make no sense."""
    samples = [terms.request((each.example,)) for each in plan if isinstance(each.example, Sample)]
    path = _written("generate", max(samples, key=lambda request: request.max_tokens), terms, history)[0]
    return together(_part(planned, path, terms, prices, history) for planned in plan)


def together(parts: Iterable[Part]) -> tuple[Part, ...]:
    """One part for each role and model, in the order in which they first come."""
    sums: dict[tuple[Role, str], Part] = {}
    for part in parts:
        key = part.role, part.model
        sums[key] = sums[key] + part if key in sums else part
    return tuple(sums.values())


def worst_wishes(parts: Iterable[Part], terms: Terms, now: datetime) -> list[Wish]:
    """What would be reserved for each part at its worst."""
    return [
        Wish(
            id=uuid.uuid4().hex,
            label=terms.label(part.role, part.model, None, 1),
            at=now,
            paths=part.calls.worst,
            worst=part.cost.worst if part.cost else None,
            usage=Usage(part.input.worst, output=part.output.worst),
            local=part.local,
        )
        for part in parts
    ]


def _part(planned: Planned, path: Range[int], terms: Terms, prices: Prices, history: History) -> Part:
    """The calls of one kind; `path` is how long the paths are that their prompts quote."""
    role, request = planned.example.role, terms.request((planned.example,))
    written, learnt_from = _written(role, request, terms, history)
    asked = sum(tokens.estimate(message.text) for message in request.messages)
    asked += tokens.estimate(json.dumps(request.schema)) if request.schema else 0
    low = Usage(asked + planned.quotes * path.low, output=written.low)
    expected = Usage(asked + planned.quotes * path.expected, output=written.expected)
    worst = most_usage(request.messages, request.schema, request.max_tokens, extra_input=planned.quotes * path.worst)
    price = prices.price(display_name(request.model))
    return Part(
        role=role,
        model=display_name(request.model),
        calls=Range(planned.least, planned.expected, planned.most),
        input=_times(planned, low.input, expected.input, worst.input),
        output=_times(planned, low.output, expected.output, worst.output),
        cost=None
        if price is None
        else _times(
            planned,
            price.cost(low).amount or Decimal(0),
            price.cost(expected).amount or Decimal(0),
            price.worst(worst.input, worst.output),
        ),
        local=bool(price and price.local),
        learnt_from=learnt_from,
    )


def _written(role: Role, request: Request, terms: Terms, history: History) -> tuple[Range[int], int]:
    """How much a call writes, and from how many earlier calls that was learnt."""
    most = request.max_tokens
    if habit := history.habit(role, display_name(request.model), terms.strategy):
        return Range(min(habit.short, most), min(habit.usual, most), most), habit.calls
    usual = USUAL_TOKENS[role] + (request.thinking_tokens or 0)
    return Range(min(usual // LITTLE, most), min(usual, most), most), 0


def _times(planned: Planned, low: Amount, expected: Amount, worst: Amount) -> Range[Amount]:
    return Range(low * planned.least, expected * planned.expected, worst * planned.most)
