"""The HTTP interface: `/v1/chat/completions` and `/v1/models`."""

import asyncio
import json
import time
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.server.dialects import dialect_of
from tests.server.faults import Fault, status
from tests.server.journal import Exchange
from tests.server.messages import Request
from tests.server.replies import Reply, chunks, error, usage_of, whole
from tests.server.wire import Wire

if TYPE_CHECKING:
    from tests.server.running import ModelServer

LARGEST_BODY = 64 * 2**20


class Handler:
    """Answers requests as a server's behaviour says, and writes down what happened."""

    def __init__(self, server: "ModelServer") -> None:
        self._server = server
        self._repetitions: Counter[str] = Counter()

    def application(self) -> web.Application:
        """The web application."""
        application = web.Application(client_max_size=LARGEST_BODY)
        application.router.add_post("/v1/chat/completions", self.complete)
        for path in ("/v1/messages", "/models/{tail:.+}", "/v1beta/models/{tail:.+}", "/api/chat", "/v1/api/chat"):
            application.router.add_post(path, self.complete)
        application.router.add_post("/{tail:(v1/)?api/show}", self.show)
        application.router.add_get("/v1/models", self.list_models)
        application.router.add_get("/v1/api/tags", self.list_tags)
        return application

    async def list_models(self, _: web.Request) -> web.Response:
        """The models that may be asked for."""
        names = self._server.models or ("gpt-4o-mini",)
        models = [{"id": name, "object": "model", "created": 1_700_000_000, "owned_by": "test"} for name in names]
        return web.json_response({"object": "list", "data": models})

    async def list_tags(self, _: web.Request) -> web.Response:
        """The same as Ollama tells it."""
        return web.json_response({"models": [{"name": name} for name in self._server.models or ("gpt-4o-mini",)]})

    async def show(self, _: web.Request) -> web.Response:
        """What Ollama tells of any model."""
        return web.json_response({"template": "", "model_info": {}, "capabilities": ["completion", "thinking"]})

    async def complete(self, received: web.Request) -> web.StreamResponse:
        """One completion, from arrival to departure."""
        journal = self._server.journal
        request = await self._read(received)
        exchange = journal.arrived(request)
        wire = Wire(received, lambda: journal.first_byte(exchange))
        try:
            await self._answer(wire, request, exchange)
        except (asyncio.CancelledError, ConnectionError):
            journal.departed(exchange, "reset" if wire.was_reset else "gone")
            raise asyncio.CancelledError from None  # to which the web server says nothing: nobody is there
        exchange.status = exchange.status or wire.status
        journal.departed(exchange, "reset" if wire.was_reset else "sent")
        return wire.response

    async def _read(self, received: web.Request) -> Request:
        at = time.monotonic()
        wire: dict[str, Any] = await received.json()
        dialect = dialect_of(received.path)
        body = dialect.read(received.path, wire) if dialect else wire
        messages = json.dumps(body.get("messages"))
        repetition = self._repetitions[messages]
        self._repetitions[messages] += 1
        headers = {name.lower(): value for name, value in received.headers.items()}
        return Request(len(self._server.exchanges), repetition, at, body, headers, path=received.path, wire=wire)

    async def _answer(self, wire: Wire, request: Request, exchange: Exchange) -> None:
        await self._server.held(request)
        if refusal := self._refusal(request):
            code, body = refusal
            exchange.fault = f"status {code}"
            await wire.send(json.dumps(body), status=code, headers=self._retry_after(code))
            return
        acts = self._acts(request)
        if isinstance(acts, Fault):
            exchange.fault = acts.name
            await asyncio.sleep(self._latency(request, acts))
            await acts.play(wire, request)
        else:
            exchange.usage = usage_of(request, acts)
            await asyncio.sleep(self._latency(request, acts[0]))
            await (self._stream if request.streams else self._whole)(wire, request, acts)

    def _acts(self, request: Request) -> list[Reply] | Fault:
        """What the script says for each choice; a fault breaks the whole request."""
        replies = []
        for choice in range(request.n):
            try:
                act = self._server.script(replace(request, choice=choice))
            except Exception as trouble:  # noqa: BLE001 - a script's own bug must fail its test, whatever it is.
                self._server.journal.problems.append(f"request {request.number}: {trouble!r}")
                return status(400, f"The test's script failed: {trouble!r}")
            if isinstance(act, Fault):
                return act
            replies.append(Reply(act) if isinstance(act, str) else act)
        return replies

    def _refusal(self, request: Request) -> tuple[int, dict[str, Any]] | None:
        """What a provider refuses before any model is asked."""
        server = self._server
        if server.keys is not None and request.key not in server.keys:
            return 401, error(f"Incorrect API key provided: {request.key[:7]}.", "invalid_api_key")
        if server.rate_limit and not server.rate_limit.admits():
            return 429, error("Rate limit reached for requests.", "rate_limit_exceeded")
        if server.models is not None and request.model not in server.models:
            return 404, error(f"The model `{request.model}` does not exist.", "model_not_found", "model")
        kind = (request.response_format or {}).get("type", "text")
        if kind not in ("text", *server.response_formats):
            message = f"Invalid parameter: 'response_format' of type '{kind}' is not supported with this model."
            return 400, error(message, None, "response_format")
        return None

    def _retry_after(self, code: int) -> dict[str, str]:
        limit = self._server.rate_limit
        if code == 429 and limit and limit.retry_after is not None:
            return {"Retry-After": f"{limit.retry_after:g}"}
        return {}

    def _latency(self, request: Request, act: Reply | Fault) -> float:
        if act.latency is not None:
            return act.latency
        latency = self._server.latency
        return latency(request) if callable(latency) else latency

    def _pause(self, reply: Reply) -> float:
        return self._server.pause if reply.pause is None else reply.pause

    async def _whole(self, wire: Wire, request: Request, replies: list[Reply]) -> None:
        first = replies[0]
        pauses = self._pause(first) * max(0, len(first.deltas()) - 1)
        if pauses:
            await asyncio.sleep(pauses)
        for gate in first.gates.values():
            await gate.passage()
        dialect = dialect_of(request.path)
        usage = usage_of(request, replies)
        body = dialect.say(first, usage) if dialect and usage else whole(request, replies)
        await wire.send(json.dumps(body))

    async def _stream(self, wire: Wire, request: Request, replies: list[Reply]) -> None:
        first = replies[0]
        pause = self._pause(first)
        await wire.begin(streams=True)
        for number, chunk in enumerate(chunks(request, replies)):
            if number and pause:
                await asyncio.sleep(pause)
            if number in first.gates:
                await first.gates[number].passage()
            await wire.write(f"data: {json.dumps(chunk)}\n\n".encode())
        await wire.write(b"data: [DONE]\n\n")
        await wire.end()
