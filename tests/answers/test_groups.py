"""Groups of equal answers."""

from hypothesis import given, settings
from hypothesis import strategies as st

from system2.answers.equivalence import comparable, groups, same
from system2.core.candidates import Answer
from tests.answers.table import answers_of, pairs

PERCENT = "What percentage of 3 km is that?"
CHOICE = "What is the capital of France? (A) London (B) Paris (C) New York"
POOL = [
    answer for pair in pairs() if pair.kind != "expression" and not pair.question for answer in answers_of(pair)
] + [Answer(text, "auto") for text in ("2x + 1", "1 + 2x", "x^2", "2^{10}", "1024", r"\sqrt{8}", r"2\sqrt{2}", "2\\pi")]

answers = st.lists(st.none() | st.sampled_from(POOL), max_size=8)
related = st.lists(
    st.sampled_from(
        [
            Answer(text)
            for text in ("3", "3 km", "3000 m", "3000", "3 %", "0.03", "3.0", "$3", "1, 2", "(1, 2)", "{2, 1}")
        ]
    ),
    max_size=8,
)


@given(answers | related, st.randoms(use_true_random=False), st.sampled_from(["", PERCENT, CHOICE]))
@settings(max_examples=300, deadline=None)
def test_groups_are_the_same_for_every_order_of_arrival(given_answers, random, question) -> None:
    arrival = list(range(len(given_answers)))
    random.shuffle(arrival)
    found = groups([given_answers[index] for index in arrival], question=question)
    expected = groups(given_answers, question=question)
    assert {frozenset(arrival[place] for place in group) for group in found} == set(map(frozenset, expected))


@given(answers | related)
@settings(max_examples=200, deadline=None)
def test_every_answer_is_in_one_group_and_no_abstention_in_any(given_answers) -> None:
    members = [index for group in groups(given_answers) for index in group]
    assert sorted(members) == [index for index, answer in enumerate(given_answers) if answer is not None]


@given(answers)
@settings(max_examples=200, deadline=None)
def test_largest_groups_come_first_and_ties_by_their_first_member(given_answers) -> None:
    found = groups(given_answers)
    assert list(found) == sorted(found, key=lambda group: (-len(group), group[0]))


def test_groups_are_the_closure_of_equivalence() -> None:
    """B names Paris, and so does its text, so all three belong together though a letter is no city."""
    letter, both, text = (Answer(text) for text in ("B", "(B) Paris", "Paris"))
    assert not same(letter, text)
    assert groups([letter, text, both]) == ((0, 1, 2),)


def test_a_bare_number_joins_the_one_group_with_a_unit_that_fits() -> None:
    assert groups(read("$250", "250", "250 dollars", "3")) == ((0, 1, 2), (3,))


def test_a_bare_number_joins_no_group_where_two_fit() -> None:
    assert groups(read("$250", "250", "250 kg", "$250")) == ((0, 3), (1,), (2,))


def test_a_bare_number_fits_the_unit_that_was_written_not_the_base_unit() -> None:
    assert groups(read("3000 m", "3", "3 km")) == ((0, 1, 2),)
    assert groups(read("3000 m", "3")) == ((0,), (1,))


def test_a_list_without_brackets_joins_the_one_collection_that_fits() -> None:
    assert groups(read("1, 2", "(1, 2)", "(2, 1)")) == ((0, 1), (2,))
    assert groups(read("1, 2", "(1, 2)", "{1, 2}")) == ((0,), (1,), (2,))


def test_options_are_grouped_by_letter_and_by_text() -> None:
    assert groups(read("B", "Paris", "(B) Paris", "C", "new york"), question=CHOICE) == ((0, 1, 2), (3, 4))


def test_no_answers_make_no_groups() -> None:
    assert groups([]) == ()
    assert groups([None, None]) == ()


def test_short_answers_can_be_voted_on_and_open_ones_cannot() -> None:
    assert comparable(Answer("250", "number"))
    assert comparable(Answer("x = 1\n" * 1000, "code"))
    assert not comparable(Answer("An essay.", "open"))
    assert not comparable(Answer("word " * 1000))
    assert not comparable(None)


def read(*texts: str) -> list[Answer | None]:
    """Answers with these texts."""
    return [Answer(text) for text in texts]
