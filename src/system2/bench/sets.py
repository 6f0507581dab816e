"""Problem sets by name: a generator, a data set of reasoning-gym, or a file."""

from itertools import islice
from pathlib import Path

from system2.bench.files import load
from system2.bench.generators import GENERATORS, generators, problems
from system2.bench.gym import PREFIX, gym_problems
from system2.bench.problems.case import ProblemCase
from system2.config.suggest import no_such
from system2.errors import UsageError


def problem_set(name: str, number: int, *, seed: int, difficulty: int) -> list[ProblemCase]:
    """The first `number` problems of a set; `seed` and `difficulty` are for those that are generated.

    Raises:
        UsageError: there is no such set, or it cannot be read.
    """
    if name in GENERATORS or name in generators():
        return list(problems(name, number, seed=seed, difficulty=difficulty))
    if name.startswith(PREFIX):
        return list(gym_problems(name.removeprefix(PREFIX), number, seed=seed))
    if Path(name).exists():
        if found := list(islice(load(Path(name)), number)):
            return found
        raise UsageError(f"{name} holds no problems.")
    raise UsageError(no_such("problem set", name, generators(), more=f", {PREFIX}NAME, and files of JSON Lines"))
