"""The embedded model through the real commands."""

import json
import tomllib

import pytest

from system2.model.weights import ALL_WEIGHTS, QWEN
from tests.commands import Commands
from tests.model.conftest import kept_on_this_machine, weights  # noqa: F401  (a fixture)


@pytest.fixture
def alone(home):
    """Commands on a machine without a key of any provider."""
    (home / "models").mkdir()
    return Commands(home.parent, {})


@pytest.fixture
def small(alone, home, weights):  # noqa: F811
    """The same, where the small model has been used before."""
    (home / "models" / weights.name).symlink_to(weights)
    return alone


def test_with_nothing_configured_the_embedded_model_adds_two_numbers(alone, home):
    """All of it is local and free, and it says what it is doing; the first path is a request of its own."""
    (home / "models" / QWEN.file_name).symlink_to(kept_on_this_machine(QWEN))
    finished = alone.run("think", "-a", "--effort", 5, "--seed", 3, stdin="What is 17 + 25?\n")
    assert finished.exit_code == 0, finished.stderr
    assert finished.stdout == "42\n"
    assert "small" in finished.stderr
    assert "cannot tell right paths from wrong" in finished.stderr
    assert "loading local/qwen2.5-coder-0.5b, on" in finished.stderr
    (day,) = (home / "ledger").glob("*.toml")
    rows = tomllib.loads(day.read_text())["call"]
    assert {(row["model"], row["cost_usd"], row["cost_status"]) for row in rows} == {
        ("local/qwen2.5-coder-0.5b", "0", "local")
    }
    assert [(row["role"], row["paths"]) for row in rows] == [("generate", 1), ("generate", 4)]


def test_the_embedded_models_are_listed_and_removed(small, weights):  # noqa: F811
    """Removing one takes the file in this home alone, and is no error where there is none."""
    listed = json.loads(small.invoke("system2", "models", "--json").stdout)
    assert [(each["model"], each["fetched"]) for each in listed] == [("local", False), ("local:smollm2", True)]
    assert [each["bytes"] for each in listed] == [each.bytes for each in ALL_WEIGHTS]
    assert "98 MB  fetched" in small.invoke("system2", "models").stdout
    for said in ("Removed SmolLM2 135M.", "SmolLM2 135M is not on this machine."):
        removed = small.invoke("system2", "models", "remove", "local:smollm2")
        assert (removed.exit_code, removed.stderr) == (0, f"{said}\n")
    assert "98 MB  not fetched" in small.invoke("system2", "models").stdout
    assert weights.is_file()


def test_removing_what_is_no_embedded_model_names_those_that_are(alone):
    """One line, exit code 2."""
    refused = alone.invoke("system2", "models", "remove", "llama")
    assert refused.exit_code == 2
    assert "llama is no embedded model. There are: local, local:smollm2." in refused.stderr


def test_json_tells_each_choice_of_one_request_apart(small):
    finished = small.invoke("vote", "What is 6*7?", "-n", 2, "--max-tokens", 16, "--json", "-q", "-m", "local:smollm2")
    candidates = json.loads(finished.stdout)["candidates"]
    assert [candidate["index"] for candidate in candidates] == [0, 1]
    assert all(candidate["usage"]["output"] > 0 for candidate in candidates)
