"""Asks models: the seam between the engine and LiteLLM."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias

from system2.errors import KeyRejectedError, UsageError
from system2.model import replies, streams
from system2.model.errors import CallError
from system2.model.library import import_litellm, settle_memory
from system2.model.parameters import parameters
from system2.model.requests import Completion, OnText, Request
from system2.model.secrets import guard
from system2.model.structured import Form, Forms, complains_of_form
from system2.model.translation import is_known, translate

KeyLookup: TypeAlias = Callable[[str], str | None]
"""From a provider's name, such as `openai`, to its key; None where the environment is to be asked."""


def no_keys(provider: str) -> str | None:
    """The lookup that leaves all keys to the environment."""
    return None


class Models:
    """Every model of a run, hosted or embedded. One request each call: retries are the caller's."""

    def __init__(self, keys: KeyLookup = no_keys) -> None:
        self._keys = keys
        self._forms = Forms()
        self._picky: set[str] = set()

    def check(self, model: str) -> None:
        """Tell what can be told before any request is made.

        Raises:
            UsageError: no provider is known for the name.
            KeyRejectedError: the provider's key is missing.
        """
        litellm = import_litellm()
        try:
            _, provider, _, _ = litellm.get_llm_provider(model)
        except litellm.exceptions.BadRequestError:
            raise UsageError(
                f'No provider is known for the model "{model}": write it as PROVIDER/NAME, such as openai/gpt-4o-mini,'
                " or use the embedded one with -m local"
            ) from None
        if self._keys(provider):
            return
        missing = litellm.validate_environment(model)["missing_keys"]
        keys = [name for name in missing if name.endswith("_API_KEY")]
        if keys:
            raise KeyRejectedError(f"{model} needs a key: set {' or '.join(keys)}, or use the embedded model, -m local")

    async def complete(self, request: Request, on_text: OnText | None = None) -> Completion:
        """Make one request.

        Raises:
            CallError: it failed, or took longer than the request's time limit.
        """
        form: Form = "words" if request.schema is None else self._forms.of(request.model)
        deadline = asyncio.get_running_loop().time() + request.timeout
        try:
            with _translated(request.timeout, streaming=False):
                async with asyncio.timeout_at(deadline):
                    response = await self._send({**self._route(request.model), **parameters(request, form)})
            if not request.stream:
                return replies.whole(response, request.model)
            with _translated(request.timeout, streaming=True):
                async with asyncio.timeout_at(deadline):
                    return await streams.collect(response, request.model, on_text or _ignore)
        except CallError as error:
            raise self._reconsidered(error, request, form) from error.__cause__
        finally:
            settle_memory()

    async def close(self) -> None:
        """Close all connections."""
        await import_litellm().close_litellm_async_clients()

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

    def _route(self, model: str) -> dict[str, Any]:
        """Where requests for this model go."""
        _, provider, _, _ = import_litellm().get_llm_provider(model)
        key = self._keys(provider)
        return {"model": model, **({"api_key": guard(key)} if key else {})}

    def _reconsidered(self, error: CallError, request: Request, form: Form) -> CallError:
        """The same error, or word that the next attempt will ask for structured output in a looser form."""
        refused = error.kind == "bad_request" and request.schema is not None and complains_of_form(error.reason)
        if refused and self._forms.refuse(request.model, form):
            return CallError(error.reason, "format", retryable=True, retry_after=0.0)
        return error


@contextmanager
def _translated(timeout: float, *, streaming: bool) -> Iterator[None]:
    """Turn what calling a model may end with into a `CallError`, and let bugs of our own pass."""
    try:
        yield
    except TimeoutError as error:
        reason = f"no whole reply within {timeout:g} s"
        raise CallError(reason, "timeout", retryable=True, billed="received" if streaming else "everything") from error
    except Exception as error:
        if isinstance(error, CallError) or not is_known(error):
            raise
        raise translate(error, streaming=streaming) from error


def _ignore(choice: int, text: str, is_reasoning: bool) -> None:
    """Nobody watches."""
