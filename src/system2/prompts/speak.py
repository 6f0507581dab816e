"""Filling in a prompt, in the language of the problem."""

import re
from string import Template

from system2.core.problem import Message, Messages, Problem
from system2.errors import UsageError
from system2.prompts.wording import FIELDS, MERE_NUMBERS, WORDING

CHINESE_SHARE = 0.15
"""From this share of Chinese signs on, a question counts as Chinese: names and formulas in it are often Latin."""


_CHINESE_OPENING = re.compile(r"\W*[一-鿿]{4}")
"""What is asked stands first; code and quotations, of whatever length, come after it."""


def language(text: str) -> str:
    """`zh` for a Chinese text, `en` for any other."""
    chinese = sum("一" <= character <= "鿿" for character in text)
    return "zh" if chinese > CHINESE_SHARE * len(text) or _CHINESE_OPENING.match(text) else "en"


def say(name: str, problem: Problem, /, **fields: str) -> str:
    """The prompt of this name, filled in; the user's own wording wins.

    A model that was trained to end its answers in a box is asked for one where there is a prompt that does so.
    """
    boxed = f"{name}_boxed"
    chosen = boxed if problem.ending == "box" and boxed in WORDING else name
    text = problem.wording.get(chosen) or problem.wording.get(name) or WORDING[chosen][language(problem.question)]
    return Template(text).safe_substitute(fields)


def check_wording(problem: Problem) -> None:
    """Raises `UsageError` where the user's own wording would not say what it should.

    It may word no prompt that does not exist, use no field that nothing is filled in for, and leave out none that
    holds what the prompt is about.
    """
    for name, text in sorted(problem.wording.items()):
        if name not in FIELDS:
            known = ", ".join(sorted(FIELDS))
            raise UsageError(f"[prompts] words {name!r}, but there is no such prompt. There are: {known}.")
        used = set(Template(text).get_identifiers())
        if unknown := sorted(used - FIELDS[name]):
            known = ", ".join(f"${field}" for field in sorted(FIELDS[name])) or "none"
            raise UsageError(
                f"[prompts] {name} has ${unknown[0]}, but the fields that are filled in there are: {known}. "
                "A dollar sign is written $$."
            )
        if missing := sorted(FIELDS[name] - used - MERE_NUMBERS):
            raise UsageError(f"[prompts] {name} lacks ${missing[0]}: without it, the model would not be told that.")


def conversation(problem: Problem, instruction: str, *, system: str = "") -> Messages:
    """The messages that put one instruction to a model, after the user's system message and earlier turns."""
    systems = tuple(Message("system", text) for text in (problem.system, system) if text)
    return (*systems, *problem.history, Message("user", instruction))
