"""Tells what kind of thing a cell holds: a date, a web address, a yes or no, a place in the office's network."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache

from toolkit.mapping.addresses import parse_email, parse_url
from toolkit.mapping.dates import parse_date, parse_period
from toolkit.mapping.values import parse_answer
from toolkit.model.grid import CellError, CellValue, show
from toolkit.proposals.proposal import ValueKind
from toolkit.reading.text import clean

LONG = 100
"""Texts with more characters than this are prose."""

_DRIVE = re.compile(
    r"(?:[A-Za-z]:[\\/]|\\\\|//[\w.-]+/\w|file:|/(?:home|mnt|srv|data|daten|vol|share)/)", re.IGNORECASE
)
_FILE = re.compile(r"(?:[^\\/:*?\"<>|]+[\\/])*[^\\/:*?\"<>|\s][^\\/:*?\"<>|]*\.[A-Za-z][A-Za-z0-9]{1,7}")
_SUFFIX = re.compile(
    r"\.(?:csv|tsv|txt|xlsx?|xlsm|xlsb|ods|zip|gz|json|geojson|xml|gml|gpkg|shp|kml|kmz|pdf|docx?|md|parquet|tiff?|dbf|mdb|"
    r"accdb|sql|sav|dwg|dxf)$",
    re.IGNORECASE,
)
_PHONE = re.compile(r"(?:tel\.?:? ?)?(?:\+|0)[\d ()/.\u2013-]{5,24}|\(\d{3,5}\)[\d /.\u2013-]{4,20}", re.IGNORECASE)
_SIZE = re.compile(r"(?:ca\. ?|~ ?|< ?)?\d[\d., ]{0,20} ?(?:[KMGT]i?B|Bytes?|Byte|KByte|MByte)", re.IGNORECASE)
_NUMBER = re.compile(r"[+-]?\d{1,3}(?:[.\u00a0 ]\d{3})*(?:,\d+)? ?[%€]?|[+-]?\d+(?:[.,]\d+)? ?[%€]?")
_IDENTIFIER = re.compile(r"(?=[^\d]*\d)[A-Za-zÄÖÜäöü0-9]+(?:[-_./:#][A-Za-zÄÖÜäöü0-9]+)*|[A-Za-zÄÖÜ]{1,6} ?\d{1,6}")
_SEVERAL = re.compile(r"[\s,;|]+(?=https?://|www\.)", re.IGNORECASE)
_WEB = ("http://", "https://", "www.", "ftp://")
_MARKS = frozenset("x✓✔✗✘☑☒√")
_LASTING = frozenset({"laufend", "fortlaufend", "heute", "bis heute", "andauernd", "present", "ongoing"})
_OPEN_ENDS = re.compile(r"\b(?:seit|ab|bis|laufend|heute|present)\b", re.IGNORECASE)


@lru_cache(maxsize=65536)
def classify_text(text: str) -> ValueKind:
    r"""Tell the kind of a cleaned text.

    >>> classify_text("GA-017"), classify_text("2015-2020"), classify_text("G:\\Amt 67\\baum.xlsx"), classify_text("✓")
    ('identifier', 'period', 'path', 'answer')
    >>> classify_text("03/2024"), classify_text("0201 88-12345"), classify_text("1,2 MB"), classify_text("Umwelt")
    ('date', 'phone', 'size', 'line')
    """
    if text[:8].casefold().startswith(_WEB):
        return "url" if _are_urls(text) else "text" if len(text) > LONG else "line"
    if _DRIVE.match(text):
        return "path"
    if len(text) > LONG:
        return "text"
    if "@" in text:
        return "email" if parse_email(text).value else "line"
    if any(map(str.isdigit, text)):
        return _classify_digits(text)
    if text.casefold() in _MARKS or parse_answer(text) != "unknown":
        return "answer"
    if text.casefold() in _LASTING:
        return "period"
    return "path" if _is_file(text) else "line"


def _classify_digits(text: str) -> ValueKind:
    """Tell the kind of a short text with a digit in it."""
    if parse_date(text).value:
        return "period" if _OPEN_ENDS.match(text) else "date"
    if _NUMBER.fullmatch(text) and not (text[0] == "0" and text.isdigit()):
        return "number"
    if parse_period(text).value:
        return "period"
    if _PHONE.fullmatch(text) and sum(map(str.isdigit, text)) >= 6:
        return "phone"
    if _SIZE.fullmatch(text):
        return "size"
    if _is_file(text):
        return "path"
    return "identifier" if len(text) <= 40 and _IDENTIFIER.fullmatch(text) else "line"


def _are_urls(text: str) -> bool:
    """Tell whether a text that begins like a web address consists of nothing else."""
    return all(_is_url(part) for part in _SEVERAL.split(text) if part)


def _is_url(part: str) -> bool:
    """Tell whether a text is a web address, one without its scheme or with a password included."""
    parsed = parse_url(part)
    trouble = parsed.trouble
    if parsed.value or (trouble and (trouble.nearest or trouble.code == "url-credentials")):
        return True
    return " " not in part and "." in part


def _is_file(text: str) -> bool:
    """Tell whether a text names a file by a suffix that data files have."""
    return bool(_SUFFIX.search(text)) and bool(_FILE.fullmatch(text))


def is_network_path(text: str) -> bool:
    r"""Tell whether a path leads into the office's network, rather than to a file beside the workbook.

    >>> is_network_path("G:\\Amt\\x.csv"), is_network_path("daten/x.csv")
    (True, False)
    """
    return bool(_DRIVE.match(text))


def classify_value(value: CellValue) -> ValueKind:
    """Tell the kind of a filled cell; a whole number that can be a year counts as a date.

    >>> classify_value(2019), classify_value(7), classify_value(True), classify_value(dt.date(2024, 1, 1))
    ('date', 'number', 'answer', 'date')
    """
    match value:
        case CellError():
            return "error"
        case bool():
            return "answer"
        case dt.date():
            return "date"
        case int() | float():
            return "date" if 1900 <= value <= 2100 and value == int(value) else "number"
        case str():
            cleaned = clean(value)
            return (
                "text"
                if len(cleaned) > LONG and "\n" in value and "@" not in value and "://" not in value
                else (classify_text(cleaned))
            )
        case _:
            return classify_text(clean(show(value)))
