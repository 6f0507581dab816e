"""A recorded tree of thoughts, GPT-4's own steps and values on the Game of 24, searched again by ours.

The record is that of the paper's authors (Yao et al. 2023): breadth first, beam 5, three valuations of each state, each
`sure` (20), `likely` (1) or `impossible` (0.001), added up.
"""

import json
from pathlib import Path

import pytest

from system2.config.approach import Shape
from system2.core.actions import Sample
from system2.core.decisions import Placed
from system2.core.outcomes import Checked, Failed, Replied
from system2.core.problem import Problem
from system2.core.replies import Reply
from system2.strategies.catalogue import searches
from system2.strategies.course import Course
from system2.verifiers.program import Program
from tests.playing import Play
from tests.strategies.forest import shown, wanted

EVERY = 10
"""One of so many games is searched; all 60 were, with the same result."""

RECORD = Path(__file__).parents[3] / "shared" / "data" / "game24_recorded_tree.json"
WORDS = (20, 1, 0.001)
"""What the paper's three words for a state count."""


@pytest.fixture(scope="module")
def games():
    if not RECORD.exists():
        pytest.skip(f"the recorded games are not at {RECORD}")
    return json.loads(RECORD.read_text(encoding="utf-8"))


def valuations(value):
    """The three values that add up to one of the record; None stands for one that could not be read."""
    said = []
    for word in WORDS:
        while value > word - 1e-6 and len(said) < 3:
            said.append(word / max(WORDS))
            value -= word
    return said + [None] * (3 - len(said))


class Recorded:
    """The models as they were recorded on one problem, and a program that knows which answers were right."""

    def __init__(self, game):
        self.values = {}
        self.steps = {}
        for step in game["steps"]:
            for path, value in zip(step["new_ys"], step["values"], strict=True):
                before = max((kept for kept in step["ys"] if path.startswith(kept)), key=len)
                self.steps.setdefault(before.strip(), []).append(path[len(before) :].strip())
                self.values.setdefault(path.strip(), valuations(value))
        self.right = {path.strip() for path, info in zip(game["ys"], game["infos"], strict=True) if info["r"]}

    def reply(self, action):
        """What was said."""
        if wanted(action) == "next_steps":
            return Replied(action, Reply(json.dumps({"steps": self.steps.get(shown(action.messages[-1].text), [])})))
        if wanted(action) == "value":
            value = self.values[shown(action.messages[-1].text)][action.index]
            return Replied(action, Reply("unclear" if value is None else json.dumps({"reason": "", "value": value})))
        if isinstance(action, Sample):
            return Failed(action, "no path was completed in the record")
        return Checked(action, 0 if action.text in self.right else 1, "")


def searched(game):
    """Our choice, and the paths that it kept at each level."""
    course = Course(effort=50, judge=Program("check"), shape=Shape(depth=4, beam=5), good_enough=1.1)
    play = Play(Recorded(game).reply)
    choice = play(searches()["bfs"].begin(Problem(f"Game of 24: {game['steps'][0]['x']}"), course))
    nodes = {decision.node.id: decision.node for decision in play.decisions if isinstance(decision, Placed)}
    levels = {}
    for node in nodes.values():
        path = path_of(node, nodes)
        if path and node.fate == "kept":
            levels.setdefault(len(path), set()).add("\n".join(path))
    return choice, levels


def path_of(node, nodes):
    """The steps that lead to a state."""
    return [*path_of(nodes[node.parent], nodes), node.step] if node.parent is not None else []


def test_it_keeps_what_the_paper_kept_and_solves_what_the_paper_solved(games):
    """At each of the levels that are valued; ties are broken alike, by the order of proposals."""
    for game in games[::EVERY]:
        choice, levels = searched(game)
        for step in game["steps"][:3]:
            kept = {path.strip() for path in step["select_new_ys"]}
            assert levels.get(step["step"] + 1, set()) == kept, game["idx"]
        assert any(candidate.score for candidate in choice.candidates) == any(info["r"] for info in game["infos"])
