"""How hard a problem looks."""

from itertools import chain

from system2.questions.difficulty import LEVELS, THINKING_TOKENS, difficulty

THEIRS = {
    "hard": "证明 推导 优化 设计 架构 调试",
    "medium": "分析 比较 解释 评估",
    "easy": "什么是 怎么写 帮我",
}
"""The document's words for each level, in the order in which they are tried."""

STRONGER = {
    "这道奥数题：证明不存在这样的 n": "very hard",  # an olympiad's proof is no everyday one
    "解释这个定理": "hard",  # so are theorems, whoever explains them
    "什么是 6*7": "medium",  # sums take steps, in whatever words, however few
    "What is 6*7?": "medium",
    "机架和冷却装置一共 2500 元，冷却装置多少钱？": "medium",
    "9.11 和 9.9 哪个大？": "medium",
    "What is the least of 9, 11 and 7?": "easy",  # something is to be made of several numbers
    "男人可以娶他遗孀的姐妹吗？": "easy",  # a question may be a trap in few words
    "Can a man marry his widow's sister?": "easy",
    "Is this contract clause enforceable?": "easy",
    "Which is heavier, a pound of feathers or a pound of gold?": "easy",
    "把这句话翻译成英文：我们来证明这个定理": "trivial",  # a text's words are none of the task's
    "Translate into French: prove that the function is optimal": "trivial",
    "Translate this into Chinese:\n" + "The old mill stood by the river. " * 40: "trivial",  # nor is its length
}
"""Where another rule wins over the document's words and lengths, and why."""

OURS = {
    "trivial": ("What is the capital of France?", "Who wrote Hamlet?", "谁写了《红楼梦》？", "谢谢", "Name a colour."),
    "easy": ("What is a decorator?", "Help me find a gift", "How do I write a letter of thanks"),
    "medium": ("How many letters r are in strawberry?", "Explain tides", "Fix this function", "Analyse this poem"),
    "hard": ("Prove that it is irrational", "Debug an average function", "Design a cache", "求证勾股定理"),
    "very hard": (
        "Solve this problem of the 2019 olympiad: for which n is 2^n - 1 a square?",
        "Solve the sudoku below",
    ),
}


def test_the_documents_words_tell_the_level_and_the_first_that_matches_wins():
    """All 13 of row 16, alone and with a word of every later level in the same sentence."""
    later = ""
    for level, words in reversed(THEIRS.items()):
        for word in words.split():
            assert difficulty(f"请{word}这些{later}") == level, word
        later += words.split()[0]


def test_without_a_telling_word_the_length_in_characters_decides():
    for signs, level in ((200, "trivial"), (201, "medium"), (500, "medium"), (501, "hard")):
        assert difficulty("很" * signs) == difficulty("so " * (signs // 3), "y" * (signs % 3)) == level
    assert difficulty("Who built it?", "y" * 600) == "hard"


def test_stronger_rules_and_english_words_tell_the_level():
    table = chain(STRONGER.items(), ((question, level) for level, all_ in OURS.items() for question in all_))
    assert {question: level for question, level in table if difficulty(question) != level} == {}


def test_the_harder_the_longer_it_may_be_thought_about():
    assert [THINKING_TOKENS[level] for level in LEVELS] == [0, 1_000, 3_000, 6_000, 10_000]


def test_a_megabyte_of_text_is_no_reason_to_hang():
    assert difficulty("a" * 1_000_000) == "hard"
