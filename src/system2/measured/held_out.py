"""How good confidences are, measured on problems that nothing was learnt from."""

import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import fmean, stdev

from system2.measured.calibration import Calibration, Look, learnt_from

SPLITS = 200
BINS = 5


@dataclass(frozen=True)
class Quality:
    """How far confidences are from the truth.

    `brier` is the mean squared distance from what happened (Brier 1950). `error` is the expected calibration error:
    the mean distance between how sure and how often right, over five bins of equal count (Guo et al. 2017), and
    `perfect` what a forecaster has who knows each chance exactly, on as many problems.
    """

    brier: float
    error: float
    perfect: float


@dataclass(frozen=True)
class HeldOut:
    """The run's own confidence, the calibrated one, and the average told of every problem alike.

    `gain` is by how much calibration lowers the Brier score on the same problems, with the bounds of its 95 % interval.
    """

    formula: Quality
    calibrated: Quality
    average: Quality
    gain: tuple[float, float, float]
    problems: int


Forecast = Callable[[float], float]


def held_out(looks: Sequence[Look], *, splits: int = SPLITS, seed: int = 0) -> HeldOut:
    """Learn from a random half of the problems and forecast the others, as often as `splits` says."""
    chance = random.Random(seed)
    by_problem = defaultdict(list)
    for look in looks:
        by_problem[look.problem].append(look)
    found: dict[str, list[Quality]] = {"formula": [], "calibrated": [], "average": []}
    gains = defaultdict(list)
    for _ in range(splits):
        problems = sorted(by_problem)
        chance.shuffle(problems)
        known = [look for problem in problems[: len(problems) // 2] for look in by_problem[problem]]
        unknown = [look for problem in problems[len(problems) // 2 :] for look in by_problem[problem]]
        calibration, average = learnt_from(known), fmean(look.right for look in known)
        constant = Calibration(((1.0, average),), len(known))
        forecasts: dict[str, Forecast] = {
            "formula": float,
            "calibrated": calibration.share,
            "average": constant.share,
        }
        for name, forecast in forecasts.items():
            found[name].append(_quality([(forecast(look.confidence), look.right) for look in unknown], chance))
        for look in unknown:
            gains[look.problem].append(
                (look.confidence - look.right) ** 2 - (calibration.share(look.confidence) - look.right) ** 2
            )
    return HeldOut(
        _mean(found["formula"]),
        _mean(found["calibrated"]),
        _mean(found["average"]),
        _interval([fmean(each) for each in gains.values()]),
        len(by_problem),
    )


def _quality(told: Sequence[tuple[float, bool]], chance: random.Random) -> Quality:
    drawn = [(share, chance.random() < share) for share, _ in told]
    brier = fmean((share - right) ** 2 for share, right in told)
    return Quality(brier, calibration_error(told, chance), calibration_error(drawn, chance))


def calibration_error(told: Sequence[tuple[float, bool]], chance: random.Random) -> float:
    """The expected calibration error; forecasts that are alike are put into bins at random."""
    in_order = sorted(told, key=lambda each: (each[0], chance.random()))
    count = len(in_order)
    bins = [in_order[place * count // BINS : (place + 1) * count // BINS] for place in range(BINS)]
    return sum(
        len(each) / count * abs(fmean(share for share, _ in each) - fmean(right for _, right in each))
        for each in bins
        if each
    )


def _mean(qualities: Sequence[Quality]) -> Quality:
    return Quality(
        fmean(each.brier for each in qualities),
        fmean(each.error for each in qualities),
        fmean(each.perfect for each in qualities),
    )


def _interval(differences: Sequence[float]) -> tuple[float, float, float]:
    mean = fmean(differences)
    reach = 1.96 * stdev(differences) / len(differences) ** 0.5 if len(differences) > 1 else 0.0
    return mean, mean - reach, mean + reach
