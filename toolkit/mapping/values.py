"""What reading a value gives, and the values that are neither dates nor addresses: sizes, yes and no.

Each parser returns the value together with what was wrong with it; a text that cannot be read gives no value. No parser
raises, whatever the cell holds.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Generic, TypeVar

from toolkit.mapping.numbers import parse_number
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
    detail: str | Message = ""
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
    named, number = (found[2] or unit).upper(), parse_number(found[1])
    return _bytes(float(number), "B" if named.startswith("BYTE") else named) if number is not None else _no_size()


def _bytes(number: float, unit: str) -> Parsed[int]:
    """Count bytes; a negative number or a part of a byte is no size."""
    factor = _UNITS[unit]
    if not math.isfinite(number) or number < 0 or (factor == 1 and not number.is_integer()):
        return _no_size()
    return Parsed(round(number * factor))


def _no_size() -> Parsed[int]:
    return Parsed(None, Trouble("size-invalid", _SIZE_EXPECTED))


_YES = frozenset({"ja", "j", "x", "✓", "✔", "☑", "√", "yes", "y", "true", "wahr", "1", "trifft zu", "zutreffend"})
_NO = frozenset({"nein", "n", "no", "false", "falsch", "0", "nicht", "trifft nicht zu", "nicht zutreffend"})
_RESTRICTED = frozenset(
    {
        "mit einschränkungen", "mit einschränkung", "mit auflagen", "mit auflage", "mit bedingungen", "mit vorbehalt",
        "eingeschränkt", "bedingt", "teilweise", "teils", "zum teil", "z. t.", "z.t.", "partiell", "auszugsweise",
        "unter auflagen", "unter bedingungen", "unter vorbehalt", "unter einschränkungen", "mit ausnahmen",
        "eingeschränkt möglich", "bedingt möglich", "teilweise möglich", "teils, teils", "teils teils",
        "with restrictions", "restricted", "partly",
    }
)  # fmt: skip
_FIRST_WORD = re.compile(r"(ja|yes|nein|no)(?![^\W\d_])(?P<rest>.*)")
# What makes a yes conditional, and a no doubtful.
_CONDITION = re.compile(
    r"(?<![^\W\d_])(?:aber|nur|wenn|falls|sofern|soweit|jedoch|außer|ausgenommen|ohne|mit|unter|nach|bis auf|teil\w*|"
    r"z\. ?t\.|zum|eingeschränkt\w*|bedingt\w*|anonymisiert|pseudonymisiert|aggregiert|but|only|if|except|"
    r"with|without|partly)(?![^\W\d_])"
)
_DOUBT = re.compile(
    r"\?|(?<![^\W\d_])(?:ja|nein|yes|no|oder|or|unklar\w*|offen\w*|geprüft|prüf\w*|klär\w*|vielleicht|evtl|eventuell|ggf|"
    r"gegebenenfalls|vermutlich|wahrscheinlich|voraussichtlich|vorauss|eigentlich|noch|erst|unbekannt|später|geplant|ab|"
    r"unsicher|fraglich|maybe)(?![^\W\d_])"
)
# A form of Word: ☒ ja ☐ nein.
_TICKED = re.compile(r"[☒☑✓✔✗✘x](?= ?(?:ja|nein|yes|no)\b) ?(ja|nein|yes|no)\b")
_BOX = "☐"


def parse_answer(text: str) -> str:
    """Read yes, no, or a yes with conditions (restricted); everything else is unknown, and unknown never means public.

    A sentence counts by its first word: a condition behind a yes makes it restricted, one behind a no makes it
    unknown, and so does every sign of doubt. A cross (✗, ☒) alone may mean either and is unknown.

    >>> parse_answer("Ja"), parse_answer("n"), parse_answer("vielleicht")
    ('yes', 'no', 'unknown')
    >>> parse_answer("mit Einschränkungen"), parse_answer("ja, aber nur intern"), parse_answer("nein, Verträge")
    ('restricted', 'restricted', 'no')
    """
    word = clean(text).casefold().rstrip(".!") if text else ""
    if word in _YES or word in _NO or word in _RESTRICTED or f"{word}." in _RESTRICTED:
        return "yes" if word in _YES else "no" if word in _NO else "restricted"
    if _BOX in word:
        return _read_boxes(word)
    found = _FIRST_WORD.fullmatch(word)
    return _read_sentence(is_yes=found[1] in _YES, rest=found["rest"]) if found else "unknown"


def _read_boxes(word: str) -> str:
    """Read boxes of which exactly one is ticked."""
    ticked = _TICKED.findall(word)
    if len(ticked) != 1 or word.count(_BOX) != 1:
        return "unknown"
    return "yes" if ticked[0] in _YES else "no"


def _read_sentence(*, is_yes: bool, rest: str) -> str:
    """Read what follows a yes or a no."""
    if not rest.strip(" ,;:-–()") or _DOUBT.search(rest) or rest[0] in "/*":
        return "unknown"
    if _CONDITION.search(rest):
        return "restricted" if is_yes else "unknown"
    return "unknown" if is_yes or rest.lstrip()[0] not in ",;:-–(" else "no"
