"""What an answer stands for: its text read as a quantity, a date, a choice, a collection, an expression, or words."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import TypeAlias

from system2.answers.asked import Expectation, expectation
from system2.answers.choices import Chosen, chosen
from system2.answers.clean import normal
from system2.answers.code import code_key
from system2.answers.dates import Date, date
from system2.answers.forms import Form, form, words
from system2.answers.jsons import json_value
from system2.answers.mathematics import Collection, Expression, collection, expression, matrix, without_variable
from system2.answers.numbers import pointed
from system2.answers.quantities import Quantity, quantity
from system2.answers.units import is_known
from system2.core.candidates import Answer

LONGEST = 100_000
"""What is longer is compared sign by sign, and no more of it is read."""
_LONGEST_VALUE = 1_000
"""What is longer is JSON, code or words."""
_EXCLAIMED = r"(?s)(.*\d[^\w!]*)!+"
_REMARKED = r"(?s)(.*\S)\s\(([^()]*[^\W\d_]{2}[^()]*)\)"
_NO_REMARK = (
    r"(?i)\b(?:mod(?:ulo)?|base|binary|hex\w*|octal|in (?:thousands|\w*illions)|each|per|times|squared|cubed)\b"
)

Value: TypeAlias = Quantity | Date | Chosen | Collection | Expression | Form


_KINDS: dict[type, str] = {
    Quantity: "number", Date: "date", Chosen: "choice", Collection: "expression", Expression: "expression",
}  # fmt: skip


@lru_cache(maxsize=512)
def value(answer: Answer, question: str = "") -> Value:
    """What an answer stands for, read as its kind and its question tell."""
    if len(answer.text) > LONGEST or answer.kind == "open":
        return Form("text", answer.text)
    if answer.kind == "code":
        return Form("code", code_key(answer.text))
    if answer.kind == "json" and (parsed := json_value(answer.text)):
        return Form("json", parsed)
    return reading(answer.text, expectation(question), answer.kind)


def reading(text: str, asked: Expectation, kind: str = "auto") -> Value:
    """The value that a short text is, tried from the most to the least particular kind."""
    text = settled(text[:LONGEST], asked)
    readers = _READERS[1:] if kind == "number" else _READERS
    readers = (_structure,) if len(text) > _LONGEST_VALUE else readers
    return next((value for read in readers if (value := read(text, asked))), words(text))


def settled(text: str, asked: Expectation) -> str:
    """The text in plain signs, its decimal comma a point and the exclamation mark off a count that is no factorial."""
    text = pointed(normal(text), comma=asked.decimal_comma)
    loud = re.fullmatch(_EXCLAIMED, text) if asked.kind == "number" and "factorial" not in asked.forms else None
    return loud[1] if loud else text


def kind_of(value: Value) -> str:
    """The name of a value's kind: number, date, choice, expression, code, json, text, or that of its form."""
    return value.kind if isinstance(value, Form) else _KINDS[type(value)]


def _remarked(text: str, asked: Expectation) -> Value | None:
    """The quantity or date before a remark in brackets; a unit in them belongs to it: "5 (hours)"."""
    match = re.fullmatch(_REMARKED, text)
    if not match or asked.turned(match[2]) or re.search(_NO_REMARK, match[2]):
        return None
    with_unit = quantity(f"{match[1]} {match[2]}")
    if with_unit and with_unit.dimension and is_known(with_unit.dimension):
        return with_unit
    return quantity(match[1]) or date(match[1], day_first=asked.day_first) or form(match[1], asked)


def _structure(text: str, asked: Expectation) -> Value | None:
    parsed = json_value(text)
    return Form("json", parsed) if parsed and parsed[0] in {"object", "array"} and not collection(text) else None


_READERS: tuple[Callable[[str, Expectation], Value | None], ...] = (
    lambda text, asked: chosen(text, asked.options),
    lambda text, asked: date(text, day_first=asked.day_first, yearless=asked.kind == "date"),
    form,
    lambda text, asked: quantity(without_variable(text)),
    lambda text, asked: matrix(text) if asked.kind != "json" else None,
    _structure,
    lambda text, asked: collection(text),
    lambda text, asked: expression(text),
    _remarked,
    lambda text, asked: words(without_variable(text)) if re.search(r"\d", without_variable(text)) else None,
)
