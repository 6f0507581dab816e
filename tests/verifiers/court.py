"""What tests of verifiers are made of: candidates, what a model says to a question, and the verdicts that follow."""

import json

from system2.core.actions import Ask
from system2.core.candidates import Answer, Candidate
from system2.core.decisions import Judged, Remark
from system2.core.outcomes import Failed, Refused, Replied
from system2.core.problem import Problem
from system2.core.replies import Reply
from tests.playing import Play

PROBLEM = Problem("What is 6*7?")

UNREADABLE = [
    "",
    "I would rather not say.",
    "{}",
    "[]",
    "null",
    '{"is_correct": "yes", "confidence": 0.9}',
    '{"is_correct": true, "confidence": 1.5}',
    '{"is_correct": true, "confidence": -0.1}',
    '{"is_correct": true, "confidence": NaN}',
    '{"is_correct": true, "confidence": null}',
    '{"is_correct": true, "confidence": true}',
    '{"is_correct": 1, "confidence": 0.5}',
    '{"is_correct": true}',
    '{"confidence": 0.9}',
    '{"critique": "fine", "is_correct": true, "confidence"',
    "{" * 20_000,
]
"""What is no verdict, and must become none: neither 0 nor one half nor 1."""


def candidate(index=0, text="6*7 is 42.\n\nFinal answer: 42", answer="42"):
    return Candidate(index, Reply(text), Answer(answer) if answer is not None else None)


def says(reply):
    """A model that says the same to everybody."""
    return lambda action: Replied(action, reply if isinstance(reply, Reply) else Reply(reply))


def says_in_turn(*replies):
    """A model that says one thing after another; an exception class is what comes instead of a reply."""
    remaining = iter(replies)

    def answer(action):
        reply = next(remaining)
        return reply(action, "no luck") if reply in (Failed, Refused) else says(reply)(action)

    return answer


def verdict(is_correct, confidence, critique="because"):
    return json.dumps({"critique": critique, "is_correct": is_correct, "confidence": confidence})


def judged(play):
    """For each path what was told of it last: its verdict, or why there is none."""
    told = {}
    for decision in play.decisions:
        if isinstance(decision, Judged):
            told[decision.index] = decision.verdict or decision.reason
    return told


def remarks(play):
    return [decision.text for decision in play.decisions if isinstance(decision, Remark)]


def asked(play):
    return [action for action in play.paid() if isinstance(action, Ask)]


def judge(verifier, answer, path=None, pick=lambda pending: 0, problem=PROBLEM):
    """The verdict of a verifier on one path, and the play that led to it."""
    play = Play(answer, pick)
    return play(verifier.judge(problem, path or candidate())), play


def compare(verifier, answer, paths, pick=lambda pending: 0, problem=PROBLEM):
    """The scores that a verifier gives several paths, in their order, and the play that led to them."""
    play = Play(answer, pick)
    return [path.score for path in play(verifier.compare(problem, paths))], play
