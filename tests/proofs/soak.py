"""Many questions through one batch while a tenth of all replies fail: `python -m tests.proofs.soak [QUESTIONS]`.

Ten thousand by default. It prints what the process held while it ran, and whether the ledger agrees with the server.
"""

import json
import sys
import tempfile
import tomllib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests.benchmarks.many_questions import write_questions
from tests.commands import FAKE_KEY, Commands
from tests.server import server_process

QUESTIONS = 10_000
AT_ONCE = 20
FAULTY = 0.1

SERVER = f"""
import random
from tests.server import ModelServer, garbage, reset, roles, status, uneven, verdict

def faulty(reply):
    def script(request):
        chance = random.Random(request.number)
        if chance.random() >= {FAULTY}:
            return reply(request)
        return chance.choice((status(500), status(503), reset(), reset(after_chunks=2), status(429, retry_after=0.01)))
    return script

path = faulty(lambda request: f"Path {{request.number}}.\\n\\nFinal answer: 42")
server = ModelServer(roles(path, faulty(lambda request: verdict(True, 0.9))), latency=uneven(0.01))
"""

WATCHED = """
import asyncio, json, os, sys, threading
from pathlib import Path

PAGE = os.sysconf("SC_PAGE_SIZE")
REPORT = open(sys.argv.pop(1), "w", buffering=1)
run = asyncio.run

def look():
    memory = int(Path("/proc/self/statm").read_text().split()[1]) * PAGE
    handles, tasks = len(os.listdir("/proc/self/fd")), len(asyncio.all_tasks())
    print(json.dumps([memory, handles, threading.active_count(), tasks]), file=REPORT)

async def watch():
    while True:
        look()
        await asyncio.sleep(0.1)

async def watched(work):
    watcher = asyncio.create_task(watch())
    try:
        return await work
    finally:
        watcher.cancel()
        look()

asyncio.run = lambda work: run(watched(work))
from system2.cli.app import system2
sys.argv[0] = "system2"
system2()
"""


@dataclass(frozen=True)
class Held:
    """What the process held at one moment: bytes, open files, threads and tasks."""

    memory: int
    handles: int
    threads: int
    tasks: int


@dataclass(frozen=True)
class Soak:
    """What came of it; rows are counted by their status, tokens are those of whole replies.

    `held` begins before the first question and ends after the last.
    """

    exit_code: int
    answered: int
    right: int
    rows: Counter[str]
    requests: int
    good_replies: int
    tokens_in_ledger: tuple[int, int]
    tokens_sent: tuple[int, int]
    held: list[Held]

    def grown(self, what: str) -> float:
        """By how much more the process held in its last quarter than in its second, in the middle of each."""
        values = [getattr(each, what) for each in self.held]
        quarter = len(values) // 4
        return median(values[-quarter:]) - median(values[quarter : 2 * quarter])


def soak(questions: int, folder: Path) -> Soak:
    """One run of so many questions, in this folder."""
    home = folder / "home" / "system2"
    home.mkdir(parents=True, mode=0o700)
    write_questions(home.parent / "questions.jsonl", questions)
    watched, report = folder / "watched.py", folder / "held.jsonl"
    watched.write_text(WATCHED)
    with server_process(folder, SERVER) as server:
        environment = {"OPENAI_BASE_URL": server.url, "OPENAI_API_KEY": FAKE_KEY, "SYSTEM2_HOME": str(home)}
        commands = Commands(home.parent, environment)
        command = ("batch", "questions.jsonl", "-o", "answers.jsonl", "-q", "-j", AT_ONCE, "-e", 1)
        running = commands.start(sys.executable, watched, report, *command, "-m", "openai/gpt-4o-mini")
        finished = running.finish(timeout=60 + questions)
        exchanges = server.exchanges
    answers = [json.loads(line) for line in (home.parent / "answers.jsonl").read_text().splitlines()]
    rows = [row for day in (home / "ledger").glob("*.toml") for row in tomllib.loads(day.read_text())["call"]]
    good = [each.usage for each in exchanges if each.is_answered and each.usage]
    whole = [row for row in rows if row["cost_status"] == "exact" and row["input_tokens"]]
    return Soak(
        exit_code=finished.exit_code,
        answered=len(answers),
        right=sum(answer["answer"] == "42" for answer in answers),
        rows=Counter(row["status"] for row in rows),
        requests=len(exchanges),
        good_replies=len(good),
        tokens_in_ledger=(sum(row["input_tokens"] for row in whole), sum(row["output_tokens"] for row in whole)),
        tokens_sent=(sum(usage.input for usage in good), sum(usage.output for usage in good)),
        held=[Held(*json.loads(line)) for line in report.read_text().splitlines()],
    )


def main() -> None:
    """Soak as often as is asked for, and say what came of it."""
    questions = int(sys.argv[1]) if sys.argv[1:] else QUESTIONS
    with tempfile.TemporaryDirectory() as folder:
        found = soak(questions, Path(folder))
    print(f"{questions:,} questions, exit {found.exit_code}: {found.answered:,} answered, {found.right:,} right")
    print(f"{found.requests:,} requests, {sum(found.rows.values()):,} rows: {dict(found.rows)}")
    print(f"tokens of whole replies, in and out: ledger {found.tokens_in_ledger}, server {found.tokens_sent}")
    for what in Held.__annotations__:
        values = [getattr(each, what) for each in found.held]
        print(f"{what}: {min(values):,} to {max(values):,}, grown by {found.grown(what):,.0f}")


if __name__ == "__main__":
    main()
