"""Reads dates and periods as inventories write them, into ISO 8601 with the precision that was given."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Literal, TypeAlias

from toolkit.mapping.spans import Span, build_span, find_dates, is_month_name, read_number, read_span, strip_words
from toolkit.mapping.values import Parsed, Trouble
from toolkit.model.grid import CellValue, show
from toolkit.model.message import say
from toolkit.reading.text import clean

Edge: TypeAlias = Literal["", "start", "end"]
"""Which end of a period a date is: a quarter begins with its first month and ends with its last."""

_DATE_EXPECTED = say("a date such as 01.03.2025, 2025-03-01, März 2025 or 2025")


def parse_date(value: CellValue, edge: Edge = "") -> Parsed[str]:
    """Read a date cell, a number of days or a date's text into ISO 8601; a time of day is left out.

    What covers several months is as precise as is sure: a quarter is its year, and a month of it only as the ``edge``
    of a period. Numbers from 20000 to 60000 are days as spreadsheet programs count them; a text of such digits is not
    taken for one but offered.

    >>> parse_date("01.03.2025").value, parse_date("März 2024").value, parse_date(45292).value
    ('2025-03-01', '2024-03', '2024-01-01')
    >>> parse_date("Q1/2021").value, parse_date("Q1/2021", "start").value, parse_date("Q1/2021", "end").value
    ('2021', '2021-01', '2021-03')
    >>> parse_date("31.02.2025").trouble.code
    'date-invalid'
    """
    span = _span_of(value)
    iso = (getattr(span, edge) if edge else span.point) if span else ""
    if iso:
        return Parsed(iso)
    nearest = dict.fromkeys((span.start, span.end)) if span else _offer(value)
    return Parsed(None, Trouble("date-invalid", _DATE_EXPECTED, tuple(nearest)))


def _span_of(value: CellValue) -> Span | None:
    """Read a cell of any kind; a yes or no, a time of day and a duration are no dates."""
    match value:
        case dt.datetime():
            return build_span(value.date().isoformat())
        case dt.date():
            return build_span(value.isoformat())
        case bool() | None:
            return None
        case int() | float():
            return read_number(value)
        case _:
            return read_span(clean(show(value)))


def _offer(value: CellValue) -> tuple[str, ...]:
    """Give dates that a cell may mean: those within its text, or the day that it counts."""
    text = clean(value) if isinstance(value, str) else ""
    if re.fullmatch(r"\d{5}(?:[.,]\d{1,15})?", text):
        span = read_number(int(text[:5]))
        return (span.point,) if span else ()
    return find_dates(text)


# A hyphen within an ISO month or date separates nothing: 2024-01 bis 2024-04.
_RANGE = re.compile(
    r" ?(?:–|\bbis\b) ?(?:(?:zum|einschl\.|einschließlich)(?![^\W\d_]) ?)?| - ?| ?- |(?<=\d{4})-(?=\d{4})"
    r"|(?<=\d{4})-(?=\d{1,2}[./])(?!\d{2}/\d{4}-)|(?<=\d\.)-(?=\d)|(?<=[^\W\d_])-(?=[^\W\d_])|(?<=Q\d)-(?=Q\d)|(?<=-\d{2})/(?=\d{4}-)",
    re.IGNORECASE,
)
# Em dash, figure dash, horizontal bar, minus sign; hyphen, non-breaking hyphen.
_DASHES = {ord(dash): "–" for dash in "\u2014\u2012\u2015\u2212"} | {ord(hyphen): "-" for hyphen in "\u2010\u2011"}
_LASTING = "heute|laufend|fortlaufend|offen|jetzt|dato|andauernd|gegenwart|aktuell|unbegrenzt"
_OPEN = frozenset({"", *_LASTING.split("|")})
_ONGOING = re.compile(rf"(?:{_LASTING})[,:]? (?=(?:seit|ab)\b)", re.IGNORECASE)
_ENDLESS = re.compile(rf"(?: ?ff?\.?| ?\+|,? \(?(?:{_LASTING})\)?)", re.IGNORECASE)
_PERIOD_EXPECTED = say("a period such as 2008–2020, seit 2012 or 01.01.2020 – 31.12.2020")


def parse_period(value: CellValue) -> Parsed[tuple[str, str]]:
    """Read a period into start and end; an open end is empty, a single date is both.

    >>> parse_period("2008–2020").value, parse_period("seit 2012").value, parse_period(2019).value
    (('2008', '2020'), ('2012', ''), ('2019', '2019'))
    >>> parse_period("Q1/2021 – Q3/2022").value, parse_period("Schuljahr 2022/23").value
    (('2021-01', '2022-09'), ('2022-08', '2023-07'))
    >>> parse_period("laufend").value, parse_period("2012, 2015").trouble.nearest
    (None, ('2012–2015',))
    """
    text = _ONGOING.sub("", clean(show(value)).translate(_DASHES))
    single = _span_of(value if not isinstance(value, str) else text)
    if single:
        return Parsed(_open_period(single, text.casefold()))
    period = _read_endless(text) or _read_range(text) or _read_years(text)
    if period:
        return Parsed(period)
    return Parsed(None, Trouble("date-invalid", _PERIOD_EXPECTED, _offer_periods(value, text)))


def _open_period(single: Span, text: str) -> tuple[str, str]:
    """Make a period of one date by the word before it."""
    if re.match(r"(?:seit|ab)\b", text):
        return single.start, ""
    return ("", single.end) if re.match(r"bis\b", text) else (single.start, single.end)


def _read_endless(text: str) -> tuple[str, str] | None:
    """Read what goes on from a date: 2012 ff., 2012+, 2012 (laufend)."""
    for found in _ENDLESS.finditer(text):
        if found.end() == len(text):
            span = read_span(text[: found.start()])
            return (span.start, "") if span else None
    return None


def _read_range(text: str) -> tuple[str, str] | None:
    """Read two dates and what stands between them; the first takes from the second what it lacks."""
    ends = _RANGE.split(text)
    if len(ends) != 2:
        return None
    first, last = ends
    end = read_span(last)
    start = read_span(first) or (_complete(first, last) if end else None)
    if not start or not (end or strip_words(last).casefold() in _OPEN):
        return None
    if end and _is_before(end.end, start.start):
        return None
    return start.start, end.end if end else ""


def _complete(first: str, last: str) -> Span | None:
    """Read the first of two dates with the year, or the month and year, of the second: 01.01.–31.12.2020."""
    year, day = re.search(r"\d{4}$", last), re.match(r"\d{1,2}\.(?P<rest>.*)", last)
    if not year or year.start() == 0:
        return None
    given = strip_words(first)
    between = ("/",) if given.isdigit() else ("", " ")
    candidates = [f"{given}{sign}{year[0]}" for sign in between]
    if day and re.fullmatch(r"\d{1,2}\.", given):
        candidates = [given + day["rest"]]
    return next(filter(None, map(read_span, candidates)), None)


def _list_years(text: str) -> Iterator[int]:
    """List the years of a list that holds nothing else."""
    parts = re.split(r" ?[,;/&+] ?| und ", text)
    if len(parts) > 1 and all(re.fullmatch(r"[12]\d{3}", part) for part in parts):
        yield from sorted(map(int, parts))


def _read_years(text: str) -> tuple[str, str] | None:
    """Read a list of years without a gap."""
    years = list(_list_years(text))
    if not years or years != list(range(years[0], years[0] + len(years))) or years[-1] > 2100:
        return None
    return str(years[0]), str(years[-1])


def _offer_periods(value: CellValue, text: str) -> tuple[str, ...]:
    """Give periods that a cell may mean: a list of years with gaps as a whole, or the dates within a text."""
    years = list(_list_years(text))
    return (f"{years[0]}–{years[-1]}",) if years and years[0] < years[-1] <= 2100 else _offer(value)


def _is_before(end: str, start: str) -> bool:
    """Compare two dates as far as both are precise."""
    shared = min(len(end), len(start))
    return end[:shared] < start[:shared]


_APPROVED_DAY = re.compile(
    r"\d{1,2}\. ?\d{1,2}\. ?(?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2}|(?:\d{1,2}\. ?)?([^\W\d_]+)\.? \d{4}"
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
    found = _APPROVED_DAY.fullmatch(text)
    if not found or (found[1] and not is_month_name(found[1])):
        return False
    return parse_date(text).value is not None
