"""How long a quote takes that plays every strategy on 23 courses: `python tests/benchmarks/rehearsal.py [EFFORT]`.

The least of five tries in seconds of the processor, beside the time of a fixed loop, by which machines can be compared.
LiteLLM is not imported.
"""

import sys
import time

from system2.core.problem import Problem
from system2.strategies.catalogue import all_strategies, strategy_named
from system2.strategies.course import Course
from system2.strategies.rehearsal import rehearse
from system2.verifiers.judge import Judge

PROBLEM = Problem("What is 6*7?")
TRIES = 5


def seconds(work) -> float:  # type: ignore[no-untyped-def]
    """The least processor time of several tries."""
    spent = []
    for _ in range(TRIES):
        started = time.process_time()
        work()
        spent.append(time.process_time() - started)
    return min(spent)


if __name__ == "__main__":
    effort = int(sys.argv[1]) if len(sys.argv) > 1 else 16
    print(f"{'a loop of a million additions':32} {seconds(lambda: sum(range(1_000_000))):.3f}")
    for name in (*all_strategies(), "synthesize+vote", "refine+best-of-n"):
        strategy, course = strategy_named(name), Course(effort, judge=Judge())
        print(f"{name:32} {seconds(lambda: rehearse(strategy, PROBLEM, course)):.3f}")  # noqa: B023
    assert "litellm" not in sys.modules
