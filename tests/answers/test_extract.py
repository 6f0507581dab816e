"""Answers read out of paths."""

import pytest

from system2.answers.extract import extract
from system2.core.candidates import Answer
from system2.errors import UsageError

OPTIONS = "What is the capital of France?\n(A) London\n(B) Paris\n(C) Rome"
HOW_MANY = "How many apples are left?"
PROVE = "Prove that the sum of the first n odd numbers is n^2."
WRITE = "Write a Python function that adds two numbers."

STATED = [
    ("The answer is 250.", "250"),
    ("The answer is **250**.", "250"),
    ("**The answer is 250.**", "250"),
    ("**Answer:** 250", "250"),
    ("**Answer: 250**", "250"),
    ("Final answer: $250", "$250"),
    ("Final Answer: 250 dollars", "250 dollars"),
    ("Final answer: x = 250", "250"),
    ("## Final Answer\n\n**250**", "250"),
    ("### Answer:\n250", "250"),
    ("**Final Answer**\n\n\\[ 250 \\]", "250"),
    ("**Final Answer**\n$$\n\\frac{1}{2}\n$$", "\\frac{1}{2}"),
    ("The final answer is $\\boxed{250}$.", "250"),
    ("So \\boxed{\\frac{1}{2}} it is.", "\\frac{1}{2}"),
    ("\\boxed{\\text{250}}", "250"),
    ("\\boxed{x = \\frac{a}{\\sqrt{b^{2}}}}", "x = \\frac{a}{\\sqrt{b^{2}}}"),
    ("\\boxed{1} and \\boxed{2}", "1 and 2"),
    ("\\fbox{7}", "7"),
    ("The final answer is \\(\\frac{1}{2}\\).", "\\frac{1}{2}"),
    ("We add.\n#### 1,000", "1,000"),
    ("<answer>42</answer>", "42"),
    ("She has 5 + 3 = 8.\nA: 8", "8"),
    ("A: -10", "-10"),
    ("Ans: 7", "7"),
    ("Therefore, the correct answer is 3.5. This follows.", "3.5"),
    ("The answer is 250, because 2500 - 2250 = 250.", "250"),
    ("The answer to the question is: 12", "12"),
    ("the answer would be 12 apples", "12 apples"),
    ("The answer in MM/DD/YYYY format is 12/13/2001.", "12/13/2001"),
    ("Answer: November 22, 2001.", "November 22, 2001"),
    ("Answer: (B)", "B"),
    ("Answer: (B) Paris", "(B) Paris"),
    ("The correct option is B.", "B"),
    ("The answer is Dr. Watson.", "Dr. Watson"),
    ("The answer is Paris. It lies on the Seine.", "Paris"),
    ('The answer is "Hamlet".', "Hamlet"),
    ("The answer is simply:\n\nToday is 03/05/1973.", "Today is 03/05/1973"),
    ("最终答案：２５０元", "250元"),
    ("最终答案：250", "250"),
    ("答案是 250。", "250"),
    ("所以答案为：**250**", "250"),
    ("因此，正确答案是B。", "B"),
    ("故选B。", "B"),
    ("答：一共有 12 个。", "12 个"),
    ("最终答案：北京。", "北京"),
    ("Final answer: 5\nWait, I forgot one.\nFinal answer: 6", "6"),
    ("Final answer: 5\nNo: \\boxed{6}", "5"),
    ("\\boxed{6}\nFinal answer: 5", "5"),
    ("Final answer: 6\n\nI hope that this answer is correct.", "6"),
    ("The answer is 6. The answer is not 500.", "6"),
    ("Final answer: <the answer alone>\n\nFinal answer: 9", "9"),
    ("I hope this answer is helpful. Final answer: [1, 2)", "[1, 2)"),
    ("Final answer: 2x + 1", "2x + 1"),
    ("Final answer: 50%", "50%"),
    ("Final answer: 50\\%", "50%"),
    ("Final answer: $\\$1{,}250$", "$1,250"),
    ("\\boxed{\\$18.50}", "$18.50"),
    ("\\boxed{12\\text{ cm}}", "12 cm"),
    ("\\[\\boxed{-3}\\]", "-3"),
    ("Final answer:\n- 5 apples", "5 apples"),
    ("Final answer: 1. ", "1"),
    ('The answer is: "Yes".', "Yes"),
    ("So, the answer is $12 per hour.", "$12 per hour"),
    ("Thus the answer is 3:30 PM.", "3:30 PM"),
    ("The answer is (C).", "C"),
    ("The answer is 10 + 5 = 15.", "15"),
    ("The answer is therefore x = 3 or x = -3.", "x = 3 or x = -3"),
    ("The final answer is: $x^2 + 1$", "x^2 + 1"),
    ("My final answer is **Mount Everest**, which is in Nepal.", "Mount Everest"),
    ("Final Answer: The answer is 7.", "7"),
    ("Final answer: 3 out of 10", "3 out of 10"),
    ("Final answer: {1, 2}", "{1, 2}"),
    ("**Final Answer:** The correct answer is **(B)**", "B"),
    ("Final answer: 5!", "5!"),
    ("Final answer: don't panic!", "don't panic"),
    ("Final answer: `ls -la`", "ls -la"),
    ("\\boxed{\\text{The answer is } 7}", "7"),
    ("\\boxed{\\text{Answer: }\\boxed{7}}", "7"),
    ("Final answer: 5\nActually, the answer is 6, not 5.", "5"),
    ("The answer is 5.\nActually, the answer is 6, not 5.", "6"),
    ("The answer is Paris, not London.", "Paris"),
    ("#### 42 apples\n\nI hope that this helps.", "42 apples"),
    ("It is 5.", "5"),
]


