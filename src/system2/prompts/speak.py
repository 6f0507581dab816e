"""Filling in a prompt, in the language of the problem."""

import re
import unicodedata
from functools import lru_cache
from string import Template

from system2.config.suggest import no_such
from system2.core.problem import Message, Messages, Problem
from system2.errors import UsageError
from system2.prompts.calculations import worked_calculations
from system2.prompts.openings import OPENINGS, Kind
from system2.prompts.wording import FIELDS, MERE_NUMBERS, WORDING
from system2.questions.tasks import is_open, task_type

CHINESE_SHARE = 0.15
"""From this share of Chinese signs on, a question counts as Chinese: names and formulas in it are often Latin."""


_CHINESE_OPENING = re.compile(r"\W*[一-鿿]{4}")
"""What is asked stands first; code and quotations, of whatever length, come after it."""


_QUOTED = re.compile(r"[「『“《][^」』”》\n]{0,200}[」』”》]")
_SYLLABLES = re.compile(r"[ぁ-ゖァ-ヺｦ-ﾝ가-힣ᄀ-ᇿㄱ-ㆎ]")
"""Kana and Hangul, which Japanese and Korean mix with Chinese signs."""

SYLLABLE_SHARE = 0.1
"""From this share of them among the signs of East Asia on, outside quotations, a question is not Chinese."""

_WORDS = re.compile(r"[^\W\d_]+")
_ENGLISH = frozenset(
    {"the", "a", "an", "of", "is", "are", "was", "were", "what", "which", "who", "how", "many", "much", "why", "when"}
    | {"where", "in", "on", "at", "to", "for", "from", "with", "by", "and", "or", "if", "it", "its", "this", "that"}
    | {"be", "do", "does", "did", "has", "have", "can", "will", "would", "find", "prove", "show", "give", "write"}
)
_ELSEWHERE = frozenset(
    {"der", "die", "das", "ein", "eine", "und", "ist", "sind", "was", "wie", "warum", "wann", "welche", "viel", "viele"}
    | {
        "von",
        "zu",
        "mit",
        "für",
        "auf",
        "nicht",
        "le",
        "la",
        "les",
        "un",
        "une",
        "des",
        "est",
        "sont",
        "quel",
        "quelle",
    }
    | {"combien", "pourquoi", "comment", "dans", "avec", "pour", "que", "qui", "et", "el", "los", "las", "una", "es"}
    | {"son", "qué", "cuál", "cuánto", "cuántos", "cuántas", "por", "cómo", "dónde", "con", "para", "y", "de", "del"}
    | {"il", "lo", "gli", "uno", "è", "sono", "quanto", "quanti", "quante", "quale", "perché", "come", "dove", "per"}
    | {"che", "di", "o", "os", "as", "um", "uma", "são", "qual", "quantos", "quantas", "como", "onde", "do", "da", "em"}
    | {
        "het",
        "een",
        "is",
        "zijn",
        "wat",
        "hoe",
        "hoeveel",
        "waarom",
        "welke",
        "met",
        "voor",
        "van",
        "en",
        "niet",
        "ile",
    }
    | {"jest", "są", "jak", "dlaczego", "kiedy", "gdzie", "który", "jaka", "czy", "i", "w", "na", "z", "hur", "vad"}
    | {
        "varför",
        "när",
        "är",
        "och",
        "att",
        "som",
        "ett",
        "på",
        "för",
        "med",
        "hva",
        "hvor",
        "hvorfor",
        "er",
        "og",
        "det",
    }
)
_ONLY_ENGLISH, _ONLY_ELSEWHERE = _ENGLISH - _ELSEWHERE, _ELSEWHERE - _ENGLISH
"""Small words of English, and of other languages in Latin script; one that both have speaks for neither."""

BOXED, OPEN, WORKED = "_boxed", "_open", "_worked"
"""What the names of variants of a prompt end in."""

SAME_LANGUAGE = 'Write in the language of the question, but keep the words "Final answer:" as they are.'


@lru_cache(maxsize=16)  # every prompt of a run asks for that of its question
def language(text: str) -> str:
    """`zh` for a Chinese text, `en` for an English one, empty for any other."""
    bare = _QUOTED.sub("", text)
    chinese = sum("一" <= character <= "鿿" for character in bare)
    syllables = len(_SYLLABLES.findall(bare))
    if syllables > SYLLABLE_SHARE * (chinese + syllables):
        return "" if chinese + syllables > CHINESE_SHARE * len(bare) else "en"
    if chinese > CHINESE_SHARE * len(bare) or _CHINESE_OPENING.match(bare):
        return "zh"
    return "en" if _is_english(bare) else ""


