"""A run told in plain lines, and the lines that stay when it is over."""

import os
import subprocess
import sys
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest

from system2.core.candidates import Answer, Candidate, Choice, Verdict
from system2.core.decisions import Judged, Remark
from system2.core.events import Event, Lost, Recalled, Retrying, RunEnded, Warned
from system2.core.money import Bill
from system2.core.replies import Reply
from system2.render.plain import PlainView
from system2.render.show import view
from system2.render.words import spent
from tests.render import scenes

ROOT = Path(__file__).parents[2]


class Memory(StringIO):
    """A file that says how it is encoded."""

    encoding = "utf-8"


def told(events: list[Event], *, verbose: bool = False) -> list[str]:
    """The lines that these events make, without those of the summary."""
    stream = Memory()
    with PlainView(verbose=verbose, stream=stream) as plain:
        for event in events:
            plain(event)
    return stream.getvalue().splitlines()


def closing(events: list[Event]) -> list[str]:
    """The lines that stay."""
    stream = Memory()
    plain = PlainView(stream=stream)
    for event in events:
        plain(event)
    stream.truncate(0)
    stream.seek(0)
    plain.summarise()
    return stream.getvalue().splitlines()


def test_each_verdict_is_one_short_line() -> None:
    lines = told(scenes.best_of_n(3))
    assert lines[0] == "think · best of 3 · openai/gpt-4o-mini · $4.99 left of $5.00 today · run 7KQ2"
    assert sorted(lines[1:]) == [
        'path 1 of 3 · 0.97 correct · "250"',
        'path 2 of 3 · 0.08 wrong · "500"',
        'path 3 of 3 · 0.97 correct · "250"',
    ]


def test_critiques_and_retries_are_told_to_those_who_ask_for_all() -> None:
    retried = [Retrying("generate", 0, 1, 1.5, "rate limit"), Retrying("classify", -1, 1, 1.5, "rate limit")]
    events = [*scenes.best_of_n(1)[:-3], *retried]
    assert not any("rate limit" in line or scenes.ACCEPTED.critique in line for line in told(events))
    lines = told(events, verbose=True)
    assert f'path 1 · 0.97 correct · "250" · {scenes.ACCEPTED.critique}' in lines
    assert "path 1 · attempt 2 in 1.5 s: rate limit" in lines
    assert "classify · attempt 2 in 1.5 s: rate limit" in lines


def test_votes_are_told_as_they_stand() -> None:
    last = told(scenes.vote(15))[-1]
    assert last == 'votes: "250" 11, "500" 2, "1500" 1 · 1 without an answer · 98 % sure'


def test_warnings_losses_and_remarks_are_told() -> None:
    events = [
        scenes.started(effort=2),
        Warned("context: 12 lines from standard input"),
        Remark("auto: this is a proof, so one path thinks longer"),
        Lost(1, "rate limit"),
        Judged(0, None, "the verdict could not be read"),
    ]
    assert told(events)[1:] == [
        "context: 12 lines from standard input",
        "auto: this is a proof, so one path thinks longer",
        "path 2 · failed: rate limit",
        "path 1 of 2 · no verdict (the verdict could not be read)",
    ]


def test_a_finished_search_tells_what_it_chose() -> None:
    assert told(scenes.tree())[-1] == "chosen · 1.00 · 4 + 20 = 24"


def test_the_summary_says_how_sure_how_dear_and_what_one_path_alone_would_have_said() -> None:
    first = Candidate(0, None, Answer("500"), Verdict(0.1, False))
    chosen = Candidate(1, None, Answer("250"), Verdict(0.97, True))
    events = scenes.best_of_n(5)[:-1]
    (line,) = closing([*events, RunEnded(Choice(chosen, (first, chosen), "", 0.96, 0.6), 6.1)])
    assert line == (
        "agreement 0.96 (3 of 5 paths agree) · $0.00039, 10 calls, 6.1 s · "
        "one path alone would have said 500 · run 7KQ2"
    )


def test_the_summary_says_what_came_from_the_cache() -> None:
    events = scenes.best_of_n(3)
    (line,) = closing([*events[:-1], Recalled("generate", 0), Recalled("verify", 0), events[-1]])
    assert "6 calls and 2 from the cache" in line


