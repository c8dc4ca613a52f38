"""Texts, days, numbers and durations as literals; what lacks its form is none, so that no literal is ever wrong."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import Final

from toolkit.dcat.term import Text

_DATE_TYPES: Final = {4: "xsd:gYear", 7: "xsd:gYearMonth", 10: "xsd:date"}
_TIME = re.compile(
    r"(?P<minute>\d{4}-\d{2}-\d{2}T\d{2}:\d{2})(?P<second>:\d{2})?(?P<rest>\.\d+)?(?P<zone>Z|[+-]\d{2}:\d{2})?"
)
_DAY = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
_DECIMAL = re.compile(r"\d{1,30}(?:\.\d{1,30})?")
_DURATION = re.compile(
    r"P(?=.)(?:\d{1,9}Y)?(?:\d{1,9}M)?(?:\d{1,9}D)?(?:T(?=.)(?:\d{1,9}H)?(?:\d{1,9}M)?(?:\d{1,9}(?:\.\d{1,9})?S)?)?"
)
_HEX = re.compile(r"(?:[0-9a-fA-F]{2})+")
_KEPT = frozenset("\t\n")


def clean_text(text: str) -> str:
    r"""Give a text that every form of RDF can hold: without control characters, lines ending in a line feed.

    XML 1.0 allows neither control characters nor half surrogate pairs, and reads each end of a line as a line feed.

    >>> clean_text("Zeile 1\r\nZeile\x0b 2")
    'Zeile 1\nZeile 2'
    """
    if text.isprintable():
        return text
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(char for char in lines if char in _KEPT or not _is_unfit(char))


def _is_unfit(char: str) -> bool:
    """Tell whether a character must not stand in a text: control characters, surrogates, what is no character."""
    return unicodedata.category(char) in {"Cc", "Cs"} or ord(char) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(char) <= 0xFDEF


def build_date(text: str) -> Text | None:
    """Type a day, a month, a year or a point in time as precisely as it is said; None for what is no such thing.

    >>> build_date("2024"), build_date("2024-02-30")
    (Text(value='2024', language='', datatype='xsd:gYear'), None)
    """
    if _DAY.fullmatch(text):
        is_day = _is_time(text + "0001-01-01"[len(text) :])
        return Text(text, datatype=_DATE_TYPES[len(text)]) if is_day else None
    found = _TIME.fullmatch(text)
    if not found or not _is_time(found["minute"] + (found["second"] or "") + (found["zone"] or "")):
        return None
    value = f"{found['minute']}{found['second'] or ':00'}{found['rest'] or ''}{found['zone'] or ''}"
    return Text(value, datatype="xsd:dateTime")


def _is_time(text: str) -> bool:
    """Tell whether the calendar knows a day, or a time of one."""
    try:
        dt.datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def build_decimal(text: str) -> Text | None:
    """Type a decimal number; None for what is none.

    >>> build_decimal("0.5").datatype, build_decimal("5 m")
    ('xsd:decimal', None)
    """
    return Text(text, datatype="xsd:decimal") if _DECIMAL.fullmatch(text) and text.isascii() else None


def build_duration(text: str) -> Text | None:
    """Type an ISO 8601 duration; None for what is none.

    >>> build_duration("PT15M").datatype, build_duration("monatlich")
    ('xsd:duration', None)
    """
    return Text(text, datatype="xsd:duration") if _DURATION.fullmatch(text) and text.isascii() else None


def build_hex(text: str) -> Text | None:
    """Type a checksum's digits; None for what is no hexadecimal number of whole bytes."""
    return Text(text, datatype="xsd:hexBinary") if _HEX.fullmatch(text) else None
