"""Replies in OpenAI's form (API reference, chat completions), made regular: what servers vary is read here, once."""

from collections.abc import Iterable
from typing import Any

from system2.core.replies import FinishReason

LENGTH = frozenset(
    {"length", "max_tokens", "model_length", "max_output_tokens", "max_completion_tokens", "max_length", "token_limit"}
    | {"context_length_exceeded", "model_context_window_exceeded", "incomplete", "truncated", "length_limit", "limit"}
)
FILTERED = frozenset(
    {"content_filter", "content_filtered", "content-filter", "safety", "recitation", "blocklist", "prohibited_content"}
    | {"spii", "guardrail_intervened", "guardrails", "refusal", "sensitive", "image_safety", "language", "filtered"}
    | {"model_armor", "moderation"}
)
BROKEN = frozenset(
    {"error", "abort", "aborted", "cancelled", "canceled", "insufficient_system_resource", "network_error", "timeout"}
    | {"server_error", "malformed_function_call", "engine_error", "failed"}
)
"""Reasons why a model stopped, by whatever name a provider gives them, in lower case. After one of the last, what came
is no reply."""

THOUGHTS = ("reasoning_content", "reasoning", "thinking", "reasoning_text", "thought")
"""Fields in which thoughts come beside the text."""

CANONICAL = {"length": "length", "filtered": "content_filter", "stop": "stop"}


def finish_reason(name: Any) -> FinishReason:
    """Why the model stopped, in our three words."""
    lowered = name.lower() if isinstance(name, str) else ""
    if lowered in LENGTH:
        return "length"
    return "filtered" if lowered in FILTERED else "stop"


def is_broken(body: dict[str, Any]) -> str:
    """The reason by which a choice says that it was broken off; empty where none does."""
    reasons = (choice.get("finish_reason") for choice in _choices(body))
    return next((reason for reason in reasons if isinstance(reason, str) and reason.lower() in BROKEN), "")


def regular(body: dict[str, Any], *, streams: bool) -> dict[str, Any]:
    """The body of a whole reply, or of a piece of a stream, whichever came, as the one or the other."""
    choices = [_choice(choice, position, streams=streams) for position, choice in enumerate(_choices(body))]
    return {
        "id": str(body.get("id") or ""),
        "object": "chat.completion.chunk" if streams else "chat.completion",
        "created": body["created"] if isinstance(body.get("created"), int) else 0,
        "model": str(body.get("model") or ""),
        "choices": choices,
        "service_tier": str(body.get("service_tier") or "default"),  # LiteLLM cannot read a reply of Groq's without it
    }


def joined(pieces: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """One whole reply from regular pieces of a stream."""
    choices: dict[int, dict[str, Any]] = {}
    head: dict[str, Any] = {}
    for piece in pieces:
        head = head or piece
        for choice in piece["choices"]:
            whole = choices.setdefault(
                choice["index"], {"index": choice["index"], "message": {}, "finish_reason": None}
            )
            _extend(whole, choice)
    return {**head, "choices": list(choices.values())}


def size(body: dict[str, Any]) -> int:
    """How many characters a regular reply, or piece of one, says and thinks."""
    messages = [choice.get("delta") or choice.get("message") or {} for choice in body["choices"]]
    return sum(len(message.get(name) or "") for message in messages for name in ("content", "reasoning_content"))


def _choices(body: dict[str, Any]) -> list[dict[str, Any]]:
    """The choices that hold anything."""
    choices = body.get("choices")
    return [choice for choice in choices if _holds_any(choice)] if isinstance(choices, list) else []


def _holds_any(choice: Any) -> bool:
    if not isinstance(choice, dict):
        return False
    said = any(isinstance(choice.get(name), dict | str) for name in ("message", "delta", "text"))
    return said or bool(choice.get("finish_reason"))


def _choice(choice: dict[str, Any], position: int, *, streams: bool) -> dict[str, Any]:
    message = choice.get("message") or choice.get("delta") or {"content": choice.get("text")}
    message = message if isinstance(message, dict) else {"content": message}
    said, thought = _parts(message.get("content"))
    beside = next((text for name in THOUGHTS if (text := _parts(message.get(name))[0])), "")
    others = {name: message[name] for name in ("refusal", "tool_calls", "function_call") if message.get(name)}
    reason = choice.get("finish_reason")
    return {
        "index": choice["index"] if isinstance(choice.get("index"), int) else position,
        "delta" if streams else "message": {
            "role": "assistant",
            "content": said if said or message.get("content") is not None else None,
            **({"reasoning_content": beside + thought} if beside or thought else {}),
            **others,
        },
        "finish_reason": CANONICAL[finish_reason(reason)] if reason else None,
        "logprobs": choice["logprobs"] if isinstance(choice.get("logprobs"), dict) else None,
    }


def _parts(content: Any) -> tuple[str, str]:
    """What is said and what is thought in a content, which may be a text, a part or a list of parts."""
    if isinstance(content, str):
        return content, ""
    if isinstance(content, list):
        read = [_parts(part) for part in content]
        return "".join(said for said, _ in read), "".join(thought for _, thought in read)
    if isinstance(content, dict):
        is_thought = (
            str(content.get("type", "")) in {"thinking", "reasoning", "thought"} or content.get("thought") is True
        )
        inner = next((content[name] for name in ("text", "thinking", "reasoning", "content") if content.get(name)), "")
        text = "".join(_parts(inner))
        return ("", text) if is_thought else (text, "")
    return "", ""


def _extend(whole: dict[str, Any], choice: dict[str, Any]) -> None:
    message, delta = whole["message"], choice["delta"]
    for name, value in delta.items():
        both_texts = isinstance(message.get(name), str) and isinstance(value, str) and name != "role"
        message[name] = message[name] + value if both_texts else value if value is not None else message.get(name)
    whole["finish_reason"] = choice["finish_reason"] or whole["finish_reason"]
    if choice["logprobs"]:
        tokens = [*((whole.get("logprobs") or {}).get("content") or ()), *(choice["logprobs"].get("content") or ())]
        whole["logprobs"] = {"content": tokens}
