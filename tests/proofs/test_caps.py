"""Commands at once under one cap of a dollar, which want 160 calls of at most a cent together.

`SYSTEM2_PROOF_PROCESSES=16 pytest tests/proofs/test_caps.py` races sixteen of them.
"""

import os
import tomllib
from decimal import Decimal
from pathlib import Path

import pytest

from tests.commands import FAKE_KEY, Commands, Finished
from tests.server import ModelServer, Reply, Usage

PROCESSES = int(os.environ.get("SYSTEM2_PROOF_PROCESSES", "5"))
CALLS = 160
MAX_TOKENS = 1000
PRICE = '[prices."openai/metered"]\ninput = 0\noutput = 10\n'
"""Ten dollars for a million tokens written: a thousand of them are a cent."""

VOTE = (
    "vote",
    "What is 6*7?",
    "-n",
    CALLS // PROCESSES,
    "--stop",
    "never",
    "-m",
    "openai/metered",
    "--max-tokens",
    MAX_TOKENS,
)


@pytest.mark.parametrize(
    ("written", "most_made", "least_made"), [(MAX_TOKENS, 100, 95), (MAX_TOKENS // 10, CALLS, CALLS)]
)
def test_a_cap_is_never_passed_and_nobody_is_refused_for_what_others_only_hold(
    home: Path, server: ModelServer, written: int, most_made: int, least_made: int
) -> None:
    """At their worst about a hundred calls fit; at a tenth of it all 160 do, though their worst cases never would."""
    server.script = Reply("Final answer: 42", usage=Usage(input=10, output=written))
    commands = Commands(home.parent, {"OPENAI_BASE_URL": server.url, "OPENAI_API_KEY": FAKE_KEY})
    (home / "config.toml").write_text(PRICE)
    assert commands.run("budget", "set", "--daily", "1").exit_code == 0
    racing = [commands.start(*VOTE, "--no-cache", "-q") for _ in range(PROCESSES)]
    finished: list[Finished] = [each.finish(timeout=300) for each in racing]
    rows = [row for day in (home / "ledger").glob("*.toml") for row in tomllib.loads(day.read_text())["call"]]
    assert least_made <= len(rows) <= most_made
    assert sum(Decimal(row["cost_usd"]) for row in rows) <= 1
    assert not list((home / "ledger" / "reservations").glob("*.toml"))
    refused = [each for each in finished if each.exit_code == 3]
    assert {each.exit_code for each in finished} <= {0, 3}
    assert all("Stopped at the day's cap" in each.stderr for each in refused)
    assert bool(refused) == (most_made < CALLS)
