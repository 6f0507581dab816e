"""The interfaces of providers that do not speak OpenAI's language: Anthropic's, Gemini's and Ollama's, without streams.

Sources: Anthropic's Messages API, Gemini's `generateContent`, Ollama's `/api/chat`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.server.replies import Reply, Usage

Body = dict[str, Any]


@dataclass(frozen=True)
class Dialect:
    """How a request reads in OpenAI's words, from its path and its body, and how a reply is said."""

    read: Callable[[str, Body], Body]
    say: Callable[[Reply, Usage], Body]


def _schema(schema: Any) -> Body:
    if not isinstance(schema, dict):
        return {}
    return {"response_format": {"type": "json_schema", "json_schema": {"schema": schema}}}


def _from_anthropic(_: str, body: Body) -> Body:
    system = [{"role": "system", "content": part["text"]} for part in body.get("system", ())]
    asked = {"model": body["model"], "max_tokens": body["max_tokens"], "messages": [*system, *body["messages"]]}
    return asked | _schema((body.get("output_format") or {}).get("schema"))


def _to_anthropic(reply: Reply, usage: Usage) -> Body:
    thinking = {"type": "thinking", "thinking": reply.reasoning, "signature": "signed"}
    return {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": "claude",
        "content": [*([thinking] if reply.reasoning else []), {"type": "text", "text": reply.text}],
        "stop_reason": "max_tokens" if reply.finish_reason == "length" else "end_turn",
        "stop_sequence": None,
        "usage": {"input_tokens": usage.input, "output_tokens": usage.output},
    }


def _from_gemini(path: str, body: Body) -> Body:
    wishes = body.get("generationConfig", {})
    turns = [{"role": "system", **body["system_instruction"]}] if "system_instruction" in body else []
    roles = {"model": "assistant"}
    messages = [
        {
            "role": roles.get(turn.get("role", "user"), turn.get("role", "user")),
            "content": "".join(part.get("text", "") for part in turn["parts"]),
        }
        for turn in (*turns, *body["contents"])
    ]
    model = path.rsplit("/", 1)[-1].partition(":")[0]
    asked = {"model": model, "max_tokens": wishes.get("max_output_tokens"), "messages": messages}
    return asked | _schema(wishes.get("response_json_schema") or wishes.get("response_schema"))


def _to_gemini(reply: Reply, usage: Usage) -> Body:
    thoughts = [{"text": reply.reasoning, "thought": True}] if reply.reasoning else []
    said = [{"text": reply.text}] if reply.text else []
    return {
        "candidates": [
            {
                "content": {"role": "model", "parts": [*thoughts, *said]},
                "finishReason": "MAX_TOKENS" if reply.finish_reason == "length" else "STOP",
                "index": 0,
            }
        ],
        "usageMetadata": {
            "promptTokenCount": usage.input,
            "candidatesTokenCount": usage.output - usage.reasoning,
            "thoughtsTokenCount": usage.reasoning,
            "totalTokenCount": usage.input + usage.output,
        },
    }


def _from_ollama(_: str, body: Body) -> Body:
    limit = body.get("options", {}).get("num_predict")
    return {"model": body["model"], "max_tokens": limit, "messages": body["messages"], **_schema(body.get("format"))}


def _to_ollama(reply: Reply, usage: Usage) -> Body:
    message = {"role": "assistant", "content": reply.text} | ({"thinking": reply.reasoning} if reply.reasoning else {})
    return {
        "model": "ollama",
        "created_at": "2026-01-01T00:00:00Z",
        "message": message,
        "done": True,
        "done_reason": reply.finish_reason,
        "prompt_eval_count": usage.input,
        "eval_count": usage.output,
    }


DIALECTS = {
    "/v1/messages": Dialect(_from_anthropic, _to_anthropic),
    ":generateContent": Dialect(_from_gemini, _to_gemini),
    "/api/chat": Dialect(_from_ollama, _to_ollama),
}
"""By how the path ends on which they are spoken."""


def dialect_of(path: str) -> Dialect | None:
    """The dialect that is spoken on this path; none on OpenAI's own."""
    return next((dialect for end, dialect in DIALECTS.items() if path.endswith(end)), None)
