"""From a statement or a last line to the short answer in it."""

import re
from dataclasses import replace

from system2.answers.asked import Expectation
from system2.answers.choices import Chosen, mentioned
from system2.answers.clean import normal, plain
from system2.answers.code import parses
from system2.answers.dates import in_format, last_date
from system2.answers.mathematics import collection, without_variable
from system2.answers.numbers import NUMBER
from system2.answers.quantities import quantity, unhedged
from system2.answers.reading import kind_of, reading, settled
from system2.answers.statements import labelled
from system2.core.candidates import Answer

_SHORT = 100
_LONGEST_TEXT = 300
_FEW_WORDS = 8
_NUMBER = rf"(?<![\w.,/^$€£¥₹-])-?(?:US\$|\\?[$€£¥₹]\s?)?{NUMBER}(?:\s?%)?(?![\w/])"
_UNIT_WORDS = r"\s?[^\W\d_.,;]+(?:\s(?:per|a|an)\s[^\W\d_]+)?"
_SAYS = (
    r"(?:\b(?:is|are|was|were|be|equals?|costs?|has|have|had|makes?|made|earns?|earned|gets?|pays?|paid|needs?|takes?"
    r"|took|owes?|spends?|spent|saves?|saved|leaves?|left|weighs?|gives?|becomes?|contains?|totals?|totall?ed)"
    r"|['’]s|(?<![<>!])=|≈|是|为|有|共|得|需要?|花费?|等于)\s*"
)
_LONE_LETTER = r"(?<![A-Za-z\\])[A-Za-z](?![A-Za-z])"
_EQUALS = r"(?<![<>!:=])=(?!=)"
_FORMULA = r"\$\$?([^$\n]{1,400})\$\$?|\\\(((?:[^\\\n]|\\[^)(]){1,400})\\\)|\\\[((?:[^\\\n]|\\[^\]\[]){1,400})\\\]"


def stated_answer(statement: str, asked: Expectation) -> Answer | None:
    """The answer that an explicit statement gives."""
    text = plain(statement)
    if not text:
        return None
    if asked.kind == "text":
        return Answer(text)
    if answer := _equated(text, asked) or _whole(text, asked) or _within(text, asked):
        return answer
    demanded = asked.strict or (asked.kind == "date" and asked.date_format)
    return None if demanded or len(text) > _LONGEST_TEXT else Answer(text)


def block_answer(line: str, asked: Expectation) -> Answer | None:
    """The answer that a fenced block of one line is, if it is no program."""
    text = plain(line)
    if not asked.kind and parses(text):
        return None
    return _equated(text, asked) or _whole(text, asked)


def weak_answer(text: str, asked: Expectation) -> Answer | None:
    """What looks like an answer at the end of a text that states none; a short reply as a whole is none the weaker."""
    line = text.rpartition("\n")[2].strip()
    announced = labelled(line)
    alone = text == line and len(line) <= _SHORT and not announced
    answer = stated_answer(line, asked) if alone else _at_the_end(line, asked)
    if announced and answer and answer.kind == "text":
        return None  # an answer was announced and did not come, as in "Final answer: ..."
    return replace(answer, weak=not alone or len(line.split()) > _FEW_WORDS) if answer else None


def _at_the_end(line: str, asked: Expectation) -> Answer | None:
    text = plain(line)
    if asked.kind == "date":
        found = last_date(text)
        return Answer(found, "date") if found and in_format(found, asked.date_format) else None
    if asked.kind != "text" and (answer := _equated(text, asked) or _whole(text, asked)):
        return answer
    if asked.kind == "choice":
        return _within(text, asked)
    if formula := _last_formula(text, asked):
        return formula
    if asked.kind not in {"text", "code", "json"} and (found := _last_number(text)):
        return Answer(found, "number")
    return Answer(text) if asked.kind in {"", "text"} and len(text.split()) <= _FEW_WORDS else None


def _whole(text: str, asked: Expectation) -> Answer | None:
    """The text as an answer of the kind asked for, if it is that and nothing else."""
    read = reading(text, asked)
    kind = kind_of(read)
    if kind == "text" or (asked.strict and kind not in {asked.kind, "expression" if asked.kind == "number" else ""}):
        return None
    if isinstance(read, Chosen):
        return Answer(read.name(asked.options) or text, kind)
    return Answer(unhedged(without_variable(normal(text))) if kind == "number" else text, kind)


def _within(text: str, asked: Expectation) -> Answer | None:
    """The answer of the kind asked for that stands somewhere in the text."""
    if asked.kind == "date":
        found = last_date(text)
        return Answer(found, "date") if found else None
    if asked.kind == "choice":
        named = mentioned(text, asked.options)
        return Answer(named, "choice") if named else None
    if formula := _last_formula(text, asked):
        return formula
    found = _only_number(text, asked)
    return Answer(found, "number") if found else None


def _last_formula(text: str, asked: Expectation) -> Answer | None:
    """The last formula of a sentence, where it is more than a name and of the kind asked for."""
    formulas = list(re.finditer(_FORMULA, text))
    if not formulas or asked.kind not in {"", "number"} or re.search(r"\d", text[formulas[-1].end() :]):
        return None
    said = next(filter(None, formulas[-1].groups()))
    found = _whole(plain(said), asked) if re.search(r"\d|[=<>]|\\[a-z]", said) else None
    return found if found and asked.kind in {"", found.kind} else None


def _equated(text: str, asked: Expectation) -> Answer | None:
    """The right side of "2 + 5 = 7", if it is a quantity; "x + y = 7" is an answer as a whole."""
    if len(sides := re.split(_EQUALS, text)) < 2 or asked.kind not in {"", "number"} or collection(normal(text)):
        return None
    left, right = "=".join(sides[:-1]), sides[-1]
    if asked.kind == "" and re.search(_LONE_LETTER, left):
        return None
    right = plain(right)
    return Answer(right, "number") if quantity(normal(right)) else None


def _only_number(text: str, asked: Expectation) -> str | None:
    """The only number of a sentence; its first where nothing but a number will do."""
    text = settled(text, asked)
    found = list(re.finditer(_NUMBER, text))
    said = [verb.end() for verb in re.finditer(_SAYS, text)]
    if said and asked.kind in {"", "number"} and quantity(end := text[said[-1] :].strip()):
        return None if asked.turned(re.split(r"\d", text[: said[-1]])[-1]) else end
    if not found or asked.turned(text):
        return None
    sole = len(found) == 1 and (asked.kind == "number" or re.search(rf"{_SAYS}$", text[: found[0].start()]))
    return _with_unit(text, found[0]) if sole or (asked.kind == "number" and asked.strict) else None


def _last_number(text: str) -> str | None:
    text = normal(text)
    found = list(re.finditer(_NUMBER, text))
    return _with_unit(text, found[-1]) if found else None


def _with_unit(text: str, found: re.Match[str]) -> str:
    """The number with the unit that follows, if one does that is known."""
    unit = re.match(_UNIT_WORDS, text[found.end() :])
    whole = found[0] + unit[0] if unit else found[0]
    read = quantity(whole)
    return (whole if read and read.known else found[0]).strip()
