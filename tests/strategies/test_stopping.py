"""When a vote stops, and how many samples it starts."""

import math
from collections import Counter, defaultdict
from functools import cache, partial
from pathlib import Path
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
from system2.strategies.stopping import RULES, Poll, Race, Rule, beta, certain, rule, safe
from system2.strategies.vote import vote
from system2.verifiers.none import NoVerdict
from tests.benchmarks import adaptive_vote
from tests.playing import Play

PROBLEM = Problem("What is 6*7?")
RECORDED = Path(__file__).parents[3] / "shared" / "data" / "date_recorded_samples.jsonl"


def poll(ballots, planned):
    """The votes in the order of the samples: a letter for each, a blank for an abstention."""
    return Poll({index: None if vote == " " else ord(vote) for index, vote in enumerate(ballots)}, planned)


def a_vote(answers, samples, stop="safe", sure=None, order=None):
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


def test_safe_weighs_the_chance_to_be_overtaken_by_how_far_the_votes_are_from_even():
    """Four votes to none are 4.375 times likelier where shares may be anything than where they are even."""
    overtaken = sum(math.comb(36, against) * (2 if against > 20 else 1) for against in range(20, 37)) / 2**37
    assert safe(Race(4, 0, 36)) == pytest.approx(1 - overtaken / 4.375)
    assert safe(Race(5, 5, 10)) == 0
    assert safe(Race(6, 2, 3)) == 1


def test_certain_is_when_all_that_may_come_cannot_catch_the_leader():
    assert certain(Race(8, 0, 7)) == 1
    assert certain(Race(8, 1, 7)) == 0


@pytest.mark.parametrize(("stop", "first"), [("safe", 4), ("beta", 4), ("window", 5), ("certain", 8), ("never", 15)])
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
    stop = data.draw(st.sampled_from(["safe", "beta", "certain"]))
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
    assert tallies[-1].certainty >= 0.94 > tallies[0].certainty


def test_an_abstention_counts_as_a_sample_and_for_nobody():
    choice, play = a_vote(["", "1", "1", "", "1", "1", "1", "1", "1", "1"], 10)
    assert started(play) == 5
    assert choice.agreement == 1


def test_where_samples_fail_no_more_are_started():
    """What fails for most will fail for the rest: a dead server is not asked fifteen times."""
    choice, play = a_vote([Failed] * 15, 15)
    assert (choice.chosen, started(play)) == (None, 4)
    assert choice.stopped == "no more than 4 of 15 samples were tried, because they failed"


def test_after_a_refusal_nothing_more_is_started_and_what_runs_is_heard():
    choice, play = a_vote(["1", Refused, "1", "1", "1", *["2"] * 10], 15)
    assert started(play) <= 6
    assert choice.chosen.answer.text == "1"


def test_the_default_takes_half_of_forty_samples_over_five_levels_of_difficulty_and_loses_hardly_any_accuracy():
    """A tenth of a point of 20,000 votes; `tests/benchmarks/adaptive_vote.py` prints the whole table."""
    drawn = adaptive_vote.draws(200, seed=3)
    every, default = (
        adaptive_vote.measured(name, partial(adaptive_vote.ours, rule(name)), drawn) for name in ("never", "safe")
    )
    assert default.samples <= every.samples / 2
    assert default.right >= every.right - 0.3


def test_where_recorded_votes_end_as_all_samples_would_the_default_is_the_cheapest():
    """On recorded questions it elects what all ten samples elect, for fewer of them than the Beta rule starts."""
    if not RECORDED.exists():
        pytest.skip(f"no recorded samples at {RECORDED}")
    votes = adaptive_vote.recorded(RECORDED, questions=40)
    every, ours, theirs = (
        adaptive_vote.measured(name, partial(adaptive_vote.ours, rule(name)), votes)
        for name in ("never", "safe", "beta")
    )
    assert ours.right >= every.right
    assert ours.samples < theirs.samples - 0.5 < every.samples / 1.8


@pytest.mark.parametrize("planned", [5, 10, 15, 40])
@pytest.mark.parametrize("sure", [0.8, 0.94, 0.99])
def test_no_more_votes_end_otherwise_than_all_samples_would_than_the_certainty_allows(planned, sure):
    """Whatever the shares of two answers, near ties above all: every course of the votes is counted, none drawn."""
    errors = {share: erring(Rule("safe", sure), planned, share) for share in (0.5, 0.49, 0.47, 0.45, 0.4, 0.3, 0.1)}
    assert max(errors.values()) == errors[0.5] <= 1 - sure


def test_at_the_default_the_dead_heat_errs_as_often_as_the_help_says():
    assert [round(100 * erring(rule(), planned, 0.5), 1) for planned in (15, 40, 100)] == [2.2, 4.8, 4.1]


@pytest.mark.parametrize("shares", [(1, 1, 1), (4, 4, 2), (45, 45, 5, 5)])
def test_of_more_than_two_even_answers_no_more_votes_err(shares):
    """Of 500 drawn at 40 samples: the more answers, the less likely is it that the first samples agree on one."""
    random, erred = Random(11), 0.0
    for _ in range(500):
        votes = random.choices(range(len(shares)), shares, k=40)
        outcome, tally = adaptive_vote.ours(rule(), votes), Counter(votes)
        most = [answer for answer, number in tally.items() if number == max(tally.values())]
        erred += 1 - (outcome.winner in most) / len(most) if outcome.started < 40 else 0
    assert erred / 500 <= 0.06


def erring(chosen, planned, share):
    """The chance that a vote stops early and all its samples would have elected the other; a tie counts as half.

    `share` of the samples give the one answer. The chance of each score is carried from vote to vote.
    """
    content = cache(lambda one, other: chosen.is_content(Poll(dict(enumerate([0] * one + [1] * other)), planned)))
    reached, erred = {(0, 0): 1.0}, 0.0
    for landed in range(planned):
        onwards = defaultdict(float)
        for (one, other), chance in reached.items():
            if landed and content(one, other):
                erred += chance * undone(abs(one - other), planned - landed, share if one > other else 1 - share)
            else:
                onwards[one + 1, other] += chance * share
                onwards[one, other + 1] += chance * (1 - share)
        reached = onwards
    return erred


@cache
def undone(lead, remaining, share):
    """The chance that an answer with this share of the votes loses its lead in so many."""
    chances = (
        (
            2 * against - remaining,
            math.comb(remaining, against) * share ** (remaining - against) * (1 - share) ** against,
        )
        for against in range(remaining + 1)
    )
    return sum(chance * (1 if swing > lead else 0.5) for swing, chance in chances if swing >= lead)
