"""What a token costs."""

import stat
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from system2.core.money import Usage
from system2.errors import UsageError
from system2.spend.own_prices import write_price
from system2.spend.prices import Prices


@pytest.fixture(scope="module")
def litellm():
    from system2.model.library import import_litellm

    return import_litellm()


def recorded(litellm, model, usage):
    """LiteLLM's own figure for a response with this usage."""
    from litellm.types.utils import CompletionTokensDetailsWrapper, PromptTokensDetailsWrapper
    from litellm.types.utils import Usage as TheirUsage

    their_usage = TheirUsage(
        prompt_tokens=usage.input,
        completion_tokens=usage.output,
        total_tokens=usage.input + usage.output,
        prompt_tokens_details=PromptTokensDetailsWrapper(
            cached_tokens=usage.cached, cache_creation_tokens=usage.cache_write
        ),
        completion_tokens_details=CompletionTokensDetailsWrapper(reasoning_tokens=usage.reasoning),
        cache_creation_input_tokens=usage.cache_write,
        cache_read_input_tokens=usage.cached,
    )
    response = litellm.ModelResponse(model=model.partition("/")[2], usage=their_usage)
    return litellm.completion_cost(response, model=model)


@pytest.mark.parametrize(
    ("model", "usage"),
    [
        ("openai/gpt-4o-mini", Usage(input=1234, output=567)),
        ("gpt-4o-mini", Usage(input=1234, output=567)),
        ("openai/gpt-4o-mini", Usage(input=5000, cached=4096, output=567)),
        ("openai/gpt-5", Usage(input=900, output=4000, reasoning=3200)),
        ("anthropic/claude-sonnet-4-5", Usage(input=9000, cached=3000, cache_write=4000, output=800)),
        ("gemini/gemini-2.5-pro", Usage(input=199_000, cached=1000, output=700)),
        ("gemini/gemini-2.5-pro", Usage(input=201_000, cached=1000, output=700)),
        ("gemini/gemini-2.5-flash", Usage(input=5000, output=900, reasoning=600)),
        ("dashscope/qwen-flash", Usage(input=200_000, output=1000)),
        ("dashscope/qwen-flash", Usage(input=300_000, output=1000)),
        ("deepseek/deepseek-chat", Usage(input=3000, cached=2048, output=400)),
        ("fireworks_ai/accounts/fireworks/models/deepseek-v3", Usage(input=3000, cached=2048, output=400)),
        ("bedrock/anthropic.claude-3-5-haiku-20241022-v1:0", Usage(input=3000, output=400)),
        ("bedrock/converse/amazon.nova-lite-v1:0", Usage(input=3000, output=400)),
        ("vertex_ai/gemini-2.5-flash", Usage(input=3000, output=400)),
        ("cohere/command-a-03-2025", Usage(input=3000, output=400)),
        ("openai/responses/gpt-5", Usage(input=3000, output=400)),
        ("openai/ft:gpt-4o-mini-2024-07-18:somebody::8AbCdE", Usage(input=3000, output=400)),
    ],
)
def test_a_call_costs_what_litellm_says_it_costs(litellm, model, usage):
    """Cached tokens, cache writes, reasoning tokens and both tiers included."""
    cost = Prices().price(model).cost(usage)
    assert cost.status == "exact"
    assert float(cost.amount) == pytest.approx(recorded(litellm, model, usage), rel=1e-9)


@pytest.mark.parametrize("hour", ["2026-11-20T03:30", "2026-11-20T04:00", "2026-11-20T12:00", "2026-11-21T03:30"])
def test_a_call_at_night_costs_what_the_provider_asks_at_night(litellm, hour):
    """Hours of the day and days of the week, at their edges too."""
    from litellm.litellm_core_utils.llm_cost_calc.utils import generic_cost_per_token
    from litellm.types.utils import Usage as TheirUsage

    at = datetime.fromisoformat(hour).replace(tzinfo=UTC)
    their_usage = TheirUsage(prompt_tokens=3000, completion_tokens=400, total_tokens=3400)
    theirs = generic_cost_per_token("deepseek-v4-flash", their_usage, "deepseek", current_time=at)
    cost = Prices().price("deepseek/deepseek-v4-flash").cost(Usage(input=3000, output=400), at)
    assert float(cost.amount) == pytest.approx(sum(theirs), rel=1e-9)


