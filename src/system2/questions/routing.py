"""How a problem is best thought about, by rules in English and in Chinese; no call is spent on it."""

import re
from dataclasses import dataclass
from typing import Literal

from system2.core.problem import Problem
from system2.questions.difficulty import NUMBERS, Difficulty, difficulty
from system2.questions.tasks import LONGEST_READ, TaskType, task_type

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
"""What is known to gain from width, from depth, or from both; of other tasks the rules are not sure."""

_CRITICAL = re.compile(
    r"\b(?:critical(?:ly)?|life[- ]threatening|safety[- ]critical|irreversible|must not be wrong|high[- ]stakes)\b"
    r"|\b(?:diagnos\w+|dosage|dose of|contraindicat\w+|lawsuit|liabilit\w+|legally)\b"
    r"|\b(?:should (?:I|we)|is it safe to)\b.*"
    r"\b(?:invest|sign|sue|deploy|migrate|operate|surgery|sell|buy|merge|delete)\b"
    r"|至关重要|性命攸关|生死攸关|不可逆|不容有错|高风险|诊断|剂量|用药|禁忌|诉讼|法律责任"
    r"|(?:应该|该不该|是否应).{0,12}(?:投资|签|上线|手术|收购|删除)",
    re.IGNORECASE,
)
_LOOK_UP = re.compile(
    r"^\W*(?:who|when|where|which|what) (?:is|was|are|were|did|does)\b.{0,60}$"
    r"|\bcapital of\b|\bdefine\b|\bdefinition of\b"
    r"|^.{0,20}(?:是谁|是什么|在哪里|哪一年|首都).{0,10}$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Route:
    """How a problem is to be thought about."""

    system: Literal[1, 2, 3]
    """1: one call as it comes; 2: verified paths; 3: a vote of verified paths."""
    scaling: Scaling
    why: str
    """The reason, as a clause that follows "because"."""
    is_sure: bool = True
    """False where no rule knows the scaling: a model may be asked for it."""

    @property
    def thinking_tokens(self) -> int:
        """How many tokens each path may think."""
        return THINKING_TOKENS[self.scaling]


def route(problem: Problem) -> Route:
    """The route for a problem."""
    question, task = problem.question[:LONGEST_READ], task_type(problem.question)
    level = difficulty(problem.question, problem.context)
    scaling = "parallel" if _is_look_up(question, task, level) else SCALINGS.get(task)
    if _CRITICAL.search(question):
        return Route(3, scaling or "hybrid", "a mistake would be costly")
    if scaling == "parallel" or (scaling is None and level == "trivial"):
        return Route(1, "parallel", "it asks for no reasoning")
    if scaling is None:
        return Route(2, "hybrid", "no rule knows it", is_sure=False)
    reasons = {"serial": "each step builds on the one before", "hybrid": "it takes steps, and answers can be compared"}
    return Route(2, scaling, reasons[scaling])


def _is_look_up(question: str, task: TaskType, level: Difficulty) -> bool:
    """Whether it asks for what is known; "What is the least of 9, 11 and 7?" has the form alone."""
    is_easy = level in {"trivial", "easy"} and task != "arithmetic" and not NUMBERS.search(question)
    return is_easy and bool(_LOOK_UP.search(question))
