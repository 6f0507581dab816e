"""When a failed attempt is worth another, and after how long."""

import random

from system2.model.errors import CallError

ATTEMPTS = 5
ATTEMPTS_UNREACHABLE = 3
"""A dead server stays dead: give it a few seconds, not a minute."""
FIRST_DELAY = 0.5
LONGEST_DELAY = 8.0


def delay(error: CallError, attempt: int, patience: float) -> float | None:
    """Seconds to wait before attempt `attempt + 1`; None where no further attempt makes sense.

    Exponential back-off with jitter over its upper half, so that paths which failed together do not come back
    together. A `Retry-After` of the provider is honoured, unless it asks for more than `patience` seconds. A form of
    structured output that the model does not take is no failure: the next attempt asks in a looser one, at once.
    """
    allowed = ATTEMPTS_UNREACHABLE if error.kind == "unreachable" else ATTEMPTS
    if error.kind == "format":
        return 0.0
    if not error.retryable or attempt >= allowed:
        return None
    backoff = min(LONGEST_DELAY, FIRST_DELAY * 2 ** (attempt - 1)) * random.uniform(0.5, 1.0)
    seconds = max(backoff, error.retry_after or 0.0)
    return seconds if seconds <= patience else None


def silence(error: CallError, patience: float) -> float | None:
    """Seconds for which nobody should ask the provider; None where that is longer than whoever asked can wait.

    The longer wait is an odd one, and ends the one call that heard of it: it is no reason to slow any other.
    """
    seconds = error.retry_after or 0.0
    return seconds if seconds <= patience else None
