"""What a strategy will ask for, found by playing it: the models are imagined, and the strategy is the real one.

It is played on the usual course, on the dearest and on the quickest that anybody can imagine, and on a number of
random ones that widen the range. Whoever asks beyond what was found here is stopped, so that a quote is a promise.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any

from system2.core import tokens
from system2.core.actions import Action, Ask, Check, Drop, Note, Sample
from system2.core.candidates import Choice
from system2.core.decisions import Placed
from system2.core.play import StuckError, play
from system2.core.problem import Problem
from system2.core.procedures import Procedure
from system2.errors import UsageError
from system2.strategies.course import Course
from system2.strategies.dice import Dice
from system2.strategies.imagination import (
    CLIMBING,
    DEAREST,
    HOPELESS,
    LATE,
    QUICKEST,
    TALKATIVE,
    USUAL,
    Behaviour,
    Imagination,
    random_behaviour,
    writer,
)
from system2.strategies.load import Load, bounds, total
from system2.strategies.record import Strategy, broken

FIXED = (USUAL, DEAREST, QUICKEST, HOPELESS, LATE, TALKATIVE)
"""Courses that are always played."""

RANDOM_COURSES = 20

ENOUGH = 5_000
"""Actions after which no further random course is played."""

LONGEST = 100_000
"""Actions, notes among them, after which a course will not come to an end: some ten times what any of ours takes."""

Key = tuple[type, str, str, int | None, tuple[int, float], bool]
"""What calls have in common that are told of together."""

Kind = tuple[type, str, str | None, int | None]
"""What paths have in common that differ in who writes them and how deep; of other calls, the model besides."""


@dataclass(frozen=True)
class Demand:
    """Calls that differ in nothing but their prompts: one of them, and what all of them come to.

    No course that was played takes less than `least` or more than `most`; `usual` is as a rule. No single call is
    heavier than `heaviest`. Demands of one `kind` may stand in each other's place, as a path by a stronger model does
    for a path by a weaker one: together they come to `together` calls at the most.
    """

    example: Sample | Ask
    least: Load
    usual: Load
    most: Load
    heaviest: Load
    kind: Kind
    together: int


class Played:
    """What one course came to: the load of each call, by its kind."""

    def __init__(self, *, fails: bool) -> None:
        self.fails = fails
        """Whether calls fail on it: then it tells nothing of the least."""
        self.loads: defaultdict[Key, list[Load]] = defaultdict(list)
        self.spared: defaultdict[Key, list[Load]] = defaultdict(list)
        """Those of them that were dropped before they landed, and so may never be made."""
        self.about: defaultdict[Key, defaultdict[int, list[Load]]] = defaultdict(lambda: defaultdict(list))
        """Those of them that are about one path, by its number."""
        self.places: set[int] = set()
        """The states of a tree search, by their numbers."""
        self.highest = 0
        """The highest number of a path."""
        self.actions = 0


def rehearse(strategy: Strategy[...], problem: Problem, course: Course) -> tuple[Demand, ...]:
    """What the strategy will ask for, one demand for each kind of call, in the order in which they first come."""
    examples: dict[Key, Sample | Ask] = {}
    return demands_of(list(courses_played(strategy, problem, course, examples)), examples)


def demands_of(plays: Sequence[Played], examples: Mapping[Key, Sample | Ask]) -> tuple[Demand, ...]:
    """The demands of all these courses, the usual one first, with an example of each kind of call."""
    usual, sound = plays[0], [play for play in plays if not play.fails]
    counted = [calls_by_kind(play) for play in plays]
    return tuple(
        Demand(
            example,
            bounds((total(play.loads[key]).less(total(play.spared[key])) for play in sound), min),
            total(usual.loads[key]),
            most_of(key, plays),
            bounds((load for play in plays for load in play.loads[key]), max),
            kind_of(key),
            max(calls[kind_of(key)] for calls in counted),
        )
        for key, example in examples.items()
    )


def calls_by_kind(play: Played) -> Counter[Kind]:
    """How many calls of each kind one course comes to."""
    calls: Counter[Kind] = Counter()
    for key, loads in play.loads.items():
        calls[kind_of(key)] += len(loads)
    return calls


def kind_of(key: Key) -> Kind:
    """The kind of the calls with this key."""
    action, role, model, max_tokens, *_ = key
    return action, role, None if action is Sample else model, max_tokens


def most_of(key: Key, plays: Sequence[Played]) -> Load:
    """The most that calls of this kind may come to.

    Of calls about paths that is as many paths as were asked about in any course, each with the most that was asked
    about any path in any course: which of them are asked about how often is the models' own affair. Where some calls
    are about several places of a tree at once, each place may as well be asked about by itself.
    """
    most = bounds((total(play.loads[key]) for play in plays), max)
    of_each = [total(loads) for play in plays for loads in play.about[key].values()]
    several = (*key[:-1], False)
    at_places = any(play.loads[several] for play in plays) and several != key
    number = max(len(play.about[key].keys() | (play.places if at_places else set())) for play in plays)
    return bounds([most, bounds(of_each, max).times(number)], max)


def most_calls(demands: Iterable[Demand]) -> Mapping[str, int]:
    """The most calls in each role."""
    calls: Counter[str] = Counter()
    for alike in by_kind(demands):
        calls[alike[0].example.role] += calls_of(alike)
    return calls


def by_kind(demands: Iterable[Demand]) -> list[list[Demand]]:
    """The demands in groups that may stand in each other's place."""
    groups: dict[Kind, list[Demand]] = {}
    for demand in demands:
        groups.setdefault(demand.kind, []).append(demand)
    return list(groups.values())


