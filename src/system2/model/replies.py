"""From LiteLLM's responses to our replies."""

from dataclasses import astuple, replace
from types import SimpleNamespace
from typing import Any, NamedTuple

from system2.core.markers import part
from system2.core.money import NO_TOKENS, Usage
from system2.core.replies import Reply, TokenChance
from system2.model.errors import CallError
from system2.model.regular import finish_reason
from system2.model.requests import Completion, Request
from system2.model.translation import one_line


class Count(NamedTuple):
    """Tokens that a provider counted; `exact` where its own figures add up."""

    usage: Usage
    exact: bool


def whole(response: Any, model: str) -> Completion:
    """The completion in a response that came in one piece.

    Raises:
        CallError: the response holds no choice.
    """
    choices = getattr(response, "choices", None)
    if not choices:
        raise CallError("the provider sent a reply without any text", "bad_reply", retryable=True, billed="everything")
    replies = (
        parted(
            Reply(
                text=text_in(choice.message),
                reasoning=reasoning_in(choice.message),
                finish_reason=finish_reason(choice.finish_reason),
                model=model,
                instead=instead_in(choice.message),
                chances=chances(getattr(choice, "logprobs", None)),
            )
        )
        for choice in sorted(choices, key=index_of)
    )
    return completed(tuple(replies), tokens(getattr(response, "usage", None)))


def completed(replies: tuple[Reply, ...], count: Count | None) -> Completion:
    """The completion of these replies and this count of their tokens."""
    if count is None:
        return Completion(replies, NO_TOKENS, usage_known=False)
    return Completion(replies, count.usage, usage_known=True, usage_exact=count.exact)


def without_echo(completion: Completion, request: Request) -> Completion:
    """The completion without the text that it goes on with: some servers send that again (Mistral's, llama.cpp's)."""
    last = request.messages[-1]
    if last.speaker != "assistant":
        return completion
    return replace(completion, choices=tuple(_after(last.text, reply) for reply in completion.choices))


def _after(said: str, reply: Reply) -> Reply:
    sent = reply.raw or reply.text
    if not sent.startswith(said):
        return reply
    new = sent.removeprefix(said)
    return replace(reply, text=new.strip(), raw=new if new != new.strip() else "")


def parted(reply: Reply) -> Reply:
    """The reply with nothing but what the model says in its text; one that ends inside a thought was cut off."""
    said, thought, is_whole = part(reply.text)
    if said == reply.text:
        return reply
    return replace(
        reply,
        text=said,
        raw=reply.text,
        reasoning="\n\n".join(filter(None, (reply.reasoning, thought))),
        finish_reason=reply.finish_reason if is_whole or reply.finish_reason != "stop" else "length",
    )


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


def instead_in(message: Any) -> str:
    """What a message holds in place of a text, in a few words; empty where there is nothing."""
    if refusal := _clean(getattr(message, "refusal", None)):
        return f"the model refused: {one_line(refusal)}"
    calls = getattr(message, "tool_calls", None)
    call = calls[0] if isinstance(calls, list) and calls else message
    function = getattr(call, "function", None) or getattr(message, "function_call", None)
    if name := getattr(function, "name", None):
        return f"the model called a tool that it was not given ({one_line(str(name))})"
    return ""


def tokens(usage: Any) -> Count | None:
    """What the provider counted; None where it did not say, or said what cannot be.

    Some count their thoughts beside the reply, some in the total alone: the larger of what the parts and the total say
    is taken. It is exact only where both say the same, or there is no total.
    """
    given, written, total = (_count(usage, f"{name}_tokens") for name in ("prompt", "completion", "total"))
    thought = _count(getattr(usage, "completion_tokens_details", None), "reasoning_tokens")
    is_beside = thought > written or (thought > 0 and total == given + written + thought)
    output = written + thought if is_beside else written
    counts = Usage(
        input=given,
        cached=_count(getattr(usage, "prompt_tokens_details", None), "cached_tokens"),
        output=max(output, total - given),
        reasoning=thought,
        cache_write=_count(getattr(usage, "prompt_tokens_details", None), "cache_creation_tokens"),
    )
    is_possible = min(given, written, thought, *astuple(counts)) >= 0 and counts.cached + counts.cache_write <= given
    if not is_possible or counts == NO_TOKENS:
        return None
    return Count(counts, exact=bool(given and written) and total in {0, given + output})


def told(usage: dict[str, Any]) -> Count | None:
    """The same for the bare object in OpenAI's form."""
    return tokens(_namespace(usage)) if usage else None


def chances(logprobs: Any) -> tuple[TokenChance, ...]:
    """The probabilities of the tokens, where the provider sent them."""
    return tuple(
        # Most likely first: of several tokens that read the same, the likeliest stays.
        TokenChance(token.token, {other.token: other.logprob for other in reversed(token.top_logprobs or ())})
        for token in getattr(logprobs, "content", None) or ()
        if isinstance(getattr(token, "top_logprobs", None), list)
    )


def _namespace(fields: dict[str, Any]) -> SimpleNamespace:
    return SimpleNamespace(
        **{name: _namespace(value) if isinstance(value, dict) else value for name, value in fields.items()}
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
