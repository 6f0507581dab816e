"""How fast `system2 batch` answers many questions: `python -m tests.benchmarks.many_questions [QUESTIONS] [STRATEGY]`.

At -j 40 against the ideal of 40 calls in each 0.2 s; at -j 200 against a bare loop over LiteLLM's `acompletion` on the
same server, the mean of one before and one after, because a machine's speed wavers; then what a rate limit of 50
requests a second refuses.
"""

import json
import os
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from tests.commands import FAKE_KEY, Commands
from tests.server import Exchange, ServerProcess, server_process

LATENCY = 0.2
EFFORT = 4

SERVER = f"""
from tests.server import ModelServer, RateLimit, is_verdict, roles, verdict

def path(request):
    return f"Path {{request.number}}.\\n\\nFinal answer: 42"

server = ModelServer(roles(path, verdict(True)), latency={LATENCY})
"""

LIMITED = SERVER + "server.rate_limit = RateLimit(50, retry_after=%s)\n"

BARE = """
import asyncio, os, sys, time
os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
os.environ["LITELLM_MODE"] = "PRODUCTION"
import litellm
litellm.suppress_debug_info = True

async def main(calls, at_once):
    numbers = iter(range(calls))
    async def keep_asking():
        for number in numbers:
            messages = [{"role": "user", "content": f"What is 6*7? ({number})"}]
            await litellm.acompletion("openai/gpt-4o-mini", messages=messages, max_retries=0)
    await keep_asking_once()
    started = time.monotonic()
    await asyncio.gather(*(keep_asking() for _ in range(at_once)))
    print(calls / (time.monotonic() - started))

async def keep_asking_once():
    await litellm.acompletion("openai/gpt-4o-mini", messages=[{"role": "user", "content": "Hello"}], max_retries=0)

asyncio.run(main(int(sys.argv[1]), int(sys.argv[2])))
"""


def write_questions(file: Path, number: int) -> None:
    """A file of questions, with ids and answers."""
    lines = (json.dumps({"id": n, "question": f"What is 6*7? ({n})", "answer": "42"}) for n in range(number))
    file.write_text("".join(f"{line}\n" for line in lines))


def rate(exchanges: Iterable[Exchange]) -> float:
    """Calls a second between the first arrival and the last departure."""
    exchanges = list(exchanges)
    first = min(exchange.request.at for exchange in exchanges)
    last = max(exchange.departed or 0.0 for exchange in exchanges)
    return len(exchanges) / (last - first)


def answer(folder: Path, server: ServerProcess, strategy: str, at_once: int) -> tuple[float, float, list[Exchange]]:
    """Calls a second from the first to the last, megabytes of memory at most, and every call."""
    home = Path(tempfile.mkdtemp(dir=folder)) / "system2"
    home.mkdir()
    commands = Commands(home.parent, {"OPENAI_BASE_URL": server.url, "OPENAI_API_KEY": FAKE_KEY}, afresh=True)
    before = len(server.exchanges)
    arguments = ("-o", home.parent / "answers.jsonl", "-e", EFFORT, "-j", at_once, "--strategy", strategy)
    running = commands.start(
        "system2", "batch", folder / "questions.jsonl", *arguments, "-m", "openai/gpt-4o-mini", "-q"
    )
    _, status, usage = os.wait4(running.process.pid, 0)
    assert os.waitstatus_to_exitcode(status) == 0, running.process.stderr.read()
    running.process.returncode = 0
    running.process.communicate()
    lines = (home.parent / "answers.jsonl").read_text().splitlines()
    identities = [json.loads(line)["id"] for line in lines]
    assert identities == list(range(len(identities))), "out of order"
    assert len(identities) == (folder / "questions.jsonl").read_text().count("\n")
    exchanges = server.exchanges[before:]
    return rate(exchanges), usage.ru_maxrss / 1024, exchanges


def bare(server: ServerProcess, calls: int, at_once: int) -> float:
    """Calls a second of a bare loop over LiteLLM."""
    commands = Commands(
        Path(tempfile.mkdtemp()), {"OPENAI_BASE_URL": server.url, "OPENAI_API_KEY": FAKE_KEY}, afresh=True
    )
    finished = commands.run(sys.executable, "-c", BARE, calls, at_once)
    return float(finished.stdout)


def main() -> None:
    """Print the figures."""
    questions = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    strategy = sys.argv[2] if len(sys.argv) > 2 else "best-of-n"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_questions(folder / "questions.jsonl", questions)
        with server_process(folder, SERVER) as server:
            calls, memory, _ = answer(folder, server, strategy, 40)
            print(f"-j 40:  {calls:5.0f} calls/s, {100 * calls * LATENCY / 40:.0f} % of the ideal; {memory:.0f} MB")
            before = bare(server, 2000, 200)
            calls, memory, _ = answer(folder, server, strategy, 200)
            loop = (before + bare(server, 2000, 200)) / 2
            share = 100 * calls / loop
            print(f"-j 200: {calls:5.0f} calls/s, {share:.0f} % of {loop:.0f} of a bare loop; {memory:.0f} MB")
        for retry_after in (None, 1):
            with server_process(Path(tempfile.mkdtemp(dir=folder)), LIMITED % retry_after) as server:
                _, _, exchanges = answer(folder, server, strategy, 40)
                late = [each for each in exchanges if each.request.at > exchanges[0].request.at + 10]
                refused = sum(each.status == 429 for each in late)
                print(
                    f"50/s, Retry-After {retry_after}: {rate(exchanges):.0f} requests/s, "
                    f"{100 * refused / max(1, len(late)):.1f} % of {len(late)} refused after 10 s"
                )


if __name__ == "__main__":
    main()
