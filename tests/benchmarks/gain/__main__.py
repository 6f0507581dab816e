"""What each way to answer is worth on the embedded model: `python -m tests.benchmarks.gain --home FOLDER`.

Samples nine paths of every problem once, the first at temperature 0, and evaluates every way that only picks or stops
on these same paths; ways that make calls of their own are run at four paths on fewer problems. What is measured is kept
in the folder: a rerun goes on where the last one stopped, or was stopped by `--hours`, and prints the tables. What was
not measured is named.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from system2.measured.records import Solved
from system2.measured.results import Measurement, measurements
from system2.measured.statistics import paired_difference
from system2.strategies.selection import wilson
from tests.benchmarks.gain.sets import (
    EFFORTS,
    OWN_CALLS,
    OWN_EFFORT,
    OWN_PROBLEMS,
    PROBLEMS,
    SETS,
    ProblemSet,
    write_problems,
)
from tests.benchmarks.gain.ways import Answer, Scored, answered, majority, one_sampled, own_working, scored, think, vote

SEED = 1


def main() -> None:
    """Measure for so many hours, and print what is known then."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.gain", description=__doc__)
    parser.add_argument("--home", type=Path, required=True, metavar="FOLDER", help="keeps what was measured")
    parser.add_argument("--hours", type=float, default=3.0, metavar="H", help="0 only prints")
    given = parser.parse_args()
    given.home.mkdir(parents=True, exist_ok=True)
    os.environ["SYSTEM2_HOME"] = f"{(given.home / 'home').absolute()}"
    write_problems(given.home, PROBLEMS)
    until = time.monotonic() + 3600 * given.hours
    for wanted in commands():
        measure(wanted, given.home, until)
    print("\n".join(report()))


def commands() -> Iterator[list[str]]:
    """What has to be measured, the paths of all sets first."""
    for problems in SETS:
        yield bench(problems, ("vote",), EFFORTS, PROBLEMS)
    for problems in SETS:
        for way in OWN_CALLS:
            yield bench(problems, (way,), (OWN_EFFORT,), OWN_PROBLEMS)


def bench(problems: ProblemSet, ways: Sequence[str], efforts: Sequence[int], number: int) -> list[str]:
    """The arguments of `system2` that measure this."""
    asked = ["bench", "run", problems.name, "--difficulty", problems.difficulty, "--strategies", ",".join(ways)]
    asked += ["--efforts", ",".join(map(str, efforts)), "-p", number, "-m", "local", "--seed", SEED]
    return [*map(str, asked), *(("--judge-by", "none") if ways == ("vote",) else ()), "--display", "none", "--json"]


def measure(arguments: Sequence[str], folder: Path, until: float) -> None:
    """Let the command work until then."""
    left = until - time.monotonic()
    if left <= 0:
        return
    print(" ".join(arguments), file=sys.stderr, flush=True)
    with subprocess.Popen([sys.executable, "-m", "system2", *arguments], cwd=folder, stdout=subprocess.DEVNULL) as run:
        try:
            run.wait(left)
        except subprocess.TimeoutExpired:
            run.terminate()


def report() -> Iterator[str]:
    """Every table that there is something for, as Markdown, and what is not measured."""
    found = {measured(each): each for each in measurements()}
    pooled: list[Solved] = []
    missing = []
    for problems in SETS:
        paths = found.get((problems.name, problems.difficulty, ("vote",)))
        if paths is None or not paths.solved:
            missing.append(f"{problems.title}: paths")
            continue
        pooled += paths.solved
        yield from table(f"{problems.title}, {len(paths.solved)} problems", paths.solved)
        for way in OWN_CALLS:
            own = found.get((problems.name, problems.difficulty, (way,)))
            if own is None or not own.solved:
                missing.append(f"{problems.title}: {way}")
            else:
                yield row(f"`{way}`, {len(own.solved)} problems", OWN_EFFORT, of_own_calls(own))
        yield ""
    if pooled:
        yield from table(f"All sets, {len(pooled)} problems", pooled)
        yield ""
        yield from differences(pooled)
    yield f"Not measured: {'; '.join(missing) or 'nothing'}."


def measured(measurement: Measurement) -> tuple[str, int, tuple[str, ...]]:
    """By what a measurement is known here."""
    return measurement.setup.problems, measurement.setup.difficulty, measurement.setup.strategies


def table(title: str, problems: Sequence[Solved]) -> Iterator[str]:
    """The ways on these problems, a line for each and for each effort."""
    yield f"| {title} | paths | right | 95 % | tokens | seconds |"
    yield "|---|---|---|---|---|---|"
    for way, effort, answers in answered(problems):
        yield row(way, effort, answers)


def row(way: str, effort: int, answers: Sequence[Scored]) -> str:
    """One line of a table."""
    count = len(answers)
    right = sum(each.right for each in answers) / count
    low, high = wilson(right, count)
    tokens, seconds = sum(each.tokens for each in answers) / count, sum(each.seconds for each in answers) / count
    return f"| {way} | {effort} | {right:.1%} | {low:.0%} to {high:.0%} | {tokens:,.0f} | {seconds:.0f} |"


def of_own_calls(measurement: Measurement) -> list[Scored]:
    """What a way that makes calls of its own made of each problem."""
    return [
        Scored(float(ran.right), ran.spent.usage.output, ran.spent.seconds)
        for solved in measurement.solved
        for ran in solved.ran
    ]


def differences(problems: Sequence[Solved]) -> Iterator[str]:
    """What the claims rest on, each on the same problems and paths."""
    for title, one, other, effort in (
        ("`vote` at 8 against the mean of the same paths", vote, mean, 8),
        ("`think` at 5 against its path at temperature 0 alone", think, own_working, 5),
        ("`think` at 5 against `vote -n 5 --stop never`", think, majority, 5),
        ("the path at temperature 0 against a sampled one", own_working, one_sampled, 1),
    ):
        found = paired_difference(_right(one, effort, problems), _right(other, effort, problems))
        reach = f"{100 * found.low:+.1f} to {100 * found.high:+.1f}, {found.count} problems"
        yield f"- {title}: {100 * found.value:+.1f} points ({reach})"
    yield ""


def mean(solved: Solved, effort: int) -> Scored:
    """One of these paths, drawn at random."""
    paths = solved.paths[:effort]
    return scored(sum(path.right for path in paths) / len(paths), paths)


def _right(way: Answer, effort: int, problems: Sequence[Solved]) -> list[float]:
    return [way(solved, effort).right for solved in problems]


if __name__ == "__main__":
    main()
