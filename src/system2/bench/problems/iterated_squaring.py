"""Squaring modulo a prime again and again, which is thought to have no short cut (Rivest, Shamir and Wagner 1996)."""

from system2.bench.problems.case import ProblemCase, chance, exact

PRIMES = (101, 103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167, 173, 179, 181, 191, 193, 197, 199)


def generate(seed: int, difficulty: int) -> ProblemCase:
    """`difficulty` squarings."""
    draw = chance("iterated squaring", seed, difficulty)
    prime = draw.choice(PRIMES)
    start = value = draw.randint(2, prime - 2)
    for _ in range(difficulty):
        value = value * value % prime
    times = "once" if difficulty == 1 else f"{difficulty} times in a row"
    question = (
        f"Begin with {start}. Replace the number by its square modulo {prime}, {times}. Which number do you end with?"
    )
    return exact(question, str(value))
