"""What adaptive voting saves, and what it loses: `python -m tests.benchmarks.adaptive_vote [DRAWS] [RECORDING ...]`.

Samples are drawn from five fixed distributions of answers, from trivial to very hard; the first answer of each is the
right one. Prints, for every way to stop, the samples started of 40, the accuracy and the rounds (how often one has to
wait, where every sample takes as long). Settings are chosen on one set of draws and shown on another.

A recording is a file of JSON Lines: `question`, `answer` or `final_answer`, and the samples under `generated_answer` or
`model_outputs`, such as those of ESC (github.com/Yiwei98/ESC, `GPT3.5_result/last_letters/T0.7.jsonl`) and
verify_cot. Its samples are read and grouped as the product does, and voted on in ten random orders.

With its-hub on the path, its adaptive and its Beta variant are run on the same draws, and a setting of ours is set
beside each: `pip install --no-deps --target /tmp/its-hub its-hub`, then `PYTHONPATH=/tmp/its-hub:. python ...`.
"""

import asyncio
import json
import random
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from system2.answers.equivalence import groups
from system2.config.approach import Stop
from system2.core.actions import Sample
from system2.core.outcomes import Replied
from system2.core.problem import Problem
from system2.core.replies import Reply
from system2.questions.expected import expected_answer
from system2.strategies.course import Course
from system2.strategies.pieces import answer_of
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
    *(rule("beta", sure) for sure in (0.8, 0.85, 0.9, 0.95, 0.97, 0.98, 0.99)),
    *(rule("safe", sure) for sure in (0.6, 0.7, 0.8, 0.9, 0.92, 0.93, 0.94, 0.95, 0.96, 0.97, 0.98, 0.99)),
]

ORDERS = 10
"""Of the samples of a recorded question."""

Ballots = list[int | None]
"""What each sample of a question votes for: 0 is right, None abstains."""

Draws = dict[str, list[Ballots]]


@dataclass(frozen=True)
class Outcome:
    """One vote: what won, how many samples were started, how many rounds it took."""

    winner: int | None
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
        level: [list(source.choices(range(len(shares)), shares, k=SAMPLES)) for _ in range(number)]
        for level, shares in LEVELS.items()
    }


def recorded(path: Path, questions: int | None = None) -> Draws:
    """The votes of a recording, or of so many of its questions, each in several orders."""
    source = random.Random(1)
    lines = path.read_text(encoding="utf-8").splitlines()[:questions]
    each_question = [ballots_of(json.loads(line)) for line in lines]
    return {path.stem: [source.sample(each, len(each)) for each in each_question for _ in range(ORDERS)]}


def ballots_of(line: dict[str, Any]) -> Ballots:
    """What the samples of a recorded question vote for; the prompt's own mark of an answer is none of theirs."""
    samples = line.get("generated_answer") or line["model_outputs"]
    samples = json.loads(samples) if isinstance(samples, str) else samples
    problem = Problem(line["question"])
    expected = expected_answer(line.get("answer") or line["final_answer"])
    answers = [*(answer_of(problem, text.removeprefix("A: ")) for text in samples), expected]
    agreeing = sorted(groups(answers, question=problem.question), key=lambda group: len(samples) not in group)
    return [
        next((vote for vote, group in enumerate(agreeing) if index in group), None) for index in range(len(samples))
    ]


@cache
def decision(chosen: Rule, race: Race, landed: int) -> tuple[bool, int]:
    """Whether the rule is content, and how many further samples it wants; for rules that know nothing but counts."""
    ballots: Ballots = [0] * race.leader + [1] * race.runner_up
    ballots += [None] * (landed - len(ballots))
    poll = Poll(dict(enumerate(ballots)), landed + race.remaining)
    assert poll.race == race
    return chosen.is_content(poll), chosen.wants(poll) - landed


def ours(chosen: Rule, answers: Ballots) -> Outcome:
    """A vote as the strategy holds it, in waves: all that runs at a time lands at once, one after the other."""
    counts: Counter[int] = Counter()
    rounds, landed, started = 0, 0, wanted(chosen, answers, 0, counts)
    while landed < started:
        rounds += 1
        for answer in answers[landed:started]:
            counts.update(() if answer is None else (answer,))
            landed += 1
            if landed < len(answers) and is_content(chosen, answers, landed, counts):
                return Outcome(winner(counts), started, rounds)
            started = max(started, wanted(chosen, answers, landed, counts))
    return Outcome(winner(counts), started, rounds)


def winner(counts: Counter[int]) -> int | None:
    return counts.most_common(1)[0][0] if counts else None


def race_of(counts: Counter[int], remaining: int) -> Race:
    (_, leader), (_, runner_up), *_ = [*counts.most_common(2), (0, 0), (0, 0)]
    return Race(leader, runner_up, remaining)


def is_content(chosen: Rule, answers: Ballots, landed: int, counts: Counter[int]) -> bool:
    if chosen.stop == "window":
        return chosen.is_content(Poll(dict(enumerate(answers[:landed])), len(answers)))
    return decision(chosen, race_of(counts, len(answers) - landed), landed)[0]