def _is_english(text: str) -> bool:
    """Whether a text, if it is in words at all, is in English ones."""
    words = [word.lower() for word in _WORDS.findall(text[:2000])]
    foreign = sum(not unicodedata.name(word[0], "").startswith("LATIN") for word in words)
    if 2 * foreign > len(words):
        return False
    return sum(word in _ONLY_ELSEWHERE for word in words) <= sum(word in _ONLY_ENGLISH for word in words)


def say(name: str, problem: Problem, /, **fields: str) -> str:
    """The prompt of this name, filled in; the user's own wording wins.

    Questions in Chinese are asked in Chinese, all others in English, where a path is asked for with the wish that it be
    in the language of the question.
    """
    chosen = variant(name, problem)
    spoken = language(problem.question)
    own = problem.wording.get(chosen) or problem.wording.get(name)
    text = own or WORDING[chosen][spoken or "en"]
    if not (spoken or own) and ("\nFinal answer:" in text or chosen.endswith(BOXED)):
        text = f"{text}\n{SAME_LANGUAGE}"
    return _template(text).safe_substitute(fields)


def variant(name: str, problem: Problem) -> str:
    """The name of the prompt that suits the problem and the models, where there is one beside that of this name.

    A model that was trained to end its answers in a box is asked for one. Who judges a task that has no single right
    answer is asked for criteria; who judges without thinking first is to work the problem out before the verdict.
    """
    if problem.writer.ending == "box" and f"{name}{BOXED}" in WORDING:
        return f"{name}{BOXED}"
    if f"{name}{OPEN}" in WORDING and is_open(problem):
        return f"{name}{OPEN}"
    return f"{name}{WORKED}" if problem.works and f"{name}{WORKED}" in WORDING else name


@lru_cache(maxsize=128)
def _template(text: str) -> Template:
    return Template(text)


def check_wording(problem: Problem) -> None:
    """Raises `UsageError` where the user's own wording would not say what it should.

    It may word no prompt that does not exist, use no field that nothing is filled in for, and leave out none that
    holds what the prompt is about.
    """
    for name, text in sorted(problem.wording.items()):
        if name not in FIELDS:
            raise UsageError(f"[prompts] words {name!r}. {no_such('prompt', name, sorted(FIELDS))}")
        used = set(Template(text).get_identifiers())
        if unknown := sorted(used - FIELDS[name]):
            known = ", ".join(f"${field}" for field in sorted(FIELDS[name])) or "none"
            raise UsageError(
                f"[prompts] {name} has ${unknown[0]}, but the fields that are filled in there are: {known}. "
                "A dollar sign is written $$."
            )
        if missing := sorted(FIELDS[name] - used - MERE_NUMBERS):
            raise UsageError(f"[prompts] {name} lacks ${missing[0]}: without it, the model would not be told that.")


def shown(problem: Problem, name: str) -> Messages:
    """Examples as turns, each asked for by the prompt of this name, or as it is where that is empty.

    They are the user's own, else the calculations of `worked_calculations` before another one, for models that imitate.
    """
    imitated = name == "solve" and problem.writer.imitates
    usual = worked_calculations(problem, language(problem.question) or "en") if imitated else ()
    turns = (
        (Message("user", say(name, problem, problem=question) if name else question), Message("assistant", solution))
        for question, solution in problem.examples or usual
    )
    return tuple(turn for both in turns for turn in both)


def conversation(problem: Problem, instruction: str, *, system: str = "", examples: Messages = ()) -> Messages:
    """The messages that put one instruction to a model, after the user's system message, examples and earlier turns."""
    systems = tuple(Message("system", text) for text in (problem.system, system) if text)
    return (*systems, *examples, *problem.history, Message("user", instruction))


def opening(problem: Problem, number: int) -> str:
    """How the path of this number, from 0, is to start; empty for the first, which starts as it likes."""
    openings = OPENINGS[language(problem.question) or "en"][_asked_for(problem)]
    return openings[number % len(openings)]


def _asked_for(problem: Problem) -> Kind:
    task = task_type(problem.question)
    if is_open(problem):
        return "design" if task == "plan" else "text"
    match task:
        case "proof" | "code":
            return task
    return "answer"
