"""How long `think` takes beside its own slowest path, on a server of 0.3 s mean, uneven latency.

python -m tests.benchmarks.think_latency
"""

import tempfile
from pathlib import Path

from tests.commands import FAKE_KEY, Commands
from tests.server import ModelServer, roles, uneven, verdict
from tests.server.journal import Exchange

ROUNDS = 5
EFFORT = 5


def duration(exchange: Exchange) -> float:
    """Seconds from a request's arrival to the last byte of its reply."""
    assert exchange.departed is not None
    return exchange.departed - exchange.request.at


def ratio(seed: int) -> float:
    """From the first request to the last answer, as a multiple of the slowest path: its sample and its verdict."""
    path = lambda request: f"This is attempt {request.number}.\n\nFinal answer: 250"  # noqa: E731
    with ModelServer(roles(path, verdict(True)), latency=uneven(0.3, seed=seed)) as server:
        with tempfile.TemporaryDirectory() as folder:
            commands = Commands(Path(folder), {"OPENAI_BASE_URL": server.url, "OPENAI_API_KEY": FAKE_KEY}, afresh=True)
            commands.run("think", "A question", "-e", EFFORT, "-m", "openai/gpt-4o-mini", "--json")
        server.wait_until_idle()
        assert (len(server.paths), len(server.verdicts)) == (EFFORT, EFFORT)
        began = min(exchange.request.at for exchange in server.exchanges)
        ended = max(exchange.departed or 0.0 for exchange in server.exchanges)
        slowest = max(
            duration(sample) + duration(judgement)
            for sample in server.paths
            for judgement in server.verdicts
            if f"attempt {sample.request.number}." in judgement.request.prompt
        )
        return (ended - began) / slowest


def main() -> None:
    """Print the ratio of each round."""
    ratios = [ratio(seed) for seed in range(ROUNDS)]
    print("wall time / slowest path: " + ", ".join(f"{each:.3f}" for each in ratios))


if __name__ == "__main__":
    main()
