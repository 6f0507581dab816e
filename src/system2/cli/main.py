"""Running a command: every trouble becomes one clear line on standard error and its exit code."""

import os
import sys
from typing import Any, NoReturn

import typer

from system2.cli.completion import get_ready_to_complete
from system2.errors import ExitCode, System2Error

TyperUsageError: Any = typer.BadParameter.__mro__[1]
"""The class of all of Typer's complaints about a command line, which it does not export by name."""


def main(app: typer.Typer, name: str) -> NoReturn:
    """Run the app as the script `name` and exit."""
    get_ready_to_complete(name)
    try:
        code = app(prog_name=name, standalone_mode=False)
        sys.stdout.flush()
    except System2Error as error:
        _say(name, str(error))
        code = error.exit_code
    except TyperUsageError as error:
        _say(name, f"{_one_line(error.format_message())} Try `{_path(error, name)} --help`.")
        code = ExitCode.USAGE
    except (KeyboardInterrupt, typer.Abort):
        code = ExitCode.INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has gone; Python would complain once more while it flushes.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = ExitCode.ANSWERED
    sys.exit(int(code or 0))


def _say(name: str, message: str) -> None:
    print(f"{name}: {message}", file=sys.stderr)


def _one_line(message: str) -> str:
    line = " ".join(message.split())
    return line if line.endswith((".", "?", "!")) else line + "."


def _path(error: Exception, name: str) -> str:
    context = getattr(error, "ctx", None)
    return context.command_path if context else name
