"""How far a batch or a measurement is, at a terminal."""

import json
from decimal import Decimal
from io import StringIO

import pytest
from rich.console import Console

from system2.cli.progress import bar_of
from system2.core.events import CapLeft
from system2.engine.progress import Progress

FIGURES = "152 of 1,000 · 30 earlier · 2 failed · 87.5 % right · $0.00 · $5.00 left today · 6 min 57 s left"


@pytest.mark.parametrize(("width", "rows", "bar"), [(46, 3, 0), (76, 2, 0), (107, 1, 10), (140, 1, 24)])
def test_no_figure_is_cut_and_the_bar_takes_the_room_that_is_left(width, rows, bar):
    """On a narrow terminal the figures take more lines."""
    progress = Progress(1000, answered=120, earlier=30, failed=2, marked=80, right=70, seconds=60)
    progress.cap_left = CapLeft(Decimal(5), Decimal(5), "today")
    shown = StringIO()
    Console(file=shown, width=width).print(bar_of(progress, width))
    lines = shown.getvalue().splitlines()
    begin = lines[0].index(FIGURES[:3])
    assert " ".join(" ".join(lines)[begin:].split()) == FIGURES
    assert (len(lines), begin) == (rows, bar and bar + 1)
    assert ("━" in lines[0][:begin]) == bool(bar)
    assert all(len(line.rstrip()) <= width for line in lines)


def test_answers_on_the_terminal_are_not_written_over(terminal, server, home):
    """Standard output and standard error are the same screen there: no bar moves on it."""
    (home.parent / "questions").write_text("What is 6*7?\nWhat is 42*1?\n")
    tty = terminal("system2", "batch", "questions", "-m", "openai/gpt-4o-mini", "--strategy", "vote", "-e", 1)
    assert tty.finish() == 0
    printed = tty.raw.decode()
    answers = [json.loads(line) for line in printed.split("\r\n") if line.startswith("{")]
    assert [line["answer"] for line in answers] == ["42", "42"]
    assert "━" not in printed
