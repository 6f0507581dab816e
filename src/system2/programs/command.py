"""From the line that a user typed to the program that runs, away from the user's own working directory."""

import shlex
import shutil
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

from system2.errors import UsageError

OPERATORS = set("();<>|&")
"""Signs that a shell would act on where they stand outside of quotes."""

SCRIPTS = {".js", ".pl", ".py", ".rb", ".sh"}
"""How the names of files end that an interpreter is given to run."""


def arguments(command: str, own_files: Collection[str] = ()) -> list[str]:
    """The command line, split as a shell splits it, fit to run in another folder.

    The program is looked up on `PATH`. What names an existing file, or a folder written with a slash, is made
    absolute, so that `python check.py` means the `check.py` that the user sees; `own_files` are the program's and stay
    as they are. Raises `UsageError`.
    """
    words = _split(command)
    program = shutil.which(_expanded(words[0]) if words[0].startswith("~/") else words[0])
    if program is None:
        raise UsageError(f"there is no program {words[0]!r}: it is not on PATH, or not executable.")
    script = words[1] if words[1:] and words[1] not in own_files else ""
    if Path(script).suffix in SCRIPTS and not _is_file(_expanded(script)):
        raise UsageError(f"there is no file {script!r}: name it as it is seen from this folder.")
    return [str(Path(program).absolute()), *(word if word in own_files else _absolute(word) for word in words[1:])]


def _split(command: str) -> list[str]:
    try:
        words = shlex.split(command)
        operator = _operator(command)
    except ValueError:
        raise UsageError(f"the program {command!r} cannot be read: a quotation mark has no partner.") from None
    if operator:
        with_shell = f"sh -c {shlex.quote(command)}"
        raise UsageError(f"the program runs without a shell, so {operator!r} means nothing there: say {with_shell}.")
    if not words:
        raise UsageError("no program is named: say which, as in --check 'python check.py'.")
    return words


def _operator(command: str) -> str | None:
    """The first sign outside of quotes that only a shell would understand."""
    lexer = shlex.shlex(command, posix=False, punctuation_chars="".join(OPERATORS))
    lexer.whitespace_split = True
    lexer.commenters = ""
    return next((word for word in lexer if set(word) <= OPERATORS), None)


def _absolute(word: str) -> str:
    path = _expanded(word)
    with suppress(OSError):  # a word too long for a path is none
        if _is_file(path) or (("/" in word or word in (".", "..")) and path.exists()):
            return str(path.absolute())
    return word


def _is_file(path: Path) -> bool:
    with suppress(OSError):
        return path.is_file()
    return False


def _expanded(word: str) -> Path:
    return Path(word).expanduser() if word.startswith("~/") else Path(word)
