"""A candidate on its way to a verifier: data, between marks that it cannot forge."""

import hashlib
import re
import unicodedata
from itertools import count

from system2.core.controls import ESCAPES, LINE_ENDS

LONGEST = 32_000
"""Characters of a candidate that a verifier is shown; 4,096 tokens are about half of it."""

MARK_DIGITS = 16

_BLANK = re.compile(r"[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")
"""Letters and marks that draw nothing."""

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
"""Unicode's categories of controls, formats (zero width, direction, tags), half characters and no characters."""

_TEMPLATE_MARKER = re.compile(
    r"(?i)([<\[])(?=[|｜][^<>\n]{1,40}[|｜]>|/?s>|<?/?(?:SYS|INST)\b|/?INST\]|/?(?:start|end)_of_\w{1,20}>"
    r"|(?:[be]os|pad|unk)>|/?(?:SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_(?:CALLS|RESULTS|CONTENT)|gMASK)\])"
)
"""Where a chat template's own markers begin: `<|im_end|>`, `[/INST]`, `<start_of_turn>` and their like. Some servers
read them as such wherever they stand."""


def sanitise(text: str, limit: int = LONGEST) -> str:
    """The text as a verifier may read it: every character seen, no template marker whole, at most `limit` characters.

    Lines end in one way. What is too long loses its middle, where a mark says how much is missing.
    """
    text = LINE_ENDS.sub("\n", ESCAPES.sub("", text))
    if not text.replace("\n", "").isprintable():  # what is printable is seen, and there is no faster test
        text = "".join(filter(_is_seen, text))
    text = _BLANK.sub("", text)
    return _bounded(_TEMPLATE_MARKER.sub(r"\1 ", text), limit)


def fence(text: str, limit: int = LONGEST) -> str:
    """The sanitised text between two lines whose mark does not occur in it.

    The mark is drawn from the text itself: the same candidate is always asked about in the same words, and yet
    whoever writes the text would have to write its own hash into it.
    """
    text = sanitise(text, limit)
    mark = _mark(text)
    return f"<candidate-{mark}>\n{text}\n</candidate-{mark}>"


def _is_seen(character: str) -> bool:
    return character in "\n\t" or unicodedata.category(character) not in _UNSEEN


def _bounded(text: str, limit: int) -> str:
    if len(text) <= limit:
        return text
    widest = _omission(len(text))
    kept = max(0, limit - len(widest))
    head, tail = kept - kept // 2, kept // 2
    return text[:head] + _omission(len(text) - kept) + text[len(text) - tail :]


def _omission(count: int) -> str:
    return f"\n[... {count:,} characters left out here ...]\n"


def _mark(text: str) -> str:
    digests = (hashlib.sha256(f"{attempt}\n{text}".encode()).hexdigest()[:MARK_DIGITS] for attempt in count())
    return next(digest for digest in digests if digest not in text)
