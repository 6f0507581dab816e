"""Recognising that a model declines to answer, in English and Chinese."""

import re

_LONGEST = 2_000
_NOT = r"(?:cannot|can't|can not|could not|couldn't)"
_REFUSAL = "|".join(
    (
        r"\b[Ii](?:'m| am) (?:afraid|unable|not able|not sure|(?:\w+ )?sorry,? (?:but|[Ii])\b)",
        r"\b[Ii] (?:cannot|can't|can not|won't|(?:do not|don't) (?:know|have)|must (?:\w+ )?decline)\b",
        rf"\bwe {_NOT} (?:answer|calculate|determine|provide|give|solve|proceed|write|find|know|complete)\b",
        rf"\b{_NOT} (?:be |accurately )*(?:answered|calculated|determined?|computed|found)\b",
        r"\bas an? (?:AI|language model)\b",
        r"\b(?:(?:not|without) (?:enough|sufficient|additional|more)|insufficient) information\b",
        r"\b(?:is|are|as) [\"']?(?:unknown|indeterminate|undetermined)\b",
        r"\bimpossible to (?:determine|say|answer|tell)\b",
        r"抱歉|对不起|无法(?:回答|确定|计算|判断|得出|提供)|不知道|不清楚|作为(?:一个)?(?:AI|人工智能|语言模型)",
    )
)
_NOTHING = r"n/?a|not applicable|no answer|未知"
_NOT_COUNTED = r"unknown|unsure|undetermined|indeterminate|null"
_HEDGED = r"\b(?:but|however|guess|probabl[ey]|perhaps|maybe|most likely|assum\w+)\b|但"
_MOST_BEFORE = 5
_OFFERS = r"(?i)(?:\b(?:or|say|answer|write|reply|respond|state|return|print)\b|[\"'“‘(:,]|\b[A-Z][.)]|或|回答).{0,12}?"


def refuses(text: str) -> bool:
    """Whether the prose says that there will be no answer."""
    return bool(re.search(f"(?i){_REFUSAL}", text[:_LONGEST].replace("’", "'"))) or declines(text)


def declines(text: str, question: str = "", *, counted: bool = False) -> bool:
    """Whether an answer as a whole declines ("I don't know", "N/A") and is not what the question offers.

    Where something is `counted`, "unknown" is no answer either. Titles ("I Can't Dance") decline nothing.
    """
    bare = text[:_LONGEST].strip(" .*_\"'`").replace("’", "'")
    found = re.search(_REFUSAL, bare[:1].lower() + bare[1:])
    if found:
        before, after = bare[: found.start()], bare[found.end() :]
        whole = len(before.split()) <= _MOST_BEFORE and not re.search(_HEDGED, after)
    else:
        whole = bool(re.fullmatch(f"(?i){_NOTHING}{f'|{_NOT_COUNTED}' if counted else ''}", bare))
    said = found[0] if found else bare
    return whole and not re.search(_OFFERS + re.escape(said), question[-_LONGEST:].replace("’", "'"))
