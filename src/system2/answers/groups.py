"""Groups of equal answers: the closure of equivalence, whatever the order in which answers arrive."""

from collections.abc import Hashable, Sequence

from system2.answers.equivalence import equal, fits, is_specific, is_vague, plain_key
from system2.answers.reading import Value, value
from system2.core.candidates import Answer

LONGEST = 2_000
"""Longer answers are prose: two of them are never equal, so no vote can count them."""


def comparable(answer: Answer | None) -> bool:
    """Whether answers of this kind can be voted on: not abstentions, open answers or long prose."""
    if answer is None or answer.kind == "open":
        return False
    return answer.kind in {"code", "json"} or len(answer.text) <= LONGEST


def groups(answers: Sequence[Answer | None], *, question: str = "") -> tuple[tuple[int, ...], ...]:
    """The indices of equal answers, largest group first, ties by the lowest index; abstentions are in no group.

    A bare number joins a group with a unit only where exactly one such group has its number.
    """
    members: dict[Value, list[int]] = {}
    for index, answer in enumerate(answers):
        if answer is not None:
            members.setdefault(value(answer, question), []).append(index)
    joined = _joined(_closed(list(members)), question)
    indices = [tuple(sorted(index for item in group for index in members[item])) for group in joined]
    return tuple(sorted(indices, key=lambda group: (-len(group), group[0])))


def _closed(values: list[Value]) -> list[list[Value]]:
    """The transitive closure of equality; only choices and expressions have to be compared with every other value."""
    alike: dict[Hashable, list[Value]] = {}
    for item in values:
        alike.setdefault(plain_key(item), []).append(item)
    intricate = alike.pop(None, [])
    classes = list(alike.values())
    for item in intricate:
        touched = [group for group in classes if any(equal(item, member) for member in group)]
        classes = [group for group in classes if group not in touched]
        classes.append([item, *(member for group in touched for member in group)])
    return classes


def _joined(classes: list[list[Value]], question: str) -> list[list[Value]]:
    """Classes of bare numbers put into the one class with a unit that each fits, where there is exactly one."""
    vague, specific = (
        {place: found for place, group in enumerate(classes) if (found := list(filter(is_one, group)))}
        for is_one in (is_vague, is_specific)
    )
    targets: dict[int, int] = {}
    for position, group in vague.items():
        fitting = [
            place
            for place, others in specific.items()
            if place != position and any(fits(one, other, question) for one in group for other in others)
        ]
        if len(fitting) == 1:
            targets[position] = fitting[0]
    joined = {position: list(group) for position, group in enumerate(classes) if position not in targets}
    for position, target in targets.items():
        joined.setdefault(target, []).extend(classes[position])
    return list(joined.values())
