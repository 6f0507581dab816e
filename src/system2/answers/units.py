"""Units and currencies, brought to one base unit for each dimension, so that 1 km is 1000 m."""

import re
from fractions import Fraction
from math import prod
from typing import NamedTuple

from system2.answers.numbers import NUMBER_WORDS

_PREFIXES = {
    "": ("", 0), "k": ("kilo", 3), "m": ("milli", -3), "c": ("centi", -2), "M": ("mega", 6), "G": ("giga", 9),
    "T": ("tera", 12), "P": ("peta", 15), "d": ("deci", -1), "h": ("hecto", 2), "µ": ("micro", -6), "μ": ("micro", -6),
    "u": ("micro", -6), "n": ("nano", -9), "p": ("pico", -12),
}  # fmt: skip
_ROWS = """
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
energy;J;joule;k M G;1
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
US dollar;;$ us$ usd dollar buck 美元 美金;;1
US dollar;;¢ cent 美分;;0.01
euro;;€ eur euro 欧元 歐元;;1
pound sterling;;£ gbp quid 英镑 英鎊;;1
pound sterling;;pence penny;;0.01
yuan;;rmb cny yuan renminbi 元 块 塊 人民币 人民幣 块钱;;1
yen;;¥ jpy yen 日元 円;;1
rupee;;₹ inr rs rupee;;1
won;;₩ krw won 韩元 원;;1
rouble;;₽ rub rouble ruble рублей рубль;;1
franc;;chf franc;;1
krona;;kr sek krona kronor nok dkk krone kroner;;1
zloty;;zł pln zloty złoty złotych;;1
lira;;₺ try lira;;1
Canadian dollar;;c$ ca$ cad;;1
Australian dollar;;a$ aud;;1
Hong Kong dollar;;hk$ hkd;;1
real;;r$ brl real reais;;1
length;;米 公尺;;1
length;;千米 公里;;1000
length;;厘米 公分;;0.01
length;;毫米;;0.001
length;;微米;;1e-6
length;;纳米;;1e-9
length;;in inch 英寸;;0.0254
length;;ft foot feet 英尺;;0.3048
length;;yd yard;;0.9144
length;;mi mile 英里;;1609.344
length/time;;kph kmh kmph;;5/18
length/time;;mps;;1
length/time;;mph;;0.44704
length/time;;fps;;0.3048
time;;毫秒;;0.001
time;;秒;;1
time;;min minute 分钟;;60
time;;h hr hour 小时 个小时 stunde stunden;;3600
time;;day d 天 tag tage;;86400
time;;week wk 周 星期;;604800
calendar;;month mo 个月;;1
calendar;;year yr 年;;12
calendar;;decade;;120
calendar;;century;;1200
mass;;毫克;;0.001
mass;;克;;1
mass;;kilo 千克 公斤;;1000
mass;;tonne 吨;;1e6
mass;;lb pound 磅;;453.59237
mass;;oz ounce 盎司;;28.349523125
volume;;毫升 cc;;0.001
volume;;升;;1
volume;;gal gallon 加仑;;3.785411784
length^2;;acre;;4046.8564224
length^2;;ha hectare 公顷;;1e4
celsius;;°c celsius 摄氏度 ℃;;1
fahrenheit;;°f fahrenheit 华氏度;;1
angle;;° deg degree 度;;1
pressure;;bar;;1e5
pressure;;atm atmosphere;;101325
person;;person people 人 名;;1
;;个 個 只 条 件 次 张 本;;1
"""
"""Dimension; symbols, whose capital letters tell (mW, MW); names; prefixes; how many base units it is.

The last row has Chinese measure words, which measure nothing.
"""


class Unit(NamedTuple):
    """What is measured, and how many base units one of these is. A bare number measures ""."""

    dimension: str
    factor: Fraction


_SYMBOLS: dict[str, Unit] = {}
_NAMES = {"": Unit("", Fraction(1))}
for _row in _ROWS.strip().splitlines():
    _dimension, _symbols, _names, _allowed, _factor = _row.split(";")
    for _prefix in ["", *_allowed.split()]:
        _long, _power_of_ten = _PREFIXES[_prefix]
        _unit = Unit(_dimension, Fraction(_factor) * Fraction(10) ** _power_of_ten)
        _SYMBOLS |= {_prefix + symbol: _unit for symbol in _symbols.split()}
        _NAMES |= {_long + name: _unit for name in _names.split()}
