"""`system2 uninstall`: removes all that we ever wrote, but for what you had written where you said."""

import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from system2.cli.completion import BEGINNINGS
from system2.cli.output import tell
from system2.config import home
from system2.errors import UsageError
from system2.render.safe import one_line

COMPLETIONS = (
    "~/.system2-completion.bash",
    "~/.local/share/bash-completion/completions/system2",
    "~/.config/fish/conf.d/system2.fish",
    "~/.config/fish/completions/system2.fish",
    "~/.zfunc/_system2",
)
"""Where help and custom have completion scripts put."""

STARTING = ("~/.bashrc", "~/.bash_profile", "~/.profile", "~/.zshrc", "~/.config/fish/config.fish")
"""What shells read as they start; a line of ours in one was written by the user, who alone may remove it."""

DryRun = Annotated[bool, typer.Option("--dry-run", help="List what would be removed, and remove nothing.")]
Yes = Annotated[bool, typer.Option("--yes", help="Remove it.")]


def uninstall(dry_run: DryRun = False, yes: Yes = False) -> None:
    """Remove settings, keys, ledger, caps, traces, cache, models and completions of this user.

    What you had written where you said, such as pages and answers, stays. The package itself is removed by whoever
    installed it, with the command that is told at the end.
    """
    if dry_run == yes:
        raise UsageError("Say `system2 uninstall --dry-run` to see what would be removed, or `--yes` to remove it.")
    _see_that_nobody_is_at_work()
    belongings = [*_belongings()]
    for path, size in belongings:
        print(f"{one_line(str(path))}  {size / 1e6:.1f} MB")
    ringed = _keys_in_keyring()
    for variable in ringed:
        print(f"{variable} in the system's keyring")
    if yes:
        _remove([path for path, _ in belongings], ringed)
    for place in _lines_in_shells():
        tell(f"Remove this line yourself: {place}")
    _tell_the_end(nothing=not belongings and not ringed, removed=yes)


def _see_that_nobody_is_at_work() -> None:
    """Raises `UsageError` where a run goes on: what it costs would be recorded nowhere."""
    from system2.spend.ledger import Ledger
    from system2.spend.reservations import Reservations

    ledger = Ledger(home.ledger_folder())
    reservations = Reservations(ledger)
    if not reservations.any():
        return
    with ledger.lock():
        reservations.settle_dead()
        if reservations.any():
            raise UsageError("A run is going on that still has to record what it costs: end it first.")


def _belongings() -> Iterator[tuple[Path, int]]:
    """Every file and folder of ours that is there, each with its bytes."""
    completions = filter(_is_completion, (Path(each).expanduser() for each in COMPLETIONS))
    for path in (*home.own_places().values(), *completions):
        if path.is_symlink() or path.exists():
            yield path, _bytes(path)


def _is_completion(path: Path) -> bool:
    with suppress(OSError, UnicodeDecodeError):
        return path.read_text(encoding="utf-8").startswith(tuple(each.splitlines()[0] for each in BEGINNINGS.values()))
    return False


def _bytes(path: Path) -> int:
    files = [path] if not path.is_dir() or path.is_symlink() else [each for each in path.rglob("*") if each.is_file()]
    return sum(each.lstat().st_size for each in files)


def _keys_in_keyring() -> list[str]:
    from system2.model.key_store import Place, kept_keys

    return [variable for variable, place in kept_keys().items() if place is Place.KEYRING]


def _remove(paths: list[Path], ringed: list[str]) -> None:
    """Keys first, for the file tells which there are; then the rest, and the folders that are empty then."""
    from system2.model.key_store import remove_key

    for variable in ringed:
        remove_key(variable)
    folders = home.own_folders()
    for path in paths:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    for folder in folders:
        with suppress(OSError):  # it holds what is not ours, or is not there
            folder.rmdir()


def _lines_in_shells() -> Iterator[str]:
    """Lines that the user wrote for us into what shells read."""
    for file in (Path(each).expanduser() for each in STARTING):
        with suppress(OSError, UnicodeDecodeError):
            for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
                if "system2 completion" in line or "system2-completion" in line:
                    yield one_line(f"{file}:{number}: {line.strip()}")


def _tell_the_end(*, nothing: bool, removed: bool) -> None:
    from system2.config.installed import removing

    if nothing:
        tell("There is nothing of ours here.")
    elif not removed:
        tell("Nothing was removed: `system2 uninstall --yes` does so.")
    tell(f"The package itself is removed by `{removing()}`.")
