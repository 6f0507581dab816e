"""From a path to its answer, or to an abstention."""

from dataclasses import replace
from typing import cast

from system2.answers.asked import Asked, Expectation, expectation
from system2.answers.blocks import code_block, fenced, json_block
from system2.answers.clean import visible
from system2.answers.patterns import last_match
from system2.answers.reduce import block_answer, stated_answer, weak_answer
from system2.answers.refusals import refuses, says_nothing
from system2.answers.statements import statements
from system2.core.candidates import Answer
from system2.core.problem import AnswerKind
from system2.core.replies import FinishReason
from system2.errors import UsageError

SEARCHED = 100_000
"""Only so many signs at the end of a text are searched for its answer."""
KINDS = ("auto", "number", "choice", "text", "code", "json", "open")


def extract(
    text: str, kind: AnswerKind = "auto", *, question: str = "", finish_reason: FinishReason = "stop"
) -> Answer | None:
    """The answer that the text states, read as `kind`: auto, number, choice, text, code, json, open or regex:PATTERN.

    None where the path abstains: it was cut off or filtered, it is empty or a refusal, or no answer is found in it.
    The last statement wins. Thoughts between `<think>` tags are never searched.

    Raises:
        UsageError: the kind is unknown, or its pattern cannot be read or takes too long.
    """
    if not kind.startswith("regex:") and kind not in KINDS:
        raise UsageError(f"there is no answer kind {kind!r}; use {', '.join(KINDS)} or regex:PATTERN")
    text = visible(text) if finish_reason == "stop" else ""
    if not text:
        return None
    if kind == "open":
        return None if refuses(text) else Answer(text, "open")
    text = text[-SEARCHED:]
    if kind.startswith("regex:"):
        found = last_match(kind.removeprefix("regex:"), text)
        return Answer(found) if found else None
    return _found(text, kind, question)


def _found(text: str, kind: AnswerKind, question: str) -> Answer | None:
    asked = expectation(question)
    if kind != "auto":
        asked = replace(asked, kind=cast(Asked, kind), strict=True)
    if asked.kind == "code" and (code := code_block(text, required=asked.strict)):
        return Answer(code, "code")
    if asked.kind == "json" and (block := json_block(text)):
        return Answer(block, "json")
    if asked.kind in {"code", "json"} and asked.strict:
        return None
    for statement in statements(text):
        if says_nothing(statement):
            return None
        if answer := stated_answer(statement, asked):
            return answer
    if refuses(text.rpartition("\n\n")[2]):
        return None
    if text.endswith("```") and (answer := _in_block(text, asked)):
        return replace(answer, weak=not text.startswith("```"))
    if asked.kind in {"open", "code"}:
        return Answer(text, "open")
    return weak_answer(text, asked)


def _in_block(text: str, asked: Expectation) -> Answer | None:
    """What the last fenced block says: the answer asked for where that is its only line, or else, unasked, code."""
    blocks = fenced(text)
    if not blocks or asked.kind in {"open", "code"}:
        return None
    block = blocks[-1]
    if "\n" not in block and (answer := block_answer(block, asked)):
        return answer
    return None if asked.kind else Answer(block, "code")
