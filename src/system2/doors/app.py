"""The OpenAI-compatible endpoint, as an application that any ASGI server runs."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from system2.config.serving import Serving
from system2.doors.guard import HOLDER, Guard, refusal, reply
from system2.doors.names import names_offered
from system2.doors.replies import Completion
from system2.doors.requests import asked_in
from system2.doors.runs import Run, Runs, attended
from system2.doors.telling import chunks
from system2.doors.troubles import Trouble, bad_request, of_error, of_result
from system2.errors import System2Error
from system2.render.safe import to_json

LARGEST_BODY = 1024 * 1024
"""Bytes of a request."""

BODY_SECONDS = 10.0
"""How long a client may take to send it."""


@dataclass(frozen=True)
class Door:
    """What is offered, the runs behind it, and what each request is asked besides, such as its cap."""

    serving: Serving
    runs: Runs
    asked: Mapping[str, Any] = field(default_factory=dict)

    async def chat(self, request: Request) -> Any:
        """`POST /v1/chat/completions`."""
        asked = asked_in(await body_of(request), self.serving)
        name = ": ".join(filter(None, (request.scope[HOLDER], asked.model)))
        run = self.runs.begin(name, asked.way.ask, asked.question, {**asked.asked, **self.asked})
        if asked.is_streamed:
            return Stream(run, chunks(run, asked))
        async with attended(request.receive, run):
            result = await run.result()
        if trouble := of_result(result):
            raise trouble
        return reply(Completion(asked.model).whole(result))

    async def models(self, request: Request) -> Any:
        """`GET /v1/models`: every name that can be asked for."""
        rows = [
            {"id": name, "object": "model", "created": 0, "owned_by": "system2"} for name in names_offered(self.serving)
        ]
        return reply({"object": "list", "data": rows})

    async def health(self, request: Request) -> Any:
        """`GET /health`: the server is there."""
        return reply({"status": "ok"})


def application(door: Door, host: str) -> Starlette:
    """The application, for a server that listens at this address."""
    return Starlette(
        routes=[
            Route("/health", door.health),
            Route("/v1/models", door.models),
            Route("/v1/chat/completions", door.chat, methods=["POST"]),
        ],
        middleware=[Middleware(Guard, door.serving, host)],
        exception_handlers={Trouble: _refused, System2Error: _not_begun, HTTPException: _no_such_place},
    )


class Stream:
    """A response of server-sent events; the run is stopped where the client hangs up."""

    def __init__(self, run: Run, pieces: AsyncIterator[dict[str, Any]]) -> None:
        self._run = run
        self._pieces = pieces

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Send the pieces; a trouble is a response of its own as long as nothing was sent."""
        async with attended(receive, self._run):
            try:
                first = await anext(self._pieces)
            except (Trouble, System2Error) as error:
                await refusal(_as_trouble(error))(scope, receive, send)
                return
            head = [(b"content-type", b"text/event-stream; charset=utf-8"), (b"cache-control", b"no-store")]
            await send({"type": "http.response.start", "status": 200, "headers": head})
            await _send(send, first)
            try:
                async for piece in self._pieces:
                    await _send(send, piece)
            except (Trouble, System2Error) as error:
                await _send(send, _as_trouble(error).as_json())
            await send({"type": "http.response.body", "body": b"data: [DONE]\n\n"})


async def body_of(request: Request) -> bytes:
    """The body of a request, which comes in time and is not too large. Raises `Trouble`."""
    if int(request.headers.get("content-length", 0)) > LARGEST_BODY:
        raise _too_large()
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for piece in request.stream():
                body += piece
                if len(body) > LARGEST_BODY:
                    raise _too_large()
    except ClientDisconnect:
        raise bad_request("The request broke off.") from None
    except TimeoutError:
        raise Trouble(408, "invalid_request_error", "too_slow", "The request took too long to come.") from None
    return bytes(body)


def _too_large() -> Trouble:
    return Trouble(413, "invalid_request_error", "too_large", f"The body is larger than {LARGEST_BODY} bytes.")


async def _send(send: Any, piece: dict[str, Any]) -> None:
    await send({"type": "http.response.body", "body": f"data: {to_json(piece)}\n\n".encode(), "more_body": True})


def _as_trouble(error: Trouble | System2Error) -> Trouble:
    return error if isinstance(error, Trouble) else of_error(error)


async def _refused(_: Request, trouble: Any) -> Response:
    return refusal(trouble)


async def _not_begun(_: Request, error: Any) -> Response:
    return refusal(of_error(error))


async def _no_such_place(_: Request, error: Any) -> Response:
    return refusal(Trouble(error.status_code, "invalid_request_error", "no_such_place", f"{error.detail}."))
