"""Reading plain numbers, exactly: no float, no algebra."""

import re
from fractions import Fraction

MOST_DIGITS = 400
"""Longer numbers and larger exponents are not read: exact arithmetic on them could take for ever."""

_DIGITS = r"(?:\d{1,3}(?:,\d{2,3})*,\d{3}|\d{1,3}(?: \d{3})+|\d{1,3}(?:_\d{3})+|\d+)"
_DECIMAL = rf"(?:{_DIGITS}(?:\.\d*)?|\.\d+)"
_POWER_OF_TEN = (
    r"(?:[eE][+-]?\d{1,4}|\s?(?:\*|x|×|\\times|\\cdot|·)\s?10\s?(?:\^|\*\*)\s?(?:\{\s?[+-]?\d{1,4}\s?\}|[+-]?\d{1,4}))"
)
_FRACTION = r"\\frac\s?(?:\{\s?-?\d+\s?\}\s?\{\s?\d+\s?\}|\d\s?\d)"
NUMBER = rf"[+-]?\s?(?:{_FRACTION}|\d+\s?{_FRACTION}|\d+(?:\s|\sand\s|-)\d+/\d+(?![\d/])|{_DECIMAL}{_POWER_OF_TEN}|{_DECIMAL}\s?/\s?{_DECIMAL}|{_DECIMAL}|10\^\{{?[+-]?\d{{1,4}}\}}?)"
"""A regular expression for a number: 250, 1,000.5, -3/4, 1 1/2, 2e-3, 1.5 × 10^3, \\frac{1}{2}."""

_MIXED = re.compile(r"(\d+)(?:\s|\sand\s|-)(\d+)/(\d+)$")
_MIXED_LATEX = re.compile(r"(\d+)\s?\\frac")
_LATEX = re.compile(r"\\frac\s?(?:\{\s?(-?\d+)\s?\}\s?\{\s?(\d+)\s?\}|(\d)\s?(\d))$")
_SCIENTIFIC = re.compile(r"(.+?)(?:[eE]|\s?(?:\*|x|×|\\times|\\cdot|·)\s?10\s?(?:\^|\*\*)\s?\{?\s?)([+-]?\d+)\s?\}?$")

SCALES = {
    "hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12, "k": 10**3,
    "mn": 10**6, "mln": 10**6, "bn": 10**9, "tn": 10**12, "百": 100, "千": 1000, "万": 10**4, "百万": 10**6,
    "千万": 10**7, "亿": 10**8, "万亿": 10**12,
}  # fmt: skip

_ONES = dict(
    zip(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ],
        range(20),
        strict=True,
    )
)
_TENS = dict(
    zip(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], range(20, 100, 10), strict=True)
)
_LARGE = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_CHINESE = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_CHINESE_SCALES = {"十": 10, "百": 100, "千": 1000}


def number(text: str) -> Fraction | None:
    """The number that the text is and nothing else, or None."""
    text = text.strip().lstrip("+").strip()
    if not text or len(text) > MOST_DIGITS:
        return None
    if text.startswith("-"):
        magnitude = number(text[1:]) if not text[1:].lstrip().startswith(("-", "+")) else None
        return None if magnitude is None else -magnitude
    return _numeral(text) if re.search(r"\d", text) else words(text)


def words(text: str) -> Fraction | None:
    """The number that these English or Chinese number words name, or None."""
    found = _english(text.lower().replace("-", " ").split())
    if found is None:
        found = _chinese(text)
    return None if found is None else Fraction(found)


def _numeral(text: str) -> Fraction | None:
    if match := _LATEX.match(text):
        return _ratio(match[1] or match[3], match[2] or match[4])
    if match := _MIXED.match(text):
        part = _ratio(match[2], match[3])
        return None if part is None else int(match[1]) + part
    if match := _MIXED_LATEX.match(text):
        part = number(text[match.end(1) :])
        return None if part is None else int(match[1]) + part
    if text.startswith(("10^", "10**")):
        text = "1*" + text
    if match := _SCIENTIFIC.match(text):
        return _scientific(match[1], match[2])
    if text.count("/") == 1:
        return _ratio(*text.split("/"))
    return _decimal(text)


def _decimal(text: str) -> Fraction | None:
    text = text.strip()
    if not re.fullmatch(_DECIMAL, text):
        return None
    return Fraction(re.sub(r"[,_ ]", "", text).rstrip("."))


def _ratio(above: str, below: str) -> Fraction | None:
    numerator, denominator = number(above), _decimal(below)
    return numerator / denominator if numerator is not None and denominator else None


def _scientific(mantissa: str, exponent: str) -> Fraction | None:
    value = _decimal(mantissa)
    if value is None or abs(int(exponent)) > MOST_DIGITS:
        return None
    return value * Fraction(10) ** int(exponent)


def _english(tokens: list[str]) -> int | None:
    total, current = 0, None
    for position, token in enumerate(tokens):
        if token in {"and", "a"} and 0 < position < len(tokens) - 1 and token == "and":
            continue
        if token in _ONES or token in _TENS:
            value = _ONES.get(token, _TENS.get(token, 0))
            if current is not None and (current % 100 if token in _TENS or value > 9 else current % 10):
                return None  # "two three" is no number
            current = (current or 0) + value
        elif token == "hundred" and current:
            current *= 100
        elif token in _LARGE and current:
            total, current = total + current * _LARGE[token], None
        else:
            return None
    return total + (current or 0) if tokens else None


def _chinese(text: str) -> int | None:
    if not text or len(text) > 20 or not set(text) <= {*_CHINESE, *_CHINESE_SCALES, "万", "亿"}:
        return None
    total, section, digit = 0, 0, 0
    for sign in text:
        if sign in _CHINESE:
            digit = _CHINESE[sign]
        elif sign in _CHINESE_SCALES:
            section, digit = section + (digit or 1) * _CHINESE_SCALES[sign], 0
        else:
            total, section, digit = (total + section + digit) * (10**4 if sign == "万" else 10**8), 0, 0
    return total + section + digit
