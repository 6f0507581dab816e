"""What verifiers that run a program have in common."""

from system2.core.candidates import Verdict
from system2.core.decisions import Judged, Remark
from system2.core.procedures import note

LONGEST_LINE = 300


async def report(index: int, found: Verdict | str, told: set[str]) -> Verdict | None:
    """Hand on a verdict, or note why there is none; what was `told` before is not remarked on again."""
    if isinstance(found, Verdict):
        await note(Judged(index, found))
        return found
    if found not in told:
        told.add(found)
        await note(Remark(found))
    await note(Judged(index, None, found))
    return None


def rejection(by: str, why: str) -> Verdict:
    """The verdict of a program that did not accept."""
    return Verdict(0.0, False, why, by)


def last_line(text: str) -> str:
    """The last line that is not blank, cut to a readable length."""
    lines = text.strip().rsplit("\n", 1)
    return lines[-1].strip()[:LONGEST_LINE]
