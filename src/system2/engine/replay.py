"""Going over a recorded run again: its outcomes in their order, as long as they are any good."""

from collections import deque
from collections.abc import Sequence

from system2.core.actions import Action, Drop
from system2.core.outcomes import Outcome
from system2.store.trace import Arrival

WORTH_ANOTHER_TRY = {"Refused", "Failed"}
"""Outcomes with which a run that is continued does not make do: from the first of them on, it goes on live."""


class Replay:
    """Recorded outcomes, handed out to the actions that are yielded again. True as long as there are some left."""

    def __init__(self, recorded: Sequence[Arrival]) -> None:
        self._recorded = deque(recorded)
        self._held: dict[int, Action] = {}

    def __bool__(self) -> bool:
        return bool(self._recorded) and self._recorded[0].kind not in WORTH_ANOTHER_TRY

    def hold(self, number: int, action: Action) -> None:
        """An action that may have been answered before."""
        if isinstance(action, Drop):
            self._held = {held: other for held, other in self._held.items() if other not in action.actions}
        self._held[number] = action

    def next(self) -> Outcome:
        """The outcome that came next. Raises `TraceError` where it belongs to another action."""
        arrival = self._recorded.popleft()
        return arrival.outcome(self._held.pop(arrival.action))

    def release(self) -> list[Action]:
        """What was never answered, in the order in which it was asked for; once."""
        unanswered = [self._held[number] for number in sorted(self._held)]
        self._held.clear()
        return unanswered
