"""Answers of a form of their own: times of day, versions, identifiers, ratios, yes and no."""

import re
from collections.abc import Hashable
from dataclasses import dataclass
from fractions import Fraction

from system2.answers.asked import Expectation
from system2.answers.texts import text_key

_CLOCK = (
    r"(?i)(?:at\s)?(?P<hour>\d{1,2})(?:[:.h](?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d))?)?\s?"
    r"(?:(?P<half>[ap])\.?\s?m\.?(?![a-z])|in the (?P<part>morning|afternoon|evening))(?:\s\(?(?P<zone>[A-Z]{2,4})\)?)?"
)
_CLOCK_ASKED_FOR = (
    r"(?i)(?:at\s|um\s|à\s)?(?P<hour>\d{1,2})(?:[:h](?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d))?(?:\s?(?:uhr|hours|hrs|h))?"
    r"|\s?o'?clock|\s?uhr|h)(?:\s\(?(?P<zone>[A-Z]{2,4})\)?)?"
)
_CLOCK_CHINESE = (
    r"(?P<half>上午|早上|凌晨|中午|下午|傍晚|晚上)?(?P<hour>\d{1,2})"
    r"(?:[点點时時](?:(?P<minute>\d{1,2})分?|(?P<thirty>半))?钟?|:(?P<colon>[0-5]\d))"
)
_NAMED_TIMES = {"noon": "12 pm", "midday": "12 pm", "12 noon": "12 pm", "midnight": "12 am", "12 midnight": "12 am"}
_AFTERNOON = {"p", "afternoon", "evening", "中午", "下午", "傍晚", "晚上"}
_NUMBERED = r"(?:\d+(?:\.\d+)*)(?:[-.+_]?(?:[a-z]{1,8}[-.]?\d*|\d+))*"
_VERSION = rf"(?i)(?:(?:version|release)\s|v\.?\s?)({_NUMBERED})"
_VERSION_ASKED_FOR = rf"(?i)(?:(?:version|release)\s)?v?({_NUMBERED})"
_THOUSANDS = r"\d{1,3}(?:\.\d{3}){2,}"
_IDENTIFIER = r"[A-Z0-9+#(][A-Z0-9 .:/()+#*_-]{0,60}"
_RATIO = r"(?:[^=]*:[^=]*=\s?)?\d+(?:\.\d+)?(?:\s?(?::|to)\s?\d+(?:\.\d+)?)+"
_JUDGEMENT = (
    r"(?is)(?:(?P<yes>yes|yeah|yep|是的?|对的?|はい|예|네)|no|nope|不是的?|不对|不|否|いいえ|아니요?)"
    r"(?:\s*[,.;:!-]+\s*(?P<clause>.*))?"
)
_QUALIFIED = r"(?i)\b(?:but|unless|except|only|if|however|although|though|depends|when|sometimes|partly)\b|但|除非|如果"


@dataclass(frozen=True)
class Form:
    """An answer that is equal to those of its kind with the same key: text, code, json, and the kinds above.

    `open_key` is the key with which it agrees besides where it leaves something open: half past four, of either half
    of the day.
    """

    kind: str
    key: Hashable
    open_key: Hashable = None


def form(text: str, asked: Expectation) -> Form | None:
    """What the text is among the kinds that the question asks for or the text itself shows; None where it is none."""
    return (
        _time(text, asked)
        or _version(text, asked)
        or ("identifier" in asked.forms and _identifier(text))
        or ("ratio" in asked.forms and _ratio(text))
        or ("judgement" in asked.forms and _judgement(text))
        or None
    )


def _time(text: str, asked: Expectation) -> Form | None:
    """The hour of the day, or only of its half where that is not known, with what else a clock shows."""
    is_asked = "time" in asked.forms
    named = _NAMED_TIMES.get(text.lower()) if is_asked else None
    forms = (_CLOCK, _CLOCK_ASKED_FOR, _CLOCK_CHINESE) if is_asked else (_CLOCK,)
    match = next((found for each in forms if (found := re.fullmatch(each, named or text))), None)
    if not match or int(match["hour"]) > 24:
        return None
    parts = match.groupdict()
    hour, half = int(match["hour"]), (parts.get("half") or parts.get("part") or "").lower()
    minute = parts.get("minute") or parts.get("colon") or ("30" if parts.get("thirty") else "0")
    is_known = bool(half) or not 1 <= hour <= 12 or match["hour"].startswith("0")
    if half or not is_known:
        hour = hour % 12 + 12 * (half in _AFTERNOON) if hour <= 12 else hour
    zone = (parts.get("zone") or "").upper()
    time = (hour % 12, int(minute), int(parts.get("second") or 0), zone)
    return Form("time", (hour % 24, *time) if is_known else f"{time}", time)


def _version(text: str, asked: Expectation) -> Form | None:
    match = re.fullmatch(_VERSION_ASKED_FOR if "version" in asked.forms else _VERSION, text)
    if not match and re.fullmatch(r"\d+(?:\.\d+){2,}", text) and not re.fullmatch(_THOUSANDS, text):
        return Form("version", text)
    return Form("version", match[1].lower()) if match else None


def _identifier(text: str) -> Form | None:
    if not re.fullmatch(_IDENTIFIER, text) or not re.search(r"\d", text):
        return None
    joined = re.sub(r"[\s()-]+", "-", text.upper()).strip("-")
    return Form("identifier", re.sub(r"(?<=[A-Z])-(?=\d)", "", joined))


def _ratio(text: str) -> Form | None:
    if not re.fullmatch(_RATIO, text):
        return None
    parts = [Fraction(part) for part in re.findall(r"\d+(?:\.\d+)?", text.rpartition("=")[2])]
    whole = sum(parts)
    return Form("ratio", tuple(part / whole for part in parts)) if whole else None


def _judgement(text: str) -> Form | None:
    match = re.fullmatch(_JUDGEMENT, text)
    if not match or re.match(r"\d", match["clause"] or "") or re.search(_QUALIFIED, match["clause"] or ""):
        return None
    return Form("yes or no", bool(match["yes"]))


def text_form(text: str) -> Form:
    """Words, by what they say."""
    return Form("text", text_key(text))
