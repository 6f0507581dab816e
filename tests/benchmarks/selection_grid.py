"""How much a judge can spoil: `python -m tests.benchmarks.selection_grid`.

Over every cell of simulated judges (`tests/strategies/judges.py`), what each rule loses in its worst cell: against the
majority where the judge is worthless, against the better of majority and best verdict where it tells anything. The last
column is what the best rule for the worst cell would lose, by a linear programme over the chances of each choice. It is
all summed exactly, so nothing depends on a seed.
"""

import math
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from scipy.optimize import linprog

from tests.strategies.judges import (
    CELLS,
    SURE,
    WRONG_VALUES,
    Chances,
    Group,
    Outcome,
    by_rule,
    losses,
    outcomes,
    yardstick,
)

RULES = ("majority", "verdict", "weighted", "auto")


def log_odds(outcome: Outcome) -> float:
    """The rule of a naive Bayes reader: the log-odds of the verdicts, and of each vote that of a chance agreement."""
    certainty = math.log(SURE / (1 - SURE))
    others = math.log(max(1, len(outcome.groups) - 1))
    weights = [(2 * group.accepted - group.paths) * certainty + group.paths * others for group in outcome.groups]
    best = [place for place, weight in enumerate(weights) if math.isclose(weight, max(weights), abs_tol=1e-9)]
    most = max(outcome.groups[place].paths for place in best)
    tied = [place for place in best if outcome.groups[place].paths == most]
    return (0 in tied) / len(tied)


def smallest_loss(paths: int, worlds: Sequence[int]) -> float:
    """What the best rule of all loses in its worst cell.

    A rule is a chance for each group of each pattern of groups, since it cannot know which of them is right.
    """
    shape = len(worlds) * len(CELLS)
    gains: defaultdict[tuple[Group, ...], dict[Group, Chances]] = defaultdict(dict)
    for world, values in enumerate(worlds):
        place = slice(world * len(CELLS), (world + 1) * len(CELLS))
        for outcome, chances in outcomes(paths, values).items():
            if outcome.right.paths:
                pattern = tuple(sorted(outcome.groups, reverse=True))
                gains[pattern].setdefault(outcome.right, np.zeros(shape))[place] += chances
                for group in pattern:
                    gains[pattern].setdefault(group, np.zeros(shape))
    columns = [(pattern, group) for pattern, groups in gains.items() for group in groups]
    worst = len(columns)
    losing = np.ones((shape, worst + 1))
    for column, (pattern, group) in enumerate(columns):
        losing[:, column] = -gains[pattern][group]
    certain = np.zeros((len(gains), worst + 1))
    rows = {pattern: row for row, pattern in enumerate(gains)}
    for column, (pattern, group) in enumerate(columns):
        certain[rows[pattern], column] = pattern.count(group)
    found = linprog(
        np.eye(worst + 1)[worst] * -1,
        A_ub=losing,
        b_ub=-np.concatenate([yardstick(paths, values) for values in worlds]),
        A_eq=certain,
        b_eq=np.ones(len(gains)),
        bounds=[(0, 1)] * worst + [(None, None)],
    )
    return float(found.x[worst])


def main() -> None:
    """Print the table."""
    print(f"{'worst cell, points':28}" + "".join(f"{rule:>10}" for rule in (*RULES, "log-odds", "any rule")))
    for paths in (3, 5, 9):
        for errors, values in WRONG_VALUES.items():
            rules = [by_rule(rule) for rule in RULES] + [log_odds]
            lost = [losses(paths, values, rule).min() for rule in rules] + [smallest_loss(paths, [values])]
            print(f"{paths} paths, {errors:17}" + "".join(f"{100 * loss:10.1f}" for loss in lost), flush=True)
        together = smallest_loss(paths, list(WRONG_VALUES.values()))
        print(f"{paths} paths, either{'':72}{100 * together:10.1f}", flush=True)


if __name__ == "__main__":
    main()
