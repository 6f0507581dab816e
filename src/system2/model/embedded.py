"""The embedded model: llama.cpp beside this process, behind an OpenAI-compatible server on loopback."""

import asyncio
import importlib.util
import os
import secrets
import stat
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from pathlib import Path

from system2.config.installed import adding
from system2.config.system import NO_WAIT
from system2.core.events import Progressed
from system2.errors import ProviderError, System2Error, UsageError
from system2.model.digests import sha256
from system2.model.fetching import Progress, Tell, fetch_weights
from system2.model.gguf import MAGIC
from system2.model.llama import SLOTS, LoadingError, Order, Process
from system2.model.parameters import Route
from system2.model.requests import Completion
from system2.model.secrets import guard
from system2.model.threads import free_memory, free_threads
from system2.model.turns import Turns
from system2.model.weights import NAME, SMALLEST, Weights, weights_named

MAX_TOKENS = 512
"""The longest reply where the user names no length: small models ramble."""

PATIENCE = 900.0
"""Seconds that a request may take where the user names none: a busy machine is slow, and nobody bills its time."""


def is_embedded(model: str) -> bool:
    """Whether a model's name, as the user gives it, is `local`, `local:NAME` or `local:FILE`."""
    return model == NAME or model.startswith(f"{NAME}:")


def display_name(model: str) -> str:
    """The name for ledger and screen: `local/` and that of the weights, or the file's name without its ending."""
    return f"{NAME}/{_own_file(model).stem if (weights := weights_named(model)) is None else weights.display_name}"


def check_embedded(model: str) -> None:
    """Tell what can be told before anything is fetched or loaded.

    Raises:
        UsageError: the extra is not installed, or the file is missing or no GGUF.
    """
    if importlib.util.find_spec("xllamacpp") is None:
        raise UsageError(f"The embedded model needs an extra: {adding('local')}, or name a model with -m.")
    if not weights_named(model):
        _check_file(_own_file(model))


def digest(model: str) -> str:
    """The SHA-256 of the model's weights, which tells its replies from those of another file of the same name.

    Raises:
        UsageError: the file is missing or no GGUF.
    """
    if weights := weights_named(model):
        return weights.sha256
    path = _own_file(model)
    _check_file(path)
    return sha256(path)


class EmbeddedServer:
    """One loaded model, reached by `route`; made by `start`, ended by `stop`."""

    def __init__(self, process: Process, address: str, key: str) -> None:
        self._process = process
        self._address = address
        self._turns = Turns(SLOTS)
        self._headers = {"Authorization": f"Bearer {guard(key)}"}
        self.route = Route("openai/embedded", {"api_base": f"{self._address}/v1", "api_key": key})

    @classmethod
    async def start(cls, model: str, tell: Tell, progress: Progress) -> "EmbeddedServer":
        """Load the model, fetching the weights first where they are ours and not there.

        Raises:
            System2Error: it cannot be fetched or loaded, in one line.
        """
        check_embedded(model)
        weights = weights_named(model)
        path = await fetch_weights(weights, tell, progress) if weights else _own_file(model)
        if weights and (warning := _short_of_memory(weights)):
            tell(warning)
        key = secrets.token_urlsafe(32)
        threads, cores = await asyncio.to_thread(free_threads)
        loading = f"loading {display_name(model)}, on {threads} of {cores} cores"
        progress(Progressed(loading, 0, 1))
        process = None
        try:
            process = Process(Order.of(path, key, threads))
            return cls(process, await asyncio.to_thread(process.address), key)
        except (LoadingError, OSError):
            if process:
                process.end()
            failure: type[System2Error] = ProviderError if weights else UsageError
            raise failure(
                f"llama.cpp cannot load {path}: damaged, too large for memory, or of a kind it lacks"
            ) from None
        except asyncio.CancelledError:
            if process:
                process.end()
            raise
        finally:
            progress(Progressed(loading, 1, 1))

    def turn(self, choices: int) -> AbstractAsyncContextManager[None]:
        """Hold as many slots as a request has choices, once they are free."""
        return self._turns.take(choices)

    async def recounted(self, completion: Completion) -> Completion:
        """The completion with the output tokens of all its choices; llama.cpp counts those of one alone."""
        if len(completion.choices) == 1:
            return completion
        import httpx

        output = 0
        try:
            async with httpx.AsyncClient(base_url=self._address, headers=self._headers) as client:
                for reply in completion.choices:
                    response = await client.post("/tokenize", json={"content": reply.text})
                    output += len(response.json()["tokens"]) + (reply.finish_reason == "stop")
        except httpx.HTTPError:
            return replace(completion, usage_known=False)
        return replace(completion, usage=replace(completion.usage, output=output))

    async def stop(self) -> None:
        """Unload the model, whatever it is doing."""
        await asyncio.to_thread(self._process.end)


def _own_file(model: str) -> Path:
    """The user's own file, where the name holds one."""
    path = model.removeprefix(f"{NAME}:")
    return Path(os.path.expanduser(path))  # noqa: PTH111  Path's own raises where there is no such user


def _check_file(path: Path) -> None:
    """Look at what is there without waiting for it: a device or a pipe would never end."""
    try:
        with open(path, "rb", opener=_open_at_once) as file:
            is_file = stat.S_ISREG(os.fstat(file.fileno()).st_mode)
            magic = file.read(len(MAGIC)) if is_file else b""
    except (OSError, ValueError) as error:  # a name with a NUL in it, too
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise UsageError(f"The model file {path} cannot be read: {reason}") from None
    if magic != MAGIC:
        raise UsageError(f"{path} is no GGUF file: -m local:FILE takes the weights of a model in llama.cpp's format")


def _open_at_once(path: str, flags: int) -> int:
    return os.open(path, flags | NO_WAIT)


def _short_of_memory(weights: Weights) -> str:
    """A line that offers the smallest model, where memory is short for a larger one."""
    free = free_memory()
    if weights is SMALLEST or free >= weights.memory:
        return ""
    return (
        f"{free / 1e6:.0f} MB of memory are free and {weights.title} takes {weights.memory / 1e6:.0f}: "
        f"if it gets stuck, take the smaller one, -m {SMALLEST.model}"
    )
