"""What a strategy will ask for, found by playing it: the models are imagined, and the strategy is the real one.

It is played on the quickest course that anybody can imagine, on the usual one, on the dearest, and on a number of
random ones that widen the range. Whoever asks beyond what was found here is stopped, so that a quote is a promise.
"""

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from system2.core import tokens
from system2.core.actions import Action, Ask, Check, Drop, Note, Sample
from system2.core.candidates import Choice
from system2.core.decisions import Placed
from system2.core.outcomes import Done, Outcome
from system2.core.problem import Message, Problem
from system2.core.procedures import Procedure
from system2.strategies.course import Course
from system2.strategies.imagination import (
    DEAREST,
    HOPELESS,
    LATE,
    QUICKEST,
    USUAL,
    Behaviour,
    Dice,
    Imagination,
    random_behaviour,
)
from system2.strategies.record import Strategy

RANDOM_COURSES = 20

ENOUGH = 5_000
"""Actions after which no further random course is played."""

Key = tuple[type, str, str | None, int | None, int, bool]
"""What calls have in common that are told of together."""


@dataclass(frozen=True)
class Load:
    """Calls with their prompts: the tokens of all that no model wrote, as a rule and at the most, and what is quoted.

    `paths` are whole paths that the prompts hold, `replies` other replies.
    """

    calls: int = 0
    usual_tokens: int = 0
    most_tokens: int = 0
    paths: int = 0
    replies: int = 0

    def __add__(self, other: "Load") -> "Load":
        return Load(*(one + more for one, more in zip(self.figures, other.figures, strict=True)))

    def __sub__(self, other: "Load") -> "Load":
        return self + other.times(-1)

    def times(self, number: int) -> "Load":
        """So many of the same."""
        return Load(*(figure * number for figure in self.figures))

    @property
    def figures(self) -> tuple[int, int, int, int, int]:
        """All of them."""
        return self.calls, self.usual_tokens, self.most_tokens, self.paths, self.replies


@dataclass(frozen=True)
class Demand:
    """Calls that differ in nothing but their prompts: one of them, and what all of them come to.

    No course that was played takes less than `least` or more than `most`; `usual` is as a rule. No single call is
    heavier than `heaviest`.
    """

    example: Sample | Ask
    least: Load
    usual: Load
    most: Load
    heaviest: Load


@dataclass
class Played:
    """What one course came to: the loads of each kind of call and, of calls about one path, those of each path.

    `spared` are those of them that were dropped before they landed, and so may never be made. A course that `fails`
    tells nothing of the least.
    """

    loads: dict[Key, Load] = field(default_factory=dict)
    spared: dict[Key, Load] = field(default_factory=dict)
    fails: bool = False
    about: dict[Key, dict[int, Load]] = field(default_factory=dict)
    heaviest: dict[Key, Load] = field(default_factory=dict)
    places: set[int] = field(default_factory=set)
    highest: int = 0
    actions: int = 0


def rehearse(strategy: Strategy[...], problem: Problem, course: Course) -> tuple[Demand, ...]:
    """What the strategy will ask for, one demand for each kind of call, in the order in which they first come."""
    examples: dict[Key, Sample | Ask] = {}
    plays = list(courses_played(strategy, problem, course, examples))
    usual, sound = plays[1], [play for play in plays if not play.fails]
    return tuple(
        Demand(
            example,
            bounds((play.loads.get(key, Load()) - play.spared.get(key, Load()) for play in sound), min),
            usual.loads.get(key, Load()),
            most_of(key, plays),
            bounds((play.heaviest[key] for play in plays if key in play.heaviest), max),
        )
        for key, example in examples.items()
    )


def most_of(key: Key, plays: Iterable[Played]) -> Load:
    """The most that calls of this kind may come to.

    Of calls about paths that is as many paths as were asked about in any course, each with the most that was asked
    about any path in any course: which of them are asked about how often is the models' own affair. Where some calls
    are about several places of a tree at once, each place may as well be asked about by itself.
    """
    plays = list(plays)
    most = bounds((play.loads.get(key, Load()) for play in plays), max)
    about = [play.about[key] for play in plays if key in play.about]
    if not about:
        return most
    several = {(*key[:-1], False)} & set().union(*(play.loads for play in plays))
    number = max(len(play.about.get(key, {}).keys() | (play.places if several else set())) for play in plays)
    heaviest = bounds((load for loads in about for load in loads.values()), max)
    return bounds([most, heaviest.times(number)], max)


def most_calls(demands: Iterable[Demand]) -> Mapping[str, int]:
    """The most calls in each role."""
    calls: Counter[str] = Counter()
    for demand in demands:
        calls[demand.example.role] += demand.most.calls
    return calls


def dearest_calls(strategy: Strategy[...], problem: Problem, course: Course) -> Mapping[str, int]:
    """The calls in each role on the dearest course alone: mostly as many as on any, and found in no time."""
    examples: dict[Key, Sample | Ask] = {}
    rehearsal = Rehearsal(problem, DEAREST, course.effort, examples)
    rehearsal.play(strategy.begin(problem, course))
    calls: Counter[str] = Counter()
    for key, load in rehearsal.played.loads.items():
        calls[examples[key].role] += load.calls
    return calls


