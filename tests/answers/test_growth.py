"""Model output is hostile: every reader takes at most 2.5 times the time for twice the text, whatever is repeated."""

import gc
from collections.abc import Callable, Iterator
from dataclasses import replace
from time import process_time

import pytest

from system2.answers.asked import expectation
from system2.answers.choices import mentioned, options
from system2.answers.clean import normal, plain
from system2.answers.code import code_block, code_key
from system2.answers.dates import last_date
from system2.answers.extract import declines, extract, refuses
from system2.answers.jsons import json_block, json_value
from system2.answers.numbers import pointed
from system2.answers.reading import reading
from system2.answers.reduce import stated_answer, weak_answer
from system2.answers.statements import boxed, first_sentence, labelled, statements
from system2.answers.texts import text_key
from system2.core.markers import part

PLAIN = expectation("")
NUMBER = replace(expectation("How many are there?"), strict=True)
FORMS = expectation("What time, which version, what room number, what ratio? Is it so?")

READERS: dict[str, Callable[[str], object]] = {
    "part": part,
    "plain": plain,
    "normal": normal,
    "pointed": lambda text: pointed(text, comma=True),
    "statements": lambda text: list(statements(text)),
    "labelled": labelled,
    "boxed": boxed,
    "first_sentence": first_sentence,
    "refuses": refuses,
    "declines": declines,
    "stated_answer": lambda text: stated_answer(text, PLAIN),
    "stated_number": lambda text: stated_answer(text, NUMBER),
    "weak_answer": lambda text: weak_answer(text, PLAIN),
    "reading": lambda text: reading(text, PLAIN),
    "reading_forms": lambda text: reading(text, FORMS),
    "text_key": text_key,
    "code_key": code_key,
    "code_block": lambda text: code_block(text, required=True),
    "json_block": json_block,
    "json_value": json_value,
    "options": options,
    "mentioned": lambda text: mentioned(text, {"A": "rome", "B": "paris"}),
    "expectation": expectation.__wrapped__,
    "last_date": last_date,
    "extract": extract,
}
REPEATED = (
    ":\u2028", ".\r", ";\x85", "\n", "\n\n", " ", "\t", "\\text{", "{", "}", "$", "$$", "\\(", "\\[", "`",
    "```\n", "~~~\n", "*", "**", "1/", "1, ", "1,", "1.", "1 ", "1/2, ", "a", "aError", "answer ", "answer: ",
    "the answer is ", "Final answer: ", "\\boxed{", "\\boxed{1}", "x = ", "x=1, ", "(", "[", "[[", "]],",
    "not ", "and ", "one ", "half ", "the ", "I cannot ", "cannot be ", "5 ft ", "a per ", "<answer>",
    "<think>", "A) ", "(A) ", "Jan ", "1/1/2001 ", "12:30 ", "v1.", "-", "!", "5!", "e.g. ", "#", "####\n",
    "\u3000", "答案", "是", "三千", "\"", "'", "\\frac{", "\\overline{", "^{", "_", "=", "<=", "x+", '{"a":',
    "[1,", "//\n", '"""', "def f():\n", "if a:\n", "€", "3,50 €", "Mt. ", "yes, ", "because ", ", not ",
    "is 5 ", "$1$ ", "- a\n",
)  # fmt: skip
ONCE_QUADRATIC = (":\u2028", ".\r", ";\x85", "\n\n", "\\text{", "1/2, ")
EVERY = 48
"""Each reader meets every so many of the others here, others than the reader before it."""
SIZES = (16_000, 64_000, 256_000)
"""Characters: from one to the next as long as a reader takes no time that could be measured."""
MOST_GROWTH = 2.5**2
"""For four times the text, which is measured because it tells more than twice."""
UNMEASURABLE = 0.015
"""Seconds of processor time: what is under it is fast, however it grows."""
TRIES = 10
"""A busy machine makes a reading longer and none shorter, so the shortest of so many tell how the time grows."""


@pytest.fixture(autouse=True)
def nothing_is_collected() -> Iterator[None]:
    """Else a collection of all that other tests left would fall into some reading."""
    gc.disable()
    yield
    gc.enable()


def seconds(reader: Callable[[str], object], text: str) -> float:
    """The processor time of one reading."""
    began = process_time()
    reader(text)
    return process_time() - began


def repeated(piece: str, size: int) -> str:
    """A text of about this size that ends in something else, so that no pattern matches at once."""
    return piece * (size // len(piece)) + "x"


def growth(reader: Callable[[str], object], piece: str) -> float:
    """How many times as long four times the text takes, at the first size that takes a time to speak of; else 0."""
    for size in SIZES:
        short, long = repeated(piece, size // 4), repeated(piece, size)
        if (first := seconds(reader, long)) > UNMEASURABLE:
            return least_growth(reader, short, long, first)
    return 0.0


def least_growth(reader: Callable[[str], object], short: str, long: str, of_long: float) -> float:
    """The least time that the long text took over the least of the short one, measured until that is little enough."""
    of_short = max(seconds(reader, short), UNMEASURABLE / 10)
    for _ in range(TRIES):
        if of_long <= MOST_GROWTH * of_short:
            break
        of_short, of_long = min(of_short, seconds(reader, short)), min(of_long, seconds(reader, long))
    return of_long / max(of_short, UNMEASURABLE / 10)


@pytest.mark.parametrize(("turn", "name"), list(enumerate(READERS)))
def test_time_grows_as_the_text_does(turn: int, name: str) -> None:
    """Each reader on some of the pieces."""
    grown = {piece: growth(READERS[name], piece) for piece in (*ONCE_QUADRATIC, *REPEATED[turn % EVERY :: EVERY])}
    assert {piece: times for piece, times in grown.items() if times > MOST_GROWTH} == {}


@pytest.mark.parametrize("joint", [", ", " per ", "/", " a "])
def test_a_list_of_fractions_is_read_at_once(joint: str) -> None:
    """Each slash and each "per" once doubled the time."""
    said = joint.join(f"{above}/{above + 1}" for above in range(1, 31))
    assert extract(f"Some steps.\nFinal answer: {said}") is not None
