"""In which language a question is asked: Chinese in Chinese, all others in English, answered in their own."""

import pytest

from system2.core.problem import Problem
from system2.prompts.speak import SAME_LANGUAGE, language, say

ELSEWHERE = [
    "東京の人口は何人ですか",
    "日本の首都はどこですか？",
    "日本国憲法第九条とは何か",
    "서울의 인구는 얼마입니까?",
    "Wie viele Beine hat eine Spinne?",
    "Combien font 6*7 ?",
    "¿Cuántos días hay en marzo?",
    "Quanto fa 6 per 7?",
    "Quantos dias tem o mês de março?",
    "Hoeveel is 6 keer 7?",
    "Ile to jest 6*7?",
    "Сколько будет 6*7?",
    "كم حاصل ضرب ٦ في ٧؟",
]
CHINESE = ["12 和 30 的最大公约数是多少？", "請問三加五等於多少", "「ありがとう」是什么意思？", "证明：根号二是无理数"]
ENGLISH = [
    "How many legs has a spider?",
    "6*7",
    "Prove that 1 + 2 + ... + n = n(n+1)/2",
    "What does 「ありがとう」 mean?",
    "Translate to German: the cat is on the mat",
    "",
]


@pytest.mark.parametrize("question", ELSEWHERE)
def test_a_question_in_another_language_is_asked_in_english_and_answered_in_its_own(question: str) -> None:
    """Never in Chinese, whatever signs it is written with."""
    asked = say("solve", Problem(question), problem=question)
    assert language(question) == ""
    assert "Think step by step" in asked
    assert asked.endswith(SAME_LANGUAGE)


@pytest.mark.parametrize(("questions", "spoken"), [(CHINESE, "zh"), (ENGLISH, "en")])
def test_chinese_and_english_stay_what_they_are(questions: list[str], spoken: str) -> None:
    """Quotations in other languages do not change that."""
    for question in questions:
        assert language(question) == spoken
        assert SAME_LANGUAGE not in say("solve", Problem(question), problem=question)
