"""Whole families of ways in which the answer of a path was misread: each holds for all members of its kind."""

import pytest

from system2.answers.equivalence import groups, same
from system2.answers.extract import extract
from system2.core.candidates import Answer

STOPPED_SHORT = [
    "Mt. Everest",
    "Mt. Kilimanjaro",
    "No. 5",
    "Nov. 22nd, 2001",
    "5 ft. 6 in.",
    "3 p.m. on Friday",
    "Prof. X",
    "Dr. Martin Luther King Jr.",
    "St. Petersburg, Russia",
    "J. R. R. Tolkien",
    "George W. Bush",
    "Samuel L. Jackson",
    "Washington D.C. in 1963",
    "the U.S. Constitution",
    "Vol. 2, ch. 7",
    "Lt. Col. Sanders",
    "Sen. Bernie Sanders",
    "Smith et al. 2003",
    "Fig. 3",
    "Gen. Grant",
    "Jan. 1",
    "5 lbs. 3 oz.",
    "Acme Inc. of Ohio",
    "cf. Rom. 8",
    "Who's Afraid of Virginia Woolf?",
    "No. 10 Downing Street",
    "Mr. and Mrs. Smith",
    "1 a.m. Tuesday",
    "Ft. Worth",
    "Brown v. Board of Education",
    "Op. 27 No. 2",
    "E. coli",
    "known as the Bard",
    "independent since 1945",
]


@pytest.mark.parametrize("said", STOPPED_SHORT)
def test_an_abbreviation_ends_no_answer(said: str) -> None:
    """All of it is the answer, and another one that begins alike is another answer."""
    found = extract(f"Some steps.\nFinal answer: {said}")
    assert found is not None
    assert found.text.rstrip(".?") == said.rstrip(".?")


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("Paris. It lies on the Seine.", "Paris"),
        ("No. It is composite.", "No"),
        ("5 ft. The rest follows.", "5 ft"),
        ("Yes. Thanks for asking!", "Yes"),
        ("42. I checked it twice.", "42"),
        ("option B. Because the others fail.", "B"),
        ("at 3 p.m. The shop is closed before.", "at 3 p.m."),
        ("Paris! What a city.", "Paris"),
        ("250 dollars, because 2500 - 2250 = 250", "250 dollars"),
        ("北京。它是首都。", "北京"),
        ("5! + 3", "5! + 3"),
    ],
)
def test_a_new_sentence_does(said: str, answer: str) -> None:
    found = extract(f"Some steps.\nFinal answer: {said}")
    assert found is not None
    assert found.text == answer


REMARKS = [
    "I hope this answer is helpful!",
    "(Note: the final answer above is given without units.)",
    "Let me know if I should explain the answer: there are 3 ways to see it!",
    "The required form was `Final answer: <the answer alone>`.",
    "The intuitive answer is 100, which is wrong.",
    "Note: the answer 500 would be wrong.",
    "A common wrong answer is 41.",
    "The answer would be 43 if 1 were added.",
    "Had we multiplied, we would have had \\boxed{7}.",
    "**Answer check:** 7 * 6 = 42, and 6 * 7 = 42.",
    "Would you like 3 more examples?",
    "Solution: see above.\nResult: verified.",
    "<answer>see above</answer>",
    "I wrote it in the form 'Final answer: X', as you asked.",
    "Confidence: 95%",
    "#### 7",
    "$$6 \\cdot 7 = 6 + 36$$",
    "```python\nprint(6 * 7)\n```",
    "(The previous answer of 40 was a slip.)",
    "The correct option is 3.",
    "Final answer: [your answer here]",
    "Note that the final answer does not depend on the order.",
    "答案是 41 的说法是错的。",
    "P.S. The answer is not 54.",
]


