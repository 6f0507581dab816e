"""Searches on a stage without models: the same question is always answered alike, whenever it is put."""

import json
import random
import re
from dataclasses import dataclass, replace

from system2.core.actions import Action, Ask, Check, Sample
from system2.core.candidates import Choice
from system2.core.outcomes import Checked, Failed, Outcome, Refused, Replied
from system2.core.problem import Problem
from system2.core.replies import Reply
from system2.strategies.catalogue import strategy_named
from system2.strategies.course import Course
from system2.verifiers.judge import Judge
from tests.playing import Play
from tests.strategies.rehearsal import asked, interrupting

PROBLEM = Problem("Which way leads out?")


@dataclass(frozen=True)
class Forest:
    """Proposes steps to few places, so that many paths meet; values and judges by what it is asked.

    Of all calls the share `failing` fails, `refused` is refused and `unreadable` makes no sense. Of all steps the
    share `ending` finishes its path.
    """

    seed: int = 0
    failing: float = 0.0
    refused: float = 0.0
    unreadable: float = 0.0
    ending: float = 0.2
    places: int = 6
    interrupted: int | None = None

    def reply(self, action: Sample | Ask | Check) -> Outcome:
        """What comes back for an action."""
        same = replace(action, about=None) if isinstance(action, Ask) else action  # no model sees whom it is about
        draw = random.Random(f"{self.seed} {asked(same)}")
        fate = draw.random()
        if fate < self.failing:
            return Failed(action, "the server is tired")
        if fate < self.failing + self.refused:
            return Refused(action, "the cap is reached")
        if isinstance(action, Check):
            return Checked(action, draw.choice([0, 1]), "")
        if fate < self.failing + self.refused + self.unreadable:
            return Replied(action, Reply(draw.choice(["", "hm", "{}", '{"value": 7}', '{"steps": "left"}'])))
        return Replied(action, Reply(self.say(action, draw)))

    def say(self, action: Sample | Ask, draw: random.Random) -> str:
        """The words of a good reply."""
        match wanted(action):
            case "next_steps":
                return json.dumps({"steps": [self.step(draw) for _ in range(draw.randrange(6))]})
            case "ballot":
                numbers = re.findall(r"^(\d+)\.$", action.messages[-1].text, re.MULTILINE)
                return json.dumps({"reason": "it looks so", "best": draw.randrange(1, len(numbers) + 2)})
            case "step_scores":
                count = len(all_shown(action.messages[-1].text)) or draw.randrange(1, 4)
                return json.dumps(
                    {"critique": "-", "scores": [draw.choice([0.1, 0.3, 0.6, 0.9]) for _ in range(count)]}
                )
            case "value":
                return json.dumps({"reason": "it looks so", "value": draw.choice([0.1, 0.3, 0.6, 0.9])})
            case "verdict":
                sure = draw.choice([0.2, 0.6, 0.85, 0.95])
                return json.dumps({"critique": "-", "is_correct": sure > 0.5, "confidence": max(sure, 1 - sure)})
        return self.step(draw)

    def step(self, draw: random.Random) -> str:
        """One step to one of the places, or out of the forest."""
        if draw.random() < self.ending:
            return f"Final answer: {draw.randrange(9)}"
        return f"Turn {draw.choice(['left', 'right'])} (at: {draw.randrange(self.places)})"


def search(name: str, course: Course, forest: Forest, order: int, problem: Problem = PROBLEM) -> tuple[Choice, Play]:
    """One performance of a search; `order` decides which of the running calls ends next."""
    draw = random.Random(order)
    play = Play(interrupting(forest), lambda pending: draw.randrange(len(pending)))  # type: ignore[arg-type]
    return play(strategy_named(name).begin(problem, course)), play


def wanted(action: Action) -> str:
    """What sort of reply is asked for, by the name of its schema; empty for free text."""
    return action.schema["title"] if isinstance(action, Ask) and action.schema else ""


def prompts(play: Play, sort: str, sign: str = "") -> list[str]:
    """The questions for this sort of reply that hold this sign, in the order in which they were asked."""
    calls = (action for action in play.paid() if isinstance(action, Sample | Ask) and wanted(action) == sort)
    return [call.messages[-1].text for call in calls if sign in call.messages[-1].text]


def course(**given: object) -> Course:
    """A course with a plain judge."""
    return Course(**{"effort": 3, "judge": Judge(), **given})  # type: ignore[arg-type]


def shown(prompt: str) -> str:
    """The path or state that a prompt is about."""
    return next(iter(all_shown(prompt)), "")


def all_shown(prompt: str) -> list[str]:
    """All texts between marks in a prompt."""
    return [match[2] for match in re.finditer(r"<candidate-([0-9a-f]+)>\n(.*?)\n</candidate-\1>", prompt, re.DOTALL)]