@pytest.mark.parametrize(("text", "answer"), STATED)
def test_what_is_stated_is_read_and_is_clean(text: str, answer: str) -> None:
    found = extract(text)
    assert found is not None
    assert (found.text, found.weak) == (answer, False)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   \n ",
        "I'm sorry, but I can't help with that.",
        "I cannot answer this question.",
        "As an AI language model, I do not have access to the current date.",
        "Final answer: N/A",
        "Final answer: ...",
        "Final answer: \\boxed{}",
        "Final answer: [your answer]",
        "I must respectfully decline.",
        "Final answer: I don't know.",
        "The answer cannot be determined with the given information.",
        "We need the date of today.\n\nSince it is not given, we cannot calculate the date one week ago.",
        "抱歉，我无法回答这个问题。",
        "最终答案：不知道",
        "<think>Final answer: 3</think>",
        "<think>Let me see. Final answer: 3",
        "Let me see. Final answer: 3</think>",
    ],
)
def test_a_path_without_an_answer_abstains(text: str) -> None:
    assert extract(text) is None
    assert extract(text, question=HOW_MANY) is None


@pytest.mark.parametrize("kind", ["auto", "number", "text", "open", "regex:(\\d+)"])
@pytest.mark.parametrize("reason", ["length", "filtered"])
def test_a_path_that_was_cut_off_abstains_whatever_it_says(kind: str, reason: str) -> None:
    assert extract("Final answer: 3", kind, finish_reason=reason) is None


def test_hidden_reasoning_is_never_searched() -> None:
    assert extract("<think>Final answer: 3</think>Final answer: 4<think>Final answer: 5</think>") == Answer(
        "4", "number"
    )
    assert extract("Final answer: 3</think>\nFinal answer: 4") == Answer("4", "number")


def test_a_bare_last_number_is_weak_and_says_so() -> None:
    found = extract("She had 10 and ate 3.\nThat leaves her with 7 of them to sell.", question=HOW_MANY)
    assert found == Answer("7", "number", weak=True)


def test_the_right_side_of_a_last_equation_is_weak() -> None:
    assert extract("We add both.\n2 + 5 = 7", question=HOW_MANY) == Answer("7", "number", weak=True)


def test_the_last_line_of_a_longer_reply_is_weak() -> None:
    assert extract("France is a country. Its capital lies on the Seine.\n\nParis") == Answer("Paris", "text", weak=True)


@pytest.mark.parametrize(
    ("reply", "kind"), [("250", "number"), ("Paris", "text"), ("B", "choice"), ("[1, 2)", "expression")]
)
def test_a_reply_that_is_nothing_but_an_answer_is_no_weak_one(reply: str, kind: str) -> None:
    assert extract(reply) == Answer(reply, kind)


