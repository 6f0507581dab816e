"""Questions with an answer that comes to mind at once and is wrong (Frederick 2005)."""

import math
import random
from collections.abc import Callable
from dataclasses import dataclass

from system2.bench.problems.case import ProblemCase, chance, exact

SIZES = (10, 100, 1000)
"""About how large the numbers are, by difficulty."""

WORDS = ("strawberry", "bookkeeper", "Mississippi", "assessment", "committee", "parallel", "occurrence", "banana")


@dataclass(frozen=True)
class Trap:
    """A question, its answer, and the wrong one that comes to mind."""

    question: str
    answer: int
    tempting: int


def generate(seed: int, difficulty: int) -> ProblemCase:
    """Numbers of about 10, 100 or 1,000 for difficulty 1 to 3; a higher difficulty is the same as 3."""
    found = trap(seed, difficulty)
    return exact(found.question, str(found.answer))


def trap(seed: int, difficulty: int) -> Trap:
    """The question with what is tempting about it."""
    draw = chance("traps", seed, difficulty)
    size = SIZES[min(difficulty, len(SIZES)) - 1]
    while True:
        found = draw.choice(KINDS)(draw, size)
        if found.answer != found.tempting:
            return found


def _price(draw: random.Random, size: int) -> Trap:
    cheap, more = draw.randint(1, size), draw.randint(size, 9 * size)
    total = 2 * cheap + more
    question = (
        f"A rack and a fan cost {total} dollars together. The rack costs {more} dollars more than the fan. "
        "How many dollars does the fan cost?"
    )
    return Trap(question, cheap, total - more)


def _machines(draw: random.Random, size: int) -> Trap:
    few, many = draw.randint(2, size), draw.randint(2 * size, 9 * size)
    question = (
        f"{few} machines make {few} parts in {few} minutes. How many minutes do {many} machines need for {many} parts?"
    )
    return Trap(question, few, many)


def _doubling(draw: random.Random, size: int) -> Trap:
    days = 2 * draw.randint(size // 2, 3 * size)
    question = (
        f"Weeds on a lake double their area every day and cover all of it after {days} days. "
        "After how many days did they cover half of it?"
    )
    return Trap(question, days - 1, days // 2)


def _snail(draw: random.Random, size: int) -> Trap:
    up = draw.randint(3, 9)
    down = draw.randint(1, up - 1)
    depth = up + draw.randint(1, size) * (up - down)
    question = (
        f"A snail sits at the bottom of a well that is {depth} metres deep. By day it climbs {up} metres, by night it "
        f"slips back {down} metres. On which day does it reach the top?"
    )
    return Trap(question, (depth - up) // (up - down) + 1, math.ceil(depth / (up - down)))


def _sisters(draw: random.Random, size: int) -> Trap:
    brothers, sisters = draw.randint(2, size), draw.randint(2, size)
    question = (
        f"Anna has {brothers} brothers. Each of her brothers has {sisters} sisters. How many sisters does Anna have?"
    )
    return Trap(question, sisters - 1, sisters)


def _speed(draw: random.Random, size: int) -> Trap:
    half = draw.randint(1, size)
    there, back = 3 * half, 6 * half
    question = (
        f"A car drives to a town at {there} kilometres an hour and back on the same road at {back} kilometres an hour. "
        "What is its average speed over the whole way, in kilometres an hour?"
    )
    return Trap(question, 2 * there * back // (there + back), (there + back) // 2)


def _letters(draw: random.Random, size: int) -> Trap:
    words = [draw.choice(WORDS) for _ in range(len(str(size)) - 1)]
    text = " ".join(words)
    letter = draw.choice(sorted(set(text.lower()) - {" "}))
    count = text.lower().count(letter)
    return Trap(f'How often does the letter "{letter}" occur in "{text}"?', count, max(1, count - 1))


KINDS: tuple[Callable[[random.Random, int], Trap], ...] = (
    _price, _machines, _doubling, _snail, _sisters, _speed, _letters,
)  # fmt: skip
