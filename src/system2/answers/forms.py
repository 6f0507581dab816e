"""Answers of a form of their own: times of day, versions, identifiers, ratios, yes and no."""

import re
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from fractions import Fraction

from system2.answers.asked import Expectation
from system2.answers.texts import text_key

_ZONE = r"(?:\s\(?(?P<zone>[A-Z]{2,4})\)?)?"
_CLOCK = (
    r"(?i)(?:at\s)?(?P<hour>[01]?\d|2[0-4])(?:[:.h](?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d))?)?\s?"
    rf"(?:(?P<half>[ap])\.?\s?m\.?(?![a-z])|in the (?P<part>morning|afternoon|evening)){_ZONE}"
)
_CLOCK_ASKED_FOR = (
    r"(?i)(?:at\s|um\s|à\s)?(?P<hour>[01]?\d|2[0-4])"
    r"(?:[:h](?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d))?(?:\s?(?:uhr|hours|hrs|h))?|\s?o'?clock|\s?uhr|h)"
    rf"{_ZONE}"
)
_CLOCK_CHINESE = (
    r"(?P<half>上午|早上|凌晨|中午|下午|傍晚|晚上)?(?P<hour>[01]?\d|2[0-4])"
    r"(?:[点點时時]|:(?=[0-5]\d))(?P<minute>\d{1,2}|半)?[分钟]?"
)
_AFTERNOON = {"p", "afternoon", "evening", "中午", "下午", "傍晚", "晚上"}
_NUMBERED = r"(?:\d+(?:\.\d+)*)(?:[-.+_]?(?:[a-z]{1,8}[-.]?\d*|\d+))*"
_JUDGED = (
    r"(?is)(?:(?P<yes>yes|yeah|yep|是的?|对的?|はい|예|네)|no|nope|不是的?|不对|不|否|いいえ|아니요?)"
    r"(?:\s*[,.;:!-]++\s*+(?!\d|.*(?:\b(?:but|unless|except|only|if|however|although|though|depends|when|sometimes|partly)\b"
    r"|但|除非|如果)).*)?"
)


@dataclass(frozen=True)
class Form:
    """An answer that is equal to those of its kind with the same key: text, code, json, and the kinds above.

    `open_key` is the key with which it agrees besides where it leaves something open: half past four, of either half
    of the day.
    """

    kind: str
    key: Hashable
    open_key: Hashable = None


def words(text: str) -> Form:
    """Words, by what they say."""
    return Form("text", text_key(text))


def _time(match: re.Match[str]) -> tuple[Hashable, ...] | None:
    """The hour of the day, or only of its half where that is not known, with what else a clock shows."""
    said = match.groupdict("")
    hour, half = int(said["hour"]), (said.get("half") or said.get("part") or "").lower()
    is_known = bool(half) or not 1 <= hour <= 12 or said["hour"].startswith("0")
    if half and hour <= 12:
        hour = hour % 12 + 12 * (half in _AFTERNOON)
    minute = 30 if said["minute"] == "半" else int(said["minute"] or 0)
    time = (hour % 12, minute, int(said.get("second") or 0), said.get("zone", "").upper())
    return ((hour % 24, *time) if is_known else f"{time}", time)


def _ratio(match: re.Match[str]) -> tuple[Hashable, ...] | None:
    parts = [Fraction(part) for part in re.findall(r"\d+(?:\.\d+)?", match[0].rpartition("=")[2])]
    whole = sum(parts)
    return (tuple(part / whole for part in parts),) if whole else None


def _identifier(match: re.Match[str]) -> tuple[Hashable, ...]:
    joined = re.sub(r"[\s()-]+", "-", match[0].upper()).strip("-")
    return (re.sub(r"(?<=[A-Z])-(?=\d)", "", joined),)


_FORMS: tuple[tuple[str, str, str, Callable[[re.Match[str]], tuple[Hashable, ...] | None]], ...] = (
    ("time", "", _CLOCK, _time),
    ("time", "time", _CLOCK_ASKED_FOR, _time),
    ("time", "time", _CLOCK_CHINESE, _time),
    ("time", "time", r"(?i)(?:12 )?noon|midday", lambda _: ((12, 0, 0, 0, ""), (0, 0, 0, ""))),
    ("time", "time", r"(?i)(?:12 )?midnight", lambda _: ((0, 0, 0, 0, ""), (0, 0, 0, ""))),
    ("version", "", rf"(?i)(?:(?:version|release)\s|v\.?\s?)({_NUMBERED})", lambda match: (match[1].lower(),)),
    ("version", "version", rf"(?i){_NUMBERED}", lambda match: (match[0].lower(),)),
    ("version", "", r"(?!\d{1,3}(?:\.\d{3}){2,}$)\d+(?:\.\d+){2,}", lambda match: (match[0],)),
    ("identifier", "identifier", r"(?=.*\d)[A-Z0-9+#(][A-Z0-9 .:/()+#*_-]{0,60}", _identifier),
    ("ratio", "ratio", r"(?:[^=]*:[^=]*=\s?)?\d+(?:\.\d+)?(?:\s?(?::|to)\s?\d+(?:\.\d+)?)+", _ratio),
    ("yes or no", "judgement", _JUDGED, lambda match: (bool(match["yes"]),)),
)
"""The kind; what the question has to ask for, if anything; how it is written; its key, with its open key if any."""


def form(text: str, asked: Expectation) -> Form | None:
    """What the text is among the kinds that the question asks for or the text itself shows; None where it is none."""
    fitting = (
        (kind, read(match))
        for kind, wanted, pattern, read in _FORMS
        if (not wanted or wanted in asked.forms) and (match := re.fullmatch(pattern, text))
    )
    return next((Form(kind, *keys) for kind, keys in fitting if keys), None)
