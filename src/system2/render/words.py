"""Figures and names as a person reads them, the same in every view."""

import textwrap
from decimal import Decimal

from system2.core.events import CapLeft, RunStarted
from system2.core.money import Bill, dollars
from system2.render.safe import one_line
from system2.render.screen import Path, Screen
from system2.render.signs import Signs


def count(number: int, noun: str, plural: str = "") -> str:
    """A number with its noun.

    >>> count(1, "call"), count(1204, "token"), count(2, "reply", "replies")
    ('1 call', '1,204 tokens', '2 replies')
    """
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def short_number(number: int) -> str:
    """A large number in three digits or four.

    >>> short_number(812), short_number(40_120), short_number(1_204_000)
    ('812', '40.1k', '1.2M')
    """
    if number < 1000:
        return str(number)
    return f"{number / 1000:.1f}k" if number < 999_950 else f"{number / 1_000_000:.1f}M"


def duration(seconds: float) -> str:
    """Seconds, and minutes where there are any.

    >>> duration(6.13), duration(75), duration(3725)
    ('6.1 s', '1 min 15 s', '1 h 2 min')
    """
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes} min {rest} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


def spent(bill: Bill) -> str:
    """What calls have cost; `?` stands for a price that is not known, `~` for an estimate.

    >>> spent(Bill(Decimal("0.0011"), calls=2)), spent(Bill(Decimal(0), calls=3, unknown_calls=3))
    ('$0.0011', '?')
    """
    if bill.status == "local":
        return "free"
    if bill.unknown_calls:
        return f"{dollars(bill.amount)} + ?" if bill.amount else "?"
    return f"~{dollars(bill.amount)}" if bill.estimated_calls else dollars(bill.amount)


def billed(bill: Bill) -> str:
    """The same, with what calls that broke off may have cost besides.

    >>> billed(Bill(Decimal("0.03"), calls=2, estimated_calls=1, unsettled=Decimal("0.8"), unsettled_calls=1))
    '~$0.03 and up to $0.80 not settled'
    """
    return f"{spent(bill)} and up to {dollars(bill.unsettled)} not settled" if bill.unsettled else spent(bill)


def way(started: RunStarted) -> str:
    """How a run reasons: best of 5."""
    return {
        "best-of-n": f"best of {started.effort}",
        "vote": f"self-consistency of up to {started.effort}",
    }.get(started.strategy, started.strategy)


def in_columns(beginning: str, text: str, width: int) -> str:
    """A text after its beginning, wrapped at words; further lines stand below its own first word.

    >>> print(in_columns("model  ", "thinks when asked", 16))
    model  thinks
           when
           asked
    """
    return textwrap.fill(
        one_line(text),
        max(width, 2 * len(beginning)),
        initial_indent=beginning,
        subsequent_indent=" " * len(beginning),
        break_long_words=False,
        break_on_hyphens=False,
    )


def cap_left(cap: CapLeft, bill: Bill) -> str:
    """What a run that has cost so much leaves of the cap: $4.99 left of $5.00 today."""
    used = bill.amount + bill.unsettled
    return f"{dollars(max(cap.left - used, Decimal(0)))} left of {dollars(cap.limit)} {cap.when}"


def verdict_sign(path: Path, signs: Signs) -> str:
    """Whether the verifier accepts the path."""
    if path.verdict is None:
        return signs.unjudged
    return signs.correct if path.verdict.is_correct else signs.wrong


def percent(share: float) -> str:
    """A share as a whole percentage that claims certainty only where it is certain.

    >>> percent(0.5), percent(0.998), percent(1.0)
    ('50 %', '99 %', '100 %')
    """
    return f"{min(round(share * 100), 99) if share < 1 else 100} %"


def of_paths(screen: Screen, path: Path) -> str:
    """A path's name where it stands alone."""
    if path.key.is_synthesis:
        return path.title
    planned = screen.planned
    return f"path {path.title} of {planned}" if path.key.number < planned > 1 else f"path {path.title}"
