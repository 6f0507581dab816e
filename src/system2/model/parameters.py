"""From our request to LiteLLM's parameters, no more of them than the model takes."""

import functools
from dataclasses import dataclass, field
from typing import Any

from system2.model.library import import_litellm
from system2.model.requests import Request
from system2.model.structured import Form, instructed, response_format

LEAST_THINKING_BUDGET = 1024
"""Anthropic takes no smaller one (Messages API, `thinking.budget_tokens`); asked for less, a model may think this."""

EFFORTS = ((2000, "low"), (8000, "medium"))
"""Up to how many thinking tokens a provider that knows efforts only is asked for which; beyond them, high."""

MOST_LOGPROBS = 20
"""As many alternatives to a token as OpenAI's API hands out."""

CONNECT_SECONDS = 5.0
"""A host that does not answer within this is taken for dead."""


@dataclass(frozen=True)
class Route:
    """Where requests go: LiteLLM's name of the model, and the address and key where they are not LiteLLM's own."""

    model: str
    access: dict[str, str] = field(default_factory=dict)


def parameters(request: Request, route: Route, form: Form) -> dict[str, Any]:
    """The keyword arguments of `litellm.acompletion`, without those that the model does not know."""
    import httpx

    messages = instructed(request.messages, request.schema, form)
    wishes = {
        "temperature": request.temperature,
        **({"n": request.choices} if request.choices > 1 else {}),
        **({"seed": request.seed} if request.seed is not None else {}),
        **({"logprobs": True, "top_logprobs": MOST_LOGPROBS} if request.logprobs else {}),
        **response_format(request.schema, form),
        **thinking(route.model, request.thinking_tokens),
    }
    known = known_parameters(route.model)
    return {
        "model": route.model,
        **route.access,
        "messages": [{"role": message.speaker, "content": message.text} for message in messages],
        "max_tokens": request.max_tokens,
        "timeout": httpx.Timeout(request.timeout, connect=min(CONNECT_SECONDS, request.timeout)),
        "max_retries": 0,
        "num_retries": 0,
        **({"stream": True, "stream_options": {"include_usage": True}} if request.stream else {}),
        **{name: value for name, value in wishes.items() if name in known},
    }


@functools.lru_cache
def known_parameters(model: str) -> frozenset[str]:
    """The names of the parameters that LiteLLM can hand to this model, in OpenAI's vocabulary."""
    litellm = import_litellm()
    name, provider, _, _ = litellm.get_llm_provider(model)
    return frozenset(litellm.get_supported_openai_params(name, provider) or ())


def thinking(model: str, budget: int) -> dict[str, Any]:
    """How a model is told to think for so many tokens: by a budget, by an effort, or not at all if it knows neither."""
    if not budget or not import_litellm().supports_reasoning(model):
        return {}
    known = known_parameters(model)
    if "thinking" in known:
        bounded = {"type": "enabled", "budget_tokens": max(LEAST_THINKING_BUDGET, budget)}
        return {"thinking": bounded, "temperature": 1.0}  # Anthropic takes no other temperature with it
    if "reasoning_effort" in known:
        return {"reasoning_effort": next((effort for tokens, effort in EFFORTS if budget <= tokens), "high")}
    return {}
