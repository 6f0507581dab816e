"""Where system2 keeps its files: `SYSTEM2_HOME` when set, else the platform's own folders. Files 0600, folders 0700."""

import errno
import os
import stat
from functools import lru_cache
from pathlib import Path

from system2.config.system import NO_FOLLOW, NO_WAIT, PRIVATE, user
from system2.errors import LedgerError

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700

FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
MISNAMED = {errno.ENOTDIR, errno.ELOOP, errno.ENAMETOOLONG}
WITHOUT_LOCKS = {errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.ESTALE, errno.EIO}
"""What a file system says that has no locks, or has lost touch with whoever keeps them, as NFS may."""

LEARNT = ("refused", "cut-off", "ending")
"""What models refuse, where they were cut off, and which are switched off soon."""

OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH


def config_file() -> Path:
    """The user's settings, TOML."""
    return _root("config") / "config.toml"


def trusted_folder() -> Path:
    """An entry for each project file that the user trusts."""
    return _root("data") / "trusted"


def budget_file() -> Path:
    """The caps, TOML."""
    return _root("data") / "budget.toml"


def ledger_folder() -> Path:
    """One TOML file of calls for each local day, with what is needed to keep them safe beside them."""
    return _root("data") / "ledger"


def keys_file() -> Path:
    """The keys that the user gave us to keep, TOML; of those in the system's keyring it has the names."""
    return _root("data") / "keys.toml"


def zones_file() -> Path:
    """The time zones whose days were counted, TOML."""
    return _root("data") / "zones.toml"


def runs_folder() -> Path:
    """One trace for each run, JSON lines."""
    return _root("data") / "runs"


def bench_folder() -> Path:
    """What was measured, one file for each measurement, JSON lines."""
    return _root("data") / "bench"


def cache_folder() -> Path:
    """Paid replies."""
    return _root("cache") / "cache"


def learnt_file(what: str) -> Path:
    """What was learnt of models, one file for each kind of it in `LEARNT`, JSON."""
    return _root("cache") / f"{what}.json"


def models_folder() -> Path:
    """Weights of local models, GGUF."""
    return _root("data") / "models"


def own_places() -> dict[str, Path]:
    """Every file and folder of ours, there or not, by what it is for."""
    return {
        "config": config_file(),
        "trusted projects": trusted_folder(),
        "kept keys": keys_file(),
        "zones": zones_file(),
        "caps": budget_file(),
        "ledger": ledger_folder(),
        "runs": runs_folder(),
        "measurements": bench_folder(),
        "models": models_folder(),
        "cache": cache_folder(),
        **{f"learnt: {what}": learnt_file(what) for what in LEARNT},
    }


def own_folders() -> tuple[Path, ...]:
    """Everything of ours lies in one of these."""
    return tuple(dict.fromkeys(_root(kind) for kind in ("config", "data", "cache")))


def private_folder(folder: Path) -> Path:
    """The folder, made with its parents where missing; what is made is readable by its owner alone.

    Raises:
        OSError: it cannot be made, or is one that others have a hand in.
    """
    try:
        status = folder.lstat()
    except FileNotFoundError:
        private_folder(folder.parent)
        folder.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
        return folder
    if stat.S_ISLNK(status.st_mode):
        status = _followed(folder)
    if not stat.S_ISDIR(status.st_mode):
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder))
    return folder


def private_opener(path: str, flags: int) -> int:
    """An `opener` for `open` that makes files readable by their owner alone, and follows no link of somebody else's."""
    flags |= PRIVATE | NO_FOLLOW
    try:
        return os.open(path, flags, PRIVATE_FILE)
    except OSError as trouble:
        if trouble.errno != errno.ELOOP:
            raise
    _followed(Path(path))
    return os.open(os.path.realpath(path), flags, PRIVATE_FILE)


def replace_whole(file: Path, content: bytes) -> None:
    """Put new content in the place of a file, so that nobody ever sees half of it and no crash loses both."""
    unfinished = file.with_suffix(".new")
    unfinished.unlink(missing_ok=True)
    with open(unfinished, "xb", opener=private_opener) as handle:
        handle.write(content)
        handle.flush()
        os.fsync(handle.fileno())
    unfinished.replace(file)
    sync_folder(file.parent)


