"""When two answers are the same, and the groups of equal answers, whatever the order in which they arrive."""

from collections.abc import Hashable, Sequence

from system2.answers.algebra import same_mathematics
from system2.answers.asked import expectation
from system2.answers.choices import Chosen
from system2.answers.forms import Form
from system2.answers.mathematics import Collection, Expression, comparable_sides, latex
from system2.answers.quantities import Quantity
from system2.answers.reading import Value, value
from system2.core.candidates import Answer

LONGEST = 2_000
"""Longer answers are prose: two of them are never equal, so no vote can count them."""


def same(a: Answer, b: Answer, *, question: str = "") -> bool:
    """Whether two answers say the same; where one has a unit and the other none, whether their numbers agree."""
    one, other = value(a, question), value(b, question)
    return equal(one, other) or fits(one, other, question) or fits(other, one, question)


def same_texts(a: str, b: str, *, question: str = "") -> bool:
    """Whether two answers, as they stand, say the same in answer to this question."""
    asked = expectation(question).kind
    kind = asked if asked in {"code", "json"} else "auto"
    return same(Answer(a, kind), Answer(b, kind), question=question)


def equal(a: Value, b: Value) -> bool:
    """Whether two values are equal. Not yet transitive: groups close it."""
    match a, b:
        case (Expression(), _) | (_, Expression()):
            one, other = comparable_sides(latex(a), latex(b))
            return a == b or (bool(one and other) and same_mathematics(one, other))
        case Chosen(), Chosen():
            return a.letters == b.letters and (a.text == b.text or not a.text or not b.text)
        case (Chosen(text=text), Form("text", said)) | (Form("text", said), Chosen(text=text)):
            return bool(text) and text == said
    return _plain_key(a) == _plain_key(b)


def fits(vague: Value, specific: Value, question: str = "") -> bool:
    """Whether an answer that leaves something open could mean that one.

    A bare number could mean the same number with a unit or, where the question asks for a percentage, with a percent
    sign; a list without brackets the same one with brackets; half past four that of the afternoon.
    """
    match vague, specific, _is_open(vague), _is_open(specific):
        case Collection(), Collection(), True, False:
            in_any_order = isinstance(specific.items, frozenset) and len(vague.items) == len(specific.items)
            written = frozenset(vague.items) if in_any_order else vague.items
            return written in (specific.items, specific.written)
        case Form(), Form(), True, False:
            return vague.open_key == specific.open_key
        case Quantity(), Quantity(), True, False:
            is_asked = specific.dimension or "percent" in expectation(question).forms
            return bool(is_asked) and (vague.amount, vague.bound) == (specific.written, specific.bound)
    return False


def _plain_key(value: Value) -> Hashable | None:
    """What equal values have in common; None for choices and expressions, which any other value may be equal to."""
    if isinstance(value, Chosen | Expression):
        return None
    return (value.amount, value.dimension, value.bound) if isinstance(value, Quantity) else value


def _is_open(value: Value) -> bool | None:
    """Whether it leaves open what another could settle; None where it does neither."""
    match value:
        case Quantity():
            return not (value.dimension or value.percent)
        case Collection():
            return not value.shape
        case Form() if value.open_key is not None:
            return isinstance(value.key, str)
    return None


def comparable(answer: Answer | None) -> bool:
    """Whether answers of this kind can be voted on: not abstentions, open answers or long prose."""
    return answer is not None and (
        answer.kind in {"code", "json"} or (answer.kind != "open" and len(answer.text) <= LONGEST)
    )


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
        alike.setdefault(_plain_key(item), []).append(item)
    intricate = alike.pop(None, [])
    classes = list(alike.values())
    for item in intricate:
        touched = [group for group in classes if any(equal(item, member) for member in group)]
        classes = [group for group in classes if group not in touched]
        classes.append([item, *(member for group in touched for member in group)])
    return classes


def _joined(classes: list[list[Value]], question: str) -> list[list[Value]]:
    """Classes of bare numbers put into the one class with a unit that each fits, where there is exactly one."""
    settling = [(place, item) for place, group in enumerate(classes) for item in group if _is_open(item) is False]
    joined: dict[int, list[Value]] = {}
    for position, group in enumerate(classes):
        vague = list(filter(_is_open, group))
        fitting = {
            place for place, item in settling if place != position and any(fits(one, item, question) for one in vague)
        }
        joined.setdefault(fitting.pop() if len(fitting) == 1 else position, []).extend(group)
    return list(joined.values())
