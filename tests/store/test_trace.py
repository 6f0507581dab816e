"""Traces: written as the run goes on, read again years later."""

import json
import os
import stat
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path

import pytest

from system2.core.actions import Ask, Check, Note, Sample
from system2.core.calls import Call, CallLabel
from system2.core.candidates import Answer, Candidate, Choice, Verdict
from system2.core.decisions import Answered, Chosen, Judged, Remark
from system2.core.events import CallEnded, CallStarted, Event, Landed, Lost, RunEnded, RunStarted, TextArrived
from system2.core.money import Cost, Usage
from system2.core.outcomes import Checked, Done, Failed, Outcome, Refused, Replied
from system2.core.problem import Message, Problem
from system2.core.replies import Reply
from system2.errors import UsageError
from system2.store.runs import find_runs, forget, new_run_id, open_trace, runs_before, trace_file
from system2.store.trace import Trace, TraceError, read_trace
from system2.store.writer import TraceWriter

EXAMPLES = Path(__file__).parent / "examples"

STARTED = RunStarted("7KQ2", "think", "best-of-n", "lab/small", 2, Problem("2 + 2?"))
REPLY = Reply("2 + 2 = 4", usage=Usage(10, output=5), cost=Cost(Decimal("0.001"), "exact"))
VERDICT = Verdict(0.9, True, "Right.")
CANDIDATE = Candidate(0, REPLY, Answer("4"), VERDICT)
CHOICE = Choice(CANDIDATE, (CANDIDATE,), "all paths in", confidence=0.9)
QUESTION = (Message("user", "2 + 2?"),)


def call(number: int, amount: str | None = "0.001") -> CallEnded:
    label = CallLabel("7KQ2", "think", "best-of-n", "", "generate", "lab/small", path=0)
    cost = Cost(Decimal(amount), "exact") if amount else Cost(None, "unknown")
    return CallEnded(Call(f"call-{number}", datetime.now().astimezone(), label, 1, Usage(10), cost, "ok", 1.0))


