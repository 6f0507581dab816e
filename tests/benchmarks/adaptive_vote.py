"""What adaptive voting saves, and what it loses: `python tests/benchmarks/adaptive_vote.py [DRAWS]`.

Samples are drawn from five fixed distributions of answers, from trivial to very hard; the first answer of each is the
right one. Prints, for every way to stop, the samples started of 40, the accuracy and the rounds (how often one has to
wait, where every sample takes as long). Settings are chosen on one set of draws and shown on another.

With its-hub on the path, its adaptive and its Beta variant are run on the same draws, and a setting of ours is set
beside each: `pip install --no-deps --target /tmp/its-hub its-hub`, then `PYTHONPATH=/tmp/its-hub python ...`.
"""

import asyncio
import random
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from importlib.util import find_spec
from typing import Any

from system2.config.approach import Stop
from system2.core.actions import Sample
from system2.core.outcomes import Replied
from system2.core.problem import Problem
from system2.core.replies import Reply
from system2.strategies.course import Course
from system2.strategies.stopping import Poll, Race, Rule, beta, rule
from system2.strategies.vote import vote
from system2.verifiers.none import NoVerdict
from tests.playing import Play

SAMPLES = 40

LEVELS = {
    "trivial": (95, 3, 2),
    "easy": (80, 10, 6, 4),
    "medium": (60, 18, 10, 6, 6),
    "hard": (42, 25, 13, 10, 5, 5),
    "very hard": (30, 24, 14, 12, 8, 7, 5),
}
"""Percent of the samples that give each answer, the right one first."""

SETTINGS = [
    rule("never"),
    rule("certain"),
    rule("window"),
    *(rule("beta", sure) for sure in (0.8, 0.85, 0.88, 0.9, 0.95, 0.97, 0.98, 0.99)),
    *(rule("predict", sure) for sure in (0.8, 0.85, 0.88, 0.9, 0.95, 0.96, 0.97, 0.98, 0.985, 0.99, 0.995)),
]

Draws = dict[str, list[list[int]]]


@dataclass(frozen=True)
class Outcome:
    """One vote: what won, how many samples were started, how many rounds it took."""

    winner: int
    started: int
    rounds: int


@dataclass(frozen=True)
class Figures:
    """Means over all draws of each level."""

    name: str
    started: dict[str, float]
    accuracy: dict[str, float]
    rounds: float

    @property
    def samples(self) -> float:
        return sum(self.started.values()) / len(self.started)

    @property
    def right(self) -> float:
        return sum(self.accuracy.values()) / len(self.accuracy)


def draws(number: int, seed: int) -> Draws:
    source = random.Random(seed)
    return {
        level: [source.choices(range(len(shares)), shares, k=SAMPLES) for _ in range(number)]
        for level, shares in LEVELS.items()
    }


@cache
def decision(chosen: Rule, race: Race) -> tuple[bool, int]:
    """Whether the rule is content, and how many further samples it wants; for rules that know nothing but counts."""
    landed = SAMPLES - race.remaining
    ballots = [0] * race.leader + [1] * race.runner_up
    ballots += range(2, 2 + landed - len(ballots))
    poll = Poll(dict(enumerate(ballots)), SAMPLES)
    assert poll.race == race or race.leader == 0
    return chosen.is_content(poll), chosen.wants(poll) - landed


def ours(chosen: Rule, answers: Sequence[int]) -> Outcome:
    """A vote as the strategy holds it, in waves: all that runs at a time lands at once, one after the other."""
    counts: Counter[int] = Counter()
    rounds, landed, started = 0, 0, wanted(chosen, answers, 0, counts)
    while landed < started:
        rounds += 1
        for answer in answers[landed:started]:
            counts[answer] += 1
            landed += 1
            if landed < SAMPLES and is_content(chosen, answers, landed, counts):
                return Outcome(counts.most_common(1)[0][0], started, rounds)
            started = max(started, wanted(chosen, answers, landed, counts))
    return Outcome(counts.most_common(1)[0][0], started, rounds)


def race_of(counts: Counter[int], landed: int) -> Race:
    (_, leader), (_, runner_up), *_ = [*counts.most_common(2), (0, 0), (0, 0)]
    return Race(leader, runner_up, SAMPLES - landed)


def is_content(chosen: Rule, answers: Sequence[int], landed: int, counts: Counter[int]) -> bool:
    if chosen.stop == "window":
        return chosen.is_content(Poll(dict(enumerate(answers[:landed])), SAMPLES))
    return decision(chosen, race_of(counts, landed))[0]


def wanted(chosen: Rule, answers: Sequence[int], landed: int, counts: Counter[int]) -> int:
    if chosen.stop == "window":
        return chosen.wants(Poll(dict(enumerate(answers[:landed])), SAMPLES))
    return landed + decision(chosen, race_of(counts, landed))[1]


