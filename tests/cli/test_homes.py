"""A home that cannot be used: one line and exit 7 before anything is sent, whatever is wrong with it."""

import errno
import fcntl
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.commands import Commands
from tests.conftest import Run
from tests.server import ModelServer

THINK = ("think", "What is 6*7?", "-e", 1, "-m", "openai/gpt-4o-mini", "-q")

AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder to another user")
STRANGER = 12345


def a_file(home: Path) -> Path:
    (home / "here").write_text("")
    return home / "here"


def a_loop(home: Path) -> Path:
    (home / "loop").symlink_to(home / "loop")
    return home / "loop"


def nowhere(home: Path) -> Path:
    (home / "nowhere").symlink_to(home / "missing")
    return home / "nowhere"


def in_a_file(home: Path) -> Path:
    return a_file(home) / "below"


def too_long(home: Path) -> Path:
    return home / ("a" * 300)


def of_nobody(home: Path) -> Path:
    return Path("~nosuchuser/system2")


def with_a_file_as(name: str) -> Callable[[Path], Path]:
    def make(home: Path) -> Path:
        (home / name).write_text("")
        return home

    return make


def of_a_stranger(home: Path) -> Path:
    os.chown(home, STRANGER, -1)
    return home


def with_a_strangers_link(home: Path) -> Path:
    (home.parent / "victim").mkdir()
    (home / "ledger").symlink_to(home.parent / "victim")
    os.chown(home / "ledger", STRANGER, -1, follow_symlinks=False)
    return home


def below_a_strangers_file(home: Path) -> Path:
    (home / "ledger").mkdir()
    (home.parent / "victim").write_text("mine")
    (home / "ledger" / "lock").symlink_to(home.parent / "victim")
    os.chown(home / "ledger" / "lock", STRANGER, -1, follow_symlinks=False)
    return home


@pytest.mark.parametrize(
    "make",
    [
        a_file,
        a_loop,
        nowhere,
        in_a_file,
        too_long,
        of_nobody,
        with_a_file_as("ledger"),
        with_a_file_as("runs"),
        pytest.param(of_a_stranger, marks=AS_ROOT),
        pytest.param(with_a_strangers_link, marks=AS_ROOT),
        pytest.param(below_a_strangers_file, marks=AS_ROOT),
    ],
)
def test_a_home_that_cannot_be_used_is_one_line_before_anything_is_sent(
    invoke: Run, home: Path, server: ModelServer, make: Callable[[Path], Path]
) -> None:
    finished = invoke(*THINK, env={"SYSTEM2_HOME": str(make(home))})
    assert (finished.exit_code, finished.stdout, server.exchanges) == (7, "", [])
    assert len(finished.stderr.splitlines()) == 1
    assert finished.stderr.startswith("think: ")


def test_without_any_home_there_is_one_line(
    invoke: Run, commands: Commands, server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As for a user without a name in the system's list."""
    import pwd

    def nobody(_: int) -> None:
        raise KeyError

    monkeypatch.setattr(pwd, "getpwuid", nobody)
    del commands.environment["SYSTEM2_HOME"]
    finished = invoke(*THINK, env={"HOME": ""})
    assert (finished.exit_code, server.exchanges) == (7, [])
    assert finished.stderr == "think: ~ is nobody's home folder: set SYSTEM2_HOME to a folder that is yours.\n"


@pytest.mark.parametrize("name", ["ENOLCK", "ENOSYS", "EOPNOTSUPP", "EIO", "ESTALE"])
def test_a_file_system_without_locks_is_one_line_before_anything_is_sent(
    invoke: Run, server: ModelServer, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """As NFS may be."""

    def refuse(*_: object) -> None:
        number = getattr(errno, name)
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(fcntl, "flock", refuse)
    finished = invoke(*THINK)
    assert (finished.exit_code, finished.stdout, server.exchanges) == (7, "", [])
    (line,) = finished.stderr.splitlines()
    assert "cannot lock it" in line
    assert line.endswith("Set SYSTEM2_HOME to a folder on a disk of this machine.")


def test_a_link_of_ones_own_is_followed(invoke: Run, home: Path, server: ModelServer) -> None:
    """A ledger on another disk, say."""
    (home.parent / "elsewhere").mkdir(mode=0o700)
    (home / "ledger").symlink_to(home.parent / "elsewhere")
    assert invoke(*THINK).exit_code == 0
    assert list((home.parent / "elsewhere").glob("*.toml"))
