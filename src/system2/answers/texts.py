"""Comparing short texts: case, articles, punctuation, accents and spaces do not matter."""

import re
import unicodedata

_LATIN_ACCENT = r"(?<=[a-z])[\u0300-\u036f]+"
_ARTICLE = r"^(?:the|a|an)\s+(?=\w{2})"
_RATIO = r"(?<=\d)\s?:\s?(?=\d)"
_HALF_OF_DAY = r"(?<=\d)\s?([ap])\.?m\b"
_SIGN = r"(?<=\d)([^\w\s])(?=\d)|([\s\-_/]+)|[^\w\s]"
_MEANING = ("M", "Sm", "Sc", "So")
"""Categories of Unicode, besides letters and digits, that carry meaning: marks, and signs such as >, $ and ☺."""


def text_key(text: str) -> str:
    """The same key for texts that say the same; the text itself, folded, where nothing but punctuation would be left.

    Punctuation counts between digits: 1.2.3 is not 12.3, and 3:30 is not 330.
    """
    folded = unicodedata.normalize("NFKD", text.casefold())
    folded = unicodedata.normalize("NFKC", re.sub(_LATIN_ACCENT, "", folded)).replace("&", " and ")
    folded = re.sub(_HALF_OF_DAY, r" \1m", re.sub(_RATIO, ":", folded))
    words = " ".join(re.sub(_SIGN, _without_punctuation, folded).split())
    return re.sub(_ARTICLE, "", words) or " ".join(folded.split())


def _without_punctuation(sign: re.Match[str]) -> str:
    says = sign[0] in "#%" or unicodedata.category(sign[0][0]).startswith(_MEANING)
    return sign[1] or (" " if sign[2] else sign[0] if says else "")
