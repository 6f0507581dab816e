"""Sums modulo a number: each term can be reduced by itself, so that width helps (Li et al. 2024)."""

from system2.bench.problems.case import ProblemCase, chance, exact

LARGEST_MODULUS = 97
LARGEST_TERM = 999


def generate(seed: int, difficulty: int) -> ProblemCase:
    """The sum of `difficulty` + 1 terms."""
    draw = chance("modular addition", seed, difficulty)
    modulus = draw.randint(3, LARGEST_MODULUS)
    terms = [draw.randint(0, LARGEST_TERM) for _ in range(difficulty + 1)]
    question = f"What is ({' + '.join(map(str, terms))}) modulo {modulus}?"
    return exact(question, str(sum(terms) % modulus))
