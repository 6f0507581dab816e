"""What somebody may have meant who wrote a name that is not known."""

from collections.abc import Iterable
from difflib import get_close_matches

NEAR = 0.7
"""How alike two names have to be, 0 to 1."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A sentence with the known name nearest to it, after a space; empty where none is near."""
    near = get_close_matches(word, [each for each in known if each != word], n=1, cutoff=NEAR)
    return f" Did you mean {near[0]}?" if near else ""


def no_such(what: str, word: str, known: Iterable[str], *, more: str = "") -> str:
    """That there is no `what` of this name, which may be meant, and which there are; `more` follows their list."""
    known = list(known)
    return f"There is no {what} {word!r}. There are: {', '.join(known)}{more}.{did_you_mean(word, known)}"
