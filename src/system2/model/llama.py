"""llama.cpp in a process of its own, whose memory is bounded, and which ends when it is told to, whatever it does.

This module is also that process: `python -m system2.model.llama`. An order comes in on its standard input, one JSON
line, and the end of that input is the sign to end. Its address, or why there is none, goes out as one JSON line.
"""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from system2.model.gguf import NoHeader, cache_bytes
from system2.model.secrets import SECRET_NAME
from system2.model.threads import free_memory

SLOTS = 8
"""Replies that are written at once: 8 for one prompt come twice as fast in all as one by one; more gain little and cost
memory."""

CONTEXT_TOKENS = 16_384
"""Shared by all slots, and each may use as much of it as the model was trained for; 200 MB for the default one."""

BEYOND = 2_000_000_000
"""Bytes that it may take beyond the weights and the context's cache: to work in, and for what a file makes it do."""

LOADING_SECONDS = 600
PROCESSOR_SECONDS, BYTES_A_SECOND = 10, 50_000_000
"""Of the processor, for loading: at least so many, and what it takes to read and arrange weights with much to spare. A
file's own chat template is tried out then, and may go on for ever."""

ENDING_SECONDS = 2

QUIET = -1
"""Below the lowest level at which llama.cpp logs anything."""


class LoadingError(Exception):
    """The model could not be loaded."""


@dataclass(frozen=True)
class Order:
    """What to load and how.

    `memory` bounds the bytes that it may hold besides what is mapped from the file, `processor_seconds` the loading.
    """

    path: str
    key: str
    threads: int
    memory: int
    processor_seconds: int

    @classmethod
    def of(cls, path: Path, key: str, threads: int) -> "Order":
        """The order for this file, with bounds by its size. Raises `LoadingError`, `OSError`."""
        size = path.stat().st_size
        try:
            cache = cache_bytes(path, CONTEXT_TOKENS)
        except NoHeader:
            raise LoadingError from None
        if not 0 <= cache <= free_memory():
            raise LoadingError
        return cls(str(path), key, threads, size + cache + BEYOND, PROCESSOR_SECONDS + size // BYTES_A_SECOND)


class Process:
    """The process, loading from the start."""

    def __init__(self, order: Order) -> None:
        environment = {name: value for name, value in os.environ.items() if not SECRET_NAME.search(name)}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "system2.model.llama"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,  # an interrupt is ours to act on
        )
        assert self.process.stdin
        with suppress(BrokenPipeError):
            self.process.stdin.write(json.dumps(asdict(order)).encode() + b"\n")
            self.process.stdin.flush()

    def address(self) -> str:
        """Where it listens, once the model is loaded. Raises `LoadingError`."""
        assert self.process.stdout
        too_late = threading.Timer(LOADING_SECONDS, self.process.kill)
        too_late.daemon = True
        too_late.start()
        try:
            return str(json.loads(self.process.stdout.readline())["address"])
        except (ValueError, KeyError):  # it said nothing, or that it cannot
            raise LoadingError from None
        finally:
            too_late.cancel()

    def end(self) -> None:
        """Have it end, and see that it does."""
        assert self.process.stdin
        assert self.process.stdout
        with suppress(BrokenPipeError):
            self.process.stdin.close()
        try:
            self.process.wait(ENDING_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()


def main() -> None:
    """Be that process."""
    order = Order(**json.loads(sys.stdin.buffer.readline()))
    threading.Thread(target=_end_with_input, daemon=True).start()
    try:
        with _bounded(order):
            server = load(Path(order.path), order.key, order.threads)
    except (RuntimeError, MemoryError) as error:
        _tell({"trouble": str(error)})
        return
    _tell({"address": str(server.listening_address)})
    threading.Event().wait()


@contextmanager
def _bounded(order: Order) -> Iterator[None]:
    """Bound the memory from now on, and the processor's time for loading, where the system can (Windows cannot)."""
    try:
        import resource
    except ImportError:
        yield
        return
    with suppress(ValueError):  # a lower bound stands already
        resource.setrlimit(resource.RLIMIT_DATA, (order.memory, order.memory))
    unbounded, most = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (order.processor_seconds, most))
    yield
    resource.setrlimit(resource.RLIMIT_CPU, (unbounded, most))


def _tell(report: dict[str, str]) -> None:
    sys.stdout.write(json.dumps(report) + "\n")
    sys.stdout.flush()


def _end_with_input() -> None:
    sys.stdin.buffer.read()
    os._exit(0)


def load(path: Path, key: str, threads: int) -> Any:
    """llama.cpp's server, listening on a free port of the loopback interface."""
    import xllamacpp

    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(path)
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = 0
    parameters.api_keys = [key]
    parameters.n_parallel = SLOTS
    parameters.n_ctx = CONTEXT_TOKENS
    parameters.kv_unified = True
    parameters.cache_ram_mib = 0  # no second cache of old prompts: it would grow to gigabytes
    parameters.cpuparams.n_threads = threads
    parameters.cpuparams_batch.n_threads = threads
    parameters.cpuparams.poll = 0  # threads that wait sleep, so that a busy machine stays usable
    parameters.cpuparams_batch.poll = 0
    parameters.warmup = False
    parameters.ui = False
    parameters.endpoint_slots = False
    parameters.verbosity = QUIET
    return xllamacpp.Server(parameters)


if __name__ == "__main__":
    main()
