"""Every generator by its name: a file in `problems/` and a line below, or one of another package."""

from collections.abc import Iterator

from system2.bench.problems import (
    arithmetic,
    circuit_value,
    game_of_24,
    iterated_squaring,
    modular_addition,
    permutations,
    sudoku,
    traps,
)
from system2.bench.problems.case import Generate, ProblemCase
from system2.config.plugins import PROBLEMS, plugged_in
from system2.config.suggest import no_such
from system2.errors import UsageError

GENERATORS: dict[str, Generate] = {
    "arithmetic": arithmetic.generate,
    "modular-addition": modular_addition.generate,
    "permutations": permutations.generate,
    "iterated-squaring": iterated_squaring.generate,
    "circuit-value": circuit_value.generate,
    "sudoku-easy": sudoku.generate_easy,
    "sudoku-hard": sudoku.generate_hard,
    "game-of-24": game_of_24.generate,
    "traps": traps.generate,
}


def generators() -> dict[str, Generate]:
    """All of them, those of other packages too; ours keep their names."""
    return {**plugged_in(PROBLEMS), **GENERATORS}


def problems(name: str, number: int, *, seed: int = 0, difficulty: int = 1) -> Iterator[ProblemCase]:
    """So many problems of one kind, each from a seed of its own.

    Raises:
        UsageError: there is no such kind.
    """
    if name not in generators():
        raise UsageError(no_such("problem set", name, generators()))
    return (generators()[name](seed + place, difficulty) for place in range(number))
