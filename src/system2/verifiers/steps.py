"""The steps of a path, and one score of theirs (Lightman et al. 2024; Snell et al. 2024 compare the ways)."""

import math
import re
from collections.abc import Callable, Sequence

from system2.config.judging import Aggregate
from system2.core.candidates import Candidate, Verdict

AGGREGATES: dict[Aggregate, Callable[[Sequence[float]], float]] = {
    "product": math.prod,
    "min": min,
    "last": lambda scores: scores[-1],
    "mean": lambda scores: math.fsum(scores) / len(scores),
}
"""From the scores of a path's steps, each the probability that the step is right, to the path's own."""

MOST_STEPS = 50
"""Steps of one path that are scored; of a longer one, several make a step together."""


def steps_of(candidate: Candidate) -> list[str]:
    """The steps of a path: those that a search made it of, else its paragraphs, or its lines where it has but one."""
    paragraphs = re.split(r"\n\s*\n", candidate.text.strip())
    found = candidate.steps or (paragraphs if len(paragraphs) > 1 else candidate.text.split("\n"))
    steps = [step.strip() for step in found if step.strip()]
    together = math.ceil(len(steps) / MOST_STEPS) or 1
    return ["\n".join(steps[first : first + together]) for first in range(0, len(steps), together)]


def verdict_of(scores: Sequence[float], aggregate: Aggregate, *, by: str, critique: str = "") -> Verdict:
    """The verdict that the scores of a path's steps come to."""
    score = AGGREGATES[aggregate](scores)
    told = f"{aggregate} of its steps: {' '.join(f'{each:.2f}' for each in scores)}"
    return Verdict(score, score > 0.5, "\n".join(filter(None, (told, critique))), by, steps=tuple(scores))
