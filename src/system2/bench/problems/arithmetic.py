"""Sums and differences of two-digit numbers."""

from system2.bench.problems.case import ProblemCase, chance, exact


def generate(seed: int, difficulty: int) -> ProblemCase:
    """`difficulty` operations, from left to right."""
    draw = chance("arithmetic", seed, difficulty)
    value = draw.randint(10, 99)
    terms = [str(value)]
    for _ in range(difficulty):
        sign, number = draw.choice((1, -1)), draw.randint(10, 99)
        value += sign * number
        terms.append(f"{'+' if sign > 0 else '-'} {number}")
    return exact(f"What is {' '.join(terms)}?", str(value))
