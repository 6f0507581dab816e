"""Code and JSON that stand in a text."""

import json
import re
from textwrap import dedent

from system2.answers.code import parses
from system2.answers.jsons import json_value
from system2.answers.statements import statements

_FENCE = r"(?ms)^[ \t]*(?P<fence>`{3,}|~{3,})[ \t]*(?P<language>\w*)[^\n`]*\n(?P<inner>.*?)(?:^[ \t]*(?P=fence)|\Z)"
_ASIDE = {
    "bash", "cmd", "console", "output", "plaintext", "powershell", "sh", "shell", "terminal", "text", "txt", "zsh",
}  # fmt: skip
"""Languages of what stands beside code: how it is run, and what it prints."""
_DEFINES = r"(?m)^[ \t]*(?:async )?(?:def|class|function|func|fn)\s+(\w+)"
_OPENING = r"[{\[]"
_MOST_ATTEMPTS = 50


def fenced(text: str) -> list[str]:
    """The contents of the fenced blocks that are not empty."""
    return [content for _, content in _blocks(text)]


def code_block(text: str, *, required: bool) -> str | None:
    """The last fenced block that is code; where there is none and code is required, the text itself if it is Python.

    What shows how the code is run, what it prints, or an example of its use is not the code.
    """
    blocks = _blocks(text)
    if not blocks:
        return text if required and parses(text) else None
    code = [block for block in blocks if block[0] not in _ASIDE] or blocks
    code = [block for block in code if block[0]] or code
    chosen, defined = "", set[str]()
    for _, content in code:
        own = set(re.findall(_DEFINES, content))
        if own or not defined.intersection(re.findall(r"\w+", content)):
            chosen = content
        defined |= own
    return chosen


def json_block(text: str) -> str | None:
    """The last JSON object or array: announced after all fenced blocks, in one, the whole text, or somewhere in it."""
    ends = [match.end() for match in re.finditer(_FENCE, text)]
    if ends and any(statements(text[ends[-1] :])) and (announced := _embedded(text[ends[-1] :])):
        return announced
    for block in [*reversed(fenced(text)), text]:
        value = json_value(block)
        if value and value[0] in {"object", "array"}:
            return block.strip()
    return _embedded(text)


def _blocks(text: str) -> list[tuple[str, str]]:
    """Language and content of the fenced blocks that are not empty; those in a list lose its indentation."""
    found = re.finditer(_FENCE, text)
    return [
        (block["language"].lower(), dedent(block["inner"]).strip("\n")) for block in found if block["inner"].strip()
    ]


def _embedded(text: str) -> str | None:
    decoder = json.JSONDecoder()
    position, found = 0, None
    for _ in range(_MOST_ATTEMPTS):
        opening = re.compile(_OPENING).search(text, position)
        if not opening:
            break
        try:
            _, position = decoder.raw_decode(text, opening.start())
            found = text[opening.start() : position]
        except (ValueError, RecursionError):
            position = opening.end()
    return found
