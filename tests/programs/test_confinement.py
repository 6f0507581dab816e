"""Code that a model wrote has the system's files and its interpreter's, its own folder, and no socket."""

import asyncio
import json
import os
import shlex
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from system2.core.actions import Check
from system2.core.outcomes import Checked
from system2.programs import readable as places
from system2.programs import sandbox
from system2.programs.sandbox import run_program
from tests.conftest import Run
from tests.server import ModelServer

ROOT = Path(__file__).parents[2]

READING = """
import json, os, sys
def can_read(place):
    try:
        os.listdir(place) if os.path.isdir(place) else open(place, "rb").read(1)
    except PermissionError:
        return False
    except FileNotFoundError:
        return None
    return True
print(json.dumps({place: can_read(place) for place in sys.argv[1:]}))
"""

SOCKETS = """
import asyncio, ctypes, json, socket, subprocess, sys
got = []
def tried(name, attempt):
    try:
        attempt()
    except PermissionError:
        return
    except (AttributeError, ValueError):
        return
    except OSError as error:
        name += f" ({error})"
    got.append(name)
for family in range(0, 46):
    for kind in (1, 2, 3, 4, 5, 1 | socket.SOCK_CLOEXEC, 2 | socket.SOCK_NONBLOCK):
        tried(f"socket {family} {kind}", lambda: socket.socket(family, kind))
for family, kind in ((1, 2), (1, 5), (2, 1), (1, 2 | socket.SOCK_CLOEXEC)):
    tried(f"pair {family} {kind}", lambda: socket.socketpair(family, kind))
left, right = socket.socketpair()
tried("connect", lambda: left.connect("\\0abstract"))
tried("bind", lambda: left.bind("here"))
tried("listen", lambda: left.listen())
library = ctypes.CDLL(None, use_errno=True)
for number in (425, 426, 427, 438, 0x40000000 | 41):
    if library.syscall(ctypes.c_long(number), 4, 0, 0) >= 0 or ctypes.get_errno() != 1:
        got.append(f"call {number:x}: {ctypes.get_errno()}")
inner = subprocess.run([sys.executable, "-c", "import socket; socket.socket(2, 2)"], capture_output=True)
if b"PermissionError" not in inner.stderr:
    got.append("a child of it")
async def one():
    await asyncio.sleep(0)
asyncio.run(one())
print(json.dumps(got))
"""


def confined(source: str, *arguments: object) -> Checked:
    """What becomes of a Python program that a model wrote."""
    words = [sys.executable, "-c", source, *map(str, arguments)]
    outcome = asyncio.run(run_program(Check(shlex.join(words), "", confined=True)))
    assert isinstance(outcome, Checked), outcome
    return outcome


