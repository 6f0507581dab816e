"""Pressing Tab: every script is completed in every shell, quickly."""

import sys
import tomllib
from pathlib import Path

import pytest

from system2.cli import grammar
from system2.cli.completion import SCRIPTS, Shell
from system2.store.runs import new_run_id
from tests.commands import Commands
from tests.conftest import Run

ROOT = Path(__file__).parents[2]
EXAMPLE_RUN = ROOT / "tests" / "store" / "examples" / "format-1-think.jsonl"
FILES = {shell: ROOT / "completions" / f"system2.{shell}" for shell in Shell} | {
    Shell.POWERSHELL: ROOT / "completions" / "system2.ps1"
}

OWN = (
    '[aliases]\nfast = "openai/gpt-4o"\n[presets.mine]\neffort = 3\n'
    '[endpoints.lab]\nbase_url = "http://127.0.0.1:1/v1"\n'
)

FOLLOWS = (
    ("system2 thi", "think"),
    ("think --eff", "--effort"),
    ("think --effort 3 --eff", ""),
    ("think -aqm fa", "fast"),
    ("think --model=fa", "--model=fast"),
    ("think -- --eff", ""),
    ("vote --ver", "--verbose"),
    ("budget s", "set"),
    ("budget set --dai", "--daily"),
    ("cost --by ro", "role"),
    ("think --select we", "weighted"),
    ("think --strategy refine+best", "refine+best-of-n"),
    ("think -m openai/gpt-4o-m", "openai/gpt-4o-mini"),
    ("think -m preset:mi", "preset:mine"),
    ("think -m la", "lab/"),
    ("think --verifier fast,local:sm", "fast,local:smollm2"),
    ("think --preset care", "careful"),
    ("think --judge-by judge,pair", "judge,pairwise"),
    ("system2 trace ", "RUN"),
    ("system2 tree --search mc", "mcts"),
    ("system2 bench run sudo", "sudoku"),
    ("system2 bench run traps sudo", "sudoku"),
    ("system2 help mon", "money"),
    ("system2 config get endpoints.lab.b", "endpoints.lab.base_url"),
    ("system2 config set prio", "priority"),
    ("system2 config set priority lo", "low"),
    ("system2 config set model fa", "fast"),
    ("system2 keys set openro", "openrouter"),
    ("system2 models check anthropic/claude-ha", ""),
    ("system2 nonsense --eff", ""),
)
"""What is typed, and what may follow; nothing where it makes no sense, or no key is there."""


def request(line: str) -> tuple[list[str], dict[str, str]]:
    """The command and the variable by which a shell asks what may follow this line."""
    *before, begun = line.split(" ")
    return before, {"_SYSTEM2_COMPLETE": f"={begun}"}


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


def test_what_is_asked_for_on_a_command_line_is_answered(commands: Commands, home: Path) -> None:
    """Commands, flags that were not given yet, and values that can be used now, each with what it means."""
    (home / "config.toml").write_text(OWN)
    run = new_run_id()
    (home / "runs" / f"{run}.jsonl").write_text(EXAMPLE_RUN.read_text(encoding="utf-8"))
    for line, word in FOLLOWS:
        follows = run if word == "RUN" else word
        command, asked = request(line)
        offered = commands.invoke(*command, env=asked)
        assert (offered.exit_code, offered.stderr) == (0, "")
        assert follows in offered.stdout, line
        assert bool(offered.stdout) == bool(follows), (line, offered.stdout)
    command, asked = request("system2 vo")
    assert (
        commands.invoke(*command, env=asked).stdout
        == "vote\tAnswer a problem with what most of several paths agree on.\n"
    )


def test_the_table_that_answers_is_made_of_the_commands() -> None:
    """To renew it: `python -m system2.cli.grammar`."""
    assert grammar.as_text(grammar.grammar()) == grammar.FILE.read_text(encoding="utf-8")


def test_an_unknown_shell_is_one_clear_line(invoke: Run) -> None:
    """It names those that there are."""
    finished = invoke("system2", "completion", "tcsh")
    assert finished.exit_code == 2
    assert len(finished.stderr.splitlines()) == 1
    assert "powershell" in finished.stderr


def test_completing_imports_neither_the_model_library_nor_what_commands_are_built_with(commands: Commands) -> None:
    """So that Tab answers at once."""
    command, asked = request("think --eff")
    code = (
        "import atexit, sys; from system2.cli.app import think; atexit.register(lambda: print(*sys.modules)); think()"
    )
    imported = commands.run(sys.executable, "-c", code, *command[1:], env=asked).stdout.split()
    assert "system2.cli.tab" in imported
    assert not {"litellm", "openai", "typer", "pydantic", "rich"} & {*imported}