@pytest.mark.parametrize("remark", REMARKS)
@pytest.mark.parametrize("question", ["", "What is 6*7?"])
def test_what_follows_the_ending_that_was_asked_for_is_no_answer(remark: str, question: str) -> None:
    for path in (f"Final answer: 42\n\n{remark}", f"So it is.\n**Final Answer:** 42.\n{remark}"):
        assert extract(path, question=question) == Answer("42", "number")
    if "Final" not in remark and "boxed" not in remark:
        assert extract(f"It is \\boxed{{42}}.\n\n{remark}", question=question) == Answer("42", "number")


@pytest.mark.parametrize(
    "path",
    [
        "Final answer: 41\nWait, no: Final answer: 42",
        "Final answer: 41\n\nFinal answer: 42",
        "**Final answer: 41**\nHmm.\n## Final Answer\n42",
        "最终答案：41\n不对。\n最终答案：42",
        "Final answer: 41. Correction. My final answer: 42",
    ],
)
def test_a_later_ending_of_the_same_form_replaces_it(path: str) -> None:
    assert extract(path) == Answer("42", "number")


WORDS = [
    ("Does the river turn left or right?", "right", "left"),
    ("Was the defendant found guilty or not guilty?", "not guilty", "guilty"),
    ("Is its boiling point above or below 100 degrees?", "below", "above"),
    ("Was the referee right or wrong?", "wrong", "right"),
    ("What does the function return?", "null", "0"),
    ("What is the suspect's name in the file?", "Unknown", "Smith"),
    ("Which gas law is ideal?", "none", "Boyle's"),
    ("Is the statement correct or incorrect?", "incorrect", "correct"),
    ("Which colour comes last, clear or blue?", "clear", "blue"),
    ("What did he say?", "not now", "now"),
    ("Which article stands before noun?", "the", "a"),
    ("Which word is a preposition?", "to", "go"),
    ("What does the cell show?", "#N/A", "#REF!"),
    ("Answer with yes, no or I don't know.", "I don't know", "yes"),
    ('Reply "cannot be determined" where the data do not tell. Is x > y?', "cannot be determined", "yes"),
    ("Is it true, false or unknown?", "unknown", "true"),
    ("What is the empty list in Python?", "[]", "{}"),
    ("Which operator adds?", "+", "-"),
    ("Which tag makes a line break?", "<br>", "<hr>"),
    ("What does Genesis sing?", "I Can't Dance", "Mama"),
    ("Which set has no members?", "∅", "{0}"),
    ("What is the result: same or different?", "the same", "different"),
    ("What is null in Python?", "None", "null"),
    ("What did the oracle answer?", "nothing", "something"),
    ("Is the claim obvious?", "obvious", "subtle"),
    ("Which word fits?", "undefined", "defined"),
    ("What does NaN mean?", "not a number", "a number"),
]


@pytest.mark.parametrize(("question", "word", "other"), WORDS)
def test_a_word_is_an_answer_whatever_word_it_is(question: str, word: str, other: str) -> None:
    paths = [f"Some steps.\nFinal answer: {said}" for said in (word, word, word, other)]
    answers = [extract(path, question=question) for path in paths]
    assert groups(answers, question=question) == ((0, 1, 2), (3,))
    assert answers[0] is not None
    assert answers[0].text == word


@pytest.mark.parametrize(
    "declined",
    [
        "I don't know",
        "I'm not sure.",
        "It cannot be determined",
        "The price cannot be determined from this",
        "Cannot be determined.",
        "Not enough information",
        "N/A",
        "Impossible to say",
        "I'm sorry, but I can't help with that",
        "不知道",
        "无法确定",
        "<the answer alone>",
        "[your answer]",
        "...",
        "",
    ],
)
@pytest.mark.parametrize("question", ["", "How many apples are left?"])
def test_an_answer_that_declines_as_a_whole_is_an_abstention(declined: str, question: str) -> None:
    assert extract(f"There are 3 steps.\nFinal answer: {declined}", question=question) is None


