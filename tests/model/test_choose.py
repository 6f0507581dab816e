"""Which model answers, and what is told before it is asked."""

import subprocess
import sys

import pytest

from system2.errors import KeyRejectedError, UsageError
from system2.model.choose import SMALL_MODELS, ModelChoice, choose_model
from system2.model.client import Models, display_name, identity
from system2.model.library import import_litellm


@pytest.fixture(autouse=True)
def _no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable, _ in SMALL_MODELS:
        monkeypatch.delenv(variable, raising=False)


def test_what_the_user_names_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "key")
    assert choose_model("ollama/qwen3") == ModelChoice("ollama/qwen3")


@pytest.mark.parametrize(("variable", "model"), SMALL_MODELS)
def test_a_key_alone_chooses_its_providers_small_model(
    monkeypatch: pytest.MonkeyPatch, variable: str, model: str
) -> None:
    monkeypatch.setenv(variable, "key")
    choice = choose_model(None)
    assert choice.name == model
    assert variable in choice.why


def test_of_several_keys_the_first_in_the_documented_order_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable, _ in SMALL_MODELS[1:]:
        monkeypatch.setenv(variable, "key")
    assert choose_model(None).name == SMALL_MODELS[1][1]


def test_without_any_key_the_embedded_model_answers_and_says_that_it_is_small() -> None:
    choice = choose_model(None)
    assert choice.name == "local"
    assert "very small" in choice.why


@pytest.mark.parametrize(("_", "model"), SMALL_MODELS)
def test_every_small_model_is_known_with_its_price(_: str, model: str) -> None:
    prices = import_litellm().model_cost
    assert model in prices or model.partition("/")[2] in prices


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


def test_a_key_from_elsewhere_is_as_good() -> None:
    Models(lambda provider: f"key of {provider}").check("openai/gpt-4o-mini")


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
