"""Reasoning from the terminal, paid for on purpose.

from system2 import think

result = think("What is 6*7?", effort=5, model="openai/gpt-6-luna")
print(result.answer, result.confidence, result.cost_usd)
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from system2.config.approach import Shape
    from system2.config.judging import Demands, Judging, TestFile
    from system2.engine.result import Result
    from system2.errors import System2Error
    from system2.library import athink, atree, avote, events, read_answer, same_answer, think, tree, vote

__all__ = [
    "Demands",
    "Judging",
    "Result",
    "Shape",
    "System2Error",
    "TestFile",
    "athink",
    "atree",
    "avote",
    "events",
    "read_answer",
    "same_answer",
    "think",
    "tree",
    "vote",
]

HOMES = {
    "Demands": "system2.config.judging",
    "Judging": "system2.config.judging",
    "Result": "system2.engine.result",
    "Shape": "system2.config.approach",
    "System2Error": "system2.errors",
    "TestFile": "system2.config.judging",
    "athink": "system2.library",
    "atree": "system2.library",
    "avote": "system2.library",
    "events": "system2.library",
    "read_answer": "system2.library",
    "same_answer": "system2.library",
    "think": "system2.library",
    "tree": "system2.library",
    "vote": "system2.library",
}


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is first used: commands that call no model must start at once."""
    if name in HOMES:
        return getattr(import_module(HOMES[name]), name)
    raise AttributeError(f"module 'system2' has no attribute {name!r}")
