"""A confidence that is a probability: learnt from measured problems, and told as what it is."""

import json
import random
from collections import Counter
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from system2.core.candidates import Answer, Candidate, Choice, Verdict
from system2.core.replies import Reply
from system2.measured.calibration import Calibrator, Look, learnt_from, looks_of
from system2.measured.held_out import held_out
from system2.measured.records import Sampled, Setup, Solved, Spent
from system2.measured.results import Measurement
from system2.strategies.shrinkage import shrink, shrunk
from tests.answers.recordings import recorded
from tests.bench.simulated import model
from tests.bench.test_bench import RUN

ABSTAINED = "No answer!"

looks = st.lists(
    st.builds(Look, st.floats(0, 1), st.booleans(), st.integers(0, 50).map(str)),
    min_size=1,
    max_size=60,
)


@given(looks, st.floats(0, 1), st.floats(0, 1))
def test_who_looks_surer_is_never_told_a_smaller_chance(known, one, other):
    """Whatever was measured; and every chance is one."""
    calibration = learnt_from(known)
    low, high = (calibration.share(sure) for sure in sorted((one, other)))
    assert 0 <= low <= high <= 1


candidates = st.lists(
    st.tuples(st.sampled_from([None, "1", "2"]), st.none() | st.sampled_from([0.0, 0.2, 0.5, 0.9, 1.0])),
    min_size=1,
    max_size=9,
).map(
    lambda paths: [
        Candidate(index, Reply("a path"), said and Answer(said), None if score is None else Verdict(score, True))
        for index, (said, score) in enumerate(paths)
    ]
)


@given(st.floats(0, 1), candidates)
def test_where_nothing_was_measured_a_run_is_less_extreme_than_its_votes(confidence, paths):
    """It is no surer than what votes and verdicts add up to, unless that is under a half; and never quite sure."""
    share = shrink(confidence, paths)
    assert 0 <= share <= max(confidence, 0.5)
    assert 0 < share < 1


@given(st.floats(0, 1), candidates)
def test_a_path_without_an_answer_or_whose_verdict_was_lost_makes_a_run_less_sure(confidence, paths):
    share = shrink(confidence, paths)
    assert shrink(confidence, [*paths, Candidate(9, Reply("I cannot say."))]) < share
    if any(path.answer and path.verdict for path in paths):
        assert shrink(confidence, [*paths, Candidate(9, Reply("a path"), Answer("1"))]) < share


@given(st.floats(0.51, 1), st.integers(1, 20))
def test_the_more_paths_have_a_say_the_nearer_a_run_comes_to_what_they_add_up_to(confidence, number):
    paths = [Candidate(index, Reply("a path"), Answer("1")) for index in range(number + 1)]
    assert shrink(confidence, paths[:-1]) < shrink(confidence, paths) < confidence


@given(st.permutations(range(4)))
def test_the_order_of_the_paths_changes_nothing_of_how_sure_a_run_is(order):
    paths = [Candidate(index, Reply("a path"), Answer("1") if index else None) for index in range(4)]
    assert shrink(0.8, [paths[index] for index in order]) == shrink(0.8, paths)


def test_what_cannot_be_compared_and_what_nobody_judged_stays_as_it_is():
    for untouched in (Choice(None, (), ""), Choice(None, (), "", confidence=0.9)):
        assert shrunk(untouched) is untouched


@pytest.mark.parametrize("width", [2, 3, 5, 10])
def test_on_recorded_answers_it_is_closer_to_the_truth_than_the_share_of_the_vote(width):
    shares = list(shares_of_the_dates(width))
    told = fmean((shrink(share, paths) - right) ** 2 for share, right, paths in shares)
    assert told < fmean((share - right) ** 2 for share, right, _ in shares) - 0.008


def shares_of_the_dates(width):
    """The share of the vote of the first so many recorded answers, whether it was right, and their paths."""
    for row in recorded("date_recorded_samples.jsonl"):
        said = [None if each == ABSTAINED else Answer(each) for each in row["pred_answers"][:width]]
        votes = Counter(answer.text for answer in said if answer)
        for answer, most in votes.most_common(1):
            paths = [Candidate(index, Reply("a path"), answer) for index, answer in enumerate(said)]
            yield most / votes.total(), answer == row["final_answer"], paths


@given(looks)
def test_the_map_does_not_depend_on_the_order_of_what_was_measured(known):
    assert learnt_from(known) == learnt_from(known[::-1])


def test_a_few_problems_make_nothing_sure():
    """Three of three were right, of which one cannot say that all will be."""
    right = [Look(1.0, True, f"{number}") for number in range(3)]
    assert learnt_from([*right, Look(0.5, False, "3")]).share(1.0) < 0.95


