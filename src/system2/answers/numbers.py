"""Reading plain numbers, exactly: no float, no algebra."""

import re
from fractions import Fraction

MOST_DIGITS = 400
"""Longer numbers and larger exponents are not read: exact arithmetic on them could take for ever."""

_GROUPED = r"\d{1,3}(?:\.\d{3}){2,20}(?![\d.])"
_WHOLE = rf"(?:\d{{1,3}}(?:,\d{{2,3}}){{0,20}},\d{{3}}(?!\d)|{_GROUPED}|\d{{1,3}}(?:[ _']\d{{3}}){{1,20}}(?!\d)|\d+)"
_DECIMAL = rf"(?:{_WHOLE}(?:\.\d*)?|\.\d+)"
_TIMES = r"\s?(?:\*|x|×|\\times|\\cdot|·)\s?"
_EXPONENT = r"\{?\s?[+-]?\d{1,4}\s?\}?"
_TEN_TO = rf"10\s?(?:\^|\*\*)\s?{_EXPONENT}"
_LATEX = r"\\frac\s?(?:\{\s?-?\d+\s?\}\s?\{\s?\d+\s?\}|\d\s?\d)"
_PERIODIC = r"\d*\.\d{0,20}(?:\\overline\s?\{?\s?\d{1,20}\s?\}?|\\dot\s?\{\d\}|\(\d{1,20}\))"
_FORMS = (
    _PERIODIC,
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
    "M": 10**6, "mn": 10**6, "mln": 10**6, "bn": 10**9, "tn": 10**12, "百万": 10**6, "千万": 10**7, "万亿": 10**12,
    "lakh": 10**5, "lac": 10**5, "crore": 10**7, "score": 20, "Million": 10**6, "Millionen": 10**6, "Milliarde": 10**9,
    "Milliarden": 10**9,
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
_LARGE = {word: SCALES[word] for word in ("thousand", "million", "billion", "trillion", "lakh", "crore")}
_RANKS = "third fourth fifth sixth seventh eighth ninth tenth"
_PARTS = {word: value for value, word in enumerate(_RANKS.split(), 3)} | {
    "half": 2, "halve": 2, "quarter": 4, "twelfth": 12, "twentieth": 20, "hundredth": 100, "thousandth": 1000
}  # fmt: skip
NUMBER_WORDS = frozenset({*_ONES, *_TENS, *_LARGE, "hundred", "dozen", "half", "point", "and", "or"})

_SIMPLE = str.maketrans("壹贰貳叁參肆伍陆陸柒捌玖拾佰仟萬億兩負點〇", "一二二三三四五六六七八九十百千万亿两负点零")
_SIGNS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"两": 2}
_SIGN_SCALES = {"十": 10, "百": 100, "千": 1000}
_SIGN_TOKEN = r"\d+(?:\.\d+)?|[零一二三四五六七八九两十百千万亿]"
CHINESE = "零〇一二两兩三四五六七八九十百千万萬亿億点點负負半壹贰貳叁參肆伍陆陸柒捌玖拾佰仟"

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
    if not text or len(text) > MOST_DIGITS:
        return None
    if text[0] in "+-":
        magnitude = _numeral(text[1:].lstrip())
        return -magnitude if magnitude is not None and text[0] == "-" else magnitude
    return _numeral(text) if re.search(r"\d", text) else words(text)


def words(text: str) -> Fraction | None:
    """The number that these English or Chinese number words name, or None."""
    text = text.translate(_SIMPLE)
    below, parts, above = text.partition("分之")
    if parts:
        over, under = _chinese(above), _chinese(below)
        return over / under if over is not None and under else None
    found = _english(text.lower().replace("-", " ").split())
    return _chinese(text) if found is None else found


def _numeral(text: str) -> Fraction | None:
    if re.fullmatch(_PERIODIC, text):
        whole, before, period = re.findall(r"^\d*|(?<=\.)\d*|\d+(?=\D*$)", text)
        return Fraction(f"{whole or 0}.{before or 0}") + Fraction(
            int(period), (10 ** len(period) - 1) * 10 ** len(before)
        )
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
    text = text.replace(".", "") if re.fullmatch(_GROUPED, text) else text
    return Fraction(re.sub(r"[,_ ']", "", text).removesuffix("."))


def _ratio(above: str, below: str) -> Fraction | None:
    sign = -1 if above.strip().startswith("-") else 1
    numerator, denominator = _decimal(above.strip().removeprefix("-")), _decimal(below)
    return sign * numerator / denominator if numerator is not None and denominator else None


def _scientific(mantissa: str, exponent: str) -> Fraction | None:
    value, power = _decimal(mantissa), int(exponent.strip("{} "))
    if value is None or abs(power) > MOST_DIGITS:
        return None
    return value * Fraction(10) ** power


def _english(tokens: list[str]) -> Fraction | None:
    """Minus two hundred and five, three quarters, two and a half, three point one four."""
    if tokens and tokens[0] in {"minus", "negative"}:
        magnitude = _english(tokens[1:])
        return None if magnitude is None else -magnitude
    if "point" in tokens:
        place = tokens.index("point")
        whole, digits = _whole(tokens[:place]), "".join(str(_ONES.get(token, "x")) for token in tokens[place + 1 :])
        return whole + Fraction(f"0.{digits}") if whole is not None and digits.isdigit() else None
    if part := _PARTS.get(tokens[-1].removesuffix("s")) if tokens else None:
        counted, above = tokens[:-1], 1
        if "and" in counted:
            place = len(counted) - 1 - counted[::-1].index("and")
            whole = _whole(counted[:place])
            rest = _english([*counted[place + 1 :], tokens[-1]])
            return whole + rest if whole is not None and rest is not None else None
        if counted == [] and part != 2:
            return None  # "third" is a rank
        above = 1 if counted in ([], ["a"], ["an"]) else _whole(counted) or 0
        return Fraction(above, part) if above else None
    whole = _whole(tokens)
    return None if whole is None else Fraction(whole)


def _whole(tokens: list[str]) -> int | None:
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


def _chinese(text: str) -> Fraction | None:
    """二十五, 三点五, 负三, 半, and digits between their scales: 7千3百."""
    if text.startswith("负"):
        magnitude = _chinese(text[1:])
        return None if magnitude is None else -magnitude
    if text in {"半", "一半"}:
        return Fraction(1, 2)
    whole, point, fraction = text.partition("点")
    digits = "".join(str(_SIGNS.get(sign, "x")) for sign in fraction)
    if (
        not whole
        or len(text) > 20
        or (point and not digits.isdigit())
        or not re.fullmatch(f"(?:{_SIGN_TOKEN})+", whole)
    ):
        return None
    total, section, digit = Fraction(0), Fraction(0), None
    for sign in re.findall(_SIGN_TOKEN, whole):
        if sign in _SIGN_SCALES:
            section, digit = section + (1 if digit is None else digit) * _SIGN_SCALES[sign], None
        elif sign == "万":
            total, section, digit = total + (section + (digit or 0)) * 10**4, Fraction(0), None
        elif sign == "亿":
            total, section, digit = (total + section + (digit or 0)) * 10**8, Fraction(0), None
        elif digit:
            return None  # digits side by side, as in a year
        else:
            digit = Fraction(_SIGNS.get(sign, sign))
    return total + section + (digit or 0) + Fraction(f"0.{digits or 0}")
