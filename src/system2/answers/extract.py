"""From a path to its answer, or to an abstention."""

import re
from dataclasses import replace
from typing import NamedTuple, cast

from system2.answers.asked import Asked, expectation, writes_commas
from system2.answers.code import code_block, fenced
from system2.answers.jsons import json_block
from system2.answers.numbers import pointed
from system2.answers.patterns import last_match
from system2.answers.reduce import block_answer, stated_answer, weak_answer
from system2.answers.statements import statements
from system2.core.candidates import Answer
from system2.core.markers import part
from system2.core.problem import AnswerKind
from system2.core.replies import FinishReason
from system2.errors import UsageError

SEARCHED = 100_000
"""Only so many signs at the end of a text are searched for its answer."""
KINDS = ("auto", "number", "choice", "text", "code", "json", "open")
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


class Found(NamedTuple):
    """An answer and the rule that found it, one of the table in `statements`, or line, block, whole or pattern."""

    answer: Answer
    rule: str


def extract(
    text: str,
    kind: AnswerKind = "auto",
    *,
    question: str = "",
    finish_reason: FinishReason = "stop",
    ending: str = "ending",
) -> Answer | None:
    """The answer that `find` finds."""
    found = find(text, kind, question=question, finish_reason=finish_reason, ending=ending)
    return found.answer if found else None


def find(
    text: str,
    kind: AnswerKind = "auto",
    *,
    question: str = "",
    finish_reason: FinishReason = "stop",
    ending: str = "ending",
) -> Found | None:
    """The answer that the text states, read as `kind`: auto, number, choice, text, code, json, open or regex:PATTERN.

    None where the path abstains: it was cut off or filtered, it is empty or declines, or no answer is found in it.
    `ending` is the rule of `statements` for the ending that was asked for. Thoughts, between `<think>` tags and their
    like, are never searched.

    Raises:
        UsageError: the kind is unknown, or its pattern cannot be read.
    """
    if not kind.startswith("regex:") and kind not in KINDS:
        raise UsageError(f"there is no answer kind {kind!r}; use {', '.join(KINDS)} or regex:PATTERN")
    text = part(text).said.strip() if finish_reason == "stop" else ""
    if kind.startswith("regex:"):
        matched = last_match(kind.removeprefix("regex:"), text[-SEARCHED:])
        return Found(Answer(matched), "pattern") if matched else None
    if kind == "open" or not text:
        return Found(Answer(text, "open"), "whole") if text and not refuses(text) else None
    return _found(text[-SEARCHED:], kind, question, ending)


def _found(text: str, kind: str, question: str, ending: str) -> Found | None:
    asked = expectation(question)
    if kind != "auto":
        asked = replace(asked, kind=cast(Asked, kind), strict=True)
    if asked.kind in {"code", "json"}:
        block = code_block(text, required=asked.strict) if asked.kind == "code" else json_block(text)
        if block or asked.strict:
            return Found(Answer(block, asked.kind), "block") if block else None
    read = pointed(text, comma=True) if writes_commas(text) and not asked.decimal_comma else text
    for rule, statement in statements(read, ending=ending, question=question):
        if declines(statement, question, counted=asked.kind in {"number", "date"}):
            return None
        answer = stated_answer(statement, asked)
        if answer or rule == ending:
            return Found(answer, rule) if answer else None
    if refuses(text.rpartition("\n\n")[2]):
        return None
    if asked.kind in {"open", "code"}:
        return Found(Answer(text, "open"), "whole")
    blocks = fenced(text) if text.endswith("```") else []
    if blocks and (answer := block_answer(blocks[-1][1], asked)):
        return Found(replace(answer, weak=not text.startswith("```")), "block")
    answer = weak_answer(read, asked)
    return Found(answer, "line") if answer else None


def refuses(text: str) -> bool:
    """Whether the prose says that there will be no answer."""
    return bool(re.search(f"(?i){_REFUSAL}", text[:_LONGEST].replace("’", "'"))) or declines(text)


def declines(text: str, question: str = "", *, counted: bool = False) -> bool:
    """Whether an answer as a whole declines ("I don't know", "N/A") and is not what the question offers.

    Where something is `counted`, "unknown" is no answer either. Titles ("I Can't Dance") decline nothing.
    """
    bare = text[:_LONGEST].strip(" .*_\"'`").replace("’", "'")
    nothing = f"(?i){_NOTHING}{f'|{_NOT_COUNTED}' if counted else ''}"
    found = re.search(_REFUSAL, bare[:1].lower() + bare[1:]) or re.fullmatch(nothing, bare)
    if not found or len(bare[: found.start()].split()) > _MOST_BEFORE or re.search(_HEDGED, bare[found.end() :]):
        return False
    return not re.search(_OFFERS + re.escape(found[0]), question[-_LONGEST:].replace("’", "'"))
