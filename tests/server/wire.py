"""One open connection, on which replies and faults are played."""

import socket
import struct
import sys
from collections.abc import Callable, Mapping

from aiohttp import web

HUNG_UP = 8
"""TCP_CLOSE_WAIT: the other side has closed its end of a connection."""


class Wire:
    """Sends one reply; tells `on_first_byte` when it begins, and remembers its status and whether it was reset."""

    def __init__(self, request: web.Request, on_first_byte: Callable[[], None]) -> None:
        self.status = 0
        self.was_reset = False
        self._request = request
        self._on_first_byte = on_first_byte
        self._response: web.StreamResponse | None = None

    async def send(
        self,
        text: str,
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        streams: bool = False,
        content_type: str | None = None,
    ) -> None:
        """A whole reply at once, of this type or of that which a reply of its kind has."""
        content_type = content_type or ("text/event-stream" if streams else "application/json")
        response = web.Response(text=text, status=status, headers=headers, content_type=content_type)
        await self._prepare(response)
        await response.write_eof()

    async def begin(self, *, streams: bool) -> None:
        """The head of a reply that comes piece by piece."""
        kind = "text/event-stream" if streams else "application/json"
        await self._prepare(web.StreamResponse(headers={"Content-Type": kind, "Cache-Control": "no-cache"}))

    async def write(self, data: bytes) -> None:
        """One piece of it."""
        self._check_listener()
        await self.response.write(data)

    async def end(self) -> None:
        """Its end."""
        self._check_listener()
        await self.response.write_eof()

    def reset(self) -> None:
        """Break the connection off, so that the client sees a reset and no orderly end."""
        transport = self._request.transport
        if transport is not None:
            connection: socket.socket = transport.get_extra_info("socket")
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            transport.abort()
        self.was_reset = True
        if self._response is None:
            self._response = web.Response()

    @property
    def response(self) -> web.StreamResponse:
        """What was sent, for the web server to close."""
        assert self._response is not None, "nothing was sent"
        return self._response

    def _check_listener(self) -> None:
        """Raise `ConnectionResetError` where the client has hung up, which only Linux tells before it is written to."""
        transport = self._request.transport
        if sys.platform == "linux" and transport is not None:
            connection: socket.socket = transport.get_extra_info("socket")
            if connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0] == HUNG_UP:
                raise ConnectionResetError

    async def _prepare(self, response: web.StreamResponse) -> None:
        self._check_listener()
        self.status = response.status
        self._response = response
        self._on_first_byte()
        await response.prepare(self._request)
