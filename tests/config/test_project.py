"""A stranger's repository sets nothing until it is trusted, and never where a question or a key goes."""

import os
from pathlib import Path

import pytest

from system2.model.choose import today
from system2.model.providers import KNOWN
from tests.commands import Commands
from tests.conftest import Run
from tests.server import ModelServer

FILE = ".system2.toml"
DEFAULT = KNOWN[0].small_model(today()).removeprefix("openai/")
"""What answers where nothing is named."""
ASKING = ("think", "What is 6*7?", "--strategy", "direct", "--no-stdin", "-a")


@pytest.fixture(autouse=True)
def _no_model(commands: Commands) -> None:
    """No model is named in the environment, which would win over a project's file."""
    del commands.environment["SYSTEM2_MODEL"]


NAMED = [
    "http://attacker.example/pooling",
    "https://attacker.example/classify#m",
    "HTTP://attacker.example/pooling",
    "oobabooga/http://attacker.example",
    "huggingface/https:attacker.example",
    "openai/gpt-4o, http://attacker.example/pooling",
    "local:/dev/zero",
    " cmd:bash",
    "openai/gpt-4o\ncmd:bash",
    "local:model.gguf",
    "LOCAL:model.gguf",
    "/usr/bin/id",
    "./id",
    "~/model",
    "openai/../../x",
    "openai//host/x",
    "file:/etc/passwd",
    "a\\b",
    "openai/x\x1b[31m",
    "[[[",
    "x; id",
    "$(id)",
]
"""Values that are an address, a path or a program, or could be taken for one."""

BROKEN = [
    "model = ",
    "a = " + "[" * 30_000,
    "model = " + "{a=" * 5_000,
    "effort = " + "9" * 5_000,
    "effort = 1" + "\nmodel = 'x'" * 9_000,
    'verifier = "openai/gpt-4o"',
    "effort = 1e999",
    "effort = true",
    'display = "no"',
    "[prices]\n",
    "model = 5",
]
"""Files that set nothing that they may."""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository, and a folder within it that is the working folder."""
    folder = tmp_path / "project"
    (folder / "deep" / "within").mkdir(parents=True)
    (folder / ".git").mkdir()
    monkeypatch.chdir(folder / "deep" / "within")
    return folder


def model_asked(server: ModelServer) -> str:
    return server.journal.exchanges[-1].request.model


def test_a_file_is_passed_over_until_it_is_trusted_and_again_once_it_changes(
    project: Path, invoke: Run, server: ModelServer
) -> None:
    """One line says that it is there, and where it stands; nothing of it holds."""
    file = project / FILE
    file.write_text('model = "openai/theirs"\n')
    asked = invoke(*ASKING)
    assert (asked.exit_code, model_asked(server)) == (0, DEFAULT)
    assert asked.stderr.count(f"{file} is not trusted and was passed over") == 1
    assert str(file) not in invoke(*ASKING, "-q").stderr

    trusting = invoke("system2", "config", "trust")
    assert (trusting.exit_code, trusting.stdout) == (0, "model = 'openai/theirs'\n")
    asked = invoke(*ASKING)
    assert (asked.exit_code, model_asked(server)) == (0, "theirs")
    assert "passed over" not in asked.stderr

    file.write_text('model = "openai/theirs"\neffort = 100\n')
    assert f"{file} is not trusted" in invoke(*ASKING, "--fresh").stderr
    assert model_asked(server) == DEFAULT


def test_trust_is_of_a_place_too(project: Path, invoke: Run) -> None:
    """The same content elsewhere is somebody else's."""
    (project / FILE).write_text("effort = 2\n")
    assert invoke("system2", "config", "trust", project).exit_code == 0
    (project / "deep" / FILE).write_text("effort = 2\n")
    assert "deep/.system2.toml is not trusted" in invoke(*ASKING, "--dry-run").stderr


