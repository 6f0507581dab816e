"""Mathematical answers: sets, tuples and intervals of plain numbers at once, anything else in LaTeX for algebra."""

import re
from dataclasses import dataclass, field, replace
from fractions import Fraction

from system2.answers.numbers import number
from system2.answers.quantities import Quantity

LONGEST = 400
"""Longer expressions are compared as text."""

_VARIABLE = (
    r"(?:\\?[A-Za-z](?:\d|_\{?\w+\}?)?'?(?:\(\w{1,3}\))?|\\[a-z]{2,8}|\|?[A-Z]{2,4}\|?|\\frac\{[A-Z]{1,3}\}\{[A-Z]{1,3}\}"
    r"|[A-Za-z]+(?:_\{?\w+\}?)?\s?:\s?[A-Za-z]+(?:_\{?\w+\}?)?"
    r"|(?!(?:arc)?(?:sin|cos|tan|log|ln|exp|sqrt|max|min|lim|gcd|lcm|mod))[A-Za-z]{3,20}(?:\s[A-Za-z]{1,20}){0,3})"
)
_ASSIGNED = rf"^({_VARIABLE}|\(\s?{_VARIABLE}(?:\s?,\s?{_VARIABLE})+\s?\))\s?(?:=|:=|\\in\b|∈)\s?(?!=)"
_ASSIGNED_BACKWARDS = rf"^(?=[^\dA-Za-z=]{{0,9}}\d)([^A-Za-z=<>≤≥\\]+)=\s?{_VARIABLE}$"
EQUALS = r"(?<![<>!:=])=(?!=)"
_SEPARATORS = (
    r"\s*[,;]?\s*(?:\bor\b|\band\b|或|和)\s*|[,;]\s+",
    r"\s*[,;]?\s*(?:\bor\b|\band\b|或|和)\s*|[,;]\s*",
)
"""Between the items of a list; a comma before a space separates, so that "1,000, 2" are two."""
_JOINED = r"(?:\s|(?<=\)))*,?\s*(?:\band\b|\bor\b|(?<=\))(?:or|and)|或|和)\s*(?=[-\d(\[{\\A-Za-z])"
_COMMAND = r"\\(?:begin|end)\s?\{\w+\*?\}|\\[A-Za-z]+"
_FUNCTION = (
    r"(?<![A-Za-z\\])(arcsin|arccos|arctan|sinh|cosh|tanh|sin|cos|tan|log|ln|exp|sqrt|pi|theta|alpha|beta|gamma|lambda"
    r"|infty|inf|max|min|mod)(?![A-Za-z])"
)
_MATHEMATICAL = r"[-\d=<>+*/^_{}()\[\]|√π∞∅≤≥∪∩∈±×÷]|\\[A-Za-z]+|^pi$"
_WORD = r"[^\W\d_]{3,}|[\u3040-\u9fff]|(?i:(?<!\S)(?:go|if|in|is|no|of|on|so|to)(?!\S))"
_NO_EXPRESSION = (
    r"(?i)\d+\s?[-:]\s?\d+|\d+(?:[.:/-]\d+){2,}|[\d:.,]+\s?[ap]\.?m\.?|.*\".*|.*\d_\{?\d.*|\d+s|.*=\s?\d+\s?:\s?\d+"
    r"|[^\W_]{0,40}[^\W\d_]\d[^\W_]{0,40}"
)
"""No arithmetic: ranges, scores, times, versions, telephone numbers, feet and inches, decades, other bases, and names
such as A1 and H1N1, whose letters and digits must not change places."""
_SIGNS = {
    "π": "\\pi ", "∞": "\\infty ", "≤": "\\le ", "≥": "\\ge ", "∪": "\\cup ", "∩": "\\cap ", "∈": "\\in ",
    "±": "\\pm ", "×": "\\cdot ", "·": "\\cdot ", "÷": "/", "θ": "\\theta ", "≠": "\\ne ", "**": "^", "*": "\\cdot ",
    "<=": "\\le ", ">=": "\\ge ", "!=": "\\ne ", "∅": "\\emptyset ", "\\varnothing": "\\emptyset ", "ℝ": "\\mathbb{R}",
    "\\lt ": "<", "\\gt ": ">", "\\left": "", "\\right": "",
}  # fmt: skip
_FACTOR = r"\d+(?:\.\d+)?|[^\W\d]\w*"
"""As far as a power or a root reaches without brackets: x^2y is x^2 times y."""
_REWRITTEN = (
    *((re.escape(sign), command.replace("\\", "\\\\")) for sign, command in _SIGNS.items()),
    (r"(?<=\d)i(?![A-Za-z])", " i"),
    (rf"(?<![\\A-Za-z])(?:√\s?|sqrt\s?)\(([^()]*)\)|√\s?({_FACTOR})", r"\\sqrt{\1\2}"),
    (rf"\^\(([^()]*)\)|\^(-?(?:{_FACTOR}))", r"^{\1\2}"),
    (_FUNCTION, r"\\\1 "),
)
"""What people write, and the same in LaTeX."""
_TOWER = r"\^\{([^{}]*)\}\^\{((?:[^{}]|\{[^{}]*\})*)\}(?!\^)"
_COLLECTIONS: tuple[tuple[str, str], ...] = (
    (r"\{(.+)\}", "{}"),
    (r"\((.+)\)", "()"),
    (r"\[([^,;]*[,;][^,;]*)\]", "[]"),
    (r"\[(.+)\]", "()"),
    (r"\[(.+)\)", "[)"),
    (r"\((.+)\]", "(]"),
    (r"(.*(?:\b(?:and|or)\b|[和或]).*)", "{}"),
    (r"(.*[,;].*)", ""),
)
"""What is written around items, and the shape that it shows: a list in square brackets is a tuple, two an interval."""


