"""What can be told of an installation without asking anybody: one line for each thing that may matter."""

import os
import platform
import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from system2.cli.completion import SCRIPTS
from system2.cli.output import console
from system2.config import home
from system2.config.installed import EXTRAS, adding
from system2.config.model_table import table_file
from system2.config.overview import overview
from system2.config.zones import zone_here
from system2.core.money import dollars
from system2.errors import ExitCode, System2Error
from system2.model.choose import chosen_without_asking
from system2.model.keys import Holder, holders, standing
from system2.render.words import count, spent
from system2.spend.caps import BudgetFile
from system2.spend.ledger import Ledger
from system2.spend.verify import verify
from system2.store.cache import Cache

State = Literal["well", "absent", "note", "wrong"]

OLD = timedelta(days=90)
"""A table of prices lacks the models of so many days."""


@dataclass(frozen=True)
class Check:
    """What was looked at, what was found, and what to type where that is not as it should be."""

    subject: str
    told: str
    state: State = "well"
    hint: str = ""
    code: ExitCode = ExitCode.USAGE


def check_all() -> Iterator[Check]:
    """Everything, in the order in which to read it; what cannot even be looked at is wrong."""
    parts: tuple[tuple[str, Callable[[], Iterator[Check]]], ...] = (
        ("versions", _versions),
        ("programs", _programs),
        ("extras", _extras),
        ("terminal", _terminal),
        ("files", _files),
        ("keys", _keys),
        ("model", _model),
        ("prices", _prices),
        ("caps", _caps),
        ("ledger", _ledger),
        ("cache", _cache),
    )
    for subject, part in parts:
        try:
            yield from part()
        except System2Error as trouble:
            yield Check(subject, str(trouble), "wrong", code=trouble.exit_code)


def _versions() -> Iterator[Check]:
    yield Check("version", f"{version('system2')}, in {sys.prefix}")
    yield Check("python", f"{platform.python_version()} on {platform.platform(terse=True)}")
    for package in ("litellm", "typer", "rich"):
        try:
            yield Check(package, version(package))
        except PackageNotFoundError:
            yield Check(package, "missing", "wrong", f"Install it again: {adding('local')}")


def _programs() -> Iterator[Check]:
    """Our scripts as the shell finds them, and what others of their names stand before or behind."""
    folders = [Path(each) for each in os.get_exec_path()]
    for name in SCRIPTS:
        files = dict.fromkeys(folder / name for folder in folders)
        found = [file for file in files if file.is_file() and os.access(file, os.X_OK)]
        ours = [file for file in found if _is_ours(file)]
        others = [str(file) for file in found if file not in ours]
        if not ours:
            yield Check(name, "is not on PATH", "note", f"Put {Path(sys.argv[0]).parent} on PATH.")
        elif found[0] != ours[0]:
            hint = f"Where that is another program, type `system2 {name}`, or change PATH."
            yield Check(name, f"{found[0]} comes before {ours[0]}", "note", hint)
        elif others:
            yield Check(name, f"{ours[0]}; another program of this name: {', '.join(others)}", "note")
        else:
            yield Check(name, str(ours[0]))


def _is_ours(file: Path) -> bool:
    """Whether it is a script that was installed with this package, whichever environment holds it."""
    try:
        return b"system2.cli.app" in file.read_bytes()[:4096]
    except OSError:
        return False


def _extras() -> Iterator[Check]:
    for extra, modules in EXTRAS.items():
        if missing := [module for module in modules if find_spec(module) is None]:
            yield Check(f"extra {extra}", f"not installed ({', '.join(missing)})", "note", adding(extra))
        else:
            yield Check(f"extra {extra}", "installed")


def _terminal() -> Iterator[Check]:
    size = shutil.get_terminal_size()
    colours = console().color_system or "no"
    streams = [name for name in ("stdin", "stdout", "stderr") if (s := getattr(sys, name)) is not None and s.isatty()]
    shown = f"{size.columns}x{size.lines}, {sys.stdout.encoding}, {colours} colours, TERM={os.environ.get('TERM', '')}"
    yield Check("terminal", f"{shown}; a terminal: {', '.join(streams) or 'none'}")


