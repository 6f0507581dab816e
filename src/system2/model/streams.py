"""From a stream of chunks to one completion, telling of each piece on the way."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from system2.core.markers import Parting
from system2.core.replies import FinishReason, Reply, TokenChance
from system2.model.errors import CallError
from system2.model.exchange import Exchange
from system2.model.regular import finish_reason
from system2.model.replies import (
    Count,
    chances,
    completed,
    index_of,
    instead_in,
    parted,
    reasoning_in,
    text_in,
    tokens,
)
from system2.model.requests import Completion, OnText


@dataclass
class Choice:
    """One reply as far as it has come; `finish_reason` is None until the model has stopped.

    Thoughts and a template's marks are told from what is said as they come, for whoever listens, and once more when all
    is there.
    """

    text: list[str] = field(default_factory=list)
    reasoning: list[str] = field(default_factory=list)
    chances: list[TokenChance] = field(default_factory=list)
    finish_reason: FinishReason | None = None
    ends: int = 0
    instead: str = ""
    parting: Parting = field(default_factory=Parting)

    def add(self, part: Any, on_text: OnText) -> None:
        """Take in one choice of one chunk."""
        delta = getattr(part, "delta", None)
        if thought := reasoning_in(delta):
            self.reasoning.append(thought)
            on_text(index_of(part), thought, True)
        if text := text_in(delta):
            self.text.append(text)
            for piece, is_hidden in self.parting.feed(text):
                on_text(index_of(part), piece, is_hidden)
        self.instead = self.instead or instead_in(delta)
        self.chances.extend(chances(getattr(part, "logprobs", None)))
        if reason := getattr(part, "finish_reason", None):
            self.finish_reason = finish_reason(reason)
            self.ends += 1

    @property
    def said(self) -> list[str]:
        """The pieces of the text, once, where a server sends all of them, or its last one, again: so it ends twice."""
        if self.ends > 1 and self.text[::2] == self.text[1::2]:
            return self.text[::2]
        if self.ends > 1 and self.text[-2:-1] == self.text[-1:]:
            return self.text[:-1]
        return self.text

    def reply(self, model: str) -> Reply:
        """The reply that it came to."""
        return parted(
            Reply(
                text="".join(self.said),
                reasoning="".join(self.reasoning),
                finish_reason=self.finish_reason or "stop",
                model=model,
                instead=self.instead,
                chances=tuple(self.chances),
            )
        )


async def collect(response: Any, model: str, on_text: OnText, exchange: Exchange) -> Completion:
    """The completion that a streamed response adds up to. The connection is closed however this ends.

    A stream that was ended in so many words is whole, whether or not each choice told why it stopped.

    Raises:
        CallError: it ended before every choice did.
    """
    choices: dict[int, Choice] = {}
    usage: Count | None = None
    async with _chunks(response) as chunks:
        async for chunk in chunks:
            usage = tokens(getattr(chunk, "usage", None)) or usage
            parts = getattr(chunk, "choices", None)
            for part in parts if isinstance(parts, list) else ():
                choices.setdefault(index_of(part), Choice()).add(part, on_text)
    for index, choice in choices.items():
        for piece, is_hidden in choice.parting.close():
            on_text(index, piece, is_hidden)
    if not choices or not (exchange.ended or _stopped(response, choices)):
        raise CallError("the reply ended before it was whole", "reset", retryable=True, billed="received")
    if _is_estimated(response):
        usage = None
    replies = tuple(choice.reply(model) for _, choice in sorted(choices.items()))
    return completed(replies, usage)


@asynccontextmanager
async def _chunks(response: Any) -> AsyncIterator[Any]:
    """The chunks of a response: the OpenAI client's own where LiteLLM wraps them, else LiteLLM's.

    LiteLLM's wrapper takes five times the work for each chunk, and loses every finish reason but the first when
    several choices come in one stream.
    """
    if (own := _own_chunks(response)) is not None:
        async with own as chunks:
            yield chunks
        return
    try:
        yield response
    finally:
        await response.aclose()


def _own_chunks(response: Any) -> Any:
    import openai

    stream = response.completion_stream
    return stream if isinstance(stream, openai.AsyncStream) else None


def _stopped(response: Any, choices: dict[int, Choice]) -> bool:
    """Whether the model stopped of itself; LiteLLM's wrapper makes up a reason where the provider gave none."""
    if _own_chunks(response) is not None:
        return all(choice.finish_reason for choice in choices.values())
    return bool(response.received_finish_reason or response.intermittent_finish_reason)


def _is_estimated(response: Any) -> bool:
    """Whether the usage is LiteLLM's own guess, which it hands out where the provider did not count."""
    if _own_chunks(response) is not None:
        return False
    return not any(getattr(chunk, "usage", None) for chunk in response.chunks)
