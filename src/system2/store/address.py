"""The address of a paid reply: everything that determines it, and nothing else."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

from system2.core.problem import Message, Messages


@dataclass(frozen=True)
class CallAddress:
    """What determines the reply to one call of a model.

    `endpoint` is where the model is served; `model` its name there, or the hash of its weights where it runs from a
    file. `index` tells apart the samples, or the critiques, of the same messages. What a prompt says, which candidate
    a verdict is about, and that it is asked for again are in the messages. White space at the ends of a message, and
    how its lines end, are no part of it: what is sent is the user's, and the reply to it is the same.

    At temperature 0 without a seed the index does not count: equal requests have one reply, and are one call.
    """

    endpoint: str
    model: str
    messages: Messages
    temperature: float | None
    max_tokens: int | None
    schema: Mapping[str, Any] | None = None
    thinking_tokens: int | None = None
    reasoning_effort: str | None = None
    logprobs: bool = False
    seed: int | None = None
    index: int = 0

    @cached_property
    def key(self) -> str:
        """The SHA-256 of the record, in hexadecimal; the same on every machine and in every version.

        The record is hashed as one JSON object, in which no two records look alike. The order of a schema's
        properties is kept, because models answer in that order.
        """
        record = {field.name: getattr(self, field.name) for field in sorted(fields(self), key=lambda field: field.name)}
        record["messages"] = tuple(map(plain, self.messages))
        if self.temperature is not None:
            record["temperature"] = float(self.temperature) + 0.0  # 0, 0.0 and -0.0 are one temperature
        if self.is_repeatable:
            record["index"] = 0
        text = json.dumps(record, ensure_ascii=False, allow_nan=False)
        return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()

    @property
    def is_repeatable(self) -> bool:
        """Whether equal requests are one call whatever their index."""
        return self.temperature == 0 and self.seed is None


def plain(message: Message) -> Message:
    """The message without white space at its ends, its lines ending as on Unix."""
    return Message(message.speaker, message.text.replace("\r\n", "\n").replace("\r", "\n").strip())
