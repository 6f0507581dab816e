"""What kind of task a problem is, from its words alone, in English and in Chinese; no call is spent on it."""

import re
from functools import lru_cache
from typing import Literal

from system2.core.problem import Problem

TaskType = Literal["translate", "summarise", "proof", "code", "plan", "compare", "arithmetic", "write", "question"]
"""The kinds of task, as the ledger knows them; `question` is what fits nothing else."""

LONGEST_READ = 4_000
"""Characters from the start that are looked at: what is asked stands before what it is asked about."""

_SIGNS: dict[TaskType, str] = {
    "translate": r"\btranslat\w+|\bin(?:to)? (?:English|Chinese|French|German|Spanish|Japanese)\b.*:|翻译|译成|译为",
    "summarise": r"\bsummar(?:y|ise|ize|ies)\w*|\btl;?dr\b|\bkey points\b|\babstract of\b|总结|概括|摘要|归纳要点",
    "proof": r"\bpro(?:ve|of)\b|\bshow that\b|\bderive\b|\bdisprove\b|\bq\.?e\.?d\b|证明|推导|求证",
    "code": r"\bdebug\w*|\bcode\b|\bpython\b|\bjavascript\b|\brust\b|\bsql\b|\bregex\w*|\btraceback\b|\bcompil\w+"
    r"|\bfunctions?\b.*\b(?:return|list|bug|crash|divide)\w*|\brefactor\w*|\bunit tests?\b|```|\bdef \w+\("
    r"|代码|调试|函数|程序|报错",
    "plan": r"\bdesign\b|\bplan\b|\barchitect\w*|\broadmap\b|\bstrategy\b|\bschedule\b|\bsteps to\b"
    r"|设计|规划|方案|计划|架构",
    "compare": r"\bcompare\b|\bversus\b|\bvs\.?\b|\bdifferences? between\b|\bpros and cons\b|比较|对比|区别|优缺点",
    "arithmetic": r"\d\s*[-+*/×÷^%]\s*\d|\bhow (?:much|many)\b|\bcalculate\b|\bcompute\b|\bsolve\b"
    r"|\bsum of\b|\bproduct of\b|\bpercent\w*|\bequation\b|\bfactorial\b|\bremainder\b|\bprobabilit\w+|\bintegrals?\b"
    r"|\d\s*% of\b|\bevaluate\b|\bderivatives?\b|\blimit of\b"
    r"|\bprimes?\b(?! minister)|\bdivisible\b|\b(?:larger|bigger|greater|smaller)\b.{0,60}\d|\bcosts? [$€£¥]?\d"
    r"|(?<!相似度)计算|多少|几[个只头岁天]|求解|方程|等于|之和|乘积|概率|积分|极限|导数|[质素]数|整除|\d.{0,20}哪个(?:更|比较)?[大小]",
    "write": r"^\W*(?:please )?(?:write|draft|compose)\b|\bessay\b|\bpoem\b|\bemail\b|\bstory\b|写一|撰写|起草|作文",
}
"""In the order in which they are tried: a proof with numbers in it is a proof."""

_TEXT_ASKED_FOR = (
    r"^\W*(?:please |(?:can|could|would|will) you )?(?:please )?(?:write|draft|compose)"
    r"(?: (?!(?:code|programs?|scripts?|functions?|quer(?:y|ies)|of|for|to|in|that|which|about)\b)[\w,'’-]+){0,5}?"
    r" (?:haikus?|poems?|sonnets?|limericks?|songs?|lyrics|stor(?:y|ies)|novels?|essays?|articles?|e-?mails?|letters?)"
    r"(?=\W*$|[^\w\s]|\s(?:about|on|of|for|in|to|from|with|that|which|where|whose|by|as)\b)"
    r"|写(?!.{0,20}(?:代码|函数|程序|脚本)).{0,30}?(?:诗|俳句|故事|小说|散文|作文|文章|歌词|邮件)"
)
"""A verb and a text that is no program: a haiku may be about rust, but a story parser is code."""

_TEXT_FOLLOWS: frozenset[TaskType] = frozenset({"translate", "summarise"})
"""Tasks whose question may hold the text that they are about, behind a colon or on further lines."""

OPEN_ENDED: frozenset[TaskType] = frozenset({"write", "compare", "summarise", "translate", "plan"})
"""Tasks whose answers no vote can count: many are good, and none is the right one."""

_CALCULATION = re.compile(
    r"\W*(?:what(?:'s| is)|how much is|calculate|compute|evaluate|work out|(?:请)?计算(?:一下)?|求)?[\s:：]*"
    r"(?P<terms>[-−+(\s]*\d[\d\s.,()+\-−*/×÷%^]*)(?:等于|是|equals?)?\s*(?:多少|几|what)?\W*",
    re.IGNORECASE,
)
_OPERATION = re.compile(r"[\d)]\s*[+\-−*/×÷%^]\s*[\d(]")

_PATTERNS: tuple[tuple[TaskType, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(signs, re.IGNORECASE | re.MULTILINE))
    for kind, signs in (("write", _TEXT_ASKED_FOR), *_SIGNS.items())
)


@lru_cache(maxsize=16)  # every prompt of a judge asks for that of its question
def task_type(question: str) -> TaskType:
    """The kind of task that a question sets."""
    start = question[:LONGEST_READ]
    return next((kind for kind, pattern in _PATTERNS if pattern.search(start)), "question")


def task_itself(question: str) -> str:
    """What is to be done: the words of a text that is to be translated or summarised are none of the task's."""
    start = question[:LONGEST_READ]
    before = re.split(r"[:：\n]", start, maxsplit=1)[0]
    return before if task_type(before) in _TEXT_FOLLOWS else start


def is_calculation(question: str) -> bool:
    """Whether numbers and operations are all that the question holds: nothing has to be understood first."""
    found = _CALCULATION.fullmatch(question[:LONGEST_READ])
    return bool(found and _OPERATION.search(found["terms"]))


def is_open(problem: Problem) -> bool:
    """Whether no single answer is right: the user says so, or the kind of the task does."""
    return problem.answer_kind == "open" or (
        problem.answer_kind == "auto" and task_type(problem.question) in OPEN_ENDED
    )