@lru_cache(maxsize=16)  # one strategy on top of another asks for it at every play
def highest_number(strategy: Strategy[...], problem: Problem, course: Course) -> int:
    """The highest number that a path of this strategy may bear."""
    return max(play.highest for play in courses_played(strategy, problem, course, {}))


def courses_played(
    strategy: Strategy[...], problem: Problem, course: Course, examples: dict[Key, Sample | Ask]
) -> Iterator[Played]:
    """The quickest course, the usual one, the dearest, and random ones; `examples` takes a call of each kind."""
    actions = 0
    for number, behaviour in enumerate(behaviours()):
        if number < 5 or actions < ENOUGH:
            rehearsal = Rehearsal(problem, behaviour, course.effort, examples)
            rehearsal.play(strategy.begin(problem, course))
            actions += rehearsal.played.actions
            yield rehearsal.played


def behaviours() -> Iterator[Behaviour]:
    """Every way in which the models are imagined."""
    yield from (QUICKEST, USUAL, DEAREST, HOPELESS, LATE)
    yield from map(random_behaviour, range(1, RANDOM_COURSES + 1))


class Rehearsal:
    """One play of a strategy, on one course."""

    def __init__(self, problem: Problem, behaviour: Behaviour, effort: int, examples: dict[Key, Sample | Ask]) -> None:
        self.played = Played(fails=behaviour.failing > 0 or behaviour.lost > 0)
        self._imagined = Imagination(problem, behaviour, effort)
        self._behaviour = behaviour
        self._dice = Dice(behaviour.seed)
        self._examples = examples
        self._done: deque[Outcome] = deque()
        self._running: list[Sample | Ask | Check] = []
        self._schemas: dict[int, tuple[Mapping[str, Any] | None, int, int]] = {}

    def play(self, procedure: Procedure[Choice]) -> Choice:
        """What the strategy chooses."""
        outcome: Outcome | None = None
        while True:
            try:
                actions = procedure.send(outcome)
            except StopIteration as end:
                choice: Choice = end.value
                return choice
            for action in actions:
                self._start(action)
            outcome = self._done.popleft() if self._done else self._land()

    def _start(self, action: Action) -> None:
        match action:
            case Note(decision):
                if isinstance(decision, Placed):
                    self.played.places.add(decision.node.id)
                self._done.append(Done(action))
            case Drop(actions):
                self._spare(actions)
                self._running = [running for running in self._running if running not in actions]
                self._done.append(Done(action))
            case _:
                self.played.actions += 1
                self._running.append(action)
                if not isinstance(action, Check):
                    self._count(action)

    def _land(self) -> Outcome:
        if not self._running:
            raise RuntimeError("the strategy waits, but it has started nothing that could come back")
        place = self._pick(len(self._running))
        return self._imagined.answer(self._running.pop(place))

    def _pick(self, running: int) -> int:
        """Which of the running calls ends next: what was begun last where that is quickest, else in order, or any."""
        if self._behaviour is QUICKEST:
            return running - 1
        return 0 if self._behaviour in {USUAL, DEAREST, HOPELESS, LATE} else self._dice.below(running)

    def _spare(self, actions: Iterable[Action]) -> None:
        for action in actions:
            if isinstance(action, Sample | Ask):
                key = key_of(action)
                self.played.spared[key] = self.played.spared.get(key, Load()) + self._load(action)

    def _count(self, action: Sample | Ask) -> None:
        key, load = key_of(action), self._load(action)
        self._examples.setdefault(key, action)
        self.played.loads[key] = self.played.loads.get(key, Load()) + load
        self.played.heaviest[key] = bounds((self.played.heaviest.get(key, load), load), max)
        if isinstance(action, Sample):
            self.played.highest = max(self.played.highest, action.index)
        elif action.about is not None:
            paths = self.played.about.setdefault(key, {})
            paths[action.about] = paths.get(action.about, Load()) + load

    def _load(self, action: Sample | Ask) -> Load:
        usual, most = self._schema_tokens(action.schema if isinstance(action, Ask) else None)
        texts = [self._imagined.told_apart(message.text) for message in action.messages]
        own = tuple(Message(said.speaker, text) for said, (text, _, _) in zip(action.messages, texts, strict=True))
        return Load(
            1,
            tokens.usual(own) + usual,
            tokens.bound(own) + most,
            sum(paths for _, paths, _ in texts),
            sum(replies for _, _, replies in texts),
        )

    def _schema_tokens(self, schema: Mapping[str, Any] | None) -> tuple[int, int]:
        known = self._schemas.get(id(schema))
        if known is None:  # it is kept, and so no other is ever at its address
            known = self._schemas[id(schema)] = schema, tokens.usual((), schema), tokens.bound((), schema)
        return known[1:]


def key_of(action: Sample | Ask) -> Key:
    """What the calls that are told of together with this one have in common."""
    if isinstance(action, Sample):
        return Sample, action.role, None, action.max_tokens, action.thinking_tokens, False
    return Ask, action.role, action.model, action.max_tokens, 0, action.about is not None


def bounds(loads: Iterable[Load], pick: Callable[[Iterable[int]], int]) -> Load:
    """The least, or the most, of each figure of these loads."""
    return Load(*(pick(figures) for figures in zip(*(load.figures for load in loads), strict=True)))
