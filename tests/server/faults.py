"""Everything that a provider does wrong, to be put where a reply would stand."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from tests.server.messages import Request
from tests.server.replies import Reply, chunks, error, whole
from tests.server.wire import Wire

Play: TypeAlias = Callable[[Wire, Request], Awaitable[None]]


@dataclass(frozen=True)
class Fault:
    """Something that goes wrong: its name in the log, and how it is played on the wire after `latency` seconds."""

    name: str
    play: Play
    latency: float | None = None


def status(
    code: int, message: str = "", *, retry_after: float | str | None = None, latency: float | None = None
) -> Fault:
    """A refusal with this status."""
    text, word = REFUSALS.get(code, ("The server had an error.", "server_error"))
    wait = f"{retry_after:g}" if isinstance(retry_after, float | int) else retry_after
    headers = {"Retry-After": wait} if wait is not None else {}

    async def play(wire: Wire, request: Request) -> None:
        await wire.send(json.dumps(error(message or text, word)), status=code, headers=headers)

    return Fault(f"status {code}", play, latency)


def reset(text: str = "Let me think about that.", *, after_chunks: int = 0, latency: float | None = None) -> Fault:
    """A connection broken off: before the first byte, or after some chunks of a stream."""

    async def play(wire: Wire, request: Request) -> None:
        if after_chunks:
            await _begin(wire, request, text, after_chunks)
        wire.reset()

    return Fault("reset", play, latency)


def hang(text: str = "Let me think about that.", *, after_chunks: int = 0) -> Fault:
    """Silence until the client gives up: before the first byte, or after some chunks of a stream."""

    async def play(wire: Wire, request: Request) -> None:
        if after_chunks:
            await _begin(wire, request, text, after_chunks)
        await asyncio.Event().wait()

    return Fault("hang", play)


def drip(reply: Reply, *, pause: float = 0.05, size: int = 1) -> Fault:
    """A good reply whose bytes come in drops, cut without regard to lines, events or characters."""

    async def play(wire: Wire, request: Request) -> None:
        if request.streams:
            events = [f"data: {json.dumps(chunk)}\n\n" for chunk in chunks(request, [reply])]
            content = "".join([*events, "data: [DONE]\n\n"])
        else:
            content = json.dumps(whole(request, [reply]))
        await wire.begin(streams=request.streams)
        data = content.encode()
        for start in range(0, len(data), size):
            await wire.write(data[start : start + size])
            await asyncio.sleep(pause)
        await wire.end()

    return Fault("drip", play)


def garbage(text: str = '{"choices": [{"message": {"content": "forty-') -> Fault:
    """A reply that says it is JSON and is not."""

    async def play(wire: Wire, request: Request) -> None:
        await wire.send(f"data: {text}\n\n" if request.streams else text, streams=request.streams)

    return Fault("garbage", play)


def raw(
    text: str, *, status: int = 200, content_type: str = "application/json", headers: Mapping[str, str] | None = None
) -> Fault:
    """Exactly this, whatever was asked for."""

    async def play(wire: Wire, request: Request) -> None:
        await wire.send(text, status=status, content_type=content_type, headers=headers)

    return Fault("raw", play)


def empty() -> Fault:
    """Status 200 and nothing else."""

    async def play(wire: Wire, request: Request) -> None:
        await wire.send("", streams=request.streams)

    return Fault("empty", play)


def unfinished(text: str = "Let me think about that.") -> Fault:
    """A stream that ends cleanly without a finish reason, its usage or its last event; nulls in a whole reply."""

    async def play(wire: Wire, request: Request) -> None:
        reply = Reply(text, finish_reason=None, counted=False)
        if request.streams:
            await _begin(wire, request, text, len(reply.deltas()))
            await wire.end()
        else:
            await wire.send(json.dumps(whole(request, [reply])))

    return Fault("unfinished", play)


def long_line(size: int = 1_000_000) -> Reply:
    """A good reply whose text comes in a single event of this many characters."""
    text = "9" * size
    return Reply(text, chunks=(text,))


REFUSALS = {
    400: ("The request is not valid.", "invalid_request_error"),
    401: ("Incorrect API key provided: sk-fake.", "invalid_api_key"),
    403: ("You are not allowed to use this model.", "permission_denied"),
    404: ("The model does not exist or you do not have access to it.", "model_not_found"),
    429: ("Rate limit reached for requests.", "rate_limit_exceeded"),
    503: ("The server is overloaded, try again later.", "overloaded"),
}


async def _begin(wire: Wire, request: Request, text: str, how_many: int) -> None:
    """Send the first chunks of a streamed text and no more; a whole reply has none to send."""
    await wire.begin(streams=request.streams)
    pieces = chunks(request, [Reply(text, finish_reason=None, counted=False)])
    for _, chunk in zip(range(how_many), pieces, strict=False):
        await wire.write(f"data: {json.dumps(chunk)}\n\n".encode())
