"""What goes over the wire beneath LiteLLM: replies are bounded, made regular and remembered, redirects not followed.

LiteLLM reaches every provider through httpx. Requests that belong to an `Exchange` pass through here, all others as
they always do. What comes is read with a tolerance that the libraries above lack, and handed to them in the form that
they expect; what is no reply is told by what it is, while that is still known.
"""

import functools
import json
import sys
from collections.abc import AsyncIterator
from typing import Any

import httpx

from system2.model.errors import Billed, CallError
from system2.model.events import DONE, list_values, values
from system2.model.exchange import EXCHANGE, Exchange
from system2.model.regular import is_broken, joined, regular, size
from system2.model.translation import one_line, refusal, words_in

LONGEST_REFUSAL = 262_144
"""Bytes of a refusal that are read."""

CHAT = "/chat/completions"
"""Where OpenAI's form is spoken; other providers' own forms are left to LiteLLM."""


class Leaving(httpx.AsyncByteStream):
    """The bytes of a request that is about to be sent."""

    def __init__(self, exchange: Exchange, body: Any) -> None:
        self._exchange = exchange
        self._body = body

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """The bytes; whoever asks for them sends them."""
        self._exchange.leave()
        async for piece in self._body:
            yield piece


class Body(httpx.AsyncByteStream):
    """The bytes of a response that is still coming; closing it closes the connection."""

    def __init__(self, response: httpx.Response, pieces: AsyncIterator[bytes]) -> None:
        self._response = response
        self._pieces = pieces

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """The bytes, decompressed and made regular."""
        async for piece in self._pieces:
            yield piece

    async def aclose(self) -> None:
        """Close the connection."""
        await self._response.aclose()


@functools.cache
def listen() -> None:
    """Let what is sent from now on pass through here."""
    send = httpx.AsyncClient.send

    @functools.wraps(send)
    async def send_and_listen(client: Any, request: Any, *, stream: bool = False, **options: Any) -> Any:
        if (exchange := EXCHANGE.get()) is None:
            return await send(client, request, stream=stream, **options)
        leaving = _leaving(exchange, request)
        response = await send(client, leaving, stream=True, **{**options, "follow_redirects": False})
        heard = await _heard(exchange, response, request)
        if not stream:
            await heard.aread()
        return heard

    httpx.AsyncClient.send = send_and_listen  # type: ignore[method-assign, assignment]
    _notice_leaving(httpx.Client)
    if other := sys.modules.get("httpx2"):  # what the clients of some providers bring along
        _notice_leaving(other.Client)
        _notice_leaving(other.AsyncClient)


def _notice_leaving(client: Any) -> None:
    """Count what clients of this class send, to whom nobody listens, as sent as soon as it is handed to them."""
    send = client.send

    @functools.wraps(send)
    def send_and_notice(*arguments: Any, **options: Any) -> Any:
        if exchange := EXCHANGE.get():
            exchange.leave()
        return send(*arguments, **options)

    client.send = send_and_notice


def _leaving(exchange: Exchange, request: httpx.Request) -> httpx.Request:
    """The same request, whose body tells when it is asked for: once there is a connection and the head is sent."""
    body = Leaving(exchange, request.stream)
    return httpx.Request(
        request.method, request.url, headers=request.headers, stream=body, extensions=request.extensions
    )


async def _heard(exchange: Exchange, response: httpx.Response, request: httpx.Request) -> httpx.Response:
    """The response as the libraries above are to have it. Raises `CallError` where it is none."""
    exchange.status = response.status_code
    exchange.content_type = response.headers.get("content-type", "")
    exchange.host = f"{request.url.host}:{request.url.port}" if request.url.port else request.url.host
    if 300 <= response.status_code < 400:
        await response.aclose()
        raise exchange.fail(_redirected(exchange, response.headers.get("location", "")))
    if response.status_code >= 400:
        body = await _beginning(response)
        exchange.words = words_in(body.decode("utf-8", "replace"))
        return _answer(response, request, body)
    if not request.url.path.endswith(CHAT):
        return _answer(response, request, Body(response, _counted(exchange, response)))
    if exchange.streams:
        pieces = _regular_events(exchange, response)
        try:
            first = await anext(pieces)
        except BaseException:
            await response.aclose()
            raise
        return _answer(response, request, Body(response, _after(first, pieces)), "text/event-stream")
    try:
        body = b"".join([piece async for piece in _counted(exchange, response)])
    finally:
        await response.aclose()
    return _answer(response, request, _regular_reply(exchange, body.decode("utf-8", "replace")), "application/json")


def _redirected(exchange: Exchange, location: str) -> CallError:
    where = f"to {one_line(location)}" if location else "without saying where to"
    reason = (
        f"{exchange.host} redirects {where} (status {exchange.status}); that is not followed, "
        "for the question and the key would go along"
    )
    return CallError(reason, "bad_reply")