MONEY = "How much money does he have left?"
MANY = "How many are there?"
PROFIT = "How much profit did they make?"

PARTS = [
    (MONEY, "minus 5 dollars", "5 dollars"),
    (MONEY, "negative 5 dollars", "5 dollars"),
    (MONEY, "-5 dollars", "5 dollars"),
    (MONEY, "负5元", "5元"),
    (MONEY, "1.234.567", "1.234"),
    (MONEY, "1'234'567", "1"),
    (MONEY, "he owes 5 dollars", "5 dollars"),
    (MONEY, "5 dollars in debt", "5 dollars"),
    (MONEY, "$5 thousand", "$5"),
    (MONEY, "5 lakh rupees", "5 rupees"),
    (MONEY, "$1.2 million", "$1.2"),
    (MONEY, "nothing, he owes $20", "$20"),
    (PROFIT, "a loss of $500", "$500"),
    (PROFIT, "they lost $500", "$500"),
    (PROFIT, "a deficit of $500", "$500"),
    (MANY, "more than 100", "fewer than 100"),
    (MANY, "more than 100", "100"),
    (MANY, "at least 100", "100"),
    (MANY, "at most 100", "at least 100"),
    (MANY, "over 100", "under 100"),
    (MANY, "100 or more", "100 or fewer"),
    (MANY, "up to 100", "100"),
    (MANY, "no more than 100", "100"),
    (MANY, ">100", "<100"),
    (MANY, "至少100", "100"),
    (MANY, "between 5 and 10", "5"),
    (MANY, "5 to 10", "5"),
    (MANY, "two or three", "two"),
    (MANY, "three point five", "three"),
    (MANY, "two and a half", "two"),
    (MANY, "two dozen", "two"),
    (MANY, "not 100", "100"),
    (MANY, "none of the 100", "100"),
    (MANY, "100 short of a thousand", "100"),
    ("How cold is it?", "5 degrees below zero", "5 degrees"),
    ("How cold is it?", "minus five", "five"),
    ("When was it?", "500 BC", "500"),
    ("When was it?", "3 days ago", "3 days"),
    ("What is x?", "3 remainder 2", "3"),
    ("What is x?", "5 (mod 7)", "5"),
    ("What is x?", "101 (base 2)", "101"),
    ("What is x?", "3/4 + 1", "3/4"),
    ("What is x?", "10^-3", "10"),
    ("What is x?", "5! + 3", "5"),
    ("What is x?", "0.(3)", "0"),
]


@pytest.mark.parametrize(("question", "whole", "part"), PARTS)
def test_a_number_keeps_its_sign_its_size_and_its_bound(question: str, whole: str, part: str) -> None:
    one, other = (extract(f"Some steps.\nFinal answer: {said}", question=question) for said in (whole, part))
    assert one is not None
    assert other is not None
    assert not same(one, other, question=question)


@pytest.mark.parametrize(
    ("lines", "answer"),
    [
        ("1. Rome\n2. Paris", "Rome, Paris"),
        ("- Rome\n- Paris", "Rome, Paris"),
        ("* x = 1\n* y = 2", "x = 1, y = 2"),
        ("1) Oslo\n2) Bern\n3) Rome", "Oslo, Bern, Rome"),
        ("• red\n• blue", "red, blue"),
        ("- **Rome**\n- **Paris**\n\nBoth are old.", "Rome, Paris"),
        ("\n1. Rome\n2. Paris\n", "Rome, Paris"),
        ("(1) Rome\n(2) Paris", "Rome, Paris"),
        ("- 5 apples", "5 apples"),
        ("\\[\n9\n\\]", "9"),
        ("$$\n9\n$$", "9"),
        ("```\n9\n```", "9"),
    ],
)
def test_the_lines_after_the_ending_are_the_answer(lines: str, answer: str) -> None:
    found = extract(f"Some steps.\nFinal answer:\n{lines}")
    assert found is not None
    assert found.text == answer
