"""From our request to LiteLLM's parameters, no more of them than the model takes."""

import functools
from dataclasses import dataclass, field
from typing import Any

from system2.config.own_names import endpoint_of
from system2.core.depth import ReasoningEffort
from system2.model.facts import Facts, continuing, facts_of
from system2.model.library import import_litellm
from system2.model.refusals import FEW_LOGPROBS, Accepted, adapted
from system2.model.requests import Request
from system2.model.structured import Form, instructed, response_format

LEAST_THINKING_BUDGET = 1024
"""Anthropic takes no smaller one (Messages API, `thinking.budget_tokens`); asked for less, a model may think this."""

EFFORTS: tuple[tuple[int, ReasoningEffort], ...] = ((2000, "low"), (8000, "medium"))
"""Up to how many thinking tokens a provider that knows efforts only is asked for which; beyond them, high."""

MOST_LOGPROBS = 20
"""As many alternatives to a token as OpenAI's API hands out."""

CONNECT_SECONDS = 4.5
"""A host that does not answer within this is taken for dead."""

FOR_EVER = 86_400.0
"""Seconds. LiteLLM keeps one client, with its connections, for each time-out: one that is the same for all calls lets
them share it. How long this very call may take is watched over by whoever makes it."""


@dataclass(frozen=True)
class Route:
    """Where requests go: LiteLLM's name of the model, and the address and key where they are not LiteLLM's own."""

    model: str
    access: dict[str, str] = field(default_factory=dict)


def parameters(request: Request, route: Route, form: Form, accepted: Accepted) -> dict[str, Any]:
    """The keyword arguments of `litellm.acompletion`, without those that the model does not know or has refused."""
    import httpx

    accepted = accepted.without(*facts_of(route.model).refuses)
    messages = adapted(instructed(request.messages, request.schema, form), accepted)
    limit = "max_completion_tokens" if "max_tokens" in accepted.omitted else "max_tokens"
    logprobs = FEW_LOGPROBS if "many logprobs" in accepted.omitted else MOST_LOGPROBS
    wishes = {
        "temperature": request.temperature,
        **({"n": request.choices} if request.choices > 1 else {}),
        **({"seed": request.seed} if request.seed is not None else {}),
        **({"logprobs": True, "top_logprobs": logprobs} if request.logprobs else {}),
        **response_format(request.schema, form),
        **depth(route.model, request.thinking_tokens, request.reasoning_effort),
    }
    known = known_parameters(route.model) - accepted.omitted
    if "logprobs" in accepted.omitted:
        known -= {"top_logprobs"}
    said, going_on = told_to_go_on([{"role": each.speaker, "content": each.text} for each in messages], request.model)
    return {
        "model": route.model,
        **route.access,
        "messages": said,
        **going_on,
        limit: min(request.max_tokens, accepted.longest or request.max_tokens),
        "timeout": httpx.Timeout(FOR_EVER, connect=CONNECT_SECONDS),
        "max_retries": 0,
        "num_retries": 0,
        **({"stream": True, "stream_options": {"include_usage": True}} if request.stream else {}),
        **{name: value for name, value in wishes.items() if name in known},
    }


def told_to_go_on(messages: list[dict[str, Any]], model: str) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The messages, and what is sent besides, so that a server goes on with the last where it is the assistant's."""
    if messages[-1]["role"] != "assistant":
        return messages, {}
    match continuing(model):
        case "prefix":
            return [*messages[:-1], {**messages[-1], "prefix": True}], {}
        case "flagged":
            return messages, {"extra_body": {"continue_final_message": True, "add_generation_prompt": False}}
    return messages, {}


def as_litellm(model: str) -> str:
    """LiteLLM's name of a model, which knows no endpoints of the user's own: they speak OpenAI's language."""
    return f"openai/{model.partition('/')[2]}" if endpoint_of(model) else model


def known_parameters(model: str) -> frozenset[str]:
    """The names of the parameters that LiteLLM can hand to this model, in OpenAI's vocabulary."""
    return _known_parameters(as_litellm(model))


@functools.lru_cache
def _known_parameters(model: str) -> frozenset[str]:
    litellm = import_litellm()
    name, provider, _, _ = litellm.get_llm_provider(model)
    return frozenset(litellm.get_supported_openai_params(name, provider) or ())


def depth(model: str, tokens: int | None, effort: ReasoningEffort | None = None) -> dict[str, Any]:
    """How a model is told how deep to think: by a budget, by a word, by a switch; nothing, where it knows none of them.

    Asked for tokens it is given the word that comes near, where it knows words alone, and the other way round a word
    as it is, for LiteLLM knows the budgets that providers take it for.
    """
    facts = facts_of(model)
    if (tokens is None and effort is None) or facts.thinks == "never":
        return {}
    known = known_parameters(model)
    if tokens == 0 or effort == "none":
        return _no_thought(model, facts, known)
    if tokens and "thinking" in known:
        bounded = {"type": "enabled", "budget_tokens": max(LEAST_THINKING_BUDGET, tokens)}
        return {"thinking": bounded, "temperature": 1.0}  # Anthropic takes no other temperature with it
    if "reasoning_effort" in known:
        return {
            "reasoning_effort": facts.nearest(effort or _in_a_word(tokens or 0)),
            **({"temperature": 1.0} if "thinking" in known else {}),
        }
    return {}


def untold(model: str, tokens: int | None, effort: ReasoningEffort | None) -> str:
    """Why a model does not hear how deep it is to think, in words that follow its name; empty where it does.

    A model that would not think anyway need not be told not to.
    """
    thinks = facts_of(model).thinks
    is_off = tokens == 0 or effort == "none"
    if (tokens is None and effort is None) or (is_off and thinks in ("never", "when asked")):
        return ""
    if depth(model, tokens, effort):
        return ""
    wish = "not to think" if is_off else "how deep to think"
    return f"cannot be told {wish}: it is asked as if nothing had been said of that"


def _in_a_word(tokens: int) -> ReasoningEffort:
    """The effort that comes near to so many tokens."""
    return next((effort for most, effort in EFFORTS if tokens <= most), "high")


def tells_to_think(request: Request) -> bool:
    """Whether a request tells its model to think, in a way that the model knows."""
    return request.wants_thought and bool(depth(request.model, request.thinking_tokens, request.reasoning_effort))


def _no_thought(model: str, facts: Facts, known: frozenset[str]) -> dict[str, Any]:
    """How a model is told not to think, where it would and can be told."""
    if facts.thinks != "usually":
        return {}
    if "claude" not in model and "reasoning_effort" in known:
        return {"reasoning_effort": "none"}
    return {"thinking": {"type": "disabled"}} if "thinking" in known else {}