def test_the_number_of_a_sentence_is_the_answer_where_a_number_is_asked_for() -> None:
    assert extract("Final answer: The cooling unit costs $250.", question="How much is it?") == Answer("$250", "number")
    assert extract("The answer is that she has 5 apples left.", question=HOW_MANY) == Answer("5", "number")


def test_a_number_in_a_name_is_left_in_the_name() -> None:
    assert extract("Final answer: Apollo 11") == Answer("Apollo 11", "text")


def test_a_date_is_read_out_of_the_last_paragraph_where_a_date_is_asked_for() -> None:
    question = "What is the date today? Please answer in format MM/DD/YYYY."
    assert extract("It is May 6.\n\nSo the date today is 5/6/1992.", question=question) == Answer(
        "5/6/1992", "date", True
    )
    assert extract("It is May 6.\n\nSo the date today is unclear to me.", question=question) is None


def test_an_unstated_date_must_be_in_the_prescribed_form_and_a_stated_one_need_not() -> None:
    question = "What is the date today? Please answer in format MM/DD/YYYY."
    assert extract("First.\n\nThe date is May 6, 1992.", question=question) is None
    assert extract("Final answer: May 6, 1992", question=question) == Answer("May 6, 1992", "date")


@pytest.mark.parametrize(
    "text",
    [
        "B",
        "(B)",
        "Paris",
        "Final answer: (B) Paris",
        "The answer is Paris.",
        "Answer: B) Paris",
        "The answer is option B.",
        "The answer is the city of Paris",
        "So it is clearly on the Seine.\nTherefore (B) is right.",
        "\\boxed{B}",
        "\\boxed{\\text{(B)}}",
    ],
)
def test_an_option_is_named_by_its_letter_however_it_is_said(text: str) -> None:
    for kind in ("auto", "choice"):
        found = extract(text, kind, question=OPTIONS)
        assert found is not None
        assert (found.text, found.kind) == ("B", "choice")


def test_points_and_trains_named_by_letters_are_no_options() -> None:
    question = "Train A: leaves at 3. Train B: leaves at 4. How many hours until they meet?"
    assert extract("Final answer: 4", question=question) == Answer("4", "number")


def test_an_open_question_is_answered_by_the_whole_text() -> None:
    proof = "By induction.\n\nIt holds for n = 1, and from n follows n + 1, as 2n + 1 is added."
    assert extract(proof, question=PROVE) == Answer(proof, "open")
    assert extract(f"<think>hm</think>{proof}", "open") == Answer(proof, "open")


def test_long_prose_without_a_statement_abstains() -> None:
    text = "Rome is old and large and much has happened there over all the years that it has stood."
    assert extract(f"{text}\n\n{text}", question="Name the best city.") is None


@pytest.mark.parametrize("question", ["What is x?", "How many apples are there?"])
@pytest.mark.parametrize("block", ["```\n42\n```", "```text\n42\n```", "```\n6 * 7 = 42\n```"])
def test_a_block_of_one_line_says_the_answer_and_is_weak_where_other_words_stand_before_it(question, block) -> None:
    assert extract(block, question=question) == Answer("42", "number")
    assert extract(f"So there are:\n\n{block}", question=question) == Answer("42", "number", weak=True)


@pytest.mark.parametrize(("question", "kind"), [("How many apples are there?", None), ("Do it.", "code")])
def test_a_block_of_one_line_that_is_a_program_is_no_number(question, kind) -> None:
    answer = extract("```python\nprint(42)\n```", question=question)
    assert (answer.kind if answer else None) == kind


@pytest.mark.parametrize("heading", ["#### 1. Add them up", "#### Step 2: add 5 more", "#### Conclusion"])
def test_a_heading_is_no_answer(heading: str) -> None:
    text = f"#### Step 1: take 3\n\n{heading}\n\nSo there are 8 apples on the table in the end."
    assert extract(text, question=HOW_MANY) == Answer("8", "number", weak=True)


CODE = "Here it is:\n\n```python\ndef add(a, b):\n    return a + b\n```\n\nIt adds."


