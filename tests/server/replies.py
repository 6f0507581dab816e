"""What the server says, and how that looks in OpenAI's format (API reference, chat completions)."""

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

from tests.server.gates import Gate
from tests.server.messages import Request, text_of

CHUNK_SIZE = 20
"""Characters in one piece of a streamed text, where a reply does not say how it is cut."""

MESSAGE_TOKENS = 4
"""What a message costs besides its text."""


@dataclass(frozen=True)
class Usage:
    """Tokens; `cached` and `cache_write` are parts of `input`, `reasoning` is a part of `output`."""

    input: int
    output: int
    cached: int = 0
    reasoning: int = 0
    cache_write: int = 0


@dataclass(frozen=True)
class Token:
    """One token with its log-probability and those of what might have stood in its place."""

    text: str
    logprob: float = -0.1
    alternatives: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Reply:
    """One choice.

    `usage` replaces the counted one, `counted=False` hides it altogether; `chunks` says how a stream is cut;
    `latency` (seconds to the first byte) and `pause` (between chunks) replace the server's own; a gate in `gates`
    holds the reply back before that chunk, counted from 0. A whole reply takes as long as the same one streamed.
    """

    text: str = ""
    reasoning: str = ""
    finish_reason: str | None = "stop"
    usage: Usage | None = None
    counted: bool = True
    chunks: tuple[str, ...] | None = None
    tokens: tuple[Token, ...] | None = None
    latency: float | None = None
    pause: float | None = None
    gates: Mapping[int, Gate] = field(default_factory=dict)

    def deltas(self) -> list[dict[str, str]]:
        """The reply piece by piece: the reasoning first, then the text."""
        texts = self.chunks if self.chunks is not None else cut(self.text)
        return [{"reasoning_content": piece} for piece in cut(self.reasoning)] + [{"content": text} for text in texts]


def verdict(is_correct: bool, confidence: float = 0.9, critique: str = "I solved it myself.", **fields: Any) -> Reply:
    """What a judge says; `fields` are those of a reply."""
    judgement = {"critique": critique, "is_correct": is_correct, "confidence": confidence}
    return Reply(json.dumps(judgement, ensure_ascii=False), **fields)


def count(text: str) -> int:
    """How many tokens a text has here: one for every four characters begun."""
    return math.ceil(len(text) / 4)


def usage_of(request: Request, replies: list[Reply]) -> Usage | None:
    """The tokens of a whole request: its input once, the outputs of all its choices."""
    if not all(reply.counted for reply in replies):
        return None
    if replies[0].usage:
        return replies[0].usage
    reasoning = sum(count(reply.reasoning) for reply in replies)
    return Usage(
        input=sum(count(text_of(message)) + MESSAGE_TOKENS for message in request.messages),
        output=sum(count(reply.text) for reply in replies) + reasoning,
        reasoning=reasoning,
    )


def whole(request: Request, replies: list[Reply]) -> dict[str, Any]:
    """The body of a reply that is not streamed."""
    usage = usage_of(request, replies)
    choices = [_choice(request, index, reply) for index, reply in enumerate(replies)]
    return {
        **_head(request, "chat.completion"),
        "choices": choices,
        **({"usage": usage_fields(usage)} if usage else {}),
    }


def chunks(request: Request, replies: list[Reply]) -> Iterator[dict[str, Any]]:
    """The pieces of a streamed reply: the choices side by side, their ends, the usage where it was asked for."""
    head = _head(request, "chat.completion.chunk")
    for number, row in enumerate(zip_longest(*(reply.deltas() for reply in replies))):
        for index, delta in enumerate(row):
            if delta is not None:
                role = {"role": "assistant"} if number == 0 else {}
                choice = {"index": index, "delta": {**role, **delta}, "finish_reason": None}
                if request.body.get("logprobs"):
                    choice["logprobs"] = _logprobs((Token(delta.get("content", "")),))
                yield {**head, "choices": [choice]}
    for index, reply in enumerate(replies):
        if reply.finish_reason:
            yield {**head, "choices": [{"index": index, "delta": {}, "finish_reason": reply.finish_reason}]}
    usage = usage_of(request, replies)
    if usage and (request.body.get("stream_options") or {}).get("include_usage"):
        yield {**head, "choices": [], "usage": usage_fields(usage)}


def usage_fields(usage: Usage) -> dict[str, Any]:
    """Usage in OpenAI's words; cache writes in those that LiteLLM reads."""
    written = {"cache_creation_tokens": usage.cache_write} if usage.cache_write else {}
    return {
        "prompt_tokens": usage.input,
        "completion_tokens": usage.output,
        "total_tokens": usage.input + usage.output,
        "prompt_tokens_details": {"cached_tokens": usage.cached, **written},
        "completion_tokens_details": {"reasoning_tokens": usage.reasoning},
    }


def error(message: str, code: str | None = None, param: str | None = None) -> dict[str, Any]:
    """The body of a refusal."""
    return {"error": {"message": message, "type": "invalid_request_error", "param": param, "code": code}}


def cut(text: str) -> tuple[str, ...]:
    """A text in pieces as they would arrive."""
    return tuple(text[start : start + CHUNK_SIZE] for start in range(0, len(text), CHUNK_SIZE))


def _head(request: Request, kind: str) -> dict[str, Any]:
    return {"id": f"chatcmpl-{request.number}", "object": kind, "created": 1_700_000_000, "model": request.model}


def _choice(request: Request, index: int, reply: Reply) -> dict[str, Any]:
    message = {"role": "assistant", "content": "".join(reply.chunks) if reply.chunks is not None else reply.text}
    if reply.reasoning:
        message["reasoning_content"] = reply.reasoning
    choice = {"index": index, "message": message, "finish_reason": reply.finish_reason}
    if request.body.get("logprobs"):
        tokens = tuple(map(Token, cut(reply.text))) if reply.tokens is None else reply.tokens
        choice["logprobs"] = _logprobs(tokens)
    return choice


def _logprobs(tokens: tuple[Token, ...]) -> dict[str, Any]:
    def entry(text: str, logprob: float) -> dict[str, Any]:
        return {"token": text, "logprob": logprob, "bytes": list(text.encode())}

    def content(token: Token) -> dict[str, Any]:
        chances = token.alternatives or {token.text: token.logprob}
        return {
            **entry(token.text, chances.get(token.text, token.logprob)),
            "top_logprobs": [entry(text, logprob) for text, logprob in chances.items()],
        }

    return {"content": [content(token) for token in tokens]}
