"""`system2 batch`: what a user and a script can rely on."""

import json
import shlex
import subprocess
from dataclasses import fields
from pathlib import Path

import pytest

from system2.engine.result import RARE, Result
from tests.conftest import OpenTerminal, Run
from tests.server import ModelServer, Reply, reset, roles, verdict

OPTIONS = ("--strategy", "vote", "-e", 2, "-m", "openai/gpt-4o-mini")


def number_in(request) -> int:
    """The number that a question like "Question 7?" asks about."""
    return int(request.prompt.split("Question ")[1].split("?")[0])


def echo(request):
    """Each question has an answer of its own."""
    return f"Final answer: {number_in(request)}"


def questions(number: int, **more: object) -> str:
    return "".join(json.dumps({"id": n, "question": f"Question {n}?", **more}) + "\n" for n in range(number))


def lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text().splitlines()]


@pytest.fixture
def folder(home: Path, server: ModelServer) -> Path:
    server.script = echo
    return home.parent


def test_each_line_is_the_questions_own_with_the_fields_of_json(invoke: Run, folder: Path) -> None:
    """Its `answer` is renamed `expected`; whatever else came with it is kept, in another name where that is taken."""
    given = {"id": "a", "question": "Question 7?", "answer": "7", "topic": "echo", "model": "mine"}
    (folder / "in.jsonl").write_text(json.dumps(given) + "\n")
    finished = invoke("system2", "batch", folder / "in.jsonl", *OPTIONS)
    assert finished.exit_code == 0, finished.stderr
    line = json.loads(finished.stdout)
    assert (
        line.keys() - {"id", "question", "expected", "topic", "input_model"}
        == {field.name for field in fields(Result)} - RARE
    )
    assert (line["id"], line["topic"], line["input_model"]) == ("a", "echo", "mine")
    assert (line["expected"], line["answer"], line["command"], line["model"]) == (
        "7",
        "7",
        "batch",
        "openai/gpt-4o-mini",
    )


@pytest.mark.parametrize("completed", [False, True])
def test_answers_come_in_the_order_of_the_questions_unless_each_is_wanted_as_it_is_there(
    commands, folder: Path, server: ModelServer, completed: bool
) -> None:
    """The first question is answered once all others are, and with the flag once these have been printed."""
    gate = server.hold(lambda request: number_in(request) == 0)
    (folder / "q.jsonl").write_text(questions(5))
    flags = ("--as-completed",) if completed else ()
    running = commands.start("system2", "batch", folder / "q.jsonl", *OPTIONS, *flags)
    server.wait_for_requests(5 * 2)
    printed = [running.process.stdout.readline() for _ in range(4 * completed)]
    gate.open()
    order = [json.loads(line)["id"] for line in (*printed, *running.process.stdout)]
    assert running.finish().exit_code == 0
    assert sorted(order) == list(range(5))
    assert order[-1 if completed else 0] == 0


@pytest.mark.parametrize("flags", [(), ("--as-completed",)])
def test_there_may_be_many_more_questions_than_calls_at_once(commands, folder: Path, flags: tuple[str, ...]) -> None:
    """Whatever the order: what is written at once waits for nothing."""
    command = ("system2", "batch", "-", *OPTIONS, "-j", 1, *flags)
    finished = commands.start(*command, stdin=subprocess.PIPE).finish(questions(20), timeout=60)
    assert sorted(json.loads(line)["id"] for line in finished.stdout.splitlines()) == list(range(20))


@pytest.mark.parametrize(
    "text",
    [
        "Question 1?\n\nQuestion 2?",
        'id,question\r\n1,"Question 1?"\r\n2,"Question 2?\nAnd ""why""?"\r\n',
        '\ufeff{"question": "Question 1?"}\n{"question": "Question 2?"}\n',
        "Is this\rQuestion 1?\nQuestion 2?\n",
        'question\nIs this\u2028Question 1?\n"Is this\rQuestion 2?"\n',
    ],
)
def test_questions_are_read_from_plain_lines_csv_and_json_lines(invoke: Run, folder: Path, text: str) -> None:
    finished = invoke("system2", "batch", "-", *OPTIONS, stdin=text)
    assert [json.loads(line)["answer"] for line in finished.stdout.splitlines()] == ["1", "2"]


def test_a_bad_line_is_reported_with_its_number_and_does_not_stop_the_others(invoke: Run, folder: Path) -> None:
    """The file of the failed ones keeps it."""
    content = '{"question": "Question 1?"}\n{"question": 5}\nnot json\n[1]\n{"question": "Question 2?"}\n'
    (folder / "in.jsonl").write_text(content)
    finished = invoke("system2", "batch", folder / "in.jsonl", "-o", folder / "out.jsonl", *OPTIONS)
    assert finished.exit_code == 5
    assert [f"line {number}:" in finished.stderr for number in range(1, 6)] == [False, True, True, True, False]
    assert [line["answer"] for line in lines(folder / "out.jsonl")] == ["1", "2"]
    assert [line["content"] for line in lines(folder / "out.failed.jsonl")] == ['{"question": 5}', "not json", "[1]"]


