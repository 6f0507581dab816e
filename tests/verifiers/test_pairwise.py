"""Paths judged against each other."""

import json
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from system2.core.candidates import Candidate
from system2.core.outcomes import Failed, Refused, Replied
from system2.core.replies import Reply
from system2.verifiers.pairwise import PIVOTS, Pairwise
from tests.verifiers.court import asked, candidate, compare, judge, judged, says


def paths(number):
    return [candidate(index, f"I am player {index:02}.") for index in range(number)]


def players(action):
    """Who stands first and second in a question."""
    words = action.messages[-1].text.split("I am player ")
    return int(words[1][:2]), int(words[2][:2])


def better(word):
    return json.dumps({"comparison": "I looked.", "better": word})


def referee(strength):
    """A model that always knows the stronger of two."""

    def answer(action):
        first, second = players(action)
        word = (
            "tie"
            if strength(first) == strength(second)
            else "first"
            if strength(first) > strength(second)
            else "second"
        )
        return Replied(action, Reply(better(word)))

    return answer


@given(st.permutations(range(9)), st.data())
def test_the_strongest_path_wins_whatever_comes_in_first(strengths, data):
    scores, _ = compare(
        Pairwise(),
        referee(lambda index: strengths[index]),
        paths(9),
        pick=lambda pending: data.draw(st.integers(0, len(pending) - 1)),
    )
    assert scores.index(max(scores)) == strengths.index(8)
    assert scores == compare(Pairwise(), referee(lambda index: strengths[index]), paths(9)[::-1])[0]


@pytest.mark.parametrize("number", [0, 1, 2, 3, 4, 5, 9, 16, 40])
def test_calls_grow_linearly_and_each_pair_is_asked_about_once_in_either_order(number):
    _, play = compare(Pairwise(), referee(lambda index: -index), paths(number))
    orders = Counter(map(players, asked(play)))
    assert set(orders.values()) <= {1}
    assert {(second, first) for first, second in orders} == orders.keys()
    assert len(asked(play)) <= 2 * (1 + PIVOTS) * number


def test_a_judge_that_favours_a_place_makes_ties():
    """It says `first` whoever stands there."""
    scores, play = compare(Pairwise(), says(better("first")), paths(5))
    assert scores == [0.5] * 5
    assert not any(verdict.is_correct for verdict in judged(play).values())


def test_two_paths_by_hand():
    """One wins when it stands first and ties when it stands second: three quarters of a win."""

    def answer(action):
        return Replied(action, Reply(better("first" if players(action) == (0, 1) else "tie")))

    assert compare(Pairwise(), answer, paths(2))[0] == [0.75, 0.25]


def test_equal_texts_are_a_tie_without_a_call():
    scores, play = compare(Pairwise(), says(better("first")), [candidate(0), candidate(1)])
    assert scores == [0.5, 0.5]
    assert asked(play) == []


def test_a_path_alone_and_paths_that_did_not_land_stay_unjudged():
    lost = Candidate(1, status="failed", reason="gone")
    scores, play = compare(Pairwise(), says(better("first")), [candidate(0), lost])
    assert scores == [None, None]
    assert judged(play) == {0: "it could not be compared with any other path"}


@pytest.mark.parametrize(
    "answer",
    [
        says("Both are fine."),
        says(better("neither")),
        says(json.dumps({"better": ["first"]})),
        lambda action: Failed(action, "gone"),
        lambda action: Refused(action, "no money"),
    ],
)
def test_comparisons_that_come_to_nothing_give_no_verdict(answer):
    scores, play = compare(Pairwise(), answer, paths(4))
    assert scores == [None] * 4
    assert len(asked(play)) <= 2 * (1 + PIVOTS) * 4


def test_a_pair_that_was_judged_in_one_order_only_does_not_count():
    def answer(action):
        return Replied(action, Reply(better("first"))) if players(action) == (0, 1) else Failed(action, "gone")

    assert compare(Pairwise(), answer, paths(2))[0] == [None, None]


def test_no_path_is_judged_by_itself():
    found, play = judge(Pairwise(), says(better("first")))
    assert (found, play.started) == (None, [])
