"""What a program that checks is worth to the smaller embedded model: additions, the best of 16 against one path.

    python -m tests.benchmarks.embedded_check

Prints the table that stands in the README. Takes some ten minutes on two cores.
"""

import random
import sys
from pathlib import Path

from system2 import think
from system2.config.judging import Judging
from tests.benchmarks.check_addition import is_right

PROBLEMS = 60
EFFORT = 16
SETTINGS = {"model": "local:smollm2", "max_tokens": 64, "seed": 0, "cache": "off"}
CHECK = f"{sys.executable} {Path(__file__).with_name('check_addition.py')}"


def main() -> None:
    """Ask every problem once at effort 16, and count what fewer of the same paths would have been worth."""
    chance = random.Random(2024)
    problems = [f"What is {chance.randint(10, 99)} + {chance.randint(10, 99)}?" for _ in range(PROBLEMS)]
    rights: list[list[bool]] = []
    chosen = 0
    for problem in problems:
        result = think(problem, effort=EFFORT, judging=Judging(check=CHECK), **SETTINGS)
        rights.append([is_right(problem, candidate.answer or "") for candidate in result.candidates])
        chosen += is_right(problem, result.answer or "")
        print(f"\r{len(rights)} of {PROBLEMS}", end="", file=sys.stderr)
    mean = sum(map(sum, rights)) / (PROBLEMS * EFFORT)
    print("\n\n| paths | right |\n|---|---|")
    print(f"| one, on average | {mean:.1%} |")
    for effort in (2, 4, 8):
        print(f"| best of {effort}, by program | {sum(any(right[:effort]) for right in rights) / PROBLEMS:.1%} |")
    print(f"| best of {EFFORT}, by program | {chosen / PROBLEMS:.1%} |")
    print(f"\nbest of {EFFORT} / one path: {chosen / PROBLEMS / mean:.1f}")


if __name__ == "__main__":
    main()
