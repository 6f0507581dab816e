"""Endpoints, aliases and presets of the user's own, and settings that hold for one role."""

import json
from pathlib import Path

import pytest

from system2.config.model_table import provider_names
from system2.model.library import import_litellm
from tests.commands import FAKE_KEY, Commands
from tests.conftest import Run
from tests.server import ModelServer, is_verdict

ASKING = ("think", "What is 6*7?", "-e", 1, "--json", "-q", "--no-stdin")


@pytest.fixture(autouse=True)
def _no_model(commands: Commands) -> None:
    """No model is named in the environment, which would win over the file."""
    del commands.environment["SYSTEM2_MODEL"]


def asked(server: ModelServer) -> list[tuple[str, str]]:
    """Which model played which role, by what came over the wire."""
    return [("verify" if is_verdict(request) else "generate", request.model) for request in server.requests]


def test_an_endpoint_serves_its_models_with_its_own_key_and_no_other(
    invoke: Run, home: Path, server: ModelServer
) -> None:
    """Several at once: each is sent where its address says; one without a key gets none of another's."""
    with ModelServer() as bare:
        (home / "config.toml").write_text(
            f'[endpoints.lab]\nbase_url = "{server.url}"\nkey_env = "LAB_KEY"\n'
            f'[endpoints.bare]\nbase_url = "{bare.url}/"\napi = "openai"\n'
            '[prices."lab/qwen3"]\ninput = 1\noutput = 2\n'
        )
        arguments = (*ASKING, "-m", "lab/qwen3", "--verifier", "bare/some/judge")
        missing = invoke(*arguments)
        assert (missing.exit_code, "set LAB_KEY" in missing.stderr) == (4, True)
        finished = invoke(*arguments, env={"LAB_KEY": "sk-lab-secret-key"})
        assert finished.exit_code == 0, finished.stderr
        assert asked(server) == [("generate", "qwen3")]
        assert asked(bare) == [("verify", "some/judge")]
        assert server.requests[0].key == "sk-lab-secret-key"
        assert FAKE_KEY not in str(bare.requests[0].headers)
        assert json.loads(finished.stdout)["model"] == "lab/qwen3"
        assert json.loads(finished.stdout)["cost_usd"] is None  # the judge's price is unknown


def test_an_alias_stands_for_a_model_in_every_role(invoke: Run, home: Path, server: ModelServer) -> None:
    """In the file, too; the ledger knows the model by its own name."""
    (home / "config.toml").write_text(
        'model = "fast"\n[aliases]\nfast = "openai/gpt-4o-mini"\ngood = "openai/gpt-4.1"\n'
    )
    finished = invoke(*ASKING, "--verifier", "good")
    assert finished.exit_code == 0, finished.stderr
    assert asked(server) == [("generate", "gpt-4o-mini"), ("verify", "gpt-4.1")]
    assert json.loads(finished.stdout)["model"] == "openai/gpt-4o-mini"


PRESETS = (
    'effort = 4\nmodel = "openai/gpt-4o-mini"\n[presets.pair]\neffort = 2\nmodel = "openai/gpt-4o"\n'
    'verifier = "openai/gpt-4.1"\n[presets.quick]\neffort = 3\n'
)


@pytest.mark.parametrize(
    ("arguments", "effort", "models"),
    [
        ((), 4, {"gpt-4o-mini"}),
        (("--preset", "pair"), 2, {"gpt-4o", "gpt-4.1"}),
        (("-m", "preset:pair"), 2, {"gpt-4o", "gpt-4.1"}),
        (("--preset", "pair", "-e", 1), 1, {"gpt-4o", "gpt-4.1"}),
        (("--preset", "pair", "-m", "openai/gpt-4o-mini"), 2, {"gpt-4o-mini", "gpt-4.1"}),
        (("--verifier", "preset:pair"), 4, {"gpt-4o-mini", "gpt-4.1"}),
        (("--generator", "preset:pair"), 4, {"gpt-4o", "gpt-4o-mini"}),
        (("--preset", "quick"), 3, {"gpt-4o-mini"}),
        (("--preset", "careful"), 9, {"gpt-4o-mini"}),
        (("--preset", "cheap"), 3, {"gpt-4o-mini"}),
    ],
)
def test_a_preset_holds_below_what_is_said_beside_it(
    invoke: Run, home: Path, arguments: tuple[object, ...], effort: int, models: set[str]
) -> None:
    """And above the file; in a model's place it stands for its model, and one of the user's own for ours."""
    (home / "config.toml").write_text(PRESETS)
    quoted = invoke("think", "What is 6*7?", "--json", "--dry-run", "-q", "--no-stdin", *arguments)
    assert quoted.exit_code == 0, quoted.stderr
    roles = json.loads(quoted.stdout)["roles"]
    assert {role["model"].removeprefix("openai/") for role in roles} == models
    assert next(role for role in roles if role["role"] == "generate")["calls"]["worst"] == effort