def sync_folder(folder: Path) -> None:
    """See that a file which was made, renamed or removed here stays so, whatever becomes of the machine."""
    if os.name == "nt":  # which opens no folders, and sees to it by itself
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read_regular(file: Path) -> bytes:
    """What is in a file; something else under its name, a pipe or a device, is never waited for. Raises `OSError`."""
    descriptor = os.open(file, os.O_RDONLY | PRIVATE | NO_WAIT)
    with os.fdopen(descriptor, "rb") as handle:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "it is no ordinary file", str(file))
        return handle.read()


def _followed(link: Path) -> os.stat_result:
    """What a link leads to, where nobody but this user and root can turn it to something else. Raises `OSError`."""
    trusted = (user(), 0)
    target = Path(os.path.realpath(link, strict=True))
    for path in (link, target):
        own, around = path.lstat(), path.parent.stat()
        if own.st_uid not in trusted or around.st_uid not in trusted or around.st_mode & OTHERS_WRITE:
            raise OSError(errno.EACCES, "it is a link that somebody else could have made or turned", str(link))
    return target.stat()


def _root(kind: str) -> Path:
    """The folder for this kind of file. Raises `LedgerError` where there can be none, or it is somebody else's."""
    if home := os.environ.get("SYSTEM2_HOME"):
        root = _expanded(home)
    else:
        import platformdirs

        if not os.environ.get("HOME"):  # an empty one is none: the user's entry in the system's list is asked then
            os.environ.pop("HOME", None)
        _expanded("~")
        folders = {
            "config": platformdirs.user_config_path,
            "data": platformdirs.user_data_path,
            "cache": platformdirs.user_cache_path,
        }
        root = folders[kind]("system2", appauthor=False)
    _check(root)
    return root


def _expanded(home: str) -> Path:
    try:
        return Path(home).expanduser()
    except RuntimeError:
        raise LedgerError(f"{home} is nobody's home folder: set SYSTEM2_HOME to a folder that is yours.") from None


@lru_cache(maxsize=8)  # every call of a model asks for our files, and opening them tells the rest
def _check(root: Path) -> None:
    """Raises `LedgerError` where the root is there but no folder, or belongs to another user.

    A folder of root's is as good as one's own where it is this user's alone to write.
    """
    try:
        status = root.stat()
        if not stat.S_ISDIR(status.st_mode):
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(root))
        if not os.access(root, os.R_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(root))
    except FileNotFoundError:
        if root.is_symlink():
            raise LedgerError(f"{root} is a link to nowhere: set SYSTEM2_HOME to a folder.") from None
        return
    except OSError as trouble:
        raise unusable(trouble) from None
    is_roots = status.st_uid == 0 and not status.st_mode & OTHERS_WRITE and os.access(root, os.W_OK)
    if status.st_uid != user() and not is_roots:
        raise LedgerError(f"{root} belongs to another user: set SYSTEM2_HOME to a folder that is yours.")


def unusable(trouble: OSError) -> LedgerError:
    """One line for what the disk refuses of our files, with what to do about it."""
    return LedgerError(f"{trouble.filename}: {trouble.strerror or trouble}.{advice(trouble)}")


def advice(trouble: OSError) -> str:
    """What to do about it, after a space; empty where that is plain."""
    if trouble.errno in FORBIDDEN:
        return " Make it yours to read and write, or set SYSTEM2_HOME to another folder."
    if trouble.errno in MISNAMED:
        return " Set SYSTEM2_HOME to a folder."
    if trouble.errno in WITHOUT_LOCKS:
        return " Set SYSTEM2_HOME to a folder on a disk of this machine."
    if trouble.errno in FULL:
        return " Make room on the disk: nothing is spent that cannot be recorded."
    return ""


def is_ours(path: str | bytes | None) -> bool:
    """Whether a file is one of those that system2 keeps."""
    if not isinstance(path, str):
        return False
    try:
        roots = {_root(kind) for kind in ("config", "data", "cache")}
    except LedgerError:
        return False
    return any(Path(path).is_relative_to(root) for root in roots)
