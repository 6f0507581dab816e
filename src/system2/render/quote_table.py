"""What a run may cost, as a table: roles below each other, from the least to the most it can come to."""

from collections.abc import Callable, Sequence
from decimal import Decimal

from rich.text import Text

from system2.core.money import dollars
from system2.render.lines import ACCENT, BAD, DIM, PLAIN, STRONG, clip, line, opening
from system2.render.safe import one_line
from system2.render.signs import Signs
from system2.render.table import Column, fitting, table
from system2.render.words import count, short_number
from system2.spend.caps import EVERY_MODEL
from system2.spend.quote import Part, Quote, Range, refusal_line
from system2.spend.refusals import no_price
from system2.spend.standings import Standing

LONGEST_NOTE = 5
"""Lines that a note may take in a narrow terminal."""

PERIODS = {"daily": "day", "weekly": "week", "monthly": "month", "run": "run"}


def quote_lines(quote: Quote, width: int, signs: Signs) -> list[Text]:
    """The quote in at most `width` cells."""
    notes = [_basis(quote), *_unpriced(quote), *quote.notes]
    if not quote.caps:
        notes.append("no caps: set one with `budget set --daily 5`")
    return [
        _head(quote, width, signs),
        *_table(quote, width, signs),
        *(_cap(each, quote, width, signs) for each in quote.caps),
        *(text for note in notes for text in _wrapped(note, DIM, width, signs)),
        *(_wrapped(refusal_line(quote.refusal), BAD, width, signs) if quote.refusal else ()),
    ]


def _head(quote: Quote, width: int, signs: Signs) -> Text:
    parts = [quote.command, quote.strategy, f"effort {quote.effort}"]
    if quote.questions > 1:
        parts.insert(1, count(quote.questions, "question"))
    if quote.thinking_tokens:
        parts.append(f"thinking {quote.thinking_tokens:,}")
    parts.append(one_line(quote.model, signs.encoding))
    return line((clip(f" {f' {signs.dot} '.join(parts)}", width, signs), ACCENT))


def _table(quote: Quote, width: int, signs: Signs) -> list[Text]:
    parts = list(quote.parts)
    several = len({part.model for part in parts}) > 1
    names = [f"{part.role} {one_line(part.model, signs.encoding)}" if several else part.role for part in parts]
    if len(parts) > 1:
        names.append("together")

    def tokens(figure: Callable[[Part], Range[int]]) -> list[str]:
        figures = [figure(part).expected for part in parts]
        return [short_number(number) for number in (figures if len(parts) == 1 else [*figures, sum(figures)])]

    low, expected, worst = _dollars(quote)
    figures = [
        Column("calls", _calls(parts, signs), 1),
        Column("tokens in", tokens(lambda part: part.input), 3),
        Column("out", tokens(lambda part: part.output), 2),
        Column("low", low),
        Column("expected", expected, style=STRONG),
        Column("worst", worst),
    ]
    role = Column("role", names)
    return table(role, fitting(role, figures, width), width, signs)


def _calls(parts: Sequence[Part], signs: Signs) -> list[str]:
    spans = [part.calls for part in parts]
    if len(spans) > 1:
        spans.append(sum(spans[1:], start=spans[0]))
    return [f"{each.low}{signs.dash}{each.worst}" if each.low < each.worst else str(each.worst) for each in spans]


def _dollars(quote: Quote) -> list[list[str]]:
    """The columns low, expected and worst: each part, then all together; as many places as the smallest needs."""
    if all(part.local for part in quote.parts):
        return [["free"] * (len(quote.parts) + (len(quote.parts) > 1))] * 3
    amounts = [amount for part in quote.parts if part.cost for amount in vars(part.cost).values() if amount]
    places = max([2, *(1 - amount.adjusted() for amount in amounts)])
    columns = []
    for name in ("low", "expected", "worst"):
        cells = [f"${getattr(part.cost, name):,.{places}f}" if part.cost else "?" for part in quote.parts]
        if len(cells) > 1:
            cells.append(f"${getattr(quote.cost, name):,.{places}f}" + (" + ?" if quote.unpriced else ""))
        columns.append(cells)
    return columns


def _cap(standing: Standing, quote: Quote, width: int, signs: Signs) -> Text:
    """How much of a cap is left, and how much there will be."""
    cap, cost = standing.cap, quote.cost_under(standing)
    name = PERIODS[cap.period] + ("" if cap.pattern == EVERY_MODEL else f" {one_line(cap.pattern, signs.encoding)}")
    pieces = [(f" {name:<6} ", PLAIN), (f"{dollars(standing.left)} of {dollars(cap.limit)} left", STRONG)]
    if cost.worst:
        then = [dollars(max(standing.left - amount, Decimal(0))) for amount in (cost.expected, cost.worst)]
        pieces.append((f", {then[0]} after it, {then[1]} at worst", PLAIN))
    text = line(*pieces)
    text.truncate(width, overflow="ellipsis" if signs.encoding == "utf-8" else "crop")
    return text


def _basis(quote: Quote) -> str:
    """Where the expected figures come from."""
    learnt = min(part.learnt_from for part in quote.parts)
    if not learnt:
        return "expected is a guess until the ledger holds calls like these, low a quarter of it"
    if learnt == 1:
        return "expected is as the last call like these, and so is low"
    return f"expected is as the last {count(learnt, 'call')} like these, low as the shortest tenth of them"


def _unpriced(quote: Quote) -> list[str]:
    if quote.refusal and quote.refusal.cost is None:
        return []
    return [no_price(model) for model in quote.unpriced]


def _wrapped(text: str, style: str, width: int, signs: Signs) -> list[Text]:
    return [line((f" {each}", style)) for each in opening(text, width - 1, LONGEST_NOTE, signs)]
