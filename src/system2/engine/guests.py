"""Watchers of other packages, who hear a run's events and cannot disturb it."""

from collections.abc import Callable

from system2.config.plugins import WATCHERS, plugged_in, tell
from system2.core.events import Event, Watcher


def guests() -> tuple[Watcher, ...]:
    """One watcher of each plug-in, for one run."""
    return tuple(Guest(name, make) for name, make in plugged_in(WATCHERS).items())


class Guest:
    """Hears events until it first fails, which is told in one line."""

    def __init__(self, name: str, make: Callable[[], Watcher]) -> None:
        self._name = name
        self._make = make
        self._watcher: Watcher | None = None
        self._has_failed = False

    def __call__(self, event: Event) -> None:
        """Hand the event on."""
        if self._has_failed:
            return
        try:
            self._watcher = self._watcher or self._make()
            self._watcher(event)
        except Exception as error:  # noqa: BLE001 - a run is paid for, whoever watches it
            self._has_failed = True
            tell(f"watcher {self._name!r} hears no more of this run: {type(error).__name__}: {error}")
