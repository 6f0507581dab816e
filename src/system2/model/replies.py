"""From LiteLLM's responses to our replies."""

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
    if not getattr(response, "choices", None):
        raise CallError("the provider sent a reply without any text", "bad_reply", retryable=True, billed="everything")
    replies = (
        Reply(
            text=choice.message.content or "",
            reasoning=reasoning(choice.message),
            finish_reason=finish_reason(choice.finish_reason),
            model=model,
            chances=chances(getattr(choice, "logprobs", None)),
        )
        for choice in sorted(response.choices, key=lambda choice: choice.index)
    )
    usage = tokens(getattr(response, "usage", None))
    return Completion(tuple(replies), usage or NO_TOKENS, usage_known=usage is not None)


def reasoning(message: Any) -> str:
    """The thoughts that a message or a piece of one hands over, under either of the names in use."""
    return getattr(message, "reasoning_content", None) or getattr(message, "reasoning", None) or ""


def tokens(usage: Any) -> Usage | None:
    """What the provider counted; None where it did not say."""
    if usage is None or not (usage.prompt_tokens or usage.completion_tokens):
        return None
    input_details = getattr(usage, "prompt_tokens_details", None)
    output_details = getattr(usage, "completion_tokens_details", None)
    return Usage(
        input=usage.prompt_tokens or 0,
        cached=getattr(input_details, "cached_tokens", None) or 0,
        output=usage.completion_tokens or 0,
        reasoning=getattr(output_details, "reasoning_tokens", None) or 0,
        cache_write=getattr(input_details, "cache_creation_tokens", None) or 0,
    )


def finish_reason(name: str | None) -> FinishReason:
    """Why the model stopped, in our three words."""
    return {"length": "length", "content_filter": "filtered"}.get(name or "stop", "stop")  # type: ignore[return-value]


def chances(logprobs: Any) -> tuple[TokenChance, ...]:
    """The probabilities of the tokens, where the provider sent them."""
    return tuple(
        # Most likely first: of several tokens that read the same, the likeliest stays.
        TokenChance(token.token, {other.token: other.logprob for other in reversed(token.top_logprobs or ())})
        for token in getattr(logprobs, "content", None) or ()
    )
