"""One day's file of the ledger: rows are only ever added at its end, with one write and one fsync."""

import errno
import os
from collections.abc import Iterable
from pathlib import Path

from system2.config.home import private_folder, private_opener, read_regular, sync_folder
from system2.core.calls import Call
from system2.spend import rows
from system2.spend.rows import END_OF_ROW


def append(file: Path, calls: Iterable[Call]) -> os.stat_result:
    """Add rows that survive the death of the machine; the file's state afterwards. The caller holds the lock.

    What a crash left unfinished at the end is cut off first and kept aside. Rows that the disk does not take whole
    are taken back, all of them.

    Raises:
        OSError: The disk refuses. The file then ends with the last whole row.
    """
    begun = not file.exists()
    added = b"".join(map(rows.to_bytes, calls))
    descriptor = private_opener(str(file), os.O_RDWR | os.O_CREAT | os.O_APPEND)
    try:
        size = os.fstat(descriptor).st_size
        if size and os.pread(descriptor, len(END_OF_ROW), size - len(END_OF_ROW)) != END_OF_ROW:
            size, added = _after_odd_end(file, descriptor, added)
        write_whole(descriptor, size, added)
        if begun:
            sync_folder(file.parent)
        return os.fstat(descriptor)
    finally:
        os.close(descriptor)


def read(file: Path) -> list[Call]:
    """The calls of the day, without what a crash left unfinished at the end.

    Raises:
        ValueError: It is damaged elsewhere; the message says where.
    """
    content = read_regular(file)
    try:
        return rows.parse(content)
    except ValueError:
        whole = torn_from(content)
        if whole == len(content):
            raise
        return rows.parse(content[:whole])


def latest(file: Path, size: int) -> list[Call]:
    """The calls in so many bytes at the end of the file, fast however long the day was; as `read` does else."""
    content = read_regular(file)[-size:]
    whole = content[: torn_from(content)]
    begin = whole.find(END_OF_ROW) + len(END_OF_ROW) if len(content) == size else 0
    return rows.parse(whole[begin:])


def torn_from(content: bytes) -> int:
    """Where an unfinished end begins; the length of the content where its end is whole."""
    end = len(content)
    while end and not content.endswith(END_OF_ROW, 0, end):
        start = _start_of_last_piece(content, end)
        try:
            rows.parse(content[start:end])
            break
        except ValueError:
            end = start
    return end


def set_aside(file: Path, piece: bytes) -> Path:
    """Keep a piece of a day's file that is taken out of it; where it is kept."""
    folder = private_folder(file.parent / "torn")
    number = 1
    while True:
        kept = folder / f"{file.stem}.{number}.txt"
        try:
            with open(kept, "xb", opener=private_opener) as handle:
                handle.write(piece)
                handle.flush()
                os.fsync(handle.fileno())
            return kept
        except FileExistsError:
            number += 1


def write_whole(descriptor: int, size: int, content: bytes, *, sync: bool = True) -> None:
    """Write at the end of a file of this size; what the disk does not take whole is taken back. Raises `OSError`."""
    try:
        if os.write(descriptor, content) < len(content):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        if sync:
            os.fsync(descriptor)
    except OSError:
        os.ftruncate(descriptor, size)
        raise


def _start_of_last_piece(content: bytes, end: int) -> int:
    after_row = content.rfind(END_OF_ROW, 0, end)
    table = content.rfind(b"\n[", 0, end)
    return max(0 if after_row < 0 else after_row + len(END_OF_ROW), table + 1)


def _after_odd_end(file: Path, descriptor: int, added: bytes) -> tuple[int, bytes]:
    """The size after an unfinished end is cut off, and the rows as they must follow what a person may have written."""
    content = read_regular(file)
    whole = torn_from(content)
    if whole < len(content):
        set_aside(file, content[whole:])
        os.ftruncate(descriptor, whole)
    ending = content[:whole][-len(END_OF_ROW) :]
    if not ending or ending == END_OF_ROW:
        return whole, added
    return whole, (b"\n" if ending.endswith(b"\n") else END_OF_ROW) + added
