"""Which prompts are better: `python -m tests.benchmarks.prompts BENCH [--model M] [--problems N] [--home FOLDER]`.

Three benches. *paths*: how often a path is right, two of each problem, none at temperature 0. *judges*: how well
verdicts tell right solutions from wrong ones, on recorded solutions, so that only verdicts are asked for. *syntheses*:
how often one answer written out of four recorded solutions is right. Replies are kept in the folder: a rerun asks for
what is new alone. The problems are those that no gain is measured on.
"""

import argparse
import asyncio
import os
from pathlib import Path

from tests.benchmarks.prompts import measure

BENCHES = {"paths": measure.paths, "judges": measure.judges, "syntheses": measure.syntheses}


def main() -> None:
    """Measure every variant of a bench, and print its table."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.prompts", description=__doc__)
    parser.add_argument("bench", choices=BENCHES)
    parser.add_argument("--model", default="local")
    parser.add_argument("--problems", type=int, default=20, metavar="N")
    parser.add_argument("--home", type=Path, metavar="FOLDER", help="keeps the replies; that of the user by default")
    given = parser.parse_args()
    if given.home:
        os.environ["SYSTEM2_HOME"] = f"{given.home.absolute()}"
    asyncio.run(BENCHES[given.bench](given.model, given.problems))


if __name__ == "__main__":
    main()
