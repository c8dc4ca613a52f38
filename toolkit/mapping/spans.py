"""Reads what one date says in words or numbers: the first and the last day, month or year that it covers.

A span is what periods and dates are made of: “Q1/2021” covers January to March 2021, “2024” a year, “01.03.2025” a day.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

_MONTHS = {
    "jan": 1, "januar": 1, "january": 1, "jänner": 1, "feb": 2, "februar": 2, "february": 2, "mär": 3, "märz": 3,
    "maerz": 3, "mrz": 3, "mar": 3, "march": 3, "apr": 4, "april": 4, "mai": 5, "may": 5, "jun": 6, "juni": 6,
    "june": 6, "jul": 7, "juli": 7, "july": 7, "aug": 8, "august": 8, "sep": 9, "sept": 9, "september": 9, "okt": 10,
    "oktober": 10, "oct": 10, "october": 10, "nov": 11, "november": 11, "dez": 12, "dezember": 12, "dec": 12,
    "december": 12,
}  # fmt: skip
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_FIRST_YEAR, _LAST_YEAR = 1000, 2100
_FIRST_SERIAL, _LAST_SERIAL = 20_000, 60_000
"""Days of the 1900 system that a number in a date column can mean: 1954 to 2064; a year is a smaller number."""

_EPOCH = dt.date(1899, 12, 30)
"""Day 0 of the 1900 system for every day after February 1900, whose 29th it counts wrongly."""


@dataclass(frozen=True, slots=True)
class Span:
    """First and last day, month or year in ISO 8601; ``point`` is the one date that says the same, empty for none."""

    start: str
    end: str
    point: str = ""


def write_iso(year: int, month: int | None = None, day: int | None = None) -> str:
    """Write a date with the precision given; empty where there is no such date, or none that an inventory means.

    >>> write_iso(2024), write_iso(2024, 2), write_iso(2024, 2, 29), write_iso(2023, 2, 29)
    ('2024', '2024-02', '2024-02-29', '')
    """
    if not _FIRST_YEAR <= year <= _LAST_YEAR or (month is not None and not 1 <= month <= 12):
        return ""
    if month is None:
        return f"{year:04d}"
    if day is None:
        return f"{year:04d}-{month:02d}"
    if not 1 <= day <= calendar.monthrange(year, month)[1]:
        return ""
    return f"{year:04d}-{month:02d}-{day:02d}"


def build_span(start: str, end: str = "") -> Span | None:
    """Put two dates together; what they share is the date that says the same: a month, a year, or nothing.

    >>> build_span("2021-01", "2021-03")
    Span(start='2021-01', end='2021-03', point='2021')
    """
    end = end or start
    if not start:
        return None
    point = next((start[:size] for size in (10, 7, 4) if len(start) >= size and start[:size] == end[:size]), "")
    return Span(start, end, point)


def read_number(number: float) -> Span | None:
    """Read a number of a date column: a year, or a day as spreadsheet programs count them.

    >>> read_number(2024).point, read_number(45292).point, read_number(45292.5).point, read_number(7)
    ('2024', '2024-01-01', '2024-01-01', None)
    """
    if _FIRST_YEAR <= number <= _LAST_YEAR and number == int(number):
        return build_span(write_iso(int(number)))
    if _FIRST_SERIAL <= number < _LAST_SERIAL + 1:
        return build_span((_EPOCH + dt.timedelta(days=int(number))).isoformat())
    return None


_CLOCK = r"\d{1,2}(?::\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?|\.\d{2}(?= ?Uhr)|(?= ?Uhr))"
_TIME = rf"(?:(?:T|,? (?:um )?){_CLOCK}(?: ?(?:Z|UTC|Uhr|[+-]\d{{2}}:?\d{{2}}))?)?"
_YEAR = r"(?P<year>\d{4})"
_OTHER_YEAR = r"(?P<year>\d{4}) ?(?P<sign>/|-|–) ?(?P<other>\d{4}|\d{2})"


def _day(found: re.Match[str]) -> Span | None:
    return build_span(write_iso(_century(found["year"]), _month(found["month"]), int(found["day"])))


def _month_of_year(found: re.Match[str]) -> Span | None:
    month = _month(found["month"])
    return build_span(write_iso(int(found["year"]), month)) if month else None


def _month(text: str) -> int:
    """Read a month's number or name; 0 where there is none."""
    return int(text) if text.isdigit() else _MONTHS.get(text.casefold(), 0)


def _century(year: str) -> int:
    """Complete a year of two digits: up to 68 it lies in this century, from 69 in the last (POSIX, strptime's %y)."""
    number = int(year)
    if len(year) == 4:
        return number
    return 2000 + number if number < 69 else 1900 + number


def _only_year(found: re.Match[str]) -> Span | None:
    return build_span(write_iso(int(found["year"])))


