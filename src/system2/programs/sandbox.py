"""Running a program that nobody trusts: away from the user's files, keys and processes, and never for long.

What holds where:

* Everywhere: its own session and temporary folder, wall time, processor time, size of a file, amount of output, an
  environment of six variables. Folder and processes are gone at the end, also when this process is killed.
* Linux adds: number of processes, memory held by all together, orphans found and ended, no capabilities (a program
  of root is no more than an owner of root's files), no set-user-id programs.
* Linux 5.13 and later with Landlock, as distributions enable it: no file outside the folder can be created, written,
  renamed or removed, nor the environment of another process be read.
* Linux that permits namespaces, to root or to everybody: a process tree that ends as one, every file system
  read-only (permissions too), a private `/dev/shm`, a bound on the folder as a whole.

What does not hold: files can be read, and the network can be used, except by what is confined, as all that a model
wrote is: a Python that reads the system's folders, its own and the one where it runs, and has no sockets. Where
Landlock and seccomp cannot be had it is not run. Elsewhere than on Linux a process that leaves its group outlives the
program, and nothing keeps it from writing where the user may.
"""

import asyncio
import json
import os
import socket
import subprocess
import sys
from pathlib import Path

from system2.core.actions import Check
from system2.core.outcomes import Checked, Failed
from system2.errors import UsageError
from system2.programs import linux, seccomp
from system2.programs.command import arguments
from system2.programs.folder import temporary_folder
from system2.programs.limits import Limits
from system2.programs.order import Order, Report
from system2.programs.readable import interpreter, readable

LONGEST_VALUE = 100_000
"""Bytes of one environment variable; Linux starts no program with a longer one than 128 KiB."""

START_KEEPER = "import sys; sys.path.append(sys.argv[1]); from system2.programs.keeper import main; main()"

DEFAULT = Limits()


async def run_program(check: Check, limits: Limits = DEFAULT) -> Checked | Failed:
    """Run the program of this check to its end, or end it where it passes a limit.

    `Failed` means that it could not be started. Cancelling ends it too, with everything that it started.
    """
    try:
        with temporary_folder() as folder:
            words = arguments(check.command, check.files)
            given = environment(check.environment, folder)
            places = await asyncio.to_thread(_places, words) if check.confined else None
            report = await _keep(Order(words, given, check.text, check.files, str(folder), limits, places))
    except (UsageError, OSError) as error:
        return Failed(check, str(error))
    if report.trouble:
        return Failed(check, f"{words[0]} could not be started: {report.trouble}")
    return Checked(check, report.exit_code, report.output, report.reason, report.errors)


def check_bounds() -> None:
    """Raises `UsageError` where nothing keeps a program within bounds, and none is run therefore."""
    if not hasattr(os, "fork"):
        raise UsageError("Programs are run on Linux and macOS alone, for nothing here keeps them within bounds.")


def check_confinement() -> None:
    """Raises `UsageError` where what a model wrote cannot be kept from the user's files and the network."""
    if not (linux.can_confine_files() and seccomp.is_available()):
        raise UsageError(
            "Code that a model wrote cannot be confined here: that takes Linux 5.13 with Landlock and seccomp. "
            "Add --unsafe-run-code to run it all the same, with your files and the network."
        )


def _places(words: list[str]) -> list[str]:
    """What a confined program may read. A Python is called by its own name from now on, past any shim."""
    python = interpreter(words[0])
    words[0] = python.program
    return readable(python.folders)


def environment(given: dict[str, str], folder: Path) -> dict[str, str]:
    """All that the program sees of the user's environment, and what the check gives it, fit to be passed on."""
    scrubbed = {
        "PATH": os.environ.get("PATH", os.defpath),
        "LANG": os.environ.get("LANG", "C.UTF-8"),
        "HOME": str(folder),
        "TMPDIR": str(folder),
    }
    return scrubbed | {name: _fit(value) for name, value in given.items()}


def _fit(value: str) -> str:
    text = value.replace("\0", "").encode(errors="replace")
    return text[:LONGEST_VALUE].decode(errors="ignore")


async def _keep(order: Order) -> Report:
    """Have a keeper carry out this order. Whatever ends this wait ends the program.

    One socket carries both ways. The event loop's own subprocesses will not do: in CPython 3.11 a
    cancellation that meets one at its start may wait for ever.
    """
    ours, theirs = socket.socketpair()
    with theirs:
        reader, writer = await asyncio.open_connection(sock=ours)
        keeper = _start_keeper(theirs)
    try:
        writer.write(order.encode())
        report = await reader.read()
    finally:
        writer.write_eof()  # the keeper's sign to end everything
        await reader.read()  # until it has
        writer.close()
        keeper.wait()
    try:
        return Report.decode(report)
    except json.JSONDecodeError:
        raise RuntimeError(f"the keeper of {order.arguments[0]} fell: {report.decode(errors='replace')}") from None


def _start_keeper(channel: socket.socket) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", START_KEEPER, str(Path(__file__).parents[2])],
        stdin=channel.fileno(),
        stdout=channel.fileno(),
        stderr=channel.fileno(),
        env={},
        cwd="/",
        start_new_session=True,
    )
