"""How a problem is best thought about, by rules in English and in Chinese; no call is spent on it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from system2.core.problem import Problem
from system2.questions.difficulty import LOOK_UP, NUMBERS, difficulty
from system2.questions.tasks import TaskType, task_itself, task_type

System = Literal[1, 2, 3]
"""1: one call as it comes; 2: verified paths; 3: a vote of verified paths."""

Scaling = Literal["parallel", "serial", "hybrid"]
"""Where more compute goes: into more paths, into longer ones, or into both."""

THINKING_TOKENS: dict[Scaling, int] = {"parallel": 0, "serial": 8_000, "hybrid": 3_000}
"""How many tokens a path may think, by where the compute goes."""

SCALINGS: dict[TaskType, Scaling] = {
    "translate": "parallel",
    "summarise": "parallel",
    "proof": "serial",
    "code": "serial",
    "plan": "serial",
    "arithmetic": "hybrid",
}
"""What kinds of task gain from where no pattern tells; of others the rules are not sure."""

PARALLEL = (
    r"翻译|译[成为]|\btranslat\w+",
    r"摘要|总结|概括|\bsummar(?:y|i[sz])\w*|\btl;?dr\b|\bkey points\b",
    r"分类|\bclassif\w+",
    r"关键词提取|\bextract\b.{0,20}\bkey ?words\b|\bkeyword extraction\b",
    r"相似度计算|\bhow similar\b|\bsimilarity of\b",
    r"向量检索|\bvector search\b|\bnearest neighbou?rs\b",
    r"基础问答|\bbasic questions\b",
)
"""What many short paths do as well as one long one, each pattern one way to say it in Chinese and in English."""

SERIAL = (
    r"证明|求证|\bprove\b|\bproof of\b|\bdisprove\b|\bshow that\b",
    r"推导|\bderive\b|\bderivation\b",
    r"优化|\boptimi[sz]\w+",
    r"设计|架构|\bdesign\b|\barchitect\w*",
    r"调试|\bdebug\w*",
    r"规划|\bplan\b",
    r"决策|\bdecide\b|\bmake a decision\b",
    r"策略分析|\banaly[sz]e\b.{0,20}\bstrategy\b|\bstrategic analysis\b",
)
"""What is done step upon step."""

DEPENDENCE = (
    r"步骤|\bstep[- ]by[- ]step\b|\bsteps (?:to|for|of|in)\b",
    r"依次|\bin turn\b|\bone after (?:the other|another)\b",
    r"然后|\band then\b|[.;]\s*then\b",
    r"基于上述|\b(?:based on|given) the above\b",
    r"根据前面的|\bthe (?:previous|preceding) (?:answer|part|result|step)s?\b",
    r"继续|^\W*(?:please )?continue\b|\bcontinue (?:from|where|with)\b",
    r"下一步|\bnext (?:move|step)s?\b",
)
"""Signs that one thing waits for another."""

_CRITICAL = re.compile(
    r"\b(?:critical(?:ly)?|life[- ]threatening|safety[- ]critical|irreversible|must not be wrong|high[- ]stakes)\b"
    r"|\b(?:diagnos\w+|dosage|dose of|contraindicat\w+|lawsuit|liabilit\w+|legally)\b"
    r"|\b(?:should (?:I|we)|is it safe to)\b.*"
    r"\b(?:invest|sign|sue|deploy|migrate|operate|surgery|sell|buy|merge|delete)\b"
    r"|至关重要|性命攸关|生死攸关|不可逆|不容有错|高风险|诊断|剂量|用药|禁忌|诉讼|法律责任"
    r"|(?:应该|该不该|是否应).{0,12}(?:投资|签|上线|手术|收购|删除)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Route:
    """How a problem is to be thought about."""

    system: System
    scaling: Scaling
    why: str
    """The reason, as a clause that follows "because"."""
    is_sure: bool = True
    """False where no rule knows the scaling: a model may be asked for it."""

    @property
    def thinking_tokens(self) -> int:
        """How many tokens each path may think."""
        return THINKING_TOKENS[self.scaling]


WHY: dict[Scaling, str] = {
    "parallel": "it asks for no reasoning",
    "serial": "each step builds on the one before",
    "hybrid": "it takes steps, and answers can be compared",
}


def route(problem: Problem) -> Route:
    """The route for a problem: only what needs no reasoning is left to one call, however short the rest is."""
    scaling = _scaling(problem)
    if _CRITICAL.search(task_itself(problem.question)):
        return Route(3, scaling or "hybrid", "a mistake would be costly")
    if scaling is None:
        return Route(2, "hybrid", "no rule knows it", is_sure=False)
    return Route(1 if scaling == "parallel" else 2, scaling, WHY[scaling])


def _scaling(problem: Problem) -> Scaling | None:
    """Where more compute goes; None where no rule knows.

    One pattern counts once. A sum is never left to one short path: whatever the patterns tell, answers are compared.
    """
    task, kind = task_itself(problem.question), task_type(problem.question)
    parallel, serial = _count(PARALLEL, task) + _is_look_up(problem, kind), _count(SERIAL, task)
    if serial > parallel or _count(DEPENDENCE, task):
        return "serial"
    if parallel > serial and kind != "arithmetic":
        return "parallel"
    return SCALINGS.get(kind) if parallel == 0 or kind == "arithmetic" else None


def _count(patterns: Iterable[str], task: str) -> int:
    return sum(bool(re.search(pattern, task, re.IGNORECASE)) for pattern in patterns)


def _is_look_up(problem: Problem, kind: TaskType) -> bool:
    """Whether it asks for what is known; "What is the least of 9, 11 and 7?" has the form alone."""
    question = task_itself(problem.question)
    is_easy = difficulty(problem.question) in {"trivial", "easy"} and kind != "arithmetic"
    return is_easy and not NUMBERS.search(question) and bool(LOOK_UP.search(question))
