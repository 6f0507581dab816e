"""From LiteLLM's responses to our replies."""

from dataclasses import astuple
from typing import Any

from system2.core.money import NO_TOKENS, Usage
from system2.core.replies import FinishReason, Reply, TokenChance
from system2.model.errors import CallError
from system2.model.requests import Completion


def whole(response: Any, model: str) -> Completion:
    """The completion in a response that came in one piece.

    Raises:
        CallError: the response holds no choice.
    """
    choices = getattr(response, "choices", None)
    if not choices:
        raise CallError("the provider sent a reply without any text", "bad_reply", retryable=True, billed="everything")
    replies = (
        Reply(
            text=text_in(choice.message),
            reasoning=reasoning_in(choice.message),
            finish_reason=finish_reason(choice.finish_reason),
            model=model,
            chances=chances(getattr(choice, "logprobs", None)),
        )
        for choice in sorted(choices, key=index_of)
    )
    usage = tokens(getattr(response, "usage", None))
    return Completion(tuple(replies), usage or NO_TOKENS, usage_known=usage is not None)


def index_of(choice: Any) -> int:
    """The number of a choice, 0 where it has none that makes sense."""
    index = getattr(choice, "index", None)
    return index if isinstance(index, int) else 0


def text_in(message: Any) -> str:
    """The text of a message or of a piece of one."""
    return _clean(getattr(message, "content", None))


def reasoning_in(message: Any) -> str:
    """The thoughts that a message or a piece of one hands over, under either of the names in use."""
    return _clean(getattr(message, "reasoning_content", None)) or _clean(getattr(message, "reasoning", None))


def tokens(usage: Any) -> Usage | None:
    """What the provider counted; None where it did not say, or said what cannot be."""
    output = _count(usage, "completion_tokens")
    reasoning = _count(getattr(usage, "completion_tokens_details", None), "reasoning_tokens")
    counts = Usage(
        input=_count(usage, "prompt_tokens"),
        cached=_count(getattr(usage, "prompt_tokens_details", None), "cached_tokens"),
        output=output + reasoning if reasoning > output else output,  # some count their thoughts beside the reply
        reasoning=reasoning,
        cache_write=_count(getattr(usage, "prompt_tokens_details", None), "cache_creation_tokens"),
    )
    is_possible = min(astuple(counts)) >= 0 and counts.cached + counts.cache_write <= counts.input
    return counts if is_possible and counts != NO_TOKENS else None


def finish_reason(name: Any) -> FinishReason:
    """Why the model stopped, in our three words."""
    match name:
        case "length":
            return "length"
        case "content_filter":
            return "filtered"
        case _:
            return "stop"


def chances(logprobs: Any) -> tuple[TokenChance, ...]:
    """The probabilities of the tokens, where the provider sent them."""
    return tuple(
        # Most likely first: of several tokens that read the same, the likeliest stays.
        TokenChance(token.token, {other.token: other.logprob for other in reversed(token.top_logprobs or ())})
        for token in getattr(logprobs, "content", None) or ()
        if isinstance(getattr(token, "top_logprobs", None), list)
    )


def _count(counts: Any, name: str) -> int:
    """One of the numbers; -1 where something stands there that is no number."""
    value = getattr(counts, name, None) or 0
    return value if isinstance(value, int) else -1


def _clean(text: Any) -> str:
    """Text that can be written as UTF-8: halves of a character are put together, or replaced where one is missing."""
    if not isinstance(text, str):
        return ""
    return text if text.isascii() else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
