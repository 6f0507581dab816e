"""Which model answers, and what is told before it is asked."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from system2.errors import KeyRejectedError, UsageError
from system2.model import choose
from system2.model.choose import choose_model, endings
from system2.model.client import Models, display_name, identity
from system2.model.facts import facts_of
from system2.model.key_store import keep_key
from system2.model.library import import_litellm
from system2.model.own_servers import OWN_SERVERS, OwnServer
from system2.model.providers import LEAST_LIFE, providers
from tests.server import ModelServer

TODAY = date(2026, 11, 27)

CLOUDS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "GOOGLE_APPLICATION_CREDENTIALS", "VERTEXAI_PROJECT")
GENERAL = ("HF_TOKEN", "HUGGINGFACE_API_KEY", "GITHUB_TOKEN", "GITHUB_API_KEY", "WANDB_API_KEY", "CLOUDFLARE_API_KEY")
OTHERS = ("DATABRICKS_API_KEY", "WATSONX_API_KEY", "REPLICATE_API_KEY", "SCW_SECRET_KEY", "SYSTEM2_API_KEY")


@pytest.fixture(autouse=True)
def _no_keys(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    for name in os.environ:
        if name.endswith(("_API_KEY", "_TOKEN", "_API_BASE")):
            monkeypatch.delenv(name)
    monkeypatch.setattr(choose, "today", lambda: TODAY)


def test_what_the_user_names_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "key")
    assert (choose_model("ollama/qwen3").name, choose_model("ollama/qwen3").why) == ("ollama/qwen3", "")


SMALL = {
    "OPENAI_API_KEY": "openai/gpt-6-luna",
    "ANTHROPIC_API_KEY": "anthropic/claude-haiku-5-5",
    "GEMINI_API_KEY": "gemini/gemini-3.5-flash-lite",
    "GOOGLE_API_KEY": "gemini/gemini-3.5-flash-lite",
    "MISTRAL_API_KEY": "mistral/mistral-small-latest",
    "DEEPSEEK_API_KEY": "deepseek/deepseek-v4-flash",
    "GROQ_API_KEY": "groq/openai/gpt-oss-20b",
    "XAI_API_KEY": "xai/grok-4.20-non-reasoning",
    "OPENROUTER_API_KEY": "openrouter/openai/gpt-6-luna",
    "TOGETHERAI_API_KEY": "together_ai/Qwen/Qwen3.5-9B",
    "CEREBRAS_API_KEY": "cerebras/gpt-oss-120b",
    "FIREWORKS_AI_API_KEY": "fireworks_ai/accounts/fireworks/models/gpt-oss-20b",
    "MOONSHOT_API_KEY": "moonshot/kimi-k2.6",
    "ZAI_API_KEY": "zai/glm-5.3-flash",
    "PERPLEXITY_API_KEY": "perplexity/sonar",
    "DASHSCOPE_API_KEY": "dashscope/qwen3.8-flash",
    "COHERE_API_KEY": "cohere_chat/command-r7b-12-2024",
    "KYMA_API_KEY": "kyma/qwen3.7-flash",
}
"""By the table of LiteLLM that the tests are pinned to; a newer one has newer models."""


@pytest.mark.parametrize(("variable", "model"), SMALL.items())
def test_a_key_alone_chooses_its_providers_small_model(
    monkeypatch: pytest.MonkeyPatch, variable: str, model: str
) -> None:
    """One of today, in the provider's own name."""
    monkeypatch.setenv(variable, "key")
    choice = choose_model(None)
    assert choice.name == model
    assert variable in choice.why


def test_azure_is_chosen_once_its_address_is_set_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AZURE_API_KEY", "key")
    assert choose_model(None).name == "local"
    monkeypatch.setenv("AZURE_API_BASE", "https://lab.openai.azure.com")
    assert choose_model(None).name == "azure/gpt-6-luna"


