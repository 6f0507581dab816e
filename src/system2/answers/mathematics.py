"""Mathematical answers: sets, tuples and intervals of plain numbers at once, anything else in LaTeX for algebra."""

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from system2.answers.numbers import number
from system2.answers.quantities import Quantity

LONGEST = 400
"""Longer expressions are compared as text."""

Shape = Literal["()", "[]", "{}", "[)", "(]", ""]
"""The brackets of a collection; an empty one is a bare list, which does not tell whether its order counts."""

_VARIABLE = r"\\?[A-Za-z]\w?(?:_\{?\w+\}?)?(?:\([a-z]\))?"
_ASSIGNED = rf"^({_VARIABLE}|\(\s?{_VARIABLE}(?:\s?,\s?{_VARIABLE})+\s?\))\s?(?:=|:=|\\in\b|∈)\s?(?!=)"
_OR = r"\s*(?:,\s*)?(?:\bor\b|\band\b|或|和)\s*|\s*,\s*"
_COMMAND = r"\\(?:begin|end)\s?\{\w+\*?\}|\\[A-Za-z]+"
_FUNCTION = (
    r"(?<![A-Za-z\\])(arcsin|arccos|arctan|sinh|cosh|tanh|sin|cos|tan|log|ln|exp|sqrt|pi|theta|alpha|beta|gamma|lambda"
    r"|infty|inf|max|min|mod)(?![A-Za-z])"
)
_MATHEMATICAL = r"[-\d=<>+*/^_{}()\[\]|√π∞∅≤≥∪∩∈±×÷]|\\[A-Za-z]+|^pi$"
_WORD = r"[^\W\d_]{3,}|[\u3040-\u9fff]|(?i:(?<!\S)(?:go|if|in|is|no|of|on|so|to)(?!\S))"
_NO_EXPRESSION = (
    r"(?i)\d+\s?[-:]\s?\d+|\d+(?:[.:/-]\d+){2,}|[\d:.,]+\s?[ap]\.?m\.?|.*\".*|.*\d_\{?\d.*|\d+s"
    r"|[^\W_]{0,40}[^\W\d_]\d[^\W_]{0,40}"
)
"""No arithmetic: ranges, scores, times, versions, telephone numbers, feet and inches, decades, other bases, and names
such as A1 and H1N1, whose letters and digits must not change places."""
_SIGNS = {
    "π": "\\pi ", "∞": "\\infty ", "≤": "\\le ", "≥": "\\ge ", "∪": "\\cup ", "∩": "\\cap ", "∈": "\\in ",
    "±": "\\pm ", "×": "\\cdot ", "·": "\\cdot ", "÷": "/", "θ": "\\theta ", "≠": "\\ne ", "**": "^", "*": "\\cdot ",
    "<=": "\\le ", ">=": "\\ge ", "∅": "\\emptyset ",
}  # fmt: skip
_FACTOR = r"\d+(?:\.\d+)?|[^\W\d]\w*"
"""As far as a power or a root reaches without brackets: x^2y is x^2 times y."""
_ROOT = rf"(?<![\\A-Za-z])(?:√\s?|sqrt\s?)\(([^()]*)\)|√\s?({_FACTOR})"
_RAISED = rf"\^\(([^()]*)\)|\^(-?(?:{_FACTOR}))"
_TOWER = r"\^\{([^{}]*)\}\^\{((?:[^{}]|\{[^{}]*\})*)\}(?!\^)"
_SHAPES: dict[str, Shape] = {"()": "()", "[]": "[]", "{}": "{}", "[)": "[)", "(]": "(]"}


@dataclass(frozen=True)
class Collection:
    """Numbers side by side: (1, 2), [1, 2], {1, 2}, or without brackets 1, 2. Those of a set have no order."""

    shape: Shape
    items: tuple[Fraction, ...] | frozenset[Fraction]


@dataclass(frozen=True)
class Expression:
    """Anything that takes algebra to compare, in LaTeX."""

    latex: str


def without_variable(text: str) -> str:
    """The right side of "x = 250"."""
    return re.sub(_ASSIGNED, "", text, count=1)


