"""From a rehearsal to tokens and dollars: what each role may cost before anything is asked."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from system2.core.actions import Ask, Sample
from system2.core.calls import Role
from system2.core.money import Usage
from system2.engine.terms import Terms
from system2.model.client import display_name
from system2.model.requests import Request
from system2.spend.history import History
from system2.spend.prices import Prices
from system2.spend.purse import Wish
from system2.spend.quote import Part, Range
from system2.spend.rates import Price
from system2.strategies.load import bounds
from system2.strategies.rehearsal import Demand, by_kind, calls_of

USUAL_TOKENS: dict[Role, int] = {"generate": 400, "verify": 150, "aggregate": 500, "classify": 20}
"""What models tend to write in each role, for as long as the ledger knows no better; thinking comes on top."""

LITTLE = 4
"""Without a history, a call that writes little is taken to write this part of what is usual."""


class Lengths(NamedTuple):
    """How long the texts are that prompts may quote, in tokens: whole paths, and other replies."""

    paths: Range[int]
    replies: Range[int]


def parts_of(demands: Iterable[Demand], terms: Terms, prices: Prices, history: History) -> tuple[Part, ...]:
    """One part for each role and model, in the order of the demands. Raises `UsageError` where prices make no sense."""
    demands = tuple(demands)
    lengths = Lengths(
        _longest((each for each in demands if isinstance(each.example, Sample)), terms, history),
        _longest((each for each in demands if isinstance(each.example, Ask)), terms, history),
    )
    if len(by_kind(demands)) == len(demands):
        return together(_part(demand, lengths, terms, prices, history) for demand in demands)
    priced = [(demand, _part(demand, lengths, terms, prices, history)) for demand in demands]
    dearest_first = [demand for demand, part in sorted(priced, key=lambda each: _dearness(each[1]), reverse=True)]
    within = [_within(demand, [each for each in dearest_first if each.kind == demand.kind]) for demand in demands]
    return together(_part(demand, lengths, terms, prices, history) for demand in within)


def _within(demand: Demand, alike: Sequence[Demand]) -> Demand:
    """The demand without the calls that at the worst are those of one of its kind that stands before it, dearer."""
    dearer = alike[: alike.index(demand)]
    left = max(0, calls_of(alike) - sum(each.most.calls for each in dearer))
    return replace(demand, most=bounds([demand.most, demand.heaviest.times(left)], min))


def _dearness(part: Part) -> tuple[bool, Decimal]:
    """How dear one call is at the worst; of what nobody knows the price, nothing is dearer."""
    return part.cost is None, part.cost.worst / max(part.calls.worst, 1) if part.cost else Decimal(0)


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


def _longest(demands: Iterable[Demand], terms: Terms, history: History) -> Range[int]:
    """How long the replies to these calls are, which other prompts may quote."""
    lengths = [_length(demand, terms, history) for demand in demands]
    return max(lengths, key=lambda length: length.worst, default=Range(0, 0, 0))


def _length(demand: Demand, terms: Terms, history: History) -> Range[int]:
    alike = (demand.example,)
    request = terms.request(alike)
    written, _ = _written(demand.example.role, request, terms, history)
    return replace(written, worst=(terms.again(alike, request) or request).max_tokens)


def _part(demand: Demand, lengths: Lengths, terms: Terms, prices: Prices, history: History) -> Part:
    """The calls of one kind; `lengths` are those of what their prompts quote.

    At the worst each reply is cut off, and asked for again with more room.
    """
    role, request = demand.example.role, terms.request((demand.example,))
    again = terms.again((demand.example,), request)
    askings, longest_reply = (2, request.max_tokens + again.max_tokens) if again else (1, request.max_tokens)
    written, learnt_from = _written(role, request, terms, history)
    least, usual, most, heaviest = demand.least, demand.usual, demand.most, demand.heaviest
    paths, replies = lengths
    read = Range(
        least.usual_tokens + least.paths * paths.low + least.replies * replies.low,
        usual.usual_tokens + usual.paths * paths.expected + usual.replies * replies.expected,
        askings * (most.most_tokens + most.paths * paths.worst + most.replies * replies.worst),
    )
    output = Range(least.calls * written.low, usual.calls * written.expected, most.calls * longest_reply)
    longest = heaviest.most_tokens + heaviest.paths * paths.worst + heaviest.replies * replies.worst
    price = prices.price(display_name(request.model))
    return Part(
        role=role,
        model=display_name(request.model),
        calls=Range(least.calls, usual.calls, most.calls),
        input=read,
        output=output,
        cost=None
        if price is None
        else Range(
            _usually(price, least.calls, read.low, output.low),
            _usually(price, usual.calls, read.expected, output.expected),
            price.worst(read.worst, output.worst, calls=askings * most.calls, longest=longest),
        ),
        local=bool(price and price.local),
        learnt_from=learnt_from,
    )


def _usually(price: Price, calls: int, read: int, written: int) -> Decimal:
    """What so many calls cost that come to so many tokens, each as long as the others."""
    if not calls:
        return Decimal(0)
    return calls * (price.cost(Usage(read // calls, output=written // calls)).amount or Decimal(0))


def _written(role: Role, request: Request, terms: Terms, history: History) -> tuple[Range[int], int]:
    """How much a call writes, and from how many earlier calls that was learnt."""
    most = request.max_tokens
    if habit := history.habit(role, display_name(request.model), terms.strategy):
        return Range(min(habit.short, most), min(habit.usual, most), most), habit.calls
    usual = USUAL_TOKENS[role] + (request.thinking_tokens or 0)
    return Range(min(usual // LITTLE, most), min(usual, most), most), 0
