"""Code by its parsed tree: Python without comments, layout and docstrings; other languages without layout."""

import ast
import re
import textwrap
import warnings

LONGEST = 100_000
_DEEPEST = 60
_COMMENT = r"(?m)^[^\S\n]*(?://|#(?!include|define|!)|--).*$|\s//.*$"


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
            _drop_docstring(node)
        return ast.dump(tree)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _depth(text: str) -> int:
    """How deep brackets nest and operators pile up at most: what could exhaust the parser's stack."""
    deepest = depth = run = 0
    for sign in text:
        depth += (sign in "([{") - (sign in ")]}")
        run = run + 1 if sign in "-+~ " else 0
        deepest = max(deepest, depth, run // 4)
    return deepest


def _drop_docstring(node: ast.AST) -> None:
    if isinstance(node, ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        first = node.body[0] if node.body else None
        if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
            node.body = node.body[1:] or [ast.Pass()]
