"""The live view in a real pseudo-terminal."""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.terminals import Terminal

ROOT = Path(__file__).parents[2]
HIDE, SHOW, CLEAR = b"\x1b[?25l", b"\x1b[?25h", b"\x1b[2J"

Play = Callable[..., Terminal]


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    """The run goes on once this is opened for writing."""
    path = tmp_path / "go-on"
    os.mkfifo(path)
    return path


@pytest.fixture
def play(pipe: Path) -> Iterator[Play]:
    """`play("finish", columns=100, rows=30)`: half a run is on the screen, the rest waits for the pipe."""
    with ExitStack() as opened:

        def start(how: str, *, columns: int = 100, rows: int = 30, **environment: str) -> Terminal:
            command = [sys.executable, "-m", "tests.render.play", how, str(pipe)]
            own = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **environment}
            terminal = Terminal(command, columns=columns, rows=rows, environment=own, folder=ROOT)
            opened.enter_context(terminal)
            terminal.wait_for("a remark that stays")
            return terminal

        yield start


def go_on(pipe: Path) -> None:
    pipe.write_bytes(b"go on")


def test_a_run_that_ends_folds_away_and_leaves_the_answer_and_the_summary(play: Play, pipe: Path) -> None:
    terminal = play("finish")
    go_on(pipe)
    assert terminal.finish() == 0
    assert terminal.lines[:3] == [
        "a remark that stays",
        "the answer",
        "agreement 0.95 (3 of 5 paths agree) · $0.00039, 10 calls, 6.1 s · run 7KQ2",
    ]
    assert not "".join(terminal.lines[3:])
    assert_cursor_is_shown(terminal)


def test_our_own_crash_shows_the_cursor_again(play: Play, pipe: Path) -> None:
    terminal = play("crash")
    go_on(pipe)
    assert terminal.finish() == 1
    assert "RuntimeError: our own bug" in terminal.text
    assert "╭" not in terminal.text
    assert_cursor_is_shown(terminal)


def test_an_interrupt_shows_the_cursor_again(play: Play, pipe: Path) -> None:
    terminal = play("finish")
    with pipe.open("wb"):  # Opens only once the run waits for it.
        # Not the key: with it, the terminal itself throws away what was printed and not yet read.
        terminal.process.send_signal(signal.SIGINT)
    # The pipe is closed by now: a signal that came just before the run began to read would leave it reading for ever.
    assert terminal.finish() != 0
    assert "KeyboardInterrupt" in terminal.text
    assert "╭" not in terminal.text and "gpt-4o-mini" not in terminal.text
    assert_cursor_is_shown(terminal)


@pytest.mark.parametrize(("columns", "rows"), [(60, 20), (140, 40), (80, 12)])
def test_a_terminal_that_changes_its_size_shows_one_whole_frame_of_the_new_size(
    play: Play, pipe: Path, columns: int, rows: int
) -> None:
    terminal = play("finish")
    terminal.resize(columns, rows)
    terminal.wait_for(lambda shown: is_one_frame(shown, columns))
    go_on(pipe)
    assert terminal.finish() == 0
    assert "╭" not in terminal.text


def test_a_terminal_that_got_narrower_is_cleared_because_it_has_wrapped_the_old_frame(play: Play, pipe: Path) -> None:
    terminal = play("finish")
    assert CLEAR not in terminal.raw
    terminal.resize(60, 20)
    terminal.wait_for(lambda shown: CLEAR in shown.raw)
    go_on(pipe)
    assert terminal.finish() == 0


def test_no_color_is_honoured(play: Play, pipe: Path) -> None:
    terminal = play("finish", NO_COLOR="1")
    go_on(pipe)
    assert terminal.finish() == 0
    assert not any(f"\x1b[{colour}m".encode() in terminal.raw for colour in range(30, 38))
    assert b"\x1b[36m" in finished_raw(play, pipe), "there would have been colours"


def test_the_columns_variable_sets_the_width(play: Play, pipe: Path) -> None:
    terminal = play("finish", COLUMNS="60")
    terminal.wait_for(lambda shown: is_one_frame(shown, 60))
    go_on(pipe)
    assert terminal.finish() == 0


def test_a_console_that_knows_ascii_alone_gets_ascii_alone(play: Play, pipe: Path) -> None:
    terminal = play("finish", PYTHONIOENCODING="ascii")
    assert terminal.raw.isascii()
    go_on(pipe)
    assert terminal.finish() == 0


def assert_cursor_is_shown(terminal: Terminal) -> None:
    assert HIDE in terminal.raw, "it was hidden while the frame was drawn"
    assert terminal.raw.rindex(SHOW) > terminal.raw.rindex(HIDE)


def is_one_frame(terminal: Terminal, columns: int) -> bool:
    """Whether one header and one footer of this width are on the screen, and nothing is left of older frames."""
    headers = [line for line in terminal.lines if "best of 5" in line]
    footers = [line for line in terminal.lines if " calls · " in line]
    return len(headers) == 1 and [len(footer) for footer in footers] == [columns - 5]


def finished_raw(play: Play, pipe: Path) -> bytearray:
    terminal = play("finish")
    go_on(pipe)
    terminal.finish()
    return terminal.raw
