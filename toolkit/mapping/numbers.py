"""Reads numbers as Germans write them: 1.234,5 as well as 1234.5."""

from __future__ import annotations

import math
import re
from decimal import Decimal

from toolkit.model.grid import CellValue, show
from toolkit.reading.text import clean

_GROUPED = re.compile(r"\d{1,3}(?:[. ’']\d{3})+(?:,\d{1,20})?")
_PLAIN = re.compile(r"\d{1,20}(?:[.,]\d{1,20})?")
_TOO_LARGE = 10**20
_ENGLISH = re.compile(r"\d{1,3}(?:,\d{3})+\.\d{1,20}|\d{1,3}(?:,\d{3}){2,}")


def parse_number(value: CellValue, *, point_groups: bool = True) -> Decimal | None:
    """Read a number; None where there is none. A single point before three digits groups thousands, as Germans write.

    ``point_groups=False`` reads that point as a decimal one, as coordinates have it.

    >>> parse_number("1.234,5"), parse_number("1,234.5"), parse_number("-3,5"), parse_number("zwei")
    (Decimal('1234.5'), Decimal('1234.5'), Decimal('-3.5'), None)
    >>> parse_number("8.143"), parse_number("8.143", point_groups=False)
    (Decimal('8143'), Decimal('8.143'))
    """
    if isinstance(value, bool) or (isinstance(value, int) and abs(value) >= _TOO_LARGE):
        return None
    if isinstance(value, int | float):
        return Decimal(str(value)) if math.isfinite(value) and abs(value) < _TOO_LARGE else None
    text = clean(show(value)).replace("\u2212", "-")
    sign, digits = (-1, text[1:].lstrip()) if text[:1] == "-" else (1, text.removeprefix("+"))
    number = _read_digits(digits, point_groups=point_groups)
    return None if number is None else sign * number


def _read_digits(digits: str, *, point_groups: bool) -> Decimal | None:
    """Read a number without its sign."""
    if not digits.isascii():
        digits = digits.replace("’", "'")
    if not digits.isascii():
        return None
    if _ENGLISH.fullmatch(digits):
        return Decimal(digits.replace(",", ""))
    if _GROUPED.fullmatch(digits) and (point_groups or digits.count(".") != 1 or "," in digits):
        return Decimal(re.sub("[. ']", "", digits).replace(",", "."))
    return Decimal(digits.replace(",", ".")) if _PLAIN.fullmatch(digits) else None
