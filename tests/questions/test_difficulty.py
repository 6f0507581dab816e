"""How hard a problem looks."""

import pytest

from system2.questions.difficulty import LEVELS, LONG, THINKING_TOKENS, difficulty

A_LONG_STORY = "The old mill stood by the river and nobody knew who had built it. " * 40


@pytest.mark.parametrize(
    ("question", "level"),
    [
        ("What is the capital of France?", "trivial"),
        ("法国的首都是哪里？", "trivial"),
        ("Translate this proof into French: let n be even", "trivial"),
        ("把这句话翻译成英文：我们来证明这个定理", "trivial"),
        ("Who wrote Hamlet?", "trivial"),
        ("谁写了《红楼梦》？", "trivial"),
        ("In which year did Goethe die?", "trivial"),
        ("What is the least of 9, 11 and 7?", "easy"),
        ("Which is larger, 9.11 or 9.9?", "medium"),
        ("Tell me who the Hanseatic League traded with in the fourteenth century, and in which goods", "easy"),
        ("请介绍一下汉萨同盟在十四世纪与哪些城市通商，以及主要的货物", "easy"),
        ("What is 6*7?", "medium"),
        ("A rack and a cooling unit cost 2500 together. How much does the unit cost?", "medium"),
        ("机架和冷却装置一共 2500 元，冷却装置多少钱？", "medium"),
        ("How many letters r are in strawberry?", "medium"),
        ("Debug an average function that divides by zero on an empty list", "medium"),
        ("调试一个在空列表上除以零的平均值函数", "medium"),
        ("Prove that the sum of the first n squares is n(n+1)(2n+1)/6", "hard"),
        ("证明前 n 个平方数之和等于 n(n+1)(2n+1)/6", "hard"),
        ("Design a cache for 10 million requests a second with p99 under 10 ms", "hard"),
        ("设计一个每秒一千万次请求的缓存", "hard"),
        ("Solve this problem of the 2019 olympiad: for which n is 2^n - 1 a square?", "very hard"),
        ("这道奥数题：求所有正整数 n", "very hard"),
    ],
)
def test_its_words_tell_how_hard_a_problem_is(question, level):
    assert difficulty(question) == level


@pytest.mark.parametrize("question", ["Who built it?", "How many windows has it?", "Prove that it has a door."])
def test_a_long_problem_is_one_level_harder_than_its_words(question):
    """Wherever its length comes from: the question itself or the text that it is about."""
    told = max(LEVELS.index(difficulty(question)), LEVELS.index("easy"))
    assert LEVELS.index(difficulty(f"{question}\n{A_LONG_STORY}")) == told + 1
    if difficulty(question) != "trivial":
        assert LEVELS.index(difficulty(question, A_LONG_STORY)) == told + 1


def test_a_long_text_to_be_translated_is_no_harder_than_a_short_one():
    assert difficulty("Translate this into Chinese.", A_LONG_STORY) == "trivial"
    assert difficulty("总结这篇文章", "很" * LONG) == "trivial"


def test_the_harder_the_longer_it_may_be_thought_about():
    assert [THINKING_TOKENS[level] for level in LEVELS] == [0, 1_000, 3_000, 6_000, 10_000]


def test_a_megabyte_of_text_is_no_reason_to_hang():
    assert difficulty("a" * 1_000_000) == "medium"