def test_a_model_that_bills_each_request_costs_more_than_its_tokens():
    """The fee is the provider's usual one, so the figure is an estimate."""
    price = Prices().price("perplexity/sonar")
    cost = price.cost(Usage(input=1000, output=1000))
    assert cost.amount >= Decimal("0.005")
    assert cost.status == "estimated"
    assert price.worst(1000, 1000) >= cost.amount


@pytest.mark.parametrize("model", ["openai/gpt-4o-mini", "gemini/gemini-2.5-pro", "anthropic/claude-sonnet-4-5"])
@pytest.mark.parametrize("tokens", [1, 1000, 199_999, 200_001, 400_000])
def test_no_call_costs_more_than_its_worst_case(model, tokens):
    price = Prices().price(model)
    worst = price.worst(tokens, 1000)
    for usage in (
        Usage(input=tokens, output=1000),
        Usage(input=tokens, cached=tokens, output=1000, reasoning=1000),
        Usage(input=tokens, cache_write=tokens, output=1000),
        Usage(input=tokens // 2, output=500),
    ):
        assert price.cost(usage).amount <= worst


@pytest.mark.parametrize("model", ["openai/no-such", "mystery", "openrouter/gpt-4o-mini", "anthropic/gpt-4o"])
def test_an_unknown_price_is_unknown_and_not_zero(model):
    assert Prices().price(model) is None


@pytest.mark.parametrize("model", ["local", "local/smollm2-135m", "ollama/llama3", "lm_studio/qwen"])
def test_local_models_cost_nothing_and_say_so(model):
    price = Prices().price(model)
    assert price.local
    assert price.cost(Usage(input=10, output=10)).status == "local"
    assert price.worst(10, 10) == 0


def test_the_users_own_price_wins(home):
    (home / "config.toml").write_text('[prices."openai/gpt-4o-mini"]\ninput = 1\noutput = 2.5\n')
    cost = Prices().price("openai/gpt-4o-mini").cost(Usage(input=1_000_000, cached=500_000, output=1_000_000))
    assert cost.amount == Decimal("3.5")


def test_what_the_user_names_local_is_free(home):
    (home / "config.toml").write_text('[prices."openai/served-here"]\nlocal = true\n')
    assert Prices().price("openai/served-here").cost(Usage(input=5, output=5)).status == "local"


@pytest.mark.parametrize(
    "table", ["input = 1", "input = -1\noutput = 1", 'input = "x"\noutput = 1', "inputs = 1\noutput = 1\ninput = 1"]
)
def test_a_price_that_makes_no_sense_is_said_in_one_line(home, table):
    (home / "config.toml").write_text(f'[prices."m"]\n{table}\n')
    with pytest.raises(UsageError) as error:
        Prices().price("m")
    assert "\n" not in str(error.value)


def test_a_price_is_written_between_the_users_own_lines(home):
    """Comments, order and other settings stay as they were; a second price of a model replaces the first."""
    file = home / "config.toml"
    before = '# mine\nmodel = "openai/gpt-4o-mini"  # cheap\n\n[prices."a/b"]\ninput = 1\noutput = 2  # for now\n'
    file.write_text(before)
    write_price("my/server.v2", {"input": "0.10", "output": "0.40"})
    write_price("my/server.v2", {"input": "0.15", "output": "0.40", "cached": "0.01"})
    assert file.read_text().startswith(before)
    assert "0.10" not in file.read_text()
    price = Prices().price("my/server.v2")
    assert price.cost(Usage(input=2_000_000, cached=1_000_000, output=0)).amount == Decimal("0.16")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_price_can_be_written_where_there_is_no_file_yet(home):
    write_price("mine", {"local": True})
    assert Prices().price("mine").local


def test_a_file_that_cannot_be_read_is_not_written_over(home):
    (home / "config.toml").write_text("model = \n")
    with pytest.raises(UsageError):
        write_price("mine", {"local": True})
    assert (home / "config.toml").read_text() == "model = \n"
