"""Which way of thinking a problem is given, by rules alone."""

import pytest

from system2.core.problem import Problem
from system2.questions.routing import route

ROUTES = [
    (1, "parallel", "Translate into French: the cat sleeps on the mat."),
    (1, "parallel", "把下面的句子翻译成英文：猫在垫子上睡觉。"),
    (1, "parallel", "Summarise the text below in three sentences."),
    (1, "parallel", "概括这篇文章的要点。"),
    (1, "parallel", "What is the capital of Australia?"),
    (1, "parallel", "澳大利亚的首都是哪里？"),
    (1, "parallel", "Who was the first person on the moon?"),
    (2, "serial", "Prove that the sum of the first n squares is n(n+1)(2n+1)/6."),
    (2, "serial", "证明前 n 个平方数之和等于 n(n+1)(2n+1)/6。"),
    (2, "serial", "Why does my Python script crash with a KeyError?"),
    (2, "serial", "用 Python 写一个快速排序。"),
    (1, "parallel", "What is a Python decorator?"),
    (2, "serial", "Derive the quadratic formula by completing the square."),
    (2, "serial", "Debug this function: def average(numbers): return sum(numbers) / len(numbers)"),
    (2, "serial", "调试这个函数：def average(numbers): return sum(numbers) / len(numbers)"),
    (2, "serial", "Plan a three-day trip to Kyoto with two children and a small budget."),
    (2, "serial", "设计一个每秒处理一千万请求的缓存，p99 延迟低于 10 毫秒。"),
    (2, "hybrid", "A rack and a cooling unit cost 2500 together, the rack 2000 more. How much is the unit?"),
    (2, "hybrid", "机架和冷却装置一共 2500 元，机架贵 2000 元。冷却装置多少钱？"),
    (1, "parallel", "Who is the prime minister of Canada?"),
    (1, "parallel", "In what year did the war end that began in 1939?"),
    (2, "hybrid", "Which is larger, 9.11 or 9.9?"),
    (2, "hybrid", "9.11 和 9.9 哪个大？"),
    (2, "hybrid", "What is the probability that two dice sum to 7?"),
    (2, "hybrid", "What is the integral of x^2 sin x?"),
    (2, "hybrid", "What is the smallest prime greater than 100?"),
    (2, "hybrid", "Is 1001 divisible by 7?"),
    (2, "hybrid", "What's 15% of 80?"),
    (2, "hybrid", "What is the factorial of 5?"),
    (2, "hybrid", "求极限 lim sin(x)/x。"),
    (2, "hybrid", "A rack and a cooling unit cost 2500 together. The rack costs 2000 more. What does the unit cost?"),
    (2, "hybrid", "鸡兔同笼，共35个头，94只脚，鸡和兔各几只？"),
    (3, "hybrid", "What dosage of ibuprofen is safe for a child of 12 kg?"),
    (3, "hybrid", "12 公斤的孩子布洛芬的安全剂量是多少？"),
    (3, "serial", "Plan an irreversible migration of our production database."),
    (3, "hybrid", "Should we sign the contract with the clause as it stands below?"),
]


@pytest.mark.parametrize(("system", "scaling", "question"), ROUTES)
def test_a_problem_is_routed_by_its_words_in_either_language(system, scaling, question):
    found = route(Problem(question))
    assert (found.system, found.scaling) == (system, scaling)


@pytest.mark.parametrize(
    "question",
    [
        "What might the old man in the story below have thought when he came home in the evening?",
        "故事里的老人在傍晚回到家看见空荡荡的房间时，心里究竟在想些什么，又为什么一言不发？",
        "When did the train leave if it arrives at 5 pm after 3 hours?",
        "What is the least of 9, 11 and 7?",
        "Sort these: 5, 3.",
        "Which of the two candidates would suit the position better, given what they say about themselves?",
    ],
)
def test_where_no_rule_knows_a_problem_it_says_so(question):
    assert not route(Problem(question)).is_sure


def test_each_scaling_has_its_thinking_budget():
    budgets = {found.scaling: found.thinking_tokens for found in (route(Problem(question)) for *_, question in ROUTES)}
    assert budgets == {"parallel": 0, "serial": 8_000, "hybrid": 3_000}


def test_a_long_question_is_read_in_no_time():
    route(Problem("should I " * 100_000))