def _part_of_year(months: int) -> Callable[[re.Match[str]], Span | None]:
    """Make a reader of quarters (3 months) or halves (6)."""

    def read(found: re.Match[str]) -> Span | None:
        word = found["part"].casefold()
        part, year = _ROMAN.get(word) or int(word), int(found["year"])
        last = part * months
        return build_span(write_iso(year, last - months + 1), write_iso(year, last)) if last <= 12 else None

    return read


def _week(found: re.Match[str]) -> Span | None:
    """Read a week by ISO 8601: it runs from Monday to Sunday and belongs to the month and year of its Thursday."""
    try:
        monday, thursday, sunday = (
            dt.date.fromisocalendar(int(found["year"]), int(found["part"]), day) for day in (1, 4, 7)
        )
    except ValueError:
        return None
    known = write_iso(thursday.year, thursday.month)
    return Span(monday.isoformat(), sunday.isoformat(), known) if known and monday.year >= _FIRST_YEAR else None


def _years(first_month: int, last_month: int) -> Callable[[re.Match[str]], Span | None]:
    """Make a reader of pairs of years: school years, semesters, seasons; month 0 means the whole year."""

    def read(found: re.Match[str]) -> Span | None:
        first = int(found["year"])
        last = first // 100 * 100 + int(found["other"]) if len(found["other"]) == 2 else int(found["other"])
        last += 100 if last < first else 0
        if last != first + 1:
            return None
        return build_span(write_iso(first, first_month or None), write_iso(last, last_month or None))

    return read


def _two_years(found: re.Match[str]) -> Span | None:
    """Read 2008/09 as two years, but 2008-09 as the month that ISO 8601 means."""
    is_month = found["sign"] == "-" and len(found["other"]) == 2 and int(found["other"]) <= 12
    return None if is_month else _years(0, 0)(found)


def _summer(found: re.Match[str]) -> Span | None:
    return build_span(write_iso(int(found["year"]), 4), write_iso(int(found["year"]), 9))


def _decade(found: re.Match[str]) -> Span | None:
    first = int(found["year"])
    return build_span(write_iso(first), write_iso(first + 9)) if first % 10 == 0 else None


def _hundred(found: re.Match[str]) -> Span | None:
    """Read a century; the 19th runs from 1801 to 1900."""
    number = int(found["part"])
    return build_span(write_iso(number * 100 - 99), write_iso(number * 100))


_NAME = r"[^\W\d_]+"
_QUARTER = r"(?:Quartal|Quart\.?|Qu\.|Qrtl\.?|Q\.?|Vierteljahr)"
_HALF = r"(?:Halbjahr|Hj\.?)"
_FORMS: tuple[tuple[str, Callable[[re.Match[str]], Span | None]], ...] = (
    (rf"(?P<day>\d{{1,2}})\. ?(?P<month>\d{{1,2}})\. ?(?P<year>\d{{4}}|\d{{2}}){_TIME}", _day),
    (rf"(?P<year>\d{{4}})(?P<sign>[-/])(?P<month>\d{{1,2}})(?P=sign)(?P<day>\d{{1,2}}){_TIME}", _day),
    (r"(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})(?:T\d{4,6}(?:Z|[+-]\d{4})?)?", _day),
    (rf"(?P<day>\d{{1,2}})\. ?(?P<month>{_NAME})\.? (?P<year>\d{{4}}){_TIME}", _day),
    (rf"(?P<month>{_NAME})\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?, ?(?P<year>\d{{4}})", _day),
    (_OTHER_YEAR, _two_years),
    (r"(?P<year>\d{4})[-/](?P<month>\d{1,2})", _month_of_year),
    (r"(?P<month>\d{1,2})(?:[./]| ?/ ?|-)(?P<year>\d{4})", _month_of_year),
    (rf"(?P<month>{_NAME})\.?(?: |/|-|\.)? ?(?P<year>\d{{4}})", _month_of_year),
    (r"(?P<year>\d{4})\.?", _only_year),
    (rf"Q ?(?P<part>[1-4])[ ./-]{{0,3}}{_YEAR}", _part_of_year(3)),
    (rf"(?P<part>[1-4]|IV|I{{1,3}})\.? ?{_QUARTER}[ ,./-]{{0,3}}{_YEAR}", _part_of_year(3)),
    (r"(?P<part>IV|I{1,3}) ?[./-] ?(?P<year>\d{4})", _part_of_year(3)),
    (r"(?P<year>\d{4})[ ./-]{0,3}Q(?P<part>[1-4])", _part_of_year(3)),
    (rf"(?P<part>[12]|I{{1,2}})\.? ?{_HALF}[ ,./-]{{0,3}}{_YEAR}", _part_of_year(6)),
    (rf"(?:H|HJ ?)(?P<part>[12])[ ./-]{{0,3}}{_YEAR}", _part_of_year(6)),
    (r"(?P<year>\d{4})[ ./-]{0,3}HJ? ?(?P<part>[12])", _part_of_year(6)),
    (r"(?:KW|Woche|Kalenderwoche) ?(?P<part>\d{1,2})[ ,./-]{0,3}(?P<year>\d{4})", _week),
    (r"(?P<part>\d{1,2})\. ?(?:KW|Woche|Kalenderwoche)[ ,./-]{0,3}(?P<year>\d{4})", _week),
    (r"(?P<year>\d{4})[ -]?(?:W|KW ?)(?P<part>\d{2})", _week),
    (rf"(?:Schuljahr|SJ|Kita-?Jahr|Kindergartenjahr) {_OTHER_YEAR}", _years(8, 7)),
    (rf"(?:Wintersemester|WiSe|WS) {_OTHER_YEAR}", _years(10, 3)),
    (r"(?:Sommersemester|SoSe|SS) (?P<year>\d{4})", _summer),
    (rf"(?:Winter|Winterhalbjahr|Saison|Spielzeit|Jahre?) {_OTHER_YEAR}", _years(0, 0)),
    (r"(?P<year>\d{4})er(?:[ -]?Jahre?n?)?", _decade),
    (r"(?P<part>1[0-9]|20|21)\. (?:Jahrhundert|Jh\.?|Jhd\.?)s?", _hundred),
)  # fmt: skip
_READERS = tuple((re.compile(form, re.IGNORECASE), read) for form, read in _FORMS)

