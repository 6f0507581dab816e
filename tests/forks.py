"""Our commands as forks of a process that has imported them already, for tests that run them by the hundred.

Importing LiteLLM takes a second of processor time, which is nearly all that most commands take. So each process that
runs tests keeps one that has imported everything and waits; a fork of it is a command like any other: a process of its
own, with its own streams, folder, environment, session and signals, and a child of the one that runs the tests. What
Python itself decides when it starts, such as its encodings, is as in the waiting process, so commands whose environment
says something of that are started afresh.
"""

import atexit
import contextlib
import ctypes
import fcntl
import functools
import gc
import importlib
import json
import os
import pkgutil
import signal
import socket
import subprocess
import sys
import termios
import threading
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

from system2.answers.equivalence import same
from system2.answers.extract import extract
from system2.cli.completion import SCRIPTS
from system2.core.candidates import Answer

ROOT = Path(__file__).parents[1]
LONGEST = 65_536
"""Bytes of a request to the waiting process; a longer command line is started afresh."""

PR_SET_CHILD_SUBREAPER = 36
SERVING = b"shims"
"""The request for one who serves shims, with the socket on which they call."""
PYTHON = "python-"


class Wanted(NamedTuple):
    """A command to become: its arguments, folder and environment, and whether it leads a session or a terminal's."""

    arguments: list[str]
    folder: str
    environment: dict[str, str]
    leads_session: bool
    leads_terminal: bool


def start(command: Sequence[str], *, leads_terminal: bool = False, **options: Any) -> "subprocess.Popen[Any]":
    """`subprocess.Popen` for a command, a fork where it can be one; `options` have to name `cwd` and `env`.

    With `leads_terminal` its standard input is a terminal that it is to control, so that Ctrl-C reaches it.
    """
    if can_fork(command, options["env"]):
        return Fork(command, leads_terminal=leads_terminal, **options)
    if leads_terminal:
        command = [sys.executable, "-S", "-c", IN_TERMINAL, *command]
    return subprocess.Popen(command, **options)


IN_TERMINAL = (
    "import fcntl, os, sys, termios; os.setsid(); fcntl.ioctl(0, termios.TIOCSCTTY, 0); "
    "os.execvp(sys.argv[1], sys.argv[1:])"
)


def can_fork(command: Sequence[str], environment: Mapping[str, str]) -> bool:
    """Whether a fork would be what a fresh start is."""
    script = Path(command[0])
    return (
        sys.platform == "linux"
        and script.name in SCRIPTS
        and script.parent == Path(sys.executable).parent
        and not any(name.startswith("PYTHON") for name in environment.keys() - {"PYTHONPATH"})
        and sum(map(len, (*command, *environment, *environment.values()))) < LONGEST // 4
    )


class Fork(subprocess.Popen[Any]):
    """A command that is a fork of the waiting process; everything else about it is as in `subprocess`."""

    def __init__(self, command: Sequence[str], *, leads_terminal: bool, **options: Any) -> None:
        self._leads_terminal = leads_terminal
        super().__init__(command, **options)

    def _execute_child(  # type: ignore[override]
        self, args, executable, preexec_fn, close_fds, pass_fds, cwd, env, startupinfo, creationflags, shell,
        p2cread, p2cwrite, c2pread, c2pwrite, errread, errwrite, restore_signals, gid, gids, uid, umask,
        start_new_session, *more,
    ):  # fmt: skip
        streams = [given if given != -1 else usual for usual, given in enumerate((p2cread, c2pwrite, errwrite))]
        wanted = Wanted(list(args), str(cwd), dict(env), start_new_session, self._leads_terminal)
        self.pid = forked(json.dumps(wanted).encode(), streams)
        self._child_created = True
        self._close_pipe_fds(p2cread, p2cwrite, c2pread, c2pwrite, errread, errwrite)


def forked(request: bytes, descriptors: list[int]) -> int:
    """The process id of a new child of this process that does what is requested with these open files."""
    with adopting():
        socket.send_fds(waiting(), [request], descriptors)
        return int(waiting().recv(LONGEST))


@contextlib.contextmanager
def adopting() -> Iterator[None]:
    """A grandchild whose parent ends meanwhile becomes a child of this process."""
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    prctl(PR_SET_CHILD_SUBREAPER, 1)
    try:
        yield
    finally:
        prctl(PR_SET_CHILD_SUBREAPER, 0)


