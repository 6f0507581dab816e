"""`system2 batch` takes what the commands for a single question take, and it means the same."""

import inspect
import json
import shlex
import sys
from dataclasses import fields
from decimal import Decimal
from pathlib import Path

import pytest

from system2.cli.batch import batch
from system2.cli.shared import Shared, Single
from system2.cli.think import think
from system2.cli.tree import tree
from system2.cli.vote import vote
from tests.conftest import OpenTerminal, Run
from tests.server import ModelServer, Reply, roles, verdict

MODEL = ("-m", "openai/gpt-4o-mini")
QUESTION = "What is 6*7?"
ANSWERED = Reply("Final answer: 42")


def searched(request):
    """A model that goes from a step to an answer."""
    match (request.schema or {}).get("title"):
        case "next_steps":
            done = "six sevens" in request.prompt
            return Reply(json.dumps({"steps": ["Final answer: 42"] if done else ["Add six sevens.", "Guess."]}))
        case "value":
            return Reply(json.dumps({"reason": "sound", "value": 0.5}))
        case "verdict":
            return verdict(True, 0.95)
    return ANSWERED


def disagreeing(request):
    """Every path has an answer of its own, and every verdict is good."""
    return roles(lambda request: Reply(f"Final answer: {request.number}"), verdict(True))(request)


@pytest.mark.parametrize("command", [think, vote, tree])
def test_every_option_of_a_single_question_is_one_of_a_batch(command) -> None:
    """Except those for one question alone: where it comes from, how its answer is printed, its trace."""
    alone = {field.name for field in fields(Single)} - {field.name for field in fields(Shared)} | {"no_trace"}
    single = set(inspect.signature(command).parameters) - alone
    assert single <= set(inspect.signature(batch).parameters)


@pytest.mark.parametrize(
    ("chosen", "strategy", "width"),
    [
        ("tree", "bfs", 3),
        ("tree --search mcts", "mcts", 3),
        ("dfs --depth 2 --branches 2", "dfs", 2),
        ("synthesize+vote -e 1", "synthesize+vote", 1),
        ("vote --stop never", "vote", 15),
        ("vote --stop never --select weighted -n 4", "vote", 4),
        ("best-of-n", "best-of-n", 5),
    ],
)
def test_every_strategy_reasons_as_its_own_command_does(
    invoke: Run, server: ModelServer, chosen: str, strategy: str, width: int
) -> None:
    """With the width that is usual there."""
    server.script = searched
    finished = invoke("system2", "batch", "-", "--strategy", *chosen.split(), *MODEL, stdin=QUESTION)
    assert finished.exit_code == 0, finished.stderr
    line = json.loads(finished.stdout)
    assert (line["strategy"], line["answer"]) == (strategy, "42")
    if "tree" not in line and "synthesize" not in strategy:
        assert len(line["candidates"]) == width


def test_a_batch_of_searches_pays_no_call_that_the_same_search_has_paid_for(invoke: Run, server: ModelServer) -> None:
    """So the options of a search reach it as they reach `tree`."""
    server.script = searched
    shape = ("--search", "dfs", "--depth", 3, "--beam", 1, "--propose", "sample", "--value", "vote", *MODEL)
    assert invoke("system2", "tree", QUESTION, "--branches", 2, *shape).exit_code == 0
    before = len(server.exchanges)
    finished = invoke("system2", "batch", "-", "--strategy", "tree", "--branches", 2, *shape, stdin=QUESTION)
    assert json.loads(finished.stdout)["answer"] == "42"
    assert len(server.exchanges) == before


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("--stop certain", "--stop says nothing of best-of-n: leave it out. It is for vote."),
        ("--strategy synthesize --sure 0.9", "--sure says nothing of synthesize"),
        ("--search bfs", "--search says nothing of best-of-n: leave it out, or take --strategy tree."),
        ("--strategy dfs --search bfs", "--search says nothing of dfs"),
        ("--strategy vote --beam 2", "--beam says nothing of vote: leave it out. It is for beam, best-first, bfs, dfs"),
        (
            "--strategy vote --rounds 5",
            "--rounds says nothing of vote: leave it out. It is for debate, evolve, refine.",
        ),
        ("--strategy cot --good-enough 0.9", "--good-enough says nothing of cot"),
        ("--strategy refine --select majority", "--select says nothing of refine"),
        ("--strategy bfs --rounds 3", "--rounds says nothing of bfs"),
        ("--strategy beam --lookahead 3", "--lookahead says nothing of beam: leave it out. It is for lookahead."),
        ("--strategy refine+vote --depth 3", "--depth says nothing of refine+vote"),
        ("--strategy vote --stop window --sure 0.9", "window knows no degrees"),
        ("--strategy tree --search widely", "--search is 'widely'"),
        ("--strategy tree+vote", "There is no strategy 'tree'"),
        ("--judge-by coin", "There is no way to judge 'coin'"),
        ("--answer riddle", "riddle"),
    ],
)
def test_what_makes_no_sense_is_one_line_before_any_file_is_touched(
    invoke: Run, server: ModelServer, home: Path, given: str, said: str
) -> None:
    answers = home.parent / "answers.jsonl"
    finished = invoke("system2", "batch", "-", "-o", answers, *given.split(), *MODEL, stdin=QUESTION)
    assert finished.exit_code == 2
    assert said in finished.stderr
    assert len(finished.stderr.splitlines()) == 1
    assert not answers.exists()
    assert not server.exchanges


