"""Mathematical answers: sets, tuples and intervals of plain numbers at once, anything else through algebra."""

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from system2.answers.numbers import number
from system2.answers.units import Quantity

LONGEST = 400
"""Longer expressions are compared as text."""

Shape = Literal["tuple", "list", "set", "bare", "[)", "(]"]

_ASSIGNED = re.compile(r"^\\?[A-Za-z]\w?(?:_\{?\w+\}?)?(?:\([a-z]\))?\s?(?:=|\\in\b|∈|:=)\s?(?!=)")
_MATHEMATICAL = re.compile(r"[\d=<>+*/^_{}()\[\]|√π∞≤≥∪∩∈±×÷-]|\\[A-Za-z]+")
_PROSE = re.compile(r"[A-Za-z]{3,}")
_FUNCTIONS = ("arcsin", "arccos", "arctan", "sinh", "cosh", "tanh", "sin", "cos", "tan", "log", "ln", "exp", "sqrt", "pi", "theta", "infty",
    "alpha", "beta", "gamma", "lambda", "inf", "max", "min", "cdot", "frac", "mod")  # fmt: skip
_SIGNS = {"π": "\\pi ", "∞": "\\infty ", "≤": "\\le ", "≥": "\\ge ", "∪": "\\cup ", "∩": "\\cap ", "∈": "\\in ", "±": "\\pm ",
    "×": "\\cdot ", "·": "\\cdot ", "÷": "/", "θ": "\\theta ", "≠": "\\ne ", "**": "^", "*": "\\cdot ", "<=": "\\le ", ">=": "\\ge "}  # fmt: skip
_BARE_FUNCTION = re.compile(
    r"(?<![A-Za-z\\])(arcsin|arccos|arctan|sinh|cosh|tanh|sin|cos|tan|log|ln|exp|pi|theta)(?![A-Za-z])"
)

_BRACKETS: dict[Shape, tuple[str, str]] = {
    "tuple": ("(", ")"), "list": ("[", "]"), "set": ("\\{", "\\}"), "bare": ("(", ")"), "[)": ("[", ")"), "(]": ("(", "]"),
}  # fmt: skip


@dataclass(frozen=True)
class Collection:
    """Numbers in brackets: (1, 2), [1, 2], {1, 2}, or none at all: 1, 2."""

    shape: Shape
    items: tuple[Fraction, ...] | frozenset[Fraction]


@dataclass(frozen=True)
class Expression:
    """Anything that takes algebra to compare, in LaTeX."""

    latex: str


def without_variable(text: str) -> str:
    """The right side of "x = 250"."""
    return _ASSIGNED.sub("", text, count=1)


def collection(text: str) -> Collection | None:
    """The collection of plain numbers that the text is, or None."""
    if len(text) > LONGEST:
        return None
    solutions = re.split(r"\s*(?:,|\\text\{ ?or ?\}|\bor\b|或)\s*", text)
    if len(solutions) > 1 and len({match[0] for part in solutions if (match := _ASSIGNED.match(part))}) == 1:
        members = [number(without_variable(part)) for part in solutions]
        return _collected("set", members)
    text = without_variable(text).strip()
    if text.startswith("\\{") and text.endswith("\\}"):
        text = "{" + text[2:-2] + "}"
    shapes: dict[str, Shape] = {"()": "tuple", "[]": "list", "{}": "set", "[)": "[)", "(]": "(]"}
    shape = shapes.get(text[:1] + text[-1:])
    if shape and len(text) > 2:
        return _collected(shape, [number(item) for item in text[1:-1].split(",")])
    if match := re.fullmatch(r"(?:±|\\pm)\s?(\S+)", text):
        value = number(match[1])
        return _collected("set", [value, None if value is None else -value])
    if re.search(r"\b(?:and|or)\b|[和或]", text):
        return _collected("set", [number(item) for item in re.split(r"\s*,?\s*(?:\band\b|\bor\b|[和或,])\s*", text)])
    return (
        _collected("bare", [number(item) for item in re.split(r",\s?|;\s?", text)])
        if re.search(r"[,;]", text)
        else None
    )


def _collected(shape: Shape, members: list[Fraction | None]) -> Collection | None:
    numbers = [member for member in members if member is not None]
    if len(numbers) != len(members) or (shape != "set" and len(numbers) < 2):
        return None
    return Collection(shape, frozenset(numbers) if shape == "set" else tuple(numbers))


def expression(text: str) -> Expression | None:
    """The expression that the text is; None where it looks like prose or is too long."""
    if len(text) > LONGEST or not _MATHEMATICAL.search(text):
        return None
    without_commands = re.sub(r"\\[A-Za-z]+", " ", text)
    for function in _FUNCTIONS:
        without_commands = without_commands.replace(function, " ")
    return None if _PROSE.search(without_commands) else Expression(_latex(text))


def latex(value: object) -> str:
    """The LaTeX of a value that algebra can compare, empty for others."""
    if isinstance(value, Expression):
        return value.latex
    if isinstance(value, Quantity):
        return "" if value.dimension else _fraction(value.amount)
    if isinstance(value, Collection):
        opening, closing = _BRACKETS[value.shape]
        return opening + ",".join(map(_fraction, value.items)) + closing
    return ""


def _fraction(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else f"\\frac{{{value.numerator}}}{{{value.denominator}}}"


def _latex(text: str) -> str:
    for sign, command in _SIGNS.items():
        text = text.replace(sign, command)
    text = re.sub(r"(?<!\\)(?:√|sqrt)\s?\(([^()]*)\)", r"\\sqrt{\1}", text)
    text = re.sub(r"√\s?(\w+)", r"\\sqrt{\1}", text)
    text = re.sub(r"\^\(([^()]*)\)", r"^{\1}", text)
    text = re.sub(r"\^(-?\w+)", r"^{\1}", text)
    return _BARE_FUNCTION.sub(r"\\\1 ", text).strip()
