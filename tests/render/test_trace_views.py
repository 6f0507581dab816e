"""A trace in the terminal and in a pull request, and the history."""

import io
import re
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console

from system2.core.candidates import Candidate, Choice
from system2.core.events import RunEnded
from system2.core.money import Bill
from system2.core.replies import Reply
from system2.render.history import show_history
from system2.render.markdown import fenced, markdown, plain
from system2.render.trace import show_trace
from system2.store.runs import RunSummary
from system2.store.trace import Moment, Trace, read_trace

EXAMPLES = Path(__file__).parents[1] / "store" / "examples"
ALL = sorted(EXAMPLES.glob("*.jsonl"))
NOW = datetime(2026, 11, 21, 12, tzinfo=timezone(timedelta(hours=1)))
RUN = RunSummary(
    *("7KQ2", NOW, "answered", "think", "best-of-n", "openai/gpt-4o-mini", 5, "What does it cost?", "250"),
    *(Bill(Decimal("0.0087"), calls=9), 6.1),
)


def example(name: str) -> Trace:
    return read_trace(EXAMPLES / f"format-1-{name}.jsonl")


def console(width: int, encoding: str = "utf-8") -> Console:
    file = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    return Console(file=file, width=width, markup=False, highlight=False, emoji=False)


def printed(console: Console) -> list[str]:
    file = console.file
    assert isinstance(file, io.TextIOWrapper)
    file.seek(0)
    return file.read().split("\n")


def shown(trace: Trace, width: int, encoding: str = "utf-8") -> list[str]:
    on = console(width, encoding)
    show_trace(trace, on)
    return printed(on)


@pytest.mark.parametrize("trace", ALL, ids=lambda trace: str(trace.stem))
@pytest.mark.parametrize("width", [24, 44, 80, 130, 220])
@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_a_trace_fits_every_terminal_and_holds_no_controls(trace: Path, width: int, encoding: str) -> None:
    lines = shown(read_trace(trace), width, encoding)
    assert max(map(cell_len, lines)) <= width
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", "\n".join(lines))


def test_paths_stand_side_by_side_where_there_is_room_and_stack_where_there_is_not() -> None:
    trace = example("think")
    assert any("1 chosen" in line and "─ 2 ─" in line for line in shown(trace, 110))
    assert not any("1 chosen" in line and "─ 2 ─" in line for line in shown(trace, 80))


def test_a_trace_in_the_terminal_tells_the_answer_why_and_at_what_price() -> None:
    text = "\n".join(shown(example("think"), 200))
    for part in ("250", "Path 1 won: verdict 0.97", "0.08 ✗", "~$0.0087", "97 %", "no answer within 30 s"):
        assert part in text
    assert "Tree" not in text
    assert "4 + 20 = 24" in "\n".join(shown(example("tree"), 100))


def test_what_one_path_alone_would_have_said_is_told_where_it_differs() -> None:
    trace = example("think")
    assert trace.choice
    other = replace(trace.choice, chosen=trace.choice.candidates[1])
    changed = replace(trace, moments=(*trace.moments[:-1], Moment(6.0, RunEnded(other, 6.0))))
    assert "One path alone would have said 250." in "\n".join(shown(changed, 100))


def test_an_answer_put_together_from_several_paths_is_shown_besides_them() -> None:
    trace = example("think")
    assert trace.choice
    synthesis = Candidate(7, Reply("All in all, 250."))
    choice = replace(trace.choice, chosen=synthesis)
    changed = replace(trace, moments=(*trace.moments[:-1], Moment(6.0, RunEnded(choice, 6.0))))
    assert "All in all, 250." in "\n".join(shown(changed, 100))
    assert "8 chosen" in "\n".join(shown(changed, 100))


def test_a_run_without_any_path_is_shown_too() -> None:
    trace = example("think")
    ended = RunEnded(Choice(None, (), "the day's cap"), 0.1)
    empty = replace(trace, moments=(trace.moments[0], Moment(0.1, ended)), arrivals=())
    assert "The run ended because: the day's cap." in shown(empty, 80)
    assert "No answer" in markdown(empty)


@pytest.mark.parametrize("text", ["```", "a\n````\n<b>", "`" * 40, "~~~\n```text", "\n\n"])
def test_no_text_breaks_out_of_its_fence(text: str) -> None:
    first, *inside, last = fenced(text).split("\n")
    fence = first.removesuffix("text")
    assert set(fence) == {"`"}
    assert last == fence
    assert not any(line.strip().startswith(fence) for line in inside)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("<b>x</b> & co", r"\<b\>x\</b\> \& co"),
        ("[a](http://x) www.x.org", r"\[a\](http\://x) www\.x.org"),
        ("a | b", r"a \| b"),
        ("1. one", r"1\. one"),
        ("- one", r"\- one"),
        ("@all #1 $x$ *y* _z_ `c`", r"\@all \#1 \$x\$ \*y\* \_z\_ \`c\`"),
        ("two\nlines\x1b[2J", "two lines"),
        ("0.97, well-formed (good)", "0.97, well-formed (good)"),
    ],
)
def test_text_in_markdown_is_shown_as_it_is_written(text: str, written: str) -> None:
    assert plain(text) == written


@pytest.mark.parametrize("trace", ALL, ids=lambda trace: str(trace.stem))
def test_markdown_holds_no_tags_but_its_own(trace: Path) -> None:
    outside = re.sub(r"(`{3,})text\n.*?\n\1\n", "", markdown(read_trace(trace)), flags=re.DOTALL)
    tags = set(re.findall(r"(?<!\\)<[^>]*>", outside))
    assert tags <= {"<details>", "<details open>", "</details>", "<summary>", "</summary>"}
    assert outside.count("<details") == outside.count("</details>") == len(read_trace(trace).candidates)


@pytest.mark.parametrize("width", [40, 60, 80, 120, 200])
def test_the_history_is_one_line_for_each_run_in_every_width(width: int) -> None:
    runs = [
        RUN,
        replace(RUN, run="Q0FF3", status="unfinished", question="机柜" * 60, started=NOW - timedelta(days=3)),
        replace(RUN, answer="\x1b[31m" + "long " * 60, model="m" * 300, started=NOW - timedelta(days=700)),
    ]
    on = console(width)
    show_history(runs, on, NOW)
    lines = printed(on)[:-1]
    assert len(lines) == 3
    assert max(map(cell_len, lines)) <= width
    assert lines[0].startswith("7KQ2   12:00")
    assert "unfinished"[: width // 5 - 1] in lines[1]
    assert "\x1b" not in "".join(lines)
