"""What a run comes to, as OpenAI's clients read it: one completion, or the chunks of a stream."""

import time
import uuid
from typing import Any

from system2.engine.result import Result, TokenReport


class Completion:
    """One answer to one request, under one identity, whole or in chunks."""

    def __init__(self, model: str) -> None:
        self._head = {"id": f"chatcmpl-{uuid.uuid4().hex}", "created": int(time.time()), "model": model}

    def whole(self, result: Result) -> dict[str, Any]:
        """The reply to a request that waits for all of it."""
        message = {"role": "assistant", "content": result.text, "refusal": None}
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": finish_reason(result)}
        return {
            **self._head,
            "object": "chat.completion",
            "choices": [choice],
            "usage": usage(result.usage),
            "system2": result.as_json(),
        }

    def delta(self, delta: dict[str, str]) -> dict[str, Any]:
        """The next piece of a stream."""
        return self._chunk([{"index": 0, "delta": delta, "logprobs": None, "finish_reason": None}])

    def end(self, result: Result) -> dict[str, Any]:
        """The piece that closes the answer, with the run."""
        choice = {"index": 0, "delta": {}, "logprobs": None, "finish_reason": finish_reason(result)}
        return self._chunk([choice]) | {"system2": result.as_json()}

    def used(self, result: Result) -> dict[str, Any]:
        """The piece that tells the tokens, for clients that want it."""
        return self._chunk([]) | {"usage": usage(result.usage)}

    def _chunk(self, choices: list[dict[str, Any]]) -> dict[str, Any]:
        return {**self._head, "object": "chat.completion.chunk", "choices": choices}


def finish_reason(result: Result) -> str:
    """`length` where the answer reached its limit of tokens."""
    is_cut_off = any(each.index == result.chosen and each.status == "truncated" for each in result.candidates)
    return "length" if is_cut_off else "stop"


def usage(tokens: TokenReport) -> dict[str, Any]:
    """The tokens of all calls of a run."""
    return {
        "prompt_tokens": tokens.input,
        "completion_tokens": tokens.output,
        "total_tokens": tokens.input + tokens.output,
        "prompt_tokens_details": {"cached_tokens": tokens.cached},
        "completion_tokens_details": {"reasoning_tokens": tokens.reasoning},
    }
