"""Strategies on a stage without models: who is asked what decides what is replied, whatever the order."""

import json
import random
from collections.abc import Callable
from dataclasses import dataclass

from hypothesis import strategies as st

from system2.core.actions import Action, Ask, Check, Sample
from system2.core.candidates import Choice
from system2.core.outcomes import Checked, Failed, Outcome, Refused, Replied
from system2.core.problem import Problem
from system2.core.replies import Reply
from system2.strategies.catalogue import strategy_named
from system2.strategies.course import Course
from system2.strategies.rehearsal import rehearse
from tests.playing import Play

PROBLEM = Problem("What is 6*7, and why?")


@dataclass(frozen=True)
class Cast:
    """Plays every role, each reply drawn from the seed and from what was asked.

    Of all calls the share `failing` fails, `refused` is refused and `unreadable` makes no sense; from call number
    `interrupted` on, all are refused. `answers` is how many different ones paths give, `scores` what verdicts may say.
    """

    seed: int = 0
    failing: float = 0.0
    refused: float = 0.0
    unreadable: float = 0.0
    answers: int = 3
    scores: tuple[float, ...] = (0.05, 0.4, 0.7, 0.95)
    splits: bool = True
    reasons: bool = False
    interrupted: int | None = None

    def reply(self, action: Sample | Ask | Check) -> Outcome:
        """What comes back for an action."""
        draw = random.Random(f"{self.seed} {asked(action)}")
        fate = draw.random()
        if fate < self.failing:
            return Failed(action, "the server is tired")
        if fate < self.failing + self.refused:
            return Refused(action, "the cap is reached")
        if isinstance(action, Check):
            return Checked(action, draw.choice([0, 1]), f"Passage {draw.random()}")
        if fate < self.failing + self.refused + self.unreadable:
            return Replied(action, Reply(draw.choice(["", "hm", "{}", '{"confidence": 7}', "42"])))
        return Replied(action, Reply(self.say(action, draw), reasoned=self.reasons))

    def say(self, action: Sample | Ask, draw: random.Random) -> str:
        """The words of a good reply."""
        if isinstance(action, Sample):
            return f"Thought {draw.random()}.\n\nFinal answer: {draw.randrange(self.answers)}"
        if action.role == "verify":
            score = draw.choice(self.scores)
            return json.dumps(
                {"critique": "look again", "is_correct": score > 0.5, "confidence": max(score, 1 - score)}
            )
        if action.role == "classify":
            return draw.choice("WDBX")
        parts = ["What is 6?", "What is 7?", "What is a product?"] if self.splits else []
        return json.dumps({"questions": parts})


def asked(action: Sample | Ask | Check) -> str:
    """What tells a question from every other, and not when it was put."""
    if isinstance(action, Check):
        return f"{action.command} {action.text}"
    about = action.about if isinstance(action, Ask) else None
    return f"{type(action).__name__} {action.role} {action.index} {about} {action.messages}"


casts = st.builds(
    Cast,
    seed=st.integers(0, 2**32),
    failing=st.sampled_from([0.0, 0.2, 0.7, 1.0]),
    refused=st.sampled_from([0.0, 0.0, 0.3]),
    unreadable=st.sampled_from([0.0, 0.0, 0.4]),
    answers=st.integers(1, 6),
    splits=st.booleans(),
    reasons=st.booleans(),
    interrupted=st.none() | st.integers(0, 12),
)

orders = st.integers(0, 2**32)


def perform(name: str, course: Course, cast: Cast, order: int, problem: Problem = PROBLEM) -> tuple[Choice, Play]:
    """One performance of the strategy of this name; `order` decides which of the running calls ends next."""
    draw = random.Random(order)
    play = Play(interrupting(cast), lambda pending: draw.randrange(len(pending)))
    return play(strategy_named(name).begin(problem, course)), play


def interrupting(cast: Cast) -> Callable[[Action], Outcome]:
    """The cast, and after so many replies nothing but refusals."""
    heard = 0

    def reply(action: Action) -> Outcome:
        nonlocal heard
        heard += 1
        assert isinstance(action, Sample | Ask | Check)
        if cast.interrupted is not None and heard > cast.interrupted:
            return Refused(action, "interrupted")
        return cast.reply(action)

    return reply


def most_calls(name: str, course: Course, problem: Problem = PROBLEM) -> int:
    """How many calls the strategy says that it makes at the most."""
    return sum(demand.most.calls for demand in rehearse(strategy_named(name), problem, course))
