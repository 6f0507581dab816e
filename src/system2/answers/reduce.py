"""From a statement or a last line to the short answer in it."""

import re
from collections.abc import Callable
from dataclasses import replace

from system2.answers.asked import Expectation
from system2.answers.choices import Chosen, mentioned
from system2.answers.clean import normal, plain
from system2.answers.code import parses
from system2.answers.dates import last_date
from system2.answers.mathematics import EQUALS, collection, without_variable
from system2.answers.numbers import NUMBER
from system2.answers.quantities import quantity, unhedged
from system2.answers.reading import LONGEST, kind_of, reading, settled
from system2.answers.statements import labelled
from system2.answers.units import is_known
from system2.core.candidates import Answer

_SHORT = 100
_LONGEST_TEXT = 300
_FEW_WORDS = 8
_NUMBER = (
    rf"(?<![\w.,/^$€£¥₹-])(-?(?:US\$|\\?[$€£¥₹]\s?)?{NUMBER}(?:\s?%)?)(?![\w/])"
    r"(?:\s?[^\W\d_.,;]+(?:\s(?:per|a|an)\s[^\W\d_]+)?)?"
)
"""A number, and the word behind it that may be its unit."""
_SAYS = (
    r"(?:\b(?:is|are|was|were|be|equals?|costs?|has|have|had|makes?|made|earns?|earned|gets?|pays?|paid|needs?|takes?"
    r"|took|owes?|spends?|spent|saves?|saved|leaves?|left|weighs?|gives?|becomes?|contains?|totals?|totall?ed)"
    r"|['’]s|(?<![<>!])=|≈|是|为|有|共|得|需要?|花费?|等于)\s*"
)
_LONE_LETTER = r"(?<![A-Za-z\\])[A-Za-z](?![A-Za-z])"
_FORMULA = r"\$\$?([^$\n]{1,400})\$\$?|\\\(((?:[^\\\n]|\\[^)(]){1,400})\\\)|\\\[((?:[^\\\n]|\\[^\]\[]){1,400})\\\]"


def stated_answer(statement: str, asked: Expectation) -> Answer | None:
    """The answer that an explicit statement gives."""
    text = plain(statement[:LONGEST])
    if asked.kind == "text" or not text:
        return _found(text, "text")
    if answer := _exactly(text, asked) or _within(text, asked, _only_number):
        return answer
    demanded = asked.strict or (asked.kind == "date" and asked.date_format)
    return None if demanded or len(text) > _LONGEST_TEXT else Answer(text)


def block_answer(block: str, asked: Expectation) -> Answer | None:
    """The answer asked for where a fenced block has but one line and that is it, or else, unasked, its code."""
    text = plain(block)
    is_code = "\n" in block or (not asked.kind and parses(text))
    return (None if is_code else _exactly(text, asked)) or (None if asked.kind else Answer(block, "code"))


def weak_answer(text: str, asked: Expectation) -> Answer | None:
    """What looks like an answer at the end of a text that states none; a short reply as a whole is none the weaker."""
    line = text[-LONGEST:].rpartition("\n")[2].strip()
    announced = labelled(line)
    alone = text == line and len(line) <= _SHORT and not announced
    answer = stated_answer(line, asked) if alone else _at_the_end(plain(line), asked)
    if not answer or (announced and answer.kind == "text"):
        return None  # nothing is there, or what was announced did not come, as in "Final answer: ..."
    return replace(answer, weak=not alone or len(line.split()) > _FEW_WORDS)


def _at_the_end(text: str, asked: Expectation) -> Answer | None:
    if asked.kind == "date":
        return _found(last_date(text, asked.date_format), "date")
    if asked.kind != "text" and (answer := _exactly(text, asked) or _within(text, asked, _last_number)):
        return answer
    return Answer(text) if asked.kind in {"", "text"} and len(text.split()) <= _FEW_WORDS else None


def _found(text: str | None, kind: str) -> Answer | None:
    return Answer(text, kind) if text else None


def _exactly(text: str, asked: Expectation) -> Answer | None:
    """The text as an answer of the kind asked for, if it is that and nothing else; of "2 + 5 = 7" the right side.

    "x + y = 7" is an answer as a whole.
    """
    *left, right = re.split(EQUALS, text)
    is_sum = left and asked.kind in {"", "number"} and not (asked.kind == "" and re.search(_LONE_LETTER, "".join(left)))
    if is_sum and quantity(normal(right)) and not collection(normal(text)):
        return Answer(plain(right), "number")
    read = reading(text, asked)
    kind = kind_of(read)
    if kind == "text" or (asked.strict and kind not in {asked.kind, "expression" if asked.kind == "number" else ""}):
        return None
    if isinstance(read, Chosen):
        return Answer(", ".join(read.letters) if asked.options or not read.text else text, kind)
    return Answer(unhedged(without_variable(normal(text))) if kind == "number" else text, kind)


def _within(text: str, asked: Expectation, number_in: Callable[[str, Expectation], str | None]) -> Answer | None:
    """The answer of the kind asked for that stands somewhere in the text."""
    if asked.kind == "date":
        return _found(last_date(text), "date")
    if asked.kind == "choice":
        return _found(mentioned(text, asked.options), "choice")
    return _last_formula(text, asked) or _found(number_in(text, asked), "number")


def _last_formula(text: str, asked: Expectation) -> Answer | None:
    """The last formula of a sentence, where it is more than a name and of the kind asked for."""
    formulas = list(re.finditer(_FORMULA, text))
    if not formulas or asked.kind not in {"", "number"} or re.search(r"\d", text[formulas[-1].end() :]):
        return None
    said = next(filter(None, formulas[-1].groups()))
    found = _exactly(plain(said), asked) if re.search(r"\d|[=<>]|\\[a-z]", said) else None
    return found if found and asked.kind in {"", found.kind} else None


def _only_number(text: str, asked: Expectation) -> str | None:
    """The only number of a sentence; its first where nothing but a number will do."""
    text = settled(text, asked)
    numbers, verbs = list(re.finditer(_NUMBER, text)), list(re.finditer(_SAYS, text))
    said = text[verbs[-1].end() :].strip() if verbs else ""
    if said and asked.kind in {"", "number"} and quantity(said):
        return None if asked.turned(re.split(r"\d", text[: verbs[-1].end()])[-1]) else said
    if not numbers or asked.turned(text):
        return None
    is_said = asked.kind == "number" or re.search(rf"{_SAYS}$", text[: numbers[0].start()])
    is_sole = (len(numbers) == 1 and is_said) or (asked.kind == "number" and asked.strict)
    return _with_unit(numbers[0]) if is_sole else None


def _last_number(text: str, asked: Expectation) -> str | None:
    numbers = list(re.finditer(_NUMBER, normal(text))) if asked.kind not in {"code", "json"} else []
    return _with_unit(numbers[-1]) if numbers else None


def _with_unit(found: re.Match[str]) -> str:
    """The number with the unit that follows, if one does that is known."""
    read = quantity(found[0])
    return (found[0] if read and is_known(read.dimension) else found[1]).strip()
