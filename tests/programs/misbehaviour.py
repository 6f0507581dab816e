"""Programs that do what no checking program should, each with the reasons for which it may have to be ended, if any.

Each is kept from doing real harm should nothing hold it: bombs stop by themselves, and signals to everybody are sent
only by a process that sees few others. `VICTIM` in the source stands for a folder of the user's.
"""

from dataclasses import dataclass
from textwrap import dedent


@dataclass(frozen=True)
class Kind:
    """`reason` is found in the reason that is given; None where the program may come to its own end."""

    name: str
    source: str
    reason: str | None = None


GIGABYTE = 1_000_000_000

KINDS = [
    Kind(name, dedent(source), reason)
    for name, source, reason in [
        (
            "hangs and ignores SIGTERM",
            """
            import signal, time
            for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGALRM):
                signal.signal(number, signal.SIG_IGN)
            while True:
                time.sleep(60)
            """,
            "longer than",
        ),
        ("computes for ever", "while True: pass", "longer than"),
        (
            "computes for ever and ignores SIGXCPU",
            "import signal; signal.signal(signal.SIGXCPU, signal.SIG_IGN)\nwhile True: pass",
            "longer than",
        ),
        (
            "stops itself",
            "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)\nimport time\ntime.sleep(60)",
            "longer than",
        ),
        (
            "is a fork bomb",
            """
            import os, time
            for _ in range(9):
                try:
                    os.fork()
                except OSError:
                    pass
            time.sleep(60)
            """,
            "processes and threads|longer than",
        ),
        (
            "is a fork bomb whose every process leaves its group",
            """
            import os, time
            for _ in range(9):
                try:
                    if os.fork() == 0:
                        os.setsid()
                except OSError:
                    pass
            time.sleep(60)
            """,
            "processes and threads|longer than",
        ),
        (
            "is a thread bomb",
            """
            import threading, time
            for _ in range(500):
                threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
            time.sleep(60)
            """,
            None,
        ),
        (
            "leaves a daemon behind",
            """
            import os, signal, sys, time
            if os.fork() == 0:
                os.setsid()
                if os.fork() == 0:
                    signal.signal(signal.SIGTERM, signal.SIG_IGN)
                    os.closerange(0, 3)
                    time.sleep(600)
                os._exit(0)
            """,
            None,
        ),
        (
            "leaves a child that holds its output open",
            """
            import os, time
            if os.fork() == 0:
                os.setsid()
                while True:
                    time.sleep(0.01)
                    os.write(1, b"still here ")
            """,
            None,
        ),
        (
            "closes its output and hangs",
            "import os, time\nos.closerange(0, 3)\ntime.sleep(600)",
            "longer than",
        ),
        (
            "prints a gigabyte",
            f"import os\nfor _ in range({GIGABYTE} // 65536):\n    os.write(1, b'x' * 65536)",
            "printed more",
        ),
        (
            "prints a gigabyte on standard error",
            f"import os\nfor _ in range({GIGABYTE} // 65536):\n    os.write(2, b'x' * 65536)",
            "printed more",
        ),
        (
            "takes a gigabyte of memory",
            f"held = [b'x' * 10_000_000 for _ in range({GIGABYTE} // 10_000_000)]\nimport time; time.sleep(60)",
            None,
        ),
        (
            "takes a gigabyte of shared memory",
            f"""
            import mmap, time
            held = mmap.mmap(-1, {GIGABYTE})
            for _ in range({GIGABYTE} // 10_000_000):
                held.write(b"x" * 10_000_000)
            time.sleep(60)
            """,
            "of memory|longer than",
        ),
        (
            "takes a gigabyte of memory in many processes",
            """
            import os, time
            for _ in range(20):
                if os.fork() == 0:
                    held = b"x" * 50_000_000
                    time.sleep(60)
            time.sleep(60)
            """,
            "of memory|longer than",
        ),
        (
            "takes a gigabyte of memory in files that have no name",
            f"""
            import os, time
            held = [os.memfd_create("held") for _ in range({GIGABYTE} // 8_000_000)]
            for file in held:
                os.write(file, b"x" * 8_000_000)
            time.sleep(60)
            """,
            "of memory",
        ),
        (
            "lifts its limits first",
            f"""
            import contextlib, resource, time
            for name in dir(resource):
                if name.startswith("RLIMIT_"):
                    with contextlib.suppress(OSError, ValueError):
                        resource.setrlimit(getattr(resource, name), (-1, -1))
            held = [b"x" * 10_000_000 for _ in range({GIGABYTE} // 10_000_000)]
            time.sleep(60)
            """,
            None,
        ),
        (
            "writes a gigabyte to a file",
            f"""
            with open("big", "wb") as file:
                for _ in range({GIGABYTE} // 65536):
                    file.write(b"x" * 65536)
            """,
            None,
        ),
        (
            "writes files outside its folder",
            """
            import contextlib, os
            for folder in ("VICTIM", "..", "/tmp", "/var/tmp", "/dev/shm", "/", "/root", "/run"):
                with contextlib.suppress(OSError):
                    open(os.path.join(folder, "MARKER"), "w").write("here")
                with contextlib.suppress(OSError):
                    os.mkdir(os.path.join(folder, "MARKER.d"))
            """,
            None,
        ),
        (
            "changes and removes the user's files",
            """
            import contextlib, os, shutil
            for act in (
                lambda: open("VICTIM/kept", "w").write("changed"),
                lambda: os.truncate("VICTIM/kept", 0),
                lambda: os.rename("VICTIM/kept", "VICTIM/renamed"),
                lambda: os.rename("VICTIM/kept", "stolen"),
                lambda: os.link("VICTIM/kept", "VICTIM/linked"),
                lambda: os.unlink("VICTIM/kept"),
                lambda: shutil.rmtree("VICTIM"),
            ):
                with contextlib.suppress(OSError):
                    act()
            """,
            None,
        ),
        (
            "fills its folder with what is hard to remove",
            """
            import os, socket
            os.symlink("VICTIM", "link")
            os.mkfifo("fifo")
            socket.socket(socket.AF_UNIX).bind("socket")
            for number in range(500):
                open(f"file{number}", "w").close()
            os.mkdir("locked")
            open("locked/in", "w").close()
            os.chmod("locked", 0)
            for _ in range(3000):
                os.mkdir("d" * 20)
                os.chdir("d" * 20)
            os.chmod(".", 0)
            """,
            None,
        ),
        (
            "looks for keys",
            """
            import contextlib, glob, os
            print(dict(os.environ))
            for path in glob.glob("/proc/[0-9]*/environ") + glob.glob("/proc/[0-9]*/task/*/environ"):
                with contextlib.suppress(OSError):
                    print(open(path, "rb").read())
            """,
            None,
        ),
        (
            "kills whoever it can",
            """
            import contextlib, os, signal
            with contextlib.suppress(OSError):
                os.kill(os.getppid(), signal.SIGTERM)
            if len([name for name in os.listdir("/proc") if name.isdigit()]) <= 4:
                with contextlib.suppress(OSError):
                    os.kill(-1, signal.SIGKILL)
            os.killpg(0, signal.SIGKILL)
            """,
            "SIGKILL|from outside",
        ),
        ("crashes", "import os\nos.abort()", "SIGABRT"),
        ("ends by a signal that has no name", "import os\nos.kill(os.getpid(), 40)", "signal 40"),
        ("prints what is no text", "import os\nos.write(1, bytes(range(256)) * 10 + b'\\x1b[2J\\xff\\xfe')", None),
    ]
]
