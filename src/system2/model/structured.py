"""How a reply that a program reads is asked for: by JSON schema, by JSON mode, or in words alone."""

import functools
import json
from collections.abc import Collection
from typing import Any, Literal, TypeAlias

from system2.core.problem import Message, Messages
from system2.model.library import import_litellm

Form: TypeAlias = Literal["schema", "json", "words"]


def response_format(schema: dict[str, Any] | None, form: Form) -> dict[str, Any]:
    """The parameter that asks for it, if the form has one."""
    if schema is None or form == "words":
        return {}
    if form == "json":
        return {"response_format": {"type": "json_object"}}
    named = {"name": "reply", "schema": schema, "strict": True}
    return {"response_format": {"type": "json_schema", "json_schema": named}}


def instructed(messages: Messages, schema: dict[str, Any] | None, form: Form) -> Messages:
    """The messages, the last one followed by the schema in words where the provider is not told of it otherwise."""
    if schema is None or form == "schema":
        return messages
    *before, last = messages
    wish = f"Reply with one JSON object and nothing else. Its JSON schema:\n{json.dumps(schema, ensure_ascii=False)}"
    return (*before, Message(last.speaker, f"{last.text}\n\n{wish}"))


def loosened(form: Form, omitted: Collection[str]) -> Form:
    """The form, or a looser one where the model was found not to take it."""
    if form == "schema" and "schema" in omitted:
        form = "json"
    return "words" if form == "json" and "json" in omitted else form


@functools.lru_cache
def documented_form(model: str) -> Form:
    """What LiteLLM says of models that it knows; a model that it does not know is tried with the strictest form."""
    litellm = import_litellm()
    name, provider, _, _ = litellm.get_llm_provider(model)
    if "response_format" not in (litellm.get_supported_openai_params(name, provider) or ()):
        return "words"
    is_known = model in litellm.model_cost or name in litellm.model_cost
    return "json" if is_known and not litellm.supports_response_schema(model) else "schema"
