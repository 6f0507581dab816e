"""What the server was asked."""

import json
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Request:
    """One request as a script sees it.

    `number` counts arrivals from 0, `repetition` those of the very same messages, `choice` the choices of a request
    for several; `at` is monotonic time in seconds. `body` is in OpenAI's words, `wire` what was sent in the
    provider's own.
    """

    number: int
    repetition: int
    at: float
    body: dict[str, Any]
    headers: dict[str, str] = field(default_factory=dict)
    choice: int = 0
    path: str = ""
    wire: dict[str, Any] = field(default_factory=dict)

    @property
    def model(self) -> str:
        return str(self.body.get("model", ""))

    @property
    def messages(self) -> list[dict[str, Any]]:
        return list(self.body.get("messages", ()))

    @property
    def prompt(self) -> str:
        """The text of the last message of the user."""
        return next((text_of(message) for message in reversed(self.messages) if message.get("role") == "user"), "")

    @property
    def conversation(self) -> str:
        """Every message's text, one after the other."""
        return "\n\n".join(map(text_of, self.messages))

    @property
    def seed(self) -> int | None:
        return self.body.get("seed")

    @property
    def n(self) -> int:
        return int(self.body.get("n") or 1)

    @property
    def temperature(self) -> float | None:
        return self.body.get("temperature")

    @property
    def max_tokens(self) -> int | None:
        return self.body.get("max_completion_tokens") or self.body.get("max_tokens")

    @property
    def streams(self) -> bool:
        return bool(self.body.get("stream"))

    @property
    def response_format(self) -> dict[str, Any] | None:
        return self.body.get("response_format")

    @property
    def schema(self) -> dict[str, Any] | None:
        """The JSON schema that the reply must meet."""
        return ((self.response_format or {}).get("json_schema") or {}).get("schema")

    @property
    def key(self) -> str:
        """The key that came with it."""
        return self.headers.get("authorization", "").removeprefix("Bearer ")


def is_verdict(request: Request) -> bool:
    """Whether a judge is asked: the schema of a verdict stands in the request's parameters or in its words."""
    return "is_correct" in json.dumps(request.response_format) or "is_correct" in request.conversation


def text_of(message: dict[str, Any]) -> str:
    """A message's text, given as a string or in parts."""
    content = message.get("content") or ""
    return content if isinstance(content, str) else "".join(part.get("text", "") for part in content)