def _files() -> Iterator[Check]:
    yield Check("days", f"of {zone_here()}")
    for subject, path in home.own_places().items():
        try:
            status = path.stat()
        except FileNotFoundError:
            yield Check(subject, str(path), "absent")
            continue
        mode = stat.S_IMODE(status.st_mode)
        told = f"{path}, {mode:04o}"
        if mode & 0o077 and not path.is_symlink():
            state: State = "wrong" if path == home.keys_file() else "note"
            yield Check(subject, told, state, f"Others may read it: chmod go= {path}")
        elif not os.access(path, os.R_OK | os.W_OK):
            yield Check(subject, told, "wrong", f"You cannot write it: chown it, or chmod u+rw {path}")
        else:
            yield Check(subject, told)


def _keys() -> Iterator[Check]:
    found = [(holder, stands) for holder in holders() if (stands := standing(holder))]
    for holder, stands in found:
        yield Check(f"key of {holder.name}", f"{stands.told}, not looked at")
    if not found:
        yield Check("keys", "none", "note", "`system2 keys set openai` asks for one.")


def _model() -> Iterator[Check]:
    """Which one answers where a command names none, and whether it has what it needs."""
    row = next(row for row in overview({}, tell=lambda line: None) if row.key == "model")
    choice = chosen_without_asking(row.value)
    told = f"{choice.name}, because {choice.why or f'it is named ({row.told})'}"
    provider = choice.name.partition("/")[0]
    holder = next((each for each in holders() if each.name == provider), None)
    if choice.name.partition(":")[0] == "local" and find_spec("xllamacpp") is None:
        yield Check("model", told, "wrong", f"The embedded model needs the extra local: {adding('local')}")
    elif holder and standing(Holder(holder.name, holder.variables)) is None:
        yield Check("model", told, "wrong", f"It needs a key: `system2 keys set {provider}`", ExitCode.KEY)
    else:
        yield Check("model", told)


def _prices() -> Iterator[Check]:
    file = table_file()
    if file is None:
        yield Check("prices", "there is no table of prices", "wrong", f"Install it again: {adding('local')}")
        return
    since = datetime.fromtimestamp(file.stat().st_mtime, UTC)
    days = (datetime.now(UTC) - since).days
    told = f"LiteLLM {version('litellm')}'s table, here for {count(days, 'day')}"
    hint = "Models that came since are unknown: update LiteLLM." if days > OLD.days else ""
    yield Check("prices", told, "note" if hint else "well", hint)


def _caps() -> Iterator[Check]:
    caps = BudgetFile(home.budget_file()).read().caps
    told = ", ".join(f"{cap.name}: {dollars(cap.limit)}" for cap in caps)
    yield Check("caps", told or "none", "well" if caps else "note", "" if caps else "`budget set --daily 5` sets one.")


def _ledger() -> Iterator[Check]:
    if not home.ledger_folder().exists():
        yield Check("ledger", "empty")
        return
    found = verify(Ledger(home.ledger_folder()))
    told = f"{count(found.calls, 'call')} on {count(found.days, 'day')}, {spent(found.bill)}"
    if found.sound:
        yield Check("ledger", f"whole: {told}")
    else:
        yield Check("ledger", f"damaged: {told}", "wrong", "`cost verify` tells more.", ExitCode.LEDGER)


def _cache() -> Iterator[Check]:
    if not home.cache_folder().exists():
        yield Check("cache", "empty")
        return
    troubles: list[str] = []
    with Cache(home.cache_folder(), warn=troubles.append) as cache:
        figures = cache.statistics()
    told = f"{count(figures.entries, 'reply', 'replies')}, {figures.bytes / 1e6:.1f} MB, saved {spent(figures.saved)}"
    yield Check("cache", "; ".join(troubles) or told, "wrong" if troubles else "well")
