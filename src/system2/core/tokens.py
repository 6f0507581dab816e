"""How many tokens a text may be, without the model's own tokenizer."""

import math

from system2.core.problem import Messages

MESSAGE_OVERHEAD = 16
"""Tokens that a chat template may wrap around one message."""


def bound(messages: Messages) -> int:
    """A number of tokens that these messages never exceed.

    A token of a byte-level vocabulary stands for at least one byte, so their length in UTF-8 is an upper bound.
    """
    return sum(len(message.text.encode()) + MESSAGE_OVERHEAD for message in messages)


def estimate(text: str) -> int:
    """About how many tokens a text is: four letters of a Latin text, one sign of a Chinese one."""
    latin = sum(character.isascii() for character in text)
    return math.ceil(latin / 4) + len(text) - latin
