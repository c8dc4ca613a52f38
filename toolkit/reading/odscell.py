"""One cell of an OpenDocument spreadsheet: its value, its text as shown, where it leads to, and what is noted there."""

from __future__ import annotations

import datetime as dt
import math
import re
from typing import TYPE_CHECKING

from toolkit.model.grid import CellError, CellValue
from toolkit.reading.handback import strip_comment

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_XLINK = "{http://www.w3.org/1999/xlink}"
_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"

_VALUE_TYPE = f"{OFFICE}value-type"
_CALC_TYPE = f"{_CALC}value-type"
_FORMULA = f"{TABLE}formula"
_STRING_VALUE = f"{OFFICE}string-value"
_VALUE = f"{OFFICE}value"
_PARAGRAPH = f"{TEXT}p"
_ANNOTATION = f"{OFFICE}annotation"
_WHOLE = re.compile(r"-?\d{1,15}")
_DATE = re.compile(r"(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)\d*)?Z?")
_DURATION = re.compile(r"(-?)P(?:(\d{1,7})D)?T?(?:(\d{1,7})H)?(?:(\d{1,7})M)?(?:(\d{1,7}(?:[.,]\d+)?)S)?")
_ERROR = re.compile(r"#(?:[A-ZÄÖÜ/0]+[!?]|N/A|NV)|(?:Err|Fehler):\d{3}")
_NUMBERED = re.compile(r'([^\d"]*)(\d+)([^\d"]*)')
_MOST_BLANKS = 10_000


def read_value(cell: Element, shown: str, *, long: bool) -> CellValue:
    """Give a cell's value; ``shown`` is its text, ``long`` whether its format counts hours beyond a day (``[HH]:MM``).

    A value that its type cannot explain is left as the text that is shown (OpenDocument 1.3 part 3, 19.385).
    """
    kind = cell.get(_VALUE_TYPE, "")
    if (cell.get(_CALC_TYPE) == "error" or _FORMULA in cell.attrib) and is_error(cell, shown):
        return CellError(shown or "#ERROR!")
    match kind:
        case "string" | "":
            return cell.get(_STRING_VALUE) or shown or None
        case "float" | "percentage" | "currency":
            return _parse_number(cell.get(_VALUE, ""), shown)
        case "boolean":
            return cell.get(f"{OFFICE}boolean-value") == "true"
        case "date":
            return _parse_date(cell.get(f"{OFFICE}date-value", ""), shown)
        case "time":
            return _parse_time(cell.get(f"{OFFICE}time-value", ""), shown, long=long)
        case _:
            return shown or None


def is_error(cell: Element, shown: str) -> bool:
    """Tell whether a formula was calculated to an error: newer files say so, older ones show it."""
    return cell.get(_CALC_TYPE) == "error" or bool(_ERROR.fullmatch(shown))


def is_uncached(cell: Element) -> bool:
    """Tell whether a cell has a formula that was never calculated."""
    return _FORMULA in cell.attrib and _VALUE_TYPE not in cell.attrib and cell.find(_PARAGRAPH) is None


def _parse_number(text: str, shown: str) -> CellValue:
    """Read a number; whole ones stay whole."""
    if _WHOLE.fullmatch(text):
        return int(text)
    try:
        number = float(text)
    except ValueError:
        return shown or None
    return number if math.isfinite(number) else CellError(shown or "#NUM!")


def _parse_date(text: str, shown: str) -> CellValue:
    """Read a date, or a date with a time of day."""
    found = _DATE.fullmatch(text)
    try:
        if found and found[2]:
            return dt.datetime.fromisoformat(f"{found[1]}T{found[2]}")
        return dt.date.fromisoformat(found[1]) if found else shown or text or None
    except ValueError:
        return shown or text or None


def _parse_time(text: str, shown: str, *, long: bool) -> CellValue:
    """Read a time of day, or a duration."""
    found = _DURATION.fullmatch(text)
    if not found or text.endswith(("P", "T")):
        return shown or text or None
    sign, days, hours, minutes, seconds = found.groups()
    try:
        length = dt.timedelta(
            days=int(days or 0),
            hours=int(hours or 0),
            minutes=int(minutes or 0),
            seconds=float((seconds or "0").replace(",", ".")),
        )
    except OverflowError:
        return shown or text
    if long or sign or length >= dt.timedelta(days=1):
        return -length if sign else length
    return (dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + length).time()


def read_text(cell: Element) -> str:
    """Give a cell's text as shown: paragraphs as lines, without the notes at it."""
    if len(cell) == 1 and not len(cell[0]):
        return (cell[0].text or "") if cell[0].tag == _PARAGRAPH else ""
    return "\n".join(_read_paragraph(child) for child in cell if child.tag == _PARAGRAPH)


def read_comment(cell: Element) -> str:
    """Give the comments at a cell, without their authors and dates, and without what Bestand wrote itself."""
    notes = ("\n".join(map(_read_paragraph, child.iter(_PARAGRAPH))) for child in cell if child.tag == _ANNOTATION)
    return "\n".join(filter(None, map(strip_comment, notes))).strip()


def read_link(cell: Element) -> str:
    """Give where a cell leads to; with several links in it, the first.

    A relative address is written from within the archive, so that ``../daten.csv`` lies beside the workbook.
    """
    for child in cell:
        if child.tag != _PARAGRAPH:
            continue
        for link in child.iter(f"{TEXT}a"):
            target = link.get(f"{_XLINK}href", "").strip()
            if target:
                return target.removeprefix("../")
    return ""


def _read_paragraph(paragraph: Element) -> str:
    """Put a paragraph's text together; blanks, tabs and line breaks have elements of their own (part 3, 6.1)."""
    parts: list[str] = []
    todo: list[Element | str] = [paragraph]
    while todo:
        item = todo.pop()
        if isinstance(item, str):
            parts.append(item)
            continue
        parts.append(_read_sign(item))
        if item.tag != _ANNOTATION:
            parts.append(item.text or "")
            for child in reversed(item):
                todo.extend((child.tail or "", child))
    return "".join(parts)


def _read_sign(element: Element) -> str:
    """Give the blank, tab or line break that an element stands for."""
    match element.tag.removeprefix(TEXT):
        case "s":
            count = element.get(f"{TEXT}c", "1")
            return " " * min(int(count) if count.isdecimal() else 1, _MOST_BLANKS)
        case "tab":
            return "\t"
        case "line-break":
            return "\n"
        case _:
            return ""


def find_format(value: CellValue, shown: str) -> str:
    """Give a number format that shows a whole number as the cell does, where it shows more than its digits, else "".

    >>> find_format(7, "007"), find_format(17, "GA-017"), find_format(7, "7"), find_format(1000, "1.000")
    ('000', '"GA-"000', '', '')
    """
    if isinstance(value, bool) or not isinstance(value, int) or shown == str(value):
        return ""
    found = _NUMBERED.fullmatch(shown)
    if value < 0 or not found or int(found[2]) != value:
        return ""
    before, after = (f'"{text}"' if text else "" for text in (found[1], found[3]))
    return f"{before}{'0' * len(found[2])}{after}"
