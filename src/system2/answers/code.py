"""Code: where it stands in a text, and what it is without comments, layout and docstrings."""

import ast
import re
import textwrap
import warnings
from itertools import accumulate

LONGEST = 100_000
_DEEPEST = 60
_DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
_COMMENT = r"(?m)^[^\S\n]*(?://|#(?!include|define|!)|--).*$|\s//.*$"
FENCE = r"(?ms)^[ \t]*(?P<fence>`{3,}|~{3,})[ \t]*(?P<language>\w*)[^\n`]*\n(?P<inner>.*?)(?:^[ \t]*(?P=fence)|\Z)"
_ASIDE = {
    "bash", "cmd", "console", "output", "plaintext", "powershell", "sh", "shell", "terminal", "text", "txt", "zsh",
}  # fmt: skip
"""Languages of what stands beside code: how it is run, and what it prints."""
_DEFINES = r"(?m)^[ \t]*(?:async )?(?:def|class|function|func|fn)\s+(\w+)"


def fenced(text: str) -> list[tuple[str, str]]:
    """Language and content of the fenced blocks that are not empty; those in a list lose its indentation."""
    blocks = re.finditer(FENCE, text)
    return [
        (block["language"].lower(), textwrap.dedent(block["inner"]).strip("\n"))
        for block in blocks
        if block["inner"].strip()
    ]


def code_block(text: str, *, required: bool) -> str | None:
    """The last fenced block that is code; where there is none and code is required, the text itself if it is Python.

    What shows how the code is run, what it prints, or an example of its use is not the code.
    """
    blocks = fenced(text)
    if not blocks:
        return text if required and parses(text) else None
    code = [block for block in blocks if block[0] not in _ASIDE] or blocks
    chosen, defined = "", set[str]()
    for _, content in [block for block in code if block[0]] or code:
        own = set(re.findall(_DEFINES, content))
        chosen = content if own or not defined.intersection(re.findall(r"\w+", content)) else chosen
        defined |= own
    return chosen


def code_key(text: str) -> str:
    """The same key for programs that differ in layout and comments alone."""
    text = textwrap.dedent(text.expandtabs(4)).strip()
    tree = _python(text)
    if tree is None:
        return "text:" + " ".join(re.sub(_COMMENT, "", text).split())
    return "python:" + tree


def parses(text: str) -> bool:
    """Whether the text is a Python program of more than a bare name or literal."""
    return _python(text.strip()) is not None and any(sign in text for sign in "=(:")


def _python(text: str) -> str | None:
    if len(text) > LONGEST or _depth(text) > _DEEPEST:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)
            tree = ast.parse(text)
        for node in ast.walk(tree):
            if isinstance(node, _DOCUMENTED) and ast.get_docstring(node, clean=False) is not None:
                node.body = node.body[1:] or [ast.Pass()]
        return ast.dump(tree)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _depth(text: str) -> int:
    """How deep brackets nest and operators pile up at most: what could exhaust the parser's stack."""
    nested = max(accumulate((sign in "([{") - (sign in ")]}") for sign in text), default=0)
    return max(nested, max(map(len, re.findall(r"[-+~ ]+", text)), default=0) // 4)
