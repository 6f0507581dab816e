"""What every test of the engine and the commands builds on."""

import json
import os
import signal
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from system2.core.signals import ENDING
from tests import forks
from tests.commands import FAKE_KEY, SCRIPTS_FOLDER, Commands, Finished
from tests.server import ModelServer
from tests.terminals import Terminal

settings.register_profile("any-load", deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=50)
settings.load_profile("any-load")
"""A busy machine makes no test fail: what a property says does not hang on how long an example takes."""

for interruption in (signal.SIGINT, signal.SIGHUP):
    """Commands keep to what their parent ignores, as `nohup` and a shell's background jobs have it; tests send both."""
    signal.signal(interruption, signal.default_int_handler if interruption == signal.SIGINT else signal.SIG_DFL)

LASTING = (
    *("openai/gpt-4o-mini", "openai/gpt-4o", "openai/gpt-4.1", "gpt-4o-mini"),
    *("openai/o3-mini", "openai/o4-mini", "openai/gpt-5-mini"),
    *("anthropic/claude-sonnet-4-5", "anthropic/claude-3-5-haiku-latest", "gemini/gemini-2.5-flash"),
)
"""Models that tests ask, whatever becomes of them."""

Run = Callable[..., Finished]
OpenTerminal = Callable[..., Terminal]


@pytest.fixture(autouse=True)
def signals() -> Iterator[None]:
    """No test changes what signals do: the commands of the next ones would inherit it."""
    before = [signal.getsignal(number) for number in ENDING]
    yield
    after = [signal.getsignal(number) for number in ENDING]
    for number, handler in zip(ENDING, before, strict=True):
        signal.signal(number, handler)
    assert after == before


@pytest.fixture
def server() -> Iterator[ModelServer]:
    """A model on loopback that agrees with everything until a test tells it otherwise."""
    with ModelServer() as running:
        yield running
    assert not running.journal.problems, running.journal.problems


def say_nothing_of_endings(folder: Path) -> None:
    """Keep that the day's lines on models which are switched off soon were told: tests hold on every day."""
    now = datetime.now(UTC)
    told = {model: {"told": date.today().isoformat(), "at": now.isoformat()} for model in LASTING}
    file = folder / "ending.json"
    file.write_text(json.dumps(told))
    file.chmod(0o600)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder as SYSTEM2_HOME, for this process and for the commands that the test runs."""
    folder = tmp_path / "home" / "system2"
    folder.mkdir(parents=True, mode=0o700)
    monkeypatch.setenv("SYSTEM2_HOME", str(folder))
    monkeypatch.setenv("LLM_USER_PATH", str(tmp_path / "llm"))
    return folder


@pytest.fixture
def commands(home: Path, server: ModelServer) -> Commands:
    """The installed commands in that home, with the server as OpenAI and a fake key as the only one.

    A model is named, for which one answers where none is changes with the day.
    """
    say_nothing_of_endings(home)
    provider = {"OPENAI_BASE_URL": server.url, "OPENAI_API_KEY": FAKE_KEY}
    return Commands(home.parent, provider | {"SYSTEM2_MODEL": "openai/gpt-4o-mini"})


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


@pytest.fixture(scope="session")
def shell_path() -> Iterator[str]:
    """The search path of a shell in which our scripts are forks of one process: not each imports everything."""
    with tempfile.TemporaryDirectory() as folder, forks.shims(Path(folder)) as shims:
        yield f"{shims}{os.pathsep}{SCRIPTS_FOLDER}{os.pathsep}{os.environ['PATH']}"
