"""Pressing Tab: every script is completed in every shell, quickly."""

import shutil
import sys
import tomllib
from pathlib import Path

import pytest

from system2.cli.completion import SCRIPTS, Shell
from system2.store.runs import new_run_id
from tests.commands import Commands
from tests.conftest import OpenTerminal, Run

ROOT = Path(__file__).parents[2]
EXAMPLE_RUN = ROOT / "tests" / "store" / "examples" / "format-1-think.jsonl"
FILES = {shell: ROOT / "completions" / f"system2.{shell}" for shell in Shell} | {
    Shell.POWERSHELL: ROOT / "completions" / "system2.ps1"
}

STARTS = {
    "bash": ["bash", "--norc", "--noprofile", "-i"],
    "zsh": ["zsh", "--no-rcs", "--interactive"],
    "fish": ["fish", "--no-config", "--interactive"],
}
"""How each shell is started at a terminal without the user's own settings."""

PRESENT = [shell for shell in STARTS if shutil.which(shell)]
"""The shells on this machine, bash among them; the others' requests are made by hand below."""

REQUESTS = {
    "bash": {"COMP_WORDS": "{line}", "COMP_CWORD": "{words}"},
    "zsh": {"_TYPER_COMPLETE_ARGS": "{line}"},
    "fish": {"_TYPER_COMPLETE_ARGS": "{line}", "_TYPER_COMPLETE_FISH_ACTION": "get-args"},
    "powershell": {"_TYPER_COMPLETE_ARGS": "{line}", "_TYPER_COMPLETE_WORD_TO_COMPLETE": "{last}"},
}
"""What each shell's completion script puts into the environment when it asks what may follow a line."""


def request(shell: str, line: str) -> dict[str, str]:
    """The environment in which `shell` asks what may follow this line."""
    name, *_, last = words = line.split(" ")
    values = {"line": line, "words": len(words) - 1, "last": last}
    asked = {variable: value.format(**values) for variable, value in REQUESTS[shell].items()}
    return {f"_{name.upper()}_COMPLETE": f"complete_{shell}", **asked}


@pytest.mark.parametrize("shell", Shell)
def test_the_shipped_files_are_what_the_command_prints(invoke: Run, shell: Shell) -> None:
    """To renew one: `system2 completion bash > completions/system2.bash`."""
    printed = invoke("system2", "completion", shell)
    assert printed.exit_code == 0
    assert printed.stdout == FILES[shell].read_text(encoding="utf-8")


def test_every_installed_script_is_completed() -> None:
    """The list is the one that the package installs."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert sorted(SCRIPTS) == sorted(project["project"]["scripts"])


@pytest.mark.parametrize("shell", REQUESTS)
@pytest.mark.parametrize(
    ("line", "follows"),
    [
        ("system2 thi", "think"),
        ("think --eff", "--effort"),
        ("vote --ver", "--verbose"),
        ("budget s", "set"),
        ("think --select we", "weighted"),
    ],
)
def test_scripts_answer_what_a_shell_asks(commands: Commands, shell: str, line: str, follows: str) -> None:
    """In the words of each shell's protocol, whether or not the shell is on this machine."""
    name = line.partition(" ")[0]
    assert follows in commands.invoke(name, env=request(shell, line)).stdout


VALUES = [
    ("think -m openai/gpt-4o-m", "openai/gpt-4o-mini"),
    ("think -m fa", "fast"),
    ("think -m preset:mi", "preset:mine"),
    ("think -m la", "lab/"),
    ("think --verifier fast,local:sm", "fast,local:smollm2"),
    ("think --preset care", "careful"),
    ("think --judge-by judge,pair", "judge,pairwise"),
    ("system2 trace ", "RUN"),
    ("system2 bench run sudo", "sudoku"),
    ("system2 config get endpoints.lab.b", "endpoints.lab.base_url"),
    ("system2 config set prio", "priority"),
    ("system2 config set priority lo", "low"),
    ("system2 keys set openro", "openrouter"),
    ("system2 models check anthropic/claude-ha", ""),
]
"""What is typed, and what may follow; nothing where it makes no sense, or no key is there."""


@pytest.mark.parametrize(("line", "follows"), VALUES)
def test_values_are_completed(commands: Commands, home: Path, line: str, follows: str) -> None:
    """Those that can be used now: names of one's own, models whose keys there are, runs that left a trace."""
    (home / "config.toml").write_text(
        '[aliases]\nfast = "openai/gpt-4o"\n[presets.mine]\neffort = 3\n'
        '[endpoints.lab]\nbase_url = "http://127.0.0.1:1/v1"\n'
    )
    if follows == "RUN":
        follows = new_run_id()
        (home / "runs" / f"{follows}.jsonl").write_text(EXAMPLE_RUN.read_text(encoding="utf-8"))
    name = line.partition(" ")[0]
    offered = commands.invoke(name, env=request("fish", line)).stdout
    assert follows in offered
    assert bool(offered.strip()) == bool(follows)


def test_an_unknown_shell_is_one_clear_line(invoke: Run) -> None:
    """It names those that there are."""
    finished = invoke("system2", "completion", "tcsh")
    assert finished.exit_code == 2
    assert len(finished.stderr.splitlines()) == 1
    assert "powershell" in finished.stderr


@pytest.mark.parametrize("shell", PRESENT)
@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("think --effo", "think --effort"),
        ("system2 comp", "system2 completion"),
        ("think --file no", "think --file notes.txt"),
        ("think --strategy refine+best", "think --strategy refine+best-of-n"),
    ],
)
def test_the_tab_key_completes_in_a_real_shell(
    terminal: OpenTerminal, commands: Commands, shell: str, typed: str, completed: str
) -> None:
    """Options and commands are ours, files are the shell's own."""
    (commands.folder / "notes.txt").touch()
    tty = terminal(*STARTS[shell])
    tty.send(f". {FILES[Shell(shell)]} && echo read''y\r")
    tty.wait_for("ready")
    tty.send(f"{typed}\t")
    tty.wait_for(completed)


def test_completing_asks_no_model_library(commands: Commands) -> None:
    """So that Tab answers at once."""
    assert "--effort" in commands.run("think", env=request("bash", "think --eff")).stdout.splitlines()

    code = "from system2.cli.app import think; think()"
    imports = commands.run(sys.executable, "-X", "importtime", "-c", code, env=request("bash", "think --eff"))
    assert "typer" in imports.stderr
    assert "litellm" not in imports.stderr
    assert "openai" not in imports.stderr
