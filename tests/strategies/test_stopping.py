"""When a vote stops, and how many samples it starts."""

import math
from collections import Counter, defaultdict
from fractions import Fraction
from functools import partial
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from system2.core.actions import Sample
from system2.core.decisions import Tally
from system2.core.outcomes import Failed, Refused, Replied
from system2.core.problem import Problem
from system2.core.replies import Reply
from system2.strategies.pieces import path
from system2.strategies.stopping import RULES, Poll, Race, beta, certain, predict, rule
from system2.strategies.vote import vote
from system2.verifiers.none import NoVerdict
from tests.benchmarks import adaptive_vote
from tests.playing import Play

PROBLEM = Problem("What is 6*7?")


def poll(ballots, planned):
    """The votes in the order of the samples: a letter for each, a blank for an abstention."""
    return Poll({index: None if vote == " " else ord(vote) for index, vote in enumerate(ballots)}, planned)


def a_vote(answers, samples, stop="predict", sure=None, order=None):
    """A vote whose sample number n gives the n-th answer; the choice, and the play."""

    def reply(sample):
        said = answers[sample.index]
        if isinstance(said, str):
            return Replied(sample, Reply(f"Final answer: {said}" if said else "I'm sorry, but I can't help with that."))
        return said(sample, "no")

    play = Play(reply, order or (lambda pending: 0))
    procedure = vote(
        PROBLEM,
        effort=samples,
        path=lambda number, judge: path(PROBLEM, number),
        judge=NoVerdict(),
        stop=stop,
        sure=sure,
    )
    return play(procedure), play


def started(play):
    return sum(isinstance(action, Sample) for action in play.started)


def test_beta_is_the_upper_half_of_the_beta_distribution():
    """With 4 votes to none it is 31/32; a tie says nothing."""
    assert beta(Race(4, 0, 36)) == 31 / 32
    assert beta(Race(3, 3, 0)) == 0.5
    assert beta(Race(7, 2, 0)) == pytest.approx(1 - 56 / 1024)


@settings(max_examples=20, deadline=None)
@given(leader=st.integers(1, 8), runner_up=st.integers(0, 8), remaining=st.integers(0, 9), seed=st.integers(0, 99))
def test_predict_is_how_often_the_leader_still_leads_when_the_rest_is_drawn(leader, runner_up, remaining, seed):
    """Drawn from an urn to which each vote adds one of its kind, which is what a uniform prior comes to."""
    random, rounds, won = Random(seed), 4_000, 0.0
    for _ in range(rounds):
        one, other = leader, runner_up
        for _ in range(remaining):
            one_wins = random.random() < (one + 1) / (one + other + 2)
            one, other = one + one_wins, other + (not one_wins)
        won += 1 if one > other else 0.5 if one == other else 0
    assert predict(Race(leader, runner_up, remaining)) == pytest.approx(won / rounds, abs=0.05)


def test_certain_is_when_all_that_may_come_cannot_catch_the_leader():
    assert certain(Race(8, 0, 7)) == 1
    assert certain(Race(8, 1, 7)) == 0


@pytest.mark.parametrize(("stop", "first"), [("predict", 5), ("beta", 4), ("window", 5), ("certain", 8), ("never", 15)])
def test_as_many_samples_are_started_as_could_be_enough_if_all_agreed(stop, first):
    choice, play = a_vote(["42"] * 15, 15, stop)
    assert started(play) == first
    assert choice.confidence == choice.agreement == 1
    assert choice.stopped == (
        "every sample was counted" if stop == "never" else f"the leader was safe after {first} of 15 samples"
    )


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_more_are_started_than_must_land_before_the_rule_could_stop(data):
    """At any moment those that run are as many as it takes, if all of them agree with the leader."""
    stop = data.draw(st.sampled_from(["predict", "beta", "certain"]))
    samples = data.draw(st.integers(1, 24))
    answers = data.draw(st.lists(st.sampled_from(["1", "2", "3", ""]), min_size=samples, max_size=samples))
    running = []

    def order(pending):
        running.append(len(pending))
        return data.draw(st.integers(0, len(pending) - 1))

    choice, play = a_vote(answers, samples, stop, order=order)
    heard = {candidate.index: candidate for candidate in choice.candidates}
    ballots = {number: ord(each.answer.text) if each.answer else None for number, each in heard.items()}
    content = rule(stop).is_content(Poll(ballots, samples))
    assert content or len(heard) == samples
    assert play.pending == []
    assert max(running) <= samples


def test_of_the_samples_started_in_vain_there_are_few():
    """Dropped are only those that a third answer, or the leader's change, made superfluous."""
    random, dropped = Random(1), 0
    for _ in range(200):
        answers = random.choices(["1", "2", "3"], [6, 2, 1], k=40)
        _, play = a_vote(answers, 40, order=lambda pending: random.randrange(len(pending)))
        dropped += len(play.dropped)
    assert dropped < 0.5 * 200