def test_code_is_the_last_fenced_block() -> None:
    first = "```python\ndef add(a, b): return a - b\n```\n\nNo, rather:\n\n"
    expected = Answer("def add(a, b):\n    return a + b", "code")
    assert extract(CODE, question=WRITE) == expected
    assert extract(first + CODE, "code") == expected
    assert extract("def add(a, b):\n    return a + b", "code") == expected
    assert extract("I would add both.", "code") is None


@pytest.mark.parametrize(
    "aside",
    [
        "Run it:\n```bash\npython add.py\n```",
        "It prints:\n```\n5\n```",
        "Example:\n```python\nprint(add(2, 3))\n```",
        "Example:\n```python\nprint(add(2, 3))\n```\nIt prints:\n```text\n5\n```",
    ],
)
def test_how_code_is_run_or_used_and_what_it_prints_is_not_the_code(aside: str) -> None:
    assert extract(f"{CODE}\n\n{aside}", question=WRITE) == Answer("def add(a, b):\n    return a + b", "code")
    script = "```python\nprint(6 * 7)\n```"
    assert extract(f"{CODE}\n\nNo, rather:\n{script}", "code") == Answer("print(6 * 7)", "code")


@pytest.mark.parametrize("fence", ["~~~", "````", "   ```"])
def test_a_block_is_a_block_however_it_is_fenced(fence: str) -> None:
    indent = " " * (len(fence) - len(fence.lstrip()))
    text = f"Here:\n{fence}python\n{indent}def add(a, b):\n{indent}    return a + b\n{fence}"
    assert extract(text, "code") == Answer("def add(a, b):\n    return a + b", "code")


@pytest.mark.parametrize(
    "text",
    ['{"a": 1}', 'Here:\n```json\n{"a": 1}\n```', 'Sure! {"a": 1} is what you want.', '{"b": 2}\nor rather {"a": 1}'],
)
def test_json_is_found_wherever_it_stands(text: str) -> None:
    assert extract(text, "json") == Answer('{"a": 1}', "json")
    assert extract(text, question="Return valid JSON.") == Answer('{"a": 1}', "json")


def test_json_that_is_announced_after_a_block_wins_over_the_block() -> None:
    assert extract('```json\n{"b": 2}\n```\nNo.\nFinal answer: {"a": 1}', "json") == Answer('{"a": 1}', "json")
    assert extract('```json\n{"a": 1}\n```\nAn empty one is `[]`.', "json") == Answer('{"a": 1}', "json")


def test_what_is_no_json_abstains() -> None:
    assert extract("{a: 1", "json") is None
    assert extract("Final answer: none", "json") is None


def test_a_number_is_demanded_and_nothing_else_will_do() -> None:
    assert extract("Final answer: Paris", "number") is None
    assert extract("Final answer: about 7 apples", "number") == Answer("7 apples", "number")
    assert extract("It takes 3 days and 7 hours.", "number") == Answer("3 days and 7 hours", "number")


def test_a_choice_is_demanded_and_nothing_else_will_do() -> None:
    assert extract("Final answer: Berlin", "choice", question=OPTIONS) is None
    assert extract("I like them all.", "choice", question=OPTIONS) is None


def test_text_is_taken_as_it_stands() -> None:
    assert extract("Final answer: 1/2 cup", "text") == Answer("1/2 cup", "text")


def test_a_pattern_takes_its_last_match_and_its_first_group() -> None:
    text = "Score: 3\nScore: 8"
    assert extract(text, r"regex:Score: (\d+)") == Answer("8")
    assert extract(text, r"regex:\d+") == Answer("8")
    assert extract(text, r"regex:^Points: (\d+)") is None


@pytest.mark.parametrize(
    ("pattern", "trouble"),
    [("(", "cannot be read"), ("", "empty"), ("(" * 3000 + ")" * 3000, "too deeply")],
)
def test_a_pattern_that_is_of_no_use_is_refused_in_one_line(pattern: str, trouble: str) -> None:
    with pytest.raises(UsageError, match=trouble) as refusal:
        extract("x", f"regex:{pattern}")
    assert "\n" not in str(refusal.value)


def test_an_unknown_kind_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(UsageError, match="auto, number, choice, text, code, json, open or regex:PATTERN"):
        extract("x", "numbre")
