"""Running a command: every trouble becomes one clear line on standard error and its exit code."""

import errno
import os
import sys
from typing import Any, NoReturn

import typer

from system2.cli.completion import get_ready_to_complete
from system2.errors import ExitCode, System2Error
from system2.render.way_out import make_outputs_harmless

TyperUsageError: Any = typer.BadParameter.__mro__[1]
"""The class of all of Typer's complaints about a command line, which it does not export by name."""


def main(app: typer.Typer, name: str) -> NoReturn:
    """Run the app as the script `name` and exit."""
    get_ready_to_complete(name)
    make_outputs_harmless()
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
        _say_no_more()
        code = ExitCode.ANSWERED
    except SystemExit as end:
        # Typer ends a command with 1 where whoever read its output has gone: that is nobody's fault.
        code = ExitCode.ANSWERED if isinstance(end.__context__, BrokenPipeError) else end.code
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        _say(name, "There is no space left where the output goes. Make some, and run the same command again.")
        _say_no_more()
        code = ExitCode.OUR_FAULT
    sys.exit(int(code or 0))


def _say_no_more() -> None:
    """Standard output takes nothing; Python would complain once more while it flushes what is left."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _say(name: str, message: str) -> None:
    print(f"{name}: {message}", file=sys.stderr)


def _one_line(message: str) -> str:
    line = " ".join(message.split())
    return line if line.endswith((".", "?", "!")) else line + "."


def _path(error: Exception, name: str) -> str:
    context = getattr(error, "ctx", None)
    return context.command_path if context else name
