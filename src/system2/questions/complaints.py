"""What a verdict complains of, from the words of its critique, in English and in Chinese; no call is spent on it."""

import re
from typing import Literal

Remedy = Literal["wider", "deeper", "stronger"]
"""More paths, against a slip that another path need not make; longer thoughts, against gaps; a stronger model."""

_SIGNS: dict[Remedy, tuple[str, ...]] = {
    "stronger": (
        r"\bmis(?:understand|understood|read|interpret)\w*",
        r"\bwrong (?:approach|method|concept|formula|theorem)\b",
        r"\b(?:does(?: not|n't) know|does(?: not|n't) exist|made[- ]up|off[- ]topic|irrelevant)\b",
        r"\b(?:hallucinat|fabricat|nonsens)\w+",
        r"误解|理解错|方法错误|概念错误|编造|并不存在|答非所问|胡言",
    ),
    "deeper": (
        r"\b(?:incomplete|unfinished|truncated|cut off|superficial|shallow|skip(?:s|ped)|gaps?)\b|\bhand-?wav",
        r"\b(?:un|not )(?:justified|proved|proven|shown|derived|checked|finished|supported|verified)\b",
        r"\bwithout (?:proof|justification|checking)\b|\bonly (?:checks|considers|covers)\b",
        r"\bmiss(?:es|ing) (?:a |the |some |any )?(?:steps?|cases?|details?)\b",
        r"未完成|不完整|跳过|缺少|没有证明|未证明|不充分|遗漏|过于简略",
    ),
    "wider": (
        r"\b(?:slips?|arithmetic|typos?|off by one)\b|\bmis(?:calculat|count)\w*",
        r"\b(?:computation\w*|calculation|sign) errors?\b",
        r"计算错误|算错|笔误|数错|符号错误",
    ),
}
"""In the order in which they are tried: longer thoughts help nobody who has misread the question."""

EXAMPLES: dict[Remedy, str] = {
    "wider": "It makes an arithmetic slip.",
    "deeper": "It is incomplete.",
    "stronger": "It uses the wrong method.",
}
"""A critique for each."""

_PATTERNS = {remedy: re.compile("|".join(signs), re.IGNORECASE) for remedy, signs in _SIGNS.items()}


def remedy_for(critique: str) -> Remedy | None:
    """What would help against what a critique complains of; None where its words do not say."""
    return next((remedy for remedy, pattern in _PATTERNS.items() if pattern.search(critique)), None)
