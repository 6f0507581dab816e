"""Measurements on disk: one file each, a line for its setup and one for each problem, written as it is solved."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path
from typing import BinaryIO, Self

from system2.config.home import bench_folder, private_folder, private_opener
from system2.config.system import lock
from system2.errors import UsageError
from system2.measured.records import Setup, Solved
from system2.store import codec

ID_BYTES = 3


@dataclass(frozen=True)
class Measurement:
    """What was measured so far; `id` is what a person types."""

    id: str
    setup: Setup
    solved: tuple[Solved, ...]

    def first(self, number: int) -> "Measurement":
        """The measurement of no more than so many problems."""
        return replace(self, solved=tuple(solved for solved in self.solved if solved.number < number))


class ResultsFile:
    """The file of one setup, for whoever measures it. What an earlier run of the same setup left in it is kept.

    Raises:
        UsageError: somebody else is measuring it, or the disk refuses.
    """

    def __init__(self, setup: Setup) -> None:
        self.id = id_of(setup)
        self.setup = setup
        self.path = private_folder(bench_folder()) / f"{self.id}.jsonl"
        try:
            self._file: BinaryIO = open(self.path, "a+b", opener=private_opener)  # noqa: SIM115 - closed by `close`
        except OSError as trouble:
            raise UsageError(f"{self.path} cannot be written: {trouble.strerror}.") from None
        try:
            lock(self._file.fileno())
        except BlockingIOError:
            self._file.close()
            raise UsageError("The very same is being measured by another process: wait for it.") from None
        self.solved = self._whole_lines(setup)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def add(self, solved: Solved) -> None:
        """One more problem, on disk when this returns."""
        self._write(solved)
        self.solved.append(solved)

    def _whole_lines(self, setup: Setup) -> list[Solved]:
        """What stands in the file; half a line at its end, left by a crash, goes."""
        self._file.seek(0)
        content = self._file.read()
        whole = content[: content.rfind(b"\n") + 1]
        if len(whole) < len(content):
            self._file.truncate(len(whole))
        if not whole:
            self._write(setup)
            return []
        return [codec.decode(Solved, codec.from_bytes(line)) for line in whole.splitlines()[1:]]

    def _write(self, record: Setup | Solved) -> None:
        self._file.write(codec.to_bytes(codec.encode(record)) + b"\n")
        self._file.flush()


def id_of(setup: Setup) -> str:
    """A name that tells the setup from every other, and a person what it is."""
    digest = blake2b(codec.to_bytes(codec.encode(setup)), digest_size=ID_BYTES).hexdigest()
    return f"{set_name(setup)}-{digest}"


def set_name(setup: Setup) -> str:
    """The problem set's name as a part of file names."""
    return Path(setup.problems).stem.replace(":", "-")


def measurements() -> Iterator[Measurement]:
    """Every measurement, the latest first."""
    files = sorted(bench_folder().glob("*.jsonl"), key=lambda file: file.stat().st_mtime_ns, reverse=True)
    for file in files:
        if found := _read(file):
            yield found


def find(name: str) -> Measurement:
    """The measurement whose id begins like this; where `name` is empty, the latest. Raises `UsageError`.

    One of which no problem is solved yet, because a cap or a fault came first, has nothing to tell.
    """
    empty = ""
    for measurement in measurements():
        if measurement.id.startswith(name):
            if measurement.solved:
                return measurement
            empty = empty or measurement.id
    if name and empty:
        raise UsageError(f"No problem of {empty} is solved yet: the same `system2 bench run` goes on with it.")
    if not name:
        raise UsageError("Nothing is measured yet: `system2 bench run arithmetic` measures something.")
    raise UsageError(f"There is no measurement {name!r}: `system2 bench list` lists them.")


def _read(file: Path) -> Measurement | None:
    """What a file holds; None where it was written by another version or is damaged."""
    setup, *solved = [line for line in file.read_bytes().splitlines(keepends=True) if line.endswith(b"\n")] or [b""]
    try:
        return Measurement(
            file.stem,
            codec.decode(Setup, codec.from_bytes(setup)),
            tuple(codec.decode(Solved, codec.from_bytes(line)) for line in solved),
        )
    except codec.CodecError:
        return None