@pytest.mark.parametrize(
    ("paths", "line"),
    [
        ([("", "ok"), ("42", "ok")], "1 of 2 paths gave no answer"),
        ([("", "truncated"), ("", "ok"), ("42", "ok")], "2 of 3 paths gave no answer; 1 cut off, which a larger"),
        ([("", "truncated")], "1 of 1 path gave no answer; 1 cut off, which a larger --max-tokens may mend"),
    ],
)
def test_the_summary_says_how_many_paths_abstained(paths, line: str) -> None:
    candidates = tuple(
        Candidate(index, Reply("Well, let me see."), Answer(answer) if answer else None, status=status)
        for index, (answer, status) in enumerate(paths)
    )
    events = [scenes.started(effort=len(paths)), RunEnded(Choice(candidates[-1], candidates, ""), 1.0)]
    assert closing(events)[1].startswith(line)


@pytest.mark.parametrize(
    ("scores", "line"),
    [
        ((0.9, None, None), "2 of 3 paths could not be judged"),
        ((None, None), "2 of 2 paths could not be judged: only their votes speak for the answer"),
    ],
)
def test_the_summary_says_which_verdicts_could_not_be_had(scores, line: str) -> None:
    verdicts = [None if score is None else Verdict(score, score > 0.5) for score in scores]
    judged = [Judged(index, verdict, "") for index, verdict in enumerate(verdicts)]
    candidates = tuple(Candidate(index, Reply("42"), Answer("42"), verdict) for index, verdict in enumerate(verdicts))
    events = [scenes.started(effort=len(scores)), *judged, RunEnded(Choice(candidates[0], candidates, ""), 1.0)]
    assert closing(events)[1] == line


def test_the_summary_says_nothing_of_prose() -> None:
    candidates = (Candidate(0, Reply("Rome is old.")), Candidate(1, Reply("Rome is large.")))
    assert len(closing([scenes.started(effort=2), RunEnded(Choice(candidates[0], candidates, ""), 1.0)])) == 1


def test_the_summary_says_what_failed() -> None:
    lost = Candidate(1, status="failed", reason="rate limit\nsecond line")
    kept = Candidate(0, None, Answer("250"))
    lines = closing([scenes.started(effort=2), RunEnded(Choice(kept, (kept, lost), ""), 1.0)])
    assert lines == ["$0.00, 0 calls, 1.0 s · run 7KQ2", "1 of 2 paths failed: rate limit second line"]


@pytest.mark.parametrize(
    ("bill", "shown"),
    [
        (Bill(Decimal("0.0011"), calls=2), "$0.0011"),
        (Bill(Decimal("0.0011"), calls=2, estimated_calls=1), "~$0.0011"),
        (Bill(Decimal("0.0011"), calls=2, unknown_calls=1), "$0.0011 + ?"),
        (Bill(Decimal(0), calls=2, unknown_calls=2), "?"),
        (Bill(Decimal(0), calls=2, local_calls=2), "free"),
        (Bill(), "$0.00"),
    ],
)
def test_an_unknown_price_is_never_shown_as_nothing(bill: Bill, shown: str) -> None:
    assert spent(bill) == shown


def test_a_reader_that_goes_away_does_not_end_the_run() -> None:
    """As in `think ... 2> >(head -1)`: the answer still comes."""
    reading, writing = os.pipe()
    os.close(reading)
    code = (
        "from system2.render.plain import PlainView; from tests.render import scenes\n"
        "plain = PlainView()\n"
        "for event in scenes.best_of_n(3): plain(event)\n"
        "plain.summarise(); print('the answer')"
    )
    ended = subprocess.run([sys.executable, "-c", code], check=False, cwd=ROOT, stdout=subprocess.PIPE, stderr=writing)
    os.close(writing)
    assert (ended.returncode, ended.stdout) == (0, b"the answer\n")


def test_standard_error_that_is_no_terminal_gets_plain_lines(capsys: pytest.CaptureFixture[str]) -> None:
    with view("auto") as shown:
        shown(scenes.started())
    assert "best of 5" in capsys.readouterr().err
    with view("none") as shown:
        shown(scenes.started())
        shown.summarise()
    assert capsys.readouterr().err == ""


def test_plain_lines_need_no_rich() -> None:
    code = "import sys, system2.render.show, system2.render.plain; sys.exit('rich' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=ROOT).returncode == 0
