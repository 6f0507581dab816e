"""The fixtures that run commands can be trusted."""

import signal
import subprocess

from tests.commands import FAKE_KEY, Commands
from tests.conftest import OpenTerminal, Run
from tests.server import ModelServer


def test_a_command_knows_the_server_the_home_and_one_fake_key(
    commands: Commands, run: Run, server: ModelServer
) -> None:
    """And nothing of the tester's own settings."""
    finished = run("sh", "-c", "cat; pwd >&2; env; exit 3", stdin="six times seven\n")
    assert finished.exit_code == 3
    assert finished.stdout.startswith("six times seven\n")
    assert finished.stderr == f"{commands.folder}\n"
    assert f"OPENAI_BASE_URL={server.url}\n" in finished.stdout
    assert [line for line in finished.stdout.splitlines() if "KEY" in line] == [f"OPENAI_API_KEY={FAKE_KEY}"]


def test_a_started_command_can_be_killed(commands: Commands) -> None:
    """What it printed before is kept."""
    running = commands.start("sh", "-c", "echo begun; exec cat", stdin=subprocess.PIPE)
    assert running.process.stdout
    assert running.process.stdout.readline() == "begun\n"
    assert running.kill().exit_code == -signal.SIGKILL


def test_a_script_runs_in_this_process_with_its_own_streams(invoke: Run) -> None:
    """Usage errors have the exit code and the one line that a user sees."""
    finished = invoke("think", "--no-such-option")
    assert finished.exit_code == 2
    assert finished.stdout == ""
    assert "--no-such-option" in finished.stderr


def test_a_terminal_has_its_size_takes_keys_and_can_be_resized(terminal: OpenTerminal) -> None:
    """All three streams are the terminal, and colours and cursor moves are carried out."""
    tty = terminal("bash", "--norc", columns=100, rows=10, env={"PS1": "ready> "})
    tty.wait_for("ready>")
    tty.send("test -t 0 -a -t 1 -a -t 2 && stty size\r")
    tty.wait_for("10 100")
    tty.resize(60, 20)
    tty.send("stty size\r")
    tty.wait_for("20 60")
    tty.send("printf 'one\\rtwo\\n'; exit 5\r")
    assert tty.finish() == 5
    assert "two" in tty.lines
    assert "one" not in tty.lines


def test_what_scrolls_off_a_terminal_is_kept(terminal: OpenTerminal) -> None:
    """The screen shows the last rows, the history those above."""
    tty = terminal("seq", "1", "50", rows=10)
    assert tty.finish() == 0
    assert tty.lines[:9] == [str(number) for number in range(42, 51)]
    assert tty.scrolled == [str(number) for number in range(1, 42)]


def test_control_c_interrupts_what_runs_in_a_terminal(terminal: OpenTerminal) -> None:
    """As a signal to the whole foreground, not as a character."""
    tty = terminal("sh", "-c", "trap 'echo interrupted; exit 130' INT; echo waiting; while :; do sleep 0.1; done")
    tty.wait_for("waiting")
    tty.send("\x03")
    tty.wait_for("interrupted")
    assert tty.finish() == 130
