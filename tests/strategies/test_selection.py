"""Who wins, and how sure that makes us."""

import math
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from system2.core.candidates import Answer, Candidate, Verdict
from system2.core.decisions import Chosen, Remark
from system2.core.problem import Problem
from system2.core.replies import Reply
from system2.strategies.selection import chosen_by, evidence, wilson
from tests.playing import Play
from tests.strategies.judges import CELLS, WRONG_VALUES, by_rule, losses, shares_right
from tests.strategies.worlds import RIGHT, World

PROBLEM = Problem("What is it?")
RULES = ("verdict", "majority", "weighted", "auto")


def path(index, answer="7", score=None, text="some text"):
    verdict = None if score is None else Verdict(score, score > 0.5)
    return Candidate(index, Reply(text), Answer(answer, "number") if answer else None, verdict)


def paths(*pairs):
    return [path(index, answer, score) for index, (answer, score) in enumerate(pairs)]


def choose(candidates, by="auto", problem=PROBLEM):
    return Play(None)(chosen_by(by, problem, candidates, stopped="all landed"))


def share_right(rule, trap, problems=500):
    worlds = (World(seed, trap) for seed in range(problems))
    return sum(choose(world.candidates(), rule).chosen.answer.text == RIGHT for world in worlds) / problems


def test_weighing_beats_majority_and_best_verdict_by_ten_points_where_errors_are_spread():
    """Candidates right 40 % of the time, a judge right 70 % of the time, nine paths, 500 problems."""
    shares = {rule: share_right(rule, trap=False) for rule in RULES}
    assert shares["auto"] >= shares["majority"] + 0.10, shares
    assert shares["auto"] >= shares["verdict"] + 0.10, shares


def test_weighing_is_no_worse_than_the_best_verdict_where_all_errors_are_one_trap():
    """Six rejected paths in a trap do not outvote three accepted ones."""
    shares = {rule: share_right(rule, trap=True) for rule in RULES}
    assert shares["auto"] >= shares["verdict"], shares


SCORES = st.none() | st.sampled_from([0.0, 0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.98, 1.0])
CANDIDATES = st.lists(st.tuples(st.sampled_from([None, "1", "2", "3", "4"]), SCORES), min_size=1, max_size=8).map(
    lambda pairs: paths(*pairs)
)


@given(CANDIDATES, st.sampled_from(RULES), st.data())
def test_the_order_of_arrival_changes_nothing(candidates, rule, data):
    assert choose(data.draw(st.permutations(candidates)), rule) == choose(candidates, rule)


@given(CANDIDATES, st.sampled_from(RULES))
def test_confidence_lies_in_its_interval_and_all_of_them_between_0_and_1(candidates, rule):
    choice = choose(candidates, rule)
    for share in (choice.agreement, choice.confidence):
        assert share is None or 0 <= share <= 1
    if choice.interval:
        low, high = choice.interval
        assert 0 <= low <= choice.confidence + 1e-9
        assert choice.confidence - 1e-9 <= high <= 1


@given(CANDIDATES)
def test_the_best_verdict_wins_by_verdict_and_a_path_without_one_only_among_its_like(candidates):
    chosen = choose(candidates, "verdict").chosen
    scores = [candidate.score for candidate in candidates if candidate.score is not None]
    assert chosen.score == (max(scores) if scores else None)


@pytest.mark.parametrize(
    ("by", "pairs", "winner"),
    [
        ("verdict", [("1", 0.5), ("2", 0.9), ("3", 0.9)], 1),  # equal verdicts: the lower index
        ("verdict", [("1", None), ("2", 0.0)], 1),  # the worst verdict is better than none
        ("verdict", [("1", None), ("2", None)], 0),
        ("majority", [("1", 0.9), ("2", 0.1), ("2", 0.1)], 1),  # votes alone count
        ("majority", [("1", 0.2), ("2", 0.8), ("1", 0.3), ("2", 0.1)], 1),  # equal votes: the better verdict
        ("majority", [("1", 0.2), ("2", 0.3), ("1", 0.3), ("2", 0.1)], 1),  # equal verdicts too: the lower index
        ("majority", [("1", None), ("2", None), ("2", None)], 1),
        ("majority", [(None, 0.9), ("2", 0.1)], 1),  # an abstention is no vote
        ("weighted", [("1", 0.1), ("1", 0.1), ("1", 0.1), ("2", 0.4)], 3),  # the sum of the scores
        ("weighted", [("1", 0.4), ("1", 0.4), ("1", 0.4), ("2", 0.9)], 0),
        ("weighted", [("1", None), ("2", None), ("2", None)], 1),  # without verdicts it is the majority
        ("weighted", [("1", 0.7), ("2", 0.7)], 0),
        ("auto", [("1", 0.1), ("1", 0.1), ("1", 0.1), ("2", 0.9)], 3),  # rejections count against an answer
        ("auto", [("1", 0.65), ("1", 0.65), ("1", 0.65), ("2", 0.7)], 0),  # verdicts that hardly differ say little
        (
            "auto",
            [("250", 0.4), ("250", 0.4), ("250", 0.4), ("250", 0.4), ("13", 0.4)],
            0,
        ),  # nor a constant no
        ("auto", [("1", None), ("2", None), ("2", None)], 1),  # without verdicts it is the majority
        ("auto", [("1", None), ("1", None), ("2", 0.9)], 0),  # one verdict stands out from nothing
        ("auto", [(None, 0.6), (None, 0.8)], 1),  # no answers to compare: the best verdict
    ],
)
def test_who_wins_and_how_ties_fall(by, pairs, winner):
    assert choose(paths(*pairs), by).chosen.index == winner


