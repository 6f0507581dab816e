"""A user's own pattern for answers, with a time limit."""

from collections import deque

from system2.errors import UsageError

SECONDS = 1.0
LONGEST = 2_000


def last_match(pattern: str, text: str) -> str | None:
    """The last match of the pattern: its first group that took part, or the whole match; None where there is none.

    There is none either where the pattern takes longer on this text than its time limit, or too much memory.

    Raises:
        UsageError: the pattern is empty or cannot be compiled.
    """
    import regex

    if not pattern:
        raise UsageError("the pattern is empty; a sound one is 'Answer: (.*)'")
    try:
        compiled = regex.compile(pattern, regex.MULTILINE)
    except regex.error as error:
        raise UsageError(f"the pattern {pattern!r} cannot be read: {error}; a sound one is 'Answer: (.*)'") from None
    except (RecursionError, OverflowError, MemoryError):
        raise UsageError("the pattern is nested too deeply; make it simpler") from None
    try:
        last = deque(compiled.finditer(text, timeout=SECONDS), maxlen=1)
    except (TimeoutError, MemoryError):
        return None
    said = [next((group for group in found.groups() if group is not None), found[0]) for found in last]
    return said[0].strip()[:LONGEST] or None if said else None
