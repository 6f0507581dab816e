"""How deep a model is asked to think."""

from typing import Literal, get_args

ReasoningEffort = Literal["none", "minimal", "low", "medium", "high", "xhigh"]
"""How deep in a word; `none` is not at all."""

EFFORTS: tuple[ReasoningEffort, ...] = get_args(ReasoningEffort)
"""The words, from the shallowest to the deepest."""
