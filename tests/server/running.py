"""The server as a thread of the test's own process, or on the event loop of a process of its own."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Self

from aiohttp import web

from tests.server.behaviour import Latency, Lines, RateLimit, Script, agreeable, as_script
from tests.server.gates import Gate
from tests.server.handler import Handler
from tests.server.journal import PATIENCE, Exchange, Journal
from tests.server.messages import Request, is_verdict

HOST = "127.0.0.1"
BACKLOG = 4096


class ModelServer:
    """A model on loopback, used as a context manager. All but the log may be changed while it runs.

    `script` says what it answers, `latency` how many seconds pass before the first byte, `pause` between chunks;
    `rate_limit` refuses what comes too fast, `models` and `keys` what is not in them, `response_formats` names those
    besides text that it takes.
    """

    def __init__(
        self,
        script: Lines = agreeable,
        *,
        latency: Latency = 0.0,
        pause: float = 0.0,
        rate_limit: RateLimit | None = None,
        models: Sequence[str] | None = None,
        keys: Sequence[str] | None = None,
        response_formats: Sequence[str] = ("json_object", "json_schema"),
        log: Path | None = None,
    ) -> None:
        self.script = script
        self.latency = latency
        self.pause = pause
        self.rate_limit = rate_limit
        self.models = models
        self.keys = keys
        self.response_formats = response_formats
        self.journal = Journal(log)
        self.port = 0
        self._holds: list[tuple[Callable[[Request], bool], Gate]] = []
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None

    @property
    def script(self) -> Script:
        """What it answers; anything that may be said can be put here."""
        return self._script

    @script.setter
    def script(self, lines: Lines) -> None:
        self._script = as_script(lines)

    @property
    def url(self) -> str:
        """What `OPENAI_BASE_URL` is to be set to."""
        return f"http://{HOST}:{self.port}/v1"

    @property
    def exchanges(self) -> list[Exchange]:
        """Every request with what became of it, in the order of arrival.

        A client may have its reply a moment before its departure is noted: `wait_until_idle` first where that counts.
        """
        return self.journal.exchanges

    @property
    def requests(self) -> list[Request]:
        """Every request in the order of arrival."""
        return [exchange.request for exchange in self.exchanges]

    @property
    def verdicts(self) -> list[Exchange]:
        """What the judge was asked."""
        return [exchange for exchange in self.exchanges if is_verdict(exchange.request)]

    @property
    def paths(self) -> list[Exchange]:
        """What everybody but the judge was asked."""
        return [exchange for exchange in self.exchanges if not is_verdict(exchange.request)]

    @property
    def answered(self) -> list[Exchange]:
        """Those whose good reply was sent to its last byte."""
        return [exchange for exchange in self.exchanges if exchange.is_answered]

    @property
    def peak(self) -> int:
        """How many requests were open at once at most."""
        return self.journal.peak

    def hold(self, where: Callable[[Request], bool] = lambda request: True) -> Gate:
        """Keep matching requests waiting before they are answered, until the gate that is returned is opened."""
        gate = Gate()
        self._holds.append((where, gate))
        return gate

    def wait(self, condition: Callable[[], bool], timeout: float = PATIENCE) -> None:
        """Wait until something is so; looked at whenever a request comes, begins to be answered or goes."""
        self.journal.wait(condition, timeout)

    def wait_for_requests(self, number: int, timeout: float = PATIENCE) -> None:
        """Wait until so many have come in all."""
        self.wait(lambda: len(self.exchanges) >= number, timeout)

    def wait_until_idle(self, timeout: float = PATIENCE) -> None:
        """Wait until nobody is being answered any more."""
        self.wait(lambda: self.journal.open == 0, timeout)

    async def held(self, request: Request) -> None:
        """Wait at every gate that holds this request."""
        for where, gate in self._holds:
            if where(request):
                await gate.passage()

    def __enter__(self) -> Self:
        started = threading.Event()
        self._thread = threading.Thread(target=asyncio.run, args=(self._serve(started),), name="model server")
        self._thread.start()
        assert started.wait(PATIENCE), "the server did not start"
        return self

    def __exit__(self, *_: object) -> None:
        assert self._loop and self._stop and self._thread
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive(), "the server did not stop"

    async def _serve(self, started: threading.Event) -> None:
        self._loop = asyncio.get_running_loop()
        self._stop = asyncio.Event()
        async with listening(self):
            started.set()
            await self._stop.wait()


@asynccontextmanager
async def listening(server: ModelServer, port: int = 0) -> AsyncIterator[None]:
    """The server on the running event loop; replies under way are broken off at the end."""
    runner = web.AppRunner(
        Handler(server).application(), handler_cancellation=True, access_log=None, shutdown_timeout=0.05
    )
    await runner.setup()
    try:
        await web.TCPSite(runner, HOST, port, backlog=BACKLOG).start()
        server.port = runner.addresses[0][1]
        yield
    finally:
        await runner.cleanup()
        server.journal.close()
