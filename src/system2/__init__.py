"""Reasoning from the terminal, paid for on purpose.

from system2 import think

result = think("What is 6*7?", effort=5, model="openai/gpt-4o-mini")
print(result.answer, result.confidence, result.cost_usd)
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from system2.engine.library import think, vote
    from system2.engine.result import Result

__all__ = ["Result", "think", "vote"]


def __getattr__(name: str) -> Any:
    """Import the engine when it is first used: commands that call no model must start at once."""
    if name == "Result":
        from system2.engine.result import Result

        return Result
    if name in __all__:
        from system2.engine import library

        return getattr(library, name)
    raise AttributeError(f"module 'system2' has no attribute {name!r}")