def test_a_problem_that_was_measured_twice_counts_once():
    """Twenty problems are too few to learn from, however often each was measured."""
    paths = tuple(Sampled(index, Answer("42"), None, True, True, Spent()) for index in range(2))
    solved = tuple(Solved(number, f"What is {number}?", "42", "arithmetic", paths) for number in range(20))
    setups = (Setup("sums", 1, seed, "m", ("vote",), (2,)) for seed in range(2))
    measured = [Measurement(f"{number}", setup, solved) for number, setup in enumerate(setups)]
    calibrate = Calibrator("m", "arithmetic", "", "", lambda: measured)
    choice = Choice(None, tuple(path.candidate for path in paths), "", 1.0, 1.0)
    assert calibrate(choice) == shrunk(choice)


def of_the_dates(width):
    """How runs of so many recorded paths looked, on the date questions."""
    for number, row in enumerate(recorded("date_recorded_samples.jsonl")):
        paths = tuple(
            Sampled(
                index,
                None if text == ABSTAINED else Answer(text, "date"),
                None,
                True,
                text == row["final_answer"],
                Spent(),
            )
            for index, text in enumerate(row["pred_answers"])
        )
        solved = Solved(number, row["question"], row["final_answer"], "", paths)
        yield from looks_of(solved, width, judged=False)


@pytest.mark.parametrize("width", [5, 10])
def test_on_problems_that_were_not_learnt_from_the_confidence_comes_closer_to_the_truth(width):
    """Recorded answers to 150 questions, 200 random halves: better than the share of the vote and than the average.

    Its calibration error is within 0.03 of what a forecaster has who knows every chance.
    """
    found = held_out(list(of_the_dates(width)))
    assert found.problems == 150
    assert found.calibrated.brier < found.average.brier
    assert found.gain[2] > 0
    shares = list(shares_of_the_dates(width))
    assert found.calibrated.brier <= fmean((share - right) ** 2 for share, right, _ in shares)
    assert found.calibrated.error - found.calibrated.perfect <= 0.03
    assert found.formula.error - found.formula.perfect > found.calibrated.error - found.calibrated.perfect
    calibration = learnt_from(list(of_the_dates(width)))
    assert calibration.share(1.0) - calibration.share(0.5) > 0.2


def test_chances_that_are_known_are_learnt():
    """Problems of three kinds, each with its own look and its own chance."""
    chance = random.Random(3)
    known = {
        sure: [Look(sure, chance.random() < right, f"{sure} {number}") for number in range(99)] for sure, right in KINDS
    }
    calibration = learnt_from([look for alike in known.values() for look in alike])
    for sure, alike in known.items():
        assert calibration.share(sure) == pytest.approx(fmean(look.right for look in alike), abs=0.02)


KINDS = ((0.4, 0.1), (0.6, 0.5), (1.0, 0.8))


def test_a_run_tells_how_often_its_like_was_right(invoke, server):
    """Once 30 problems of its kind were measured with its model; until then its figure is named agreement."""
    server.script = model()
    asked = (
        "vote",
        "What is 17 + 25?",
        "-n",
        4,
        "--stop",
        "never",
        "-m",
        "openai/gpt-4o-mini",
        "--seed",
        900,
        "--json",
    )
    before = json.loads(invoke(*asked).stdout)
    assert before["confidence_kind"] == "agreement"
    assert before["confidence"] == pytest.approx((4 * before["agreement"] + 0.5) / 5)
    invoke(*RUN, "-p", 32, "--strategies", "vote", "--efforts", "4")
    finished = invoke(*[each for each in asked if each != "--json"])
    after = json.loads(invoke(*asked).stdout)
    assert after["confidence_kind"] == "calibrated"
    assert after["confidence"] != before["confidence"]
    assert (
        f"right {round(10 * after['confidence'])} times in 10 when it looked like this, 32 problems" in finished.stderr
    )
    told = json.loads(invoke("system2", "bench", "calibration", "--json").stdout)["efforts"]["4"]
    assert told["problems"] == 32
    assert "calibration lowers the Brier score by" in invoke("system2", "bench", "calibration").stdout


def test_too_few_problems_are_told_as_such(invoke, server):
    server.script = model()
    invoke(*RUN, "-p", 2, "--strategies", "vote", "--efforts", "1")
    refused = invoke("system2", "bench", "calibration")
    assert (refused.exit_code, refused.stderr.count("\n")) == (2, 1)
    assert "has 2 problems, and 30 are needed" in refused.stderr
