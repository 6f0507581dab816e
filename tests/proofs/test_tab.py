"""Pressing Tab in real shells, on a dozen positions; a shell that is not on this machine is left out, and said so.

`apt-get install zsh fish` brings those that most machines lack.
"""

import resource
import shutil
from pathlib import Path

import pytest

from system2.store.runs import new_run_id
from tests.commands import Commands
from tests.conftest import OpenTerminal

ROOT = Path(__file__).parents[2]
EXAMPLE_RUN = ROOT / "tests" / "store" / "examples" / "format-1-think.jsonl"
STARTS = {
    "bash": ["bash", "--norc", "--noprofile", "-i"],
    "zsh": ["zsh", "--no-rcs", "--interactive"],
    "fish": ["fish", "--no-config", "--interactive"],
}
"""How each shell is started at a terminal without the user's own settings."""

POSITIONS = (
    ("system2 comp", "letion"),
    ("cost sett", "le"),
    ("think --effo", "rt"),
    ("think --select we", "ighted"),
    ("think -m preset:mi", "ne"),
    ("think -m openai/gpt-4o-min", "i"),
    ("think --verifier fast,local:smo", "llm2"),
    ("think --strategy refine+best-o", "f-n"),
    ('think "What is 6*7?" -a --judge-by judge,pair', "wise"),
    ("system2 config set priority lo", "w"),
    ("system2 bench run sudoku-h", "ard"),
    ("think --file no", "tes.txt"),
)
"""What is typed before the key is pressed, and what then stands behind it: ours but for the last, the shell's own."""

OWN = (
    '[aliases]\nfast = "openai/gpt-4o"\n[presets.mine]\neffort = 3\n'
    '[endpoints.lab]\nbase_url = "http://127.0.0.1:1/v1"\n'
)
ERASE_LINE = "\x15"
MOST_CPU = 0.15
"""Seconds of the processor that one press may take, the shell's own work besides."""


@pytest.mark.parametrize("shell", STARTS)
def test_the_tab_key_completes_in_a_real_shell(
    terminal: OpenTerminal, commands: Commands, home: Path, shell: str
) -> None:
    """From the files that are shipped, with names of one's own, models, runs, and words that a shell would cut."""
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not on this machine")
    (commands.folder / "notes.txt").touch()
    (home / "config.toml").write_text(OWN)
    run = new_run_id()
    (home / "runs" / f"{run}.jsonl").write_text(EXAMPLE_RUN.read_text(encoding="utf-8"))
    tty = terminal(*STARTS[shell], columns=100)
    tty.send(f". {ROOT / 'completions' / f'system2.{shell}'} && echo read''y\r")
    tty.wait_for("ready")
    for typed, rest in (*POSITIONS, (f"system2 trace {run[:2]}", run[2:])):
        tty.send(f"{typed}\t")
        tty.wait_for(f"{typed}{rest}")
        tty.send(ERASE_LINE)


def test_a_press_of_the_key_takes_little_of_the_processor(commands: Commands) -> None:
    """Whatever is completed: a flag, a command, a model, a strategy."""
    for script, begun, before in (
        ("think", "--eff", ()),
        ("system2", "co", ()),
        ("think", "openai/gpt", ("-m",)),
        ("think", "", ("--strategy",)),
        ("system2", "", ("trace",)),
    ):
        commands = Commands(commands.folder, commands.environment, afresh=True)
        took = []
        for _ in range(3):
            start = resource.getrusage(resource.RUSAGE_CHILDREN)
            assert commands.run(script, *before, env={"_SYSTEM2_COMPLETE": f"={begun}"}).exit_code == 0
            end = resource.getrusage(resource.RUSAGE_CHILDREN)
            took.append(end.ru_utime + end.ru_stime - start.ru_utime - start.ru_stime)
        assert min(took) < MOST_CPU, (script, begun, took)
