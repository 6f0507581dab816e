"""`system2 tree`: what a user and a script can rely on."""

import json
import re
import shlex
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from system2.core.events import RunEnded
from system2.store.runs import open_trace
from system2.strategies.catalogue import searches
from tests.benchmarks.game_of_24 import Player, is_solution, question
from tests.server import Reply, Usage, status, verdict
from tests.server.rewards import reward_server
from tests.strategies.forest import all_shown

MODEL = ("-m", "openai/gpt-4o-mini")
TREE = ("system2", "tree")
NUMBERS = (3, 5, 9)
CHECK = shlex.join([sys.executable, "-IS", str(Path(__file__).parents[1] / "benchmarks" / "check_24.py")])
GAME = ("--branches", 40, "--depth", 3, "--valuations", 1, "--state", r"left: ([^)]*)", "--check", CHECK)


def plain(request):
    """A model that goes from a step to an answer, and is content with everything."""
    match (request.schema or {}).get("title"):
        case "next_steps":
            steps = ["Final answer: 42"] if "six sevens" in request.prompt else ["Add six sevens.", "Guess."]
            return Reply(json.dumps({"steps": steps}))
        case "value":
            return Reply(json.dumps({"reason": "sound", "value": 0.8 if "six sevens" in request.prompt else 0.2}))
        case "step_scores":
            sound = [0.96 if "six sevens" in step or "42" in step else 0.2 for step in all_shown(request.prompt)]
            return Reply(json.dumps({"critique": "none", "scores": sound}))
        case "verdict":
            return verdict(True, 0.95)
    return Reply("Add six sevens." if "next step alone" in request.prompt else "Final answer: 42")


def is_value(request):
    """Whether the valuer is asked."""
    return (request.schema or {}).get("title") == "value"


def test_the_game_of_24_is_won_through_the_real_command(invoke, server):
    """A program finds the path that wins among all that the search comes by."""
    server.script = lambda request: Player(0.95).reply(request.prompt)
    finished = invoke(*TREE, question(NUMBERS), "--search", "dfs", *GAME, *MODEL, "--json")
    assert finished.exit_code == 0, finished.stderr
    result = json.loads(finished.stdout)
    assert is_solution(NUMBERS, result["text"])
    assert result["calls"]["made"] == len(server.exchanges) <= 110
    assert result["strategy"] == "dfs"


def test_a_path_that_the_check_rejects_is_no_answer(invoke, server):
    server.script = plain
    finished = invoke(*TREE, "What is 6*7?", "--check", "false", *MODEL, "-a")
    assert finished.exit_code == 6
    assert "The check rejected every path" in finished.stderr


@pytest.mark.parametrize("command", [TREE, ("think",), ("vote",)])
def test_where_there_is_no_answer_nothing_is_printed(invoke, server, command):
    """Not even an empty line, for a script to take for one."""
    server.script = status(400)
    finished = invoke(*command, "What is 6*7?", *MODEL, "-q")
    assert (finished.exit_code, finished.stdout) == (2, "")


def test_json_and_the_trace_hold_the_whole_tree(invoke, server, home):
    server.script = plain
    result = json.loads(invoke(*TREE, "What is 6*7?", "--beam", 1, *MODEL, "--json").stdout)
    assert [(node["step"], node["score"], node["fate"]) for node in result["tree"]] == [
        ("What is 6*7?", None, "kept"),
        ("Add six sevens.", 0.8, "kept"),
        ("Guess.", 0.2, "pruned"),
        ("Final answer: 42", 0.95, "chosen"),
    ]
    assert result["answer"] == "42"
    assert result["chosen"] == result["tree"][-1]["id"]
    ended = open_trace(result["run"]).moments[-1].event
    assert isinstance(ended, RunEnded)
    assert [node.id for node in ended.choice.tree] == [node["id"] for node in result["tree"]]


def test_scores_of_steps_stand_in_the_tree_and_in_the_verdict(invoke, server):
    """A beam has every step of a path scored, the last one too, by one call for each path."""
    server.script = plain
    result = json.loads(invoke(*TREE, "What is 6*7?", "--search", "beam", "--beam", 1, *MODEL, "--json").stdout)
    assert [(node["step"], node.get("steps"), node["fate"]) for node in result["tree"]] == [
        ("What is 6*7?", None, "kept"),
        ("Add six sevens.", [0.96], "kept"),
        ("Guess.", [0.2], "pruned"),
        ("Final answer: 42", [0.96, 0.96], "chosen"),
    ]
    (path,) = result["candidates"]
    assert path["verdict"]["steps"] == [0.96, 0.96]
    assert (path["verdict"]["by"], path["score"]) == ("steps", pytest.approx(0.96**2))


def test_a_process_reward_model_guides_a_beam_step_by_step(invoke, server):
    """It is asked about each path as it grows, with the mark after every step, and its product decides in the end."""
    server.script = plain
    good = re.compile("six sevens|42")

    def rewards(text):
        steps = text.split("<extra_0>")[:-1]
        return [[0.04, 0.96] if good.search(step) else [0.8, 0.2] for step in steps]

    with reward_server(rewards) as served:
        arguments = ("--search", "beam", "--reward", f"{served.url}/pooling#prm", "--aggregate", "min")
        result = json.loads(invoke(*TREE, "What is 6*7?", *arguments, *MODEL, "--json").stdout)
    assert result["candidates"][0]["verdict"]["steps"] == pytest.approx([0.96, 0.96])
    assert (result["candidates"][0]["score"], result["answer"]) == (pytest.approx(0.96), "42")
    assert not any((request.schema or {}).get("title") in ("value", "verdict") for request in server.requests)