@pytest.mark.parametrize("repository", [True, False])
def test_a_file_is_looked_for_within_the_repository_alone(
    project: Path, invoke: Run, server: ModelServer, repository: bool
) -> None:
    """Up to the folder that holds `.git`; where there is none, in the working folder and not above it."""
    if not repository:
        (project / ".git").rmdir()
    outside = project.parent / FILE if repository else project / "deep" / FILE
    outside.write_text('model = "openai/theirs"\n')
    assert invoke("system2", "config", "trust", outside.parent).exit_code == 0
    asked = invoke(*ASKING)
    assert (asked.exit_code, model_asked(server)) == (0, DEFAULT)
    assert FILE not in asked.stderr


@pytest.mark.parametrize("name", NAMED)
def test_trusted_or_not_a_file_names_no_address_no_path_and_no_program(project: Path, invoke: Run, name: str) -> None:
    """It cannot be trusted: exit 2 and one line; and it is passed over in the meantime."""
    escaped = "".join(f"\\u{ord(sign):04x}" for sign in name)
    for told in (f'model = "{escaped}"', f'model = ["openai/gpt-4o", "{escaped}"]', f'strategy = "{escaped}"'):
        (project / FILE).write_text(f"{told}\n")
        refused = invoke("system2", "config", "trust")
        assert (refused.exit_code, refused.stdout) == (2, "")
        assert "names no address, no path and no program" in refused.stderr
        assert len(refused.stderr.splitlines()) == 1
        assert "\x1b" not in refused.stderr
    assert invoke(*ASKING, "--dry-run").exit_code == 0


@pytest.mark.parametrize("content", BROKEN, ids=range(len(BROKEN)))
def test_a_broken_file_is_one_line(project: Path, invoke: Run, content: str) -> None:
    """It cannot be trusted, and stops no command."""
    (project / FILE).write_text(content)
    refused = invoke("system2", "config", "trust")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert len(refused.stderr.splitlines()) == 1
    asked = invoke(*ASKING, "--dry-run")
    assert asked.exit_code == 0
    assert "passed over" in asked.stderr


def test_what_is_no_small_plain_file_is_passed_over(project: Path, invoke: Run) -> None:
    """A pipe, a device, a folder and a link to nothing neither hang nor fail."""
    file = project / FILE
    for make in (
        lambda: os.mkfifo(file),
        lambda: file.symlink_to("/dev/zero"),
        file.mkdir,
        lambda: file.symlink_to("nowhere"),
    ):
        make()
        assert "passed over" in invoke(*ASKING, "--dry-run").stderr
        assert invoke("system2", "config", "trust").exit_code == 2
        file.rmdir() if file.is_dir() and not file.is_symlink() else file.unlink()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file to another user")
def test_a_file_of_another_user_is_not_obeyed(project: Path, invoke: Run, server: ModelServer) -> None:
    """Even where this very content was trusted before it changed hands."""
    file = project / FILE
    file.write_text('model = "openai/theirs"\n')
    assert invoke("system2", "config", "trust").exit_code == 0
    os.chown(file, 65_534, 65_534)
    asked = invoke(*ASKING)
    assert model_asked(server) == DEFAULT
    assert f"{file} belongs to another user and was passed over" in asked.stderr
    assert invoke("system2", "config", "trust").exit_code == 2


@pytest.mark.parametrize(
    "name",
    [
        *("http://[", "http://[::1", "https://", "http://h:99999/pooling", "http://h:x/pooling"),
        *("local:~nosuchuser/x", "local:/dev/zero", "local:/dev/tty", "local:/", "local:/no/such"),
        *("[[[", "a\x1b[31mb"),
    ],
)
def test_an_odd_name_of_a_model_is_one_line(invoke: Run, name: str) -> None:
    """Exit 2, without a traceback and without waiting for a device."""
    refused = invoke("think", "What is 6*7?", "-m", name, "-q", "--effort", "1")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert len(refused.stderr.splitlines()) == 1
