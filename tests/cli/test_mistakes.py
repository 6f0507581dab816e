"""What people type by mistake: each gets one line that says what is wrong, and what to type instead."""

import importlib.util
import sys
from importlib.metadata import version

import pytest

from system2.config import installed

GPT = ("-m", "openai/gpt-4o-mini")


@pytest.mark.parametrize(
    ("typed", "told", "code"),
    [
        (("think", "x", "-m", "local:/nosuch.gguf"), "The model file /nosuch.gguf cannot be read", 2),
        (("vote", "x", "--samples", "1000"), "--samples is '1000', but it has to be a whole number from 1 to 100", 2),
        (("system2", "completion", "tcsh"), "'SHELL': 'tcsh' is not one of 'bash', 'zsh', 'fish', 'powershell'", 2),
        (("think", "more", "--continue", *GPT), "ask a question first, without --continue", 2),
        (("system2", "history", "--day", "someday"), "write 2026-11-21, today, yesterday, or 7d for seven days ago", 2),
        (("system2", "help", "nothing"), "There is no page on 'nothing'. There are: architecture,", 2),
        (("think", "What", "is", "--it"), "No such option: --it", 2),
    ],
)
def test_a_mistake_is_told_in_one_line(invoke, server, typed, told, code):
    finished = invoke(*typed)
    assert (finished.exit_code, finished.stdout) == (code, "")
    assert told in finished.stderr.splitlines()[-1]
    assert not server.requests


def test_a_question_needs_no_quotes(invoke, server):
    invoke("think", "What", "is", "6", "times", "7?", "-e", 1, *GPT, "-q")
    assert "What is 6 times 7?" in server.paths[0].request.prompt


def test_words_that_a_shell_may_have_made_of_a_sign_are_not_asked(invoke, server, tmp_path):
    """`What is 6*7` becomes the names of files where there are such."""
    file = tmp_path / "6x7"
    file.touch()
    finished = invoke("think", "What", "is", file, *GPT)
    assert (finished.exit_code, finished.stderr.count("\n")) == (2, 1)
    assert "is a file here: put the question into quotes" in finished.stderr
    assert not server.requests


def test_a_follow_up_is_about_the_last_run_that_has_an_answer(invoke, server):
    """One that failed since has nothing to ask about."""
    invoke("think", "What is 6*7?", "-e", 1, *GPT, "-q")
    server.script = ""
    assert invoke("think", "What is 6*8?", "-e", 1, *GPT, "-q").exit_code == 5
    server.script = "Final answer: 84"
    assert invoke("think", "And doubled?", "--continue", "-e", 1, *GPT, "-q").exit_code == 0
    asked = server.paths[-1].request.conversation
    assert ("What is 6*7?" in asked, "What is 6*8?" in asked) == (True, False)


@pytest.mark.parametrize("script", ["system2", "think", "vote", "cost", "budget"])
def test_every_script_tells_its_version(invoke, script):
    assert invoke(script, "--version").stdout == f"system2 {version('system2')}\n"


def test_help_takes_the_name_of_a_command_too(invoke):
    assert invoke("system2", "help", "vote").stdout == invoke("system2", "vote", "--help").stdout


@pytest.mark.parametrize(
    ("prefix", "command"),
    [
        ("/opt/.venv", "pip install"),
        ("/opt/.local/share/uv/tools/system2", "uv tool install"),
        ("/opt/.local/share/pipx/venvs/system2", "pipx install --force"),
    ],
)
def test_an_extra_that_lacks_is_named_with_the_command_that_adds_it(invoke, monkeypatch, prefix, command):
    """By whoever installed the package, from where it came."""
    monkeypatch.setattr(sys, "prefix", prefix)
    found = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name, *more: None if name == "xllamacpp" else found(name))
    told = invoke("think", "x", "-m", "local").stderr
    assert f"{command} {installed._source()}" in told.replace("'", "")
    assert "[local]" in told
