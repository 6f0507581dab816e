"""Fetches weights: once, from the first source that answers, and only the very file that was expected."""

import asyncio
import contextlib
import hashlib
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

from system2.config.home import models_folder, private_folder
from system2.core.events import Progressed
from system2.errors import ProviderError
from system2.model.sources import Counted, Source, SourceError, sources_of
from system2.model.weights import SMALLEST, Weights

TEMPORARY_PREFIX = "fetching-"
LOCK = "fetching.lock"
SPARE_BYTES = 110_000_000
"""Room for what comes in packages, of which one at a time lies beside the file that grows."""

STEADY_SECONDS = 2.0
"""How long a download runs before its pace is believed."""

Tell: TypeAlias = Callable[[str], None]
"""Told one line that the user should see."""

Progress: TypeAlias = Callable[[Progressed], None]
"""Told how far something that takes long has come."""


async def fetch_weights(weights: Weights, tell: Tell, progress: Progress) -> Path:
    """The weights' file, downloaded first where it is missing or damaged.

    Nothing is left behind when it fails or is interrupted, and of several processes one downloads.

    Raises:
        ProviderError: no source has it, or there is no space for it.
    """
    from filelock import AsyncFileLock

    folder = private_folder(models_folder())
    async with AsyncFileLock(folder / LOCK, mode=0o600):
        if not await asyncio.to_thread(weights.are_whole):
            tell(f"Fetching the embedded model, {weights.title} ({weights.bytes / 1e6:.0f} MB, once)")
            with _temporary(folder) as temporary, _one_line_for_disk_trouble(weights, folder):
                draft = temporary / weights.file_name
                await _from_first(sources_of(weights), weights, draft, progress)
                draft.replace(weights.path)
    return weights.path


async def remove_weights(weights: Weights) -> bool:
    """Delete the weights' file, once nobody is fetching it. Whether there was one."""
    from filelock import AsyncFileLock

    if not weights.path.is_file():
        return False
    async with AsyncFileLock(weights.path.parent / LOCK, mode=0o600):
        weights.path.unlink(missing_ok=True)
    return True


async def _from_first(sources: tuple[Source, ...], weights: Weights, draft: Path, progress: Progress) -> None:
    """Fill the draft from the first source that has the right file."""
    reasons = []
    for source in sources:
        try:
            await source.fetch(draft, _paced(progress))
            await asyncio.to_thread(_check, draft, weights)
        except SourceError as error:
            reasons.append(f"{source.name}: {error}")
            await asyncio.to_thread(draft.unlink, missing_ok=True)
        else:
            return
    raise ProviderError(
        f"The embedded model could not be fetched ({'; '.join(reasons)}): check the network, {_another_way(weights)}"
    )


def _check(draft: Path, weights: Weights) -> None:
    with draft.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest != weights.sha256:
        raise SourceError(f"its file has the wrong SHA-256, {digest}")


def _paced(progress: Progress) -> Counted:
    """Progress in bytes, with the time that is left at the pace so far."""
    began = time.monotonic()

    def count(done: int, total: int) -> None:
        elapsed = time.monotonic() - began
        left = elapsed * (total - done) / done if done and elapsed > STEADY_SECONDS else None
        progress(Progressed("fetching the model", done, total, left))

    return count


@contextlib.contextmanager
def _temporary(folder: Path) -> Iterator[Path]:
    """A folder beside the target that is gone afterwards, with those that killed processes left."""
    for leftover in folder.glob(f"{TEMPORARY_PREFIX}*"):
        shutil.rmtree(leftover, ignore_errors=True)
    temporary = Path(tempfile.mkdtemp(prefix=TEMPORARY_PREFIX, dir=folder))
    try:
        yield temporary
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


@contextlib.contextmanager
def _one_line_for_disk_trouble(weights: Weights, folder: Path) -> Iterator[None]:
    needed = weights.bytes + SPARE_BYTES
    if shutil.disk_usage(folder).free < needed:
        raise ProviderError(
            f"The embedded model needs {needed / 1e6:.0f} MB of free space in {folder}: {_another_way(weights)}"
        )
    try:
        yield
    except OSError as error:
        raise ProviderError(
            f"The embedded model could not be stored in {folder}: {error}; {_another_way(weights)}"
        ) from error


def _another_way(weights: Weights) -> str:
    """What to do instead."""
    smaller = f"take the smaller one, -m {SMALLEST.model} ({SMALLEST.bytes / 1e6:.0f} MB), "
    return f"{smaller if weights is not SMALLEST else ''}try again, or name another model with -m"