def without_namespaces(test: str, folder: Path) -> None:
    """Run one of these tests where no namespace can be had, its own files in this folder."""
    source = f"""
from tests.programs import trial
trial.forbid_namespaces()
import pytest
raise SystemExit(pytest.main(["-q", "-p", "no:cacheprovider", "--basetemp", "{folder}", "{__file__}::{test}"]))
"""
    done = subprocess.run([sys.executable, "-c", source], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_it_reads_the_systems_files_and_its_interpreters_and_nobodys(tmp_path: Path, home: Path) -> None:
    """Ours least of all, wherever they lie."""
    secret = tmp_path / "secret"
    secret.write_text("sesame")
    theirs = [secret, tmp_path, home, ROOT / "README.md", ROOT, Path.home(), "/root", "/home", "/tmp", "/var", "/run"]
    theirs += ["/etc/shadow", "/etc/ssl/private", "/proc/1/environ", f"/proc/{os.getpid()}/cmdline", "/etc"]
    free = ["/usr/bin", sys.executable, json.__file__, pytest.__file__, "/etc/passwd", "/proc/self/maps"]
    read = json.loads(confined(READING, *theirs, *free).output)
    assert {place for place in map(str, theirs) if read[place]} == set()
    assert {place for place in map(str, free) if not read[place]} == set()


def test_it_has_no_socket_of_any_kind() -> None:
    """Of no family, by no other way of opening one; an event loop, which wakes up by a joined pair, still runs."""
    done = confined(SOCKETS)
    assert (done.output, done.errors) == ("[]\n", "")


def test_it_writes_in_its_own_folder_alone(tmp_path: Path) -> None:
    """Its folder is its home, and where its temporary files go."""
    source = "import sys, tempfile; tempfile.TemporaryFile().write(b'x'); open('a', 'w'); open(sys.argv[1], 'w')"
    assert confined(source, tmp_path / "b").exit_code == 1
    assert not (tmp_path / "b").exists()


@pytest.mark.parametrize(
    "test", ["test_it_has_no_socket_of_any_kind", "test_it_reads_the_systems_files_and_its_interpreters_and_nobodys"]
)
def test_the_same_holds_without_namespaces(test: str, tmp_path: Path) -> None:
    """As in many containers."""
    without_namespaces(test, tmp_path / "of-its-own")


def test_a_home_within_a_system_folder_is_left_out_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its neighbours stay readable."""
    system = tmp_path / "opt"
    for name in ("home/me", "tools"):
        (system / name).mkdir(parents=True)
    (system / "home" / "shared").touch()
    monkeypatch.setattr(places, "SYSTEM", (str(system),))
    monkeypatch.setattr(places, "SETTINGS", ())
    monkeypatch.setenv("SYSTEM2_HOME", str(system / "home" / "me"))
    assert places.readable(()) == [str(system / "home" / "shared"), str(system / "tools")]


@pytest.fixture
def environment_below_home(commands, tmp_path: Path) -> Path:
    """A virtual environment below the user's home, with numpy in it."""
    import numpy

    folder = commands.folder / "work" / "venv"
    venv.create(folder, with_pip=False, symlinks=True)
    packages = next(folder.glob("lib/python*/site-packages"))
    for source in Path(numpy.__file__).parents[1].glob("numpy*"):
        shutil.copytree(source, packages / source.name, copy_function=_link)
    return folder


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


TEST = """
import os, socket
import numpy
from answer import double

assert numpy.__file__.startswith({venv!r})
assert double(numpy.array([1, 2])).tolist() == [2, 4]
for place in {places!r}:
    try:
        open(place)
    except PermissionError:
        continue
    raise AssertionError(place)
for family in (socket.AF_INET, socket.AF_INET6, socket.AF_UNIX, socket.AF_NETLINK):
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
        try:
            socket.socket(family, kind)
        except PermissionError:
            continue
        raise AssertionError((family, kind))
"""


def test_tests_import_numpy_from_an_environment_below_the_home_and_read_nothing_beside_it(
    commands, invoke: Run, server: ModelServer, environment_below_home: Path, home: Path
) -> None:
    """Nor any file of ours, and they open no socket; by `--unsafe-run-code` they do."""
    beside = environment_below_home.parent / "notes.txt"
    key = commands.folder / ".ssh" / "id_rsa"
    key.parent.mkdir()
    config = home / "config.toml"
    for file in (beside, key, config):
        file.write_text("")
    test = environment_below_home.parent / "check.py"
    test.write_text(TEST.format(venv=str(environment_below_home), places=[str(beside), str(key), str(config)]))
    server.script = lambda request: "```python\ndef double(values):\n    return 2 * values\n```"
    path = {"PATH": f"{environment_below_home / 'bin'}{os.pathsep}{os.environ['PATH']}"}
    asking = ("think", "Write double(values).", "--tests", test, "--effort", "1", "--json", "--answer", "code")
    confined = invoke(*asking, env=path)
    assert confined.exit_code == 0, confined.stdout + confined.stderr
    verdict = json.loads(confined.stdout)["candidates"][0]["verdict"]
    assert verdict["is_correct"], verdict
    assert invoke(*asking, "--unsafe-run-code", env=path).exit_code == 6


def test_where_code_cannot_be_confined_nothing_is_asked(
    invoke: Run, server: ModelServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit 2, unless the user lets the code have everything, which only a flag does."""
    monkeypatch.setattr(sandbox.linux, "can_confine_files", lambda: False)
    test = tmp_path / "check.py"
    test.write_text("from answer import double\nassert double(1) == 2\n")
    server.script = lambda request: "```python\ndef double(value):\n    return 2 * value\n```"
    asking = ("think", "Write double(value).", "--tests", test, "--effort", "1", "-q")
    refused = invoke(*asking)
    assert (refused.exit_code, refused.stdout, server.journal.exchanges) == (2, "", [])
    assert "--unsafe-run-code" in refused.stderr
    assert invoke(*asking, "--unsafe-run-code").exit_code == 0
    assert invoke("think", "Write double(value).", "--unsafe-run-code").exit_code == 2
