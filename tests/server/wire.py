"""One open connection, on which replies and faults are played."""

import socket
import struct
from collections.abc import Callable, Mapping

from aiohttp import web


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
        await self.response.write(data)

    async def end(self) -> None:
        """Its end."""
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

    async def _prepare(self, response: web.StreamResponse) -> None:
        self.status = response.status
        self._response = response
        self._on_first_byte()
        await response.prepare(self._request)
