"""How hard a problem looks, from its words and its length, in English and in Chinese; no call is spent on it."""

import re
from typing import Literal, get_args

from system2.questions.tasks import task_itself

Difficulty = Literal["trivial", "easy", "medium", "hard", "very hard"]
LEVELS: tuple[Difficulty, ...] = get_args(Difficulty)

THINKING_TOKENS: dict[Difficulty, int] = {
    "trivial": 0,
    "easy": 1_000,
    "medium": 3_000,
    "hard": 6_000,
    "very hard": 10_000,
}
"""How long a path may think about a problem of each level."""

LENGTHS: tuple[tuple[int, Difficulty], ...] = ((500, "hard"), (200, "medium"))
"""Characters above which a problem without any telling word has a level: there is more to hold in mind at once."""

NUMBERS = re.compile(r"\d[.,]?[^\d.,]+\d")
"""Several numbers, of which something has to be made."""

_PLAINLY = r"\b(?:(?![,;]|\b(?:or|if|before|after|than|without|except|unless|not|both|neither)\b).){0,60}$"
"""The rest of a question in which nothing is to be weighed."""

LOOK_UP = re.compile(
    r"^\W*(?:hi|hello|thanks|thank you)\b|\bcapital of\b|\bdefin(?:e|ition of)\b|\bsynonyms?\b|\bspell\b|\brephrase\b"
    rf"|^\W*(?:who|when|where|(?:in )?(?:which|what)(?: \w+)?) (?:is|was|are|were|did|does){_PLAINLY}"
    rf"|^\W*who (?:wrote|invented|discovered|painted|composed|founded|built){_PLAINLY}"
    r"|^你好|谢谢|首都|近义词|^.{0,20}(?:是谁|是什么|在哪里|哪一年).{0,10}$|^谁.{0,4}了.{0,20}$|^什么是.{0,20}$",
    re.IGNORECASE,
)
"""What is known or not, without a thought. "Which is heavier, a pound of feathers or of gold?" has the form alone."""

_ASKS = re.compile(
    r"[?？]|^\W*(?:is|are|was|were|do|does|did|can|could|may|might|must|should|would|will|has|have|how|why|wh\w+)\b"
    r"|\bwhether\b|吗|呢|是否|能否|可否|该不该",
    re.IGNORECASE,
)
"""A question, which may be a trap however few its words are."""

_SIGNS: dict[Difficulty, str] = {
    "very hard": r"\bolympiad\b|\bIMO\b|\bputnam\b|\bAIME\b|\bconjecture\b|\bopen problem\b|\bNP-(?:hard|complete)\b"
    r"|\bP-complete\b|\bformal(?:ly)? (?:verif|proof)\w*|\bsudoku\b|奥数|奥林匹克|猜想|数独|形式化验证",
    "hard": r"证明|推导|优化|设计|架构|调试|\bprove\b|\bproof of\b|\bderive\b|\boptimi[sz]\w+|\bdesign\b|\barchitect\w*"
    r"|\bdebug\w*|\bdisprove\b|\bshow that\b|\binduction\b|\btheorem\b|\bintegral\b|\bdifferential equations?\b"
    r"|\beigen\w+|\brace conditions?\b|\bdeadlock\w*|\bconcurren\w+|\bdistributed\b|\balgorithms?\b|\bcryptogra\w+"
    r"|\bpermutations?\b|求证|归纳法|定理|积分|微分方程|特征值|死锁|并发|分布式|算法|密码学|置换",
    "medium": r"分析|比较|解释|评估|\banaly[sz]\w+|\banalysis\b|\bcompare\b|\bexplain\b|\bassess\b|\bevaluate\b"
    r"|\bfix\b|\bbug\b|\bcode\b|\bfunctions?\b|\bregex\w*|\bsql\b|\brefactor\w*|\bplan\b|\bsolve\b"
    r"|\bequations?\b|\bcalculate\b|\bcompute\b|\bhow (?:much|many|long|far|old)\b|\bprobabilit\w+|\bpercent\w*"
    r"|\bremainder\b|\bpuzzle\b|\briddle\b|\d\s*[-+*/×÷^%]\s*\d|\d\s*% of\b|\bderivatives?\b|\blimit of\b"
    r"|\bprimes?\b(?! minister)|\bdivisible\b|\b(?:larger|bigger|greater|smaller)\b.{0,60}\d|\bcosts? [$€£¥]?\d"
    r"|代码|函数|报错|计划|规划|求解|方程|计算|多少|几[个只头岁天]|概率|百分|余数|为什么|谜"
    r"|[质素]数|整除|极限|导数|\d.{0,20}哪个(?:更|比较)?[大小]",
    "easy": r"什么是|怎么写|帮我|^\W*what(?:'s| is| are) (?!the\b)|\bhow (?:do|can|should) (?:I|we|you) write\b"
    r"|\bhelp me\b",
    "trivial": r"\btranslat\w+|\bsummar(?:y|i[sz])\w*|翻译|译[成为]|总结|概括|摘要",
}
"""In the order in which they are tried: the first that matches wins."""

_PATTERNS = {level: re.compile(signs, re.IGNORECASE) for level, signs in _SIGNS.items()}


def difficulty(question: str, context: str = "") -> Difficulty:
    """How hard the question looks; `context` is what it is about, which counts by its length alone."""
    task = task_itself(question)
    found = next((level for level, pattern in _PATTERNS.items() if pattern.search(task)), None)
    return found or _by_length(task, len(question) + len(context))


def _by_length(task: str, length: int) -> Difficulty:
    """The level of what has no telling word: a short question is trivial only where its answer is looked up."""
    if long := next((level for least, level in LENGTHS if length > least), None):
        return long
    if NUMBERS.search(task) or (_ASKS.search(task) and not LOOK_UP.search(task)):
        return "easy"
    return "trivial"
