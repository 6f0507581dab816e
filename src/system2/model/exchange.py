"""One request and its reply as they went over the wire, which the libraries above do not tell."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from system2.model.errors import Billed, CallError
from system2.model.requests import OnSent

BASE_BYTES, BYTES_A_TOKEN = 1_000_000, 4096
"""No reply is longer on the wire, by the tokens that were asked for: alternatives to each take the most room."""

BASE_TEXT, TEXT_A_TOKEN = 65_536, 64
"""The same for what a reply says and thinks, in characters."""


OTHER_NAMES = {
    "input_tokens": "prompt_tokens",
    "output_tokens": "completion_tokens",
    "input_tokens_details": "prompt_tokens_details",
    "output_tokens_details": "completion_tokens_details",
}
"""What some call the parts of a count that OpenAI's chat completions call otherwise."""

MOST_DIGITS = 12


@dataclass
class Exchange:
    """What is known of a request that is under way; `tokens` is how many it asked for, thinking included.

    `status`, `content_type` and `host` are those of the reply, `words` what its body says where it is a refusal.
    `usage` is the largest of each number that the provider counted. `ended` says that a stream was ended in so many
    words. `failure` is what the request failed for, whatever the libraries above make of it. `on_sent` is told when
    the request begins to leave, and `sent` says that it has; none leaves any more once the exchange is `over`.
    """

    streams: bool
    tokens: int
    status: int = 0
    content_type: str = ""
    host: str = ""
    words: str = ""
    usage: dict[str, Any] = field(default_factory=dict)
    ended: bool = False
    failure: CallError | None = None
    on_sent: OnSent = lambda: None
    sent: bool = False
    over: bool = False
    _bytes: int = 0
    _text: int = 0

    def fail(self, error: CallError) -> CallError:
        """The error, remembered."""
        self.failure = self.failure or error
        return self.failure

    def leave(self) -> None:
        """Let the request leave. Raises `CallError` where nobody waits for its reply any more.

        Safe in any thread: it is marked as sent before it is asked whether it still may be.
        """
        self.sent = True
        self.on_sent()
        if self.over:
            raise CallError("nobody waits for the reply any more", "reset")

    def count(self, size: int) -> None:
        """Take in so many bytes. Raises `CallError` where a reply cannot have as many."""
        self._bytes += size
        self._check(self._bytes, BASE_BYTES + BYTES_A_TOKEN * self.tokens)

    def count_text(self, size: int) -> None:
        """Take in so many characters of text. Raises `CallError` where a reply cannot have as many."""
        self._text += size
        self._check(self._text, BASE_TEXT + TEXT_A_TOKEN * self.tokens)

    def count_usage(self, usage: Any) -> None:
        """Take in what the provider counted, in one piece of a reply or in several."""
        if isinstance(usage, dict):
            self.usage = _largest(self.usage, _canonical(usage))

    def odd(self, what: str) -> CallError:
        """The error that something came which is no reply, named with what tells where it came from.

        Where the content type shows that no model was asked, nothing is billed.
        """
        kind = self.content_type.partition(";")[0].strip().lower()
        is_page = kind in {"text/html", "application/xhtml+xml"}
        billed: Billed = (
            "nothing" if kind.startswith(("text/html", "text/plain", "image/")) or is_page else "everything"
        )
        name = "a web page" if is_page else what
        reason = f"no reply but {name}, status {self.status}, from {self.host}"
        return self.fail(CallError(reason, "bad_reply", retryable=billed != "nothing", billed=billed))

    def _check(self, size: int, most: int) -> None:
        if size > most:
            reason = f"cut off: a reply of {self.tokens:,} tokens cannot be longer than {most:,} bytes"
            raise self.fail(CallError(reason, "bad_reply", billed="everything"))


EXCHANGE: ContextVar[Exchange | None] = ContextVar("exchange", default=None)
"""The exchange that the running task is at."""


@contextmanager
def exchanging(*, streams: bool, tokens: int, on_sent: OnSent = lambda: None) -> Iterator[Exchange]:
    """Whatever is sent within belongs to one exchange."""
    exchange = Exchange(streams, tokens, on_sent=on_sent)
    token = EXCHANGE.set(exchange)
    try:
        yield exchange
    finally:
        exchange.over = True
        EXCHANGE.reset(token)


def _canonical(usage: dict[str, Any]) -> dict[str, Any]:
    """A count in OpenAI's names and in whole numbers, as far as it is one under other names or in other forms."""
    named = {OTHER_NAMES[name]: value for name, value in usage.items() if name in OTHER_NAMES}
    return {name: _whole(value) for name, value in {**named, **usage}.items()}


def _whole(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _whole(inner) for name, inner in value.items()}
    if isinstance(value, str) and value.isdecimal() and len(value) <= MOST_DIGITS:
        return int(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 10**MOST_DIGITS:
        return int(value)
    return value


def _largest(known: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    merged = dict(known)
    for name, value in new.items():
        old = known.get(name)
        if isinstance(value, dict):
            merged[name] = _largest(old if isinstance(old, dict) else {}, value)
        elif isinstance(old, int | float) and isinstance(value, int | float):
            merged[name] = max(old, value)
        elif old is None:
            merged[name] = value
    return merged
