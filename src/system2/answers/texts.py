"""Comparing short texts: case, articles, punctuation, accents and spaces do not matter."""

import re
import unicodedata

_LATIN_ACCENT = re.compile(r"(?<=[a-z])[\u0300-\u036f]+")
_ARTICLE = re.compile(r"^(?:the|a|an)\s+(?=\S)")
_SEPARATOR = re.compile(r"[\s\-_/]+")


def text_key(text: str) -> str:
    """The same key for texts that say the same; the text itself, folded, where nothing but signs would be left."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    folded = unicodedata.normalize("NFKC", _LATIN_ACCENT.sub("", folded))
    spaced = _SEPARATOR.sub(" ", folded.replace("&", " and "))
    words = "".join(sign for sign in spaced if sign == " " or sign in "+#%" or unicodedata.category(sign)[0] in "LNMS")
    return _ARTICLE.sub("", " ".join(words.split())) or " ".join(folded.split())