def test_what_cannot_be_sent_is_a_bad_line_too(invoke: Run, folder: Path) -> None:
    """JSON can write half a surrogate pair, UTF-8 cannot."""
    given = '{"question": "Question \\ud800?"}\n{"question": "Question 2?", "mark": "\\ud800"}\n'
    finished = invoke("system2", "batch", "-", *OPTIONS, stdin=given)
    assert finished.exit_code == 5
    assert "line 1: its question holds half a surrogate pair" in finished.stderr
    assert [json.loads(line)["mark"] for line in finished.stdout.splitlines()] == ["\ud800"]


def test_a_name_tells_how_questions_are_written_where_the_first_line_is_a_bad_one(
    invoke: Run, folder: Path, server: ModelServer
) -> None:
    """Nothing is asked that is no question."""
    (folder / "in.jsonl").write_text('Here they are:\n{"question": "Question 1?"}\n')
    finished = invoke("system2", "batch", folder / "in.jsonl", *OPTIONS)
    assert (finished.exit_code, json.loads(finished.stdout)["question"]) == (5, "Question 1?")
    before = len(server.requests)
    for header in ("id,prompt", "id;question"):
        (folder / "in.csv").write_text(f"{header}\n1,Question 1?\n")
        finished = invoke("system2", "batch", folder / "in.csv", *OPTIONS)
        assert finished.exit_code == 2
        assert "names no column `question`" in finished.stderr
    assert len(server.requests) == before


def test_what_failed_is_asked_again_by_the_same_command_and_put_into_its_place(
    invoke: Run, folder: Path, server: ModelServer
) -> None:
    (folder / "in.jsonl").write_text(questions(4, answer="1"))
    command = ("system2", "batch", folder / "in.jsonl", "-o", folder / "out.jsonl", *OPTIONS)
    server.script = lambda request: "" if number_in(request) == 1 else echo(request)
    finished = invoke(*command)
    assert finished.exit_code == 5
    assert "line 2:" in finished.stderr
    assert [line["id"] for line in lines(folder / "out.jsonl")] == [0, 2, 3]
    failed = lines(folder / "out.failed.jsonl")
    assert [(line["id"], line["answer"]) for line in failed] == [(1, "1")]
    before = len(server.requests)
    server.script = echo
    again = invoke(*command)
    assert again.exit_code == 0, again.stderr
    assert "3 earlier" in again.stderr
    assert "25.0 % right" in again.stderr
    assert {number_in(request) for request in server.requests[before:]} == {1}
    assert [line["id"] for line in lines(folder / "out.jsonl")] == [0, 1, 2, 3]
    assert not (folder / "out.failed.jsonl").exists()


def test_a_cap_stops_the_batch_and_the_rest_is_answered_once_it_is_raised(
    invoke: Run, folder: Path, server: ModelServer
) -> None:
    (folder / "in.jsonl").write_text(questions(6))
    command = ("system2", "batch", folder / "in.jsonl", "-o", folder / "out.jsonl", *OPTIONS, "--max-tokens", 100)
    refused = invoke(*command, "-j", 1, "--max-cost", "0.0001")
    assert refused.exit_code == 3
    answered = [line["id"] for line in lines(folder / "out.jsonl")]
    assert 0 < len(answered) < 6
    assert invoke(*command).exit_code == 0
    assert [line["id"] for line in lines(folder / "out.jsonl")] == list(range(6))
    asked = [(number_in(request), request.seed) for request in server.requests]
    assert len(asked) == 12


def test_no_more_calls_run_at_once_than_allowed_across_all_questions(
    commands, folder: Path, server: ModelServer
) -> None:
    """And no fewer, while there are questions left."""
    gate = server.hold()
    (folder / "q.jsonl").write_text(questions(20))
    running = commands.start("system2", "batch", folder / "q.jsonl", *OPTIONS, "-j", 7)
    server.wait_for_requests(7)
    gate.open()
    assert running.finish().exit_code == 0
    assert server.peak == 7


def test_equal_questions_are_paid_for_once(invoke: Run, folder: Path, server: ModelServer) -> None:
    """Those too that are asked at the same moment."""
    finished = invoke("system2", "batch", "-", *OPTIONS, stdin="Question 3?\n" * 5)
    assert [json.loads(line)["answer"] for line in finished.stdout.splitlines()] == ["3"] * 5
    assert len(server.requests) == 2


def test_a_stream_is_answered_while_it_goes_on(commands, folder: Path) -> None:
    """The first answer is there before the second question is asked."""
    running = commands.start("system2", "batch", "-", *OPTIONS, "-q", stdin=subprocess.PIPE)
    stdin, stdout = running.process.stdin, running.process.stdout
    assert stdin
    assert stdout
    for number in range(3):
        stdin.write(f"Question {number}?\n")
        stdin.flush()
        assert json.loads(stdout.readline())["answer"] == str(number)
    assert running.finish().exit_code == 0


