"""Keeps keys out of everything that is shown or written, as they are and in the forms in which they are passed on."""

import base64
import os
import re
from collections.abc import Iterator
from functools import lru_cache

SECRET_NAME = re.compile(r"KEY|TOKEN|SECRET|PASSWORD", re.I)
LONG = 8
"""A shorter key is found in many a text by chance, and counts only where it stands as a word of its own."""

SWITCH = re.compile(r"true|false|yes|no|on|off|none|null|\d{1,3}", re.I)
"""What variables with such names hold that are no keys: `TOKENIZERS_PARALLELISM=false`."""

SIX_BITS, EIGHT_BITS = 6, 8
"""What a character of base64 stands for, and what a byte holds."""

KEY = re.compile(
    r"(?<![\w-])(?:(?:sk|gsk|xai|hf|pplx|csk|nvapi|tgp|fw|r8|ghp|pat)[-_][\w-]{16,}|AIza[\w-]{30,}"
    r"|(?=\w*\d)(?=\w*[A-Za-z])\w{32,})(?![\w-])"
)
"""What providers' keys look like: with a sign of theirs in front, or long, and of letters and digits together."""

_handed_over: set[str] = set()


def guard(secret: str) -> str:
    """The secret itself, which `scrub` knows from now on."""
    _handed_over.add(secret)
    return secret


def has_key(text: str) -> bool:
    """Whether there is a key in a text, one that this process knows of or what looks like one."""
    return bool(KEY.search(text)) or (len(text) >= LONG and scrub(text) != text)


def scrub(text: str) -> str:
    """The text with every key that this process knows of replaced, URL-coded and base64 ones too."""
    named = (value for name, value in os.environ.items() if SECRET_NAME.search(name) and not SWITCH.fullmatch(value))
    secrets = frozenset(filter(None, (*named, *_handed_over)))
    return _pattern(secrets).sub("[key]", text) if secrets else text


@lru_cache
def _pattern(secrets: frozenset[str]) -> re.Pattern[str]:
    """Finds these secrets in all their forms; of two that begin at the same place the longer one."""
    forms = {form for secret in secrets for form in _forms(secret)}
    return re.compile("|".join(sorted(forms, key=len, reverse=True)))


def _forms(secret: str) -> Iterator[str]:
    """Patterns of the secret as it is, URL-coded in part or whole, and within base64 of either alphabet."""
    plain = "".join(map(_sign, secret))
    if len(secret) < LONG:
        yield rf"(?<!\w){plain}(?!\w)"
    else:
        yield plain
        yield from map(re.escape, _in_base64(secret))


def _sign(sign: str) -> str:
    """A pattern of one sign, as it is or URL-coded."""
    coded = "".join(f"%{byte:02X}" for byte in sign.encode(errors="surrogateescape"))
    plus = r"|\+" if sign == " " else ""
    return rf"(?:{re.escape(sign)}|(?i:{coded}){plus})"


def _in_base64(secret: str) -> Iterator[str]:
    """What does not depend on the neighbours, wherever in a group of three bytes the secret begins."""
    content = secret.encode(errors="surrogateescape")
    for offset in range(3):
        first = -(-offset * EIGHT_BITS // SIX_BITS)
        last = (offset + len(content)) * EIGHT_BITS // SIX_BITS
        for alphabet in (None, b"-_"):
            yield base64.b64encode(bytes(offset) + content, alphabet).decode()[first:last]
