"""Keeps keys out of everything that is shown or written."""

import os
import re

SECRET_NAME = re.compile(r"KEY|TOKEN|SECRET|PASSWORD", re.I)
SHORTEST_SECRET = 8
"""Shorter values of such variables are switches and numbers, found in any text."""

_handed_over: set[str] = set()


def guard(secret: str) -> str:
    """The secret itself, which `scrub` knows from now on."""
    _handed_over.add(secret)
    return secret


def scrub(text: str) -> str:
    """The text with every key that this process knows of replaced."""
    named = (value for name, value in os.environ.items() if SECRET_NAME.search(name))
    for secret in sorted({*named, *_handed_over}, key=len, reverse=True):
        if len(secret) >= SHORTEST_SECRET:
            text = text.replace(secret, "[key]")
    return text
