"""The process in which algebra is done, so that it can be killed: one request a line, one reply a line, in JSON."""

import json
import logging
import resource
import sys
from typing import Any

MOST_MEMORY = 2**30


def main() -> None:
    """Answer requests until standard input ends: a pair of LaTeX texts gets true or false, one text whether it reads."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    logging.disable()
    for line in sys.stdin:
        texts = json.loads(line)
        try:
            reply = _same(*texts) if len(texts) == 2 else _parse(texts[0]) is not None
        except Exception:  # sympy raises whatever it likes on hostile input, and no reply means the same
            reply = False
        sys.stdout.write(json.dumps(bool(reply)) + "\n")
        sys.stdout.flush()


def _same(one: str, other: str) -> bool:
    from math_verify import verify

    first, second = _parse(one), _parse(other)
    if first is None or second is None:
        return False
    return bool(
        verify(first, second, timeout_seconds=None, float_rounding=12)
        or verify(second, first, timeout_seconds=None, float_rounding=12)
    )


def _parse(text: str) -> Any:
    from math_verify import LatexExtractionConfig, parse

    # Only the LaTeX reader: the one for plain expressions would evaluate them as Python.
    found = parse(
        f"${text}$", extraction_config=[LatexExtractionConfig()], fallback_mode="no_fallback", parsing_timeout=None
    )
    return found[0] if found and not isinstance(found[0], str) else None


if __name__ == "__main__":
    main()
