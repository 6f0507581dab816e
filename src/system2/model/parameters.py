"""From our request to LiteLLM's parameters, no more of them than the model takes."""

import functools
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


def parameters(request: Request, form: Form) -> dict[str, Any]:
    """The keyword arguments of `litellm.acompletion` but for the route, without those that the model does not know."""
    import httpx

    messages = instructed(request.messages, request.schema, form)
    wishes = {
        "temperature": request.temperature,
        **({"n": request.choices} if request.choices > 1 else {}),
        **({"seed": request.seed} if request.seed is not None else {}),
        **({"stop": list(request.stop)} if request.stop else {}),
        **({"logprobs": True, "top_logprobs": MOST_LOGPROBS} if request.logprobs else {}),
        **response_format(request.schema, form),
        **thinking(request),
    }
    known = known_parameters(request.model)
    return {
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


def thinking(request: Request) -> dict[str, Any]:
    """How this model is told to think for so long: a budget of tokens, an effort, or nothing where it knows neither."""
    litellm = import_litellm()
    if not request.thinking_tokens or not litellm.supports_reasoning(request.model):
        return {}
    known = known_parameters(request.model)
    if "thinking" in known:
        budget = max(LEAST_THINKING_BUDGET, request.thinking_tokens)
        return {"thinking": {"type": "enabled", "budget_tokens": budget}, "temperature": 1.0}
    if "reasoning_effort" in known:
        efforts = (effort for tokens, effort in EFFORTS if request.thinking_tokens <= tokens)
        return {"reasoning_effort": next(efforts, "high")}
    return {}
