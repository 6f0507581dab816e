"""Multiple choice: the options of a question, and which of them an answer names, by letter or by text."""

import re
from dataclasses import dataclass

from system2.answers.texts import text_key

_OPTION = r"(?m)(?:^[ \t]*|(?<=[\s(,;]))\(?([A-Za-z])\)[.:]?\s?(?=\S)|^[ \t]*([A-Za-z])\s?[.:、．]\s?(?=\S)"
_LETTER = r"(?i)(?:(?:option|choice|answer|选项?|选择)\s?)?[(\[]?\s?([A-Za-z])\s?[)\].:、]?(?:\s+(?:is|are) correct)?"
_LETTERED = r"(?s)(?:(?:option|choice)\s)?[(\[]?([A-Ha-h])(?:\s?[)\]]\s?[:.]?\s*|[.:、](?:\s+|(?=[^\x00-\x7f])))(\S.*)"
_SEVERAL = r"\(?[A-Z]\)?(?:\s?(?:,|;|&|\band\b|\bor\b|和)\s?(?:and\s)?\(?[A-Z]\)?)+"
_JOINED = r"&|\b(?:and|or)\b|和"
_RUN = r"[A-Z]{2,6}"


@dataclass(frozen=True)
class Chosen:
    """What an answer names: letters, or a letter with the text that was written after it.

    The letters are in the order in which they were written, for that may be the answer, unless an "and" joins them.
    """

    letters: tuple[str, ...]
    text: str = ""

    def name(self, listed: dict[str, str]) -> str:
        """The letters for a person; empty where only the text after the letter tells what was meant."""
        return ", ".join(self.letters) if listed or not self.text else ""


def options(question: str) -> dict[str, str]:
    """The options that a question lists, letter to comparable text: "(A) Rome (B) Paris"; empty where it lists none."""
    found: dict[str, str] = {}
    marks = list(re.finditer(_OPTION, question))
    for position, mark in enumerate(marks):
        letter = (mark[1] or mark[2]).upper()
        if ord(letter) - ord("A") == len(found):
            end = marks[position + 1].start() if position + 1 < len(marks) else len(question)
            found[letter] = text_key(question[mark.end() : end].split("\n\n", maxsplit=1)[0])
    return found if len(found) >= 2 else {}


def chosen(text: str, listed: dict[str, str]) -> Chosen | None:
    """What the text names among the listed options, or, where none are listed, the letter that it is; else None."""
    text = text.strip()
    if match := re.fullmatch(_LETTER, text):
        letter = match[1].upper()
        explicit = match[1].isupper() or len(text) > 1
        if letter in listed or (not listed and explicit):
            return Chosen((letter,), listed.get(letter, ""))
    if listed:
        return _listed(text, listed)
    if re.fullmatch(_SEVERAL, text):
        return Chosen(_letters(text))
    if (match := re.fullmatch(_LETTERED, text)) and match[1].isupper():
        return Chosen((match[1],), text_key(match[2]))
    return None


def _listed(text: str, listed: dict[str, str]) -> Chosen | None:
    key = text_key(text)
    for letter, option in listed.items():
        if key == option:
            return Chosen((letter,), option)
    if re.fullmatch(_SEVERAL, text) or re.fullmatch(_RUN, text):
        letters = _letters(text)
        return Chosen(letters) if listed.keys() >= set(letters) else None
    if (match := re.fullmatch(_LETTERED, text)) and match[1].upper() in listed:
        return Chosen((match[1].upper(),), listed[match[1].upper()])
    return None


def _letters(text: str) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(re.findall("[A-Z]", text)))
    return tuple(sorted(found)) if re.search(_JOINED, text) else found


def mentioned(text: str, listed: dict[str, str]) -> str | None:
    """The letter of the one option that a sentence names: the last letter in brackets, else the only option quoted."""
    letters = [
        letter
        for letter in re.findall(r"[(\[]([A-Z])[)\]]|\b(?:option|choice)\s([A-Z])\b", text)
        for letter in letter
        if letter in listed
    ]
    if letters:
        return str(letters[-1])
    key = f" {text_key(text)} "
    quoted = [letter for letter, option in listed.items() if option and f" {option} " in key]
    return quoted[0] if len(quoted) == 1 else None
