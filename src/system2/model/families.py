"""Families of models, by their names: what LiteLLM's table leaves open, and what was measured on a family.

The first pattern that is found in a name, in small letters and without its provider, decides each field that it sets.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

ALWAYS = {"thinks": "always"}
USUALLY = {"thinks": "usually"}
WHEN_ASKED = {"thinks": "when asked"}
NEVER = {"thinks": "never"}

FAMILIES: tuple[tuple[re.Pattern[str], Mapping[str, Any]], ...] = tuple(
    (re.compile(pattern), fields)
    for pattern, fields in (
        # Trained to end in a box, and writes one whatever it is told. On GSM8K its publisher's prompt gets three times
        # the right answers of a line `Final answer:`; its verdicts tell right from wrong no better than a coin (area
        # under the curve 0.45 to 0.53) where the share of the vote does (0.92); and one path at temperature 0 is right
        # more often (32 %) than a vote of eight at 0.7 (30 %). The heat is the publisher's own. What it is shown before
        # a calculation stands in `prompts.calculations`; of 30 sums, four programs had all right, four paths 81 %.
        (
            r"qwen2\.5-coder.*0\.5b",
            {
                **NEVER,
                "ending": "box",
                "judges": False,
                "leads": True,
                "imitates": True,
                "computes": True,
                "temperature": 0.7,
            },
        ),
        (r"qwen2\.5|smollm2", NEVER),
        (r"non-reasoning|no-thinking|nonthinking|instruct-2507", NEVER),
        (r"\b(o1|o3|o4)\b", ALWAYS),
        (r"deepseek-(r1|reasoner)|\bqwq|magistral|thinking|gpt-oss|-reasoning", ALWAYS),
        (r"grok-(3-mini|4)", ALWAYS),
        (r"claude-(3|opus-4|sonnet-4|haiku-4)", WHEN_ASKED),
        (r"gemini-2\.5-flash-lite", WHEN_ASKED),
        (r"gemini-2\.5-flash", USUALLY),
        (r"gemini-(2\.5-pro|[3-9])", ALWAYS),
        (r"qwen3-coder", NEVER),
        (r"qwen3|deepseek-v[4-9]|glm-[4-9]", USUALLY),
    )
)


def family_of(model: str) -> Mapping[str, Any]:
    """The fields that a model's family settles."""
    return {name: value for fields in reversed([*_families(model)]) for name, value in fields.items()}


def _families(model: str) -> Iterator[Mapping[str, Any]]:
    return (fields for pattern, fields in FAMILIES if pattern.search(model.lower()))
