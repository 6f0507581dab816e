"""When two answers are the same."""

from collections.abc import Hashable

from system2.answers.algebra import same_mathematics
from system2.answers.asked import expectation
from system2.answers.choices import Chosen
from system2.answers.forms import Form
from system2.answers.mathematics import Collection, Expression, comparable_sides, fits_collection, latex
from system2.answers.quantities import Quantity
from system2.answers.reading import Value, value
from system2.core.candidates import Answer


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
    if a == b:
        return True
    if isinstance(a, Quantity) and isinstance(b, Quantity):
        return (a.amount, a.dimension, a.bound) == (b.amount, b.dimension, b.bound)
    if isinstance(a, Chosen) or isinstance(b, Chosen):
        return _same_choice(a, b)
    if isinstance(a, Expression) or isinstance(b, Expression):
        one, other = comparable_sides(latex(a), latex(b))
        return bool(one and other) and same_mathematics(one, other)
    return False


def plain_key(value: Value) -> Hashable | None:
    """What equal values have in common; None for choices and expressions, which any other value may be equal to."""
    if isinstance(value, Chosen | Expression):
        return None
    return (value.amount, value.dimension, value.bound) if isinstance(value, Quantity) else value


def fits(vague: Value, specific: Value, question: str = "") -> bool:
    """Whether an answer that leaves something open could mean that one.

    A bare number could mean the same number with a unit or, where the question asks for a percentage, with a percent
    sign; a list without brackets the same one with brackets; half past four that of the afternoon.
    """
    if not is_vague(vague) or not is_specific(specific):
        return False
    if isinstance(vague, Collection) and isinstance(specific, Collection):
        return fits_collection(vague, specific)
    if isinstance(vague, Form) and isinstance(specific, Form):
        return vague.open_key == specific.open_key
    if not isinstance(vague, Quantity) or not isinstance(specific, Quantity):
        return False
    if vague.bound != specific.bound or vague.amount != specific.written:
        return False
    return bool(specific.dimension) or expectation(question).percent


def is_vague(value: Value) -> bool:
    """Whether it leaves something open: a bare number, a list without brackets, a time without its half of the day."""
    match value:
        case Quantity():
            return not (value.dimension or value.percent)
        case Collection():
            return not value.shape
        case Form():
            return value.open_key is not None and isinstance(value.key, str)
        case _:
            return False


def is_specific(value: Value) -> bool:
    """Whether something else that is vague could mean it."""
    match value:
        case Quantity():
            return bool(value.dimension or value.percent)
        case Collection():
            return bool(value.shape)
        case Form():
            return value.open_key is not None and not isinstance(value.key, str)
        case _:
            return False


def _same_choice(a: Value, b: Value) -> bool:
    if isinstance(a, Chosen) and isinstance(b, Chosen):
        return a.letters == b.letters and (a.text == b.text or not a.text or not b.text)
    named, text = (a, b) if isinstance(a, Chosen) else (b, a)
    return isinstance(named, Chosen) and bool(named.text) and text == Form("text", named.text)
