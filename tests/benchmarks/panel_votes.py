"""What a panel's votes are worth against its best member: 500 seeded problems, three models with habits of their own.

Run `python -m tests.benchmarks.panel_votes`. A model knows a share of the problems, 70, 60 or 50 %. Of one that it
knows nine paths of ten are right; of one that it does not, two of three give the same wrong answer, and the others any.
So the paths of one model share its errors, as they do in life. Models err independently of each other, or, in the
second world, the two weaker ones do not know the same problems, and are misled there alike.
"""

import random
from collections.abc import Mapping, Sequence

from system2.config.approach import VotesBy
from system2.core.actions import Sample
from system2.core.cast import Cast
from system2.core.outcomes import Replied
from system2.core.play import play
from system2.core.problem import Problem
from system2.core.replies import Reply
from system2.strategies.catalogue import strategy_named
from system2.strategies.course import Course

KNOWS = {"first": 0.7, "second": 0.6, "third": 0.5}
PRICES = {"first": 4, "second": 2, "third": 1}
"""What a path of each costs, in some unit."""

STEADY, STUBBORN = 0.9, 2 / 3
RIGHT, WRONG = "42", ("40", "41", "43", "44")
PROBLEMS = 500
PATHS = 3
"""So many of each member."""


class World:
    """Who answers what: a problem's answers are always the same for a number of the problem and a model's own path."""

    def __init__(self, *, alike: bool) -> None:
        self._alike = alike

    def answer(self, problem: int, model: str, path: int) -> str:
        """What this path of the model answers to the problem of this number."""
        mind = self._mind(problem, model)
        share = mind.random()
        favourite = mind.choice(WRONG)
        dice = random.Random(f"{problem}/{model}/{path}")
        if share < KNOWS[model]:
            return RIGHT if dice.random() < STEADY else dice.choice(WRONG)
        return favourite if dice.random() < STUBBORN else dice.choice((RIGHT, *WRONG))

    def _mind(self, problem: int, model: str) -> random.Random:
        """What a model knows of the problem, which two of them share where their errors agree."""
        return random.Random(f"{problem}/{'both' if self._alike and model != 'first' else model}")


def right(world: World, problem: int, seats: Sequence[str], by: VotesBy, reliability: Mapping[str, float]) -> bool:
    """Whether a vote of these seats is right about the problem."""
    cast = Cast(tuple(seats))

    def answered(action: object) -> Replied:
        assert isinstance(action, Sample)
        model = cast.writer(action.index)
        said = world.answer(problem, model, cast.own_number(action.index))
        return Replied(action, Reply(f"Final answer: {said}", model=model))

    course = Course(len(seats), stop="never", seats=cast.seats, votes_by=by, reliability=reliability)
    choice = play(strategy_named("vote").begin(Problem("What is 6*7?"), course), answered)  # type: ignore[arg-type]
    return bool(choice.chosen and choice.chosen.answer and choice.chosen.answer.text == RIGHT)


def learnt(world: World, problems: int) -> dict[str, float]:
    """How often paths of each model are right, as found on other problems."""
    numbers = range(-problems, 0)
    return {
        model: sum(world.answer(number, model, path) == RIGHT for number in numbers for path in range(PATHS))
        / (problems * PATHS)
        for model in KNOWS
    }


def shares(world: World, problems: int = PROBLEMS) -> dict[str, float]:
    """The share of right answers of each way to spend: the panel's votes, and the best member alone."""
    panel = tuple(KNOWS) * PATHS
    same_price = sum(PRICES[seat] for seat in panel) // PRICES["first"]
    reliability = learnt(world, 100)
    ways: dict[str, tuple[Sequence[str], VotesBy]] = {
        "panel, by path": (panel, "path"),
        "panel, by model": (panel, "model"),
        "panel, by reliability": (panel, "reliability"),
        "best member, as many calls": (("first",) * len(panel), "path"),
        "best member, same price": (("first",) * same_price, "path"),
    }
    return {
        way: sum(right(world, number, seats, by, reliability) for number in range(problems)) / problems
        for way, (seats, by) in ways.items()
    }


def main() -> None:
    """Print the table of `system2 help panels`."""
    worlds = {"errors independent": World(alike=False), "errors of two agree": World(alike=True)}
    found = {name: shares(world) for name, world in worlds.items()}
    print(f"| {PROBLEMS} problems | {' | '.join(found)} |\n|---|---|---|")
    for way in next(iter(found.values())):
        print(f"| {way} | {' | '.join(f'{100 * each[way]:.1f} %' for each in found.values())} |")


if __name__ == "__main__":
    main()
