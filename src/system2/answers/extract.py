"""From a path to its answer, or to an abstention."""

from dataclasses import replace
from typing import NamedTuple, cast

from system2.answers.asked import Asked, Expectation, expectation, writes_commas
from system2.answers.blocks import code_block, fenced, json_block
from system2.answers.numbers import pointed
from system2.answers.patterns import last_match
from system2.answers.reduce import block_answer, stated_answer, weak_answer
from system2.answers.refusals import declines, refuses
from system2.answers.statements import statements
from system2.core.candidates import Answer
from system2.core.markers import part
from system2.core.problem import AnswerKind
from system2.core.replies import FinishReason
from system2.errors import UsageError

SEARCHED = 100_000
"""Only so many signs at the end of a text are searched for its answer."""
KINDS = ("auto", "number", "choice", "text", "code", "json", "open")


class Found(NamedTuple):
    """An answer and the rule that found it, one of the table in `statements`, or line, block, whole or pattern."""

    answer: Answer
    rule: str


def extract(
    text: str, kind: AnswerKind = "auto", *, question: str = "", finish_reason: FinishReason = "stop"
) -> Answer | None:
    """The answer that `find` finds."""
    found = find(text, kind, question=question, finish_reason=finish_reason)
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
    if not text and not kind.startswith("regex:"):
        return None
    if kind == "open":
        return None if refuses(text) else Found(Answer(text, "open"), "whole")
    text = text[-SEARCHED:]
    if kind.startswith("regex:"):
        matched = last_match(kind.removeprefix("regex:"), text)
        return Found(Answer(matched), "pattern") if matched else None
    return _found(text, kind, question, ending)


def _found(text: str, kind: AnswerKind, question: str, ending: str) -> Found | None:
    asked = expectation(question)
    if kind != "auto":
        asked = replace(asked, kind=cast(Asked, kind), strict=True)
    if asked.kind == "code" and (code := code_block(text, required=asked.strict)):
        return Found(Answer(code, "code"), "block")
    if asked.kind == "json" and (block := json_block(text)):
        return Found(Answer(block, "json"), "block")
    if asked.kind in {"code", "json"} and asked.strict:
        return None
    comma = not asked.decimal_comma and writes_commas(text)
    for rule, statement in statements(text, ending=ending, question=question):
        if declines(statement, question, counted=asked.kind in {"number", "date"}):
            return None
        answer = stated_answer(pointed(statement, comma=True) if comma else statement, asked)
        if answer or rule == ending:
            return Found(answer, rule) if answer else None
    if refuses(text.rpartition("\n\n")[2]):
        return None
    if text.endswith("```") and (answer := _in_block(text, asked)):
        return Found(replace(answer, weak=not text.startswith("```")), "block")
    if asked.kind in {"open", "code"}:
        return Found(Answer(text, "open"), "whole")
    answer = weak_answer(pointed(text, comma=True) if comma else text, asked)
    return Found(answer, "line") if answer else None


def _in_block(text: str, asked: Expectation) -> Answer | None:
    """What the last fenced block says: the answer asked for where that is its only line, or else, unasked, code."""
    blocks = fenced(text)
    if not blocks or asked.kind in {"open", "code"}:
        return None
    block = blocks[-1]
    if "\n" not in block and (answer := block_answer(block, asked)):
        return answer
    return None if asked.kind else Answer(block, "code")
