"""`system2 keys`: a key is kept apart, used where no variable holds one, and never shown."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError

from system2.config.home import keys_file
from tests.commands import FAKE_KEY, Commands
from tests.conftest import OpenTerminal, Run
from tests.server import ModelServer

KEY = "sk-kept-0123456789-only-here"
ASKING = ("think", "What is 6*7?", "-e", 1, "-a", "--no-stdin")


class InMemory(KeyringBackend):
    """A keyring as safe as a system's, for as long as a test takes."""

    priority = 5  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if (service, username) not in self.kept:
            raise PasswordDeleteError
        del self.kept[service, username]


@pytest.fixture
def ring() -> Iterator[InMemory]:
    """The system's keyring."""
    before, ring = keyring.get_keyring(), InMemory()
    keyring.set_keyring(ring)
    yield ring
    keyring.set_keyring(before)


@pytest.fixture(autouse=True)
def _no_key(commands: Commands, tmp_path: Path) -> None:
    """No variable holds a key."""
    del commands.environment["OPENAI_API_KEY"]
    commands.environment["LLM_USER_PATH"] = str(tmp_path / "llm")


def keys_sent(server: ModelServer) -> set[str]:
    return {request.key for request in server.requests}


def test_a_key_from_the_pipe_is_kept_in_a_private_file_and_used(invoke: Run, server: ModelServer, home: Path) -> None:
    """It is nowhere else afterwards; a variable wins over it, and once removed there is none."""
    assert invoke("system2", "keys", "set", "openai", stdin=f"{KEY}\n").exit_code == 0
    assert keys_file().stat().st_mode & 0o777 == 0o600
    listed = invoke("system2", "keys", "list")
    assert "OPENAI_API_KEY" in listed.stdout
    answered = invoke(*ASKING)
    assert (answered.exit_code, keys_sent(server)) == (0, {KEY}), answered.stderr
    said = "".join(each.stdout + each.stderr for each in (listed, answered, invoke("system2", "config")))
    assert KEY not in said
    files = [file for file in home.rglob("*") if file.is_file() and file != keys_file()]
    assert files
    assert all(KEY.encode() not in file.read_bytes() for file in files)
    server.exchanges.clear()
    invoke(*ASKING, "--fresh", env={"OPENAI_API_KEY": FAKE_KEY})
    assert keys_sent(server) == {FAKE_KEY}
    assert "is removed" in invoke("system2", "keys", "remove", "openai").stderr
    assert not keys_file().exists()
    refused = invoke(*ASKING, "--fresh")
    assert (refused.exit_code, "`system2 keys set openai` asks for it" in refused.stderr) == (4, True)


def test_a_key_is_typed_unseen_at_a_terminal(terminal: OpenTerminal) -> None:
    tty = terminal("system2", "keys", "set", "openai")
    tty.wait_for("Key of openai (OPENAI_API_KEY), not shown:")
    tty.send(f"{KEY}\r")
    tty.wait_for("is kept")
    assert KEY not in tty.text
    assert KEY in keys_file().read_text()


def test_leaving_the_question_for_a_key_is_no_fault(terminal: OpenTerminal) -> None:
    """Ctrl-D gives none."""
    tty = terminal("system2", "keys", "set", "openai")
    tty.wait_for("not shown:")
    tty.send("\x04")
    tty.wait_for("A key is one word")


def test_the_systems_keyring_keeps_a_key_where_there_is_one(invoke: Run, server: ModelServer, ring: InMemory) -> None:
    """Our file then has its name alone; what the keyring lost is no trouble to remove."""
    told = invoke("system2", "keys", "set", "OPENAI_API_KEY", stdin=KEY).stderr
    assert "in the system's keyring" in told
    assert list(ring.kept.values()) == [KEY]
    assert keys_file().read_text() == 'OPENAI_API_KEY = ""\n'
    assert invoke(*ASKING).exit_code == 0
    assert keys_sent(server) == {KEY}
    ring.kept.clear()
    assert invoke("system2", "keys", "remove", "openai").exit_code == 0
    assert not keys_file().exists()


def test_keys_of_llm_are_used_and_said(invoke: Run, server: ModelServer, tmp_path: Path) -> None:
    (tmp_path / "llm").mkdir()
    (tmp_path / "llm" / "keys.json").write_text(json.dumps({"// Note": "This file stores secret API", "openai": KEY}))
    assert "keys.json, which is `llm`'s" in invoke("system2", "keys", "list").stdout
    answered = invoke(*ASKING)
    assert keys_sent(server) == {KEY}
    assert "the key of openai is the one that `llm` keeps in" in answered.stderr
    assert KEY not in answered.stderr


def test_a_program_of_the_users_prints_keys(invoke: Run, server: ModelServer, home: Path) -> None:
    """It is told the variable; what it does not know is no key, and where it cannot be started that is said."""
    program = f'{sys.executable} -c \'print("key-of-" + "{{name}}")\''
    assert invoke("system2", "config", "set", "key_command", program).exit_code == 0
    assert invoke(*ASKING).exit_code == 0
    assert keys_sent(server) == {"key-of-OPENAI_API_KEY"}
    for command, code in (("false", 4), ("/nosuch/program {name}", 4)):
        (home / "config.toml").write_text(f'key_command = "{command}"\n')
        refused = invoke(*ASKING, "--fresh")
        assert refused.exit_code == code
    assert "key_command cannot be used: /nosuch/program" in refused.stderr


def test_an_endpoint_of_ones_own_takes_a_kept_key(invoke: Run, server: ModelServer, home: Path) -> None:
    (home / "config.toml").write_text(f'[endpoints.lab]\nbase_url = "{server.url}"\nkey_env = "LAB_KEY"\n')
    assert invoke("system2", "keys", "set", "lab", stdin=KEY).exit_code == 0
    assert invoke(*ASKING, "-m", "lab/x", "--allow-unpriced").exit_code == 0
    assert keys_sent(server) == {KEY}


@pytest.mark.parametrize(
    ("typed", "stdin", "told"),
    [
        (("set", "openai", KEY), "", "A key is no argument"),
        (("set", KEY), "", "There is no provider, endpoint or variable of this name"),
        (("set", "opena"), "", "Did you mean openai?"),
        (("set", "openai"), "", "A key is one word"),
        (("set", "openai"), f"{KEY} {KEY}", "A key is one word"),
        (("remove", KEY), "", "There is no provider"),
    ],
)
def test_no_mistake_repeats_a_key(invoke: Run, home: Path, typed: tuple[str, ...], stdin: str, told: str) -> None:
    finished = invoke("system2", "keys", *typed, stdin=stdin)
    assert (finished.exit_code, told in finished.stderr, finished.stderr.count("\n")) == (2, True, 1)
    assert KEY not in finished.stderr
    assert not keys_file().exists()