def test_a_window_stops_when_all_of_its_samples_agree_and_windows_do_not_overlap():
    assert not rule("window").is_content(poll("abbbb", 15))
    assert not rule("window").is_content(poll("abbbbb", 15))
    assert rule("window").is_content(poll("abbbbbbbbb", 15))
    assert rule("window").wants(poll("ab", 15)) == 10
    assert not rule("window").is_content(poll("     ", 15))


@given(st.text("abc ", min_size=1, max_size=30), st.sampled_from(RULES), st.integers(1, 30))
def test_a_rule_that_is_content_wants_no_more_and_one_that_is_not_wants_more(ballots, stop, more):
    """Unless every sample has landed."""
    votes = poll(ballots, len(ballots) + more)
    chosen = rule(stop)
    if not chosen.is_content(votes):
        assert len(ballots) < chosen.wants(votes) <= votes.planned or stop == "window"
    certainty = chosen.certainty(votes)
    assert certainty is None or 0 <= certainty <= 1


def test_the_bars_show_how_sure_the_leader_is_and_the_last_one_keeps_it():
    _, play = a_vote(["1", "2", "1", "1", "1", "1", "1", "1", "1", "1", "1", "1"], 12)
    tallies = [decision for decision in play.decisions if isinstance(decision, Tally)]
    assert [tally.certainty is not None for tally in tallies] == [True] * len(tallies)
    assert tallies[-1].certainty >= 0.99 > tallies[0].certainty


def test_an_abstention_counts_as_a_sample_and_for_nobody():
    choice, play = a_vote(["", "1", "1", "", "1", "1", "1", "1", "1", "1"], 10)
    assert started(play) > 5
    assert choice.agreement == 1


def test_where_samples_fail_no_more_are_started():
    """What fails for most will fail for the rest: a dead server is not asked fifteen times."""
    choice, play = a_vote([Failed] * 15, 15)
    assert (choice.chosen, started(play)) == (None, 5)
    assert choice.stopped == "no more than 5 of 15 samples were tried, because they failed"


def test_after_a_refusal_nothing_more_is_started_and_what_runs_is_heard():
    choice, play = a_vote(["1", Refused, "1", "1", "1", *["2"] * 10], 15)
    assert started(play) <= 6
    assert choice.chosen.answer.text == "1"


@pytest.mark.parametrize(("stop", "error"), [("predict", 0.01), ("beta", 0.05)])
def test_the_rules_keep_their_error_rate(stop, error):
    """Of the votes that stop early, the leader is another than all samples would have elected in no more than that.

    Measured on shares that are drawn evenly, as the rules assume.
    """
    random, early, wrong = Random(7), 0, 0
    for _ in range(800):
        share = random.random()
        answers = ["1" if random.random() < share else "2" for _ in range(30)]
        choice, play = a_vote(answers, 30, stop)
        if started(play) < 30:
            early += 1
            (winner, most), *others = Counter(answers).most_common()
            wrong += choice.chosen.answer.text != winner and (not others or others[0][1] < most)
    assert early > 400
    assert wrong / early <= error


def test_the_default_takes_half_of_forty_samples_over_five_levels_of_difficulty_and_loses_no_accuracy():
    """No more than a tenth of a point below all forty; `tests/benchmarks/adaptive_vote.py` prints the whole table."""
    drawn = adaptive_vote.draws(400, seed=3)
    every, default = (
        adaptive_vote.measured(name, partial(adaptive_vote.ours, rule(name)), drawn) for name in ("never", "predict")
    )
    assert default.samples <= every.samples / 2
    assert default.right >= every.right - 0.1


@pytest.mark.parametrize(("planned", "share"), [(15, 0.009), (40, 0.025)])
def test_how_often_an_early_stop_errs_where_two_answers_are_even_is_as_the_help_says(planned, share):
    """Summed over every course of the votes, one landing after another; a tie at the end counts as half."""
    reached = {(0, 0): Fraction(1)}
    stopped = erred = Fraction(0)
    for landed in range(planned):
        onwards: defaultdict[tuple[int, int], Fraction] = defaultdict(Fraction)
        for (first, second), chance in reached.items():
            ballots = dict(enumerate([0] * first + [1] * second))
            if landed and rule("predict").is_content(Poll(ballots, planned)):
                stopped += chance
                erred += chance * overtaken(abs(first - second), planned - landed)
            else:
                onwards[first + 1, second] += chance / 2
                onwards[first, second + 1] += chance / 2
        reached = onwards
    assert float(erred / stopped) == pytest.approx(share, abs=0.0005)


def overtaken(lead, remaining):
    """The chance that a lead is lost in so many even votes."""
    ways = [math.comb(remaining, against) * (1 + (2 * against - remaining > lead)) for against in range(remaining + 1)]
    lost = sum(way for against, way in enumerate(ways) if 2 * against - remaining >= lead)
    return Fraction(lost, 2 * 2**remaining)
