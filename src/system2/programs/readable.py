"""What model-written code may read: the system's folders and its interpreter's, wherever they lie; nobody's files."""

import json
import os
import subprocess
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

from system2.config.home import own_folders
from system2.errors import UsageError

SYSTEM = (
    *("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/opt", "/nix/store", "/gnu/store", "/snap"),
    *("/sys/devices/system", "/sys/fs/cgroup"),
    *("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom"),
)
SETTINGS = (
    *("alternatives", "debian_version", "default/locale", "fonts", "group", "hosts", "inputrc", "ld.so.cache"),
    *("ld.so.conf", "ld.so.conf.d", "locale.alias", "locale.conf", "localtime", "magic", "mime.types", "nsswitch.conf"),
    *("os-release", "passwd", "pki/tls/certs", "protocols", "services", "ssl/certs", "ssl/openssl.cnf", "terminfo"),
    *("timezone", "crypto-policies", "OpenCL", "matplotlibrc", "java", "R"),
)
"""Of `/etc`, which holds passwords and keys too."""

OF_PREFIX = ("bin", "lib", "lib32", "lib64", "libexec", "include", "share", "ssl", "pyvenv.cfg")
"""Of an interpreter's prefix, which may be a project's own folder."""

FIRST_PERSON, NOBODY = 1000, 65_534
"""User numbers: homes of those from the first on, and of root, are somebody's."""

QUESTION = """\
import json, site, sys, sysconfig
places = [sys.prefix, sys.exec_prefix, sys.base_prefix, sys.base_exec_prefix]
libraries = [sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")]
print(json.dumps([sys.executable, places, libraries + site.getsitepackages()]))
"""
PATIENCE = 20.0


class Interpreter(NamedTuple):
    """A Python as it tells of itself: its program, past any shim, and where its libraries lie."""

    program: str
    folders: tuple[str, ...]


@cache
def interpreter(program: str) -> Interpreter:
    """What the user's own interpreter at this path says of itself. Raises `UsageError`."""
    try:
        said = subprocess.run(
            [program, "-I", "-c", QUESTION], capture_output=True, timeout=PATIENCE, check=True, stdin=subprocess.DEVNULL
        ).stdout
        executable, prefixes, libraries = json.loads(said)
    except (OSError, subprocess.SubprocessError, ValueError):
        raise UsageError(f"{program} runs no Python, so no tests can be run with it.") from None
    within = (str(Path(prefix, name)) for prefix in prefixes for name in OF_PREFIX)
    return Interpreter(executable, tuple(dict.fromkeys((*within, *libraries, str(Path(executable).resolve())))))


def readable(folders: Iterable[str]) -> list[str]:
    """The places that exist among the system's and these, without any home or folder of ours that lies within."""
    settings = (f"/etc/{name}" for name in SETTINGS)
    hidden = {Path(os.path.realpath(place)) for place in (*map(str, own_folders()), *_homes())}
    places = {Path(os.path.realpath(place)) for place in (*SYSTEM, *settings, *folders)}
    return sorted({str(each) for place in places if place.exists() for each in _without(place, hidden)})


def _without(place: Path, hidden: set[Path]) -> Iterable[Path]:
    """The place itself, or those of its entries that hide nothing."""
    if not any(place in each.parents for each in hidden):
        return [place]
    entries = (entry for entry in place.iterdir() if entry not in hidden and not entry.is_symlink())
    return [each for entry in entries for each in _without(entry, hidden)]


def _homes() -> list[str]:
    import pwd

    people = [each.pw_dir for each in pwd.getpwall() if each.pw_uid == 0 or FIRST_PERSON <= each.pw_uid < NOBODY]
    return [home for home in (*people, os.path.expanduser("~")) if home.startswith("/") and home != "/"]  # noqa: PTH111