def wanted(chosen: Rule, answers: Ballots, landed: int, counts: Counter[int]) -> int:
    if chosen.stop == "window":
        return chosen.wants(Poll(dict(enumerate(answers[:landed])), len(answers)))
    return landed + decision(chosen, race_of(counts, len(answers) - landed), landed)[1]


def by_the_strategy(chosen: Rule, answers: Ballots) -> int:
    """How many samples the strategy itself starts."""
    said = ["I cannot say." if answer is None else f"Final answer: {answer + 1}" for answer in answers]
    play = Play(lambda sample: Replied(sample, Reply(said[sample.index])))
    problem = Problem("Which?")
    making = Course(len(answers), NoVerdict(), stop=chosen.stop, sure=chosen.sure)
    play(vote.begin(problem, making))
    return sum(isinstance(action, Sample) for action in play.started)


def measured(name: str, hold: Callable[[Ballots], Outcome], on: Draws) -> Figures:
    outcomes = {level: [hold(answers) for answers in drawn] for level, drawn in on.items()}
    return Figures(
        name,
        {level: sum(each.started for each in found) / len(found) for level, found in outcomes.items()},
        {level: 100 * sum(each.winner == 0 for each in found) / len(found) for level, found in outcomes.items()},
        sum(sum(each.rounds for each in found) / len(found) for found in outcomes.values()) / len(outcomes),
    )


def name_of(chosen: Rule) -> str:
    degrees: dict[Stop, str] = {"beta": f" --sure {chosen.sure:g}", "safe": f" --sure {chosen.sure:g}"}
    return f"--stop {chosen.stop}{degrees.get(chosen.stop, '')}"


def theirs() -> dict[str, Callable[[Ballots], Outcome]]:
    """Its-hub's own classes on our draws; nothing where it is not installed."""
    if not find_spec("its_hub"):
        return {}
    from its_hub.core.algorithms.adaptive_self_consistency import AdaptiveSelfConsistency  # type: ignore
    from its_hub.core.algorithms.beta_self_consistency import BetaSelfConsistency  # type: ignore

    loop = asyncio.new_event_loop()

    class Deal:
        """Deals out draws in order, one at a time; `started` were asked for, in so many `batches`."""

        def __init__(self, answers: Ballots) -> None:
            self.answers = iter(answers)
            self.started = self.batches = 0
            self.turn = asyncio.Lock()

        async def agenerate(self, model: Any, messages: list[Any], **options: Any) -> list[dict[str, str]]:
            self.started += len(messages)
            self.batches += 1
            async with self.turn:
                await asyncio.sleep(0)
                return [{"role": "assistant", "content": str(next(self.answers))} for _ in messages]

    def hold(variant: Any, answers: Ballots, *, at_once: bool) -> Outcome:
        async def infer() -> Outcome:
            deal = Deal(answers)
            said = await variant(orchestrator=deal).ainfer(None, "Which?", len(answers))
            return Outcome(int(said["content"]), deal.started, 1 if at_once else deal.batches)

        return loop.run_until_complete(infer())

    return {
        "its-hub adaptive": lambda answers: hold(AdaptiveSelfConsistency, answers, at_once=False),
        "its-hub Beta": lambda answers: hold(BetaSelfConsistency, answers, at_once=True),
    }


def landed_by_beta(answers: Ballots) -> Outcome:
    """The Beta rule of its-hub, were no sample paid for but those that it heard."""
    counts: Counter[int] = Counter()
    for landed, answer in enumerate(answers, start=1):
        counts.update(() if answer is None else (answer,))
        race = race_of(counts, len(answers) - landed)
        if landed > 1 and beta(race) >= 0.95:
            break
    return Outcome(winner(counts), landed, landed)


def show(figures: Figures) -> None:
    each = "  ".join(f"{figures.started[level]:4.1f} {figures.accuracy[level]:6.2f}" for level in figures.started)
    print(f"{figures.name:<34} {figures.samples:5.2f} {figures.right:6.2f} {figures.rounds:5.2f}   {each}")


def cheapest(settings: dict[Rule, Figures], peer: Figures) -> Rule:
    """The setting that starts the fewest samples without being less accurate than the peer."""
    return min(
        (chosen for chosen, figures in settings.items() if figures.right >= peer.right),
        key=lambda chosen: settings[chosen].samples,
    )


def table(on: Draws) -> None:
    """One row for each setting."""
    print(f"\n{'':<34} {'all':>5} {'right':>6} {'waits':>5}   " + "  ".join(f"{level:>11}" for level in on))
    for chosen in SETTINGS:
        show(measured(name_of(chosen), partial(ours, chosen), on))


def main() -> None:
    recordings = [Path(argument) for argument in sys.argv[1:] if not argument.isdigit()]
    number = next((int(argument) for argument in sys.argv[1:] if argument.isdigit()), 2_000)
    tried, shown = draws(number, seed=1), draws(number, seed=2)
    for chosen in (rule("safe"), rule("beta"), rule("window"), rule("certain")):
        for answers in (drawn for level in shown.values() for drawn in level[:10]):
            assert ours(chosen, answers).started == by_the_strategy(chosen, answers)
    for recording in recordings:
        table(recorded(recording))
    print(f"\n{number} draws of each level; samples of {SAMPLES}, accuracy in %, rounds, then both for each level")
    table(shown)
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
