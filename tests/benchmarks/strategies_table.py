"""What each strategy takes on `local:smollm2`: `python tests/benchmarks/strategies_table.py [EFFORT [NAME...]]`.

Asks one question by every strategy and every search of `system2 tree`, or by those that are named, each without a
cache, and prints calls, tokens and seconds of wall time.
"""

import json
import os
import subprocess
import sys
import tempfile

from system2.strategies.catalogue import all_strategies, searches

QUESTION = "Tom has 3 boxes with 4 apples in each. How many apples does Tom have?"
OPTIONS = [
    "-m",
    "local:smollm2",
    "--timeout",
    "900",
    "--max-tokens",
    "256",
    "--seed",
    "7",
    "--no-cache",
    "--json",
    "-q",
]
NAMES = [*(name for name in all_strategies() if name not in searches()), "synthesize+vote", *searches()]


def command(strategy: str) -> list[str]:
    """The command that runs a strategy; a search goes three steps deep and keeps two states of a level."""
    if strategy in searches():
        return ["system2", "tree", "--search", strategy, "--depth", "3", "--beam", "2"]
    return ["vote"] if strategy == "vote" else ["think", "--strategy", strategy]


def run(strategy: str, effort: str, home: str) -> dict[str, object]:
    finished = subprocess.run(
        [*command(strategy), QUESTION, "-e", effort, *OPTIONS],
        env=os.environ | {"SYSTEM2_HOME": home},
        capture_output=True,
        text=True,
        check=False,
    )
    if finished.returncode:
        sys.exit(f"{strategy}: exit {finished.returncode}: {finished.stderr}")
    result: dict[str, object] = json.loads(finished.stdout)
    return result


def main() -> None:
    effort = sys.argv[1] if len(sys.argv) > 1 else "3"
    print(f"{'strategy':<16} {'calls':>5} {'tokens in':>9} {'out':>7} {'seconds':>8}   answer")
    with tempfile.TemporaryDirectory() as home:
        run("direct", "1", home)  # fetches the model and unpacks it
        for strategy in sys.argv[2:] or NAMES:
            result = run(strategy, effort, home)
            usage, calls = result["usage"], result["calls"]
            assert isinstance(usage, dict)
            assert isinstance(calls, dict)
            answer = str(result["answer"] or result["text"]).replace("\n", " ")[:30]
            print(
                f"{strategy:<16} {calls['made']:>5} {usage['input']:>9,} {usage['output']:>7,} {result['seconds']:>8}"
                f"   {answer}",
                flush=True,
            )


if __name__ == "__main__":
    main()
