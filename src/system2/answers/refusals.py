"""Recognising that a model declines to answer, in English and Chinese."""

import re

_LONGEST = 2_000
_NOT = r"(?:cannot|can't|can not|could not|couldn't)"
_REFUSAL = "|".join(
    (
        r"(?i)\bI(?:'m| am) (?:sorry|afraid|unable|not able|not sure)\b",
        r"\bI (?:cannot|can't|can not|won't|do not know|don't know|don't have|do not have|must (?:\w+ )?decline)\b",
        rf"\bwe {_NOT} (?:answer|calculate|determine|provide|give|solve|proceed|write|find|know|complete)\b",
        rf"\b{_NOT} (?:be |accurately )*(?:answered|calculated|determined?|computed|found)\b",
        r"\bas an? (?:AI|language model)\b",
        r"\b(?:(?:not|without) (?:enough|sufficient|additional|more)|insufficient) information\b",
        r"\b(?:is|are|as) [\"']?(?:unknown|indeterminate|undetermined|impossible to (?:determine|say|answer))\b",
        r"抱歉|对不起|无法(?:回答|确定|计算|判断|得出|提供)|我不知道|不清楚|作为(?:一个)?(?:AI|人工智能|语言模型)",
    )
)
_NOTHING = (
    r"(?i)(?:n/?a|not applicable|unknown|unsure|undetermined|indeterminate|no answer|null"
    r"|I (?:do not|don't) know|I(?:'m| am) not sure|不知道|无法确定|未知)\b.{0,3}"
)


def refuses(text: str) -> bool:
    """Whether the text says that there will be no answer."""
    return bool(re.search(_REFUSAL, text[:_LONGEST].replace("’", "'"))) or says_nothing(text)


def says_nothing(text: str) -> bool:
    """Whether the text stands in the place of an answer and is none: "N/A", "I don't know"."""
    return bool(re.fullmatch(_NOTHING, text.strip(" .*_\"'`").replace("’", "'")))
