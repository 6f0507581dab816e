"""How verdicts come about, from the options that say so."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

from system2.errors import UsageError

if TYPE_CHECKING:
    from system2.verifiers.chosen import Judging, TestFile


def read_judging(
    judge_by: str | None,
    *,
    critiques: int | None,
    check: str | None,
    tests: Path | None,
    unsafe_run_code: bool,
    reward: str | None,
    aggregate: str | None,
) -> "Judging":
    """What the user wants of verdicts. Raises `UsageError` where an option is empty or the test file unreadable."""
    from system2.verifiers.chosen import Judging

    return Judging(
        ways=tuple(way.strip() for way in _said("--judge-by", judge_by).split(",") if way.strip()),
        critiques=_critiques(critiques),
        check=_said("--check", check),
        tests=_read_tests(tests) if tests else None,
        unsafe_run_code=unsafe_run_code,
        reward=_said("--reward", reward),
        aggregate=_said("--aggregate", aggregate),
    )


def described(judging: "Judging") -> str:
    """The same in a few words, which differ where verdicts could."""
    from hashlib import blake2b

    from system2.verifiers.chosen import ways_of

    critiques = f"{judging.critiques} critiques" if judging.critiques else ""
    tests = (
        f"{judging.tests.name} {blake2b(judging.tests.source.encode(), digest_size=3).hexdigest()}"
        if judging.tests
        else ""
    )
    return " ".join(
        filter(None, (*ways_of(judging), critiques, judging.check, tests, judging.reward, judging.aggregate))
    )


def _said(flag: str, value: str | None) -> str:
    """What was said; an empty text, as of a variable that is not set, must not pass for an option left out."""
    if value is not None and not value.strip(" ,"):
        raise UsageError(f"{flag} is {value!r}, but it has to say something; leave it out to have a model judge.")
    return value or ""


def _critiques(number: int | None) -> int:
    if number == 0:
        raise UsageError("--critiques is 0, but it has to be a whole number from 1 on; leave it out for none.")
    return number or 0


def _read_tests(file: Path) -> "TestFile":
    from system2.verifiers.chosen import TestFile
    from system2.verifiers.tests import MODULES

    if file.name in MODULES:
        raise UsageError(f"--tests cannot be called {file.name}: the code under test goes by that name. Rename it.")
    try:
        source = file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise UsageError(f"{file} is not a text file. Give a file of Python tests with --tests.") from None
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}.") from None
    if not re.search(r"\b(?:answer|solution)\b", source):  # it would accept whatever it is given
        raise UsageError(f"{file} tests nothing: let it import the code, as in `from answer import add`.")
    return TestFile(file.name, source)
