"""What an answer stands for: its text read as a quantity, a date, a choice, a collection, an expression, or words."""

from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from system2.answers.asked import Expectation, expectation
from system2.answers.choices import Chosen, chosen
from system2.answers.clean import normal
from system2.answers.code import code_key
from system2.answers.dates import Date, date, day_of_year, looks_like_date
from system2.answers.jsons import Canonical, json_value
from system2.answers.mathematics import Collection, Expression, collection, expression, without_variable
from system2.answers.quantities import Quantity, quantity
from system2.answers.texts import text_key
from system2.core.candidates import Answer

LONGEST = 100_000
"""What is longer is compared sign by sign."""


@dataclass(frozen=True)
class Text:
    """A short text, by its key."""

    key: str


@dataclass(frozen=True)
class Code:
    """A program, by its key."""

    key: str


@dataclass(frozen=True)
class Json:
    """A JSON value in its canonical form."""

    value: Canonical


Value: TypeAlias = Quantity | Date | Chosen | Collection | Expression | Text | Code | Json


_KINDS: dict[type, str] = {
    Quantity: "number", Date: "date", Chosen: "choice", Collection: "expression", Expression: "expression",
    Text: "text", Code: "code", Json: "json",
}  # fmt: skip


@lru_cache(maxsize=512)
def value(answer: Answer, question: str = "") -> Value:
    """What an answer stands for, read as its kind and its question tell."""
    if len(answer.text) > LONGEST:
        return Text(answer.text)
    if answer.kind == "code":
        return Code(code_key(answer.text))
    if answer.kind == "json" and (parsed := json_value(answer.text)):
        return Json(parsed)
    if answer.kind == "open":
        return Text(answer.text)
    return reading(answer.text, expectation(question), answer.kind)


def reading(text: str, asked: Expectation, kind: str = "auto") -> Value:
    """The value that a short text is, tried from the most to the least particular kind."""
    text = normal(text)
    if kind != "number" and (named := chosen(text, asked.options)):
        return named
    if day := date(text, day_first=asked.day_first):
        return day
    if asked.kind == "date" and (day := day_of_year(text, day_first=asked.day_first)):
        return day
    if looks_like_date(text):
        return Text(text)
    if measured := quantity(without_variable(text)):
        return measured
    if (parsed := json_value(text)) and parsed[0] in {"object", "array"} and not collection(text):
        return Json(parsed)
    return collection(text) or expression(text) or Text(text_key(text))


def kind_of(value: Value) -> str:
    """The name of a value's kind: number, date, choice, expression, code, json or text."""
    return _KINDS[type(value)]
