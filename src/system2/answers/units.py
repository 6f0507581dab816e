"""Units and currencies, brought to one base unit for each dimension, so that 1 km is 1000 m."""

import re
from fractions import Fraction
from typing import NamedTuple

from system2.answers.numbers import NUMBER_WORDS

_F = Fraction
_PREFIXES = {
    "": ("", 0), "k": ("kilo", 3), "m": ("milli", -3), "c": ("centi", -2), "M": ("mega", 6), "G": ("giga", 9),
    "T": ("tera", 12), "P": ("peta", 15), "d": ("deci", -1), "h": ("hecto", 2), "µ": ("micro", -6), "μ": ("micro", -6),
    "u": ("micro", -6), "n": ("nano", -9), "p": ("pico", -12),
}  # fmt: skip
_PREFIXED = """
length;m;meter metre;k m c d µ μ u n p;1
time;s;sec second;m µ μ u n p;1
mass;g;gram gramme;k m M µ μ u n;1
volume;L l ℓ;liter litre;m c d h µ μ u;1
data;B;byte;k M G T P;1
data;b;bit;k M G T P;1/8
force;N;newton;k m M;1
voltage;V;volt;k m M µ μ;1
current;A;ampere amp;k m µ μ n;1
resistance;Ω Ω;ohm;k m M;1
power;W;watt;k m M G T;1
energy;J;joule;k m M G;1
energy;cal;calorie;k;4.184
energy;Wh;watt-hour;k M G T;3600
energy;eV;electronvolt;k M G T;1.602176634e-19
frequency;Hz;hertz;k M G T;1
pressure;Pa;pascal;k M G h;1
temperature;K;kelvin;m;1
amount;mol;mole;m µ μ;1
charge;Cb;coulomb;m µ μ n;1
capacitance;F;farad;m µ μ n p;1
field;T;tesla;m µ μ;1
sound;dB;decibel;;1
"""
"""Dimension; symbols; names; prefixes; how many base units it is."""
_TABLE: dict[str, dict[str, Fraction | int]] = {
    "US dollar": {"$ us$ usd dollar buck 美元 美金": 1, "¢ cent 美分": _F(1, 100)},
    "euro": {"€ eur euro 欧元 歐元": 1},
    "pound sterling": {"£ gbp quid 英镑 英鎊": 1, "pence penny": _F(1, 100)},
    "yuan": {"rmb cny yuan renminbi 元 块 塊 人民币 人民幣 块钱": 1},
    "yen": {"¥ jpy yen 日元 円": 1},
    "rupee": {"₹ inr rs rupee": 1},
    "won": {"₩ krw won 韩元 원": 1},
    "rouble": {"₽ rub rouble ruble рублей рубль": 1},
    "franc": {"chf franc": 1},
    "krona": {"kr sek krona kronor nok dkk krone kroner": 1},
    "zloty": {"zł pln zloty złoty złotych": 1},
    "lira": {"₺ try lira": 1},
    "Canadian dollar": {"c$ ca$ cad": 1},
    "Australian dollar": {"a$ aud": 1},
    "Hong Kong dollar": {"hk$ hkd": 1},
    "real": {"r$ brl real reais": 1},
    "length": {
        "米 公尺": 1, "千米 公里": 1000, "厘米 公分": _F(1, 100), "毫米": _F(1, 1000), "微米": _F(1, 10**6),
        "纳米": _F(1, 10**9), "in inch 英寸": _F("0.0254"), "ft foot feet 英尺": _F("0.3048"), "yd yard": _F("0.9144"),
        "mi mile 英里": _F("1609.344"),
    },
    "time": {
        "毫秒": _F(1, 1000), "秒": 1, "min minute 分钟": 60, "h hr hour 小时 个小时 stunde stunden": 3600,
        "day d 天 tag tage": 86400, "week wk 周 星期": 7 * 86400,
    },
    "calendar": {"month mo 个月": 1, "year yr 年": 12, "decade": 120, "century": 1200},
    "mass": {
        "毫克": _F(1, 1000), "克": 1, "kilo 千克 公斤": 1000, "tonne 吨": 10**6, "lb pound 磅": _F("453.59237"),
        "oz ounce 盎司": _F("28.349523125"),
    },
    "volume": {"毫升": _F(1, 1000), "升": 1, "gal gallon 加仑": _F("3.785411784"), "cc": _F(1, 1000)},
    "length^2": {"acre": _F("4046.8564224"), "ha hectare 公顷": 10**4},
    "celsius": {"°c celsius 摄氏度 ℃": 1},
    "fahrenheit": {"°f fahrenheit 华氏度": 1},
    "angle": {"° deg degree 度": 1},
    "pressure": {"bar": 10**5, "atm atmosphere": 101325},
    "person": {"person people 人 名": 1},
}  # fmt: skip


