"""Asks models: the seam between the engine and LiteLLM."""

import asyncio
import functools
import hashlib
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from weakref import WeakSet

from system2.config.own_names import endpoint_of
from system2.config.suggest import did_you_mean
from system2.errors import KeyRejectedError, UsageError
from system2.model import commands, embedded, replies, rewards, streams
from system2.model.embedded import EmbeddedServer
from system2.model.errors import CallError
from system2.model.exchange import Exchange, exchanging
from system2.model.facts import facts_of
from system2.model.fetching import Progress, Tell
from system2.model.keys import Keys
from system2.model.library import billed_by_us, close_clients, import_litellm, imported, is_imported, settle_memory
from system2.model.llama import SLOTS
from system2.model.parameters import Route, as_litellm, parameters, tells_to_think
from system2.model.providers import nameable
from system2.model.refusals import Accepted, Refusals, names_the_format
from system2.model.requests import Completion, OnSent, OnText, Request
from system2.model.structured import Form, documented_form, loosened
from system2.model.translation import is_known, translate

OF_PARAMETERS = frozenset({200, 400, 422})
"""The statuses with which providers refuse what a request holds; some wrap the refusal into a reply."""

NO_KEY = "none"
"""What a server is sent that wants no key."""


def unheard(*_: object) -> None:
    """The listener where nobody listens."""


