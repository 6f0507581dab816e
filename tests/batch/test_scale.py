"""Many questions: killed and restarted, and against a rate limit.

`SYSTEM2_PROOF_ROUNDS` says how often to kill, `SYSTEM2_PROOF_QUESTIONS` how many questions there are.
"""

import json
import os
import random
import subprocess
from itertools import pairwise
from pathlib import Path

from system2.store.cache import Cache
from tests.benchmarks.many_questions import write_questions
from tests.commands import FAKE_KEY, Commands, Running
from tests.conftest import Run
from tests.server import ModelServer, RateLimit, server_process

KILLS = int(os.environ.get("SYSTEM2_PROOF_ROUNDS", "2"))
QUESTIONS = int(os.environ.get("SYSTEM2_PROOF_QUESTIONS", "60"))
AT_ONCE = 20
A_MOMENT = 0.02

SERVER = """
from tests.server import ModelServer, uneven

server = ModelServer("Final answer: 42", latency=uneven(0.1))
"""


def has_ended(running: Running, seconds: float) -> bool:
    """Whether the command ends within so many seconds; it has the processor to itself meanwhile."""
    try:
        running.process.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    return True


def test_a_batch_that_is_killed_repeats_no_more_than_what_was_under_way(home: Path, tmp_path: Path) -> None:
    """At the end every question has one answer, in order, and no reply that was stored was asked for again."""
    write_questions(home.parent / "questions.jsonl", QUESTIONS)
    chance = random.Random(KILLS)
    asked_by, stored_by = [0], [0]
    with server_process(tmp_path, SERVER) as server:
        commands = Commands(home.parent, {"OPENAI_BASE_URL": server.url, "OPENAI_API_KEY": FAKE_KEY})
        command = ("system2", "batch", "questions.jsonl", "-o", "answers.jsonl", "-j", AT_ONCE, "-q", "--seed", 0)
        command += ("--strategy", "vote", "-e", 4, "-m", "openai/gpt-4o-mini")
        for _ in range(KILLS):
            running = commands.start(*command)
            enough = len(server.exchanges) + chance.randint(1, 2 * QUESTIONS)
            while not has_ended(running, A_MOMENT) and len(server.exchanges) < enough:
                pass
            running.kill()
            asked_by.append(len(server.exchanges))
            stored_by.append(stored_in(home))
        assert commands.run(*command).exit_code == 0
        asked = [json.dumps([each.request.body["messages"], each.request.seed]) for each in server.exchanges]
    answers = [json.loads(line) for line in (home.parent / "answers.jsonl").read_text().splitlines()]
    assert [answer["id"] for answer in answers] == list(range(QUESTIONS))
    assert {answer["answer"] for answer in answers} == {"42"}
    repeated = [
        sum(call in asked_before for call in asked[begin:end])
        for begin, end in pairwise([*asked_by, len(asked)])
        for asked_before in [set(asked[:begin])]
    ]
    print(f"calls repeated after each kill: {repeated[1:]} of {len(asked)}")
    assert max(repeated) <= AT_ONCE
    for number, stored in zip(asked_by, stored_by, strict=True):
        assert len(set(asked[:number]) & set(asked[number:])) <= len(set(asked[:number])) - stored


def stored_in(home: Path) -> int:
    """How many replies the cache holds."""
    with Cache(home / "cache", warn=print) as cache:
        return cache.statistics().entries


def test_a_rate_limit_slows_a_batch_down_and_loses_no_question(invoke: Run, home: Path, server: ModelServer) -> None:
    """Once the pace is found, hardly any request is refused, and most of what is allowed is used."""
    server.rate_limit = RateLimit(10, seconds=0.2)
    server.latency = 0.05
    write_questions(home.parent / "questions.jsonl", 80)
    arguments = ("--strategy", "vote", "-e", 3, "-m", "openai/gpt-4o-mini", "-j", 40)
    finished = invoke("system2", "batch", home.parent / "questions.jsonl", *arguments)
    assert finished.exit_code == 0, finished.stderr
    assert len(finished.stdout.splitlines()) == 80
    begin = server.exchanges[0].request.at
    late = [each for each in server.exchanges if each.request.at > begin + 2]
    assert len(late) > 50
    assert sum(each.status == 429 for each in late) <= 0.1 * len(late)
