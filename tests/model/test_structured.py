"""How a reply that a program reads is asked for."""

import asyncio

import pytest

from system2.model.client import Models
from system2.model.errors import CallError
from system2.model.structured import documented_form
from tests.model.asking import ask, request, using
from tests.server import ModelServer

SCHEMA = {"type": "object", "properties": {"answer": {"type": "integer"}}, "required": ["answer"]}


def test_a_schema_is_sent_where_the_model_takes_one(provider: ModelServer) -> None:
    ask(schema=SCHEMA)
    assert provider.requests[0].schema == SCHEMA
    assert "schema" not in provider.requests[0].prompt


@pytest.mark.parametrize(
    ("formats", "kinds"),
    [
        (("json_object", "json_schema"), ["json_schema"]),
        (("json_object",), ["json_schema", "json_object"]),
        ((), ["json_schema", "json_object", None]),
    ],
)
def test_an_unknown_model_is_asked_in_looser_forms_until_it_takes_one(
    provider: ModelServer, formats: tuple[str, ...], kinds: list[str | None]
) -> None:
    """Each refusal is an attempt of its own that may be repeated at once, and what was learnt is not asked again."""
    provider.response_formats = formats

    async def insist(models: Models) -> None:
        for _ in kinds[:-1]:
            with pytest.raises(CallError) as refused:
                await models.complete(request(model="openai/mystery", schema=SCHEMA))
            assert (refused.value.kind, refused.value.retryable, refused.value.retry_after) == ("parameter", True, 0.0)
        await models.complete(request(model="openai/mystery", schema=SCHEMA))
        await models.complete(request("And 6*8?", model="openai/mystery", schema=SCHEMA))

    using(insist)
    asked = [(sent.response_format or {}).get("type") for sent in provider.requests]
    assert asked == [*kinds, kinds[-1]]
    assert ('"answer"' in provider.requests[-1].prompt) == (kinds[-1] != "json_schema")


def test_many_refusals_at_once_loosen_the_form_by_one_step_only(provider: ModelServer) -> None:
    provider.response_formats = ("json_object",)

    async def insist(models: Models) -> list[object]:
        asked = [models.complete(request(f"{number}?", model="openai/mystery", schema=SCHEMA)) for number in range(5)]
        await asyncio.gather(*asked, return_exceptions=True)
        return [await models.complete(request(model="openai/mystery", schema=SCHEMA))]

    using(insist)
    assert (provider.requests[-1].response_format or {})["type"] == "json_object"


def test_a_known_model_without_schemas_is_asked_for_json_from_the_start() -> None:
    assert documented_form("openai/gpt-4-turbo") == "json"
    assert documented_form("openai/gpt-4o-mini") == "schema"
