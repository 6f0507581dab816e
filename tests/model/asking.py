"""How tests of the model layer ask models."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import pytest

from system2.core.problem import Message
from system2.model.client import Models
from system2.model.errors import CallError
from system2.model.requests import Completion, OnText, Request

KEY = "sk-a-key-that-nobody-may-see"
MODEL = "openai/gpt-4o-mini"

T = TypeVar("T")


def request(text: str = "What is 6*7?", **wishes: Any) -> Request:
    """A request as the engine makes them."""
    defaults: dict[str, Any] = {"model": MODEL, "temperature": 0.8, "max_tokens": 100, "timeout": 20.0}
    return Request(messages=(Message("user", text),), **{**defaults, **wishes})


def using(do: Callable[[Models], Awaitable[T]], models: Callable[[], Models] = Models) -> T:
    """What comes of doing something with models that are closed afterwards."""

    async def run() -> T:
        client = models()
        try:
            return await do(client)
        finally:
            await client.close()

    return asyncio.run(run())


def ask(text: str = "What is 6*7?", on_text: OnText = lambda *_: None, **wishes: Any) -> Completion:
    """The completion of one request."""
    return using(lambda models: models.complete(request(text, **wishes), on_text))


def failure(text: str = "What is 6*7?", **wishes: Any) -> CallError:
    """The error of one request that must fail."""
    with pytest.raises(CallError) as caught:
        ask(text, **wishes)
    return caught.value
