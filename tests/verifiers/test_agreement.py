"""The other paths as the verifier, and who agrees with whom where answers are open."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from system2.core.candidates import Answer, Candidate
from system2.core.outcomes import Failed
from system2.core.problem import Problem
from system2.core.replies import Reply
from system2.verifiers.agreement import Agreement
from system2.verifiers.grouping import grouped, read_groups
from system2.verifiers.interface import first_question
from tests.playing import Play
from tests.verifiers.court import asked, candidate, compare, judge, judged, remarks, says

OPEN = Problem("How would you cache this?", answer_kind="open")


def opened(*texts):
    return [Candidate(index, Reply(text), Answer(text, "open")) for index, text in enumerate(texts)]


def group(reply, paths, problem=OPEN):
    play = Play(reply)
    return [[path.index for path in each] for each in play(grouped(problem, paths))], play


@given(st.permutations(["1/2", "0.5", "7", None, "0.50"]))
def test_a_path_scores_its_share_of_the_answered_paths_without_a_call(answers):
    paths = [candidate(index, f"path {index}", answer) for index, answer in enumerate(answers)]
    scores, play = compare(Agreement(), says(""), paths[::-1])
    assert scores == [None if answer is None else 0.25 if answer == "7" else 0.75 for answer in answers]
    assert asked(play) == []
    assert judged(play)[answers.index(None)] == "it gave no answer"


def test_no_path_is_judged_by_itself():
    assert judge(Agreement(), says(""))[0] is None
    assert first_question(OPEN, Agreement()) is None


def test_open_answers_are_grouped_by_the_model_in_one_call():
    scores, play = compare(
        Agreement(),
        says(json.dumps({"groups": [[2], [1, 3]]})),
        opened("LRU", "a CDN", "evict the oldest"),
        problem=OPEN,
    )
    assert scores == pytest.approx([2 / 3, 1 / 3, 2 / 3])
    (ask,) = asked(play)
    assert ask.role == "aggregate"
    assert all(text in ask.messages[-1].text for text in ("LRU", "a CDN", "evict the oldest"))


def test_an_open_answer_that_nobody_grouped_is_not_told_of_as_none():
    _, play = compare(Agreement(), says("no groups"), opened("LRU", "a CDN"), problem=OPEN)
    assert set(judged(play).values()) == {"its answer cannot be compared with others"}


@given(st.permutations(range(3)))
def test_groups_do_not_depend_on_the_order_of_arrival(order):
    paths = opened("LRU", "a CDN", "evict the oldest")
    reply = says(json.dumps({"groups": [[2], [1, 3]]}))
    assert group(reply, [paths[index] for index in order])[0] == [[0, 2], [1]]


@pytest.mark.parametrize(
    "reply",
    [
        says("All of them, more or less."),
        says('{"groups": "1 and 3"}'),
        says('{"groups": [1, 3]}'),
        says('{"groups": [["1", "3"]]}'),
        says('{"groups": [[1, 4]]}'),
        says('{"groups": [[0, 1]]}'),
        says('{"groups": [[1, 2], [2, 3]]}'),
        says('{"groups": [[1, 1]]}'),
        says('{"groups": [[true, 2]]}'),
        lambda action: Failed(action, "gone"),
    ],
)
def test_groups_that_cannot_be_read_are_none_and_one_line_says_so(reply):
    found, play = group(reply, opened("LRU", "a CDN", "evict the oldest"))
    assert found == []
    assert len(asked(play)) == len(remarks(play)) == 1


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ('{"groups": [[3, 1]]}', ((0, 2), (1,))),
        ('{"groups": []}', ((0,), (1,), (2,))),
        ('{"groups": [[], [1, 2, 3]]}', ((0, 1, 2),)),
        ('Well: {"groups": [[1], [2, 3]]}.', ((1, 2), (0,))),
    ],
)
def test_an_answer_that_no_group_names_stands_alone(text, groups):
    assert read_groups(text, 3) == groups


def test_one_open_answer_needs_no_call_and_none_is_no_group():
    assert group(says(""), opened("LRU"))[0] == [[0]]
    assert group(says(""), [])[0] == []
