"""What a measurement may cost, before it begins."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from system2.bench.measure import CHOOSING, at_effort, different_efforts, sampling, thinking_on
from system2.bench.problems.case import ProblemCase
from system2.engine.estimate import quote
from system2.engine.inquiry import Inquiry
from system2.measured.records import Setup
from system2.spend.quote import Range


def quoted(
    setup: Setup, pattern: Inquiry, cases: Sequence[ProblemCase]
) -> tuple[Range[int], Range[Decimal], tuple[str, ...]]:
    """Its calls, its dollars, and the models without a price; every problem is taken to be as long as the longest."""
    longest = max((case.question for case in cases), key=len)
    calls, cost = Range(0, 0, 0), Range(Decimal(0), Decimal(0), Decimal(0))
    unpriced: dict[str, None] = {}
    for inquiry in _inquiries(setup, replace(pattern, problem=replace(pattern.problem, question=longest))):
        each = quote(inquiry)
        for part in each.parts:
            calls += part.calls
        cost += each.cost
        unpriced |= dict.fromkeys(each.unpriced)
    return _times(calls, len(cases)), _times(cost, len(cases)), tuple(unpriced)


def _inquiries(setup: Setup, pattern: Inquiry) -> Iterator[Inquiry]:
    """All that is asked for one problem."""
    if CHOOSING & set(setup.strategies):
        yield replace(pattern, **sampling(setup, pattern))
    for name in setup.strategies:
        for effort in () if name in CHOOSING else different_efforts(name, setup.efforts, pattern.problem):
            yield replace(pattern, **at_effort(name, effort, pattern))
    for thinking in setup.thinking:
        for _ in range(max(setup.efforts)):
            yield replace(pattern, **thinking_on(pattern, thinking))


def _times(figure: Range, number: int) -> Range:  # type: ignore[type-arg]
    return Range(figure.low * number, figure.expected * number, figure.worst * number)
