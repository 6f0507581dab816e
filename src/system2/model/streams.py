"""From a stream of chunks to one completion, telling of each piece on the way."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple

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

NO_ACCIDENT = 8
"""A text of so many signs of which each piece comes twice was sent twice; a number may well be `11` or `1100`."""


class Heard(NamedTuple):
    """What one chunk says of a choice: a piece of the text, and why the model stopped."""

    text: str
    reason: str | None


@dataclass
class Choice:
    """One reply as far as it has come; `finish_reason` is None until the model has stopped.

    Thoughts and a template's marks are told from what is said as they come, for whoever listens, and once more when all
    is there.
    """

    heard: list[Heard] = field(default_factory=list)
    reasoning: list[str] = field(default_factory=list)
    chances: list[TokenChance] = field(default_factory=list)
    finish_reason: FinishReason | None = None
    instead: str = ""
    parting: Parting = field(default_factory=Parting)

    def add(self, part: Any, on_text: OnText) -> None:
        """Take in one choice of one chunk."""
        delta = getattr(part, "delta", None)
        if thought := reasoning_in(delta):
            self.reasoning.append(thought)
            on_text(index_of(part), thought, True)
        if text := text_in(delta):
            for piece, is_hidden in self.parting.feed(text):
                on_text(index_of(part), piece, is_hidden)
        self.instead = self.instead or instead_in(delta)
        self.chances.extend(chances(getattr(part, "logprobs", None)))
        if reason := getattr(part, "finish_reason", None):
            self.finish_reason = finish_reason(reason)
        self.heard.append(Heard(text, reason))

    @property
    def text(self) -> str:
        """All that was said, once, where a server sends every chunk twice, its end too, or that with the end alone."""
        heard, ends = self.heard, [place for place, each in enumerate(self.heard) if each.reason]
        if ends == [len(heard) - 2, len(heard) - 1] and heard[-2] == heard[-1]:
            if heard[::2] == heard[1::2] and len(_joined(heard[::2])) >= NO_ACCIDENT:
                return _joined(heard[::2])
            return _joined(heard[:-1])
        return _joined(heard)

    def reply(self, model: str) -> Reply:
        """The reply that it came to."""
        return parted(
            Reply(
                text=self.text,
                reasoning="".join(self.reasoning),
                finish_reason=self.finish_reason or "stop",
                model=model,
                instead=self.instead,
                chances=tuple(self.chances),
            )
        )


def _joined(heard: Sequence[Heard]) -> str:
    return "".join(each.text for each in heard)


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
