"""A warning when most of a cap is spent: once for each cap and period, remembered on disk."""

import json
import shlex
import subprocess
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from system2.config.home import private_folder, read_regular, replace_whole
from system2.config.sources import personal
from system2.core.money import dollars
from system2.errors import UsageError
from system2.spend.caps import Budget
from system2.spend.lock import LedgerLock
from system2.spend.standings import Standing

TO_SCRIPT, TO_PERSON = "script", "person"


class Alerts:
    """What the user was told. Somebody who was not there to see it, because a script ran, is told again.

    The user's `alert_command` is begun once, whoever else is told: it gets one JSON object on its standard input.
    """

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
            unheard = [crossed[key] for key in crossed if key not in told]
            self._known = told | dict.fromkeys(new, told_now)
            if new:
                self._write(self._known)
        return [_line(crossed[key]) for key in new] + list(filter(None, map(_tell_program, unheard)))

    def _read(self) -> dict[str, str]:
        try:
            value = json.loads(read_regular(self._file))
        except (FileNotFoundError, ValueError, RecursionError):
            return {}
        return value if isinstance(value, dict) else {}

    def _write(self, told: dict[str, str]) -> None:
        private_folder(self._file.parent)
        replace_whole(self._file, json.dumps(told).encode())


def _tell_program(standing: Standing) -> str:
    """Begin the user's program, if there is one, and wait for nothing; why it could not be begun, empty if it was."""
    try:
        command = personal().alert_command
        if not command:
            return ""
        program = subprocess.Popen(
            shlex.split(command),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        program.returncode = 0  # it may outlive this process, and nobody waits for it
        with suppress(BrokenPipeError), program.stdin as pipe:  # type: ignore[union-attr]  # it need not read it
            pipe.write(json.dumps(_record(standing)).encode() + b"\n")
    except (OSError, UsageError) as trouble:  # money must not fail where telling of it does
        return f"alert_command cannot be told: {trouble}"
    return ""


def _record(standing: Standing) -> dict[str, object]:
    """What a program is told; money as text that no reader rounds."""
    cap = standing.cap
    return {
        "line": _line(standing),
        "period": cap.period,
        "models": cap.pattern,
        "percent": int(standing.share * 100),
        "limit_usd": f"{cap.limit:f}",
        "spent_usd": f"{standing.used:f}",
        "left_usd": f"{standing.left:f}",
        "until": f"{standing.until:%Y-%m-%d}",
    }


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
