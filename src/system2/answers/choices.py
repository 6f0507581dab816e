"""Multiple choice: the options of a question, and which of them an answer names, by letter or by text."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from system2.answers.texts import text_key

_OPTION = (
    r"(?m)(?:(?:^[ \t]*|(?<=[\s(,;]))\(?(?=[A-Za-z]\))|^[ \t]*(?=[A-Za-z]\s?[.:、．]))"
    r"([A-Za-z])(?:\)[.:]?|\s?[.:、．])\s?(?=\S)"
)
_LETTER = r"(?i)(?:(?:option|choice|answer|选项?|选择)\s?)?[(\[]?\s?([A-Za-z])\s?[)\].:、]?(?:\s+(?:is|are) correct)?"
_LETTERED = r"(?s)(?:(?:option|choice)\s)?[(\[]?([A-Ha-h])(?:\s?[)\]]\s?[:.]?\s*|[.:、](?:\s+|(?=[^\x00-\x7f])))(\S.*)"
_SEVERAL = r"\(?[A-Z]\)?(?:\s?(?:,|;|&|\band\b|\bor\b|和)\s?(?:and\s)?\(?[A-Z]\)?)+"
_JOINED = r"&|\b(?:and|or)\b|和"
_RUN = r"[A-Z]{2,6}"
_NAMED = r"(?<=[(\[])[A-Z](?=[)\]])|(?:(?<=\boption\s)|(?<=\bchoice\s))[A-Z]\b"


@dataclass(frozen=True)
class Chosen:
    """What an answer names: letters, or a letter with the text that was written after it.

    The letters are in the order in which they were written, for that may be the answer, unless an "and" joins them.
    """

    letters: tuple[str, ...]
    text: str = ""


def options(question: str) -> dict[str, str]:
    """The options that a question lists, letter to comparable text: "(A) Rome (B) Paris"; empty where it lists none."""
    found: dict[str, str] = {}
    _, *marked = re.split(_OPTION, question)
    for letter, said in zip(marked[::2], marked[1::2], strict=True):
        if letter.upper() == chr(ord("A") + len(found)):
            found[letter.upper()] = text_key(said.split("\n\n", maxsplit=1)[0])
    return found if len(found) >= 2 else {}


def chosen(text: str, listed: Mapping[str, str]) -> Chosen | None:
    """What the text names among the listed options, or, where none are listed, the letter that it is; else None."""
    text = text.strip()
    single, lettered = re.fullmatch(_LETTER, text), re.fullmatch(_LETTERED, text)
    letter = next((letter for letter, option in listed.items() if option == text_key(text)), "")
    if single and (single[1].upper() in listed if listed else single[1].isupper() or len(text) > 1):
        letter = single[1].upper()
    if letter:
        return Chosen((letter,), listed.get(letter, ""))
    if re.fullmatch(_SEVERAL, text) or (listed and re.fullmatch(_RUN, text)):
        letters = dict.fromkeys(re.findall("[A-Z]", text))
        in_order = tuple(sorted(letters) if re.search(_JOINED, text) else letters)
        return Chosen(in_order) if not listed or listed.keys() >= letters.keys() else None
    if lettered and (lettered[1].upper() in listed if listed else lettered[1].isupper()):
        letter = lettered[1].upper()
        return Chosen((letter,), listed.get(letter) or text_key(lettered[2]))
    return None


def mentioned(text: str, listed: Mapping[str, str]) -> str | None:
    """The letter of the one option that a sentence names: the last letter in brackets, else the only option quoted."""
    letters = [letter for letter in re.findall(_NAMED, text) if letter in listed]
    key = f" {text_key(text)} "
    quoted = [letter for letter, option in listed.items() if option and f" {option} " in key]
    return letters[-1] if letters else quoted[0] if len(quoted) == 1 else None
