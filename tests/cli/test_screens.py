"""What a terminal of 80x24 and one of 120x40 shows of the first things that somebody types.

To renew the snapshots: `RENEW=1 pytest tests/cli/test_screens.py`; then look at them.
"""

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.commands import FAKE_KEY, Commands
from tests.conftest import say_nothing_of_endings
from tests.server import ModelServer, roles, verdict
from tests.terminals import Terminal

SNAPSHOTS = Path(__file__).parent / "screens"
SIZES = ((80, 24), (120, 40))

OWN = """\
model = "lab/some-model"
effort = 3

[aliases]
fast = "lab/some-model"

[endpoints.lab]
base_url = "http://10.0.0.7:8000/v1"

[presets.mine]
effort = 3

[prices."lab/some-model"]
input = 1
output = 2
"""

ANSWER = r"""## What it takes

The *unit* costs **250**: together they cost 2500, the rack 2000 more; this line is wrapped at words at either width.

1. Call the unit $x$; then $x + (x + 2000) = 2500$.
2. So $2x = 500$ and $x = 250 \leq 500$.

```python
def unit(total: int, more: int) -> float:
    return (total - more) / 2
```

| thing | price |
| :-- | --: |
| rack | 2250 |
| unit | 250 |

Final answer: 250"""

TYPED = {
    "help": ("think", "--help"),
    "models": ("system2", "models"),
    "config": ("system2", "config"),
    "doctor": ("system2", "doctor"),
    "answer": ("think", "What does the unit cost?", "-e", 2, "--no-cache"),
}

CHANGING = (
    (re.compile(r"/tmp/s2-\w{8}"), "/tmp/s2-........"),
    (re.compile(r"run [0-9A-Z]{4}\b"), "run 7KQ2"),
    (re.compile(r"\d+\.\d s\b"), "1.0 s"),
    (re.compile(r"\$0\.000\d\d\b"), "$0.00080"),
    (re.compile(r"127\.0\.0\.1:\d{5}"), "127.0.0.1:11111"),
)
"""What is another each time, and as long."""


def test_screens_are_as_they_were_looked_at(server: ModelServer) -> None:
    """Nothing is wider than the terminal, no word is broken, and nothing else has changed."""
    server.script = roles(lambda request: ANSWER, verdict(True))
    with commands_in_a_short_place(server) as commands:
        for columns, rows in SIZES:
            for name, typed in TYPED.items():
                shown = screen(commands, typed, columns, rows)
                if name == "doctor":  # the machine's own, but for what is looked at
                    shown = "\n".join(found[1] for found in re.finditer(r"(?m)^[ !-] (\S.{0,14}?)  ", shown))
                if name == "config":  # what nobody set grows with every new setting
                    shown = "\n".join(
                        line for line in shown.splitlines() if line.endswith((" own file", "config.toml"))
                    )
                file = SNAPSHOTS / f"{name}-{columns}x{rows}.txt"
                if "RENEW" in os.environ:
                    file.write_text(f"{shown}\n", encoding="utf-8")
                assert f"{shown}\n" == file.read_text(encoding="utf-8"), name


@contextmanager
def commands_in_a_short_place(server: ModelServer) -> Iterator[Commands]:
    """Commands in a home whose path is as long each time, with a server of one's own and no key."""
    with tempfile.TemporaryDirectory(prefix="s2-", dir="/tmp") as folder:
        home = Path(folder) / "system2"
        home.mkdir(mode=0o700)
        say_nothing_of_endings(home)
        (home / "config.toml").write_text(OWN.replace("http://10.0.0.7:8000/v1", server.url))
        yield Commands(Path(folder), {"LAB_API_KEY": FAKE_KEY, "TZ": "UTC"})


def screen(commands: Commands, typed: tuple[object, ...], columns: int, rows: int) -> str:
    """All that a terminal of this size shows of a command, what was scrolled off included."""
    environment, folder = commands.environment, commands.folder
    with Terminal(
        commands.arguments(typed), columns=columns, rows=rows, environment=environment, folder=folder
    ) as terminal:
        terminal.finish()
        shown = terminal.everything
    for changing, kept in CHANGING:
        shown = changing.sub(kept, shown)
    return shown
