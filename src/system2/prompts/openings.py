"""Different first steps for parallel paths, so that no early slip locks them all in (ParaThinker, arXiv:2509.04475)."""

from typing import Literal

Kind = Literal["answer", "proof", "code", "design", "text"]
"""What a task asks for: only a short answer can be guessed, and only a proof supposes the contrary."""

OPENINGS: dict[str, dict[Kind, tuple[str, ...]]] = {
    "en": {
        "answer": (
            "",
            "Start by restating what is asked and what is given.",
            "Start by guessing the answer, then test the guess and correct it.",
            "Start from the end: what must hold for an answer to be right?",
            "Start with a smaller case of the same problem.",
            "Start by naming the mistake that a hurried reader would make.",
            "Start by writing the problem as equations or as code.",
            "Start by listing the possible approaches and choose the least obvious sound one.",
        ),
        "proof": (
            "",
            "Start by restating what is given and what is to be shown.",
            "Start from what is to be shown: what would suffice for it?",
            "Start with the smallest cases, and see what makes them hold.",
            "Start by supposing that it does not hold, and see what follows.",
            "Start by listing the theorems that might help, and choose the least obvious sound one.",
        ),
        "code": (
            "",
            "Start by saying what goes in and what has to come out, odd input included.",
            "Start with a small example, gone through by hand line by line.",
            "Start by naming the input that would break a hurried solution.",
            "Start with the tests that a right solution has to pass.",
            "Start by listing the possible approaches and choose the least obvious sound one.",
        ),
        "design": (
            "",
            "Start with the demands, the weightiest first, and what each rules out.",
            "Start with the figures: how much, how many, how often, how fast.",
            "Start with the simplest thing that could do, and say where it breaks.",
            "Start with what will go wrong, and what must still work then.",
            "Start by listing two or three quite different designs, and choose between them.",
        ),
        "text": (
            "",
            "Start by settling who reads this and what they should take away.",
            "Start with an outline, the weightiest point first.",
            "Start with the objection that a critical reader would raise.",
            "Start with one concrete case or detail, and work up from there.",
            "Start by listing what others would leave out.",
        ),
    },
    "zh": {
        "answer": (
            "",
            "请先复述已知条件和所求。",
            "请先猜一个答案，再检验并修正它。",
            "请从结尾出发：正确的答案必须满足什么？",
            "请先解决同一问题的一个更小的情形。",
            "请先指出粗心的读者会犯的错误。",
            "请先把问题写成方程或代码。",
            "请先列出可能的方法，选择其中可靠但最不明显的一种。",
        ),
        "proof": (
            "",
            "请先复述已知条件和要证明的结论。",
            "请从结论出发：什么条件足以推出它？",
            "请先考察最小的几个情形，看它们为何成立。",
            "请先假设结论不成立，看会推出什么。",
            "请先列出可能用到的定理，选择其中可靠但最不明显的一个。",
        ),
        "code": (
            "",
            "请先说明输入是什么、输出应是什么，包括特殊的输入。",
            "请先取一个小例子，逐行手工推演。",
            "请先指出会让草率的写法出错的输入。",
            "请先列出正确的解答必须通过的测试。",
            "请先列出可能的方法，选择其中可靠但最不明显的一种。",
        ),
        "design": (
            "",
            "请先列出各项要求，最重要的在前，并说明每项排除了什么。",
            "请先估算数字：多少、多频繁、多快。",
            "请先给出最简单的可行方案，再说明它在哪里会失效。",
            "请先考虑会出什么故障，以及那时哪些必须仍能工作。",
            "请先列出两三个截然不同的方案，再从中选择。",
        ),
        "text": (
            "",
            "请先确定读者是谁，以及他们应当得到什么。",
            "请先列出提纲，最重要的一点在前。",
            "请先提出挑剔的读者会有的反对意见。",
            "请先从一个具体的事例或细节入手，再展开。",
            "请先列出别人会遗漏的内容。",
        ),
    },
}
"""By language and by what the task asks for; the first path starts as it likes."""
