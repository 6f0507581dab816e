"""What kind of answer a question asks for, as far as its words tell."""

import re
from dataclasses import dataclass
from typing import Literal

from system2.answers.choices import options

Asked = Literal["date", "choice", "number", "text", "code", "json", "open", ""]

_LONGEST = 20_000
_DATE_FORMAT = r"\b(?:MM?[/.-]DD?[/.-]YY(?:YY)?|DD?[/.-]MM?[/.-]YY(?:YY)?|YYYY[/.-]MM?[/.-]DD?)\b"
_DATE = (
    r"(?i)\b(?:what|which) (?:(?:is|was|will be|would be|the|exact) )*(?:date|day of the (?:month|year))\b"
    r"|\bon (?:what|which) (?:date|day)\b|什么日期|几月几[日号]|哪一天"
)
_MEASURED = (
    "number|sum|total|product|difference|quotient|average|mean|median|probability|percent|percentage|area|volume|"
    "perimeter|length|width|height|distance|speed|cost|price|profit|value|remainder|ratio|age|amount|fraction"
)
_NUMBER = (
    r"(?i)\bhow (?:many|much|old|tall|long|far|fast|high|deep|wide|heavy|often)\b"
    r"|\bwhat (?:is|was|are|will be|would be) (?:(?:the|her|his|their|its) )?(?:\w+ ){0,3}"
    rf"(?:{_MEASURED})\b|\bwhat (?:percent|percentage|fraction|number)\b"
    r"|\b(?:calculate|compute|evaluate|count)\b|多少|几(?!何)|计算|求"
)
_PERCENT = r"(?i)\bper ?cent(?:age)?\b|%\s?\?|百分"
_CODE = (
    r"(?is)\b(?:write|implement|complete|code|fix|debug|refactor)\b.{0,80}"
    r"\b(?:function|program|script|code|class|method|query|regex)\b|编写|写一个(?:函数|程序)|用\s?python"
)
_JSON = r"(?i)\b(?:in|as|a|valid|return|output)\b.{0,20}\bjson\b|输出\s?json"
_OPEN = (
    r"(?i)\b(?:prove|show that|explain|describe|discuss|design|essay|summari[sz]e|translate|compare|outline|write an?"
    r"|draft|why)\b|证明|解释|描述|设计|总结|翻译|为什么|论述"
)


@dataclass(frozen=True)
class Expectation:
    """What an answer should look like.

    `listed` are the options, letter and comparable text; `date_format` the one that the question prescribes, in its
    own letters; `percent` tells that it speaks of percentages; `strict` that no other kind will do, because the user
    said so.
    """

    kind: Asked = ""
    listed: tuple[tuple[str, str], ...] = ()
    date_format: str = ""
    percent: bool = False
    strict: bool = False

    @property
    def options(self) -> dict[str, str]:
        """Letter to comparable text of the options."""
        return dict(self.listed)

    @property
    def day_first(self) -> bool:
        """Whether 3/4 is the third of April."""
        return self.date_format.startswith("D")


def expectation(question: str) -> Expectation:
    """What the question's own words ask for; the kind is empty where they do not tell."""
    question = question[-_LONGEST:]
    prescribed = re.search(_DATE_FORMAT, question)
    listed = options(question)
    return Expectation(
        kind=_kind(question, prescribed=bool(prescribed), listed=bool(listed)),
        listed=tuple(listed.items()),
        date_format=prescribed[0] if prescribed else "",
        percent=bool(re.search(_PERCENT, question)),
    )


def _kind(question: str, *, prescribed: bool, listed: bool) -> Asked:
    if listed:
        return "choice"
    if prescribed or re.search(_DATE, question):
        return "date"
    kinds: tuple[tuple[Asked, str], ...] = (("json", _JSON), ("code", _CODE), ("number", _NUMBER), ("open", _OPEN))
    return next((kind for kind, signs in kinds if re.search(signs, question)), "")
