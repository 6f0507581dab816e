"""Two ways side by side, and which one is worth its price."""

from typing import TYPE_CHECKING

from system2.config.settings import Settings
from system2.errors import UsageError
from system2.render.safe import to_json

if TYPE_CHECKING:
    from system2.measured.evaluate import Row
    from system2.measured.results import Measurement


def compare(one: str, other: str, *, as_json: bool) -> None:
    """Print the paired difference. Raises `UsageError` where the two did not answer the same problems."""
    from system2.measured.advice import name_of
    from system2.measured.statistics import paired_difference

    (left, row), (right, against) = _side(one), _side(other)
    same = {(each.number, each.question) for each in left.solved} & {
        (each.number, each.question) for each in right.solved
    }
    numbers = sorted({number for number, _ in same} & set(row.numbers) & set(against.numbers))
    if not numbers:
        raise UsageError(f"{left.id} and {right.id} have no problem in common: measure both on the same set and seed.")
    found = paired_difference(_right(row, numbers), _right(against, numbers))
    if as_json:
        print(
            to_json(
                {
                    "one": {"id": left.id, "way": row.way, "effort": row.effort},
                    "other": {"id": right.id, "way": against.way, "effort": against.effort},
                    "problems": found.count,
                    "difference": found.value,
                    "interval": [found.low, found.high],
                }
            )
        )
        return
    surely = "" if found.is_sure else ": chance alone could do that"
    ours, theirs = ("", "") if left.id == right.id else (f"{left.id}: ", f"{right.id}: ")
    print(
        f"{ours}{name_of(row)} is {100 * found.value:+.1f} points against {theirs}{name_of(against)} "
        f"({100 * found.low:+.1f} to {100 * found.high:+.1f}, {found.count} problems){surely}"
    )


def advise(settings: Settings, task: str, *, as_json: bool) -> None:
    """Print the advice. Raises `UsageError` where nothing was measured that could tell."""
    from system2.config.members import in_words, members_in
    from system2.measured.advice import advise as find_advice
    from system2.measured.results import measurements
    from system2.model.choose import choose_model
    from system2.model.client import display_name

    members = settings.members or members_in(choose_model(None).name)
    asked, model = in_words(members, str), in_words(members, display_name)
    advice = find_advice(measurements(), model=model, task=task)
    if advice is None:
        kind = f" on {task}" if task else ""
        raise UsageError(f"Nothing was measured of {model}{kind}: `system2 bench run SET -m {asked}` does so.")
    if as_json:
        row = advice.row
        way, effort = (row.way, row.effort) if row else (None, None)
        print(to_json({"model": model, "task": advice.task, "way": way, "effort": effort, "why": advice.line}))
    else:
        print(advice.line)


def _side(text: str) -> "tuple[Measurement, Row]":
    """The measurement and the row that a text names: ID, ID:WAY@EFFORT or WAY@EFFORT."""
    from system2.measured.evaluate import YARDSTICKS, rows
    from system2.measured.results import find

    name, _, wanted = text.rpartition(":") if "@" in text else (text, "", "")
    measurement = find(name)
    found = rows(measurement)
    way, _, effort = wanted.partition("@")
    for row in sorted(found, key=lambda row: row.effort, reverse=True):
        if (way, effort) == (row.way, f"{row.effort}") or (not wanted and row.way not in YARDSTICKS):
            return measurement, row
    there = ", ".join(dict.fromkeys(row.way for row in found))
    raise UsageError(f"{measurement.id} has no {wanted!r}. It has {there}, at efforts {_listed(measurement)}.")


def _listed(measurement: "Measurement") -> str:
    return ", ".join(map(str, measurement.setup.efforts))


def _right(row: "Row", numbers: list[int]) -> list[float]:
    by_number = dict(zip(row.numbers, row.right, strict=True))
    return [by_number[number] for number in numbers]