@functools.cache
def waiting() -> socket.socket:
    """The line to the waiting process, which ends with this one."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        line = theirs.fileno()
        process = subprocess.Popen([sys.executable, "-m", "tests.forks", f"{line}"], pass_fds=[line], cwd=ROOT)
    atexit.register(process.wait)
    atexit.register(ours.close)
    return ours


def wait(line: socket.socket) -> NoReturn:
    """Fork a command for each request, or one who serves shims, as a child of the one who asks."""
    while True:
        request, streams, _, _ = socket.recv_fds(line, LONGEST, 3)
        if not request:
            sys.exit()
        reading, writing = os.pipe()
        if (parent := os.fork()) == 0:
            if child := os.fork():
                os.write(writing, b"%d" % child)
                os._exit(0)
            for each in (line.fileno(), reading, writing):
                os.close(each)
            if request == SERVING:
                serve(socket.socket(fileno=streams[0]))
            become(Wanted(*json.loads(request)), streams)
        os.waitpid(parent, 0)  # From here on the command is a child of the one who asked.
        line.send(os.read(reading, 32))
        for each in (reading, writing, *streams):
            os.close(each)


@contextlib.contextmanager
def shims(folder: Path) -> Iterator[Path]:
    """A folder of our scripts for a shell's search path; each hands its streams to a fork and waits for its end.

    `python-` is one more of them: it runs the Python program that it is given on standard input.
    """
    address = folder / "line"
    for name in (*SCRIPTS, PYTHON):
        shim = folder / name
        shim.write_text(SHIM.format(python=sys.executable, address=str(address)))
        shim.chmod(0o755)
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listening:
        listening.bind(str(address))
        listening.listen()
        serving = forked(SERVING, [listening.fileno()])
    yield folder
    os.kill(serving, signal.SIGTERM)
    os.waitpid(serving, 0)


SHIM = """\
#!{python} -IS
import json, os, socket, sys
line = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
line.connect({address!r})
wanted = json.dumps([sys.argv, os.getcwd(), dict(os.environ), False, False])
socket.send_fds(line, [wanted.encode()], [0, 1, 2])
sys.exit(int(line.recv(16)))
"""


def serve(listening: socket.socket) -> NoReturn:
    """Fork a command for each shim that calls, and tell the shim its exit code."""
    while True:
        line, _ = listening.accept()
        with line:
            if os.fork() == 0:
                listening.close()
                request, streams, _, _ = socket.recv_fds(line, LONGEST, 3)
                if child := os.fork():
                    line.send(b"%d" % (os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) % 256))
                    os._exit(0)
                line.close()
                become(Wanted(*json.loads(request)), streams)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(-1, os.WNOHANG)


def become(wanted: Wanted, streams: list[int]) -> NoReturn:
    """Be the command that is wanted, as if this process had been started for it."""
    for place, stream in enumerate(streams):
        os.dup2(stream, place)
        os.close(stream)
    if wanted.leads_session or wanted.leads_terminal:
        os.setsid()
    if wanted.leads_terminal:
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    os.chdir(wanted.folder)
    os.environ.clear()
    os.environ.update(wanted.environment)
    sys.argv = wanted.arguments
    sys.path[:0] = filter(None, wanted.environment.get("PYTHONPATH", "").split(os.pathsep))
    for place, name in enumerate(("stdin", "stdout", "stderr")):
        before = getattr(sys, name)
        buffering = 1 if place == 2 or (place == 1 and os.isatty(place)) else -1
        fresh = open(place, before.mode[:1], buffering, before.encoding, before.errors, closefd=False)  # noqa: SIM115
        setattr(sys, name, fresh)
        setattr(sys, f"__{name}__", fresh)
    from system2.cli import app

    name = Path(wanted.arguments[0]).name
    end_with(run_standard_input if name == PYTHON else getattr(app, name))


def run_standard_input() -> None:
    """What `python -` does."""
    exec(compile(sys.stdin.read(), "<stdin>", "exec"), {"__name__": "__main__"})
    sys.exit()


def end_with(script: Callable[[], object]) -> NoReturn:
    """Run the script and end as Python does, but leave the memory to the system.

    To take apart what was imported would copy every page that the fork shares with the process it came from.
    """
    code = 1
    try:
        script()
    except SystemExit as end:
        code = int(end.code or 0)
    except BaseException:  # noqa: BLE001 - as Python tells what nobody caught
        traceback.print_exc()
    with contextlib.suppress(BaseException):
        threading._shutdown()  # type: ignore[attr-defined]
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code)


LATER = (
    *("filelock", "jsonschema", "tomli_w", "litellm._service_logger", "litellm.llms.openai.openai"),
    *("litellm.llms.openai.chat.gpt_audio_transformation", "litellm.llms.openai_like.dynamic_config"),
    *("litellm.llms.edenai.chat.transformation", "litellm.llms.fal_ai.chat.transformation"),
    *("litellm.llms.fal_ai.cost_calculator", "litellm.llms.github_copilot.common_utils"),
    *("litellm.llms.litellm_proxy.chat.transformation", "litellm.proxy.openai_files_endpoints.common_utils"),
)
"""What a command imports only with its first call: we do, and LiteLLM does, for whichever provider is asked."""


def import_everything() -> None:
    """Whatever a command may import, but for servers and for workers, which are processes of their own.

    An answer is read too: every reader looks at it, for which it compiles its patterns.
    """
    import system2

    for module in pkgutil.walk_packages(system2.__path__, "system2."):
        if not {"__main__", "llama", "worker", "keeper", "doors"} & {*module.name.split(".")}:
            importlib.import_module(module.name)
    import_litellm()
    for name in LATER:
        with contextlib.suppress(ImportError):  # another version of LiteLLM
            importlib.import_module(name)
    same(extract("The answer is Paris.") or Answer(""), Answer("42 km"))
    gc.collect()
    gc.freeze()


if __name__ == "__main__":
    from system2.model.library import import_litellm

    import_everything()
    wait(socket.socket(fileno=int(sys.argv[1])))
