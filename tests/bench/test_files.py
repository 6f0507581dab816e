"""Problem sets in files."""

import json

import pytest

from system2.bench.files import load
from system2.errors import UsageError


def write(tmp_path, *lines):
    file = tmp_path / "set.jsonl"
    file.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines))
    return file


def test_gsm8k_has_its_answer_after_the_mark(tmp_path):
    [case] = load(write(tmp_path, {"question": "How many?", "answer": "It is 9 * 2 = <<9*2=18>>18.\n#### 18"}))
    assert (case.question, case.answer) == ("How many?", "18")
    assert case.check("18.0")
    assert not case.check("19")


def test_math_500_has_its_question_under_another_name_and_its_answer_in_latex(tmp_path):
    line = {
        "problem": "What is half?",
        "solution": "It is \\boxed{\\frac{1}{2}}.",
        "answer": "\\frac{1}{2}",
        "level": 1,
    }
    [case] = load(write(tmp_path, line))
    assert case.question == "What is half?"
    assert case.check("1/2")
    assert case.check("0.5")
    assert not case.check("2")


def test_numbers_may_be_written_as_numbers_and_empty_lines_are_passed_over(tmp_path):
    cases = load(write(tmp_path, {"question": "One?", "answer": 1}, "", {"question": "Two?", "answer": 2.0}))
    assert [case.check(answer) for case, answer in zip(cases, ("1", "2"), strict=True)] == [True, True]


def test_a_byte_order_mark_is_no_part_of_a_problem(tmp_path):
    file = tmp_path / "set.jsonl"
    file.write_text('{"question": "One?", "answer": 1}\n', encoding="utf-8-sig")
    assert load(file)[0].question == "One?"


@pytest.mark.parametrize(
    "line", ["not json", "[1]", {"question": "What?"}, {"answer": "1"}, {"question": "?", "answer": ""}]
)
def test_a_line_that_is_no_problem_is_named(tmp_path, line):
    with pytest.raises(UsageError, match=r"set\.jsonl, line 2: no problem with an answer"):
        load(write(tmp_path, {"question": "One?", "answer": 1}, line))


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(UsageError, match=r"missing\.jsonl cannot be read"):
        load(tmp_path / "missing.jsonl")