@pytest.mark.parametrize("variable", (*CLOUDS, *GENERAL, *OTHERS))
def test_credentials_that_open_more_than_models_choose_none(monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    """Whoever has them for something else should not pay for models by surprise."""
    monkeypatch.setenv(variable, "key")
    assert choose_model(None).name == "local"


def test_of_several_keys_the_first_in_the_documented_order_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in list(SMALL)[1:]:
        monkeypatch.setenv(variable, "key")
    assert choose_model(None).name == SMALL["ANTHROPIC_API_KEY"]


@pytest.mark.parametrize("day", [TODAY, date(2027, 2, 1), date(2027, 12, 1), date(2029, 1, 1)])
def test_no_model_is_chosen_that_is_switched_off_within_90_days(day: date) -> None:
    """Whatever the day is; nor one without a price where the table knows its provider."""
    for provider in providers():
        if model := provider.small_model(day):
            until = facts_of(model).until
            assert until is None or until - day > LEAST_LIFE, model


def test_a_provider_whose_small_model_goes_gives_the_next_of_its_family() -> None:
    """By date alone: the default of Azure, of which the table knows an end."""
    dying = [provider for provider in providers() if facts_of(provider.small_model(TODAY)).until]
    for provider in dying:
        until = facts_of(provider.small_model(TODAY)).until
        assert until
        assert provider.small_model(until) != provider.small_model(TODAY)
    openai = next(provider for provider in providers() if provider.name == "openai")
    assert openai.small_model(date(2024, 1, 1)) == "openai/gpt-6-luna"


def test_litellm_takes_the_keys_that_choose(monkeypatch: pytest.MonkeyPatch) -> None:
    """It knows who serves each model, and misses no key once one of ours is set."""
    for provider in providers():
        if model := provider.small_model(TODAY):
            assert import_litellm().get_llm_provider(model)[1] == provider.name
            monkeypatch.setenv(provider.keys[0], "key")
            Models().check(model)
            monkeypatch.delenv(provider.keys[0])


@pytest.mark.parametrize("own", OWN_SERVERS, ids=lambda own: own.prefix)
def test_a_server_of_ones_own_gives_its_first_model(
    monkeypatch: pytest.MonkeyPatch, server: ModelServer, own: OwnServer
) -> None:
    """Once its address is set, and no key is; one that does not answer is told of."""
    server.models = ["nomic-embed-text", "qwen3:8b"]
    monkeypatch.setenv(own.variable, server.url)
    choice = choose_model(None)
    assert choice.name == f"{own.prefix}/qwen3:8b"
    assert own.variable in choice.why
    monkeypatch.setenv(own.variable, "http://127.0.0.1:9")
    assert choose_model(None).name == "local"
    assert f"{own.variable} is set, but no model is to be had there" in choose_model(None).why
    monkeypatch.setenv("OPENAI_API_KEY", "key")
    assert choose_model(None).name == SMALL["OPENAI_API_KEY"]


def test_without_any_key_the_embedded_model_answers_and_says_that_it_is_small() -> None:
    choice = choose_model(None)
    assert choice.name == "local"
    assert "very small" in choice.why


def test_a_model_that_is_switched_off_soon_is_named_once_a_day(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From 60 days before, with what takes its place."""
    (home / "ending.json").unlink(missing_ok=True)
    models = ["openai/gpt-4o-mini", "openai/gpt-6-luna", "openai/gpt-4o-mini", "nobody/knows"]
    lines = {}
    for day in (date(2026, 11, 14), date(2026, 11, 15), date(2026, 11, 15), date(2026, 11, 16), date(2027, 2, 1)):
        monkeypatch.setattr(choose, "today", lambda day=day: day)
        lines.setdefault(day, []).append([*endings(models)])
    line = "openai/gpt-4o-mini is switched off on 2027-01-14: openai/gpt-6-luna takes its place"
    gone = line.replace(" is ", " was ")
    assert [*lines.values()] == [[[]], [[line], []], [[line]], [[gone]]]


def test_choosing_and_checking_an_embedded_model_imports_no_litellm() -> None:
    script = (
        "import sys; from system2.model.client import Models; from system2.model.choose import choose_model\n"
        "choose_model(None); Models().check('local'); sys.exit('litellm' in sys.modules or 'openai' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


@pytest.mark.parametrize("model", ["gpt-9", "nobody/nothing", "", "openai", "a b c", "/", "local/smollm2"])
def test_a_name_that_no_provider_goes_by_is_refused_in_one_line(model: str) -> None:
    with pytest.raises(UsageError, match="PROVIDER/NAME") as refused:
        Models().check(model)
    assert "\n" not in str(refused.value)


def test_a_missing_key_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(KeyRejectedError, match="set OPENAI_API_KEY"):
        Models().check("openai/gpt-4o-mini")
    with pytest.raises(KeyRejectedError, match="set GOOGLE_API_KEY or GEMINI_API_KEY"):
        Models().check("gemini/gemini-2.5-flash")


def test_a_key_that_is_kept_is_as_good_as_a_variable() -> None:
    keep_key("MISTRAL_API_KEY", "kept-5ca1ab1e-here")
    assert choose_model(None).name == SMALL["MISTRAL_API_KEY"]
    assert choose_model(None).why == "a key is kept for MISTRAL_API_KEY and no model is named"
    Models().check("mistral/mistral-small-latest")


@pytest.mark.parametrize("model", ["ollama/qwen3", "lm_studio/qwen3", "hosted_vllm/qwen3"])
def test_a_server_of_ones_own_needs_no_key(model: str) -> None:
    Models().check(model)


def test_the_same_name_at_another_address_is_another_model(monkeypatch: pytest.MonkeyPatch) -> None:
    before = identity("openai/gpt-4o-mini")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:1234/v1")
    assert identity("openai/gpt-4o-mini") != before
    assert display_name("openai/gpt-4o-mini") == "openai/gpt-4o-mini"


def test_reasoning_unseen_is_expected_of_those_who_do_it() -> None:
    models = Models()
    assert models.reasons_unseen("openai/o3-mini")
    assert not models.reasons_unseen("openai/gpt-4o-mini")
    assert not models.reasons_unseen("anthropic/claude-sonnet-4-5")
    assert not models.reasons_unseen("local")