def test_paths_without_any_text_never_win_and_the_winner_is_told():
    lost = Candidate(0, status="failed", reason="gone")
    assert choose([lost]).chosen is None
    play = Play(None)
    choice = play(chosen_by("auto", PROBLEM, [path(1, "7", 0.2), lost], stopped="all landed"))
    assert choice.chosen.index == 1
    assert [told.index for told in play.decisions if isinstance(told, Chosen)] == [1]
    assert [candidate.index for candidate in choice.candidates] == [0, 1]


def test_the_evidence_for_an_answer_by_hand():
    """Two votes at 2.2 times 1 + ln 2, and the root of 3 other verdicts times their standard scores."""
    groups = (tuple(paths(("1", 0.9), ("1", 0.5))), tuple(paths(("2", 0.1))), tuple(paths(("3", 0.5))))
    standing_out = (0.9 - 0.5) / math.sqrt(0.08)
    first, second, third = evidence(groups)
    assert first == pytest.approx(2 * 2.2 * (1 + math.log(2)) + math.sqrt(3) * standing_out)
    assert second == pytest.approx(2.2 * (1 + math.log(2)) - math.sqrt(3) * standing_out)
    assert third == pytest.approx(2.2 * (1 + math.log(2)))


@given(
    st.lists(st.sampled_from(["1", "2", "3", "4"]), min_size=1, max_size=12),
    st.none() | st.sampled_from([0.0, 0.1, 0.4, 0.6, 0.9, 1.0]),
)
def test_a_judge_who_says_the_same_of_every_path_leaves_the_majoritys_choice(answers, score):
    candidates = paths(*((answer, score) for answer in answers))
    assert choose(candidates, "auto").chosen == choose(candidates, "majority").chosen


@given(
    st.lists(st.sampled_from(["1", "2", "3", "4"]), min_size=1, max_size=12),
    st.none() | st.sampled_from([0.0, 0.1, 0.4, 0.6, 0.9, 1.0]),
)
def test_one_more_vote_never_hurts_its_own_answer_where_all_verdicts_are_alike(answers, score):
    winner = choose(paths(*((answer, score) for answer in answers))).chosen.answer.text
    assert choose(paths(*((answer, score) for answer in [*answers, winner]))).chosen.answer.text == winner


@pytest.mark.parametrize("way", ["program", "tests"])
def test_what_a_program_rejected_does_not_win_while_anything_else_is_left(way):
    """However many paths give it: the no of a program is final."""
    rejected = [replace(path(index), verdict=Verdict(0.0, False, by=way)) for index in range(30)]
    accepted = replace(path(30, "8"), verdict=Verdict(1.0, True, by=way))
    assert choose([*rejected, accepted]).chosen.index == 30
    assert choose([*rejected, path(30, "8")]).chosen.index == 30
    assert choose(rejected).chosen.index == 0


GRID = {(number, errors): values for number in (3, 9) for errors, values in WRONG_VALUES.items()}

SMALLEST_LOSS = {3: -0.070, 9: -0.094}
"""What any rule can lose at the least in its worst cell: `python -m tests.benchmarks.selection_grid`."""


def worst(rule, number):
    return min(losses(number, values, by_rule(rule)).min() for values in WRONG_VALUES.values())


@pytest.mark.parametrize("number", SMALLEST_LOSS)
def test_no_judge_can_spoil_the_choice_much(number):
    """In the worst of 210 worlds it loses at most 4 points more than the best rule for the worst of them would."""
    assert worst("auto", number) >= SMALLEST_LOSS[number] - 0.04
    assert all(worst("auto", number) >= worst(rule, number) for rule in ("majority", "verdict", "weighted"))


