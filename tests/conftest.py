"""What every test of the engine and the commands builds on."""

import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.commands import FAKE_KEY, Commands, Finished
from tests.server import ModelServer
from tests.terminals import Terminal

settings.register_profile("any-load", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any-load")
"""A busy machine makes no test fail: what a property says does not hang on how long an example takes."""

for interruption in (signal.SIGINT, signal.SIGHUP):
    """Commands keep to what their parent ignores, as `nohup` and a shell's background jobs have it; tests send both."""
    signal.signal(interruption, signal.default_int_handler if interruption == signal.SIGINT else signal.SIG_DFL)

Run = Callable[..., Finished]
OpenTerminal = Callable[..., Terminal]


@pytest.fixture
def server() -> Iterator[ModelServer]:
    """A model on loopback that agrees with everything until a test tells it otherwise."""
    with ModelServer() as running:
        yield running
    assert not running.journal.problems, running.journal.problems


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder as SYSTEM2_HOME, for this process and for the commands that the test runs."""
    folder = tmp_path / "home" / "system2"
    folder.mkdir(parents=True, mode=0o700)
    monkeypatch.setenv("SYSTEM2_HOME", str(folder))
    return folder


@pytest.fixture
def commands(home: Path, server: ModelServer) -> Commands:
    """The installed commands in that home, with the server as OpenAI and a fake key as the only one."""
    return Commands(home.parent, {"OPENAI_BASE_URL": server.url, "OPENAI_API_KEY": FAKE_KEY})


@pytest.fixture
def run(commands: Commands) -> Run:
    """`run("think", "What is 6*7?", stdin=None, env={})`: a command in a process of its own."""
    return commands.run


@pytest.fixture
def invoke(commands: Commands) -> Run:
    """`invoke("think", "What is 6*7?", stdin=None, env={})`: a script's function in this process, much faster."""
    return commands.invoke


@pytest.fixture
def terminal(commands: Commands) -> Iterator[OpenTerminal]:
    """`terminal("think", "What is 6*7?", columns=80, rows=24)`: a command in a terminal that ends with the test."""
    with ExitStack() as opened:

        def open_terminal(
            *command: object, columns: int = 80, rows: int = 24, env: Mapping[str, str] | None = None
        ) -> Terminal:
            return opened.enter_context(
                Terminal(
                    commands.arguments(command),
                    columns=columns,
                    rows=rows,
                    environment=commands.environment | dict(env or {}),
                    folder=commands.folder,
                )
            )

        yield open_terminal
