"""A quote is a promise: a strategy that asks for more calls than its rehearsal found is not given them."""

from collections import Counter
from collections.abc import Iterator, Mapping, MutableMapping
from typing import Any

from system2.core.actions import Ask, Check, Sample
from system2.core.calls import Role
from system2.core.events import Lost, Warned, Watcher
from system2.core.outcomes import Outcome, Refused
from system2.core.problem import Problem
from system2.engine.drive import Perform
from system2.strategies.course import Course
from system2.strategies.record import Strategy
from system2.strategies.rehearsal import dearest_calls, most_calls, rehearse

Limits = Mapping[str, int]
"""The most calls in each role."""


class Promise:
    """Does the actions of one run as long as they are within its quote, counted by role; tries do not count.

    `limits` are asked for one after another, each more certain than the one before, and only when a run has reached
    the last: a whole rehearsal takes a moment that few runs need. The first refusal is told to watchers.
    """

    def __init__(self, perform: Perform, limits: Iterator[Limits], publish: Watcher, strategy: str) -> None:
        self._perform = perform
        self._more = limits
        self._publish = publish
        self._strategy = strategy
        self._limits: Limits = {}
        self._asked: Counter[str] = Counter()
        self._is_broken = False

    async def __call__(self, action: Sample | Ask | Check) -> Outcome:
        """The outcome of this action; refused where it is beyond the quote."""
        if isinstance(action, Check) or self._covers(action.role):
            return await self._perform(action)
        reason = f"beyond the quote, which has {self._limits.get(action.role, 0)} calls to {action.role}"
        if not self._is_broken:
            self._is_broken = True
            self._publish(Warned(f"{self._strategy} asks for a call {reason}: it is not made"))
        if isinstance(action, Sample):
            self._publish(Lost(action.index, reason))
        return Refused(action, reason)

    def _covers(self, role: Role) -> bool:
        self._asked[role] += 1
        while self._asked[role] > self._limits.get(role, 0):
            limits = next(self._more, None)
            if limits is None:
                return False
            self._limits = limits
        return True


def limits_of(
    strategy: Strategy[Any], problem: Problem, course: Course, known: MutableMapping[str, Limits]
) -> Iterator[Limits]:
    """The limits of one run: those of a run like it, where it is `known`, then those of its own whole rehearsal."""
    like = f"{strategy.name} {course}"
    if like not in known:
        known[like] = dearest_calls(strategy, problem, course)
    yield known[like]
    known[like] = most_calls(rehearse(strategy, problem, course))
    yield known[like]
