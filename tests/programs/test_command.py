"""The line that a user types after `--check`."""

from pathlib import Path

import pytest

from system2.errors import UsageError
from system2.programs.command import arguments


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's working directory, with a few files in it."""
    (tmp_path / "tests").mkdir()
    for name in ("check.py", "tests/case.json", "check"):
        (tmp_path / name).write_text("#!/bin/sh\n")
    (tmp_path / "check").chmod(0o755)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_script_is_the_one_that_the_user_sees(here: Path) -> None:
    assert arguments("sh check.py --strict")[1:] == [str(here / "check.py"), "--strict"]


def test_a_program_in_the_working_directory_is_found_by_its_path(here: Path) -> None:
    assert arguments("./check tests/case.json") == [str(here / "check"), str(here / "tests/case.json")]


def test_words_that_only_look_like_folders_stay_as_they_are(here: Path) -> None:
    assert arguments("sh tests tests/ . none.py")[1:] == ["tests", str(here / "tests"), str(here), "none.py"]


def test_files_of_the_programs_own_folder_stay_relative() -> None:
    assert arguments("sh check.py", own_files=["check.py"])[1:] == ["check.py"]


def test_home_is_the_users_own(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(here))
    assert arguments("~/check '~/check.py'") == [str(here / "check"), str(here / "check.py")]


@pytest.mark.parametrize(
    ("command", "line"),
    [
        ("", "no program is named"),
        ("no-such-program x", "there is no program 'no-such-program'"),
        ("./check.py", "there is no program './check.py'"),
        ("sh chekc.py", "there is no file 'chekc.py'"),
        ("sh 'check", "a quotation mark has no partner"),
        ("sh check.py | grep ok", "say sh -c 'sh check.py | grep ok'"),
        ("sh check.py && true", "'&&' means nothing there"),
        ("sh check.py>log", "'>' means nothing there"),
    ],
)
def test_what_cannot_be_run_gets_one_line_that_says_what_to_type(command: str, line: str) -> None:
    with pytest.raises(UsageError, match=r"^[^\n]*$") as raised:
        arguments(command)
    assert line in str(raised.value)


def test_signs_within_quotes_are_no_operators() -> None:
    assert arguments("sh -c 'cat | grep \"a;b\"'")[1:] == ["-c", 'cat | grep "a;b"']


def test_a_word_too_long_for_a_path_is_passed_on() -> None:
    assert arguments(f"sh -c {'x' * 10_000}")[1:] == ["-c", "x" * 10_000]
