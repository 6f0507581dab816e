"""`system2 models`: what can be used now, and what a model accepts."""

import json
from datetime import date

import pytest

from system2.model import choose
from tests.server import Reply, status
from tests.spend.money import the_ledger

TODAY = date(2026, 11, 27)


@pytest.fixture(autouse=True)
def _fixed_day(monkeypatch):
    monkeypatch.setattr(choose, "today", lambda: TODAY)


def models(invoke, *arguments, env=None):
    """What `system2 models --json` lists, by name."""
    finished = invoke("system2", "models", "--json", *arguments, env=env)
    assert finished.exit_code == 0, finished.stderr
    return {row["model"]: row for row in json.loads(finished.stdout)}


def test_the_models_of_the_providers_whose_keys_are_set_are_listed(invoke):
    """With what each is; none that was switched off, and none whose key is missing. Embedded ones come first."""
    listed = models(invoke)
    assert next(iter(listed)) == "local"
    assert {name.partition("/")[0] for name in listed if not name.startswith("local")} == {"openai"}
    assert listed["openai/gpt-6-luna"] == {
        **{"model": "openai/gpt-6-luna", "provider": "openai", "input_usd": "0.1", "output_usd": "0.5"},
        **{"context": 922_000, "longest_reply": 128_000, "thinks": "usually", "images": True},
        **{"until": None, "successor": None},
    }
    assert (listed["openai/gpt-4o-mini"]["until"], listed["openai/gpt-4o-mini"]["successor"]) == (
        "2027-01-14",
        "gpt-6-luna",
    )
    assert all(row.get("until") is None or row["until"] > TODAY.isoformat() for row in listed.values())
    line = next(row for row in invoke("system2", "models").stdout.splitlines() if row.startswith("openai/gpt-6-luna "))
    assert line.split(maxsplit=1)[1] == "$0.1 in $0.5 out, 922,000 tokens, thinks usually"


def test_one_provider_is_listed_whether_its_key_is_set_or_not(invoke):
    listed = models(invoke, "--provider", "deepseek")
    assert {row["provider"] for row in listed.values()} == {"deepseek"}
    assert "deepseek/deepseek-v4-flash" in listed
    refused = invoke("system2", "models", "--provider", "deepsek")
    assert (refused.exit_code, refused.stderr.endswith("Did you mean deepseek?\n")) == (2, True)


def test_the_users_own_servers_say_what_they_serve(invoke, home, server):
    """Those of an address in the environment, and endpoints; one that does not answer lists nothing."""
    server.models = ["qwen3-8b"]
    (home / "config.toml").write_text(
        f'[endpoints.lab]\nbase_url = "{server.url}"\n[endpoints.dead]\nbase_url = "http://127.0.0.1:9"\n'
    )
    listed = models(invoke, env={"LM_STUDIO_API_BASE": server.url})
    own = {name: (row["provider"], row["input_usd"], row["thinks"]) for name, row in listed.items() if "qwen3" in name}
    assert own["lm_studio/qwen3-8b"] == ("lm_studio", "0", "usually")
    assert own["lab/qwen3-8b"] == ("lab", None, "usually")
    assert [*models(invoke, "--provider", "lab")] == ["lab/qwen3-8b"]


def picky(request):
    """A model that takes no seed and no logprobs."""
    for name in ("seed", "top_logprobs", "logprobs"):
        if name in request.body:
            return status(400, f"{name} is not supported")
    return Reply("4", finish_reason="length")


def test_what_a_model_accepts_is_found_out_by_asking_for_one_token(invoke, server):
    """What it refuses is told and remembered; each call stands in the ledger."""
    server.script = picky
    finished = invoke("system2", "models", "check", "openai/gpt-4o-mini", "--json")
    assert finished.exit_code == 0, finished.stderr
    found = json.loads(finished.stdout)
    assert {"response_format", "temperature"} == set(found["takes"])
    assert {"seed", "top_logprobs"} <= set(found["lacks"])
    assert {request.max_tokens for request in server.requests} == {1}
    assert found["calls"] == len(server.requests) == len([*the_ledger().calls(date.today())])
    again = invoke("system2", "models", "check", "openai/gpt-4o-mini")
    assert len(server.requests) == found["calls"] + 1
    assert again.stdout.splitlines()[1:] == [
        "takes a response format, a temperature",
        "gets along without a seed, logprobs, a word for how deep to think, a budget for thinking",
        "$0.15 in $0.6 out, 128,000 tokens, thinks never, until 2027-01-14 (then gpt-6-luna)",
    ]


def test_a_model_is_not_asked_against_a_cap_or_without_a_key(invoke, server):
    """Nor is anything said of one that its provider does not know."""
    invoke("budget", "set", "--daily", "0.00000001")
    assert invoke("system2", "models", "check", "openai/gpt-4o-mini").exit_code == 3
    assert server.requests == []
    invoke("budget", "unset", "--daily")
    assert invoke("system2", "models", "check", "anthropic/claude-haiku-5-5").exit_code == 4
    server.models = ["gpt-6-luna"]
    unknown = invoke("system2", "models", "check", "openai/gpt-6-lunna")
    assert (unknown.exit_code, "Did you mean openai/gpt-6-luna?" in unknown.stderr) == (2, True)