EVENTS: tuple[Event, ...] = (STARTED, call(1), Landed(0, REPLY), Answered(0, Answer("4")), Judged(0, VERDICT))


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("SYSTEM2_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def said() -> Iterator[list[str]]:
    said: list[str] = []
    yield said
    assert said == []


@pytest.fixture
def file() -> Path:
    return trace_file(new_run_id())


def write(file: Path, said: list[str], *events: Event, arguments: tuple[str, ...] = ()) -> None:
    with TraceWriter(file, arguments=arguments, plan={"effort": 2}, warn=said.append) as writer:
        for event in events:
            writer(event)


def events_of(trace: Trace) -> tuple[Event, ...]:
    return tuple(moment.event for moment in trace.moments)


def test_what_was_written_is_read(file: Path, said: list[str]) -> None:
    write(file, said, *EVENTS, RunEnded(CHOICE, 2.5), arguments=("think", "2 + 2?"))
    trace = read_trace(file)
    assert events_of(trace) == (*EVENTS, RunEnded(CHOICE, 2.5))
    assert trace.invocation.arguments == ("think", "2 + 2?")
    assert trace.invocation.plan == {"effort": 2}
    assert trace.choice == CHOICE
    assert trace.bill.amount == Decimal("0.001")
    assert not trace.can_be_continued
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_pieces_of_text_are_left_out_because_the_whole_follows(file: Path, said: list[str]) -> None:
    write(file, said, STARTED, CallStarted("generate", 0, 1), TextArrived("generate", 0, "2 + "))
    assert events_of(read_trace(file)) == (STARTED,)


def test_every_line_is_there_as_soon_as_it_happened(file: Path, said: list[str]) -> None:
    with TraceWriter(file, warn=said.append) as writer:
        for number, event in enumerate(EVENTS, start=1):
            writer(event)
            assert len(read_trace(file).moments) == number


def test_moments_are_seconds_since_the_run_began(file: Path, said: list[str]) -> None:
    seconds = count()
    with TraceWriter(file, clock=lambda: float(next(seconds)), warn=said.append) as writer:
        for event in EVENTS[:3]:
            writer(event)
    assert [moment.at for moment in read_trace(file).moments] == [1.0, 2.0, 3.0]


def test_a_trace_torn_anywhere_is_read_to_its_last_whole_line(file: Path, said: list[str]) -> None:
    write(file, said, *EVENTS)
    content = file.read_bytes()
    first_line = content.index(b"\n") + 1
    for size in range(first_line, len(content)):
        file.write_bytes(content[:size])
        trace = read_trace(file)
        assert events_of(trace) == EVENTS[: len(trace.moments)]
        assert len(trace.moments) in (content[:size].count(b"\n") - 1, content[:size].count(b"\n"))
        assert trace.damaged == 0


def test_a_damaged_line_is_passed_over_and_counted(file: Path, said: list[str]) -> None:
    write(file, said, *EVENTS)
    lines = file.read_bytes().split(b"\n")
    lines[2] = b'{"at": 1, "event": {"type": "Landed", "index": 0'
    lines[3] = b"\xff\x00"
    lines[4] = b'{"at": 2, "event": {"type": "Exploded"}}'
    file.write_bytes(b"\n".join(lines))
    trace = read_trace(file)
    assert events_of(trace) == (STARTED, EVENTS[-1])
    assert trace.damaged == 3


def test_a_run_that_broke_off_shows_what_had_come_in(file: Path, said: list[str]) -> None:
    write(file, said, *EVENTS, Lost(1, "the server hung up"))
    trace = read_trace(file)
    assert trace.choice is None
    assert trace.can_be_continued
    assert trace.candidates == (CANDIDATE, Candidate(1, status="failed", reason="the server hung up"))


def test_outcomes_are_handed_back_for_the_actions_that_are_yielded_again(file: Path, said: list[str]) -> None:
    actions = (Sample(QUESTION, 0), Ask(QUESTION, "verify", about=0), Check("true", "4"), Note(Remark("so be it")))
    outcomes: tuple[Outcome, ...] = (
        Checked(actions[2], 0, "fine"),
        Replied(actions[0], REPLY),
        Failed(actions[1], "hung up"),
        Done(actions[3]),
    )
    with TraceWriter(file, warn=said.append) as writer:
        for sequence, outcome in enumerate(outcomes):
            writer.outcome(sequence, actions.index(outcome.action), outcome)
    yielded_again = tuple(replace(action) for action in actions)
    arrivals = read_trace(file).arrivals
    assert [arrival.sequence for arrival in arrivals] == [0, 1, 2, 3]
    for arrival, outcome in zip(arrivals, outcomes, strict=True):
        action = yielded_again[arrival.action]
        again = arrival.outcome(action)
        assert again.action is action
        assert replace(again, action=outcome.action) == outcome
        assert arrival.kind == type(outcome).__name__


def test_an_outcome_is_never_handed_to_another_action(file: Path, said: list[str]) -> None:
    with TraceWriter(file, warn=said.append) as writer:
        writer.outcome(0, 0, Replied(Sample(QUESTION, 0), REPLY))
    arrival = read_trace(file).arrivals[0]
    assert not arrival.answers(Sample(QUESTION, 1))
    with pytest.raises(TraceError, match="another version"):
        arrival.outcome(Sample(QUESTION, 1))


def test_a_continued_run_writes_nothing_twice(file: Path, said: list[str]) -> None:
    sample = Sample(QUESTION, 0)
    for _ in range(2):
        with TraceWriter(file, warn=said.append) as writer:
            for event in EVENTS:
                writer(event)
            writer.outcome(0, 0, Replied(sample, REPLY))
            writer.touched("ab" * 32)
    with TraceWriter(file, warn=said.append) as writer:
        writer(Chosen(0, "the best"))
        writer(RunEnded(CHOICE, 1.0))
    trace = read_trace(file)
    assert events_of(trace) == (*EVENTS, Chosen(0, "the best"), RunEnded(CHOICE, 1.0))
    assert len(trace.arrivals) == 1
    assert file.read_bytes().count(b"touched") == 1


def test_a_continued_run_goes_on_after_a_torn_line(file: Path, said: list[str]) -> None:
    write(file, said, *EVENTS)
    file.write_bytes(file.read_bytes()[:-10])
    write(file, said, *EVENTS)
    trace = read_trace(file)
    assert events_of(trace) == EVENTS
    assert trace.damaged == 0


def test_an_outcome_that_differs_voids_what_came_after_it(file: Path, said: list[str]) -> None:
    first, second, third = (Sample(QUESTION, index) for index in range(3))
    with TraceWriter(file, warn=said.append) as writer:
        writer.outcome(0, 0, Replied(first, REPLY))
        writer.outcome(1, 1, Refused(second, "the day's cap"))
        writer.outcome(2, 2, Refused(third, "the day's cap"))
        writer(RunEnded(CHOICE, 1.0))
    assert read_trace(file).can_be_continued
    with TraceWriter(file, warn=said.append) as writer:
        assert read_trace(file).choice is None
        writer.outcome(0, 0, Replied(first, REPLY))
        writer.outcome(1, 2, Replied(third, REPLY))
        assert [arrival.kind for arrival in read_trace(file).arrivals] == ["Replied", "Replied"]
        writer.outcome(2, 1, Replied(second, REPLY))
        writer(RunEnded(CHOICE, 1.0))
    trace = read_trace(file)
    assert [arrival.action for arrival in trace.arrivals] == [0, 2, 1]
    assert not trace.can_be_continued


def test_a_run_that_is_going_on_cannot_be_continued_elsewhere(file: Path, said: list[str]) -> None:
    with (
        TraceWriter(file, warn=said.append) as writer,
        pytest.raises(UsageError, match="still going on"),
    ):
        writer(STARTED)
        TraceWriter(file, warn=said.append)


def test_a_full_disk_ends_the_trace_and_not_the_run() -> None:
    said: list[str] = []
    file = trace_file(new_run_id())
    file.unlink()
    file.symlink_to("/dev/full")
    with TraceWriter(file, warn=said.append) as writer:
        for event in EVENTS:
            writer(event)
    assert len(said) == 1
    assert "going on without it" in said[0]


def test_a_newer_format_is_refused_in_one_line(file: Path) -> None:
    file.write_text('{"format": 99, "started": "2031-01-01T00:00:00+00:00"}\n')
    with pytest.raises(TraceError, match="newer version"):
        read_trace(file)


@pytest.mark.parametrize("content", ["", "{", '{"format": 1}', "null\n", "[1]\n"])
def test_a_file_without_a_beginning_holds_no_trace(content: str, file: Path) -> None:
    file.write_text(content)
    with pytest.raises(TraceError, match="left nothing behind"):
        read_trace(file)
    assert find_runs() == []


@pytest.mark.parametrize("example", sorted(EXAMPLES.glob("*.jsonl")), ids=lambda example: str(example.stem))
def test_traces_of_every_format_still_open(example: Path) -> None:
    trace = read_trace(example)
    assert trace.damaged == 0
    assert trace.beginning
    assert trace.candidates
    assert trace.calls


def test_there_is_an_example_of_every_format() -> None:
    formats = {json.loads(example.read_text().split("\n", 1)[0])["format"] for example in EXAMPLES.glob("*.jsonl")}
    assert formats == {1}


def test_run_ids_are_short_and_never_given_twice(home: Path) -> None:
    ids = [new_run_id() for _ in range(200)]
    assert len(set(ids)) == 200
    assert {len(run) for run in ids} == {4}
    assert {file.stem for file in (home / "runs").iterdir()} == set(ids)


def test_run_ids_grow_when_the_short_ones_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("secrets.randbelow", lambda bound: 7 * (bound - 1) // 31)  # all sevens, to the base of 32
    assert [new_run_id() for _ in range(3)] == ["7777", "77777", "777777"]


def test_an_untraced_run_leaves_no_file(home: Path) -> None:
    assert len(new_run_id(traced=False)) == 10
    assert list(home.iterdir()) == []


def test_a_run_is_found_however_its_id_is_typed(said: list[str]) -> None:
    run = new_run_id()
    write(trace_file(run), said, STARTED)
    typed = run.lower().replace("0", "o").replace("1", "l")
    assert open_trace(typed).run == run


@pytest.mark.parametrize("typed", ["../../etc/passwd", "7KQ2.jsonl", "7U", "-", "７ＫＱ２"])
def test_what_is_no_id_is_said_to_be_none(typed: str) -> None:
    with pytest.raises(TraceError, match="is no run"):
        open_trace(typed)


def test_a_run_that_is_not_there_is_said_in_one_line() -> None:
    with pytest.raises(TraceError, match="No trace of a run 7777"):
        open_trace("7777")
    with pytest.raises(TraceError, match="No run has left a trace"):
        open_trace("")


def test_runs_are_listed_latest_first_and_searched(said: list[str]) -> None:
    sums, trains, poem = (new_run_id() for _ in range(3))
    write(trace_file(sums), said, *EVENTS, RunEnded(CHOICE, 1.0))
    write(trace_file(trains), said, replace(STARTED, problem=Problem("When do the trains meet?"), model="lab/large"))
    write(trace_file(poem), said, STARTED, RunEnded(Choice(None, (), "refused"), 1.0))
    for age, run in enumerate((poem, trains, sums)):
        os.utime(trace_file(run), (1e9 - age, 1e9 - age))
    assert [found.run for found in find_runs()] == [poem, trains, sums]
    assert [found.run for found in find_runs(limit=2)] == [poem, trains]
    assert [found.run for found in find_runs(text="TRAINS")] == [trains]
    assert [found.run for found in find_runs(model="large")] == [trains]
    assert [found.run for found in find_runs(status="answered")] == [sums]
    assert [found.run for found in find_runs(status="unfinished")] == [trains]
    assert [found.run for found in find_runs(status="unanswered")] == [poem]
    today = datetime.now().astimezone().date()
    assert len(find_runs(day=today)) == 3
    assert find_runs(day=date(2020, 1, 1)) == []
    assert runs_before(today) == []
    assert runs_before(today + timedelta(days=1)) == sorted((sums, trains, poem))


def test_the_history_tells_what_a_run_asked_answered_and_cost(file: Path, said: list[str]) -> None:
    write(file, said, *EVENTS, call(2, None), RunEnded(CHOICE, 1.0))
    summary = find_runs()[0]
    assert (summary.question, summary.answer, summary.effort) == ("2 + 2?", "4", 2)
    assert (summary.bill.amount, summary.bill.unknown_calls) == (Decimal("0.001"), 1)


def test_a_run_that_is_going_on_is_listed_as_running(file: Path, said: list[str]) -> None:
    with TraceWriter(file, warn=said.append) as writer:
        writer(STARTED)
        assert [found.run for found in find_runs(status="running")] == [file.stem]
        with pytest.raises(TraceError, match="still going on"):
            forget(file.stem)
    assert find_runs()[0].status == "unfinished"


def test_forgetting_a_run_removes_its_trace_and_names_its_cache_entries(file: Path, said: list[str]) -> None:
    with TraceWriter(file, warn=said.append) as writer:
        writer.touched("ab" * 32)
    assert forget(file.stem) == {"ab" * 32}
    assert not file.exists()


def test_a_run_that_left_nothing_but_its_id_can_be_forgotten(file: Path) -> None:
    assert runs_before(datetime.now().astimezone().date() + timedelta(days=1)) == [file.stem]
    assert forget(file.stem) == frozenset()
    assert not file.exists()
    with pytest.raises(TraceError, match="No trace"):
        forget(file.stem)


def test_what_was_asked_is_written_once_however_often_and_read_with_its_role(file: Path, said: list[str]) -> None:
    """Also where the run is gone on with; texts that several prompts share are shared."""
    system = Message("system", "You check.")
    asks = [Ask((system, Message("user", text)), "verify") for text in ("Right?", "Right?", "Sure?")]
    with TraceWriter(file, warn=said.append) as writer:
        for number, ask in enumerate(asks[:2]):
            writer.outcome(number, number, Replied(ask, Reply("Yes.")))
    with TraceWriter(file, warn=said.append) as writer:
        for number, ask in enumerate(asks):
            writer.outcome(number, number, Replied(ask, Reply("Yes.")))
    lines = file.read_text().splitlines()
    assert [json.loads(line)["text"] for line in lines if '"said"' in line] == ["You check.", "Right?", "Sure?"]
    trace = read_trace(file)
    assert len(trace.arrivals) == 3
    assert trace.prompts == {("verify", asks[0].messages): 2, ("verify", asks[2].messages): 1}
