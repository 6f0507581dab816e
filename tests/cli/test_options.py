"""Options: each is told once, and means the same wherever it is given."""

import ast
import inspect
from collections import Counter
from pathlib import Path

import pytest

import system2
from system2.cli.batch import batch
from system2.cli.think import think
from system2.config.approach import Approach, Shape
from system2.config.judging import Demands, Judging
from system2.config.options import options
from system2.config.settings import Settings
from system2.config.sources import load_settings
from system2.errors import UsageError

RECORDS = (Settings, Approach, Shape, Judging, Demands)
NONSENSE = "§"
FREE = {"model", "preset", "generator", "verifier", "aggregator", "classifier", "ladder", "strategy", "examples"}
"""Settings that any text may stand for."""

SOURCES = sorted((Path(__file__).parents[2] / "src" / "system2").rglob("*.py"))

OF_ANOTHER_MEANING = {
    ("--seed", "bench_run.py"),  # of the problems
    ("--select", "again.py"),  # by which rule samples are looked at again
    ("--effort", "strategies.py"),  # at which calls are counted
    ("--samples", "strategies.py"),
    ("--model", "history.py"),  # a part of its name
    ("--max-cost", "serve.py"),  # of each request
    ("--deadline", "serve.py"),
}


@pytest.mark.parametrize("name", sorted(options(Settings).keys() - FREE))
def test_nonsense_is_refused_in_the_same_words_wherever_it_stands(home, monkeypatch, name):
    """On the command line, in the environment and in the file, with what it has to be."""

    def complaint(flags):
        with pytest.raises(UsageError) as refused:
            load_settings(flags, tell=print)
        return str(refused.value).partition(" is ")

    by_flag = complaint({name: NONSENSE})
    (home / "config.toml").write_text(f'{name} = "{NONSENSE}"\n')
    by_file = complaint({})
    (home / "config.toml").unlink()
    monkeypatch.setenv(f"SYSTEM2_{name.upper()}", NONSENSE)
    by_variable = complaint({})
    assert by_flag[2] == by_file[2] == by_variable[2]
    assert "but it has to be " in by_flag[2]
    assert (by_flag[0], by_variable[0]) == (f"--{name.replace('_', '-')}", f"the environment: {name}")


def test_whatever_can_be_settled_or_said_of_an_approach_is_an_option_of_the_commands():
    """Of `think`, but for what only other commands' strategies take; of `batch` without exception but for traces."""
    switches = {"adapt": "no_adapt", "cache": "no_cache", "history": "no_trace"}  # where the flag has another name
    told = {switches.get(name, name) for record in RECORDS for name in options(record)}
    assert told - {"no_trace"} <= set(inspect.signature(batch).parameters)
    assert told - {"stop"} - set(options(Shape)) <= set(inspect.signature(think).parameters) | {"aggregate"}


def test_no_flag_is_told_in_two_places():
    """But for commands that mean something else by the word."""
    ours = {flag for record in RECORDS for told in options(record).values() for flag in (*told.flags, *told.switches)}
    places = Counter()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("typer.Option", "option"):
                said = {each.value for each in node.args if isinstance(each, ast.Constant)}
                said |= {key.value for each in ast.walk(node) if isinstance(each, ast.Dict) for key in each.keys}
                places.update(
                    flag
                    for flag in said
                    if str(flag).startswith("--") and flag in ours and (flag, path.name) not in OF_ANOTHER_MEANING
                )
    assert set(places) == {flag for flag in ours if flag.startswith("--")}
    assert {flag for flag, count in places.items() if count > 1} == set()


@pytest.mark.parametrize(
    ("ask", "complaint"),
    [
        (lambda: system2.think("6*7?", good_enough=2), "--good-enough is 2, but it has to be a number from 0 to 1"),
        (
            lambda: system2.think("6*7?", strategy="refine", rounds="many"),
            "--rounds is .many.",
        ),
        (lambda: Demands(min_agreement=1.5), "--min-agreement is 1.5, but it has to be a number from 0 to 1"),
        (lambda: Judging(reward="http://h/pooling", aggregate="sum"), "one of product, min, last, mean"),
        (lambda: Judging(critiques=40), "--critiques is 40, but it has to be a whole number from 1 to 32"),
    ],
)
def test_the_library_checks_what_the_command_line_checks(home, ask, complaint):
    with pytest.raises(UsageError, match=complaint):
        ask()
