"""Reads durations, such as the time between two measurements, into ISO 8601 as XML Schema writes it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from toolkit.mapping.numbers import parse_number
from toolkit.mapping.values import Parsed, Trouble
from toolkit.model.grid import CellValue, show
from toolkit.model.message import say
from toolkit.reading.text import clean

_EXPECTED = say("a duration such as 15 Minuten, 1 Jahr, monatlich or PT15M")
_ISO = re.compile(
    r"P(?=\d|T\d)(?:\d{1,9}Y)?(?:\d{1,9}M)?(?P<weeks>\d{1,9}W)?(?:\d{1,9}D)?"
    r"(?:T(?=\d)(?:\d{1,9}H)?(?:\d{1,9}M)?(?:\d{1,9}(?:[.,]\d{1,9})?S)?)?",
    re.IGNORECASE,
)
_UNITS = {
    "sekunde": (1, "S"), "sek": (1, "S"), "s": (1, "S"), "sekünd": (1, "S"), "second": (1, "S"),
    "minute": (1, "m"), "min": (1, "m"), "minüt": (1, "m"),
    "viertelstunde": (15, "m"), "viertelstünd": (15, "m"), "halbstunde": (30, "m"), "halbstünd": (30, "m"),
    "stunde": (1, "H"), "std": (1, "H"), "h": (1, "H"), "stünd": (1, "H"), "hour": (1, "H"),
    "tag": (1, "D"), "täg": (1, "D"), "taeg": (1, "D"), "day": (1, "D"), "d": (1, "D"), "arbeitstäg": (1, "D"),
    "woche": (7, "D"), "wöchent": (7, "D"), "woechent": (7, "D"), "wöch": (7, "D"), "week": (7, "D"), "dai": (1, "D"),
    "monat": (1, "M"), "month": (1, "M"), "quartal": (3, "M"), "vierteljahr": (3, "M"), "vierteljähr": (3, "M"),
    "halbjahr": (6, "M"), "halbjähr": (6, "M"), "semester": (6, "M"),
    "jahr": (1, "Y"), "jähr": (1, "Y"), "jaehr": (1, "Y"), "year": (1, "Y"), "jahrzehnt": (10, "Y"),
    "jahrhundert": (100, "Y"),
}  # fmt: skip
_BELOW = {"Y": (12, "M"), "M": (None, ""), "D": (24, "H"), "H": (60, "m"), "m": (60, "S"), "S": (None, "")}
"""What a part of a unit is counted in, and how many of them make one; parts of months have no fixed length."""

_NUMBERS = {
    "ein": "1", "eine": "1", "einem": "1", "einen": "1", "einer": "1", "zwei": "2", "drei": "3", "vier": "4",
    "fünf": "5", "sechs": "6", "sieben": "7", "acht": "8", "neun": "9", "zehn": "10", "elf": "11", "zwölf": "12",
    "vierzehn": "14", "fünfzehn": "15", "dreißig": "30", "halbe": "0,5", "halbes": "0,5", "halber": "0,5",
    "ein halbes": "0,5", "eine halbe": "0,5", "ein halber": "0,5", "½": "0,5", "¼": "0,25", "anderthalb": "1,5",
    "eineinhalb": "1,5",
}  # fmt: skip
_COUNT = "|".join(sorted(map(re.escape, _NUMBERS), key=len, reverse=True))
_UNIT = "|".join(sorted(_UNITS, key=len, reverse=True))
_ENDING = r"(?:e|en|n|s|es|er|lich|liche|licher|lichen|ig|ige|iger|igen|weise|sweise|ly)?\.?"
_OF = (
    "werte?|mittel|mittelwerte?|summen?|zahlen|daten|takt|raster|intervall|auflösung|schritte?|rhythmus|basis|ebene|"
    "genau|scharf"
)
_WORDS = re.compile(
    rf"(?:(?:alle|aller|je|jede[nrs]?|pro|im|in|einmal|1 ?x|1mal|jeweils|auf) )?"
    rf"(?:(?P<count>\d{{1,9}}(?:[.,]\d{{1,3}})?|{_COUNT})[ -]?)?(?P<unit>{_UNIT}){_ENDING}"
    rf"(?:[ -]?(?:{_OF}))?",
    re.IGNORECASE,
)


def parse_duration(value: CellValue) -> Parsed[str]:
    """Read a duration in words, as ISO 8601 writes it, or as a time of a spreadsheet; weeks become days.

    >>> [parse_duration(text).value for text in ("monatlich", "15 Minuten", "Tageswerte", "P1Y", "alle zwei Wochen")]
    ['P1M', 'PT15M', 'P1D', 'P1Y', 'P14D']
    >>> parse_duration("unregelmäßig").trouble.code
    'duration-invalid'
    """
    iso = _read_time(value) or _read_text(clean(show(value)))
    return Parsed(iso) if iso else Parsed(None, Trouble("duration-invalid", _EXPECTED))


def _read_time(value: CellValue) -> str:
    """Read a time of day or a span of time of a spreadsheet: 00:15 is a quarter of an hour."""
    if isinstance(value, dt.time):
        value = dt.timedelta(hours=value.hour, minutes=value.minute, seconds=value.second)
    if not isinstance(value, dt.timedelta) or value <= dt.timedelta():
        return ""
    minutes, seconds = divmod(value.seconds, 60)
    parts = [(value.days, "D"), (minutes // 60, "H"), (minutes % 60, "m"), (seconds, "S")]
    return _write((Decimal(count), unit) for count, unit in parts if count)


@lru_cache(maxsize=4096)
def _read_text(text: str) -> str:
    """Read a duration's text; empty where it is none."""
    if found := _ISO.fullmatch(text):
        return _read_iso(text.upper().replace(",", "."), found["weeks"])
    found = _WORDS.fullmatch(text)
    if not found:
        return ""
    times, unit = _UNITS[found["unit"].casefold()]
    count = parse_number(_NUMBERS.get((found["count"] or "1").casefold(), found["count"] or "1"))
    return _write(_whole(count * times, unit)) if count else ""


def _read_iso(text: str, weeks: str | None) -> str:
    """Write weeks, which stand alone in ISO 8601 and are unknown to XML Schema, as days; no length is no duration."""
    if not re.search("[1-9]", text):
        return ""
    if weeks:
        return f"P{int(weeks[:-1]) * 7}D" if text == f"P{weeks.upper()}" else ""
    return text


def _whole(count: Decimal, unit: str) -> Iterator[tuple[Decimal, str]]:
    """Count in smaller units what is no whole number: 1,5 hours are 90 minutes; half a month is nothing sure."""
    while count != count.to_integral_value() and unit != "S":
        factor, unit = _BELOW[unit]
        if factor is None:
            return
        count *= factor
    yield count, unit


def _write(parts: Iterator[tuple[Decimal, str]]) -> str:
    """Write counted units; hours, minutes (m) and seconds stand after a T."""
    given = list(parts)
    days = "".join(f"{count.normalize():f}{unit}" for count, unit in given if unit in "YMD")
    times = "".join(f"{count.normalize():f}{unit.upper()}" for count, unit in given if unit in "HmS")
    return f"P{days}{'T' + times if times else ''}" if given else ""
