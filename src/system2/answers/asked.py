"""What kind of answer a question asks for, as far as its words tell."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from system2.answers.choices import options

Asked = Literal["date", "choice", "number", "text", "code", "json", "open", ""]

_LONGEST = 20_000
_DATE_FORMAT = r"\b(?:MM?[/.-]DD?[/.-]YY(?:YY)?|DD?[/.-]MM?[/.-]YY(?:YY)?|YYYY[/.-]MM?[/.-]DD?)\b"
_MEASURED = (
    "number|sum|total|product|difference|quotient|average|mean|median|probability|percent|percentage|area|volume|"
    "perimeter|length|width|height|distance|speed|cost|price|profit|value|remainder|ratio|age|amount|fraction"
)
_KINDS: dict[Asked, str] = {
    "date": (
        r"(?i)\b(?:what|which) (?:(?:is|was|will be|would be|the|exact) )*(?:date|day of the (?:month|year))\b"
        r"|\bon (?:what|which) (?:date|day)\b|什么日期|几月几[日号]|哪一天"
    ),
    "json": r"(?i)\b(?:in|as|a|valid|return|output)\b.{0,20}\bjson\b|输出\s?json",
    "code": (
        r"(?is)\b(?:write|implement|complete|code|fix|debug|refactor)\b.{0,80}"
        r"\b(?:function|program|script|code|class|method|query|regex)\b|编写|写一个(?:函数|程序)|用\s?python"
    ),
    "number": (
        r"(?i)\bhow (?:many|much|old|tall|long|far|fast|high|deep|wide|heavy|often)\b"
        r"|\bwhat (?:is|was|are|will be|would be) (?:(?:the|her|his|their|its) )?(?:\w+ ){0,3}"
        rf"(?:{_MEASURED})\b|\bwhat (?:percent|percentage|fraction|number)\b"
        r"|\b(?:calculate|compute|evaluate|count)\b|多少|几(?!何)|计算|求"
    ),
    "open": (
        r"(?i)\b(?:prove|show that|explain|describe|discuss|design|essay|summari[sz]e|translate|compare|outline"
        r"|write an?|draft|why)\b|证明|解释|描述|设计|总结|翻译|为什么|论述"
    ),
}
"""By what a question shows the kind of its answer; the first that fits."""
_FORMS = {
    "time": r"(?i)\bwhat (?:time|hour)\b|\bwhen\b|o'clock|几点|幾點|何時|wie spät|wie viel uhr|quelle heure|qué hora",
    "version": r"(?i)\b(?:version|release)\b|版本",
    "identifier": r"(?i)\b(?:phone|telephone|fax|serial|account|card|passport|licen[cs]e|registration|flight|room|order"
    r"|tracking|invoice|model|part|case|id|bus|route|line|platform|gate|locker|ticket)\s(?:numbers?|nos?\b|id\b)|\b(?:zip|postal|area"
    r"|dialling|country|error|status|exit|door|access|security|product|bar)\s?codes?\b|\b(?:postcode|password|passcode|username|isbn|issn|iban"
    r"|ip address|plates?)\b|\bPIN\b|电话|号码|邮编|密码",
    "ratio": r"(?i)\b(?:ratios?|odds|scale)\b|比例|比值|之比|比是|verhältnis",
    "percent": r"(?i)\bper ?cent(?:age)?\b|%\s?\?|百分",
    "factorial": r"(?i)!|\b(?:factorials?|arrang\w*|permut\w*|ways|orders|express\w*|simplify)\b|阶乘|排列",
    "judgement": r"(?im)\byes or no\b|(?:^|[.!?:;,]\s+)(?:is|are|was|were|do|does|did|can|could|will|would|has|have|had"
    r"|should|may|might|must)\s(?:(?!\bor\b)[^.!?\n])*\?\W*$|吗\s?[？?]|是否|是不是",
}
"""By what a question shows the form of its answer, whatever its kind."""
_TURNS = {
    r"(?i)\b(?:los[est]\w*|loss\w*|losing|debts?|deficits?|ow(?:e|es|ed|ing)|in the red|behind|short)\b|亏|欠",
    r"(?i)\b(?:minus|negative|below)\b|负|負",
    r"(?i)\b(?:less|fewer|under|lower|smaller|shorter|younger|down|decreas\w*|reduc\w*|dropp?\w*|f[ae]ll\w*)\b|少|减",
    r"(?i)\b(?:not|no|never|none|nothing|neither|nor|without|except)\b|n't\b|不|没",
    r"(?i)\b(?:before|ago|early|earlier|BCE?)\b|之?前",
    r"(?i)\b(?:more than|over|above|greater|at least|at most|up to|exceed\w*|between|or more)\b|超过|至少|至多",
}
"""Words that turn the number beside them; each family of them does so where the question has none of it."""
_COMMA_WORDS = (
    r"(?i)\b(?:der|das|und|ist|sind|wie|viele?|nicht|eine?[nrsm]?|beträgt|kostet|welche[rsnm]?|ergebnis|antwort|les?|est|une|des"
    r"|combien|quel(?:le)?s?|réponse|coûte|del|una|es|cuál(?:es)?|cuánt[oa]s?|cuesta|respuesta|il|quant[oiae]|costa|qual[ei]?"
    r"|che|são|uma|não|het|een|hoeveel|kost|att|och|är|hur|många|mycket|hvor|mange|meget|ile|jest|kosztuje|kolik|stojí|kaç"
    r"|mennyi|сколько|и|в|на|не|это|стоит)\b|¿"
)
"""Words of languages that write 3,50 for three and a half."""
_TELLING = 2


@dataclass(frozen=True)
class Expectation:
    """What an answer should look like.

    `options` has the letter and comparable text of each; `date_format` the one that the question prescribes, in its
    own letters, `day_first` whether 3/4 is then the third of April; `forms` names what else it shows of the answer;
    `turning` are patterns of words that turn a number about, as "a loss of $500" does where it asks for a profit;
    `decimal_comma` tells that its language writes one; `strict` that no other kind will do, because the user said so.
    """

    kind: Asked = ""
    options: Mapping[str, str] = field(default_factory=dict)
    date_format: str = ""
    day_first: bool = False
    forms: frozenset[str] = frozenset()
    turning: frozenset[str] = frozenset(_TURNS)
    decimal_comma: bool = False
    strict: bool = False

    def turned(self, text: str) -> bool:
        """Whether words that the question does not have turn a number in this text about."""
        return any(re.search(words, text) for words in self.turning)


@lru_cache(maxsize=512)
def expectation(question: str) -> Expectation:
    """What the question's own words ask for; the kind is empty where they do not tell."""
    question = question[-_LONGEST:]
    prescribed, listed = "".join(re.findall(_DATE_FORMAT, question)[:1]), options(question)
    shown: Iterator[Asked] = (kind for kind, signs in _KINDS.items() if re.search(signs, question))
    return Expectation(
        kind="choice" if listed else "date" if prescribed else next(shown, ""),
        options=listed,
        date_format=prescribed,
        day_first=prescribed.startswith("D"),
        forms=frozenset(form for form, signs in _FORMS.items() if re.search(signs, question)),
        turning=frozenset(words for words in _TURNS if not re.search(words, question)),
        decimal_comma=writes_commas(question),
    )


def writes_commas(text: str) -> bool:
    """Whether the text is in a language that writes a decimal comma."""
    return len({word.lower() for word in re.findall(_COMMA_WORDS, text[-_LONGEST:])}) >= _TELLING
