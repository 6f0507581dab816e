"""A reply that scores several things at once: the steps of a path, paths beside each other, critiques of one."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from system2.verifiers.parsing import probability, read_object

TEXT = {"type": "string"}


class Reading(NamedTuple):
    """What one reply says of several things: nothing, and `reason` why, or each one's score, and the critique."""

    scores: Sequence[float]
    critique: str = ""
    reason: str = ""
    principles: str = ""


@lru_cache(maxsize=64)
def schema(title: str, count: int, *, principles: bool) -> dict[str, Any]:
    """The form of a reply about so many things: the critique comes first, as in a judge's verdict."""
    scores = {
        "type": "array",
        "items": {"type": "number", "minimum": 0, "maximum": 1},
        "minItems": count,
        "maxItems": count,
    }
    properties = ({"principles": TEXT} if principles else {}) | {"critique": TEXT, "scores": scores}
    form = {"title": title, "type": "object", "properties": properties, "required": list(properties)}
    return form | {"additionalProperties": False}


def read_scores(text: str, count: int) -> Reading | None:
    """The scores in a reply about so many things; None where they are not there, out of range, too few or too many."""
    found = read_object(text, {"scores"}) or {}
    listed = found.get("scores")
    scores = [probability(each) for each in listed] if isinstance(listed, list) else []
    known = [score for score in scores if score is not None]
    if not len(known) == len(scores) == count:
        return None
    return Reading(known, str(found.get("critique", "")), principles=str(found.get("principles", "")))
