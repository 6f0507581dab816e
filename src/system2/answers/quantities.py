"""Quantities: a number, alone or with a unit, a currency or a percent sign."""

import re
from dataclasses import dataclass
from fractions import Fraction

from system2.answers.numbers import NUMBER, SCALES, number, words
from system2.answers.units import NO_UNIT, Unit, unit

LONGEST = 500

_ABOUT = re.compile(
    r"(?:(?:approximately|approx\.?|about|around|roughly|exactly|only|just|nearly|a total of)\s+|~|≈|\\approx\b|大?约|共)\s*",
    re.IGNORECASE,
)
_CURRENCY = re.compile(
    r"(-?)\s?(US\$|USD|EUR|GBP|CNY|RMB|JPY|INR|Rs\.?|\\?[$€£¥₹])\s?(?=[\d.-])",
    re.IGNORECASE,
)
_AMOUNT = re.compile(rf"({NUMBER})(.*)", re.DOTALL)
_SCALE = re.compile(
    "(" + "|".join(sorted(map(re.escape, SCALES), key=len, reverse=True)) + r")(?![A-Za-z])\s*", re.IGNORECASE
)
_PERCENT = re.compile(r"%|(?:percent|per cent|pct|percentage points?)\b", re.IGNORECASE)
_RATE = re.compile(r"(?:/|(?:per|an?|every|each)\s|每)")
_MORE = re.compile(r"^(?:more|additional|extra|full|whole)\s+")
_REMARK = re.compile(
    r"(?:^|(?<=\s))(?:at|in|for|on|left|remaining|altogether|in total|total|more|old|tall|long|wide|high|deep|away|"
    r"apart|each)\b[^\d]{0,40}$"
)
"""What may follow a unit without changing the quantity: "5 apples left", "18 dollars at the market"."""
_COMPOUND = re.compile(r"([^\W\d_]+),?\s(?:and\s)?(?=\d)")


@dataclass(frozen=True)
class Quantity:
    """An exact amount in the base unit of its dimension; the dimension of a bare number is "".

    `written` is the amount as it stood before its unit or percent sign; `percent` tells that it had such a sign.
    """

    amount: Fraction
    dimension: str
    written: Fraction
    percent: bool = False


def quantity(text: str) -> Quantity | None:
    """The quantity that the text is and nothing else: 250, $1.5 million, 50 %, 18 dollars per day, 5 ft 6 in; or None."""
    if len(text) > LONGEST:
        return None
    sign, currency, text = _currency(_ABOUT.sub("", text.strip(), count=1))
    amount, rest = _amount(text)
    if amount is None:
        return None
    amount = -amount if sign else amount
    if scale := _SCALE.match(rest.lstrip()):
        amount, rest = amount * SCALES[scale[1].lower()], rest.lstrip()[scale.end() :]
    if percent := _PERCENT.match(rest.lstrip()):
        remark = rest.lstrip()[percent.end() :]
        return None if _without_remark(remark) or currency else Quantity(amount / 100, "", amount, percent=True)
    return _measured(amount, currency, rest)


def is_known(read: Quantity) -> bool:
    """Whether its unit is a known one, or there is none."""
    return not read.dimension or Unit(read.dimension, Fraction(1)).known


def _currency(text: str) -> tuple[str, str, str]:
    """Minus sign, currency and the rest of "-$5"."""
    match = _CURRENCY.match(text)
    return (match[1], match[2].lstrip("\\").lower().rstrip("."), text[match.end() :]) if match else ("", "", text)


def _amount(text: str) -> tuple[Fraction | None, str]:
    if match := _AMOUNT.fullmatch(text):
        return number(match[1]), match[2]
    tokens = text.split()
    for count in range(min(len(tokens), 8), 0, -1):
        if (amount := words(" ".join(tokens[:count]))) is not None:
            return amount, " " + " ".join(tokens[count:])
    return None, ""


def _measured(amount: Fraction, currency: str, rest: str) -> Quantity | None:
    remark_free = _without_remark(rest)
    if not remark_free or remark_free == "-":
        found = unit(currency) if currency else NO_UNIT
    elif currency:
        found = _with_currency(currency, remark_free)
    else:
        found = unit(remark_free)
        if found and not found.known and found != NO_UNIT and not re.match(r"[\s\u4e00-\u9fff]", rest):
            return None  # "2x" is an expression, not two of something
    if found:
        return Quantity(amount * found.factor, found.dimension, amount)
    return _compound(amount, rest.strip())


def _with_currency(currency: str, rest: str) -> Unit | None:
    """The unit of "$18 per day" or "$250 USD"; None where what follows contradicts the sign."""
    if _RATE.match(rest):
        return unit(f"{currency} {rest}" if not rest.startswith("/") else currency + rest)
    named, sign = unit(rest), unit(currency)
    if named == sign:
        return sign
    prefixed = _RATE.search(rest)
    return unit(rest) if prefixed and unit(rest[: prefixed.start()]) == sign else None


def _without_remark(rest: str) -> str:
    whole = unit(rest)
    if whole and whole.known:
        return rest.strip()
    return _REMARK.sub("", _MORE.sub("", rest.strip())).strip(" .,")


def _compound(amount: Fraction, rest: str) -> Quantity | None:
    """Two quantities of one dimension side by side: 5 feet 10 inches."""
    match = _COMPOUND.match(rest)
    first = unit(match[1]) if match else None
    second = quantity(rest[match.end() :]) if match and first and first.known else None
    if not first or not second or second.dimension != first.dimension:
        return None
    total = amount * first.factor + second.amount
    return Quantity(total, first.dimension, total / first.factor)
