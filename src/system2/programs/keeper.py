"""The keeper: a small process that runs one program, watches it, ends it, and sweeps up behind it.

It is a process of its own so that it outlives a system2 that is killed: its standard input ends then, and that is
the sign to end everything. An order comes in there, and a report goes out on its standard output.
"""

import json
import os
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from system2.programs import inside, linux
from system2.programs.channels import Intake
from system2.programs.folder import remove_tree
from system2.programs.limits import MEBIBYTE, Limits
from system2.programs.order import Order, Report
from system2.programs.processes import end_all, memory, tasks

GLANCE = 0.02
"""Seconds between two looks at what the program holds."""

AHEAD = -10
"""The keeper's priority, where it may have it: a thousand processes must not keep it waiting."""

OURS = 2
"""Processes between the keeper and the program."""


def main() -> None:
    """Carry out the order on standard input. All that was started or written is gone before the report goes out."""
    order = Order.decode(_first_line(sys.stdin.fileno()))
    if inside.LINUX:
        linux.adopt_orphans()
    try:
        report = watch(order, apart=inside.LINUX) or watch(order, apart=False)
    finally:
        remove_tree(Path(order.folder))
    sys.stdout.buffer.write((report or Report(trouble="it could not be held")).encode())


def watch(order: Order, *, apart: bool) -> Report | None:
    """What becomes of the program; None where the namespaces that were asked for cannot be had."""
    intake = Intake()
    channels = inside.Channels(*map(intake.open_pipe, inside.Channels._fields))
    give_up = time.monotonic() + order.limits.seconds
    if not os.fork():
        inside.enter(order, channels, apart=apart)
    for channel in channels:
        os.close(channel)
    intake.open("life", sys.stdin.fileno())
    with suppress(PermissionError):
        os.setpriority(os.PRIO_PROCESS, 0, AHEAD)
    try:
        reason = _wait(intake, order.limits, give_up)
    finally:
        end_all(_status(intake).get("group"))
    while intake.read(0) and intake.total <= 2 * order.limits.output:
        pass
    intake.close()
    status = _status(intake)
    return None if "unavailable" in status else _report(intake, status, reason, order.limits)


def _wait(intake: Intake, limits: Limits, give_up: float) -> str:
    """Wait until the program ends or has to be ended; why, empty where it ended by itself."""
    while intake.is_open("status") and not {"exit", "unavailable"} & _status(intake).keys():
        intake.read(GLANCE)
        if intake.total > limits.output:
            return f"it printed more than {_size(limits.output)}"
        if tasks() - OURS > limits.processes:
            return f"it ran more than {limits.processes} processes and threads"
        if memory(limits.memory) > limits.memory:
            return f"it held more than {_size(limits.memory)} of memory"
        if time.monotonic() > give_up:
            return f"it ran longer than {limits.seconds:g} s"
        if not intake.is_open("life"):
            return "nobody waits for it any longer"
    return ""


def _report(intake: Intake, status: dict[str, Any], reason: str, limits: Limits) -> Report:
    exit_code = status.get("exit")
    if intake.total > limits.output:
        reason = f"it printed more than {_size(limits.output)}"
    if not reason and (exit_code is None or exit_code < 0):
        reason = _killed_by(exit_code, limits)
    return Report(
        exit_code=None if reason else exit_code,
        reason=reason,
        output=intake.kept["output"].decode(errors="replace"),
        errors=intake.kept["errors"].decode(errors="replace"),
        trouble=status.get("trouble", ""),
    )


def _killed_by(exit_code: int | None, limits: Limits) -> str:
    match exit_code and -exit_code:
        case signal.SIGXCPU:
            return f"it used more than {limits.processor_seconds} s of the processor"
        case signal.SIGXFSZ:
            return f"it wrote a file of more than {_size(limits.file)}"
        case None:
            return "it was killed from outside"
        case number:
            return f"it was killed by {_signal_name(number)}"


def _signal_name(number: int) -> str:
    """Most real-time signals have no name."""
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _status(intake: Intake) -> dict[str, Any]:
    """What was told so far of how it goes."""
    told: dict[str, Any] = {}
    for line in intake.kept["status"].splitlines():
        told = json.loads(line) | told
    return told


def _size(count: int) -> str:
    return f"{round(count / MEBIBYTE, 2):g} MiB"


def _first_line(descriptor: int) -> bytes:
    """One line, read without a buffer that would take in more than it."""
    line = bytearray()
    while not line.endswith(b"\n") and (chunk := os.read(descriptor, 65_536)):
        line += chunk
    return bytes(line)


if __name__ == "__main__":
    main()
