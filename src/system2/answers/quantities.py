"""Quantities: a number, alone or with a unit, a currency or a percent sign."""

import re
from dataclasses import dataclass, replace
from fractions import Fraction

from system2.answers.numbers import CHINESE, NUMBER, SCALES, number, words
from system2.answers.units import NO_UNIT, TURNED, Unit, unit

LONGEST = 500

_DECADE = r"\d{3}0s"
_ABOUT = (
    r"(?i)(?:(?:approximately|approx\.?|about|around|roughly|exactly|only|just|nearly|a total of)\s+"
    r"|~|≈|\\approx\b|大?约|共)\s*"
)
_CURRENCY = (
    r"(?i)(-?)\s?((?:US|CA?|A|HK|R)\$|USD|EUR|GBP|CNY|RMB|JPY|INR|KRW|CHF|CAD|AUD|Rs\.?|\\?[$€£¥₹₩₽₺])\s?(?=[\d.-])"
)
_MINUS = r"(?i)(?:minus|negative)\s|[负負](?=[\d零一二两兩三四五六七八九十百千万萬])"
_BOUNDS = {
    ">=": r"at least|no (?:fewer|less) than|not less than|a minimum of|>=|≥|\\geq?\b|至少|不少于",
    "<=": r"at most|(?:no|not) more than|up to|a maximum of|<=|≤|\\leq?\b|至多|不超过|最多",
    ">": r"more than|over|above|greater than|exceeding|in excess of|upwards of|>|超过|超過|多于|大于",
    "<": r"(?:fewer|less) than|under|below|<|不到|少于|小于",
}
_ENDS = {
    ">=": r"or (?:more|above|greater|over)|and (?:above|up|over)|以上",
    "<=": r"or (?:fewer|less|below|under)|and below|以下",
}
_AMOUNT = rf"(?s)({NUMBER})(.*)"
_SCALE_NAMES = sorted((f"(?-i:{name})" if name.isupper() else name for name in SCALES), key=len, reverse=True)
_SCALE = f"(?i)({'|'.join(_SCALE_NAMES)})s?(?![A-Za-z/])\\s*"
_CHINESE = rf"((?=[\d.]*[{CHINESE}])[\d.{CHINESE}]+)(.*)"
_PERCENT = r"(?i)%|(?:percent|per cent|pct|percentage(?: points?)?)\b"
_RATE = r"(?:/|(?:per|an?|every|each)\s|每)"
_MORE = r"^(?:more|additional|extra|full|whole)\s+"
_REMARK = (
    r"(?:^|(?<=\s))(?:at|in|for|on|left|remaining|altogether|in total|total|more|old|tall|long|wide|high|deep|away|"
    r"apart|each)\b[^\d]{0,40}$"
)
"""What may follow a unit without changing the quantity: "5 apples left", "18 dollars at the market"."""
_COMPOUND = r"([^\W\d_]+),?\s(?:and\s)?(?=\d)"


@dataclass(frozen=True)
class Quantity:
    """An exact amount in the base unit of its dimension; the dimension of a bare number is "".

    `written` is the amount as it stood before its unit or percent sign; `percent` tells that it had such a sign;
    `bound` that it is more, at least, less or at most that much.
    """

    amount: Fraction
    dimension: str
    written: Fraction
    percent: bool = False
    bound: str = ""


def quantity(text: str) -> Quantity | None:
    """The quantity that the text is and nothing else, or None: 250, $1.5 million, 50 %, 18 dollars a day, 5 ft 6 in."""
    if len(text) > LONGEST or re.fullmatch(_DECADE, text):
        return None
    text = unhedged(text)
    for sign, forms in _BOUNDS.items():
        if match := re.match(rf"(?i)(?:{forms})(?<![a-z])\s?|(?:{forms})\s", text):
            return _bounded(sign, text[match.end() :])
    for sign, forms in _ENDS.items():
        if match := re.search(rf"(?i)\s?(?:{forms})$", text):
            return _bounded(sign, text[: match.start()])
    return _exact(text)


def unhedged(text: str) -> str:
    """The text without the "about" before its number."""
    return re.sub(_ABOUT, "", text.strip(), count=1)


