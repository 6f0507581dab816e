"""Units and currencies, brought to one base unit for each dimension, so that 1 km is 1000 m."""

import re
from fractions import Fraction
from typing import NamedTuple

_F = Fraction
_TABLE: dict[str, dict[str, Fraction | int]] = {
    "US dollar": {"$ us$ usd dollar buck 美元": 1, "¢ cent 美分": _F(1, 100)},
    "euro": {"€ eur euro 欧元": 1},
    "pound sterling": {"£ gbp quid 英镑": 1},
    "yuan": {"rmb cny yuan renminbi 元 块 人民币": 1},
    "yen": {"¥ jpy yen 日元 円": 1},
    "rupee": {"₹ inr rs rupee": 1},
    "length": {
        "m meter metre 米": 1,
        "km kilometer kilometre 千米 公里": 1000,
        "cm centimeter centimetre 厘米": _F(1, 100),
        "mm millimeter millimetre 毫米": _F(1, 1000),
        "µm um micrometer micrometre 微米": _F(1, 10**6),
        "nm nanometer nanometre 纳米": _F(1, 10**9),
        "in inch 英寸": _F("0.0254"),
        "ft foot feet 英尺": _F("0.3048"),
        "yd yard": _F("0.9144"),
        "mi mile 英里": _F("1609.344"),
    },
    "time": {
        "ms millisecond 毫秒": _F(1, 1000),
        "s sec second 秒": 1,
        "min minute 分钟": 60,
        "h hr hour 小时 个小时": 3600,
        "day 天": 86400,
        "week wk 周 星期": 7 * 86400,
    },
    "calendar": {"month mo 个月": 1, "year yr 年": 12, "decade": 120, "century": 1200},
    "mass": {
        "mg milligram 毫克": _F(1, 1000),
        "g gram 克": 1,
        "kg kilogram kilo 千克 公斤": 1000,
        "tonne 吨": 10**6,
        "lb pound 磅": _F("453.59237"),
        "oz ounce 盎司": _F("28.349523125"),
    },
    "volume": {
        "ml milliliter millilitre 毫升": _F(1, 1000),
        "l liter litre 升": 1,
        "gal gallon 加仑": _F("3.785411784"),
    },
    "celsius": {"°c celsius 摄氏度 ℃": 1},
    "fahrenheit": {"°f fahrenheit 华氏度": 1},
    "angle": {"° deg degree 度": 1},
    "data": {"bit": _F(1, 8), "b byte": 1, "kb": 1000, "mb": 10**6, "gb": 10**9, "tb": 10**12},
    "energy": {"j joule": 1, "kj kilojoule": 1000},
    "power": {"w watt": 1, "kw kilowatt": 1000},
    "frequency": {"hz hertz": 1, "khz": 1000, "mhz": 10**6, "ghz": 10**9},
    "person": {"person people 人 名": 1},
}


class Unit(NamedTuple):
    """What is measured, and how many base units one of these is. A bare number measures ""."""

    dimension: str
    factor: Fraction

    @property
    def known(self) -> bool:
        """Whether it is in the table here, and no mere word after a number."""
        return all(part.split("^")[0] in _TABLE for part in self.dimension.split("/"))


NO_UNIT = Unit("", Fraction(1))

_UNITS = {
    name: Unit(dimension, Fraction(factor))
    for dimension, rows in _TABLE.items()
    for names, factor in rows.items()
    for name in names.split()
}
_CAPITALS = {
    "Mg": Unit("mass", _F(10**6)),
    "Mb": Unit("data", _F(10**6, 8)),
    "Gb": Unit("data", _F(10**9, 8)),
    "Tb": Unit("data", _F(10**12, 8)),
}
"""Where a capital letter makes another unit; elsewhere people write kg as Kg and KG."""
_SPEEDS = {"mph": "mile/hour", "kph": "km/h", "kmh": "km/h", "kmph": "km/h", "mps": "m/s", "fps": "ft/s"}
_COUNTERS = {"", "个", "只", "条", "件", "次", "张", "本"}
"""Chinese measure words that say nothing."""

_TEMPERATURE = r"(?:degrees?|deg|°)\s?(c|f|celsius|fahrenheit)"
_DEGREES = r"\^\{?\s?\\circ\s?\}?|\\degree\b"
_OVER = r"\s?/\s?|\s(?:per|an?|every|each)\s|^per\s|每"
_POWERS = (
    (2, r"(.+?)\s?\^\{?2\}?|(?:square|sq\.?)\s(.+)|平方(.+)"),
    (3, r"(.+?)\s?\^\{?3\}?|(?:cubic|cu\.?)\s(.+)|立方(.+)"),
)
_WORD = r"[^\W\d_]{2,}(?:['’-][^\W\d_]+)*"
_NOUN = rf"{_WORD}(?:\s{_WORD}){{0,3}}|[\u4e00-\u9fff]"
_ORDINAL = r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)\b.*"


def unit(text: str) -> Unit | None:
    """The unit that the text names, known or a noun of up to four words; None where it is neither."""
    if known := _CAPITALS.get(text.strip(" .")):
        return known
    written = re.sub(_DEGREES, "°", text.strip()).strip(" .")
    lowered = written.lower()
    over = re.split(_OVER, written, maxsplit=1, flags=re.IGNORECASE)
    if len(over) == 2:
        above, below = (unit(part) or unit(part.lower()) for part in over)
        return Unit(f"{above.dimension}/{below.dimension}", above.factor / below.factor) if above and below else None
    if lowered in _COUNTERS:
        return NO_UNIT
    if lowered in _SPEEDS:
        return unit(_SPEEDS[lowered])
    return _known(re.sub(_TEMPERATURE, r"°\1", lowered)) or _power(lowered) or _noun(text.strip())


def _known(name: str) -> Unit | None:
    name = {"°celsius": "°c", "°fahrenheit": "°f"}.get(name, name)
    return _UNITS.get(name) or _UNITS.get(_singular(name))


def _power(text: str) -> Unit | None:
    for exponent, form in _POWERS:
        if match := re.fullmatch(form, text):
            base = _known(next(group for group in match.groups() if group))
            return Unit(f"{base.dimension}^{exponent}", base.factor**exponent) if base else None
    return None


def _noun(text: str) -> Unit | None:
    """Any other noun is a unit of its own; a name is none, so "12 Monkeys" stays a title."""
    if not re.fullmatch(_NOUN, text) or text != text.lower() or re.fullmatch(_ORDINAL, text) or len(text) > 40:
        return None
    return Unit(" ".join(map(_singular, text.split())), Fraction(1))


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "sses", "xes", "zes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 2 else word
