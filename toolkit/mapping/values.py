"""What reading a value gives, and the values that are neither dates nor addresses: sizes, yes and no.

Each parser returns the value together with what was wrong with it; a text that cannot be read gives no value. No parser
raises, whatever the cell holds.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Generic, TypeVar

from toolkit.model.grid import CellValue, show
from toolkit.model.message import Message, say
from toolkit.reading.text import clean

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with a value.

    ``code`` is the rule's, ``expected`` what would be understood, ``nearest`` accepted values nearby, ``detail`` what
    the rule's sentence needs besides. ``text`` is the part of the cell that is meant; empty means the whole cell.
    """

    code: str
    expected: Message
    nearest: tuple[str, ...] = ()
    detail: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Parsed(Generic[T]):
    """A value, or none, and the trouble that it made, or none."""

    value: T | None
    trouble: Trouble | None = None


_UNITS = {"": 1, "B": 1, "KB": 1000, "MB": 1000**2, "GB": 1000**3, "TB": 1000**4}
_UNITS |= {"KIB": 1024, "MIB": 1024**2, "GIB": 1024**3, "TIB": 1024**4}
_SIZE = re.compile(
    r"(\d{1,3}(?:[. ]\d{3})+(?:,\d{1,20})?|\d{1,20}(?:[.,]\d{1,20})?) ?([KMGT]i?B|B|Bytes?)?", re.IGNORECASE
)
_DECIMAL_POINT = re.compile(r"\d+\.(?:\d{1,2}|\d{4,})")
_SIZE_EXPECTED = say("a size such as 1,2 MB or 350 KB")


def parse_size(value: CellValue, unit: str = "") -> Parsed[int]:
    """Read a file's size into bytes; ``unit`` holds for numbers that name none (1 KB is 1000 bytes, 1 KiB is 1024).

    A point before three digits groups thousands, as Germans write it. A fraction without a unit is no size, for there
    are no parts of bytes.

    >>> parse_size("1,2 MB").value, parse_size(350, "KB").value, parse_size("1.200 KB").value
    (1200000, 350000, 1200000)
    >>> parse_size("0,5").value, parse_size("0,5", "MB").value
    (None, 500000)
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _bytes(float(value), unit) if 0 <= value < 1e20 else _no_size()
    found = _SIZE.fullmatch(clean(show(value)))
    if not found:
        return _no_size()
    named = (found[2] or unit).upper()
    return _bytes(_read_number(found[1]), "B" if named.startswith("BYTE") else named)


def _read_number(digits: str) -> float:
    """Read a number as Germans write it; a single point that cannot group thousands is a decimal one."""
    if _DECIMAL_POINT.fullmatch(digits):
        return float(digits)
    return float(digits.replace(".", "").replace(" ", "").replace(",", "."))


def _bytes(number: float, unit: str) -> Parsed[int]:
    """Count bytes; a negative number or a part of a byte is no size."""
    factor = _UNITS[unit]
    if not math.isfinite(number) or number < 0 or (factor == 1 and not number.is_integer()):
        return _no_size()
    return Parsed(round(number * factor))


def _no_size() -> Parsed[int]:
    return Parsed(None, Trouble("size-invalid", _SIZE_EXPECTED))


_YES = frozenset({"ja", "j", "x", "✓", "✔", "yes", "y", "true", "wahr", "1"})
_NO = frozenset({"nein", "n", "no", "false", "falsch", "0"})


def parse_answer(text: str) -> str:
    """Read yes or no; everything else is unknown, and unknown never means public.

    >>> parse_answer("Ja"), parse_answer("n"), parse_answer("vielleicht")
    ('yes', 'no', 'unknown')
    """
    word = clean(text).casefold().rstrip(".!")
    return "yes" if word in _YES else "no" if word in _NO else "unknown"
