"""Recognising that a model declines to answer, in English and Chinese."""

import re

_REFUSAL = re.compile(
    r"\b(?:I(?:'m| am) (?:sorry|afraid|unable|not able|not sure)|I (?:cannot|can't|can not|won't|do not know|don't know|don't have|do not have|must decline)|"
    r"we (?:cannot|can't|can not) (?:answer|calculate|determine|provide|give|solve|proceed|write|find|know|complete)|"
    r"as an? (?:AI|language model)\b|"
    r"(?:cannot|can't|can not|could not|couldn't) (?:be |accurately )*(?:answered|calculated|determined?|computed|found)|"
    r"(?:not|without) (?:enough|sufficient|additional|more) information|insufficient information|"
    r"(?:is|are|as) [\"']?(?:unknown|indeterminate|undetermined|not possible|impossible to (?:determine|say|answer))\b)"
    r"|抱歉|对不起|无法(?:回答|确定|计算|判断|得出|提供)|我不知道|不清楚|作为(?:一个)?(?:AI|人工智能|语言模型)",
    re.IGNORECASE,
)
_NOTHING = re.compile(
    r"(?:n/?a|not applicable|unknown|unsure|undetermined|indeterminate|no answer|null|"
    r"I (?:do not|don't) know|I(?:'m| am) not sure|不知道|无法确定|未知)\b.{0,3}",
    re.IGNORECASE,
)


def refuses(text: str) -> bool:
    """Whether the text says that there will be no answer."""
    text = text.replace("’", "'")
    return bool(_REFUSAL.search(text)) or says_nothing(text)


def says_nothing(text: str) -> bool:
    """Whether the text stands in the place of an answer and is none: "N/A", "I don't know"."""
    return bool(_NOTHING.fullmatch(text.strip(" .*_\"'`")))
