"""Quantities: a number, alone or with a unit, a currency or a percent sign."""

import re
from dataclasses import dataclass
from fractions import Fraction

from system2.answers.numbers import CHINESE, NUMBER, SCALES, number, words
from system2.answers.units import TURNED, Unit, is_known, unit

LONGEST = 500

_DECADE = r"\d{3}0s"
_ABOUT = (
    r"(?i)(?:(?:approximately|approx\.?|about|around|roughly|exactly|only|just|nearly|a total of)\s+"
    r"|~|≈|\\approx\b|大?约|共)\s*"
)
_BOUNDS = {
    r"(?:at least|no (?:fewer|less) than|not less than|a minimum of)\s(.+)|(?:>=|≥|\\geq?\b|至少|不少于)\s?(.+)": ">=",
    r"(?:at most|(?:no|not) more than|up to|a maximum of)\s(.+)|(?:<=|≤|\\leq?\b|至多|不超过|最多)\s?(.+)": "<=",
    r"(?:(?:more|greater) than|over|above|exceeding|(?:in excess|upwards) of)\s(.+)|(?:>|超[过過]|[多大]于) ?(.+)": ">",
    r"(?:(?:fewer|less) than|under|below)\s(.+)|(?:<|不到|少于|小于)\s?(.+)": "<",
    r"(.+?)\s?(?:or (?:more|above|greater|over)|and (?:above|up|over)|以上)": ">=",
    r"(.+?)\s?(?:or (?:fewer|less|below|under)|and below|以下)": "<=",
}
_CURRENCY = r"(?:US|CA?|A|HK|R)\$|USD|EUR|GBP|CNY|RMB|JPY|INR|KRW|CHF|CAD|AUD|Rs\.?|\\?[$€£¥₹₩₽₺]"
_MINUS = rf"(?:minus|negative)\s|[负負](?=[\d{CHINESE}])|-(?=\s?(?:{_CURRENCY}))"
_BEFORE = rf"(?is)({_MINUS})?\s?(?:({_CURRENCY})\s?(?=[\d.-]))?(.*)"
_CHINESE = rf"((?=[\d.]*[{CHINESE}])[\d.{CHINESE}]+(?:分之[\d.{CHINESE}]+)?)(.*)"
_DIGITS = rf"(?s)({NUMBER})(.*)"
_SCALE_NAMES = sorted((f"(?-i:{name})" if name.isupper() else name for name in SCALES), key=len, reverse=True)
_PERCENT = r"\s*(?:%|(?:percent|per cent|pct|percentage(?: points?)?)\b)"
_BEHIND = rf"(?is)(?:\s*({'|'.join(_SCALE_NAMES)})s?(?![A-Za-z/]))?({_PERCENT})?(.*)"
_RATE = r"(?:/|(?:per|an?|every|each)\s|每)"
_REMARK = (
    r"^(?:more|additional|extra|full|whole)\s+"
    r"|(?:^|(?<=\s))(?:at|in|for|on|left|remaining|altogether|in total|total|more|old|tall|long|wide|high|deep|away|"
    r"apart|each)\b[^\d]{0,40}$"
)
"""What may stand around a unit without changing the quantity: "5 apples left", "18 dollars at the market"."""
_COMPOUND = r"([^\W\d_]+),?\s(?:and\s)?(\d.*)"
_MOST_WORDS = 8


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
    bounded = ((sign, match) for form, sign in _BOUNDS.items() if (match := re.fullmatch(f"(?is){form}", text)))
    bound, text = next(((sign, match[match.lastindex or 1]) for sign, match in bounded), ("", text))
    minus, currency, text = re.findall(_BEFORE, text)[0]
    amount, behind = _amount(text)
    scale, percent, rest = re.findall(_BEHIND, behind)[0]
    if amount is None or (percent and (currency or _without_remark(rest))):
        return None
    amount *= (-1 if minus else 1) * (SCALES.get(scale) or SCALES.get(scale.lower(), 1))
    if percent:
        return Quantity(amount / 100, "", amount, percent=True, bound=bound)
    found, further = _measure(currency.lstrip("\\").lower().rstrip("."), rest)
    return found and Quantity((amount + further) * found.factor, found.dimension, amount + further, bound=bound)


def unhedged(text: str) -> str:
    """The text without the "about" before its number."""
    return re.sub(_ABOUT, "", text.strip(), count=1)


def _amount(text: str) -> tuple[Fraction | None, str]:
    """The number at the beginning, in Chinese signs, digits or English words, and what stands behind it."""
    if counted := re.fullmatch(_CHINESE, text):
        named = unit(counted[2])
        return (words(counted[1]) if named and is_known(named.dimension) else None), counted[2]
    if match := re.fullmatch(_DIGITS, text):
        return number(match[1]), match[2]
    tokens = text.split()
    prefixes = ((words(" ".join(tokens[:count])), tokens[count:]) for count in range(_MOST_WORDS, 0, -1))
    amount, rest = next(((amount, rest) for amount, rest in prefixes if amount is not None), (None, []))
    is_part = amount is not None and amount.denominator > 1
    return amount, re.sub(r"^ (?:of )?(?:an?|the) ", " " if is_part else r"\g<0>", f" {' '.join(rest)}")


def _measure(currency: str, rest: str) -> tuple[Unit | None, Fraction]:
    """The unit of "$18 per day" or of "5 apples left", and how many more of it the inches in "5 feet 10 inches" are."""
    name = _without_remark(rest)
    if currency:
        is_rate = not name or re.match(_RATE, name)
        agrees = is_rate or unit(re.split(_RATE, name)[0]) == unit(currency)
        return (unit(f"{currency} {name}" if is_rate else name) if agrees else None), Fraction(0)
    found = unit(name)
    clings = found and is_known(found.dimension) and not re.fullmatch("[A-Z]", name)
    if found or not (match := re.fullmatch(_COMPOUND, rest.strip())):
        # 5kg is five of something, 2x and 2N are expressions
        return (found if clings or re.match(r"[\s\u3040-\u9fff]|$", rest) else None), Fraction(0)
    first, second = unit(match[1]), quantity(match[2])
    fits = first and second and first.dimension and is_known(first.dimension) and first.dimension == second.dimension
    return (first, second.amount / first.factor) if first and second and fits else (None, Fraction(0))


def _without_remark(rest: str) -> str:
    whole = unit(rest)
    if (whole and is_known(whole.dimension)) or re.search(TURNED, rest):
        return rest.strip()
    return re.sub(_REMARK, "", rest.strip()).strip(" .,")