def test_the_environment_settles_what_no_option_does(invoke: Run, server: ModelServer) -> None:
    server.script = searched
    settled = {"SYSTEM2_STRATEGY": "vote", "SYSTEM2_EFFORT": "2", "SYSTEM2_MODEL": MODEL[1], "SYSTEM2_DISPLAY": "none"}
    finished = invoke("system2", "batch", "-", stdin=QUESTION, env=settled)
    line = json.loads(finished.stdout)
    assert (line["strategy"], len(line["candidates"]), finished.stderr) == ("vote", 2, "")


def test_roles_context_and_the_kind_of_answer_hold_for_every_question(
    invoke: Run, server: ModelServer, home: Path
) -> None:
    (home.parent / "notes.txt").write_text("Forty-two is written here.")
    server.script = roles(Reply("It is 42 in my eyes."), verdict(True))
    panel = ("--verifier", "openai/gpt-4o", "--answer", r"regex:is (\d+)", "-s", "Be short.")
    finished = invoke(
        "system2", "batch", "-", "-f", home.parent / "notes.txt", *panel, "-e", 1, *MODEL, stdin="One?\nTwo?\n"
    )
    assert [json.loads(line)["answer"] for line in finished.stdout.splitlines()] == ["42", "42"]
    asked = [exchange.request for exchange in server.paths]
    assert all("Forty-two is written here." in request.prompt for request in asked)
    assert all(request.messages[0]["content"] == "Be short." for request in asked)
    assert {exchange.request.body["model"] for exchange in server.verdicts} == {"gpt-4o"}


@pytest.mark.parametrize(
    "demand", [("--min-agreement", 0.9), ("--check", shlex.join([sys.executable, "-c", "raise SystemExit(1)"]))]
)
def test_an_answer_that_is_not_good_enough_is_kept_and_the_batch_exits_6(
    invoke: Run, server: ModelServer, home: Path, demand: tuple[object, ...]
) -> None:
    """Its line says so, and it is not asked again."""
    server.script = disagreeing
    (home.parent / "q.txt").write_text("One?\nTwo?\n")
    command = ("system2", "batch", home.parent / "q.txt", "-o", home.parent / "a.jsonl", "-e", 2, *demand, *MODEL)
    for _ in range(2):
        finished = invoke(*command)
        assert finished.exit_code == 6
        assert "2 of 2 are not good enough" in finished.stderr
        lines = (home.parent / "a.jsonl").read_text().splitlines()
        assert [json.loads(line)["exit_code"] for line in lines] == [6, 6]
    assert len(server.paths) == 4


def test_a_quote_is_for_all_questions_that_have_no_answer_yet(invoke: Run, server: ModelServer, home: Path) -> None:
    """It sends nothing, touches no file, and exits 3 where a cap could stop the batch."""
    server.script = searched
    questions, answers = home.parent / "q.txt", home.parent / "a.jsonl"
    questions.write_text("One?\nTwo?\nThree?\n")
    command = ("system2", "batch", questions, "-o", answers, "--strategy", "vote", "-e", 2, *MODEL)
    quoted = invoke(*command, "--dry-run")
    assert quoted.exit_code == 0, quoted.stderr
    assert "3 questions" in quoted.stdout
    assert invoke(*command, "--dry-run", "--max-cost", "0.0001").exit_code == 3
    assert not answers.exists()
    assert not server.exchanges
    questions.write_text("One?\nTwo?\n")
    assert invoke(*command).exit_code == 0
    assert "costs nothing" in invoke(*command, "--dry-run").stderr
    questions.write_text("One?\nTwo?\nThree?\nFour?\n")
    assert "2 questions" in invoke(*command, "--dry-run").stdout


def test_several_questions_are_quoted_as_the_sum_of_each(invoke: Run, home: Path) -> None:
    (home.parent / "q.txt").write_text(f"{QUESTION}\n" * 4)
    alone = invoke("think", QUESTION, "--dry-run", "--json", *MODEL)
    worst = Decimal(json.loads(alone.stdout)["cost_usd"]["worst"])
    for share, code in ((Decimal("3.999"), 3), (Decimal(4), 0)):
        cap = f"{worst * share:f}"
        finished = invoke("system2", "batch", home.parent / "q.txt", "--dry-run", "--max-cost", cap, *MODEL)
        assert finished.exit_code == code


def test_a_pipe_is_not_quoted_but_a_cap_below_what_is_asked_about_is_enough(commands, server: ModelServer) -> None:
    """What nobody can foresee is not begun unasked."""
    server.script = searched
    command = ("system2", "batch", "-", "--strategy", "vote", "-e", 1, *MODEL)
    assert commands.run(*command, "--dry-run", stdin=QUESTION).exit_code == 2
    refused = commands.run(*command, "--confirm-above", 1, stdin=QUESTION)
    assert refused.exit_code == 3
    assert "--max-cost" in refused.stderr
    assert not server.exchanges
    assert commands.run(*command, "--confirm-above", 1, "--max-cost", 1, stdin=QUESTION).exit_code == 0


def test_a_dear_batch_asks_first(terminal: OpenTerminal, invoke: Run, server: ModelServer, home: Path) -> None:
    """And is refused where nobody can be asked."""
    (home.parent / "q.txt").write_text("One?\nTwo?\n")
    command = ("system2", "batch", home.parent / "q.txt", "--confirm-above", "0.0001", *MODEL)
    assert invoke(*command).exit_code == 3
    tty = terminal(*command)
    tty.wait_for("Go on? [y/N]")
    tty.send("n\r")
    assert tty.finish() == 3
    assert not server.exchanges