def by_the_strategy(chosen: Rule, answers: Sequence[int]) -> int:
    """How many samples the strategy itself starts."""
    play = Play(lambda sample: Replied(sample, Reply(f"Final answer: {answers[sample.index] + 1}")))
    problem = Problem("Which?")
    making = Course(SAMPLES, NoVerdict(), stop=chosen.stop, sure=chosen.sure)
    play(vote.begin(problem, making))
    return sum(isinstance(action, Sample) for action in play.started)


def measured(name: str, hold: Callable[[Sequence[int]], Outcome], on: Draws) -> Figures:
    outcomes = {level: [hold(answers) for answers in drawn] for level, drawn in on.items()}
    return Figures(
        name,
        {level: sum(each.started for each in found) / len(found) for level, found in outcomes.items()},
        {level: 100 * sum(each.winner == 0 for each in found) / len(found) for level, found in outcomes.items()},
        sum(sum(each.rounds for each in found) / len(found) for found in outcomes.values()) / len(outcomes),
    )


def name_of(chosen: Rule) -> str:
    degrees: dict[Stop, str] = {"beta": f" --sure {chosen.sure:g}", "predict": f" --sure {chosen.sure:g}"}
    return f"--stop {chosen.stop}{degrees.get(chosen.stop, '')}"


def theirs() -> dict[str, Callable[[Sequence[int]], Outcome]]:
    """Its-hub's own classes on our draws; nothing where it is not installed."""
    if not find_spec("its_hub"):
        return {}
    from its_hub.core.algorithms.adaptive_self_consistency import AdaptiveSelfConsistency  # type: ignore
    from its_hub.core.algorithms.beta_self_consistency import BetaSelfConsistency  # type: ignore

    loop = asyncio.new_event_loop()

    class Deal:
        """Deals out draws in order, one at a time; `started` were asked for, in so many `batches`."""

        def __init__(self, answers: Sequence[int]) -> None:
            self.answers = iter(answers)
            self.started = self.batches = 0
            self.turn = asyncio.Lock()

        async def agenerate(self, model: Any, messages: list[Any], **options: Any) -> list[dict[str, str]]:
            self.started += len(messages)
            self.batches += 1
            async with self.turn:
                await asyncio.sleep(0)
                return [{"role": "assistant", "content": str(next(self.answers))} for _ in messages]

    def hold(variant: Any, answers: Sequence[int], *, at_once: bool) -> Outcome:
        async def infer() -> Outcome:
            deal = Deal(answers)
            said = await variant(orchestrator=deal).ainfer(None, "Which?", SAMPLES)
            return Outcome(int(said["content"]), deal.started, 1 if at_once else deal.batches)

        return loop.run_until_complete(infer())

    return {
        "its-hub adaptive": lambda answers: hold(AdaptiveSelfConsistency, answers, at_once=False),
        "its-hub Beta": lambda answers: hold(BetaSelfConsistency, answers, at_once=True),
    }


def landed_by_beta(answers: Sequence[int]) -> Outcome:
    """The Beta rule of its-hub, were no sample paid for but those that it heard."""
    counts: Counter[int] = Counter()
    for landed, answer in enumerate(answers, start=1):
        counts[answer] += 1
        race = race_of(counts, landed)
        if landed > 1 and beta(race) >= 0.95:
            break
    return Outcome(counts.most_common(1)[0][0], landed, landed)


def show(figures: Figures) -> None:
    levels = "  ".join(f"{figures.started[level]:4.1f} {figures.accuracy[level]:6.2f}" for level in LEVELS)
    print(f"{figures.name:<34} {figures.samples:5.2f} {figures.right:6.2f} {figures.rounds:5.2f}   {levels}")


def cheapest(settings: dict[Rule, Figures], peer: Figures) -> Rule:
    """The setting that starts the fewest samples without being less accurate than the peer."""
    return min(
        (chosen for chosen, figures in settings.items() if figures.right >= peer.right),
        key=lambda chosen: settings[chosen].samples,
    )


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
    tried, shown = draws(number, seed=1), draws(number, seed=2)
    for chosen in (rule("predict"), rule("beta"), rule("window"), rule("certain")):
        for answers in (drawn for level in shown.values() for drawn in level[:10]):
            assert ours(chosen, answers).started == by_the_strategy(chosen, answers)
    print(f"{number} draws of each level; samples of {SAMPLES}, accuracy in %, rounds, then both for each level\n")
    print(f"{'':<34} {'all':>5} {'right':>6} {'waits':>5}   " + "  ".join(f"{level:>11}" for level in LEVELS))
    for chosen in SETTINGS:
        show(measured(name_of(chosen), partial(ours, chosen), shown))
    before = {chosen: measured(name_of(chosen), partial(ours, chosen), tried) for chosen in SETTINGS}
    peers = {**theirs(), "Beta 0.95, one sample at a time": landed_by_beta}
    for name, hold in peers.items():
        peer = measured(name, hold, tried)
        best = cheapest(before, peer)
        print()
        show(measured(name, hold, shown))
        show(measured(name_of(best), partial(ours, best), shown))


if __name__ == "__main__":
    main()
