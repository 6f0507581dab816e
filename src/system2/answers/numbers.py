"""Reading numbers, in digits and in words, exactly: no float, no algebra.

Each table here pairs forms with readers of their groups. A reader raises ValueError or ZeroDivisionError where there is
no number after all, as Python's own readers do; `number` and `words` say None then.
"""

import re
from collections.abc import Callable, Iterable
from fractions import Fraction

MOST_DIGITS = 400
"""Longer numbers and larger exponents are not read: exact arithmetic on them could take for ever."""

_SCALES = {
    "dozen": 12, "hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12,
    "lakh": 10**5, "crore": 10**7,
}  # fmt: skip
SCALES = _SCALES | {
    "k": 10**3, "M": 10**6, "mn": 10**6, "mln": 10**6, "bn": 10**9, "tn": 10**12, "lac": 10**5, "score": 20,
    "百万": 10**6, "千万": 10**7, "万亿": 10**12, "Million": 10**6, "Millionen": 10**6, "Milliarde": 10**9,
    "Milliarden": 10**9,
}  # fmt: skip
"""What may stand behind a number and multiply it."""

_WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety"
)
_SPELLED = (
    dict(zip(_WORDS.split(), (*range(20), *range(20, 100, 10)), strict=True))
    | {sign: value for value, sign in enumerate("零一二三四五六七八九")}
    | {"两": 2}
)
_SPELLED_SCALES = _SCALES | {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_PARTS = {
    "half": 2, "halve": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
    "ninth": 9, "tenth": 10, "twelfth": 12, "twentieth": 20, "hundredth": 100, "thousandth": 1000,
}  # fmt: skip
NUMBER_WORDS = frozenset({*_SPELLED, *_SPELLED_SCALES, "half", "point", "and", "or"})
CHINESE = "零〇一二两兩三四五六七八九十百千万萬亿億点點负負半壹贰貳叁參肆伍陆陸柒捌玖拾佰仟"
_PLAINER = str.maketrans("壹贰貳叁參肆伍陆陸柒捌玖拾佰仟萬億兩負點〇", "一二二三三四五六六七八九十百千万亿两负点零")

_POINT = r"(?<![\d.,])\d{1,3}(?:\.\d{3})+,\d+(?![\d.,])"
_MONEY = r"(?<![\d.,])\d+,\d{2}(?=\s?(?:[€£$₽₺]|EUR\b|euros?\b|kr\b|zł|Kč|Ft\b|lei\b|CHF\b))"
_COMMA = r"(?<![\d.,])\d+,(?:\d{1,2}|\d{4,})(?![\d,])"
_UNCLEAR = r"(?<![\d.,])(\d{1,3})([.,])(\d{3})(?![\d.,])"


def pointed(text: str, *, comma: bool) -> str:
    """The text with points for decimal commas: where its language writes a `comma`, or money shows it.

    What could be thousands or a fraction there (1,234) gets a sign that no number has, so that it stays apart.
    """
    forms = f"{_POINT}|{_MONEY}|{_COMMA}" if comma else f"{_POINT}|{_MONEY}"
    text = re.sub(forms, lambda match: match[0].replace(".", "").replace(",", "."), text)
    return re.sub(_UNCLEAR, r"\1\2’\3", text) if comma else text


def number(text: str) -> Fraction | None:
    """The number that the text is and nothing else, or None."""
    text = text.strip()
    if not re.search(r"\d", text):
        return words(text)
    magnitude = _read(text[1:].lstrip() if text[0] in "+-" else text, _NUMERALS)
    return -magnitude if magnitude and text[0] == "-" else magnitude


def words(text: str) -> Fraction | None:
    """The number that these English or Chinese number words name, or None."""
    return _read(re.sub(r"(?<=[a-z])-|\s+", " ", text.translate(_PLAINER).strip().lower()), _SAYINGS)


def _read(text: str, forms: Iterable[tuple[str, Callable[..., Fraction]]]) -> Fraction | None:
    """What the reader of the first form that fits the whole text makes of its groups."""
    if len(text) > MOST_DIGITS:
        return None
    try:
        return next((read(*match.groups()) for form, read in forms if (match := re.fullmatch(form, text))), None)
    except (ValueError, ZeroDivisionError):
        return None


def _decimal(text: str) -> Fraction:
    return Fraction(re.sub(r"[,_ ']", "", text.replace(".", "") if text.count(".") > 1 else text))


def _mixed(*groups: str | None) -> Fraction:
    """A fraction, after a whole number where there is one."""
    *whole, above, below = (_decimal(group) for group in groups if group)
    return sum(whole, above / below)


def _periodic(whole: str, before: str, *periods: str | None) -> Fraction:
    period = next(filter(None, periods))
    return Fraction(f"{whole or 0}.{before or 0}") + Fraction(int(period), (10 ** len(period) - 1) * 10 ** len(before))


def _scientific(mantissa: str | None, exponent: str) -> Fraction:
    if abs(int(exponent)) > MOST_DIGITS:
        raise ValueError("the exponent is too large")
    return _decimal(mantissa or "1") * Fraction(10) ** int(exponent)


_WHOLE = (
    r"(?:\d{1,3}(?:,\d{2,3}){0,20},\d{3}(?!\d)|\d{1,3}(?:\.\d{3}){2,20}(?![\d.])|\d{1,3}(?:[ _']\d{3}){1,20}(?!\d)|\d+)"
)
_DECIMAL = rf"(?:{_WHOLE}(?:\.\d*)?|\.\d+)"
_TEN_TO = r"10\s?(?:\^|\*\*)\s?"
_NUMERALS = (
    (r"(\d*)\.(\d{0,20})(?:\\overline\s?\{?\s?(\d{1,20})\s?\}?|\\dot\s?\{(\d)\}|\((\d{1,20})\))", _periodic),
    (r"(\d*)\s?\\frac\s?(?:\{\s?(-?\d+)\s?\}\s?\{\s?(\d+)\s?\}|(\d)\s?(\d))", _mixed),
    (r"(\d+)(?:\s|\sand\s)(\d+)/(\d+)(?![\d/])", _mixed),
    (
        rf"(?:({_DECIMAL})(?:[eE]|\s?(?:\*|x|×|\\times|\\cdot|·)\s?{_TEN_TO})|{_TEN_TO})\{{?\s?([+-]?\d{{1,4}})\s?\}}?",
        _scientific,
    ),
    (rf"({_DECIMAL})\s?/\s?({_DECIMAL})", _mixed),
    (rf"({_DECIMAL})", _decimal),
)
NUMBER = r"[+-]?\s?(?:" + "|".join(re.sub(r"(?<!\\)\((?!\?)", "(?:", form) for form, _ in _NUMERALS) + ")"
"""A regular expression for a number: 250, 1,000.5, -3/4, 1 1/2, 2e-3, 1.5 × 10^3, \\frac{1}{2}."""


def _said(text: str) -> Fraction:
    if (found := words(text)) is None:
        raise ValueError(f"{text!r} is no number in words")
    return found


def _pointed_words(whole: str, digits: str) -> Fraction:
    return _said(whole) + Fraction("0." + "".join(str(_said(digit)) for digit in re.findall(r"[a-z]+|\S", digits)))


def _parts(whole: str | None, counted: str | None, part: str) -> Fraction:
    """Two and a half, three quarters; "third" alone is a rank."""
    if not counted and part != "half":
        raise ValueError(f"{part!r} counts no parts")
    above = 1 if counted in {None, "a", "an"} else _said(counted)
    return (_said(whole) if whole else 0) + Fraction(above) / _PARTS[part]


def _spaced(text: str) -> Fraction:
    return _scaled(re.sub(r"(\d+(?:\.\d+)?|[零一二三四五六七八九两十百千万亿])", r" \1 ", text).split())


def _scaled(tokens: list[str]) -> Fraction:
    """By the largest scale in it: what stands before multiplies it, what stands behind is less, and is added.

    So two hundred | thousand | and five, 7 | 千 | 3百, and 三 | 万 | 五, where the last digit goes with the next scale.
    """
    scale, place = max(((_SPELLED_SCALES.get(token, 0), place) for place, token in enumerate(tokens)), default=(0, 0))
    if scale:
        before, after = tokens[:place], tokens[place + 1 :]
        above = _scaled(before) if before and before != ["a"] else Fraction(1)
        below = _scaled(after[after[0] in {"and", "零"} :]) if after else Fraction(0)
        if len(after) == 1 and after[0] in "一二三四五六七八九" and scale > 10:
            below *= scale / Fraction(10)
        if not (0 < above < scale and below < scale):
            raise ValueError("the scales are out of order")
        return above * scale + below
    if len(tokens) == 2 and _SPELLED.get(tokens[0]) in range(20, 100, 10) and _SPELLED.get(tokens[1]) in range(1, 10):
        return Fraction(_SPELLED[tokens[0]] + _SPELLED[tokens[1]])
    (token,) = tokens
    return Fraction(_SPELLED.get(token, token))


_SAYINGS = (
    (r"(?:minus|negative|负)\s?(.+)", lambda rest: -_said(rest)),
    (r"(.+)分之(.+)", lambda below, above: _said(above) / _said(below)),
    (r"(.+?)\s?(?:point|点)\s?(.+)", _pointed_words),
    (rf"(?:(.+) and )?(?:(.+) )?({'|'.join(_PARTS)})s?", _parts),
    (r"一?半", lambda: Fraction(1, 2)),
    (r"(.+)", _spaced),
)
