"""What Linux offers to hold a process, through its C library; each call raises `OSError` where it is not permitted."""

import ctypes
import os
import stat
import struct
from pathlib import Path

PR_SET_PDEATHSIG = 1
PR_CAPBSET_DROP = 24
PR_SET_CHILD_SUBREAPER = 36
PR_SET_NO_NEW_PRIVS = 38

CLONE_NEWNS = 0x00020000
CLONE_NEWIPC = 0x08000000
CLONE_NEWUSER = 0x10000000
CLONE_NEWPID = 0x20000000

MS_NOSUID = 2
MS_NODEV = 4
MS_NOEXEC = 8
MS_REC = 0x4000
MS_PRIVATE = 1 << 18

AT_FDCWD = -100
AT_RECURSIVE = 0x8000
MOUNT_ATTR_RDONLY = 1
SYS_MOUNT_SETATTR = 442
SYS_LANDLOCK_CREATE_RULESET = 444
SYS_LANDLOCK_ADD_RULE = 445
SYS_LANDLOCK_RESTRICT_SELF = 446

LANDLOCK_CREATE_RULESET_VERSION = 1
LANDLOCK_RULE_PATH_BENEATH = 1
LANDLOCK_EXECUTE = 1 << 0
LANDLOCK_WRITE_FILE = 1 << 1
LANDLOCK_READ_FILE = 1 << 2
LANDLOCK_READ_FOLDER = 1 << 3
LANDLOCK_CHANGES = {1: 0b1_1111_1111_0000, 2: 1 << 13, 3: 1 << 14}
"""Rights to remove, make and move entries and to truncate, by the version of Landlock that brought them."""
LANDLOCK_TRUNCATE = 1 << 14
LANDLOCK_SCOPES = 0b11
"""No signals to, and no abstract sockets of, processes outside; from version 6 on."""

CAPABILITY_VERSION_3 = 0x20080522
MOST_CAPABILITIES = 64

_libc = ctypes.CDLL(None, use_errno=True)


def die_with_parent(signal_number: int) -> None:
    """Have this signal sent to this process when its parent dies."""
    _control(PR_SET_PDEATHSIG, signal_number)


def adopt_orphans() -> None:
    """Become the parent of every process below this one that loses its own, so that none gets out of sight."""
    _control(PR_SET_CHILD_SUBREAPER, 1)


def enter_namespaces() -> None:
    """Put the children of this process into a process tree, and this process among mounts, of their own.

    Whoever may not do so becomes the owner of a user namespace first, where it is allowed to.
    """
    apart = CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC
    try:
        _check(_libc.unshare(apart))
    except PermissionError:
        enter_user_namespace()
        _check(_libc.unshare(apart))
    mount("", "/", "", MS_REC | MS_PRIVATE)


def enter_user_namespace() -> None:
    """Become the owner of a user namespace, under the same user and group number as before."""
    user, group = os.geteuid(), os.getegid()
    _check(_libc.unshare(CLONE_NEWUSER))
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
    Path("/proc/self/gid_map").write_text(f"{group} {group} 1")


def mount(source: str, target: str, kind: str, flags: int, options: str = "") -> None:
    """Mount a file system, or change how one is mounted."""
    _check(_libc.mount(source.encode(), target.encode(), kind.encode(), ctypes.c_ulong(flags), options.encode()))


def make_mounts_read_only() -> None:
    """Make every file system read-only for this mount namespace. Linux 5.12."""
    attributes = struct.pack("=QQQQ", MOUNT_ATTR_RDONLY, 0, 0, 0)
    _system_call(SYS_MOUNT_SETATTR, AT_FDCWD, b"/", AT_RECURSIVE, attributes, len(attributes))


def forgo_privileges() -> None:
    """Give up every capability for good; no program that is run later brings any back. Root becomes a mere owner."""
    _control(PR_SET_NO_NEW_PRIVS, 1)
    for capability in range(MOST_CAPABILITIES):
        if _libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) < 0:
            break  # past the last one, or none to give up
    header = struct.pack("=Ii", CAPABILITY_VERSION_3, 0)
    _check(_libc.capset(header, bytes(24)))


def can_confine_files() -> bool:
    """Whether Landlock is there."""
    try:
        return _landlock_version() > 0
    except OSError:
        return False


def confine_files(folders: list[str], devices: list[str], readable: list[str] | None = None) -> None:
    """Forbid this process and its children to change any file but in these folders and devices (Landlock).

    With `readable` they can read and run nothing else either than what these paths hold. In any case they cannot read
    the memory and the environment of processes outside. Linux 5.13, where enabled.
    """
    version = _landlock_version()
    changes = LANDLOCK_WRITE_FILE | sum(rights for since, rights in LANDLOCK_CHANGES.items() if since <= version)
    reading = 0 if readable is None else LANDLOCK_EXECUTE | LANDLOCK_READ_FILE | LANDLOCK_READ_FOLDER
    attributes = struct.pack("=QQQ", changes | reading, 0, LANDLOCK_SCOPES if version >= 6 else 0)
    ruleset = _system_call(SYS_LANDLOCK_CREATE_RULESET, attributes, len(attributes), 0)
    for paths, rights in ((folders, changes | reading), (devices, changes | reading), (readable or [], reading)):
        for path in paths:
            _allow(ruleset, path, rights)
    _system_call(SYS_LANDLOCK_RESTRICT_SELF, ruleset, 0)
    os.close(ruleset)


def _allow(ruleset: int, path: str, rights: int) -> None:
    """Allow what of these rights makes sense for this file, or beneath this folder."""
    descriptor = os.open(path, os.O_PATH)
    if not stat.S_ISDIR(os.fstat(descriptor).st_mode):
        rights &= LANDLOCK_EXECUTE | LANDLOCK_READ_FILE | LANDLOCK_WRITE_FILE | LANDLOCK_TRUNCATE
    rule = struct.pack("=Qi", rights, descriptor)
    _system_call(SYS_LANDLOCK_ADD_RULE, ruleset, LANDLOCK_RULE_PATH_BENEATH, rule, 0)
    os.close(descriptor)


def _landlock_version() -> int:
    return _system_call(SYS_LANDLOCK_CREATE_RULESET, None, 0, LANDLOCK_CREATE_RULESET_VERSION)


def _control(option: int, value: int) -> None:
    _check(_libc.prctl(option, value, 0, 0, 0))


def _system_call(*arguments: object) -> int:
    wide = (ctypes.c_long(argument) if isinstance(argument, int) else argument for argument in arguments)
    return _check(_libc.syscall(*wide))


def _check(result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result
