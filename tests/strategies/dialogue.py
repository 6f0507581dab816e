"""Small stages on which every reply of a strategy's models is written down."""

import json

from system2.core.actions import Ask, Check, Sample
from system2.core.decisions import Remark
from system2.core.outcomes import Checked, Failed, Refused, Replied
from system2.core.problem import Problem
from system2.core.replies import Reply
from system2.strategies.catalogue import strategy_named
from system2.strategies.course import Course
from system2.verifiers.judge import Judge
from tests.playing import Play

PROBLEM = Problem("What is 6*7?")


def played(name, say, course=None, problem=PROBLEM, pick=lambda pending: 0):
    """The choice of a strategy and its play; `say` gives each reply as text, score or outcome."""

    def reply(action):
        if isinstance(action, Check):
            return Checked(action, 0, "42")
        said = say(action)
        if said in (Failed, Refused):
            return said(action, "no luck")
        if isinstance(said, float):
            said = json.dumps(
                {"critique": f"worth {said}", "is_correct": said > 0.5, "confidence": max(said, 1 - said)}
            )
        return Replied(action, said if isinstance(said, Reply) else Reply(said))

    play = Play(reply, pick)
    return play(strategy_named(name).begin(problem, course or Course(3, Judge()))), play


def samples(play, role="generate"):
    return [action for action in play.started if isinstance(action, Sample) and action.role == role]


def asked(action):
    return action.messages[-1].text


def judge(action):
    return isinstance(action, Ask) and action.role == "verify"


def remarks(play):
    return [decision.text for decision in play.decisions if isinstance(decision, Remark)]