_BEFORE = re.compile(
    r"(?:(?:letzter?|letztes|zuletzt|aktueller?|Daten|Bearbeitungs|Erhebungs|Berichts|Sach|Gebiets|Redaktions)?-? ?"
    r"(?:Stand|Stichtag|Aktualisierung|aktualisiert|geändert|Änderung|Update|überarbeitet|veröffentlicht|erhoben)"
    r"|zuletzt|seit|ab|bis|von|vom|am|zum|im|in|dem|der|des|den|ca\.?|circa|zirka|etwa|ungefähr|rund|um|Anfang|Mitte|Ende"
    r"|Frühjahr|Frühling|Sommer|Herbst|Jahre?|Kalenderjahr|Berichtsjahr|Bezugsjahr|Erhebungsjahr|Haushaltsjahr"
    r"|Geschäftsjahr|einschließlich|einschl\.?|Mo|Di|Mi|Do|Fr|Sa|So"
    r"|Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonntag)(?![^\W\d_])[.:,]{0,2} ?",
    re.IGNORECASE,
)
_MOST_WORDS = 4
_LONGEST = 60
"""No date has more characters, its time and the words of a quarter included."""


def strip_words(text: str) -> str:
    """Leave out the words before a date that say nothing about when it is, or only roughly where in its year.

    >>> strip_words("Stand: Ende Mai 2023"), strip_words("Standort 2024")
    ('Mai 2023', 'Standort 2024')
    """
    for _ in range(_MOST_WORDS):
        found = _BEFORE.match(text)
        if not found:
            break
        text = text[found.end() :]
    return text


@lru_cache(maxsize=16384)
def read_span(text: str) -> Span | None:
    """Read one date's text, words before it left out; None where it is none, or names a day that does not exist.

    >>> read_span("1. Halbjahr 2020")
    Span(start='2020-01', end='2020-06', point='2020')
    >>> read_span("31.02.2025")
    """
    # The words of a school year or a semester look like words before a date.
    for candidate in dict.fromkeys((text, strip_words(text))):
        span = next(filter(None, _read_forms(candidate)), None)
        if span:
            return span
    return None


def _read_forms(text: str) -> Iterable[Span | None]:
    if len(text) <= _LONGEST:
        for pattern, read in _READERS:
            found = pattern.fullmatch(text)
            if found:
                yield read(found)


def is_month_name(word: str) -> bool:
    """Tell whether a word is a month's name, short ones included.

    >>> is_month_name("Mrz"), is_month_name("Ende")
    (True, False)
    """
    return word.casefold() in _MONTHS


_WITHIN = re.compile(
    rf"\d{{1,2}}\. ?\d{{1,2}}\. ?\d{{4}}|\d{{4}}-\d{{1,2}}(?:-\d{{1,2}})?|(?:\d{{1,2}}\. ?)?{_NAME}\.? \d{{4}}"
    r"|(?<!\d)\d{4}(?!\d)"
)
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


def find_dates(text: str) -> tuple[str, ...]:
    """List the dates within a text that is none, in ISO 8601, to offer them; at most three.

    >>> find_dates("Zensus 2011"), find_dates("01/03/2025")
    (('2011',), ('2025-03-01', '2025-01-03'))
    """
    if slashed := _SLASHED.fullmatch(text):
        one, other, year = map(int, slashed.groups())
        both = (write_iso(year, other, one), write_iso(year, one, other))
        return tuple(dict.fromkeys(filter(None, both)))
    found = (read_span(match[0]) or read_span(match[0][-4:]) for match in _WITHIN.finditer(text[:200]))
    return tuple(dict.fromkeys(span.point for span in found if span and span.point))[:3]
