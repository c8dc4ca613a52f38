"""Reads dates and periods as inventories write them, into ISO 8601 with the precision that was given."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from functools import lru_cache

from toolkit.mapping.values import Parsed, Trouble
from toolkit.model.grid import CellValue, show
from toolkit.model.message import say
from toolkit.reading.text import clean

_MONTHS = {
    "jan": 1, "januar": 1, "january": 1, "jänner": 1, "feb": 2, "februar": 2, "february": 2, "mär": 3, "märz": 3,
    "maerz": 3, "mrz": 3, "mar": 3, "march": 3, "apr": 4, "april": 4, "mai": 5, "may": 5, "jun": 6, "juni": 6,
    "june": 6, "jul": 7, "juli": 7, "july": 7, "aug": 8, "august": 8, "sep": 9, "sept": 9, "september": 9, "okt": 10,
    "oktober": 10, "oct": 10, "october": 10, "nov": 11, "november": 11, "dez": 12, "dezember": 12, "dec": 12,
    "december": 12,
}  # fmt: skip
_TIME = r"(?:(?:T|,? )\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?: ?(?:Z|Uhr|[+-]\d{2}:?\d{2}))?)?"
_DAY = re.compile(rf"(\d{{1,2}})\. ?(\d{{1,2}})\. ?(\d{{4}}|\d{{2}}){_TIME}")
_ISO = re.compile(rf"(\d{{4}})[-/](\d{{1,2}})(?:[-/](\d{{1,2}}){_TIME})?")
_MONTH_NUMBER = re.compile(r"(\d{1,2})[./](\d{4})")
_MONTH_NAME = re.compile(r"(?:(\d{1,2})\. ?)?([A-Za-zÄÖÜäöü]+)\.? (\d{4})")
_YEAR = re.compile(r"(\d{4})")
_PREFIX = re.compile(r"^(?:stand|seit|ab|bis|vom|von)\b ?:? ?(?:dem |zum |vom )?", re.IGNORECASE)
_DATE_EXPECTED = say("a date such as 01.03.2025, 2025-03-01, März 2025 or 2025")


def _iso(year: int, month: int | None = None, day: int | None = None) -> str | None:
    """Write a date that exists, with the precision given."""
    if not 1000 <= year <= 2100 or (month is not None and not 1 <= month <= 12):
        return None
    if month is None:
        return f"{year:04d}"
    if day is None:
        return f"{year:04d}-{month:02d}"
    if not 1 <= day <= calendar.monthrange(year, month)[1]:
        return None
    return f"{year:04d}-{month:02d}-{day:02d}"


def _century(year: str) -> int:
    """Complete a year of two digits: up to 68 it lies in this century, from 69 in the last (POSIX, strptime's %y)."""
    number = int(year)
    if len(year) == 4:
        return number
    return 2000 + number if number < 69 else 1900 + number


@lru_cache(maxsize=16384)
def _parse_date_text(text: str) -> str | None:
    """Read a date's text; None where it is none, or names a day that does not exist."""
    text = _PREFIX.sub("", text)
    if found := _DAY.fullmatch(text):
        return _iso(_century(found[3]), int(found[2]), int(found[1]))
    if found := _ISO.fullmatch(text):
        return _iso(int(found[1]), int(found[2]), int(found[3]) if found[3] else None)
    if found := _MONTH_NUMBER.fullmatch(text):
        return _iso(int(found[2]), int(found[1]))
    if (found := _MONTH_NAME.fullmatch(text)) and (month := _MONTHS.get(found[2].casefold())):
        return _iso(int(found[3]), month, int(found[1]) if found[1] else None)
    if found := _YEAR.fullmatch(text):
        return _iso(int(found[1]))
    return None


def parse_date(value: CellValue) -> Parsed[str]:
    """Read a date cell or a date's text into ISO 8601 with the precision given; a time of day is left out.

    >>> parse_date("01.03.2025").value, parse_date("März 2024").value, parse_date("2024").value
    ('2025-03-01', '2024-03', '2024')
    >>> parse_date("31.02.2025").trouble.code
    'date-invalid'
    """
    match value:
        case dt.datetime():
            iso: str | None = value.date().isoformat()
        case dt.date():
            iso = value.isoformat()
        case bool():
            iso = None
        case int() | float():
            iso = _iso(int(value)) if 1000 <= value <= 2100 and value == int(value) else None
        case _:
            iso = _parse_date_text(clean(show(value)))
    return Parsed(iso) if iso else Parsed(None, Trouble("date-invalid", _DATE_EXPECTED))


# A hyphen within an ISO month or date separates nothing: 2024-01 bis 2024-04.
_RANGE = re.compile(
    r" ?(?:–|\bbis\b) ?(?:zum )?| - ?| ?- |(?<=\d{4})-(?=\d{4})|(?<=\d{4})-(?=\d{1,2}[./])|(?<=-\d{2})/(?=\d{4}-)"
)
# Em dash, figure dash, horizontal bar, minus sign; hyphen, non-breaking hyphen.
_DASHES = {ord(dash): "–" for dash in "\u2014\u2012\u2015\u2212"} | {ord(hyphen): "-" for hyphen in "\u2010\u2011"}
_OPEN = frozenset({"", "heute", "laufend", "fortlaufend", "offen", "jetzt", "dato"})
_PERIOD_EXPECTED = say("a period such as 2008–2020, seit 2012 or 01.01.2020 – 31.12.2020")


def parse_period(value: CellValue) -> Parsed[tuple[str, str]]:
    """Read a period into start and end; an open end is empty, a single year is that whole year.

    >>> parse_period("2008–2020").value, parse_period("seit 2012").value, parse_period(2019).value
    (('2008', '2020'), ('2012', ''), ('2019', '2019'))
    >>> parse_period("2024-01 bis 2024-04").value, parse_period("2005-2024").value
    (('2024-01', '2024-04'), ('2005', '2024'))
    """
    single = parse_date(value).value
    if single:
        return Parsed(_open_period(single, clean(show(value)).casefold()))
    ends = _RANGE.split(clean(show(value)).translate(_DASHES))
    if len(ends) == 2:
        start, end = (_parse_date_text(part) for part in ends)
        if start and (end or ends[1].casefold() in _OPEN) and not (end and _is_before(end, start)):
            return Parsed((start, end or ""))
    return Parsed(None, Trouble("date-invalid", _PERIOD_EXPECTED))


def _open_period(single: str, text: str) -> tuple[str, str]:
    """Make a period of one date by the word before it."""
    if re.match(r"(?:seit|ab)\b", text):
        return single, ""
    return ("", single) if re.match(r"bis\b", text) else (single, single)


def _is_before(end: str, start: str) -> bool:
    """Compare two dates as far as both are precise."""
    shared = min(len(end), len(start))
    return end[:shared] < start[:shared]


_APPROVED_DAY = re.compile(
    r"\d{1,2}\. ?\d{1,2}\. ?(?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2}|(?:\d{1,2}\. ?)?[^\W\d_]+\.? \d{4}"
)


def is_day(value: CellValue) -> bool:
    """Tell whether a cell holds a date and nothing else, as a column of sign-offs does.

    A text with a number in it (“Vorlage 12/2025”), a word before the date (“ab 01.01.2030”) and a bare number are no
    sign-off.

    >>> is_day("01.03.2025"), is_day("ab 01.03.2025"), is_day("Vorlage 12/2025"), is_day(2025)
    (True, False, False, False)
    """
    if isinstance(value, dt.date):
        return True
    text = clean(value) if isinstance(value, str) else ""
    return bool(_APPROVED_DAY.fullmatch(text)) and parse_date(text).value is not None