def test_a_file_that_holds_something_else_is_left_alone(invoke: Run, folder: Path, server: ModelServer) -> None:
    for content in ("my notes", "my notes\n", '{"a": 1}\n', '{\n"a": 1}'):
        (folder / "notes").write_text(content)
        finished = invoke("system2", "batch", "-", "-o", folder / "notes", *OPTIONS, stdin=questions(1))
        assert finished.exit_code == 2
        assert (folder / "notes").read_text() == content
    (folder / "q.jsonl").write_text(questions(1))
    assert invoke("system2", "batch", folder / "q.jsonl", "-o", folder / "q.jsonl", *OPTIONS).exit_code == 2
    assert not server.requests


@pytest.mark.parametrize(
    ("target", "said"),
    [
        (".", "Is a directory"),
        ("/dev/null", "leave -o out"),
        ("taken", "taken.failed.jsonl, for what fails, cannot be"),
    ],
)
def test_where_nothing_can_be_kept_is_said_before_anything_is_asked(
    invoke: Run, folder: Path, server: ModelServer, target: str, said: str
) -> None:
    (folder / "taken.failed.jsonl").mkdir()
    finished = invoke("system2", "batch", "-", "-o", folder / target, *OPTIONS, stdin=questions(1))
    assert finished.exit_code == 2
    assert said in finished.stderr
    assert not server.requests


def test_answers_are_never_added_to_the_questions_to_be_asked_in_turn(
    run: Run, folder: Path, server: ModelServer, shell_path: str
) -> None:
    """As with `>>`, which would go on for ever."""
    (folder / "q.jsonl").write_text(questions(1))
    command = shlex.join(map(str, ("system2", "batch", folder / "q.jsonl", *OPTIONS)))
    finished = run("sh", "-c", f"{command} >> {folder / 'q.jsonl'}", env={"PATH": shell_path})
    assert finished.exit_code == 2
    assert "another file with -o" in finished.stderr
    assert not server.requests


@pytest.mark.parametrize(
    ("target", "exit_code", "said"),
    [("| true", 0, ""), ("> /dev/full", 1, "no space left")],
)
def test_an_output_that_takes_nothing_more_ends_the_batch_in_one_line_at_most(
    run: Run, folder: Path, shell_path: str, target: str, exit_code: int, said: str
) -> None:
    """Who has gone wanted no more; a full disk wants space."""
    (folder / "q.jsonl").write_text(questions(1))
    command = shlex.join(map(str, ("system2", "batch", folder / "q.jsonl", *OPTIONS, "-q")))
    finished = run("bash", "-o", "pipefail", "-c", f"{command} {target}", env={"PATH": shell_path})
    assert finished.exit_code == exit_code
    assert said in finished.stderr
    assert len(finished.stderr.splitlines()) == bool(said)


def test_a_provider_that_is_not_there_ends_the_batch_soon(invoke: Run, folder: Path, server: ModelServer) -> None:
    """After 20 failures in a row and no answer, not after a thousand."""
    server.script = lambda request: ""
    finished = invoke("system2", "batch", "-", *OPTIONS, "-j", 4, stdin=questions(1000))
    assert finished.exit_code == 5
    assert "Stopped after 20 failures in a row" in finished.stderr
    assert len(server.requests) < 100


def test_a_model_that_nobody_knows_ends_the_batch_at_once(invoke: Run, folder: Path) -> None:
    finished = invoke("system2", "batch", "-", "-m", "no-such-model", stdin=questions(3))
    assert finished.exit_code == 2
    assert "No provider is known" in finished.stderr


def test_an_interrupt_leaves_whole_lines_and_the_same_command_goes_on(
    terminal: OpenTerminal, invoke: Run, folder: Path, server: ModelServer
) -> None:
    """The bar shows how far it is meanwhile."""
    (folder / "in.jsonl").write_text(questions(30, answer="1"))
    gate = server.hold(lambda request: number_in(request) >= 20)
    command = ("system2", "batch", folder / "in.jsonl", "-o", folder / "out.jsonl", *OPTIONS, "-j", 8)
    tty = terminal(*command, columns=120)
    tty.wait_for("20 of 30 · 5.0 % right")
    tty.send("\x03")
    assert tty.finish() == 130
    gate.open()
    assert [line["id"] for line in lines(folder / "out.jsonl")] == list(range(20))
    assert invoke(*command).exit_code == 0
    assert [line["id"] for line in lines(folder / "out.jsonl")] == list(range(30))


def test_verdicts_are_asked_for_in_a_batch_too(invoke: Run, folder: Path, server: ModelServer) -> None:
    server.script = roles(lambda request: Reply(f"Path {request.number}.\n\nFinal answer: 5"), verdict(True))
    finished = invoke("system2", "batch", "-", "-e", 3, "-m", "openai/gpt-4o-mini", stdin="Question 5?\n")
    line = json.loads(finished.stdout)
    assert (line["strategy"], line["calls"]["made"]) == ("best-of-n", 6)
    assert len(server.verdicts) == 3


def test_a_connection_that_breaks_is_tried_again(invoke: Run, folder: Path, server: ModelServer) -> None:
    server.script = lambda request: reset() if request.number == 0 else echo(request)
    assert invoke("system2", "batch", "-", *OPTIONS, stdin=questions(2)).exit_code == 0