class Models:
    """Every model of a run, hosted or embedded. One request for each call: retries are the caller's.

    `tell` hears what the user should know, such as that a model is about to be fetched, and `progress` how far that
    has come. `learnt` is the file that keeps which parameters models refused.
    """

    def __init__(
        self,
        *,
        tell: Tell = unheard,
        progress: Progress = unheard,
        learnt: Path | None = None,
    ) -> None:
        self._keys = Keys(tell)
        self._tell = tell
        self._progress = progress
        self._refusals = Refusals(learnt)
        self._picky: set[str] = set()
        self._servers: dict[str, EmbeddedServer] = {}
        self._starting = asyncio.Lock()
        _OPEN.add(self)

    def check(self, model: str) -> None:
        """Tell what can be told before any request is made.

        Raises:
            UsageError: no provider is known for the name, or the embedded model cannot run here.
            KeyRejectedError: the provider's key is missing.
        """
        if embedded.is_embedded(model):
            embedded.check_embedded(model)
            return
        if rewards.is_reward(model):
            return
        if commands.is_program(model):
            commands.check_program(model)
            return
        if endpoint := endpoint_of(model):
            if endpoint.key_env and not self._keys.named(endpoint.key_env):
                raise KeyRejectedError(
                    f"{model} needs a key: `system2 keys set {endpoint.name}` asks for it, or set {endpoint.key_env}, "
                    f"as config.toml names it"
                )
            return
        provider = _provider(model)
        if self._keys.of(provider):
            return
        _forget_empty_keys()
        missing = import_litellm().validate_environment(model)["missing_keys"]
        # It calls all of a provider's variables missing where one is, such as the version of Azure's interface.
        keys = [name for name in missing if name.endswith("_API_KEY") and not os.environ.get(name)]
        if keys:
            raise KeyRejectedError(
                f"{model} needs a key: `system2 keys set {provider}` asks for it, or set {' or '.join(keys)}, "
                f"or use the embedded model, -m local"
            )

    async def prepare(self, model: str) -> None:
        """Check a model, import what calls it and, where it is an embedded one, fetch and load it.

        Raises:
            System2Error: it cannot be used, in one line.
        """
        if is_hosted(model):
            await imported()
        self.check(model)
        if embedded.is_embedded(model):
            await imported()
            await self._server(model)

    def reasons_unseen(self, model: str) -> bool:
        """Whether a model may think without being asked to and without showing it, and bill for it."""
        if not is_hosted(model):
            return False
        if "claude" in model:  # Claude thinks where a request says so, and shows it
            return False
        return facts_of(model).may_think

    def sent(self, request: Request) -> frozenset[str]:
        """The names of the parameters with which a request leaves, by what is known of its model now."""
        route = self._route(request.model)
        accepted = self._refusals.accepted(fingerprint(request.model), request)
        return frozenset(parameters(request, route, _form(request, route, accepted), accepted))

    def left_out(self, model: str) -> str:
        """What an earlier run learnt to leave out of requests to a model, in words; empty where that is nothing."""
        return self._refusals.learnt_earlier(fingerprint(model)) if is_hosted(model) else ""

    def longest_reply(self, model: str) -> int | None:
        """The longest reply that the model was found to write, in tokens; None where it never refused one."""
        return self._refusals.known(fingerprint(model)).longest

    async def complete(self, request: Request, on_text: OnText = unheard, on_sent: OnSent = unheard) -> Completion:
        """Make one request; what is cancelled before `on_sent` was told never left.

        One to the embedded model waits for its turn first, which its time limit does not count.

        Raises:
            CallError: it failed, or took longer than the request's time limit.
            System2Error: the embedded model was not prepared and cannot be used.
        """
        if rewards.is_reward(request.model):
            deadline = asyncio.get_running_loop().time() + request.timeout
            with exchanging(streams=False, tokens=request.max_tokens, on_sent=on_sent) as exchange:
                async with _translated(deadline, request.timeout, exchange, streaming=False):
                    return await rewards.ask(request)
        if commands.is_program(request.model):
            return await commands.ask(request, on_sent)
        try:
            if not embedded.is_embedded(request.model):
                completion = await self._complete(request, self._route(request.model), on_text, on_sent)
                completion = replies.without_echo(completion, request)
                return as_reasoned(completion) if tells_to_think(request) else completion
            server = await self._server(request.model)
            async with server.turn(request.choices):
                completion = await self._complete(request, server.route, on_text, on_sent)
                return await server.recounted(replies.without_echo(completion, request))
        finally:
            settle_memory()

    async def close(self) -> None:
        """Close all connections that nobody else in this process uses, and unload the embedded model."""
        _OPEN.discard(self)
        if is_imported() and not _OPEN:
            await close_clients()
        while self._servers:
            _, server = self._servers.popitem()
            await server.stop()

    async def _complete(self, request: Request, route: Route, on_text: OnText, on_sent: OnSent) -> Completion:
        key = fingerprint(request.model)
        accepted = self._refusals.accepted(key, request)
        form = _form(request, route, accepted)
        deadline = asyncio.get_running_loop().time() + request.timeout
        tokens = request.max_tokens * request.choices
        with exchanging(streams=request.stream, tokens=tokens, on_sent=on_sent) as exchange:
            try:
                async with _translated(deadline, request.timeout, exchange, streaming=False):
                    with billed_by_us():
                        response = await self._send(parameters(request, route, form, accepted))
                if request.stream:
                    async with _translated(deadline, request.timeout, exchange, streaming=True):
                        completion = await streams.collect(response, request.model, on_text, exchange)
                else:
                    completion = replies.whole(response, request.model)
            except CallError as error:
                if count := replies.told(exchange.usage):
                    error.usage = count.usage
                if error.kind == "unknown_model":
                    error.reason += _near(request.model)
                is_refused = (error.kind == "bad_request" and exchange.status in OF_PARAMETERS) or (
                    form != "words" and names_the_format(error)
                )
                if is_refused and (less := self._refusals.refuse(key, request, form, accepted, error.reason)):
                    reason = f"{error.reason} (next without {less})"
                    raise CallError(reason, "parameter", retryable=True, retry_after=0.0) from error
                raise
        self._refusals.accept(key, request, form, accepted)
        return _read(completion, request)

    async def _send(self, arguments: dict[str, Any]) -> Any:
        """Send it, without what this very model refuses in LiteLLM's own eyes, such as a temperature.

        Dropping is not LiteLLM's to do from the start: told to drop, it meets a reply of 422 with a second request of
        its own, and returns None when that fails too.
        """
        litellm = import_litellm()
        picky = arguments["model"] in self._picky
        try:
            return await litellm.acompletion(**arguments, drop_params=picky)
        except litellm.UnsupportedParamsError:  # raised before anything is sent
            if picky:
                raise
        self._picky.add(arguments["model"])
        return await litellm.acompletion(**arguments, drop_params=True)

    def _route(self, model: str) -> Route:
        if endpoint := endpoint_of(model):
            # Never without a key of its own: LiteLLM would send the one of another.
            key = self._keys.named(endpoint.key_env)
            access = {"api_base": endpoint.base_url, "api_key": key or NO_KEY}
            return Route(as_litellm(model), access)
        key = self._keys.of(_provider(model))
        return Route(model, {"api_key": key} if key else {})

    async def _server(self, model: str) -> EmbeddedServer:
        async with self._starting:
            if model not in self._servers:
                self._servers[model] = await EmbeddedServer.start(model, self._tell, self._progress)
            return self._servers[model]


_OPEN: WeakSet[Models] = WeakSet()
"""LiteLLM keeps its clients for the whole process: whoever is the last to use them closes them."""