def _bounded(sign: str, text: str) -> Quantity | None:
    found = _exact(text)
    return replace(found, bound=sign) if found else None


def _exact(text: str) -> Quantity | None:
    if negative := re.match(_MINUS, text):
        found = _exact(text[negative.end() :])
        return replace(found, amount=-found.amount, written=-found.written) if found and found.amount > 0 else None
    sign, currency, text = _currency(text)
    amount, rest = _amount(text)
    if amount is None:
        return None
    amount = -amount if sign else amount
    if scale := re.match(_SCALE, rest.lstrip()):
        amount, rest = amount * (SCALES.get(scale[1]) or SCALES[scale[1].lower()]), rest.lstrip()[scale.end() :]
    if percent := re.match(_PERCENT, rest.lstrip()):
        remark = rest.lstrip()[percent.end() :]
        return None if _without_remark(remark) or currency else Quantity(amount / 100, "", amount, percent=True)
    return _measured(amount, currency, rest)


def is_known(read: Quantity) -> bool:
    """Whether its unit is a known one, or there is none."""
    return not read.dimension or Unit(read.dimension, Fraction(1)).known


def _currency(text: str) -> tuple[str, str, str]:
    """Minus sign, currency and the rest of "-$5"."""
    match = re.match(_CURRENCY, text)
    return (match[1], match[2].lstrip("\\").lower().rstrip("."), text[match.end() :]) if match else ("", "", text)


def _amount(text: str) -> tuple[Fraction | None, str]:
    if (amount := words(text)) is not None:
        return amount, ""
    if counted := re.fullmatch(_CHINESE, text):
        named = unit(counted[2])
        known = not counted[2] or (named and (named == NO_UNIT or named.known))
        return (words(counted[1]), counted[2]) if known else (None, "")
    if match := re.fullmatch(_AMOUNT, text):
        return number(match[1]), match[2]
    tokens = text.split()
    for count in range(min(len(tokens), 8), 0, -1):
        if (amount := words(" ".join(tokens[:count]))) is not None:
            rest = " " + " ".join(tokens[count:])
            return amount, re.sub(r"^ (?:of )?(?:an?|the) ", " ", rest) if amount.denominator > 1 else rest
    return None, ""


def _measured(amount: Fraction, currency: str, rest: str) -> Quantity | None:
    remark_free = _without_remark(rest)
    if not remark_free or remark_free == "-":
        found = unit(currency) if currency else NO_UNIT
    elif currency:
        found = _with_currency(currency, remark_free)
    else:
        found = unit(remark_free)
        if found and found != NO_UNIT and not re.match(r"[\s\u3040-\u9fff]", rest) and not _clings(found, remark_free):
            return None  # "2x" is an expression, not two of something
    if found:
        return Quantity(amount * found.factor, found.dimension, amount)
    return _compound(amount, rest.strip())


def _clings(found: Unit, name: str) -> bool:
    """Whether this unit can stand right behind its number: 5kg, and not 2N, which is twice N."""
    return found.known and not (len(name) == 1 and name.isupper())


def _with_currency(currency: str, rest: str) -> Unit | None:
    """The unit of "$18 per day" or "$250 USD"; None where what follows contradicts the sign."""
    if re.match(_RATE, rest):
        return unit(f"{currency} {rest}" if not rest.startswith("/") else currency + rest)
    named, sign = unit(rest), unit(currency)
    if named == sign:
        return sign
    prefixed = re.search(_RATE, rest)
    return unit(rest) if prefixed and unit(rest[: prefixed.start()]) == sign else None


def _without_remark(rest: str) -> str:
    whole = unit(rest)
    if (whole and whole.known) or re.search(TURNED, rest):
        return rest.strip()
    return re.sub(_REMARK, "", re.sub(_MORE, "", rest.strip())).strip(" .,")


def _compound(amount: Fraction, rest: str) -> Quantity | None:
    """Two quantities of one dimension side by side: 5 feet 10 inches."""
    match = re.match(_COMPOUND, rest)
    first = unit(match[1]) if match else None
    second = quantity(rest[match.end() :]) if match and first and first.known else None
    if not first or not second or second.dimension != first.dimension:
        return None
    total = amount * first.factor + second.amount
    return Quantity(total, first.dimension, total / first.factor)
