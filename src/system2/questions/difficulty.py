"""How hard a problem looks, from its words and its length, in English and in Chinese; no call is spent on it."""

import re
from typing import Literal, get_args

from system2.core import tokens
from system2.questions.tasks import LONGEST_READ

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

LONG = 400
"""Tokens from which a problem is one level harder than its words say: there is more to hold in mind at once."""

BRIEF = 12
"""Tokens up to which a question without any telling word is trivial, unless it holds several numbers."""

NUMBERS = re.compile(r"\d[.,]?[^\d.,]+\d")
"""Several numbers, of which something has to be made."""

_SIGNS: dict[Difficulty, str] = {
    "trivial": r"\btranslat(?:e|ion)\b|\bsummar(?:y|ise|ize)\w*|\bspell\b|\bcapital of\b|\bsynonyms?\b|\brephrase\b"
    r"|^\W*(?:hi|hello|thanks|thank you)\b|翻译|译成|总结|概括|摘要|首都|近义词|^你好|谢谢",
    "very hard": r"\bolympiad\b|\bIMO\b|\bputnam\b|\bAIME\b|\bconjecture\b|\bopen problem\b|\bNP-(?:hard|complete)\b"
    r"|\bP-complete\b|\bformal(?:ly)? (?:verif|proof)\w*|\bsudoku\b|奥数|奥林匹克|猜想|数独|形式化验证",
    "hard": r"\bpro(?:ve|of)\b|\bdisprove\b|\bshow that\b|\bderive\b|\binduction\b|\btheorem\b|\bintegral\b"
    r"|\bdifferential equations?\b|\beigen\w+|\bdesign\b|\barchitect\w*|\boptimi[sz]\w+|\brace conditions?\b"
    r"|\bdeadlock\w*|\bconcurren\w+|\bdistributed\b|\balgorithms?\b|\bcryptogra\w+|\bpermutations?\b"
    r"|证明|推导|求证|归纳|定理|积分|微分方程|特征值|设计|架构|优化|死锁|并发|分布式|算法|密码|置换",
    "medium": r"\bdebug\w*|\bfix\b|\bbug\b|\bcode\b|\bfunctions?\b|\bregex\w*|\bsql\b|\brefactor\w*|\bplan\b|\bsolve\b"
    r"|\bequations?\b|\bcalculate\b|\bcompute\b|\bhow (?:much|many|long|far|old)\b|\bprobabilit\w+|\bpercent\w*"
    r"|\bremainder\b|\bcompare\b|\bexplain why\b|\bpuzzle\b|\briddle\b|\d\s*[-+*/×÷^%]\s*\d"
    r"|\d\s*% of\b|\bevaluate\b|\bderivatives?\b|\blimit of\b"
    r"|\bprimes?\b(?! minister)|\bdivisible\b|\b(?:larger|bigger|greater|smaller)\b.{0,60}\d|\bcosts? [$€£¥]?\d"
    r"|调试|代码|函数|报错|计划|规划|求解|方程|计算|多少|几[个只头岁天]|概率|百分|余数|比较|为什么|谜"
    r"|[质素]数|整除|极限|导数|\d.{0,20}哪个(?:更|比较)?[大小]",
}
"""In the order in which they are tried: an open problem to be summarised is easy to summarise."""

_PATTERNS = {level: re.compile(signs, re.IGNORECASE) for level, signs in _SIGNS.items()}


def difficulty(question: str, context: str = "") -> Difficulty:
    """How hard the question looks; `context` is what it is about, which counts by its length alone."""
    start = question[:LONGEST_READ]
    length = tokens.estimate(question) + tokens.estimate(context)
    found = next((level for level, pattern in _PATTERNS.items() if pattern.search(start)), None)
    if found is None:
        found = "trivial" if length <= BRIEF and not NUMBERS.search(start) else "easy"
    harder = found != "trivial" and length >= LONG
    return LEVELS[min(LEVELS.index(found) + harder, len(LEVELS) - 1)]