# People write KG and Kg; but 5 H is no 5 hours.
_NAMES = {name.lower(): unit for name, unit in reversed(_SYMBOLS.items()) if len(name) > 1 or name.islower()} | _NAMES
_KNOWN = {part.split("^")[0] for unit in _NAMES.values() for part in unit.dimension.split("/")}

TURNED = (
    r"\b(?:below|under|above|over|less|fewer|loss|lost|debt|short|behind|ago|before|after|early|late|bce?|ad|down)\b"
)
"""After these words a number is another: "5 degrees below zero"."""
_TEMPERATURE = r"(?:degrees?|deg|°)\s?(c|f)(?:elsius|ahrenheit)?"
_DEGREES = r"\^\{?\s?\\circ\s?\}?|\\degree\b"
_OVER = r"(?i)\s?/\s?|\s(?:per|an?|every|each)\s|^per\s|每"
_MOST_OVER = 2
_LONGEST = 80
_POWERS = {
    2: r"(.+?)\s?\^\{?2\}?|(?:square|sq\.?)\s(.+)|平方(.+)",
    3: r"(.+?)\s?\^\{?3\}?|(?:cubic|cu\.?)\s(.+)|立方(.+)",
}
_NO_NOUN = (
    rf".*\b(?:{'|'.join(sorted(NUMBER_WORDS))})\b|.*{TURNED}"
    r"|(?:to|not|plus|minus|by|times|out|than|but|nor|versus|vs|is|are|was|as|if)\b"
    r"|(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)\b"
)
_PLURAL = r"(?<=\w\w)ies$|(?:(?<=[cs]h|ss)|(?<=[xz]))es$|(?<=\w[^s])s$"
_WORD = r"[^\W\d_]{2,}(?:['’-][^\W\d_]+)*"
_NOUN = rf"(?=.{{1,40}}$)(?!{_NO_NOUN})(?:{_WORD}(?:\s{_WORD}){{0,3}}|[\u4e00-\u9fff])"


def unit(text: str) -> Unit | None:
    """The unit that the text names, known or a noun of up to four words; None where it is neither."""
    parts = re.split(_OVER, re.sub(_DEGREES, "°", text.strip()).strip(" .")[:_LONGEST])
    units = [_single(part.strip(" .")) for part in parts[: _MOST_OVER + 1]]
    if len(text) > _LONGEST or len(parts) > _MOST_OVER + 1 or None in units:
        return None
    first, *below = filter(None, units)
    factor = first.factor / prod(each.factor for each in below)
    return Unit("/".join(each.dimension for each in (first, *below)), factor)


def is_known(dimension: str) -> bool:
    """Whether this is measured by units in the table here, and no mere word after a number."""
    return all(part.split("^")[0] in _KNOWN for part in dimension.split("/"))


def _single(text: str) -> Unit | None:
    """A unit over none other."""
    name = re.sub(_TEMPERATURE, r"°\1", text.lower())
    return _SYMBOLS.get(text) or _named(name) or _power(name) or _noun(text)


def _named(name: str) -> Unit | None:
    return _NAMES.get(name) or _NAMES.get(_singular(name))


def _power(text: str) -> Unit | None:
    powers = ((exponent, match) for exponent, form in _POWERS.items() if (match := re.fullmatch(form, text)))
    exponent, base = next(((exponent, _named(match[match.lastindex or 1])) for exponent, match in powers), (1, None))
    return Unit(f"{base.dimension}^{exponent}", base.factor**exponent) if base else None


def _noun(text: str) -> Unit | None:
    """Any other noun is a unit of its own; a name is none, so "12 Monkeys" stays a title."""
    if not re.fullmatch(_NOUN, text) or text != text.lower():
        return None
    return Unit(" ".join(map(_singular, text.split())), Fraction(1))


def _singular(word: str) -> str:
    return re.sub(_PLURAL, lambda ending: "y" if ending[0] == "ies" else "", word)