@dataclass(frozen=True)
class Collection:
    """Numbers side by side: (1, 2), [1, 2], {1, 2}, or without brackets 1, 2. Those of a set have no order.

    The brackets are its shape; a bare list has none, and does not tell whether its order counts.
    The values of named variables are in the order of the names; `written` has them as they were written.
    """

    shape: str
    items: tuple[Fraction, ...] | frozenset[Fraction]
    written: tuple[Fraction, ...] | frozenset[Fraction] = field(default=(), compare=False)


@dataclass(frozen=True)
class Expression:
    """Anything that takes algebra to compare, in LaTeX."""

    latex: str


def without_variable(text: str) -> str:
    """The number's side of "x = 250" and of "250 = x"."""
    backwards = re.match(_ASSIGNED_BACKWARDS, text)
    return backwards[1].strip() if backwards else re.sub(_ASSIGNED, "", text, count=1)


def matrix(text: str) -> "Expression | None":
    """The matrix that a list of lists is: [[1, 2], [3, 4]]."""
    rows = [_latex(row).replace(",", "&") for row in re.findall(r"\[([^\[\]]*)\]", text)]
    if not re.fullmatch(r"\[\s*(?:\[[^\[\]\"]+\]\s*,?\s*)+\]", text) or len({row.count("&") for row in rows}) > 1:
        return None
    return Expression("\\begin{pmatrix}" + "\\\\".join(rows) + "\\end{pmatrix}")


def collection(text: str) -> Collection | None:
    """The collection of plain numbers that the text is, or None."""
    if len(text) > LONGEST:
        return None
    text = re.sub(r"\\([{}])", r"\1", text.replace("\\langle", "(").replace("\\rangle", ")")).strip()
    bare = re.sub(r"^(?:±|\\pm)\s?(\S+)$", r"{\1, -\1}", without_variable(text).strip())
    fitting = ((match[1], shape) for form, shape in _COLLECTIONS if (match := re.fullmatch(form, bare)))
    return _assigned(text) or next((_collected(shape, _items(inner)) for inner, shape in fitting), None)


def expression(text: str) -> Expression | None:
    """The expression that the text is; None where it looks like prose, a range or a time, or is too long."""
    if len(text) > LONGEST or not re.search(_MATHEMATICAL, text) or re.fullmatch(_NO_EXPRESSION, text):
        return None
    text = re.sub(_JOINED, ", ", text)
    return None if re.search(_WORD, re.sub(_FUNCTION, " ", re.sub(_COMMAND, " ", text))) else Expression(_latex(text))


def latex(value: object) -> str:
    """The LaTeX of a value that algebra can compare, empty for others."""
    match value:
        case Expression():
            return value.latex
        case Quantity(dimension="", bound=""):
            return str(value.amount)
        case Collection():
            opening, *_, closing = ["\\{", "\\}"] if value.shape == "{}" else list(value.shape or "()")
            return opening + ",".join(map(str, value.items)) + closing
    return ""


def comparable_sides(one: str, other: str) -> tuple[str, str]:
    """Both LaTeX texts; where one alone is an equation, what it says of the name on its left, or nothing.

    So x = 9 is compared with 9 and x + y = 9 is not; of x = 1 + 1 = 2 the last side counts.
    """
    are_equations = [bool(re.search(EQUALS, text)) for text in (one, other)]
    if are_equations[0] == are_equations[1]:
        return one, other
    return (_said(one), other) if are_equations[0] else (one, _said(other))


def _said(equation: str) -> str:
    sides, cases = re.split(EQUALS, equation), re.split(r";\s*", equation)
    if len(sides) > 2 and len(cases) == 1 and "," not in equation:
        return sides[-1]
    values = [", ".join(map(without_variable, re.split(r",\s*", case))) for case in cases]
    said = without_variable(values[0]) if len(values) == 1 else ", ".join(f"({value})" for value in values)
    return "" if re.search(EQUALS, said) else said


def _assigned(text: str) -> Collection | None:
    """The values of "x = 2 or x = 3", a set, and of "x = 1, y = 2", a tuple in the order of the variables."""
    pairs = [(re.match(_ASSIGNED, part), part) for part in re.split(_SEPARATORS[1], text)]
    named = [(match[1] if match else "", part[match.end() if match else 0 :]) for match, part in pairs]
    names, values = [name for name, _ in named], [value for _, value in named]
    if len(named) < 2 or not names[0]:
        return None
    if set(names) <= {names[0], ""}:
        return _collected("{}", values)
    written = _collected("()", values) if all(names) and len(set(names)) == len(names) else None
    in_order = _collected("()", [value for _, value in sorted(named)])
    return replace(in_order, written=written.items) if in_order and written else None


def _items(text: str) -> list[str]:
    splits = [re.split(separator, text) for separator in _SEPARATORS]
    return next((items for items in splits if len(items) > 1 and None not in map(number, items)), splits[-1])


def _collected(shape: str, items: list[str]) -> Collection | None:
    numbers = tuple(value for item in items if (value := number(item)) is not None)
    if len(numbers) < len(items) or (shape != "{}" and len(numbers) < 2):
        return None
    return Collection(shape, frozenset(numbers) if shape == "{}" else numbers)


def _latex(text: str) -> str:
    for form, command in _REWRITTEN:
        text = re.sub(form, command, text)
    while (higher := re.sub(_TOWER, r"^{\1^{\2}}", text)) != text:  # 2^3^2 is 2^9, from the top down
        text = higher
    return text.strip()
