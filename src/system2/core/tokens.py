"""How many tokens a text may be, without the model's own tokenizer."""

import json
import math
from collections.abc import Mapping
from typing import Any

from system2.core.problem import Messages

MESSAGE_OVERHEAD = 16
"""Tokens that a chat template may wrap around one message."""

SCHEMA_OVERHEAD = 64
"""Tokens of the words around a schema, where it is sent in words."""


def bound(messages: Messages, schema: Mapping[str, Any] | None = None) -> int:
    """A number of tokens that a prompt of these messages, whose reply has this schema, never exceeds."""
    said = sum(bound_of(message.text) for message in messages)
    return said + (len(json.dumps(schema)) + SCHEMA_OVERHEAD if schema else 0)


def bound_of(text: str) -> int:
    """The same of one message.

    A token of a byte-level vocabulary stands for at least one byte, so a text's length in UTF-8 is an upper bound.
    """
    return MESSAGE_OVERHEAD + (len(text) if text.isascii() else len(text.encode()))


def usual(messages: Messages, schema: Mapping[str, Any] | None = None) -> int:
    """About how many tokens that prompt is."""
    said = sum(estimate(message.text) for message in messages)
    return said + (estimate(json.dumps(schema)) if schema else 0)


def estimate(text: str) -> int:
    """About how many tokens a text is: four letters of a Latin text, one sign of a Chinese one."""
    latin = len(text) if text.isascii() else len(text.encode("ascii", "ignore"))
    return math.ceil(latin / 4) + len(text) - latin