def collection(text: str) -> Collection | None:
    """The collection of plain numbers that the text is, or None."""
    if len(text) > LONGEST:
        return None
    text = text.replace("\\langle", "(").replace("\\rangle", ")").replace("\\{", "{").replace("\\}", "}").strip()
    return _assigned(text) or _bracketed(without_variable(text).strip())


def fits_collection(bare: Collection, specific: Collection) -> bool:
    """Whether a list without brackets could mean that collection."""
    if bare.shape or not specific.shape:
        return False
    if isinstance(specific.items, frozenset):
        return frozenset(bare.items) == specific.items and len(bare.items) == len(specific.items)
    return bare.items == specific.items


def expression(text: str) -> Expression | None:
    """The expression that the text is; None where it looks like prose, a range or a time, or is too long."""
    if len(text) > LONGEST or not re.search(_MATHEMATICAL, text) or re.fullmatch(_NO_EXPRESSION, text):
        return None
    return None if re.search(_WORD, re.sub(_FUNCTION, " ", re.sub(_COMMAND, " ", text))) else Expression(_latex(text))


def latex(value: object) -> str:
    """The LaTeX of a value that algebra can compare, empty for others."""
    if isinstance(value, Expression):
        return value.latex
    if isinstance(value, Quantity):
        return "" if value.dimension else _fraction(value.amount)
    if isinstance(value, Collection):
        opening, closing = ("\\{", "\\}") if value.shape == "{}" else value.shape or "()"
        return opening + ",".join(map(_fraction, value.items)) + closing
    return ""


def _assigned(text: str) -> Collection | None:
    """The values of "x = 2 or x = 3", a set, and of "x = 1, y = 2", a tuple in the order of the variables."""
    parts = [
        (match[1], number(part[match.end() :])) for part in re.split(_OR, text) if (match := re.match(_ASSIGNED, part))
    ]
    if len(parts) < 2 or len(parts) != len(re.split(_OR, text)):
        return None
    variables = {variable for variable, _ in parts}
    if len(variables) == 1:
        return _collected("{}", [value for _, value in parts])
    return _collected("()", [value for _, value in sorted(parts)]) if len(variables) == len(parts) else None


def _bracketed(text: str) -> Collection | None:
    if match := re.fullmatch(r"(?:±|\\pm)\s?(\S+)", text):
        value = number(match[1])
        return None if value is None else _collected("{}", [value, -value])
    shape = _SHAPES.get(text[:1] + text[-1:])
    if shape and len(text) > 2:
        items = _items(text[1:-1])
        return _collected("()" if shape == "[]" and len(items) > 2 else shape, items)
    if re.search(r"\b(?:and|or)\b|[和或]", text):
        return _collected("{}", [number(item) for item in re.split(_OR, text)])
    return _collected("", _items(text)) if "," in text or ";" in text else None


def _items(text: str) -> list[Fraction | None]:
    """Numbers between commas; a comma before a space separates, so that "1,000, 2" are two."""
    spaced = [number(item) for item in re.split(r"[,;]\s+", text)]
    return spaced if len(spaced) > 1 and None not in spaced else [number(item) for item in re.split("[,;]", text)]


def _collected(shape: Shape, members: list[Fraction | None]) -> Collection | None:
    numbers = tuple(member for member in members if member is not None)
    if len(numbers) != len(members) or (shape != "{}" and len(numbers) < 2):
        return None
    if shape == "{}":
        return Collection("{}", frozenset(numbers))
    return Collection(shape, numbers)


def _fraction(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else f"\\frac{{{value.numerator}}}{{{value.denominator}}}"


def _latex(text: str) -> str:
    for sign, command in _SIGNS.items():
        text = text.replace(sign, command)
    text = re.sub(_ROOT, lambda match: f"\\sqrt{{{match[1] or match[2]}}}", text)
    text = re.sub(_RAISED, lambda match: f"^{{{match[1] or match[2]}}}", text)
    while (higher := re.sub(_TOWER, r"^{\1^{\2}}", text)) != text:  # 2^3^2 is 2^9, from the top down
        text = higher
    return re.sub(_FUNCTION, r"\\\1 ", text).strip()
