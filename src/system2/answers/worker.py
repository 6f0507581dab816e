"""The process in which algebra is done, so that it can die of it: one request a line, one reply a line, in JSON."""

import json
import logging
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache, partial
from typing import Any

MOST_MEMORY = 2**30
SECONDS = 2.0
"""Of processor time for one request; after them the fork at work dies of SIGPROF, wherever it is."""
SIGNIFICANT_DECIMALS = 12
DIGITS = 60


def main() -> None:
    """Tell of each pair of LaTeX texts on standard input whether they are equal, until it ends; null takes too long.

    A fork of this process does the work. Where it dies of a request, the next one has algebra imported already.
    """
    _bound_memory()
    logging.disable()
    compare("1", "1")  # imports algebra, which takes long
    while at_work := os.fork() if hasattr(os, "fork") else 0:
        _, status = os.waitpid(at_work, 0)
        if status == 0:
            return
        _reply(None)
    for line in sys.stdin:
        _die_after(SECONDS)
        found = compare(*json.loads(line))
        _die_after(0)  # whoever has replied must not die of what is done with
        _reply(found)


def _bound_memory() -> None:
    with suppress(ImportError):  # on Windows, where whoever waits for the reply bounds its time alone
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


def _die_after(seconds: float) -> None:
    """Die of using the processor for so long from now on, 0 for never, where the system has such a clock."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, seconds)


def _reply(found: bool | None) -> None:
    sys.stdout.write(json.dumps(found) + "\n")
    sys.stdout.flush()


def compare(one: str, other: str) -> bool:
    """Whether two LaTeX texts can be read and are equal.

    Raises:
        MemoryError: it takes too much; the fork dies of it, as of taking too long.
    """
    from math_verify import verify

    try:
        first, second = _parsed(one), _parsed(other)
        if first is None or second is None:
            return False
        return not _apart(first, second) and any(
            verify(gold, target, timeout_seconds=None, float_rounding=SIGNIFICANT_DECIMALS)
            for gold, target in ((first, second), (second, first))
        )
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - algebra on hostile input raises whatever it likes
        return False


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
    exact = not (first.has(Float) or second.has(Float))
    tolerance = Rational(1, 10 ** (DIGITS * 2 // 3 if exact else SIGNIFICANT_DECIMALS))
    return bool(one.is_number and other.is_number and abs(one - other) > tolerance * max(abs(one), abs(other)))


@lru_cache(maxsize=256)
def _parsed(text: str) -> Any:
    found = _reader()(f"${text}$")
    return found[0] if found and not isinstance(found[0], str) else None


@lru_cache(maxsize=1)
def _reader() -> Callable[[str], list[Any]]:
    """Only the reader of LaTeX: the one for plain expressions would evaluate them as Python.

    It keeps units, which it would else drop: 36π cm² is not 36π m². It reads R and r as two variables: by default all
    are small, R/r is 1, and `parse` has no say in it.
    """
    from latex2sympy2_extended import NormalizationConfig
    from latex2sympy2_extended.latex2sympy2 import ConversionConfig, latex2sympy
    from math_verify import LatexExtractionConfig, parse, parser

    parser.latex2sympy = partial(latex2sympy, conversion_config=ConversionConfig(lowercase_symbols=False))
    normalization = NormalizationConfig(
        basic_latex=True, units=False, malformed_operators=True, nits=True, boxed="none", equations=False
    )
    return partial(
        parse,
        extraction_config=[LatexExtractionConfig(normalization_config=normalization)],
        fallback_mode="no_fallback",
        parsing_timeout=None,
    )


if __name__ == "__main__":
    main()
