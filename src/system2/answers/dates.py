"""Reading dates: 11/22/2001, 2001-11-22, November 22nd, 2001, 2001年11月22日."""

import re
from calendar import monthrange
from typing import NamedTuple

_NAMES = (
    "january jan|february feb|march mar|april apr|may|june jun|july jul|august aug|september sept sep|october oct|"
    "november nov|december dec"
)
_MONTHS = {name: month for month, names in enumerate(_NAMES.split("|"), start=1) for name in names.split()}
_MONTH = "(?P<name>" + "|".join(_MONTHS) + r")\b\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?\b"
_YEAR = r"(?P<year>\d{4})\b"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s)?"
_FORMS = (
    r"(?<![\d/])(?P<first>\d{1,2})(?P<sign>[/.-])(?P<second>\d{1,2})(?P=sign)(?P<year>\d{4}|\d{2})(?![\d/])",
    r"(?<![\d/])(?P<year>\d{4})[/.-](?P<month>\d{1,2})[/.-](?P<day>\d{1,2})(?![\d/])",
    rf"(?i)\b{_WEEKDAY}(?:the )?{_MONTH}\s?(?:the )?{_DAY}(?:,?\s{_YEAR})?",
    rf"(?i)\b{_WEEKDAY}(?:the )?{_DAY}\s?(?:of )?{_MONTH}(?:,?\s{_YEAR})?",
    rf"(?i)\b{_MONTH},?\s(?:of )?{_YEAR}",
    r"(?:(?P<year>\d{4})\s?年\s?)?(?P<month>\d{1,2})\s?月\s?(?P<day>\d{1,2})\s?[日号]",
    r"(?P<year>\d{4})\s?年\s?(?P<month>\d{1,2})\s?月",
)
_YEARLESS = r"(?P<first>\d{1,2})(?P<sign>/)(?P<second>\d{1,2})"
_LONGEST = 60
_SEARCHED = 100_000
_PIVOT = 69
"""Two-digit years from here on belong to the twentieth century, as in POSIX."""


class Date(NamedTuple):
    """A day, or as much of it as was said."""

    year: int | None
    month: int
    day: int | None


def date(text: str, *, day_first: bool = False, yearless: bool = False) -> Date | None:
    """The date that the text is and nothing else, or None; "7/4" is one where it may be `yearless`."""
    text = text.strip() if len(text) <= _LONGEST else ""
    forms = (*_FORMS, _YEARLESS) if yearless else _FORMS
    return next((_date(match, day_first) for form in forms if (match := re.fullmatch(form, text))), None)


def last_date(text: str, prescribed: str = "") -> str | None:
    """The last complete date in a text, as it is written there, if that is as a question prescribes: "MM/DD/YYYY" say.

    Leading zeros do not matter.
    """
    found = [
        match
        for form in _FORMS
        for match in re.finditer(form, text[-_SEARCHED:])
        if None not in (_date(match) or [None])
    ]
    last = max(found, key=lambda match: (match.end(), -match.start()))[0].strip() if found else ""
    is_right = not prescribed or re.sub(r"\d+", "0", last) == re.sub(r"[MDY]+", "0", prescribed)
    return last if last and is_right else None


def _date(match: re.Match[str], day_first: bool = False) -> Date | None:
    parts = match.groupdict()
    year, day = parts.get("year") or "", int(parts.get("day") or 0)
    month = _MONTHS[parts["name"].lower()] if parts.get("name") else int(parts.get("month") or 0)
    if "first" in parts:
        month, day = int(parts["first"]), int(parts["second"])
        if (day_first or parts["sign"] == "." or month > 12) and day <= 12:
            month, day = day, month
    whole = int(year or 0) + (0 if len(year) != 2 else 1900 if int(year) >= _PIVOT else 2000)
    is_day = 1 <= month <= 12 and day <= monthrange(whole or 2000, month)[1]
    return Date(whole or None, month, day or None) if is_day else None
