"""The script `system2` itself."""

import re

import pytest


def test_system2_alone_prints_its_commands_and_exits_2(invoke):
    finished = invoke("system2")
    assert finished.exit_code == 2
    for command in ("think", "vote", "tree", "batch", "budget", "cost", "history", "trace", "resume", "cache"):
        assert f"\n  {command} " in finished.stdout


@pytest.mark.parametrize("arguments", [("--version",), ("--help",), ("schema",)])
def test_what_is_asked_of_it_goes_to_standard_output(invoke, arguments):
    finished = invoke("system2", *arguments)
    assert (finished.exit_code, finished.stderr) == (0, "")
    assert finished.stdout


@pytest.mark.parametrize("command", ["think", "vote", "system2 tree", "system2 batch", "system2 bench run"])
def test_help_says_first_what_is_given_and_groups_options_under_headings(invoke, command):
    """In plain text, with a word for every value rather than the name of its type."""
    told = invoke(*command.split(), "--help", "all").stdout
    headings = [line.removesuffix(":") for line in told.splitlines() if line.endswith(":") and line[0] != " "]
    assert headings[0] == "Arguments"
    assert {"Model", "Judging", "Money"} <= set(headings)
    assert headings[-1] == "Options"
    assert not re.search(r"<\w", told)
