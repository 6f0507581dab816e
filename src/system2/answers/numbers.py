"""Reading plain numbers, exactly: no float, no algebra."""

import re
from fractions import Fraction

MOST_DIGITS = 400
"""Longer numbers and larger exponents are not read: exact arithmetic on them could take for ever."""

_WHOLE = r"(?:\d{1,3}(?:,\d{2,3}){0,20},\d{3}(?!\d)|\d{1,3}(?:[ _]\d{3}){1,20}(?!\d)|\d+)"
_DECIMAL = rf"(?:{_WHOLE}(?:\.\d*)?|\.\d+)"
_TIMES = r"\s?(?:\*|x|×|\\times|\\cdot|·)\s?"
_EXPONENT = r"\{?\s?[+-]?\d{1,4}\s?\}?"
_TEN_TO = rf"10\s?(?:\^|\*\*)\s?{_EXPONENT}"
_LATEX = r"\\frac\s?(?:\{\s?-?\d+\s?\}\s?\{\s?\d+\s?\}|\d\s?\d)"
_FORMS = (
    rf"(?:\d+\s?)?{_LATEX}",
    r"\d+(?:\s|\sand\s)\d+/\d+(?![\d/])",
    _TEN_TO,
    rf"{_DECIMAL}(?:[eE][+-]?\d{{1,4}}|{_TIMES}{_TEN_TO})",
    rf"{_DECIMAL}\s?/\s?{_DECIMAL}",
    _DECIMAL,
)
NUMBER = rf"[+-]?\s?(?:{'|'.join(_FORMS)})"
"""A regular expression for a number: 250, 1,000.5, -3/4, 1 1/2, 2e-3, 1.5 × 10^3, \\frac{1}{2}."""

SCALES = {
    "dozen": 12, "hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12, "k": 10**3,
    "M": 10**6, "mn": 10**6, "mln": 10**6, "bn": 10**9, "tn": 10**12, "百": 100, "千": 1000, "万": 10**4, "百万": 10**6,
    "千万": 10**7, "亿": 10**8, "万亿": 10**12,
}  # fmt: skip

_MIXED = r"(\d+)(?:\s|\sand\s)(\d+)/(\d+)"
_MIXED_LATEX = r"(\d*)\s?\\frac\s?(?:\{\s?(-?\d+)\s?\}\s?\{\s?(\d+)\s?\}|(\d)\s?(\d))"
_SCIENTIFIC = rf"(?:({_DECIMAL})(?:[eE]|{_TIMES}10\s?(?:\^|\*\*)\s?)|10\s?(?:\^|\*\*)\s?)({_EXPONENT})"

_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_TENFOLD = "twenty thirty forty fifty sixty seventy eighty ninety"
_ONES = {word: value for value, word in enumerate(_SMALL.split())}
_TENS = {word: 10 * value for value, word in enumerate(_TENFOLD.split(), 2)}
_LARGE = {word: SCALES[word] for word in ("thousand", "million", "billion", "trillion")}
_SIGNS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_SIGN_SCALES = {"十": 10, "百": 100, "千": 1000}
_SIGN_LARGE = {"万": 10**4, "亿": 10**8}


def number(text: str) -> Fraction | None:
    """The number that the text is and nothing else, or None."""
    text = text.strip()
    if not text or len(text) > MOST_DIGITS:
        return None
    if text[0] in "+-":
        magnitude = _numeral(text[1:].lstrip())
        return -magnitude if magnitude is not None and text[0] == "-" else magnitude
    return _numeral(text) if re.search(r"\d", text) else words(text)


def words(text: str) -> Fraction | None:
    """The number that these English or Chinese number words name, or None."""
    below, parts, above = text.partition("分之")
    if parts:
        return _ratio(*(str(_chinese(part)) for part in (above, below)))
    found = _english(text.lower().replace("-", " ").split())
    found = _chinese(text) if found is None else found
    return None if found is None else Fraction(found)


def _numeral(text: str) -> Fraction | None:
    if match := re.fullmatch(_MIXED, text):
        part = _ratio(match[2], match[3])
        return None if part is None else int(match[1]) + part
    if match := re.fullmatch(_MIXED_LATEX, text):
        part = _ratio(match[2] or match[4], match[3] or match[5])
        return None if part is None else int(match[1] or 0) + part
    if match := re.fullmatch(_SCIENTIFIC, text):
        return _scientific(match[1] or "1", match[2])
    if text.count("/") == 1:
        return _ratio(*text.split("/"))
    return _decimal(text)


def _decimal(text: str) -> Fraction | None:
    text = text.strip()
    if not re.fullmatch(_DECIMAL, text):
        return None
    return Fraction(re.sub(r"[,_ ]", "", text).removesuffix("."))


def _ratio(above: str, below: str) -> Fraction | None:
    sign = -1 if above.strip().startswith("-") else 1
    numerator, denominator = _decimal(above.strip().removeprefix("-")), _decimal(below)
    return sign * numerator / denominator if numerator is not None and denominator else None


def _scientific(mantissa: str, exponent: str) -> Fraction | None:
    value, power = _decimal(mantissa), int(exponent.strip("{} "))
    if value is None or abs(power) > MOST_DIGITS:
        return None
    return value * Fraction(10) ** power


def _english(tokens: list[str]) -> int | None:
    """Two hundred and five thousand: hundreds are built up in `current`, closed by a large word into `total`."""
    total, current, open_below = 0, 0, 1000
    for position, token in enumerate(tokens):
        value = _ONES.get(token, _TENS.get(token))
        if value is not None and value < open_below and (value or len(tokens) == 1):
            current += value
            open_below = 10 if token in _TENS else 1
        elif token == "hundred" and 0 < current < 10:
            current, open_below = current * 100, 100
        elif token in _LARGE and current:
            total, current, open_below = total + current * _LARGE[token], 0, 1000
        elif token != "and" or position in {0, len(tokens) - 1}:
            return None
    return total + current if tokens else None


def _chinese(text: str) -> int | None:
    if not text or len(text) > 20 or not set(text) <= {*_SIGNS, *_SIGN_SCALES, *_SIGN_LARGE}:
        return None
    total, section, digit = 0, 0, None
    for sign in text:
        if sign in _SIGNS:
            if digit:
                return None  # digits side by side, as in a year
            digit = _SIGNS[sign]
        elif sign in _SIGN_SCALES:
            section, digit = section + (digit or 1) * _SIGN_SCALES[sign], None
        else:
            total, section, digit = (total + section + (digit or 0)) * _SIGN_LARGE[sign], 0, None
    return total + section + (digit or 0)