def _regular_reply(exchange: Exchange, text: str) -> bytes:
    """A whole reply in one regular piece, whether it came as one or as a stream."""
    found = [value for value in list_values(_without_field_names(text)) if value != DONE]
    bodies = [body for value in found if (body := _object(value)) is not None]
    if not bodies:
        raise exchange.odd("text that is no JSON" if text.strip() else "nothing")
    pieces = [_checked(exchange, body, streams=len(bodies) > 1) for body in bodies]
    whole = pieces[0] if len(pieces) == 1 else joined(pieces)
    _finished(exchange, bodies)
    if not whole["choices"]:
        raise exchange.odd("JSON without a choice")
    return json.dumps({**whole, **_usage(exchange)}).encode()


def _without_field_names(text: str) -> str:
    """A stream's data alone, where it is a stream."""
    if text.lstrip("\ufeff \r\n\t").startswith(("{", "[")):
        return text
    lines = (line for line in text.splitlines() if line.startswith("data:"))
    return "\n".join(line.removeprefix("data:") for line in lines)


async def _regular_events(exchange: Exchange, response: httpx.Response) -> AsyncIterator[bytes]:
    """The events of a stream, each a regular piece; a whole reply is one."""
    bodies: list[dict[str, Any]] = []
    is_any = False
    async for value in values(_counted(exchange, response)):
        if value == DONE:
            exchange.ended = True
            break
        if (body := _object(value)) is None:
            continue
        piece = _checked(exchange, body, streams=True)
        if broken := is_broken(body):
            bodies.append({"choices": [{"finish_reason": broken}]})
        is_any = is_any or bool(piece["choices"])
        exchange.ended = exchange.ended or (bool(exchange.usage) and not piece["choices"] and is_any)
        yield f"data: {json.dumps({**piece, **_usage(exchange)})}\n\n".encode()
    _finished(exchange, bodies)
    if not is_any:
        raise exchange.odd("a stream without a choice")
    yield b"data: [DONE]\n\n"


def _checked(exchange: Exchange, body: dict[str, Any], *, streams: bool) -> dict[str, Any]:
    """The body made regular, once what it counts is taken in. Raises `CallError` where it is a refusal."""
    exchange.count_usage(body.get("usage"))
    piece = regular(body, streams=streams)
    if not piece["choices"] and (words := _refusal_in(body)):
        error = body.get("error")
        code = error.get("code") if isinstance(error, dict) else body.get("code")
        raise exchange.fail(refusal(code if isinstance(code, int) else 500, words))
    exchange.count_text(size(piece))
    return piece


def _finished(exchange: Exchange, bodies: list[dict[str, Any]]) -> None:
    """Raises `CallError` where the provider itself says that it broke the reply off."""
    if broken := next((broken for body in bodies if (broken := is_broken(body))), ""):
        reason = f'the provider broke the reply off ("{one_line(broken)}")'
        billed: Billed = "received" if exchange.streams else "everything"
        raise exchange.fail(CallError(reason, "reset", retryable=True, billed=billed))


def _refusal_in(body: dict[str, Any]) -> str:
    is_one = body.get("error") or body.get("type") == "error" or body.get("object") == "error" or "detail" in body
    return words_in(json.dumps(body)) if is_one else ""


def _usage(exchange: Exchange) -> dict[str, Any]:
    return {"usage": exchange.usage} if exchange.usage else {}


def _object(value: Any) -> dict[str, Any] | None:
    if isinstance(value, list) and value:  # Gemini wraps its errors so
        value = value[0]
    return value if isinstance(value, dict) else None


async def _counted(exchange: Exchange, response: httpx.Response) -> AsyncIterator[bytes]:
    """The body as it comes, decompressed, no more of it than a reply can have."""
    async for piece in response.aiter_bytes():
        exchange.count(len(piece))
        yield piece


async def _beginning(response: httpx.Response) -> bytes:
    body = b""
    try:
        async for piece in response.aiter_bytes():
            body += piece
            if len(body) > LONGEST_REFUSAL:
                break
    finally:
        await response.aclose()
    return body[:LONGEST_REFUSAL]


async def _after(first: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for piece in rest:
        yield piece


def _answer(
    response: httpx.Response, request: httpx.Request, body: bytes | Body, content_type: str = ""
) -> httpx.Response:
    """A response with the same head and this body, which is no longer compressed."""
    lost = {"content-encoding", "content-length", "transfer-encoding"}
    headers = [(name, value) for name, value in response.headers.multi_items() if name.lower() not in lost]
    if content_type:
        headers = [(name, value) for name, value in headers if name.lower() != "content-type"]
        headers.append(("content-type", content_type))
    return httpx.Response(
        response.status_code,
        headers=headers,
        content=body if isinstance(body, bytes) else None,
        stream=None if isinstance(body, bytes) else body,
        request=request,
        extensions=response.extensions,
    )