@pytest.mark.parametrize(
    ("content", "arguments", "line"),
    [
        ('[aliases]\nopenai = "x/y"', (), "alias 'openai' is a provider's name"),
        ('[aliases]\nvote = "x/y"', (), "alias 'vote' is a word of system2's own"),
        ('[endpoints.panel]\nbase_url = "http://h"', (), "endpoint 'panel' is a word of system2's own"),
        ('[endpoints.ollama_chat]\nbase_url = "http://h"', (), "endpoint 'ollama_chat' is a provider's name"),
        ('[endpoints."a/b"]\nbase_url = "http://h"', (), "has to be made of small letters"),
        ("[endpoints.lab]", (), "base_url has to be an address"),
        ('[endpoints.lab]\nbase_url = "http://me:secret@h"', (), "base_url has to be an address without a password"),
        ('[endpoints.lab]\nbase_url = "http://h"\napi = "soap"', (), '"openai" is the only one'),
        ('[endpoints.lab]\nbase_url = "http://h"\nkey = "sk-1"', (), "sets 'key', but there are base_url"),
        ('[endpoints.lab]\nbase_url = "http://h"\nkey_env = "sk-1"', (), "key_env has to be the name of the variable"),
        ("[aliases]\nfast = 1", (), "alias 'fast' has to be a model's name"),
        ('[presets.mine]\npreset = "cheap"', (), "preset 'mine' has to hold settings"),
        ("[presets.mine]\ncolour = 1", ("--preset", "mine"), "There is no setting 'colour'"),
        ("aliases = 1", (), "[aliases] has to be a table"),
        ("", ("--preset", "carefull"), "Did you mean careful?"),
        ("", ("--verifier", "preset:quick"), "The preset 'quick' names no model"),
        ("efort = 1", (), "Did you mean effort?"),
        ("", ("--strategy", "best-of-m"), "Did you mean best-of-n?"),
        ("", ("--judge-by", "jugde"), "Did you mean judge?"),
        ("", ("-m", "gpt-5-minni"), "No provider is known"),
    ],
)
def test_what_cannot_be_meant_is_one_clear_line(
    invoke: Run, home: Path, server: ModelServer, content: str, arguments: tuple[object, ...], line: str
) -> None:
    """Nothing is sent."""
    (home / "config.toml").write_text(f"{content}\n")
    finished = invoke(*ASKING, *arguments)
    assert (finished.exit_code, server.requests) == (2, [])
    assert line in finished.stderr
    assert len(finished.stderr.splitlines()) == 1


def test_a_model_that_its_provider_does_not_know_is_told_with_the_one_that_may_be_meant(
    invoke: Run, server: ModelServer
) -> None:
    server.models = ["gpt-6-luna"]
    finished = invoke(*ASKING, "-m", "openai/gpt-6-lunna")
    assert finished.exit_code == 2
    assert "Did you mean openai/gpt-6-luna?" in finished.stderr


def test_a_project_names_no_endpoint_no_alias_and_no_preset_of_its_own(
    invoke: Run, commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Trusted or not: where a question goes is the user's to say."""
    monkeypatch.chdir(commands.folder)
    for kind in ("endpoints", "aliases", "presets"):
        (commands.folder / ".system2.toml").write_text(f'[{kind}]\nlab = "openai/x"\n')
        refused = invoke("system2", "config", "trust")
        assert refused.exit_code == 2
        assert f"sets '{kind}', but a project's file may set only" in refused.stderr


def test_who_judges_may_think_longer_than_who_writes(invoke: Run, home: Path, server: ModelServer) -> None:
    """`verifier_thinking` wins for verdicts alone, in the request and in its room."""
    (home / "config.toml").write_text("verifier_thinking = 20000\n")
    assert invoke(*ASKING, "-m", "openai/o4-mini", "--reasoning-effort", "low").exit_code == 0
    assert {is_verdict(each): (each.body["reasoning_effort"], each.max_tokens) for each in server.requests} == {
        False: ("low", 4_096 + 4_096),
        True: ("high", 1_024 + 20_000),
    }


def test_every_name_of_litellm_is_known_to_be_a_providers() -> None:
    assert {getattr(name, "value", name) for name in import_litellm().provider_list} <= provider_names()
