"""Which answers are the same: a table of pairs that was written before the rules."""

from collections import Counter

import pytest

from system2.answers.equivalence import same
from system2.core.candidates import Answer
from tests.answers.table import Pair, answers_of, pairs

KINDS = {
    "number", "interval", "set", "tuple", "expression", "unit", "currency", "date", "choice", "text", "code", "json",
    "form",
}  # fmt: skip
PAIRS = pairs()


def test_the_table_is_large_enough_for_every_kind() -> None:
    """At least 300 pairs, at least 25 of each kind, a third of each unequal."""
    total = Counter(pair.kind for pair in PAIRS)
    unequal = Counter(pair.kind for pair in PAIRS if not pair.equal)
    assert set(total) == KINDS
    assert total.total() >= 300
    assert min(total.values()) >= 25
    assert all(3 * unequal[kind] >= count for kind, count in total.items())


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_no_unequal_pair_is_merged(kind: str) -> None:
    """A false merge counts votes for an answer that nobody gave."""
    merged = [pair for pair in PAIRS if pair.kind == kind and not pair.equal and judged_same(pair)]
    assert merged == []


def test_at_most_two_in_a_hundred_equal_pairs_are_missed() -> None:
    """A missed merge splits a vote."""
    equal = [pair for pair in PAIRS if pair.equal]
    missed = [pair for pair in equal if not judged_same(pair)]
    assert len(missed) <= 0.02 * len(equal), missed


def test_sameness_does_not_depend_on_which_answer_comes_first() -> None:
    """The table holds the other way round too."""
    lopsided = [
        pair for pair in PAIRS if judged_same(pair) != judged_same(pair._replace(one=pair.other, other=pair.one))
    ]
    assert lopsided == []


def test_a_bare_number_is_a_percentage_only_where_the_question_asks_for_one() -> None:
    bare, percentage = Answer("50", "number"), Answer("50 %", "number")
    assert not same(bare, percentage, question="What is half of 100?")
    assert same(bare, percentage, question="What percentage of the students passed?")


def test_a_slash_is_a_date_where_a_date_is_asked_for() -> None:
    one, other = Answer("2/4"), Answer("1/2")
    assert same(one, other, question="What is the probability?")
    assert not same(one, other, question="On what date does it open? Answer in format MM/DD/YYYY.")


def test_open_answers_are_the_same_only_sign_by_sign() -> None:
    assert same(Answer("An essay.", "open"), Answer("An essay.", "open"))
    assert not same(Answer("An essay.", "open"), Answer("an essay", "open"))


def judged_same(pair: Pair) -> bool:
    """What we say of a pair."""
    one, other = answers_of(pair)
    return same(one, other, question=pair.question)


@pytest.mark.parametrize(
    ("one", "other", "policy"),
    [
        (
            "1,22",
            "1.22",
            "a comma is a decimal point only in languages that write it so",
        ),
        ("1000,99", "1000.99", "the same"),
        ("0,111", "0.111", "the same"),
        ("(1,3)", "{1,3}", "a pair has an order, a set has none"),
        ("1 - \\frac{1}{e}", "1 + \\frac{1}{e}", "they are two numbers"),
        ("W(n) = 1 and W(n) = -1", "-1", "an answer of two parts is none of them"),
        ("12 and 13", "13", "the same"),
        ("Jane started growing Sphere 3 hours ago", "3", "a sentence that says when is no count"),
    ],
)
def test_what_others_take_for_equal_stays_apart_by_policy(one: str, other: str, policy: str) -> None:
    """Pairs of other comparers' own suites that ours holds apart, each for a reason."""
    assert not same(Answer(one), Answer(other)), policy
