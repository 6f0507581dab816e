"""The script `system2` itself."""

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
