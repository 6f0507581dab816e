"""Reading the table of pairs."""

from pathlib import Path
from typing import NamedTuple


class Pair(NamedTuple):
    """Two answers to one question, and whether they say the same."""

    kind: str
    question: str
    one: str
    other: str
    equal: bool


def pairs() -> list[Pair]:
    """The table `equivalence.txt`, row by row."""
    found: list[Pair] = []
    kind = question = ""
    for line in Path(__file__).with_name("equivalence.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            if "≡" not in line and "≢" not in line:
                kind, question = line.strip("[]"), ""
                continue
        if line.startswith("# Pairs") or (not kind):
            continue
        if not line:
            question = ""
        elif line.startswith("? "):
            question = line[2:].replace("⏎", "\n")
        else:
            sign = "≡" if " ≡ " in line else "≢"
            one, other = line.replace("⏎", "\n").split(f" {sign} ")
            found.append(Pair(kind, question, one, other, sign == "≡"))
    return found
