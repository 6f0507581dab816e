"""Many processes, one cache."""

import subprocess
import sys
from pathlib import Path

import pytest

from system2.core.problem import Message
from system2.store.address import CallAddress
from system2.store.cache import Cache

PROCESSES = 8
ROUNDS = 150

WORKER = """
import sys
from pathlib import Path
from system2.core.problem import Message
from system2.core.replies import Reply
from system2.store.address import CallAddress
from system2.store.cache import Cache

folder, rounds = Path(sys.argv[1]), int(sys.argv[2])
bound = 300_000
said = []
with Cache(folder, bound=bound, warn=said.append) as cache:
    print("ready", flush=True)
    sys.stdin.readline()  # all start together
    for index in range(rounds):
        address = CallAddress("lab", "small", (Message("user", "2 + 2?"),), 0.8, 100, index=index)
        text = f"path {index} " + "word " * 50
        found = cache.get(address)
        assert found is None or found.text == text, found
        if found is None:
            cache.put(address, Reply(text))
            print(index, flush=True)
    for index in range(rounds):
        address = CallAddress("lab", "small", (Message("user", "2 + 2?"),), 0.8, 100, index=index)
        assert cache.get(address) is not None
print(len(said))
"""


@pytest.mark.parametrize("damaged", [False, True])
def test_processes_that_start_together_share_one_cache_without_trouble(tmp_path: Path, damaged: bool) -> None:
    folder = tmp_path / "cache"
    if damaged:
        folder.mkdir()
        (folder / "replies.sqlite").write_bytes(b"not a database" * 1000)
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", WORKER, str(folder), str(ROUNDS)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(PROCESSES)
    ]
    for worker in workers:
        assert worker.stdout
        assert worker.stdout.readline() == "ready\n"
    for worker in workers:
        assert worker.stdin
        worker.stdin.write("go\n")
        worker.stdin.flush()
    ends = [worker.communicate(timeout=60) for worker in workers]
    assert [trouble for _, trouble in ends] == [""] * PROCESSES
    numbers = [[int(line) for line in output.split()] for output, _ in ends]
    paid = [printed[:-1] for printed in numbers]
    assert sum(printed[-1] for printed in numbers) == int(damaged)  # said once, by the one who found it
    assert all(len(set(indices)) == len(indices) for indices in paid)  # nobody pays twice
    assert set().union(*paid) == set(range(ROUNDS))
    with Cache(folder, warn=print) as cache:
        figures = cache.statistics()
        assert figures.entries == ROUNDS
        assert figures.hits + figures.misses == PROCESSES * ROUNDS * 2
        assert figures.misses == sum(map(len, paid))


def test_a_process_killed_while_it_writes_leaves_a_sound_cache(tmp_path: Path) -> None:
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER, str(tmp_path), "100000"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with worker:
        assert worker.stdin
        assert worker.stdout
        worker.stdin.write("go\n")
        worker.stdin.flush()
        assert worker.stdout.readline() == "ready\n"
        stored = [worker.stdout.readline() for _ in range(50)]
        worker.kill()
    said: list[str] = []
    with Cache(tmp_path, warn=said.append) as cache:
        for line in stored[:40]:
            address = CallAddress("lab", "small", (Message("user", "2 + 2?"),), 0.8, 100, index=int(line))
            assert cache.get(address) is not None
    assert said == []