def test_what_json_prints_meets_the_schema(invoke, server):
    """Whatever search it is of, and whether steps are listed or sampled."""
    from jsonschema import Draft202012Validator

    server.script = plain
    schema = Draft202012Validator(json.loads(invoke("system2", "schema").stdout))
    for search in (*searches(), "bfs --propose sample"):
        finished = invoke(*TREE, "What is 6*7?", "--search", *search.split(), *MODEL, "--json")
        assert finished.exit_code == 0, search
        schema.validate(json.loads(finished.stdout))


def test_the_answer_is_all_that_standard_output_gets(invoke, server):
    server.script = plain
    assert invoke(*TREE, "What is 6*7?", *MODEL).stdout == "Add six sevens.\nFinal answer: 42\n"
    assert invoke(*TREE, "What is 6*7?", *MODEL, "-a").stdout == "42\n"


def test_states_of_one_level_are_valued_side_by_side(commands, server):
    """Both are asked about, three times each, before either has its value."""
    server.script = plain
    gate = server.hold(is_value)
    running = commands.start(*TREE, "What is 6*7?", *MODEL)
    server.wait(lambda: sum(map(is_value, server.requests)) == 2 * 3)
    gate.open()
    assert running.finish().exit_code == 0


def test_a_model_that_cannot_list_still_gives_an_answer(invoke, server):
    server.script = lambda request: plain(request) if request.schema is None else Reply("I would rather talk.")
    finished = invoke(*TREE, "What is 6*7?", *MODEL, "--json")
    result = json.loads(finished.stdout)
    assert (finished.exit_code, result["answer"]) == (0, "42")
    assert result["stopped"] == "no path had finished: the best partial one was completed"


def test_a_dead_model_ends_it_with_the_reason(invoke, server):
    server.script = status(451, "out of order")
    finished = invoke(*TREE, "What is 6*7?", *MODEL)
    assert finished.exit_code == 5
    assert "out of order" in finished.stderr
    assert len(server.exchanges) == 1


def test_a_cap_ends_it_with_the_best_so_far(invoke, server):
    """What is left after the first steps, which cost as much as they may, does not suffice for the next."""
    server.script = lambda request: replace(plain(request), usage=Usage(200, 1_000))
    finished = invoke(*TREE, "What is 6*7?", "--valuations", 1, *MODEL, "--max-cost", "0.0023")
    assert finished.exit_code == 3, finished.stderr
    assert finished.stdout == "Add six sevens.\n"
    assert "--max-cost" in finished.stderr


def test_a_quote_states_no_fewer_calls_than_are_made(invoke, server):
    server.script = plain
    for search in ("bfs", "dfs", "lookahead"):
        command = (*TREE, "What is 6*7?", "--search", search, *MODEL, "--json", "--fresh")
        quoted = json.loads(invoke(*command, "--dry-run").stdout)
        made = json.loads(invoke(*command).stdout)["calls"]["made"]
        assert made <= sum(role["calls"]["worst"] for role in quoted["roles"])


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--search", "wide"), "--search is 'wide', but it has to be one of ab-mcts, beam, best-first, bfs, "),
        (("--propose", "all"), "--propose"),
        (("--value", "rank"), "--value"),
        (("--valuations", "0"), "--valuations"),
        (("--search", "lookahead", "--value", "vote"), "--value says nothing of lookahead"),
        (("--aggregate", "sum"), "--aggregate"),
        (("--branches", "0"), "--branches"),
        (("--depth", "0"), "--depth"),
        (("--beam", "0"), "--beam"),
        (("--good-enough", "2"), "--good-enough"),
        (
            ("--state", "(left"),
            "the pattern '(left' cannot be read: missing ) at position 5; a sound one is 'Answer: (.*)'",
        ),
        (("--check", "no-such-program-here"), "no-such-program-here"),
    ],
)
def test_bad_input_gets_one_clear_line_and_exit_2(invoke, arguments, says):
    finished = invoke(*TREE, "What is 6*7?", *MODEL, *arguments)
    assert finished.exit_code == 2
    assert finished.stdout == ""
    assert says in finished.stderr
    assert len(finished.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(("columns", "rows"), [(100, 30), (50, 12)])
def test_the_live_view_is_the_tree_itself(terminal, server, columns, rows):
    """It fits the terminal, scores stand on its nodes, and it folds away once the answer is there."""
    server.script = plain
    gate = server.hold(lambda request: "is_correct" in json.dumps(request.body))
    shown = terminal(*TREE, "What is 6*7?", *MODEL, columns=columns, rows=rows)
    shown.wait_for(lambda shown: all(part in shown.text for part in ("├─", "Add six sevens.", "0.80", "answer: 42")))
    gate.open()
    assert shown.finish() == 0
    assert "├─" not in shown.text
