"""Many processes while a provider does everything wrong at random: `python -m tests.proofs.storm [RUNS]`.

A thousand by default, a dozen at a time. Three of ten replies are faulty, drawn evenly from the table of faults, of
which a quarter are final by our own rules.
"""

import json
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

from tests.commands import Finished
from tests.proofs.attacks.mix import FAULTY, faulty
from tests.proofs.attacks.world import World, world

RUNS = 1000
AT_ONCE = 12
EFFORT = 5
TIMEOUT = 20
CHAIN = 2
"""A path and its verdict come one after the other."""

ALLOWANCE = 10.0
"""Seconds that a run may take besides what its calls take; the start of its process is the machine's."""


@dataclass
class Storm:
    """What came of it: exit codes, right answers and those with a verdict, the longest run, and what went wrong."""

    codes: Counter[int] = field(default_factory=Counter)
    right: int = 0
    judged: int = 0
    longest: float = 0.0
    requests: int = 0
    rows: int = 0
    complaints: list[str] = field(default_factory=list)


def storm(runs: int, folder: Path, seed: int = 0) -> Storm:
    """So many runs against one provider, with one ledger."""
    found = Storm()
    with world(folder, "storm", seed) as here, ThreadPoolExecutor(AT_ONCE) as crowd:
        here.server.script = lambda request: faulty(here, request)
        asked = here.ask("think", "-e", EFFORT, "--judge-by", "judge", "--timeout", TIMEOUT, "--no-cache")
        starting = Lock()

        def one(number: int) -> Finished:
            with starting:
                running = here.commands.start(*asked, "--seed", number * EFFORT)
            return running.finish()

        results = [count(found, here, finished) for finished in crowd.map(one, range(runs))]
        here.check_ledger()
        here.check_costs(filter(None, results))
        found.requests, found.rows = len(here.server.exchanges), len(here.rows())
        found.complaints = here.complaints
    return found


def count(found: Storm, here: World, finished: Finished) -> dict[str, Any]:
    """Take in the end of a run; its result, empty where it has none."""
    here.check_end(finished, {0, 2, 4, 5, 6})
    result: dict[str, Any] = json.loads(finished.stdout or "{}")
    found.codes[finished.exit_code] += 1
    if finished.exit_code == 0 and result.get("answer") == "42":
        found.right += 1
        found.judged += any(candidate["verdict"] for candidate in result["candidates"])
    found.longest = max(found.longest, result.get("seconds", 0.0))
    here.expect(result.get("seconds", 0.0) <= CHAIN * TIMEOUT + ALLOWANCE, f"took {result.get('seconds')} s")
    return result


def main() -> None:
    """Brew it, and say what came of it."""
    runs = int(sys.argv[1]) if sys.argv[1:] else RUNS
    with tempfile.TemporaryDirectory() as folder:
        found = storm(runs, Path(folder))
    print(f"{runs:,} runs at {FAULTY:.0%} faults: exit codes {dict(found.codes)}")
    print(f"right {found.right / runs:.1%}, of these with a verdict {found.judged / max(found.right, 1):.1%}")
    print(f"{found.requests:,} requests, {found.rows:,} rows; the longest run took {found.longest:.0f} s")
    for complaint in found.complaints:
        print(complaint)
    sys.exit(bool(found.complaints))


if __name__ == "__main__":
    main()
