"""Figures in the forms that programs read: one JSON object, or comma-separated values."""

import csv
import sys
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from enum import Enum
from typing import Any, Self

from system2.core.money import Bill
from system2.errors import UsageError
from system2.render.safe import one_line, to_json
from system2.spend.report import CROSS
from system2.spend.sums import Sum

FORMULA = ("=", "+", "-", "@")
"""A text that begins so is carried out by whoever opens it as a table."""

TOKENS = ("input", "cached", "cache_write", "output", "reasoning")


class Form(Enum):
    """How the figures are printed."""

    TABLE = "table"
    PLAIN = "--plain"
    JSON = "--json"
    CSV = "--csv"

    @classmethod
    def of(cls, *, json: bool, csv: bool, plain: bool) -> Self | None:
        """The form that was asked for; None where none was. Raises `UsageError` where several were."""
        asked = [form for form, wanted in ((cls.JSON, json), (cls.CSV, csv), (cls.PLAIN, plain)) if wanted]
        if len(asked) > 1:
            raise UsageError(f"One form at a time: {' or '.join(form.value for form in asked)}.")
        return asked[0] if asked else None


def default_form() -> Form:
    """A table for a person, text alone for a pipe."""
    return Form.TABLE if sys.stdout.isatty() else Form.PLAIN


def print_figures(
    form: Form,
    head: Mapping[str, Any],
    names: Sequence[str],
    groups: Iterable[tuple[Sequence[str], Sum]],
    total: Sum,
) -> None:
    """Print sums as JSON, with what `head` says about them, or as CSV, whose first columns have these names."""
    if form is Form.JSON:
        figures = [
            {**_keys(names, key), **_figures(each), "cost_usd": known_dollars(each.bill), **_open(each)}
            for key, each in groups
        ]
        record = {**head, "total_usd": known_dollars(total.bill), **_open(total), **_figures(total), "groups": figures}
        print(to_json(record, indent=2))
        return
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow([*names, "calls", "unknown_calls", "estimated_calls", *TOKENS, "cost_usd", "unsettled_usd"])
    for key, each in groups:
        writer.writerow([*map(_cell, key), *_figures(each).values(), known_dollars(each.bill), *_open(each).values()])


def _keys(names: Sequence[str], key: Sequence[str]) -> dict[str, str]:
    """What a group is called, in one text; where it is one by several things, by each of them too."""
    return {"key": CROSS.join(key), **(dict(zip(names, key, strict=True)) if len(key) > 1 else {})}


def _cell(text: str) -> str:
    """Text that a spreadsheet takes for no formula."""
    text = one_line(text)
    return f"'{text}" if text.startswith(FORMULA) else text


def known_dollars(bill: Bill) -> str | None:
    """The dollars that are known, as a plain decimal text; None where no price is, for that is not nothing."""
    return None if bill.calls and bill.unknown_calls == bill.calls else plain_dollars(bill.amount)


def plain_dollars(amount: Decimal) -> str:
    """Dollars as programs read them: all digits, never in powers of ten."""
    return f"{amount:f}"


def _open(total: Sum) -> dict[str, str]:
    """What may have been billed besides, told apart from what surely was."""
    return {"unsettled_usd": plain_dollars(total.unsettled)}


def _figures(total: Sum) -> dict[str, int]:
    return {
        "calls": total.calls,
        "unknown_calls": total.unknown_calls,
        "estimated_calls": total.estimated_calls,
        **{name: getattr(total, name) for name in TOKENS},
    }