def calls_of(alike: Sequence[Demand]) -> int:
    """The most calls that demands of one kind come to together."""
    each = sum(demand.most.calls for demand in alike)
    return min(each, alike[0].together) if isinstance(alike[0].example, Sample) else each


def dearest_calls(strategy: Strategy[...], problem: Problem, course: Course) -> Mapping[str, int]:
    """The calls in each role on the dearest course alone: mostly as many as on any, and found in no time."""
    examples: dict[Key, Sample | Ask] = {}
    calls: Counter[str] = Counter()
    for key, loads in played(strategy, problem, course, DEAREST, examples).loads.items():
        calls[examples[key].role] += len(loads)
    return calls


class Rehearsals:
    """Rehearsals of one strategy for many problems, so that those that are alike are rehearsed once."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, ...], tuple[Demand, ...]] = {}

    def __call__(self, strategy: Strategy[...], problem: Problem, course: Course) -> tuple[Demand, ...]:
        """What the strategy will ask for, found for this problem, or for one with prompts of the same lengths.

        Problems are alike whose prompts are as many and as long, one by one, on the usual course and on the dearest.
        """
        examples: dict[Key, Sample | Ask] = {}
        courses = courses_played(strategy, problem, course, examples)
        outline = list(islice(courses, 2))
        like = (strategy.name, *map(str, (course, *(dict(play.loads) for play in outline))))
        if like not in self._known:
            self._known[like] = demands_of([*outline, *courses], examples)
        return self._known[like]


@lru_cache(maxsize=16)  # one strategy on top of another asks for it at every play
def highest_number(strategy: Strategy[...], problem: Problem, course: Course) -> int:
    """The highest number that a path of this strategy may bear."""
    return max(play.highest for play in courses_played(strategy, problem, course, {}))


def courses_played(
    strategy: Strategy[...], problem: Problem, course: Course, examples: dict[Key, Sample | Ask]
) -> Iterator[Played]:
    """The usual course, the dearest, the quickest, and random ones; `examples` takes a call of each kind."""
    actions = 0
    fixed = FIXED + (CLIMBING if "ladder" in strategy.takes else ())
    for number, behaviour in enumerate(behaviours(fixed)):
        if number < len(fixed) or actions < ENOUGH:
            found = played(strategy, problem, course, behaviour, examples)
            actions += found.actions
            yield found


def played(
    strategy: Strategy[...],
    problem: Problem,
    course: Course,
    behaviour: Behaviour,
    examples: dict[Key, Sample | Ask],
) -> Played:
    """What one course comes to; `examples` takes a call of each kind.

    Raises:
        UsageError: the strategy asks without end, for something that is no action, or waits for nothing.
    """
    rehearsal = Rehearsal(problem, behaviour, course, examples)
    try:
        rehearsal.play(strategy.begin(problem, course))
    except StuckError as error:
        raise UsageError(broken(strategy.name, str(error))) from error
    return rehearsal.played


def behaviours(fixed: Sequence[Behaviour] = FIXED) -> Iterator[Behaviour]:
    """Every way in which the models are imagined."""
    yield from fixed
    yield from map(random_behaviour, range(1, RANDOM_COURSES + 1))


class Rehearsal:
    """One play of a strategy, on one course."""

    def __init__(
        self, problem: Problem, behaviour: Behaviour, course: Course, examples: dict[Key, Sample | Ask]
    ) -> None:
        self.played = Played(fails=behaviour.failing > 0 or behaviour.lost > 0)
        self._seats = course.seats
        self._imagined = Imagination(problem, behaviour, course.effort, course.seats)
        self._order = behaviour.order
        self._dice = Dice(behaviour.seed)
        self._examples = examples
        self._begun = 0
        self._schemas: dict[int, tuple[Mapping[str, Any] | None, int, int]] = {}

    def play(self, procedure: Procedure[Choice]) -> Choice:
        """What the strategy chooses."""
        return play(procedure, self._imagined.answer, pick=self._pick, watch=self._watch)

    def _watch(self, action: Action) -> None:
        self._begun += 1
        if self._begun > LONGEST:
            raise StuckError(f"it goes on after {LONGEST:,} actions in its rehearsal")
        match action:
            case Note(Placed(node)):
                self.played.places.add(node.id)
            case Drop(actions):
                for dropped in actions:
                    if isinstance(dropped, Sample | Ask):
                        self.played.spared[key_of(dropped, self._seats)].append(self._load(dropped))
            case Sample() | Ask():
                self.played.actions += 1
                self._count(action)
            case Check():
                self.played.actions += 1

    def _pick(self, running: int) -> int:
        """Which of the running calls ends next."""
        match self._order:
            case "first":
                return 0
            case "last":
                return running - 1
            case "any":
                return self._dice.below(running)

    def _count(self, action: Sample | Ask) -> None:
        key, load = key_of(action, self._seats), self._load(action)
        self._examples.setdefault(key, action)
        self.played.loads[key].append(load)
        if isinstance(action, Sample):
            self.played.highest = max(self.played.highest, action.index)
        elif action.about is not None:
            self.played.about[key][action.about].append(load)

    def _load(self, action: Sample | Ask) -> Load:
        usual, most = self._schema_tokens(action.schema if isinstance(action, Ask) else None)
        paths = replies = 0
        for message in action.messages:
            own, quoted_paths, quoted_replies = self._imagined.told_apart(message.text)
            usual += tokens.estimate(own)
            most += tokens.bound_of(own)
            paths += quoted_paths
            replies += quoted_replies
        if isinstance(action, Sample) and action.goes_on:
            paths = min(paths, 2)  # the pieces of one path come to two whole ones at the most
        return Load(1, usual, most, paths, replies)

    def _schema_tokens(self, schema: Mapping[str, Any] | None) -> tuple[int, int]:
        known = self._schemas.get(id(schema))
        if known is None:  # it is kept, and so no other is ever at its address
            known = self._schemas[id(schema)] = schema, tokens.usual((), schema), tokens.bound((), schema)
        return known[1:]


def key_of(action: Sample | Ask, seats: tuple[str, ...]) -> Key:
    """What the calls that are told of together with this one have in common."""
    if isinstance(action, Sample):
        return (
            Sample,
            action.role,
            action.model or writer(action, seats),
            action.max_tokens,
            (action.thinking_tokens, action.deeper),
            False,
        )
    whose = "+".join(filter(None, (action.model, *action.authors)))
    return Ask, action.role, whose, action.max_tokens, (0, 1.0), action.about is not None
