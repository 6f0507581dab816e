"""`system2 uninstall`: what we wrote is listed, then removed; what others wrote stays."""

from pathlib import Path

import pytest

from system2.config.home import LEARNT, own_places
from system2.config.zones import now
from system2.spend.purse import Purse
from tests.commands import Commands
from tests.conftest import Run
from tests.server import ModelServer
from tests.spend.money import a_wish


@pytest.fixture
def used(invoke: Run, commands: Commands, home: Path) -> list[Path]:
    """A home in which every kind of file of ours lies, and the completions where the README has them put."""
    for command in (
        ("config", "set", "effort", "1"),
        ("budget", "set", "--daily", "5"),
        ("think", "What is 6*7?", "-q"),
    ):
        assert invoke(*(("system2", *command) if command[0] == "config" else command)).exit_code == 0
    assert invoke("system2", "keys", "set", "mistral", stdin="a-key").exit_code == 0
    script = commands.folder / ".system2-completion.bash"
    script.write_text(invoke("system2", "completion", "bash").stdout)
    missing = [path for path in own_places().values() if not path.exists()]
    for path in missing:
        path.touch() if path.suffix else path.mkdir()
    return [*own_places().values(), script]


def test_nothing_of_ours_is_left(invoke: Run, commands: Commands, home: Path, used: list[Path]) -> None:
    """Listed first, and each thing is; a line in a shell's own file is told, and left to its owner."""
    (commands.folder / ".bashrc").write_text('ls\neval "$(system2 completion bash)"\n')
    listed = invoke("system2", "uninstall", "--dry-run")
    assert all(f"{path}  " in listed.stdout for path in used)
    assert all(path.exists() for path in used)
    removed = invoke("system2", "uninstall", "--yes")
    assert (removed.exit_code, removed.stdout) == (0, listed.stdout)
    assert f"{commands.folder / '.bashrc'}:2: eval" in removed.stderr
    assert "uninstall system2`" in removed.stderr
    assert [path.name for path in commands.folder.rglob("*")] == [".bashrc"]
    assert "There is nothing of ours here." in invoke("system2", "uninstall", "--yes").stderr


def test_what_others_wrote_stays(invoke: Run, commands: Commands, home: Path, used: list[Path]) -> None:
    """In our folder, and under a name that we might have used."""
    (home / "notes.txt").write_text("mine")
    script = commands.folder / ".system2-completion.bash"
    script.write_text("# mine\n")
    assert invoke("system2", "uninstall", "--yes").exit_code == 0
    assert sorted(path.name for path in (*home.iterdir(), script)) == [script.name, "notes.txt"]


def test_it_waits_for_runs_and_asks_what_is_meant(invoke: Run, home: Path, used: list[Path]) -> None:
    """What a run costs would be recorded nowhere."""
    assert invoke("system2", "uninstall").exit_code == 2
    purse = Purse()
    purse.reserve(a_wish("0.01", at=now()))
    refused = invoke("system2", "uninstall", "--yes")
    purse.close()
    assert (refused.exit_code, "A run is going on" in refused.stderr) == (2, True)
    assert all(path.exists() for path in used)


def test_every_run_can_be_forgotten_at_once(invoke: Run, home: Path, server: ModelServer) -> None:
    """With its replies; the ledger keeps what they cost."""
    for question in ("What is 6*7?", "What is 6*8?"):
        invoke("think", question, "-e", 1, "-q")
    told = invoke("system2", "history", "forget", "--all")
    assert told.stderr.startswith("Forgot 2 runs and ")
    assert invoke("system2", "history").stdout == ""
    before = len(server.requests)
    invoke("think", "What is 6*7?", "-e", 1, "-q")
    assert len(server.requests) > before
    assert invoke("system2", "history", "forget", "--all", "7KQ2").exit_code == 2


def test_each_kind_of_file_that_is_learnt_is_known() -> None:
    assert {f"learnt: {what}" for what in LEARNT} <= own_places().keys()
