"""A program in the place of a model: `cmd:PROGRAM ARGS` takes the prompt on its standard input and prints a path.

It runs as its user would run it, in the same environment, home and folder, for no longer than a call may take. What it
cost it may tell in one line of JSON at the end of its standard error, in tokens and, where it knows that, dollars:
{"usage": {"input": 120, "output": 40, "cost_usd": "0.012"}}
"""

import asyncio
import os
import shlex
import shutil
import signal
from collections.abc import Mapping
from contextlib import suppress
from decimal import Decimal
from typing import Any

from system2.config.members import PROGRAM
from system2.core.json_reader import read_json
from system2.core.money import NO_TOKENS, Usage
from system2.core.numbers import bounded_decimal, bounded_whole
from system2.core.problem import Messages
from system2.core.replies import Reply
from system2.errors import UsageError
from system2.model.errors import CallError
from system2.model.requests import Completion, OnSent, Request

MOST_OUTPUT = 4 * 2**20
"""Bytes that a program may print."""

GRACE = 1.0
"""Seconds in which a program that is told to end may do so by itself."""


def is_program(model: str) -> bool:
    """Whether a model's name, as the user gives it, is a program with its arguments."""
    return model.startswith(PROGRAM)


def check_program(model: str) -> None:
    """Tell what can be told before it is run. Raises `UsageError` where there is no such program."""
    try:
        name, *_ = _arguments(model)
    except ValueError:
        raise UsageError(f"{model!r} is no program with arguments, each quote of which is closed.") from None
    if not hasattr(os, "killpg"):
        raise UsageError(f"{model}: a program in the place of a model needs Linux or macOS.")
    if shutil.which(name) is None:
        raise UsageError(f"There is no program {name!r} to be asked in the place of a model.")


async def ask(request: Request, on_sent: OnSent) -> Completion:
    """Run the program and take what it prints for its reply; it ends with whatever it started if it is cancelled.

    Raises:
        CallError: it failed, printed nothing or too much, or took longer than the request's time limit.
    """
    on_sent()
    try:
        process = await asyncio.create_subprocess_exec(
            *_arguments(request.model),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            start_new_session=True,
        )
    except OSError as trouble:
        raise CallError(f"{request.model} cannot be run: {trouble.strerror}", "unreachable") from None
    try:
        async with asyncio.timeout(request.timeout):
            said, errors = await _talk(process, prompt_of(request.messages).encode())
            code = await process.wait()
    except TimeoutError:
        raise CallError(f"no whole reply within {request.timeout:g} s", "timeout", billed="everything") from None
    finally:
        await _end(process)
    usage, cost = told(errors)
    counted = None if usage == NO_TOKENS else usage
    if code != 0:
        last = "" if counted or cost is not None else _last_line(errors)
        reason = f"it exited with {code}{f': {last}' if last else ''}"
        raise CallError(reason, "server", billed="everything", usage=counted, cost_usd=cost)
    reply = Reply(said.decode(errors="replace").strip())
    return Completion((reply,), usage, usage_known=counted is not None, cost_usd=cost)


def prompt_of(messages: Messages) -> str:
    """What the program reads: the one thing that is asked, or a conversation with who says what."""
    if len(messages) == 1:
        return messages[0].text
    return "\n\n".join(f"{message.speaker.capitalize()}:\n{message.text}" for message in messages)


def told(errors: bytes) -> tuple[Usage, Decimal | None]:
    """The tokens and dollars that a program tells in the last line of its standard error; none where it does not."""
    try:
        found, _ = read_json(_last_line(errors))
    except ValueError:
        found = None
    usage = found.get("usage") if isinstance(found, Mapping) else None
    if not isinstance(usage, Mapping):
        return NO_TOKENS, None
    counted = Usage(input=_whole(usage.get("input")), output=_whole(usage.get("output")))
    with suppress(ValueError):
        cost = bounded_decimal(usage["cost_usd"]) if "cost_usd" in usage else None
        return counted, cost if cost is None or cost >= 0 else None
    return counted, None


async def _talk(process: asyncio.subprocess.Process, prompt: bytes) -> tuple[bytes, bytes]:
    """What it prints on both outputs, none of them longer than may be."""
    assert process.stdin and process.stdout and process.stderr
    writing = asyncio.ensure_future(_write(process.stdin, prompt))
    try:
        said, errors = await asyncio.gather(_read(process.stdout), _read(process.stderr))
    finally:
        writing.cancel()
    return said, errors


async def _write(pipe: asyncio.StreamWriter, prompt: bytes) -> None:
    with suppress(OSError):  # it need not read all of it
        pipe.write(prompt)
        await pipe.drain()
        pipe.close()


async def _read(pipe: asyncio.StreamReader) -> bytes:
    read = bytearray()
    while piece := await pipe.read(2**16):
        read += piece
        if len(read) > MOST_OUTPUT:
            raise CallError(f"it printed more than {MOST_OUTPUT // 2**20} MB", "bad_reply", billed="everything")
    return bytes(read)


async def _end(process: asyncio.subprocess.Process) -> None:
    """End its whole process group, politely first; what it started and left behind goes too."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, number)
        with suppress(TimeoutError):
            async with asyncio.timeout(GRACE):
                await process.wait()
    process._transport.close()  # type: ignore[attr-defined]  # who left the group may hold its outputs open for ever


def _arguments(model: str) -> list[str]:
    """The program and its arguments. Raises `ValueError` where there is none, or a quote is not closed."""
    found = shlex.split(model.removeprefix(PROGRAM))
    if not found:
        raise ValueError("no program")
    return found


def _last_line(errors: bytes) -> str:
    lines = [line.strip() for line in errors.decode(errors="replace").splitlines() if line.strip()]
    return lines[-1][:2_000] if lines else ""


def _whole(value: Any) -> int:
    try:
        return max(0, bounded_whole(value))
    except ValueError:
        return 0
