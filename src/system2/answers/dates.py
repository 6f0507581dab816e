"""Reading dates: 11/22/2001, 2001-11-22, November 22nd, 2001, 2001年11月22日."""

import datetime
import re
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
_NUMERIC_FORMS = (
    r"(?<![\d/])(?P<first>\d{1,2})(?P<sign>[/.-])(?P<second>\d{1,2})(?P=sign)(?P<year>\d{4}|\d{2})(?![\d/])",
    r"(?<![\d/])(?P<year>\d{4})[/.-](?P<month>\d{1,2})[/.-](?P<day>\d{1,2})(?![\d/])",
)
_FORMS = (
    *_NUMERIC_FORMS,
    rf"(?i)\b{_WEEKDAY}(?:the )?{_MONTH}\s?(?:the )?{_DAY}(?:,?\s{_YEAR})?",
    rf"(?i)\b{_WEEKDAY}(?:the )?{_DAY}\s?(?:of )?{_MONTH}(?:,?\s{_YEAR})?",
    rf"(?i)\b{_MONTH},?\s(?:of )?{_YEAR}",
    r"(?:(?P<year>\d{4})\s?年\s?)?(?P<month>\d{1,2})\s?月\s?(?P<day>\d{1,2})\s?[日号]",
    r"(?P<year>\d{4})\s?年\s?(?P<month>\d{1,2})\s?月",
)
_LONGEST = 60
_PIVOT = 69
"""Two-digit years from here on belong to the twentieth century, as in POSIX."""


class Date(NamedTuple):
    """A day, or as much of it as was said."""

    year: int | None
    month: int
    day: int | None


def date(text: str, *, day_first: bool = False) -> Date | None:
    """The date that the text is and nothing else, or None."""
    text = text.strip()
    if len(text) > _LONGEST:
        return None
    for form in _FORMS:
        if match := re.fullmatch(form, text):
            return _date(match, day_first)
    return None


def day_of_year(text: str, *, day_first: bool = False) -> Date | None:
    """The date that "7/4" is in answer to a question for a date."""
    read = date(f"{text}/2000", day_first=day_first) if re.fullmatch(r"\d{1,2}/\d{1,2}", text) else None
    return read and read._replace(year=None)


def looks_like_date(text: str) -> bool:
    """Whether the text has the form of a date, even of a day that does not exist, such as 02/30/2015."""
    return len(text) <= _LONGEST and any(re.fullmatch(form, text.strip()) for form in _NUMERIC_FORMS)


def last_date(text: str) -> str | None:
    """The last complete date in a text, as it is written there."""
    found = [match for form in _FORMS for match in re.finditer(form, text) if _complete(match)]
    return max(found, key=lambda match: (match.end(), -match.start()))[0].strip() if found else None


def in_format(text: str, prescribed: str) -> bool:
    """Whether a date is written as a question prescribes, "MM/DD/YYYY" say; leading zeros do not matter."""
    shape = re.sub(r"\d+", "0", text)
    return not prescribed or shape == re.sub(r"[MDY]+", "0", prescribed)


def _complete(match: re.Match[str]) -> bool:
    read = _date(match, day_first=False)
    return bool(read and read.year and read.day)


def _date(match: re.Match[str], day_first: bool) -> Date | None:
    parts = match.groupdict()
    if "first" in parts:
        month, day = int(parts["first"]), int(parts["second"])
        if day_first or parts["sign"] == "." or month > 12:
            month, day = (day, month) if day <= 12 else (month, day)
    else:
        month = _MONTHS[parts["name"].lower()] if parts.get("name") else int(parts["month"])
        day = int(parts["day"]) if parts.get("day") else 0
    year = _year(parts.get("year"))
    try:
        datetime.date(year or 2000, month, day or 1)
    except ValueError:
        return None
    return Date(year, month, day or None)


def _year(text: str | None) -> int | None:
    if not text:
        return None
    if len(text) == 4:
        return int(text)
    return int(text) + (1900 if int(text) >= _PIVOT else 2000)
