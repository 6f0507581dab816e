"""The first hour of somebody new, typed at a terminal: from installing to removing it all.

`SYSTEM2_PROOF_ROUNDS=1 pytest tests/proofs/test_newcomer.py` types it, which takes half a minute of the processor. What
the machine lacks (hatchling to build with, jq, Chromium) leaves out the steps that need it, and is said.
"""

import importlib.util
import os
import shutil
import stat
import subprocess
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.commands import FAKE_KEY, KEPT_VARIABLES
from tests.proofs.page_in_browser import chromium
from tests.server import ModelServer, roles, verdict
from tests.terminals import Terminal

ROOT = Path(__file__).parents[2]
LONG = 120.0
"""Seconds that a busy machine may take for a step."""

WIDTHS = (400, 1600)


class Shell:
    """A shell at a terminal in an empty home; what is typed has to end as expected before the next is typed."""

    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal
        self._steps = 0

    def type(self, line: str, *expected: str, code: int = 0) -> str:
        """Type a line, and see that it ends with the exit code and shows all that is expected; what it shows."""
        self._begin(line)
        return self.end(*expected, code=code)

    def end(self, *expected: str, code: int = 0) -> str:
        """The end of what was typed."""
        self.terminal.wait_for(f"step {self._steps} ended with ", LONG)
        seen = self.terminal.everything
        assert f"step {self._steps} ended with {code}" in seen, seen
        for text in expected:
            assert text in seen, seen
        return seen

    def interrupt(self, line: str, server: ModelServer) -> None:
        """Type a line, and press Ctrl-C once it has sent what it asks."""
        gate = server.hold()
        sent = len(server.exchanges)
        self._begin(line)
        server.wait_for_requests(sent + 1)
        self.terminal.send("\x03")
        self.end(code=130)
        gate.open()

    def answer(self, line: str, prompt: str, secret: str) -> str:
        """Type a line and, unseen, what it asks for."""
        self._begin(line)
        self.terminal.wait_for(prompt, LONG)
        self.terminal.send(f"{secret}\r")
        return self.end()

    def _begin(self, line: str) -> None:
        self._steps += 1
        with self.terminal._changed:
            self.terminal.screen.reset()
        self.terminal.send(f'{line}; echo "step {self._steps} ended with" $?\r')


@pytest.fixture
def shell(tmp_path: Path, server: ModelServer) -> Iterator[Shell]:
    """Bash, in a home of its own, with a server in the place of OpenAI's and few tools on its path."""
    kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ and name != "VIRTUAL_ENV"}
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("jq", "sh", "cat", "ls", "env", "sleep"):
        if found := shutil.which(name):
            (tools / name).symlink_to(found)
    home = tmp_path / "newcomer"
    home.mkdir()
    environment = {**kept, "HOME": str(home), "PATH": str(tools), "OPENAI_BASE_URL": server.url, "HISTFILE": ""}
    server.script = roles(lambda request: f"In way {request.seed}.\n\nFinal answer: 42", verdict(True))
    command = [shutil.which("bash") or "bash", "--norc", "--noprofile", "-i"]
    with Terminal(command, columns=120, rows=40, environment=environment, folder=home) as terminal:
        yield Shell(terminal)


def install(shell: Shell, home: Path) -> None:
    """What `pip install system2` does, from a wheel that is built here; other packages are borrowed."""
    wheels = home.parent / "wheels"
    building = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(wheels)]
    subprocess.run(building, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = wheels.iterdir()
    shell.type(f"{sys.executable} -m venv --without-pip env && . env/bin/activate")
    site = next((home / "env" / "lib").glob("python3*/site-packages"))
    found = importlib.util.find_spec("litellm")
    assert found
    assert found.origin
    (site / "borrowed.pth").write_text(f"{Path(found.origin).parents[1]}\n")
    pip = f"{sys.executable} -m pip --python env/bin/python --disable-pip-version-check"
    shell.type(f"{pip} install -q --no-index --no-deps {wheel}")
    shell.type("think --version", "system2 ")


@pytest.mark.skipif("SYSTEM2_PROOF_ROUNDS" not in os.environ, reason="SYSTEM2_PROOF_ROUNDS=1 types the whole hour")
def test_a_newcomers_hour(shell: Shell, server: ModelServer, tmp_path: Path) -> None:
    if not importlib.util.find_spec("hatchling"):
        pytest.skip("hatchling, which builds the wheel, is not here")
    home = tmp_path / "newcomer"
    install(shell, home)
    ask = 'think "What is 6*7?" -m openai/gpt-4o-mini'

    shell.type(f"{ask} -e 1", "needs a key: `system2 keys set openai` asks for it", code=4)
    assert FAKE_KEY not in shell.answer("system2 keys set openai", "not shown:", FAKE_KEY)
    holding = [file for file in written(home) if FAKE_KEY.encode() in file.read_bytes()]
    assert [stat.S_IMODE(file.stat().st_mode) for file in holding] == [0o600]
    shell.type(f"{ask} -e 2", "Final answer: 42", "2 of 2 paths agree", "run ")

    shell.type(f"system2 config set endpoints.lab.base_url {server.url}")
    shell.type("system2 config set aliases.mine lab/some-model")
    shell.type("system2 config set presets.two.effort 2")
    shell.type('think "What is 6*7?" -m mine --preset two -a', "2 of 2 paths agree")
    shell.type("system2 config", "endpoints.lab.base_url", "aliases.mine")

    shell.type("budget set --daily 1", "day ", " of $1.00")
    shell.type('think "What is 6*8?" -m mine -e 1', "the price of lab/some-model is unknown", code=3)
    shell.type("cost prices set lab/some-model --local")
    shell.type('think "What is 6*8?" -m mine -e 1 -a')

    if shutil.which("jq"):
        shell.type(f"{ask} --json -q | jq -r '.answer, .cost_usd'", "42\n0.00")
    else:
        warnings.warn("jq is not here: the pipe into it is left out", stacklevel=1)

    shell.type("cost", "Today, ", "openai/gpt-4o-mini", "lab/some-model", "of $1.00")
    shell.interrupt('think "What is 6*9?" -m openai/gpt-4o-mini -e 2', server)
    shell.type("cost settle", "not settled")
    shell.type("system2 resume", "Final answer: 42", "2 of 2 paths agree")
    shell.type("system2 trace", "What is 6*9?")
    shell.type("system2 trace --html run.html")
    look_at(home / "run.html", tmp_path)

    shell.type("system2 uninstall --dry-run", "config.toml", "env")
    shell.type("system2 uninstall --yes")
    assert written(home) == [home / "run.html"], "only what was written where the user said"


def written(home: Path) -> list[Path]:
    """The files of the home, without the environment of Python and without the shell's own."""
    own = [file for file in sorted(home.rglob("*")) if file.is_file() and home / "env" not in file.parents]
    return [file for file in own if not file.name.startswith(".bash")]


def look_at(page: Path, folder: Path) -> None:
    """The page in a real browser, narrow and wide: nothing is complained of, and a picture comes of it."""
    if not shutil.which("chromium"):
        warnings.warn("Chromium is not here: the page is not looked at", stacklevel=1)
        return
    for width in WIDTHS:
        shot = folder / f"{width}.png"
        _, console = chromium(f"--window-size={width},1200", f"--screenshot={shot}", page.as_uri())
        assert console == []
        assert shot.read_bytes().startswith(b"\x89PNG")
