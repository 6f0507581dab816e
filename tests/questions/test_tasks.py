"""What kind of task a problem is."""

import pytest

from system2.questions.tasks import task_type


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Translate this into French: good morning", "translate"),
        ("把这句话翻译成英文", "translate"),
        ("Summarise the report in three sentences", "summarise"),
        ("请总结这篇文章", "summarise"),
        ("Prove that the sum of the first n squares is n(n+1)(2n+1)/6", "proof"),
        ("证明前 n 个平方数之和等于 n(n+1)(2n+1)/6", "proof"),
        ("Debug an average function that divides by zero on an empty list", "code"),
        ("调试一个在空列表上除以零的平均值函数", "code"),
        ("Design a cache for 10 million requests a second with p99 under 10 ms", "plan"),
        ("设计一个每秒一千万次请求的缓存", "plan"),
        ("What is 6*7?", "arithmetic"),
        ("How many letters r are in strawberry?", "arithmetic"),
        ("strawberry 里有几个字母 r", "arithmetic"),
        ("What are the pros and cons of Rust and Go?", "code"),
        ("Compare tea and coffee", "compare"),
        ("Write a poem about the sea", "write"),
        ("Write a haiku about rust", "write"),
        ("Please write a short, funny story about a python", "write"),
        ("Write an essay on how to design and plan code", "write"),
        ("写一首关于 rust 的诗", "write"),
        ("Write a Rust program that prints a haiku", "code"),
        ("Write a story parser in Python", "code"),
        ("Write a summary of this poem", "summarise"),
        ("写一个 python 程序来生成诗", "code"),
        ("Who wrote Hamlet?", "question"),
        ("谁写了《红楼梦》？", "question"),
    ],
)
def test_the_words_of_a_question_tell_its_kind(question, kind):
    assert task_type(question) == kind


def test_a_megabyte_of_text_is_no_reason_to_hang():
    assert task_type("a" * 1_000_000 + " translate") == "question"