@pytest.mark.parametrize(("number", "errors"), GRID)
def test_a_judge_who_accepts_right_paths_more_often_than_wrong_ones_helps_on_average(number, errors):
    telling = [not cell.is_worthless for cell in CELLS]
    judged, counted = (shares_right(number, GRID[number, errors], by_rule(rule)) for rule in ("auto", "majority"))
    assert (judged - counted)[telling].mean() > 0.01


@pytest.mark.parametrize(
    ("pairs", "by", "agreement", "confidence"),
    [
        ([("1", 0.9)], "auto", 1.0, 0.9),  # one path: its verdict
        ([("1", None), ("1", None), ("2", None)], "majority", 2 / 3, 2 / 3),  # no verdicts: the share of the vote
        ([("1", 0.9), ("1", 0.8), ("2", 0.1)], "auto", 2 / 3, (0.9 + 0.8 + 0.9) / 3),
        ([("1", 0.9), ("2", 0.2), (None, 0.9)], "auto", 1 / 2, (0.9 + 0.8) / 2),  # an abstention has no say
        ([("1", 0.9), ("1", None), ("2", None)], "auto", 2 / 3, 0.9),  # a lost verdict makes nobody surer
        ([("1", None), ("1", None), ("2", 0.3)], "majority", 2 / 3, 0.7),
        ([(None, 0.7), (None, 0.4)], "auto", None, 0.7),  # nothing to compare: the chosen path's verdict
        ([(None, None)], "auto", None, None),
        ([("1", 0.2), ("2", 0.1)], "auto", 1 / 2, 0.2),  # that another is wrong makes no rejected answer right
        ([("1", 0.0), ("2", 0.0), ("3", 0.0)], "auto", 1 / 3, 0.0),
    ],
)
def test_agreement_and_confidence_by_hand(pairs, by, agreement, confidence):
    choice = choose(paths(*pairs), by)
    assert choice.agreement == (None if agreement is None else pytest.approx(agreement))
    assert choice.confidence == (None if confidence is None else pytest.approx(confidence))
    assert (choice.interval is None) == (agreement is None)


@pytest.mark.parametrize(
    ("share", "count", "low", "high"),
    [
        (0.5, 10, 0.2366, 0.7634),
        (0.0, 10, 0.0, 0.2775),
        (1.0, 10, 0.7225, 1.0),
        (0.8, 5, 0.3755, 0.9638),
        (1.0, 1, 0.2065, 1.0),
    ],
)
def test_wilsons_interval_as_in_the_tables(share, count, low, high):
    assert wilson(share, count) == pytest.approx((low, high), abs=5e-5)


def test_the_interval_narrows_with_more_paths_and_closes_on_the_confidence():
    widths = []
    for count in (5, 20, 80, 320):
        low, high = wilson(0.7, count)
        widths.append(high - low)
    assert widths == sorted(widths, reverse=True)
    assert widths[-1] < 0.11


def test_every_rule_agrees_where_all_paths_do():
    for rule, scores in product(RULES, [(0.9, 0.9, 0.9), (None, None, None)]):
        choice = choose(paths(*(("7", score) for score in scores)), rule)
        assert (choice.chosen.index, choice.agreement) == (0, 1.0)


@pytest.mark.parametrize(("silent", "confidence"), [(1, 1.0), (2, 1.0), (3, 0.4)])
def test_abstentions_that_outnumber_the_winner_are_told_and_make_it_less_sure(silent, confidence):
    """Two paths give an answer, the others none."""
    play = Play(None)
    found = play(
        chosen_by("majority", PROBLEM, paths(("7", None), ("7", None), *[(None, None)] * silent), stopped="all landed")
    )
    assert found.confidence == pytest.approx(confidence)
    assert found.interval[0] < found.confidence or found.confidence == 1.0
    told = [decision.text for decision in play.decisions if isinstance(decision, Remark)]
    said = f"{silent} paths gave no answer, more than those that agree on this one: it is less sure"
    assert told == [said] * (silent > 2)


def test_what_was_cut_off_or_failed_is_no_abstention():
    """They are told otherwise, and say nothing against an answer."""
    cut = [replace(each, status="truncated", answer=None) for each in paths(*[("8", None)] * 3)]
    found = choose([replace(each, index=index) for index, each in enumerate([*paths(("7", None)), *cut])], "majority")
    assert found.confidence == 1.0
