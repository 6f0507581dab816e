"""Worked examples that the user gives: paths see them as earlier turns, and everybody counts them."""

import json

import pytest

from system2.core.problem import Example
from system2.store.runs import open_trace

MODEL = ("-m", "openai/gpt-4o-mini")
EXAMPLE = {"question": "What is 2+3?", "solution": "Two and three are five.\n\nFinal answer: 5"}


@pytest.fixture
def examples(tmp_path):
    file = tmp_path / "examples.jsonl"
    file.write_text(json.dumps(EXAMPLE) + "\n\n" + json.dumps(EXAMPLE | {"question": "What is 1+4?"}) + "\n")
    return file


def turns(exchange):
    return [(message["role"], message["content"]) for message in exchange.request.body["messages"]]


def test_paths_see_the_examples_as_earlier_turns_worded_as_the_question_and_judges_none(invoke, server, examples):
    assert invoke("think", "What is 6*7?", "-e", 2, "--examples", examples, *MODEL).exit_code == 0
    (asked, first), (answered, solution), (_, second), _, (_, question) = turns(server.paths[0])
    assert (asked, answered, solution) == ("user", "assistant", EXAMPLE["solution"])
    assert [text.replace(shown, "") for text, shown in ((first, "2+3"), (second, "1+4"))] == 2 * [
        question.replace("6*7", "")
    ]
    assert not any("2+3" in text for verdict in server.verdicts for _, text in turns(verdict))


def test_the_quote_counts_them_and_a_reply_without_them_is_not_taken_for_one_with_them(invoke, server, examples):
    command = ("vote", "What is 6*7?", "-n", 1, *MODEL, "--json")
    plain, shown = (
        json.loads(invoke(*command, *more, "--dry-run").stdout)["roles"][0]["input_tokens"]["worst"]
        for more in ((), ("--examples", examples))
    )
    assert shown > plain + 50
    for more in ((), ("--examples", examples), ("--examples", examples)):
        invoke(*command, *more)
    assert len(server.paths) == 2


def test_config_names_a_file_for_all_strategies_or_one_for_each(invoke, server, home, examples):
    with (home / "config.toml").open("a") as config:
        config.write(f'\n[examples]\ncot = "{examples}"\n')
    for strategy in ("cot", "direct"):
        assert invoke("think", "What is 6*7?", "--strategy", strategy, *MODEL).exit_code == 0
    assert [len(turns(path)) for path in server.paths] == [5, 1]


def test_the_trace_keeps_the_examples_whatever_becomes_of_their_file(invoke, server, examples):
    told = json.loads(invoke("think", "What is 6*7?", "-e", 1, "--examples", examples, *MODEL, "--json").stdout)
    examples.unlink()
    beginning = open_trace(told["run"]).beginning
    assert beginning.problem.examples[0] == Example(**EXAMPLE)


@pytest.mark.parametrize(
    ("content", "trouble"),
    [
        ("", "holds no example"),
        ("what\n", "line 1, is no example"),
        ('{"question": "What?", "solution": "That."}\n{"question": "What?"}\n', "line 2, is no example"),
        ('{"question": "What?", "solution": " "}', "line 1, is no example"),
        (None, "cannot be read: No such file"),
    ],
)
def test_a_file_that_holds_something_else_is_refused_in_one_line(invoke, server, tmp_path, content, trouble):
    file = tmp_path / "examples.jsonl"
    if content is not None:
        file.write_text(content)
    refused = invoke("think", "What is 6*7?", "--examples", file, *MODEL)
    assert (refused.exit_code, refused.stderr.count("\n")) == (2, 1)
    assert trouble in refused.stderr
    assert not server.exchanges
