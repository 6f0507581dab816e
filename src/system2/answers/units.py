"""Quantities: a number with its unit or currency, brought to a base unit so that 1 km is 1000 m."""

import re
from dataclasses import dataclass, field
from fractions import Fraction

from system2.answers.numbers import NUMBER, SCALES, number, words

_F = Fraction
_TABLE: dict[str, dict[str, Fraction | int]] = {
    "US dollar": {"$ us$ usd dollar buck 美元": 1, "¢ cent 美分": _F(1, 100)},
    "euro": {"€ eur euro 欧元": 1},
    "pound sterling": {"£ gbp quid 英镑": 1},
    "yuan": {"rmb cny yuan renminbi 元 块 人民币": 1},
    "yen": {"¥ jpy yen 日元 円": 1},
    "rupee": {"₹ inr rs rupee": 1},
    "length": {
        "m meter metre 米": 1, "km kilometer kilometre 千米 公里": 1000, "cm centimeter centimetre 厘米": _F(1, 100),
        "mm millimeter millimetre 毫米": _F(1, 1000), "nm nanometer nanometre": _F(1, 10**9), "µm um micrometer": _F(1, 10**6),
        "in inch": _F("0.0254"), "ft foot feet 英尺": _F("0.3048"), "yd yard": _F("0.9144"), "mi mile 英里": _F("1609.344"),
    },
    "time": {
        "s sec second 秒": 1, "ms millisecond 毫秒": _F(1, 1000), "min minute 分钟": 60, "h hr hour 小时 个小时": 3600,
        "day 天": 86400, "week 周 星期": 7 * 86400,
    },
    "calendar": {"month mo 个月": 1, "year yr 年": 12, "decade": 120, "century": 1200},
    "mass": {
        "g gram 克": 1, "kg kilogram kilo 千克 公斤": 1000, "mg milligram 毫克": _F(1, 1000),
        "lb lbs pound 磅": _F("453.59237"), "oz ounce 盎司": _F("28.349523125"), "tonne 吨": 10**6,
    },
    "volume": {"l liter litre 升": 1, "ml milliliter millilitre 毫升": _F(1, 1000), "gallon gal": _F("3.785411784")},
    "celsius": {"°c celsius 摄氏度": 1},
    "fahrenheit": {"°f fahrenheit": 1},
    "angle": {"° degree deg": 1, "rad radian": 0},
    "data": {"byte b": 1, "kb": 1000, "mb": 10**6, "gb": 10**9, "tb": 10**12, "bit": _F(1, 8)},
    "speed": {},
    "energy": {"j joule": 1, "kj kilojoule": 1000},
    "power": {"w watt": 1, "kw kilowatt": 1000},
    "frequency": {"hz hertz": 1, "khz": 1000, "mhz": 10**6, "ghz": 10**9},
    "person": {"person people 人 名": 1},
}  # fmt: skip
_UNITS: dict[str, tuple[str, Fraction]] = {
    name: (dimension, Fraction(factor))
    for dimension, rows in _TABLE.items()
    for names, factor in rows.items()
    for name in names.split()
    if factor
}
_SPEEDS = {"mph": "mile/hour", "kph": "km/h", "kmh": "km/h", "kmph": "km/h", "mps": "m/s", "fps": "ft/s"}
_SIGNS = "$€£¥₹"
_CURRENCY = re.compile(rf"(-?)\s?(US\$|USD|EUR|GBP|CNY|RMB|JPY|INR|Rs\.?|\\?[{_SIGNS}])\s?(?=[\d.-])", re.IGNORECASE)
_AMOUNT = re.compile(rf"({NUMBER})\s*(.*)$", re.DOTALL)
_SCALE = re.compile(
    r"(hundred|thousand|million|billion|trillion|mln|mn|bn|tn|万亿|百万|千万|百|千|万|亿|k(?![a-z]))\s*", re.IGNORECASE
)
_PERCENT = re.compile(r"(?:%|percent(?:age points?)?\b|per cent\b|pct\b)\s*", re.IGNORECASE)
_TAIL = re.compile(
    r"\b(?:at|in|for|from|on|by|with|of|to|left|remaining|altogether|total|more|old|tall|long|away|apart|later|ago|"
    r"wide|high|deep|because|since|as|when|if|which|that|than|so|after|before|during|until|while|was|is|are)\b.*$",
    re.IGNORECASE | re.DOTALL,
)
_LEADING = re.compile(r"^(?:more|additional|extra|full|whole|total)\s+", re.IGNORECASE)
_APPROXIMATELY = re.compile(
    r"^(?:approximately|approx\.?|about|around|roughly|exactly|only|just|nearly|~|≈|\\approx|约|大约|共|a total of|an? )\s*",
    re.IGNORECASE,
)
_PHRASE = re.compile(r"[^\W\d_][^\W\d_'’-]*(?:[ -][^\W\d_][^\W\d_'’-]*){0,3}", re.UNICODE)
_POWER = re.compile(r"(?:\^\{?([23])\}?)$")
_COUNTERS = {"", "个", "只", "条", "件", "个人"}


