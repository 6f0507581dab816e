"""One run's cost by what its calls were for."""

from rich.text import Text

from system2.core.money import dollars
from system2.render.bought import Bought
from system2.render.lines import DIM, STRONG, clip, line, spread
from system2.render.safe import one_line
from system2.render.signs import Signs
from system2.render.spend import UNBOUNDED, WIDEST, sums_table
from system2.render.words import billed, count
from system2.spend.run_cost import RunCost

LONGEST_ANSWER = 40


def run_cost_lines(cost: RunCost, gain: Bought | None, width: int, signs: Signs) -> list[Text]:
    """The split of one run in at most `width` cells."""
    width = min(width, WIDEST)
    rows = sums_table("part", cost.parts, width, signs)
    widest = max(row.cell_len for row in rows)
    left = [(f" {_title(cost, signs)}  ", STRONG)]
    lines = [spread(left, [(billed(cost.total.bill), STRONG)], max(widest, min(width, 60)), signs), *rows]
    for sentence in _sentences(cost, gain, signs):
        lines.append(line((clip(f" {sentence}", width, signs), DIM)))
    return lines


def plain_run_cost(cost: RunCost, gain: Bought | None, signs: Signs) -> list[str]:
    """The same in text alone, independent of any terminal."""
    rows = sums_table("part", cost.parts, UNBOUNDED, signs, plain=True)
    return [
        f"{_title(cost, signs)}: {billed(cost.total.bill)}",
        *(row.plain[1:].rstrip() for row in rows),
        *_sentences(cost, gain, signs),
    ]


def _title(cost: RunCost, signs: Signs) -> str:
    parts = (f"Run {cost.run}", cost.command, cost.strategy, f"{cost.started:%Y-%m-%d %H:%M}")
    return one_line(f" {signs.dot} ".join(parts), signs.encoding)


def _sentences(cost: RunCost, gain: Bought | None, signs: Signs) -> list[str]:
    sentences = []
    if unknown := cost.total.unknown_calls:
        sentences.append(f"excludes {count(unknown, 'call')} whose price is unknown")
    if cost.total.unsettled:
        sentences.append(f"`cost settle {cost.run} AMOUNT` books what it was billed in all")
    if gain:
        price = _price(gain, about="~" if cost.total.estimated_calls else "")
        alone, chosen = (_short(text, signs) for text in (gain.one_sample_answer, gain.chosen_answer))
        if gain.changed:
            sentences.append(f"one sample would have said {alone}; the answer chosen is {chosen}")
            sentences += [f"the difference cost {price}"] if price else []
        else:
            sentences.append(f"one sample would have said {chosen} too")
            sentences += [f"making sure of it cost {price}"] if price else []
    return sentences


def _price(gain: Bought, *, about: str) -> str:
    """What the difference cost; empty where a price is unknown."""
    if gain.extra_usd is None:
        return ""
    return f"{about}{dollars(gain.extra_usd)}" if gain.extra_usd else "nothing"


def _short(text: str, signs: Signs) -> str:
    return clip(one_line(text, signs.encoding), LONGEST_ANSWER, signs)
