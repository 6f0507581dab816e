"""A rating as an expectation over token probabilities."""

import math

import pytest

from system2.core.outcomes import Failed
from system2.core.replies import Reply, TokenChance
from system2.verifiers.logprob import EXPLANATION, NO_CHANCES, Logprob, expected_score
from tests.playing import Play
from tests.verifiers.court import PROBLEM, asked, candidate, judge, judged, remarks, says, says_in_turn


def chances(*tokens, rating=None):
    """Tokens that are certain, and the last one with these probabilities."""
    certain = [TokenChance(token, {token: 0.0}) for token in tokens]
    if rating is None:
        return tuple(certain)
    likeliest = max(rating, key=rating.get)
    return (*certain, TokenChance(likeliest, {token: math.log(share) for token, share in rating.items()}))


def reply(*tokens, rating=None):
    found = chances(*tokens, rating=rating)
    return Reply("".join(chance.token for chance in found), chances=found)


@pytest.mark.parametrize(
    ("rating", "score"),
    [
        ({"9": 1.0}, 1.0),
        ({"0": 1.0}, 0.0),
        ({"9": 0.5, "0": 0.5}, 0.5),
        ({"8": 0.6, "9": 0.3, "7": 0.1}, (8 * 0.6 + 9 * 0.3 + 7 * 0.1) / 9),
        ({" 8": 0.4, "8": 0.4, "2": 0.2}, (8 * 0.8 + 2 * 0.2) / 9),
        ({"6": 0.4, "ten": 0.3, "10": 0.2, "\n": 0.1}, 6 / 9),
    ],
)
def test_the_score_is_the_mean_rating_by_hand(rating, score):
    found, play = judge(Logprob(), says(reply("It", " holds.", "\n", "Rating", ":", " ", rating=rating)))
    assert found.score == pytest.approx(score)
    assert found.is_correct == (score > 0.5)
    assert found.critique == "It holds."
    assert len(asked(play)) == 1
    assert asked(play)[0].logprobs


@pytest.mark.parametrize("ending", [("",), (".",), ("\n",), ("/", "9"), (" / 9",), ("**",)])
def test_what_may_follow_the_digit(ending):
    found = chances("Rating: ", rating={"7": 0.5, "5": 0.5}) + chances(*ending)
    assert expected_score(found) == pytest.approx(6 / 9)


def test_in_chinese_too():
    assert expected_score(chances("评分", "：", rating={"9": 0.9, "0": 0.1})) == pytest.approx(0.9)


@pytest.mark.parametrize(
    "found",
    [
        chances("I", " would rather not say."),
        chances("The answer is ", "7"),
        chances("Rating: ", "5", " at first, but then I saw more"),
        chances("Rating: 9"),
        chances("Rating: ", "10"),
        chances("Rating: ", "7", "5"),
        (*chances("Rating: "), TokenChance("7", {})),
        (*chances("Rating: "), TokenChance("7", {"x": -0.1})),
        (*chances("Rating: "), TokenChance("7", {"7": float("nan")})),
        (*chances("Rating: "), TokenChance("7", {"7": float("-inf")})),
    ],
)
def test_a_rating_that_cannot_be_read_is_none(found):
    assert expected_score(found) is None
    assert judge(Logprob(), says(Reply("".join(chance.token for chance in found), chances=found)))[0] is None


def test_where_the_provider_gives_no_probabilities_there_is_no_verdict_and_one_line_says_so_once():
    verifier = Logprob()
    play = Play(says(Reply("Rating: 9")))
    assert [play(verifier.judge(PROBLEM, candidate(index))) for index in range(3)] == [None] * 3
    assert remarks(play) == [EXPLANATION]
    assert judged(play) == dict.fromkeys(range(3), NO_CHANCES)


def test_a_failed_call_gives_no_verdict_and_is_not_repeated():
    found, play = judge(Logprob(), says_in_turn(Failed))
    assert found is None
    assert judged(play) == {0: "no luck"}
