"""The Game of 24: make 24 of four numbers, each used once (Yao et al. 2023)."""

import ast
import operator
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cache
from itertools import combinations

from system2.bench.problems.case import ProblemCase, chance

TARGET = 24
LARGEST = 13
LONGEST = 200

WAYS = {1: range(25, 10_000), 2: range(8, 25), 3: range(1, 8)}
"""By difficulty, in how many ways four numbers make 24, counted as sequences of three operations."""

OPERATIONS: dict[type[ast.operator], Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}

SIGNS = {"×": "*", "·": "*", "\\times": "*", "\\cdot": "*", "÷": "/", "−": "-", "$": "", "`": ""}
"""How signs are written besides, and what is written around an expression."""

Number = int | Fraction


def generate(seed: int, difficulty: int) -> ProblemCase:
    """The rarer the ways to 24, the harder: at least 25 for difficulty 1, 8 to 24 for 2, fewer from 3 on."""
    draw = chance("game of 24", seed, difficulty)
    wanted = WAYS[min(difficulty, max(WAYS))]
    while True:
        numbers = tuple(sorted(draw.randint(1, LARGEST) for _ in range(4)))
        if ways(numbers) in wanted:
            break
    question = (
        f"Use the numbers {', '.join(map(str, numbers))}, each exactly once, with + - * / and parentheses, to make "
        f"{TARGET}. Answer with the expression."
    )
    return ProblemCase(question, solve(numbers), lambda given: makes_target(given, numbers))


@cache
def ways(numbers: tuple[Number, ...]) -> int:
    """In how many ways two of these can be joined, again and again, until 24 is left; they are given in order."""
    if len(numbers) == 1:
        return int(numbers[0] == TARGET)
    return sum(ways(tuple(sorted((*rest, value)))) for rest, value, _ in _joined(numbers))


def solve(numbers: tuple[Number, ...], texts: tuple[str, ...] = ()) -> str:
    """An expression that makes 24 of these, empty where there is none. `texts` is how the numbers came about."""
    texts = texts or tuple(map(str, numbers))
    if len(numbers) == 1:
        return texts[0] if numbers[0] == TARGET else ""
    for rest, value, (first, sign, second) in _joined(numbers):
        others = tuple(text for place, text in enumerate(texts) if place not in (first, second))
        if found := solve((*rest, value), (*others, f"({texts[first]} {sign} {texts[second]})")):
            return found
    return ""


def _joined(numbers: tuple[Number, ...]) -> Iterator[tuple[tuple[Number, ...], Number, tuple[int, str, int]]]:
    """Every way to join two numbers: the others, what they come to, and which were joined how."""
    for first, second in combinations(range(len(numbers)), 2):
        rest = tuple(number for place, number in enumerate(numbers) if place not in (first, second))
        a, b = numbers[first], numbers[second]
        yield rest, a + b, (first, "+", second)
        yield rest, a * b, (first, "*", second)
        yield rest, a - b, (first, "-", second)
        yield rest, b - a, (second, "-", first)
        if b:
            yield rest, _quotient(a, b), (first, "/", second)
        if a:
            yield rest, _quotient(b, a), (second, "/", first)


def _quotient(a: Number, b: Number) -> Number:
    """Whole numbers stay whole, because fractions take ten times as long."""
    quotient = Fraction(a, b)
    return quotient.numerator if quotient.denominator == 1 else quotient


def makes_target(expression: str, numbers: tuple[int, ...]) -> bool:
    """Whether an expression makes 24 of exactly these numbers. It may come from a model: it is read, never run."""
    text = expression.partition("=")[0].strip()
    for sign, plain in SIGNS.items():
        text = text.replace(sign, plain)
    if len(text) > LONGEST:
        return False
    used: list[int] = []
    try:
        value = _value(ast.parse(text, mode="eval").body, used)
    except (SyntaxError, ValueError, ZeroDivisionError, RecursionError, MemoryError):
        return False
    return value == TARGET and sorted(used) == sorted(numbers)


def _value(node: ast.expr, used: list[int]) -> Fraction:
    match node:
        case ast.BinOp(left, kind, right) if type(kind) in OPERATIONS:
            return OPERATIONS[type(kind)](_value(left, used), _value(right, used))
        case ast.Constant(int() as number) if not isinstance(number, bool):
            used.append(number)
            return Fraction(number)
    raise ValueError("no such thing is allowed")
