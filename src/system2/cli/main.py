"""Running a command: every trouble becomes one clear line on standard error and its exit code."""

import atexit
import errno
import io
import os
import signal
import sys
from contextlib import suppress
from typing import Any, NoReturn

import typer

from system2.cli.output import GONE, flush, say_no_more
from system2.config.home import is_ours, unusable
from system2.core.signals import ENDING, heeded
from system2.errors import ExitCode, System2Error
from system2.render.way_out import make_outputs_harmless

TyperUsageError: Any = typer.BadParameter.__mro__[1]
"""The class of all of Typer's complaints about a command line, which it does not export by name."""


def main(app: typer.Typer, name: str) -> NoReturn:
    """Run the app as the script `name` and exit."""
    _put_nothing_where_nothing_is()
    for number in heeded():
        signal.signal(number, _interrupt)
    try:
        code = _run(app, name)
    finally:
        for number in ENDING:
            signal.signal(number, signal.SIG_IGN)  # nothing is left that could be interrupted
    flush()
    atexit.register(_leave_import_alone, int(code or 0))
    sys.exit(int(code or 0))


def _leave_import_alone(code: int) -> None:
    """End at once where a thread still imports what calls models, as after a deadline: Python's end would wake it."""
    library: Any = sys.modules.get("system2.model.library")
    if library and library.is_importing():
        os._exit(code)


def _put_nothing_where_nothing_is() -> None:
    """Read from nowhere and complain to nowhere where that stream is closed.

    Else the next file to be opened, such as the ledger, would take its number, and libraries would write into that.
    """
    if sys.stdin is None:
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115, PTH123 - for as long as the process lives
    if sys.stderr is None and _takes_output():
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123


def _speak_utf_8() -> None:
    """As every other system does; Windows would speak what it spoke thirty years ago to files and pipes."""
    if os.name == "nt":
        for stream in (sys.stdin, sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(encoding="utf-8", errors="surrogateescape" if stream is sys.stdin else "replace")


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _run(app: typer.Typer, name: str) -> Any:
    """The exit code, None for 0."""
    if not _takes_output():
        _say(name, "Standard output is closed: there is nowhere for the result to go.")
        return ExitCode.USAGE
    _speak_utf_8()
    make_outputs_harmless()
    try:
        code = app(prog_name=name, standalone_mode=False)
        sys.stdout.flush()
    except System2Error as error:
        _say(name, str(error))
        return error.exit_code
    except TyperUsageError as error:
        _say(name, f"{_one_line(error.format_message())} Try `{_path(error, name)} --help`.")
        return ExitCode.USAGE
    except (KeyboardInterrupt, typer.Abort):
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        say_no_more(sys.stdout)
        return ExitCode.ANSWERED
    except SystemExit as end:
        # Typer ends a command with 1 where whoever read its output has gone: that is nobody's fault.
        return ExitCode.ANSWERED if isinstance(end.__context__, BrokenPipeError) else end.code
    except OSError as error:
        return _told_of_disk(error, name)
    return code


def _told_of_disk(error: OSError, name: str) -> ExitCode:
    """The exit code for a disk or an output that refuses, once the user is told; other troubles are raised."""
    if is_ours(error.filename):
        _say(name, str(unusable(error)))
        return ExitCode.LEDGER
    if error.errno not in GONE and error.errno != errno.ENOSPC:
        raise error
    if error.errno == errno.ENOSPC:
        _say(name, "There is no space left where the output goes. Make some, and run the same command again.")
    say_no_more(sys.stdout)
    return ExitCode.OUR_FAULT


def _takes_output() -> bool:
    if sys.stdout is None:
        return False
    try:
        os.fstat(sys.stdout.fileno())
    except OSError:
        return False
    return True


def _say(name: str, message: str) -> None:
    with suppress(OSError, AttributeError):  # standard error may be gone too
        print(f"{name}: {message}", file=sys.stderr)


def _one_line(message: str) -> str:
    line = " ".join(message.replace("Value error, ", "").split())  # what pydantic adds to Typer's own words
    return line if line.endswith((".", "?", "!")) else line + "."


def _path(error: Exception, name: str) -> str:
    context = getattr(error, "ctx", None)
    return context.command_path if context else name
