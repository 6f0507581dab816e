"""The embedded model through the real commands."""

import json
import tomllib

import pytest

from tests.commands import Commands
from tests.model.conftest import weights  # noqa: F401  (a fixture)


@pytest.fixture
def alone(home, weights, tmp_path):  # noqa: F811
    """Commands on a machine that has the weights, and no key of any provider."""
    (home / "models").mkdir()
    (home / "models" / weights.name).symlink_to(weights)
    return Commands(home.parent, {})


def test_with_nothing_configured_the_embedded_model_answers_and_says_that_it_is_small(alone, home):
    """Several paths are one request and one row; all of it is local and free."""
    short = ("--effort", 3, "--max-tokens", 16, "--judge-by", "logprob")
    finished = alone.run("think", "-a", *short, stdin="What is 6*7?\n")
    assert finished.exit_code == 0, finished.stderr
    assert len(finished.stdout.strip().splitlines()) == 1
    assert "small" in finished.stderr
    (day,) = (home / "ledger").glob("*.toml")
    rows = tomllib.loads(day.read_text())["call"]
    assert {(row["model"], row["cost_usd"], row["cost_status"]) for row in rows} == {
        ("local/smollm2-135m", "0", "local")
    }
    assert [row["paths"] for row in rows if row["role"] == "generate"] == [3]


def test_json_tells_each_choice_of_one_request_apart(alone):
    finished = alone.invoke("vote", "What is 6*7?", "-n", 2, "--max-tokens", 16, "--json", "-q", "-m", "local")
    candidates = json.loads(finished.stdout)["candidates"]
    assert [candidate["index"] for candidate in candidates] == [0, 1]
    assert all(candidate["usage"]["output"] > 0 for candidate in candidates)
