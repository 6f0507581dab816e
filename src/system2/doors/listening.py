"""The server: uvicorn, with bounds on how long a head may take, and an end that settles what runs."""

import asyncio
import logging
import socket
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, suppress
from ipaddress import ip_address
from typing import Any

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from system2.doors.app import Door, application
from system2.doors.guard import HEAD_BYTES
from system2.engine.signals import heard
from system2.errors import UsageError
from system2.model.client import Models
from system2.model.library import imported

HEAD_SECONDS = 10.0
"""How long a client may take to send the head of a request."""

IDLE_SECONDS = 30
MOST_CONNECTIONS = 512

GRACE_SECONDS = 10.0
"""How long runs may go on once the server is to end; then they are stopped."""

SETTLING_SECONDS = 10
"""How long clients have then to hear of it."""


class Protocol(H11Protocol):  # type: ignore[misc]
    """HTTP as uvicorn speaks it, to nobody who keeps it waiting for the head of a request."""

    _waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Wait for a head."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Wait no more where a head is whole, and for the next one from its first byte on."""
        super().data_received(data)
        if self.conn.their_state is not h11.IDLE:
            self._wait_no_more()
        elif self._waiting is None:
            self._wait()

    def connection_lost(self, error: Exception | None) -> None:
        """It is over."""
        self._wait_no_more()
        super().connection_lost(error)

    def _wait(self) -> None:
        self._waiting = self.loop.call_later(HEAD_SECONDS, self.transport.close)

    def _wait_no_more(self) -> None:
        if self._waiting:
            self._waiting.cancel()
            self._waiting = None


class Server(uvicorn.Server):  # type: ignore[misc]
    """Uvicorn without its own signal handlers."""

    def capture_signals(self) -> AbstractContextManager[None]:
        """Signals are heard by whoever runs it."""
        return nullcontext()


def is_loopback(host: str) -> bool:
    """Whether nobody but this machine can reach what listens there."""
    with suppress(ValueError):
        return ip_address(host).is_loopback
    return host == "localhost"


def listener(host: str, port: int) -> socket.socket:
    """A socket that listens there; port 0 is any that is free. Raises `UsageError`."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family)
    except OSError as trouble:
        raise UsageError(f"Nothing can listen at {host}:{port}: {trouble.strerror}. Try another --port.") from None


async def serve(door: Door, at: socket.socket, host: str, ready: Callable[[], object]) -> None:
    """Answer until a signal comes, then let runs go on for a while, stop them, and book what they cost."""
    logging.getLogger("uvicorn.error").setLevel(logging.ERROR)
    server = Server(
        uvicorn.Config(
            application(door, host),
            http=Protocol,
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            h11_max_incomplete_event_size=HEAD_BYTES,
            limit_concurrency=MOST_CONNECTIONS,
            timeout_keep_alive=IDLE_SECONDS,
            timeout_graceful_shutdown=int(GRACE_SECONDS) + SETTLING_SECONDS,
        )
    )
    loop = asyncio.get_running_loop()

    def end() -> None:
        """Let runs go on for a while at the first signal, stop them at the second."""
        loop.call_later(0 if server.should_exit else GRACE_SECONDS, door.runs.stop)
        server.should_exit = True

    models = Models()  # as long as they are open, runs share connections
    importing = asyncio.create_task(imported())  # so that the first request need not wait for it
    with heard(end):
        ready()
        await server.serve(sockets=[at])
        await door.runs.close()
    importing.cancel()
    await models.close()
