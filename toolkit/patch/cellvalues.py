"""New values as a worksheet's cells hold them: numbers, days as numbers, texts in the cell itself."""

from __future__ import annotations

import datetime as dt
import math

from toolkit.model.grid import Position, column_letters
from toolkit.patch.markup import escape_cell
from toolkit.patch.patch import NewCell

LONGEST = 32_767
_LEAP_BUG = dt.date(1900, 3, 1)
_DAY = 86_400


def parse_serial(value: dt.date, *, since_1904: bool) -> float | None:
    """Count the days of a date as Excel does, which takes 1900 for a leap year; None before its first day.

    >>> parse_serial(dt.date(2026, 1, 31), since_1904=False), parse_serial(dt.date(1899, 1, 1), since_1904=False)
    (46053, None)
    """
    moment = value if isinstance(value, dt.datetime) else dt.datetime(value.year, value.month, value.day)  # noqa: DTZ001 (cells know no time zones)
    day = moment.date()
    first = dt.date(1904, 1, 1) if since_1904 else dt.date(1899, 12, 30)
    days = (day - first).days - (not since_1904 and day < _LEAP_BUG)
    if days < (0 if since_1904 else 1):
        return None
    seconds = moment.hour * 3600 + moment.minute * 60 + moment.second + moment.microsecond / 1e6
    return days + seconds / _DAY if seconds else days


def build_cell(prefix: str, position: Position, style: int | None, value: NewCell, *, since_1904: bool) -> str:
    """Write a cell. A date before Excel's first day becomes a text, as does a number without a size."""
    kind, content = _build_content(prefix, value, since_1904=since_1904)
    address = f"{column_letters(position[1])}{position[0]}"
    attributes = f'r="{address}"' + ("" if style is None else f' s="{style}"') + (f' t="{kind}"' if kind else "")
    if not content:
        return f"<{prefix}c {attributes}/>"
    return f"<{prefix}c {attributes}>{content}</{prefix}c>"


def _build_content(prefix: str, value: NewCell, *, since_1904: bool) -> tuple[str, str]:
    """Give a cell's type and what it holds (ECMA-376 part 1, 18.18.11, ST_CellType)."""
    number: float | None = None
    match value:
        case None | "":
            return "", ""
        case bool():
            return "b", f"<{prefix}v>{int(value)}</{prefix}v>"
        case dt.date():
            number = parse_serial(value, since_1904=since_1904)
        case int() | float() if math.isfinite(value):
            number = value
    if number is not None:
        return "", f"<{prefix}v>{number!r}</{prefix}v>"
    text = value.isoformat() if isinstance(value, dt.date) else str(value)
    return "inlineStr", f'<{prefix}is><{prefix}t xml:space="preserve">{escape_cell(text)}</{prefix}t></{prefix}is>'