@dataclass(frozen=True)
class Quantity:
    """An exact amount, in the base unit of its dimension; a bare number has the dimension "".

    `written` is the amount as it stood before the unit was taken into account; `percent` tells that it was
    written as a percentage.
    """

    amount: Fraction
    dimension: str = ""
    written: Fraction = field(default=Fraction(0), compare=False)
    percent: bool = field(default=False, compare=False)

    @property
    def known(self) -> bool:
        """Whether its unit is one that this module knows, or none."""
        return all(re.sub(r"\^\d$", "", part) in {*_TABLE, ""} for part in self.dimension.split("/"))


def quantity(text: str) -> Quantity | None:
    """The quantity that the text is and nothing else: "250", "$1.5 million", "50 %", "18 dollars per day", or None."""
    text = _APPROXIMATELY.sub("", text.strip(), count=1)
    sign, currency, text = _currency(text)
    match = _AMOUNT.match(text)
    amount, rest = (number(match[1]), match[2]) if match else _spelled(text)
    if amount is None:
        return None
    written = -amount if sign else amount
    if scale := _SCALE.match(rest):
        written, rest = written * SCALES[scale[1].lower()], rest[scale.end() :]
    if percent := _PERCENT.match(rest):
        return (
            None
            if rest[percent.end() :] and not _tail_only(rest[percent.end() :])
            else Quantity(written / 100, "", written, True)
        )
    return _with_unit(written, currency, rest.strip())


def _with_unit(written: Fraction, currency: str, rest: str) -> Quantity | None:
    unit = (
        f"{currency} {rest}".strip()
        if currency and rest.startswith(("/", "per ", "a ", "each", "every "))
        else rest or currency
    )
    if currency and rest and unit == rest:
        named = _unit(rest)
        if named != _unit(currency) and not _tail_only(rest):
            return None
        unit = currency
    measured = _unit(unit)
    if measured is None:
        return _compound(written, rest)
    dimension, factor = measured
    return Quantity(written * factor, dimension, written)


def _compound(written: Fraction, rest: str) -> Quantity | None:
    """Two quantities of one dimension side by side: 5 feet 10 inches."""
    match = re.match(r"([^\W\d_]+),?\s(?:and\s)?(?=\d)", rest)
    first = _unit(match[1]) if match else None
    if not match or not first:
        return None
    second = quantity(rest[match.end() :])
    if not second or second.dimension != first[0]:
        return None
    total = written * first[1] + second.amount
    return Quantity(total, first[0], total / first[1])


def _currency(text: str) -> tuple[str, str, str]:
    match = _CURRENCY.match(text)
    if not match:
        return "", "", text
    return match[1], match[2].lstrip("\\").lower().rstrip("."), text[match.end() :]


def _spelled(text: str) -> tuple[Fraction | None, str]:
    tokens = text.split()
    for count in range(min(len(tokens), 8), 0, -1):
        if (amount := words(" ".join(tokens[:count]))) is not None:
            return amount, " ".join(tokens[count:])
    return None, ""


def _tail_only(text: str) -> bool:
    return not _TAIL.sub("", text.strip()).strip(" .,")


def _unit(text: str) -> tuple[str, Fraction] | None:
    """Dimension and factor of a unit, known or not; None where the text is no unit."""
    text = _LEADING.sub("", text.strip().lower())
    text = re.sub(r"\^\{?\s?\\circ\s?\}?|\\degree\b", "°", text)
    over = re.split(r"\s?/\s?|\sper\s|\sa\s|\san\s|\severy\s|\seach\s|^per\s", text, maxsplit=1)
    if len(over) == 2:
        above, below = _unit(over[0]), _unit(over[1])
        return (f"{above[0]}/{below[0]}", above[1] / below[1]) if above and below else None
    text = _TAIL.sub("", text).strip(" .,") if text not in _UNITS else text
    if text in _COUNTERS:
        return "", Fraction(1)
    if text in _SPEEDS:
        return _unit(_SPEEDS[text])
    return _powered(text) or _known(text) or _unknown(text)


def _powered(text: str) -> tuple[str, Fraction] | None:
    exponent = 0
    if match := _POWER.search(text):
        exponent, text = int(match[1]), text[: match.start()]
    elif text.startswith(("square ", "sq ", "sq. ", "平方")):
        exponent, text = 2, re.sub(r"^(?:square |sq\.? |平方)", "", text)
    elif text.startswith(("cubic ", "cu ", "立方")):
        exponent, text = 3, re.sub(r"^(?:cubic |cu |立方)", "", text)
    base = _known(text) if exponent else None
    return (f"{base[0]}^{exponent}", base[1] ** exponent) if base else None


def _known(text: str) -> tuple[str, Fraction] | None:
    return _UNITS.get(text) or _UNITS.get(_singular(text))


def _unknown(text: str) -> tuple[str, Fraction] | None:
    if not _PHRASE.fullmatch(text) or len(text) > 40:
        return None
    return " ".join(_singular(word) for word in text.split()), Fraction(1)


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "sses", "xes", "zes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 2 else word
