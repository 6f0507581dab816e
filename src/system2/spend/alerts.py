"""A warning when most of a cap is spent: once for each cap and period, remembered on disk."""

import json
from collections.abc import Iterable
from pathlib import Path

from system2.config.home import private_folder, read_regular, replace_whole
from system2.core.money import dollars
from system2.spend.caps import Budget
from system2.spend.lock import LedgerLock
from system2.spend.standings import Standing

TO_SCRIPT, TO_PERSON = "script", "person"


class Alerts:
    """What the user was told. Somebody who was not there to see it, because a script ran, is told again."""

    def __init__(self, folder: Path, lock: LedgerLock) -> None:
        self._file = folder / "alerts.json"
        self._lock = lock
        self._known: dict[str, str] = {}

    def news(self, budget: Budget, standings: Iterable[Standing], *, to_person: bool) -> list[str]:
        """One line for each cap that is spent to the alert percentage and that was not told of yet."""
        real = (each for each in standings if each.cap.limit)
        crossed = {_key(each): each for each in real if each.share * 100 >= budget.alert_percent}
        told_now = TO_PERSON if to_person else TO_SCRIPT
        if all(self._known.get(key) in (told_now, TO_PERSON) for key in crossed):
            return []
        with self._lock():
            told = self._read()
            new = [key for key in crossed if told.get(key) not in (told_now, TO_PERSON)]
            self._known = told | dict.fromkeys(new, told_now)
            if new:
                self._write(self._known)
        return [_line(crossed[key]) for key in new]

    def _read(self) -> dict[str, str]:
        try:
            value = json.loads(read_regular(self._file))
        except (FileNotFoundError, ValueError, RecursionError):
            return {}
        return value if isinstance(value, dict) else {}

    def _write(self, told: dict[str, str]) -> None:
        private_folder(self._file.parent)
        replace_whole(self._file, json.dumps(told).encode())


def _key(standing: Standing) -> str:
    """The cap with its limit and its period: a cap that was changed is another one."""
    cap = standing.cap
    return f"{cap.period} {cap.limit} {standing.until:%Y-%m-%d} {cap.pattern}"


def _line(standing: Standing) -> str:
    cap = standing.cap
    return (
        f"{standing.share * 100:.0f} % of {cap.name} is spent: "
        f"{dollars(standing.used)} of {dollars(cap.limit)}{standing.open_line}, {dollars(standing.left)} left."
    )
