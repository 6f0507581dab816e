"""The commands in the README and in the help pages, so that each can be run.

A block fenced as `sh` is run by the tests, section by section, each section in a home of its own. One fenced as
`sh jq` is run apart from the others, where there is that program. One fenced as
`sh ci` installs something: `.ci/run` runs it, in an environment of its own. In a `console` block, what follows `$ ` is
run like an `sh` block, and the rest is a picture of what it prints. A block of `python` is run like a command too.
`python -m tests.readme` prints the `sh ci` blocks.
"""

import re
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
HELP = ROOT / "src" / "system2" / "help"

PART = re.compile(
    r"^```(?P<kind>[^\n]*)\n(?P<body>.*?)^```$ | ^\#+\ (?P<title>[^\n]+)$", re.MULTILINE | re.DOTALL | re.VERBOSE
)
"""A fenced block or a heading; a comment within a block is no heading, for the block is read first."""


@dataclass(frozen=True)
class Block:
    """One fenced block of commands: the heading above it, how it is marked, and the commands as a shell script."""

    section: str
    kind: str
    script: str


def blocks(text: str) -> list[Block]:
    """Every block of commands, in order."""
    found = []
    section = ""
    for part in PART.finditer(text):
        kind = part["kind"]
        if kind is None:
            section = part["title"]
        elif kind in ("sh", "sh ci", "sh jq"):
            found.append(Block(section, kind, part["body"]))
        elif kind == "console":
            found.append(Block(section, kind, typed(part["body"])))
        elif kind == "python":
            found.append(Block(section, kind, f"{sys.executable} - <<'END'\n{part['body']}END\n"))
    return found


def typed(session: str) -> str:
    """The commands in a picture of a session: what follows `$ `, with the lines that continue it after `> `."""
    lines = (line[2:] for line in session.splitlines() if line.startswith(("$ ", "> ")))
    return "".join(f"{line}\n" for line in lines)


def sections(text: str) -> dict[str, str]:
    """What the tests run: each section's commands as one script."""
    scripts: dict[str, str] = {}
    for block in blocks(text):
        if block.kind != "sh ci":
            place = f"{block.section}, with jq" if block.kind == "sh jq" else block.section
            scripts[place] = scripts.get(place, "") + block.script
    return scripts


def installing(text: str) -> str:
    """What `.ci/run` runs: every block that installs something, as one script."""
    return "".join(block.script for block in blocks(text) if block.kind == "sh ci")


if __name__ == "__main__":
    sys.stdout.write(installing(README.read_text(encoding="utf-8")))
