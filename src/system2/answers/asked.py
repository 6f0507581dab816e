"""What kind of answer a question asks for, as far as its words tell."""

import re
from dataclasses import dataclass
from typing import Literal

from system2.answers.choices import options

Asked = Literal["date", "choice", "number", "text", "code", "json", "open", ""]

_QUOTED_LENGTH = 20_000
_DATE_FORMAT = re.compile(r"\b(?:MM?[/.-]DD?[/.-]YY(?:YY)?|DD?[/.-]MM?[/.-]YY(?:YY)?|YYYY[/.-]MM?[/.-]DD?)\b")
_DAY_FIRST = re.compile(r"\bDD?[/.-]MM?[/.-]YY")
_DATE = re.compile(
    r"\b(?:what|which) (?:is |was |will be |would be |the |exact )*(?:date|day of the (?:month|year))\b|\bon (?:what|which) (?:date|day)\b|什么日期|几月几[日号]|哪一天",
    re.I,
)
_NUMBER = re.compile(
    r"\bhow (?:many|much|old|tall|long|far|fast|high|deep|wide|heavy|often)\b|\bwhat (?:is|was|are|will be|would be) (?:the |her |his |their |its )*(?:\w+ ){0,3}"
    r"(?:number|sum|total|product|difference|quotient|average|mean|median|probability|percent|percentage|area|volume|perimeter|"
    r"length|width|height|distance|speed|cost|price|profit|value|remainder|ratio|age|amount|fraction)\b|\bwhat (?:percent|percentage|fraction|number)\b|"
    r"\b(?:calculate|compute|evaluate|count)\b|多少|几(?!何)|计算|求",
    re.I,
)
_PERCENT = re.compile(r"\bpercent(?:age)?\b|\bper cent\b|%\s?\?|百分", re.I)
_CODE = re.compile(
    r"\b(?:write|implement|complete|code|fix|debug|refactor)\b.{0,80}\b(?:function|program|script|code|class|method|query|regex)\b|编写|写一个(?:函数|程序)|用\s?python",
    re.I | re.S,
)
_JSON = re.compile(r"\b(?:in|as|a|valid|return|output)\b.{0,20}\bjson\b|输出\s?json", re.I)
_OPEN = re.compile(
    r"\b(?:prove|show that|explain|describe|discuss|design|essay|summari[sz]e|translate|compare|outline|write an?|draft|why)\b|证明|解释|描述|设计|总结|翻译|为什么|论述",
    re.I,
)


@dataclass(frozen=True)
class Expectation:
    """What an answer should look like.

    `date_format` is the one that the question prescribes, in its own letters; `strict` that nothing else will do,
    because the user said so.
    """

    kind: Asked = ""
    listed: tuple[tuple[str, str], ...] = ()
    date_format: str = ""
    percent: bool = False
    strict: bool = False

    @property
    def options(self) -> dict[str, str]:
        """Letter to comparable text of the options listed."""
        return dict(self.listed)

    @property
    def day_first(self) -> bool:
        """Whether 3/4 is the third of April."""
        return bool(_DAY_FIRST.match(self.date_format))


def expectation(question: str) -> Expectation:
    """What the question's own words ask for; `kind` is empty where they do not tell."""
    question = question[-_QUOTED_LENGTH:]
    prescribed = _DATE_FORMAT.search(question)
    listed = options(question)
    return Expectation(
        kind=_kind(question, bool(prescribed), bool(listed)),
        listed=tuple(listed.items()),
        date_format=prescribed[0] if prescribed else "",
        percent=bool(_PERCENT.search(question)),
    )


def _kind(question: str, prescribed: bool, listed: bool) -> Asked:
    if listed:
        return "choice"
    if prescribed or _DATE.search(question):
        return "date"
    if _JSON.search(question):
        return "json"
    if _CODE.search(question):
        return "code"
    if _NUMBER.search(question):
        return "number"
    return "open" if _OPEN.search(question) else ""
