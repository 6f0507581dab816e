"""Permutations of five things, one after another: the word problem of S5 (Barrington 1989)."""

from system2.bench.problems.case import ProblemCase, chance, digits

THINGS = 5


def generate(seed: int, difficulty: int) -> ProblemCase:
    """`difficulty` permutations, one after another."""
    draw = chance("permutations", seed, difficulty)
    row = list(range(1, THINGS + 1))
    lines = []
    for step in range(1, difficulty + 1):
        moves = draw.sample(range(THINGS), THINGS)
        row = [row[place] for place in moves]
        lines.append(f"{step}. {' '.join(str(place + 1) for place in moves)}")
    question = (
        "The balls 1 2 3 4 5 lie in a row, in this order. They are put into new orders, one after another. In each "
        "line below, the first number says at which place, counted from the left, the ball lies that comes to the "
        "first place; the second number the same for the second place, and so on.\n\n"
        + "\n".join(lines)
        + "\n\nIn which order do the balls lie at the end? Answer with the five numbers from left to right, such as "
        "2 1 3 5 4."
    )
    return digits(question, " ".join(map(str, row)))
