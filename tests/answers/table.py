"""Reading the table of pairs."""

from pathlib import Path
from typing import NamedTuple

from system2.core.candidates import Answer


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
    lines = Path(__file__).with_name("equivalence.txt").read_text(encoding="utf-8").splitlines()
    for line in (line.replace("⏎", "\n") for line in lines[lines.index("[number]") :]):
        sign = next((sign for sign in "≡≢" if f" {sign} " in line), "")
        if sign:
            one, other = line.split(f" {sign} ")
            found.append(Pair(kind, question, one, other, sign == "≡"))
        else:
            kind = line.strip("[]") if line.startswith("[") else kind
            question = line.removeprefix("? ") if line.startswith("? ") else ""
    return found


def answers_of(pair: Pair) -> tuple[Answer, Answer]:
    """Both answers, code and JSON read as such, all others as they come."""
    kind = pair.kind if pair.kind in {"code", "json"} else "auto"
    return Answer(pair.one, kind), Answer(pair.other, kind)
