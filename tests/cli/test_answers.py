"""`system2 answers` and the library's functions: reading and comparing answers without any model."""

import json

import pytest

from system2 import read_answer, same_answer
from system2.errors import UsageError


@pytest.mark.parametrize(
    ("path", "question", "told"),
    [
        ("6*7 is 42.\nFinal answer: 42\n\nThe intuitive answer is 41.", "What is 6*7?", "42\tnumber\tending"),
        ("So \\boxed{250} it is.\n\nI hope this is helpful!", "", "250\tnumber\tbox"),
        ("**Answer:** Paris", "Which city?", "Paris\ttext\tlabel"),
        ("We add.\n#### 1,000", "", "1,000\tnumber\tcustom"),
        ("Hence\n\\[\nx^2 + 1\n\\]", "", "x^2 + 1\texpression\tformula"),
        ("She had 10.\nThat leaves 7 of them.", "How many are left?", "7\tnumber\tline"),
        ("Final answer: 4:30 PM", "When does it open?", "4:30 PM\ttime\tending"),
    ],
)
def test_it_prints_the_answer_its_kind_and_the_rule_that_found_it(invoke, path, question, told):
    finished = invoke("system2", "answers", "read", "--question", question, stdin=path)
    assert (finished.exit_code, finished.stdout, finished.stderr) == (0, f"{told}\n", "")


def test_scripts_read_it_as_json(invoke):
    finished = invoke("system2", "answers", "read", "--json", "--answer", "number", stdin="Final answer: 42 apples")
    assert json.loads(finished.stdout) == {"answer": "42 apples", "kind": "number", "rule": "ending", "weak": False}


def test_a_path_without_an_answer_is_exit_code_6_and_a_kind_that_there_is_not_2(invoke):
    finished = invoke("system2", "answers", "read", stdin="Final answer: I don't know")
    assert (finished.exit_code, finished.stdout) == (6, "")
    assert "No answer" in finished.stderr
    assert invoke("system2", "answers", "read", "--answer", "numbre", stdin="42").exit_code == 2


@pytest.mark.parametrize(
    ("one", "other", "question", "code"),
    [
        ("1/2", "50 %", "", 0),
        ("4:30 PM", "16:30", "When does the train arrive?", 0),
        ("v1.10", "v1.1", "Which version introduced it?", 6),
        ("right", "left", "", 6),
        ("x = 1", "x=1  # one", "Write Python code that sets x.", 0),
    ],
)
def test_the_exit_code_tells_whether_two_answers_are_the_same(invoke, one, other, question, code):
    finished = invoke("system2", "answers", "same", one, other, "--question", question)
    assert (finished.exit_code, finished.stdout) == (code, "different\n" if code else "same\n")
    assert same_answer(one, other, question=question) is (code == 0)


def test_the_library_reads_a_path_too():
    found = read_answer("Hm.\nFinal answer: 42 apples", question="How many apples?")
    assert found is not None
    assert (found.text, found.kind) == ("42 apples", "number")
    assert read_answer("Final answer: Paris", kind="number") is None
    with pytest.raises(UsageError):
        read_answer("42", kind="numbre")
