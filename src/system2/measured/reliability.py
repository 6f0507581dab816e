"""How often paths of a model are right at a kind of task, as far as measurements tell."""

from collections.abc import Iterable, Mapping, Sequence

from system2.measured.results import Measurement

BELIEF = 10.0
"""The share of a model is drawn towards that of all by so many problems: a few of them make nobody reliable."""

BOUND = 0.02
"""Nobody is taken to be surer than this share from always right, or from never."""


def reliability(measurements: Iterable[Measurement], models: Sequence[str], task: str) -> Mapping[str, float]:
    """The chance that a path of each of these models is right at this kind of task; of those alone that were measured.

    Paths count that the model wrote alone or in a panel. A problem counts once however many paths it took.
    """
    shares = {model: _shares(measurements, model, task) for model in models}
    known = {model: found for model, found in shares.items() if found}
    everywhere = [share for found in known.values() for share in found]
    if not everywhere:
        return {}
    middle = sum(everywhere) / len(everywhere)
    drawn = {model: (sum(found) + BELIEF * middle) / (len(found) + BELIEF) for model, found in known.items()}
    return {model: min(max(share, BOUND), 1 - BOUND) for model, share in drawn.items()}


def _shares(measurements: Iterable[Measurement], model: str, task: str) -> list[float]:
    """The share of right paths of a model, for each problem that it was measured on."""
    found = []
    for measurement in measurements:
        for solved in measurement.solved:
            own = [path.right for path in solved.paths if (path.model or measurement.setup.model) == model]
            if own and solved.task == task:
                found.append(sum(own) / len(own))
    return found