class Unit(NamedTuple):
    """What is measured, and how many base units one of these is. A bare number measures ""."""

    dimension: str
    factor: Fraction

    @property
    def known(self) -> bool:
        """Whether it is in the table here, and no mere word after a number."""
        return all(part.split("^")[0] in _KNOWN for part in self.dimension.split("/"))


NO_UNIT = Unit("", Fraction(1))

_UNITS: dict[str, Unit] = {
    name: Unit(dimension, Fraction(factor))
    for dimension, rows in _TABLE.items()
    for names, factor in rows.items()
    for name in names.split()
}
_SYMBOLS: dict[str, Unit] = {}
"""Those whose capital letters tell: mW and MW."""
for _row in _PREFIXED.strip().splitlines():
    _dimension, _symbols, _names, _allowed, _factor = _row.split(";")
    for _prefix in ["", *_allowed.split()]:
        _long, _power_of_ten = _PREFIXES[_prefix]
        _unit = Unit(_dimension, Fraction(_factor) * Fraction(10) ** _power_of_ten)
        _SYMBOLS |= {_prefix + symbol: _unit for symbol in _symbols.split()}
        _UNITS |= {_long + name: _unit for name in _names.split()}
        for _symbol in _symbols.split():
            if len(_prefix + _symbol) > 1 or _symbol.islower():  # people write KG and Kg, but 5 H is no 5 hours
                _UNITS.setdefault((_prefix + _symbol).lower(), _unit)
_KNOWN = {unit.dimension.split("^")[0] for unit in _UNITS.values()}
_SPEEDS = {"mph": "mile/hour", "kph": "km/h", "kmh": "km/h", "kmph": "km/h", "mps": "m/s", "fps": "ft/s"}
_NO_NOUN = r"(?:and|or|to|not|plus|minus|by|times|out|than|but|nor|versus|vs|is|are|was|as|if)\b"
TURNED = (
    r"\b(?:below|under|above|over|less|fewer|loss|lost|debt|short|behind|ago|before|after|early|late|bce?|ad|down)\b"
)
"""After these words a number is another: "5 degrees below zero"."""
_COUNTERS = {"", "个", "個", "只", "条", "件", "次", "张", "本"}
"""Chinese measure words that say nothing."""

_TEMPERATURE = r"(?:degrees?|deg|°)\s?(c|f|celsius|fahrenheit)"
_DEGREES = r"\^\{?\s?\\circ\s?\}?|\\degree\b"
_OVER = r"(?i)\s?/\s?|\s(?:per|an?|every|each)\s|^per\s|每"
_MOST_OVER = 2
_LONGEST = 80
_POWERS = (
    (2, r"(.+?)\s?\^\{?2\}?|(?:square|sq\.?)\s(.+)|平方(.+)"),
    (3, r"(.+?)\s?\^\{?3\}?|(?:cubic|cu\.?)\s(.+)|立方(.+)"),
)
_WORD = r"[^\W\d_]{2,}(?:['’-][^\W\d_]+)*"
_NOUN = rf"{_WORD}(?:\s{_WORD}){{0,3}}|[\u4e00-\u9fff]"
_ORDINAL = r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)\b.*"


def unit(text: str) -> Unit | None:
    """The unit that the text names, known or a noun of up to four words; None where it is neither."""
    parts = re.split(_OVER, re.sub(_DEGREES, "°", text.strip()).strip(" .")[:_LONGEST])
    units = [_single(part) for part in parts[: _MOST_OVER + 1]]
    if len(text) > _LONGEST or len(parts) > _MOST_OVER + 1 or None in units:
        return None
    first, *below = filter(None, units)
    for each in below:
        first = Unit(f"{first.dimension}/{each.dimension}", first.factor / each.factor)
    return first


def _single(text: str) -> Unit | None:
    """A unit over none other."""
    if exact := _SYMBOLS.get(text.strip(" .")):
        return exact
    lowered = text.strip(" .").lower()
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
    if NUMBER_WORDS.intersection(re.split(r"[\s-]", text)) or re.match(_NO_NOUN, text) or re.search(TURNED, text):
        return None
    return Unit(" ".join(map(_singular, text.split())), Fraction(1))


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "sses", "xes", "zes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 2 else word
