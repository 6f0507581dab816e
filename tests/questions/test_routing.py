"""Which way of thinking a problem is given, by rules alone."""

from system2.core.problem import Problem
from system2.questions.routing import route

PARALLEL = "翻译 摘要 分类 关键词提取 相似度计算 向量检索 基础问答"
SERIAL = "证明 推导 优化 设计架构 调试 规划 决策 策略分析"
DEPENDENCE = "步骤 依次 然后 基于上述 根据前面的 继续 下一步"
"""The document's patterns of row 15."""

STRONGER = [
    (2, "hybrid", "相似度计算：1 和 3 之和"),  # a sum is never left to one short path
    (2, "hybrid", "机架和冷却装置一共 2500 元，机架贵 2000 元。冷却装置多少钱？"),
    (1, "parallel", "把下面的句子翻译成英文：我们先证明，然后推导。"),  # a text's words are none of the task's
    (2, "hybrid", "什么是决策树？"),  # what is to be looked up is basic, whatever its name holds
    (3, "parallel", "翻译这份用药剂量说明"),  # a mistake would be costly
    (3, "serial", "规划一次不可逆的迁移"),
]
"""Where another rule wins over the document's count, or says what it leaves open, and why."""

ROUTES = [
    (1, "parallel", "Translate into French: the cat sleeps, and then it eats."),
    (1, "parallel", "Summarise the text below in three sentences."),
    (1, "parallel", "概括这篇文章的要点。"),
    (1, "parallel", "Classify these letters by their tone."),
    (1, "parallel", "What is the capital of Australia?"),
    (1, "parallel", "澳大利亚的首都是哪里？"),
    (1, "parallel", "Who was the first person on the moon?"),
    (1, "parallel", "Who is the prime minister of Canada?"),
    (1, "parallel", "In what year did the war end that began in 1939?"),
    (1, "parallel", "What is a Python decorator?"),
    (2, "serial", "Prove that the sum of the first n squares is n(n+1)(2n+1)/6."),
    (2, "serial", "证明前 n 个平方数之和等于 n(n+1)(2n+1)/6。"),
    (2, "serial", "Why does my Python script crash with a KeyError?"),
    (2, "serial", "用 Python 写一个快速排序。"),
    (2, "serial", "Derive the quadratic formula by completing the square."),
    (2, "serial", "Debug this function: def average(numbers): return sum(numbers) / len(numbers)"),
    (2, "serial", "Plan a three-day trip to Kyoto with two children and a small budget."),
    (2, "serial", "设计一个每秒处理一千万请求的缓存，p99 延迟低于 10 毫秒。"),
    (2, "serial", "Tell the story, and then continue from where the knight left."),
    (2, "serial", "Based on the above, what is the next step?"),
    (2, "hybrid", "A rack and a cooling unit cost 2500 together, the rack 2000 more. How much is the unit?"),
    (2, "hybrid", "Which is larger, 9.11 or 9.9?"),
    (2, "hybrid", "9.11 和 9.9 哪个大？"),
    (2, "hybrid", "What is the probability that two dice sum to 7?"),
    (2, "hybrid", "What is the integral of x^2 sin x?"),
    (2, "hybrid", "What is the smallest prime greater than 100?"),
    (2, "hybrid", "Is 1001 divisible by 7?"),
    (2, "hybrid", "What's 15% of 80?"),
    (2, "hybrid", "A rack and a cooling unit cost 2500 together. The rack costs 2000 more. What does the unit cost?"),
    (2, "hybrid", "鸡兔同笼，共35个头，94只脚，鸡和兔各几只？"),
    (3, "hybrid", "What dosage of ibuprofen is safe for a child of 12 kg?"),
    (3, "hybrid", "12 公斤的孩子布洛芬的安全剂量是多少？"),
    (3, "serial", "Plan an irreversible migration of our production database."),
    (3, "hybrid", "Should we sign the contract with the clause as it stands below?"),
]

UNKNOWN = [
    "翻译并优化这一段",  # as many patterns of the one kind as of the other
    "Can a man marry his widow's sister?",  # what is short is not thereby trivial
    "Is this contract clause enforceable?",
    "Which is heavier, a pound of feathers or a pound of gold?",
    "Name a colour.",
    "What might the old man in the story below have thought when he came home in the evening?",
    "故事里的老人在傍晚回到家看见空荡荡的房间时，心里究竟在想些什么，又为什么一言不发？",
    "When did the train leave if it arrives at 5 pm after 3 hours?",
    "What is the least of 9, 11 and 7?",
    "Sort these: 5, 3.",
    "Which of the two candidates would suit the position better, given what they say about themselves?",
]


def test_the_documents_patterns_are_counted_and_any_sign_of_dependence_is_serial():
    """All 22 of row 15, alone and against each other, with the thinking tokens that it recommends."""
    for words, system, scaling, thinking in ((PARALLEL, 1, "parallel", 0), (SERIAL, 2, "serial", 8_000)):
        for word in words.split():
            found = route(Problem(f"请{word}这一段"))
            assert (found.system, found.scaling, found.thinking_tokens) == (system, scaling, thinking), word
    for sign in DEPENDENCE.split():
        assert route(Problem(f"请{sign}翻译，摘要，分类")).scaling == "serial", sign
    assert route(Problem("分类、摘要并优化这一段")).scaling == "parallel"
    assert route(Problem("分类、推导并优化这一段")).scaling == "serial"


def test_a_problem_is_routed_by_stronger_rules_and_by_its_words_in_either_language():
    for system, scaling, question in STRONGER + ROUTES:
        found = route(Problem(question))
        assert (found.system, found.scaling) == (system, scaling), question


def test_where_no_rule_knows_a_problem_it_is_verified_and_says_so():
    """Paths are judged, and some of them think: hybrid, 3,000 tokens."""
    for question in UNKNOWN:
        found = route(Problem(question))
        assert (found.system, found.thinking_tokens, found.is_sure) == (2, 3_000, False), question


def test_a_long_question_is_read_in_no_time():
    route(Problem("should I " * 100_000))
