"""Filling in a prompt, in the language of the problem."""

import re
from string import Template

from system2.core.problem import Message, Messages, Problem
from system2.errors import UsageError
from system2.prompts.wording import OPTIONAL, WORDING

CHINESE_SHARE = 0.15
"""From this share of Chinese signs on, a question counts as Chinese: names and formulas in it are often Latin."""


_CHINESE_OPENING = re.compile(r"\W*[一-鿿]{4}")
"""What is asked stands first; code and quotations, of whatever length, come after it."""


def language(text: str) -> str:
    """`zh` for a Chinese text, `en` for any other."""
    chinese = sum("一" <= character <= "鿿" for character in text)
    return "zh" if chinese > CHINESE_SHARE * len(text) or _CHINESE_OPENING.match(text) else "en"


def say(name: str, problem: Problem, /, **fields: str) -> str:
    """The prompt of this name, filled in; the user's own wording wins."""
    text = problem.wording.get(name) or WORDING[name][language(problem.question)]
    return Template(text).safe_substitute(fields)


def check_wording(problem: Problem) -> None:
    """Raises `UsageError` where the user words a prompt that does not exist."""
    if unknown := sorted(problem.wording.keys() - WORDING.keys() - OPTIONAL):
        known = ", ".join(sorted(WORDING.keys() | OPTIONAL))
        raise UsageError(f"[prompts] words {unknown[0]!r}, but there is no such prompt. There are: {known}.")


def conversation(problem: Problem, instruction: str, *, system: str = "") -> Messages:
    """The messages that put one instruction to a model, after the user's system message and earlier turns."""
    systems = tuple(Message("system", text) for text in (problem.system, system) if text)
    return (*systems, *problem.history, Message("user", instruction))
