"""Runs killed at random moments, through the real command. `SYSTEM2_PROOF_ROUNDS` says how often to kill."""

import json
import os
import random
import tomllib
from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pytest

from system2.store.cache import Cache
from tests.commands import FAKE_KEY, Commands
from tests.server.process import ServerProcess, server_process

ROUNDS = int(os.environ.get("SYSTEM2_PROOF_ROUNDS", "2"))
EFFORT = 8
QUESTION = "What is 6*7?"

SERVER = """
import hashlib
from tests.server import ModelServer, roles, uneven, verdict

def path(request):
    answer = 42 if request.seed % 3 else 41
    return f"I try it in way {request.seed}.\\n\\nFinal answer: {answer}"

def judge(request):
    return verdict("answer: 42" in request.prompt, 0.9, hashlib.sha256(request.prompt.encode()).hexdigest())

server = ModelServer(roles(path, judge), latency=uneven(0.15))
"""
"""Replies follow from messages and sample index alone."""


@pytest.fixture(scope="module")
def killing_server(tmp_path_factory: pytest.TempPathFactory):
    with server_process(tmp_path_factory.mktemp("server"), SERVER) as server:
        yield server


def commands_for(home: Path, server: ServerProcess) -> Commands:
    return Commands(home.parent, {"OPENAI_BASE_URL": server.url, "OPENAI_API_KEY": FAKE_KEY})


THINK = ("think", QUESTION, "-e", EFFORT, "--seed", 0, "-m", "openai/gpt-4o-mini", "-q", "--json")


def kill_in_the_middle(
    commands: Commands, server: ServerProcess, chance: random.Random, env: Mapping[str, str] | None = None
) -> None:
    """Kill a run between its first request and its last reply: so many arrivals or departures after the start."""
    before = len(server.exchanges)
    running = commands.start(*THINK, env=env)
    progress = chance.randint(1, 4 * EFFORT - 1)
    while running.process.poll() is None:
        seen = server.exchanges[before:]
        if len(seen) + sum(exchange.departed is not None for exchange in seen) >= progress:
            break
    running.kill()


def rows_of(home: Path) -> list[dict]:
    return [row for day in sorted((home / "ledger").glob("*.toml")) for row in tomllib.loads(day.read_text())["call"]]


def test_no_finished_call_is_forgotten_and_none_is_counted_twice(home: Path, killing_server: ServerProcess) -> None:
    """What the server answered is in the ledger, or stands as a reservation that the next command settles."""
    commands, chance = commands_for(home, killing_server), random.Random(ROUNDS)
    for _ in range(ROUNDS):
        before, known = len(killing_server.exchanges), len(rows_of(home))
        kill_in_the_middle(commands, killing_server, chance, {"SYSTEM2_CACHE": "off"})
        assert commands.run("cost", "today", "--json").exit_code == 0
        rows = rows_of(home)
        answered = sum(exchange.is_answered for exchange in killing_server.exchanges[before:])
        assert len(rows) - known >= answered
        assert len(rows) - known <= len(killing_server.exchanges) - before + EFFORT, "verdicts set aside, at most"
        assert max(Counter(row["id"] for row in rows).values()) == 1
        assert {row["cost_status"] for row in rows} <= {"exact", "estimated"}
        assert commands.run("cost", "verify").exit_code == 0
    assert not [file for file in (home / "ledger" / "reservations").iterdir() if file.suffix == ".toml"]


def test_a_killed_run_is_resumed_to_the_same_result_and_pays_for_no_stored_reply_again(
    home: Path, killing_server: ServerProcess, tmp_path: Path
) -> None:
    undisturbed = commands_for(tmp_path / "undisturbed" / "system2", killing_server)
    undisturbed.folder.mkdir()
    expected = outcome_of(json.loads(undisturbed.run(*THINK).stdout))
    chance = random.Random(-ROUNDS)
    for round_number in range(ROUNDS):
        folder = tmp_path / f"round{round_number}" / "system2"
        folder.parent.mkdir()
        commands = commands_for(folder, killing_server)
        before = len(killing_server.exchanges)
        kill_in_the_middle(commands, killing_server, chance)
        sent = len(killing_server.exchanges) - before
        stored = stored_replies(folder)
        resumed = commands.run("system2", "resume", "--json", "-q")
        if resumed.exit_code == 2:
            assert stored == 2 * EFFORT, "only a run that had every reply may have come to its end"
            continue
        assert outcome_of(json.loads(resumed.stdout)) == expected
        asked = Counter(key_of(exchange.request.body) for exchange in killing_server.exchanges[before:])
        sent_again = sum(asked.values()) - 2 * EFFORT
        assert len(asked) == 2 * EFFORT
        assert sent_again == sent - stored, "repeated is what was under way, and nothing else"


def stored_replies(home: Path) -> int:
    with closing(Cache(home / "cache", warn=print)) as cache:
        return cache.statistics().entries


def key_of(body: dict) -> str:
    return json.dumps([body["messages"], body.get("seed")])


def outcome_of(result: dict) -> tuple:
    """What has to be the same whether a run was disturbed or not."""
    candidates = [(each["index"], each["text"], each["score"], each["verdict"]) for each in result["candidates"]]
    return result["answer"], result["text"], result["confidence"], candidates
