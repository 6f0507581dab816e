"""Running the real commands as a user does: in a subprocess, or in this process where an import would cost too much."""

import gc
import importlib
import io
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from tests import forks

FAKE_KEY = "sk-fake-c0ffee-never-written-anywhere"
"""The only key that any test has; it must not turn up in any file."""

SCRIPTS_FOLDER = Path(sys.executable).parent
"""Where `system2`, `think` and the others are installed."""

KEPT_VARIABLES = ("LANG", "LC_ALL", "TZ", "TMPDIR", "VIRTUAL_ENV", "SSL_CERT_FILE", "SSL_CERT_DIR")
"""What commands may know of the tester's own environment; keys and settings are not among it."""

PATIENCE = 240.0
"""Seconds after which a command is taken for stuck."""


@dataclass(frozen=True)
class Finished:
    """What a command left behind: its exit code, both outputs and how many seconds it took."""

    exit_code: int
    stdout: str
    stderr: str
    seconds: float


@dataclass(frozen=True)
class Running:
    """A command that has been started."""

    process: subprocess.Popen[str]
    started: float

    def finish(self, stdin: str | None = None, timeout: float = PATIENCE) -> Finished:
        """Wait for its end."""
        with self.process:
            try:
                stdout, stderr = self.process.communicate(stdin, timeout)
            except subprocess.TimeoutExpired:
                self.process.kill()
                raise
        return Finished(self.process.returncode, stdout, stderr, time.monotonic() - self.started)

    def kill(self) -> Finished:
        """End it by SIGKILL, as a crash would."""
        self.process.kill()
        return self.finish()


class Commands:
    """Runs commands in one home, with nothing of the tester's own environment.

    `afresh` starts each as a shell does, where what starting takes is to be measured.
    """

    def __init__(self, folder: Path, environment: Mapping[str, str], *, afresh: bool = False) -> None:
        self.folder = folder
        self._start = subprocess.Popen if afresh else forks.start
        kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
        self.environment = {
            **kept,
            "PATH": f"{SCRIPTS_FOLDER}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(folder),
            "SYSTEM2_HOME": str(folder / "system2"),
            "TERM": "xterm-256color",
            **environment,
        }

    def start(self, *command: object, stdin: int = subprocess.DEVNULL, env: Mapping[str, str] | None = None) -> Running:
        """Start a command in a process group of its own; `stdin` is as in `subprocess`."""
        environment = self.environment | dict(env or {})
        process = self._start(
            self.arguments(command),
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            env=environment,
            cwd=self.folder,
            start_new_session=True,
        )
        return Running(process, time.monotonic())

    def run(self, *command: object, stdin: str | None = None, env: Mapping[str, str] | None = None) -> Finished:
        """Run a command to its end; without `stdin` its standard input is empty."""
        source = subprocess.DEVNULL if stdin is None else subprocess.PIPE
        return self.start(*command, stdin=source, env=env).finish(stdin)

    def invoke(self, *command: object, stdin: str | None = None, env: Mapping[str, str] | None = None) -> Finished:
        """Run a script's own function in this process, whose imports are paid for once; files and pipes are real."""
        name, *arguments = self.arguments(command)
        script = getattr(importlib.import_module("system2.cli.app"), Path(name).name)
        environment = self.environment | dict(env or {})
        started = time.monotonic()
        with (
            tempfile.TemporaryFile("w+", encoding="utf-8") as source,
            captured() as stdout,
            captured() as stderr,
            mock.patch.dict(os.environ, environment, clear=True),
            mock.patch.object(sys, "argv", [name, *arguments]),
            mock.patch.object(sys, "stdin", source),
            redirect_stdout(stdout),
            redirect_stderr(stderr),
        ):
            source.write(stdin or "")
            source.seek(0)
            with signals_kept():
                exit_code = exit_code_of(script)
            return Finished(exit_code, text_of(stdout), text_of(stderr), time.monotonic() - started)

    def arguments(self, command: tuple[object, ...]) -> list[str]:
        """The command line of a command; our own scripts are those of the environment that runs the tests."""
        name, *arguments = map(str, command)
        script = SCRIPTS_FOLDER / name
        return [str(script) if script.is_file() else name, *arguments]


@contextmanager
def signals_kept() -> Iterator[None]:
    """What a script makes of signals and of collecting garbage ends with it, as if its process did."""
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        gc.enable()
        for number, handler in kept.items():
            signal.signal(number, handler)


def captured() -> io.TextIOWrapper:
    """A file in the place of standard output: it has a descriptor, and it is no terminal."""
    return io.TextIOWrapper(tempfile.TemporaryFile("w+b"), encoding="utf-8", write_through=True)


def text_of(file: io.TextIOWrapper) -> str:
    """All that was written to it."""
    file.seek(0)
    return file.read()


def exit_code_of(script: object) -> int:
    """The code that a script exits with, as the shell would see it."""
    assert callable(script)
    try:
        script()
    except SystemExit as end:
        return int(end.code or 0)
    return 0