def as_reasoned(completion: Completion) -> Completion:
    """The completion of a request that told the model to think: how long it did is its own affair, or kept from us."""
    return replace(completion, choices=tuple(replace(reply, reasoned=True) for reply in completion.choices))


def display_name(model: str) -> str:
    """The name that the ledger, the trace and the screen give a model."""
    if rewards.is_reward(model):
        return rewards.display_name(model)
    return embedded.display_name(model) if embedded.is_embedded(model) else model


def identity(model: str) -> str:
    """What tells a model's replies from another's: its name, with the file's SHA-256 or the address that serves it."""
    if embedded.is_embedded(model):
        return f"{display_name(model)} {embedded.digest(model)}"
    if rewards.is_reward(model) or commands.is_program(model):
        return model
    if endpoint := endpoint_of(model):
        return f"{model} {endpoint.base_url}"
    prefix = model.partition("/")[0].upper() if "/" in model else ""
    names = (name for name in os.environ if name.endswith(("_BASE_URL", "_API_BASE")) and name.startswith(prefix))
    return " ".join((model, *(os.environ[name] for name in sorted(names))))


def fingerprint(model: str) -> str:
    """What tells one model from another where it is kept on disk: addresses may hold what nobody should read there."""
    return model if embedded.is_embedded(model) else hashlib.sha256(identity(model).encode()).hexdigest()


def is_hosted(model: str) -> bool:
    """Whether somebody serves it who writes text to be bounded: it is neither embedded nor a reward model."""
    return not (embedded.is_embedded(model) or rewards.is_reward(model) or commands.is_program(model))


def _near(model: str) -> str:
    """The model of the same provider that may have been meant, in a sentence; empty where there is none."""
    provider = model.partition("/")[0] + "/"
    return did_you_mean(model, (name for name in nameable() if name.startswith(provider) and name != model))


def most_choices(model: str) -> int:
    """For how many replies one request should ask at most: several where they come cheaper than one at a time."""
    return SLOTS if embedded.is_embedded(model) else 1


def _forget_empty_keys() -> None:
    """Take an empty key for none at all: LiteLLM takes it for a key, and clients complain of it at every request."""
    for name in [name for name, value in os.environ.items() if name.endswith("_API_KEY") and not value]:
        del os.environ[name]


@functools.lru_cache
def _provider(model: str) -> str:
    """LiteLLM's name for who serves a model. Raises `UsageError` where it knows none."""
    litellm = import_litellm()
    try:
        _, provider, _, _ = litellm.get_llm_provider(model)
    except litellm.exceptions.BadRequestError:
        raise UsageError(
            f'No provider is known for the model "{model}": write it as PROVIDER/NAME, such as openai/gpt-6-luna, '
            f"or use the embedded one with -m local.{did_you_mean(model, nameable())}"
        ) from None
    return str(provider)


def _read(completion: Completion, request: Request) -> Completion:
    """The completion, with what was thought taken for what was said where an object was to be said and none was.

    Servers that take thoughts apart sometimes put all of a structured reply among them.
    """
    if request.schema is None:
        return completion
    heard = (
        replace(reply, text=reply.reasoning, reasoning="")
        if not reply.text.strip() and reply.finish_reason == "stop"
        else reply
        for reply in completion.choices
    )
    return replace(completion, choices=tuple(heard))


def _form(request: Request, route: Route, accepted: Accepted) -> Form:
    """How a reply that a program reads is asked for."""
    return "words" if request.schema is None else loosened(documented_form(route.model), accepted.omitted)


@asynccontextmanager
async def _translated(deadline: float, allowed: float, exchange: Exchange, *, streaming: bool) -> AsyncIterator[None]:
    """Turn what calling a model may end with into a `CallError`, a passed deadline too; bugs of our own pass.

    What was found on the wire goes before what the libraries above made of it; what never left is not billed.
    """
    try:
        async with asyncio.timeout_at(deadline):
            yield
    except Exception as error:
        found = error if isinstance(error, CallError) else None
        if isinstance(error, TimeoutError):
            reason = f"no whole reply within {allowed:g} s"
            found = CallError(reason, "timeout", retryable=True, billed="received" if streaming else "everything")
        elif exchange.failure:
            found = exchange.failure
        elif not found and is_known(error):
            found = translate(error, streaming=streaming, exchange=exchange)
        if found and not exchange.sent:
            found.billed = "nothing"
        if found is None or found is error:
            raise
        raise found from error
