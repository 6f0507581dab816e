"""What other systems lack is missed by nothing: ours is imported and answers without it."""

import subprocess
import sys

import pytest

from tests.commands import Commands
from tests.readme import ROOT
from tests.server import ModelServer

WINDOWS = """\
import asyncio, builtins, fcntl, importlib.util, os, pkgutil, signal, sys, types

MISSING = {"fcntl", "resource", "pwd", "grp", "termios", "tty", "pty"}
UNKNOWN = {
    "os": {"fork", "forkpty", "getuid", "geteuid", "getgid", "getegid", "setsid", "killpg", "setpriority", "uname"}
    | {"O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_DIRECTORY", "sched_getaffinity"},
    "signal": {"SIGHUP", "SIGKILL", "SIGPIPE", "setitimer", "ITIMER_PROF"},
}
whole = builtins.__import__


def less(module):
    poorer = types.ModuleType(module.__name__)
    vars(poorer).update({name: value for name, value in vars(module).items() if name not in UNKNOWN[module.__name__]})
    return poorer


POORER = {"os": less(os), "signal": less(signal)}


def without(name, globals=None, locals=None, fromlist=(), level=0):
    if not (globals or {}).get("__name__", "").startswith("system2"):
        return whole(name, globals, locals, fromlist, level)
    if name in MISSING:
        raise ImportError(f"there is no {name} here")
    return POORER.get(name) or whole(name, globals, locals, fromlist, level)


def locking(descriptor, mode, count):
    fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB, count, os.lseek(descriptor, 0, os.SEEK_CUR))


def no_handlers(*_):
    raise NotImplementedError


builtins.__import__ = without
sys.modules["msvcrt"] = types.SimpleNamespace(LK_NBLCK=2, LK_UNLCK=0, locking=locking)
asyncio.unix_events._UnixSelectorEventLoop.add_signal_handler = no_handlers
asyncio.unix_events._UnixSelectorEventLoop.remove_signal_handler = no_handlers
"""
"""Takes away what Windows has not from system2; the libraries of others keep what they know."""

IMPORTS = """
import system2

served = importlib.util.find_spec("uvicorn")
for module in pkgutil.walk_packages(system2.__path__, "system2."):
    if not module.name.endswith("__main__") and (served or ".doors" not in module.name):
        __import__(module.name)
print("all")
"""

THINKS = """
from system2.cli.app import think

sys.argv = ["think", *sys.argv[1:]]
think()
"""


ALGEBRA = """
from system2 import same_answer

print(same_answer(r"$\\frac{x^2-1}{x-1}$", "$x+1$"), same_answer(r"$\\sqrt{8}$", "$3$"))
"""


def python(script: str, *arguments: object, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a script in a process of its own."""
    return subprocess.run(
        [sys.executable, "-c", script, *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
        env=environment,
        cwd=ROOT,
        check=False,
    )


def test_every_module_is_imported_without_what_windows_lacks(commands: Commands) -> None:
    finished = python(WINDOWS + IMPORTS, environment=commands.environment)
    assert (finished.returncode, finished.stdout) == (0, "all\n"), finished.stderr


def test_think_answers_is_judged_and_booked_without_what_windows_lacks(commands: Commands, server: ModelServer) -> None:
    """The ledger has its rows, algebra its worker, the trace its lock; a second run is answered from the cache."""
    asked = ("What is 6*7?", "-e", 3, "-m", "openai/gpt-4o-mini", "-a")
    for _ in range(2):
        finished = python(WINDOWS + THINKS, *asked, environment=commands.environment)
        assert (finished.returncode, finished.stdout) == (0, "42\n"), finished.stderr
        assert "Traceback" not in finished.stderr
    assert len(server.requests) == 4  # three equal paths have one verdict
    assert len(commands.invoke("cost", "today", "--json").stdout) > 2


def test_algebra_is_done_and_ended_without_what_windows_lacks(commands: Commands) -> None:
    finished = python(WINDOWS + ALGEBRA, environment=commands.environment)
    assert (finished.returncode, finished.stdout) == (0, "True False\n"), finished.stderr


@pytest.mark.parametrize("options", [("--check", "true"), ("--strategy", "program", "--unsafe-run-code")])
def test_what_cannot_be_kept_within_bounds_there_is_refused_in_one_line(
    commands: Commands, server: ModelServer, options: tuple[str, ...]
) -> None:
    finished = python(
        WINDOWS + THINKS, "What is 6*7?", "-m", "openai/gpt-4o-mini", *options, environment=commands.environment
    )
    assert finished.returncode == 2
    assert finished.stderr == (
        "think: Programs are run on Linux and macOS alone, for nothing here keeps them within bounds.\n"
    )
    assert not server.requests
