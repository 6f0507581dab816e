"""How verdicts come about, from the options that say so."""

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
    reward: str | None,
    aggregate: str | None,
) -> "Judging":
    """What the user wants of verdicts. Raises `UsageError` where the test file cannot be read."""
    from system2.verifiers.chosen import Judging

    return Judging(
        ways=tuple(way.strip() for way in (judge_by or "").split(",") if way.strip()),
        critiques=_critiques(critiques),
        check=check or "",
        tests=_read_tests(tests) if tests else None,
        reward=reward or "",
        aggregate=aggregate or "",
    )


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
        return TestFile(file.name, file.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        raise UsageError(f"{file} is not a text file. Give a file of Python tests with --tests.") from None
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}.") from None
