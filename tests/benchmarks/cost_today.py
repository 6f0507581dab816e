"""How long `cost` takes on a ledger of a million calls and on none: `python tests/benchmarks/cost_today.py [CALLS]`.

The quickest of some runs of the whole process each, one after the other in turn, so that a busy machine hits all alike.
"""

import os
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from system2.spend.ledger import Ledger
from tests.benchmarks.million_calls import DAYS, fill

ROUNDS = 10
COST = (sys.executable, "-m", "system2", "cost")


def seconds(home: Path, *command: str) -> float:
    start = time.perf_counter()
    subprocess.run(command, env={**os.environ, "SYSTEM2_HOME": str(home)}, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


def main(calls: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        empty, full = Path(folder) / "empty", Path(folder) / "full"
        ledger = Ledger(full / "ledger")
        ledger.folder.mkdir(parents=True)
        for back in range(DAYS):
            fill(ledger, date.today() - timedelta(days=back), calls // DAYS)
        ledger.sums_of(ledger.days())
        measured = {
            "cost today, no calls": (empty, *COST, "today"),
            f"cost today, {calls:,} calls": (full, *COST, "today"),
            f"cost all --by month, {calls:,} calls": (full, *COST, "all", "--by", "month"),
            'python -c "import openai"': (empty, sys.executable, "-c", "import openai"),
        }
        best = dict.fromkeys(measured, float("inf"))
        for _ in range(ROUNDS):
            for name, (home, *command) in measured.items():
                best[name] = min(best[name], seconds(home, *command))
        for name, took in best.items():
            print(f"{name:44} {took:7.3f} s")
        nothing, everything, *_ = best.values()
        print(f"{'a million calls against none':44} {everything / nothing:7.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
