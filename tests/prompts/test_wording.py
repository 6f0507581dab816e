"""The user's own wording of prompts."""

import pytest

from system2.core.problem import Problem
from system2.errors import UsageError
from system2.prompts.speak import check_wording
from system2.prompts.wording import FIELDS, VERSION, WORDING
from system2.store.trace import read_trace


@pytest.mark.parametrize(
    ("name", "text", "trouble"),
    [
        ("solv", "Count: $problem", "There is no prompt"),
        ("solve", "Count with care.", r"solve lacks \$problem"),
        ("solve", "Count: $prolbem", r"solve has \$prolbem, .*: \$problem"),
        ("judge", "Is it right? $candidate", r"judge lacks \$problem"),
        ("judge_task", "You check accounts, such as $problem.", r"judge_task has \$problem, .*: none"),
        ("reward", "$problem", r"reward lacks \$candidate"),
    ],
)
def test_wording_that_would_not_say_what_it_should_is_refused(name, text, trouble):
    with pytest.raises(UsageError, match=trouble):
        check_wording(Problem("6*7?", wording={name: text}))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("solve", "It costs $5, or $$USD: ${problem}"),
        ("split", "Split into three: $problem"),
        ("judge_task", "You check accounts."),
    ],
)
def test_dollars_may_stand_in_a_prompt_and_numbers_may_be_left_out(name, text):
    check_wording(Problem("6*7?", wording={name: text}))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_prompt_of_ours_has_the_same_fields_in_both_languages(language):
    check_wording(Problem("6*7?", wording={name: texts[language] for name, texts in WORDING.items()}))
    assert WORDING.keys() < FIELDS.keys()


def test_a_trace_tells_by_which_wording_its_prompts_were_made(home, invoke):
    """The version is made of the texts, so that it cannot be forgotten when one changes."""
    assert invoke("think", "What is 6*7?", "-e", 1, "-q").exit_code == 0
    (trace,) = home.glob("runs/*.jsonl")
    assert read_trace(trace).invocation.wording == VERSION
