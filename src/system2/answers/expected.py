"""Right answers as problem sets write them down."""

import re

from system2.core.candidates import Answer

AFTER_MARK = re.compile(r"####\s*(\S.*?)\s*\Z", re.DOTALL)
"""GSM8K ends its worked solutions so."""


def expected_answer(text: str) -> Answer:
    """The answer that a problem set holds for right: the whole text, or what follows the last `####` in it."""
    marked = AFTER_MARK.search(text[text.rfind("####") :]) if "####" in text else None
    return Answer(marked[1] if marked else text.strip())
