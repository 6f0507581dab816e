"""The process in which algebra is done, so that it can be killed: one request a line, one reply a line, in JSON."""

import json
import logging
import resource
import signal
import sys
from functools import lru_cache, partial
from typing import Any

MOST_MEMORY = 2**30
SECONDS = 2.0
"""Of processor time for one request; after them the process dies of SIGPROF, wherever it is."""
SIGNIFICANT_DECIMALS = 12
DIGITS = 60


def main() -> None:
    """Tell of each pair of LaTeX texts on standard input whether they are equal, until it ends."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    logging.disable()
    compare("1", "1")  # imports algebra, which takes longer
    for line in sys.stdin:
        signal.setitimer(signal.ITIMER_PROF, SECONDS)
        one, other = json.loads(line)
        sys.stdout.write(json.dumps(compare(one, other)) + "\n")
        sys.stdout.flush()
        signal.setitimer(signal.ITIMER_PROF, 0)


def compare(one: str, other: str) -> bool | None:
    """Whether two LaTeX texts are equal; None where one of them cannot be read."""
    from math_verify import verify

    try:
        first, second = _parsed(one), _parsed(other)
        if first is None or second is None:
            return None
        return not _apart(first, second) and any(
            verify(gold, target, timeout_seconds=None, float_rounding=SIGNIFICANT_DECIMALS)
            for gold, target in ((first, second), (second, first))
        )
    except Exception:  # noqa: BLE001 - algebra on hostile input raises whatever it likes, MemoryError too
        return None


def _apart(first: Any, second: Any) -> bool:
    """Whether two expressions differ where numbers stand for their variables, however little: 2^-97 is not 2^-96.

    Relative to their size; what holds a decimal fraction is as exact as its digits.
    """
    from sympy import Expr, Float, Rational

    if not all(isinstance(side, Expr) and not side.is_Matrix for side in (first, second)):
        return False
    symbols = sorted(first.free_symbols | second.free_symbols, key=str)
    values = {symbol: Rational(10 * place + 17, 13) for place, symbol in enumerate(symbols)}
    one, other = (side.subs(values).evalf(DIGITS) for side in (first, second))
    if not (one.is_number and other.is_number):
        return False
    exact = not (first.has(Float) or second.has(Float))
    tolerance = Rational(1, 10 ** (DIGITS * 2 // 3 if exact else SIGNIFICANT_DECIMALS))
    return bool(abs(one - other) > tolerance * max(abs(one), abs(other)))


@lru_cache(maxsize=256)
def _parsed(text: str) -> Any:
    from latex2sympy2_extended import NormalizationConfig
    from math_verify import LatexExtractionConfig, parse

    _tell_capitals_apart()

    # Only the reader of LaTeX: the one for plain expressions would evaluate them as Python.
    # It keeps units, which it would else drop: 36π cm² is not 36π m².
    reader = LatexExtractionConfig(
        normalization_config=NormalizationConfig(
            basic_latex=True, units=False, malformed_operators=True, nits=True, boxed="none", equations=False
        )
    )
    found = parse(
        f"${text}$",
        extraction_config=[reader],
        fallback_mode="no_fallback",
        parsing_timeout=None,
    )
    return found[0] if found and not isinstance(found[0], str) else None


@lru_cache(maxsize=1)
def _tell_capitals_apart() -> None:
    """Have R and r read as two variables: by default all are small, R/r is 1, and `parse` has no say in it."""
    from latex2sympy2_extended.latex2sympy2 import ConversionConfig, latex2sympy
    from math_verify import parser

    parser.latex2sympy = partial(latex2sympy, conversion_config=ConversionConfig(lowercase_symbols=False))


if __name__ == "__main__":
    main()
