"""What people type by mistake: each gets one line that says what is wrong, and what to type instead."""

import importlib.util
import shlex
import sys
from importlib.metadata import version

import pytest

from system2.config import installed
from tests.commands import SCRIPTS_FOLDER

GPT = ("-m", "openai/gpt-4o-mini")


MISTAKES = (
    ("think ''", 'The question is empty. Ask one: think "What is 6*7?"', 2),
    ("think x -m local:/nosuch.gguf", "The model file /nosuch.gguf cannot be read: No such file or directory", 2),
    (
        "think x -m gpt-4o-mini-typo",
        'No provider is known for the model "gpt-4o-mini-typo": write it as PROVIDER/NAME',
        2,
    ),
    ("think x -m lab/none", 'No provider is known for the model "lab/none"', 2),
    ("think x -m ''", "but it has to be", 2),
    ("think x -m preset:nothing", "There is no preset 'nothing'. There are: quick, cheap, careful.", 2),
    ("think x --preset qick", "There is no preset 'qick'. There are: quick, cheap, careful. Did you mean quick?", 2),
    ("think x -m anthropic/claude-sonnet-4-5", "needs a key: `system2 keys set anthropic` asks for it", 4),
    ("think x --effort 0", "--effort is '0', but it has to be a whole number from 1 to 100, or auto.", 2),
    ("think x --effort five", "--effort is 'five', but it has to be a whole number from 1 to 100, or auto.", 2),
    ("think x --effort", "Option '--effort' requires an argument. Try `think --help`.", 2),
    ("think x --efort 5", "No such option: --efort (Possible options: --effort). Try `think --help`.", 2),
    ("think What is --it", "No such option: --it", 2),
    ("vote x --samples 1000", "--samples is '1000', but it has to be a whole number from 1 to 100", 2),
    ("vote x --stop later", "--stop is 'later', but it has to be one of safe, beta, window, certain, never.", 2),
    ("think x --strategy votes", "There is no strategy 'votes'. There are: at-once, auto, best-of-n, ", 2),
    ("think x --strategy votes", "Did you mean vote?", 2),
    ("think x --strategy direct --effort 3", "--effort says nothing of direct: leave it out. It is for ", 2),
    ("think x --judge-by juge", "There is no way to judge 'juge'. There are: judge, ", 2),
    ("think x --select best", "--select is 'best', but it has to be one of auto, verdict, majority, weighted.", 2),
    ("think x --answer numbr", "there is no answer kind 'numbr'; use auto, number, ", 2),
    ("think x --answer 'regex:('", "the pattern '(' cannot be read: missing ) at position 1; a sound one is", 2),
    ("think x --max-cost cheap", "--max-cost is 'cheap', but it has to be a sum in dollars, such as 0.50.", 2),
    ("think x --max-tokens 0", "--max-tokens is '0', but it has to be a whole number from 1 to 1000000.", 2),
    ("think x --temperature 9", "--temperature is '9', but it has to be a number from 0 to 2.", 2),
    ("think x --timeout never", "--timeout is 'never', but it has to be a number from 0.1 to 86400.", 2),
    ("think x --min-agreement 90%", "--min-agreement is '90%', but it has to be a number from 0 to 1.", 2),
    ("think x --reasoning-effort huge", "but it has to be one of none, minimal, low, medium, high, xhigh.", 2),
    ("think x --file /nosuch/file", "/nosuch/file cannot be read: No such file or directory.", 2),
    ("think x --file /tmp", "/tmp cannot be read: Is a directory.", 2),
    ("think x --check /nosuch/program", "there is no program '/nosuch/program': it is not on PATH,", 2),
    ("think more --continue", "ask a question first, without --continue", 2),
    ("system2 thnk x", "No such command 'thnk'. Did you mean 'think'? Try `system2 --help`.", 2),
    ("system2 tree x --search astar", "--search is 'astar', but it has to be one of ab-mcts, beam, ", 2),
    ("system2 tree x --beam 0", "--beam is '0', but it has to be a whole number from 1 to 100.", 2),
    ("system2 bench run arithmetics", "There is no problem set 'arithmetics'. There are: arithmetic, ", 2),
    ("system2 bench run", "Missing argument 'SET'. Try `system2 bench run --help`.", 2),
    ("system2 batch /nosuch.jsonl", "/nosuch.jsonl cannot be read: No such file or directory.", 2),
    ("system2 completion tcsh", "'SHELL': 'tcsh' is not one of 'bash', 'zsh', 'fish', 'powershell'", 2),
    ("system2 help nothing", "There is no page on 'nothing'. There are: architecture,", 2),
    ("system2 man thonk", "There is no script 'thonk'. There are: system2, think, vote, budget, cost.", 2),
    ("system2 history --day someday", "write 2026-11-21, today, yesterday, or 7d for seven days ago", 2),
    ("system2 history forget", "Say which runs to forget: `system2 history forget 7KQ2`,", 2),
    ("system2 trace nosuch", "'nosuch' is no run: `system2 history` lists them.", 2),
    ("system2 resume 7KQ2", "No trace of a run 7KQ2: `system2 history` lists them.", 2),
    ("system2 config get efort", "There is no setting 'efort': `system2 config` lists them. Did you mean effort?", 2),
    ("system2 config set effort many", "effort is 'many', but it has to be a whole number from 1 to 100, or auto.", 2),
    ("system2 config set effort", "Missing argument 'VALUE'. Try `system2 config set --help`.", 2),
    ("system2 config set api_key sk-123456789012345678901234", "no key is kept in the config: `system2 keys set", 2),
    ("system2 keys set openai sk-abcdefabcdefabcdefabcdef", "type the same without it, and it is asked for.", 2),
    ("system2 keys set nobody", "There is no provider, endpoint or variable of this name", 2),
    ("system2 uninstall", "Say `system2 uninstall --dry-run` to see what would be removed, or `--yes` to remove", 2),
    ("budget set", "Say what to set: `budget set --daily 5`.", 2),
    ("budget set 5", "Say for how long 5 is the cap: `budget set --daily 5`.", 2),
    ("budget set --daily five", "'five' is no limit: it has to be dollars, such as 5 or 0.50,", 2),
    ("budget unset", "Say which caps to remove: `budget unset --daily`, `--model 'openai/*'` or `--all`.", 2),
    ("budget unset --weekly", "There is no weekly cap. Caps there are: none at all.", 2),
    ("cost tomorrow", "No such command 'tomorrow'. Try `cost --help`.", 2),
    ("cost --since soon", "'soon' is no day: write 2026-11-21, today, yesterday, or 7d for seven days ago.", 2),
    ("cost --since 2026-11-20 --until 2026-11-10", "2026-11-20 is after 2026-11-10: give --since a day before", 2),
    ("cost --tz Mars/Base", "'Mars/Base' is no time zone: write one such as Europe/Berlin or UTC.", 2),
    ("cost --json --csv", "One form at a time: --json or --csv.", 2),
    ("cost --by colour", "There is no grouping 'colour'. There are: model, command, strategy,", 2),
    ("cost run nosuch", "'nosuch' is no run: `system2 history` lists them.", 2),
    ("cost settle nosuch 1", "There is no open run or call nosuch: `cost settle` lists what is open.", 2),
    ("cost prices set nobody/x", "Give --input X and --output Y in dollars for a million tokens of nobody/x, or", 2),
    ("cost last", 'The ledger is empty: `think "a question"` makes a first entry.', 2),
)
"""What is typed, what the one line of standard error says of it, and the exit code."""


def test_a_mistake_is_told_in_one_line(invoke, server):
    """Which says what to type instead; nothing is on standard output, and no model is asked."""
    for typed, told, code in MISTAKES:
        finished = invoke(*shlex.split(typed))
        *others, line = finished.stderr.splitlines()
        assert (finished.exit_code, finished.stdout) == (code, ""), typed
        assert told in line, (typed, line)
        assert all(other.startswith("think · best of 5") for other in others), "but for the line that a run begins with"
    assert not server.requests


@pytest.mark.parametrize("closed", ["2>&-", "<&-", "<&- 2>&-"])
def test_a_stream_that_is_closed_is_nowhere(run, home, closed):
    """Nothing is read from it and nothing written to it; no file of ours takes its place."""
    command = shlex.join(map(str, (SCRIPTS_FOLDER / "think", "What is 6*7?", "-e", 1, *GPT, "-a")))
    finished = run("sh", "-c", f"{command} {closed}")
    assert (finished.exit_code, finished.stdout) == (0, "42\n")
    assert ("Traceback" in finished.stderr) is False
    assert all(b"[[call]]" in day.read_bytes()[:9] for day in (home / "ledger").glob("*.toml"))


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
