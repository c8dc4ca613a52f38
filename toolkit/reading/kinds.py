"""What a single cell looks like, told without any knowledge of its column: a date, an address, a code, a label."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from typing import Literal, TypeAlias

from toolkit.model.grid import CellError, CellValue, show
from toolkit.reading.text import clean

Kind: TypeAlias = Literal["number", "date", "answer", "url", "email", "path", "code", "error", "long", "text"]
"""``answer`` is yes, no or a tick; ``code`` a key such as GA-017; ``long`` a text that fills more than a line."""

PLAIN: frozenset[Kind] = frozenset({"text", "long"})
"""The kinds that say little of a column: words."""

LONG = 80
"""The characters from which a text is no longer one line."""

_BLANKS = 3
"""How many blanks a sentence has at least."""

_PATTERNS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("url", re.compile(r"(?:https?|ftps?)://|www\.", re.IGNORECASE)),
    ("email", re.compile(r"(?:mailto:)?[^\s@]+@[^\s@]+\.\w+$", re.IGNORECASE)),
    ("path", re.compile(r"[A-Za-z]:[\\/]|\\\\\w")),
    ("date", re.compile(r"\d{1,2}\.\s?\d{1,2}\.(?:\d{4}|\d{2})?\b|\d{4}-\d{2}(?:-\d{2})?\b|\d{1,2}/\d{1,2}/\d{2,4}\b")),
    ("number", re.compile(r"[-+]?[\d\s.,']+(?:%|€|[kKMGT]B)?$")),
    (
        "answer",
        re.compile(
            r"(?:ja|nein|j|n|x|yes|no|y|oui|non|s[ií]|n[ãa]o|sim|true|false|wahr|falsch|nei|nee|✓|✔|✗|✘)[.?!]?$",
            re.IGNORECASE,
        ),
    ),
    ("code", re.compile(r"(?=\S*\d)(?:[^\W\d_]{1,10}[-_./ ]?)?\d[\w./-]*$|(?=\S*\d)\w{1,12}(?:[-_./]\w{1,12})+$")),
)
_NUMBERED = re.compile(r"[^\W\d]{3,}[^\d]*?[ _.-]?\d{1,2}$")
_LETTER = re.compile(r"[^\W\d_]|[#№%€]")


def kind_of(value: CellValue) -> Kind:
    """Tell what a filled cell looks like.

    >>> kind_of("https://example.org"), kind_of("12.06.2023"), kind_of("GA-017"), kind_of("ja"), kind_of("Umwelt")
    ('url', 'date', 'code', 'answer', 'text')
    """
    match value:
        case bool():
            return "answer"
        case int() | float() | dt.timedelta() | dt.time():
            return "number"
        case dt.date():
            return "date"
        case CellError():
            return "error"
        case str():
            return _kind_of_text(value if len(value) <= LONG * 4 else value[: LONG * 4])
        case _:
            return "text"


@lru_cache(maxsize=20_000)
def _kind_of_text(text: str) -> Kind:
    """Tell what a text looks like; the first pattern that fits decides."""
    text = clean(text)
    for kind, pattern in _PATTERNS:
        if pattern.match(text):
            return kind
    return "long" if len(text) > LONG else "text"


def text_of(value: CellValue) -> str:
    """Give a cell's text as it counts for headings: shown, in one line, without invisible characters."""
    return clean(value) if isinstance(value, str) else clean(show(value))


def is_year(value: CellValue) -> bool:
    """Tell whether a number is a year, which may well be a heading.

    >>> is_year(2024), is_year(2024.0), is_year(17), is_year("2024")
    (True, True, False, True)
    """
    if isinstance(value, str):
        return bool(re.fullmatch(r"(?:19|20)\d\d", value.strip()))
    return isinstance(value, int | float) and not isinstance(value, bool) and 1900 <= value <= 2100 and value % 1 == 0


def weigh_label(value: CellValue) -> float:
    """Tell how much a filled cell looks like a heading, 0 to 1, whatever its language.

    Headings are short words. Years and dates may be headings; codes, addresses and sentences are not.

    >>> weigh_label("Titel"), weigh_label("Link 2"), weigh_label(2024), weigh_label("GA-017"), weigh_label("ja")
    (1.0, 1.0, 0.6, 0.0, 0.0)
    """
    if isinstance(value, str):
        return _weigh_text(value if len(value) <= LONG * 4 else value[: LONG * 4])
    if is_year(value) or isinstance(value, dt.date):
        return 0.6
    return 0.3 if isinstance(value, CellError) else 0.0


def is_sentence(text: str) -> bool:
    """Tell whether a text is a whole sentence, as values of lists are not.

    >>> is_sentence("Je Datensatz ist eine Zeile auszufüllen."), is_sentence("Bauen und Wohnen")
    (True, False)
    """
    return text[-1:] in {".", "!", "?"} and text.count(" ") >= _BLANKS


@lru_cache(maxsize=20_000)
def _weigh_text(text: str) -> float:
    text = clean(text)
    kind = _kind_of_text(text)
    if kind == "number" and is_year(text):
        return 0.6
    if kind not in PLAIN and not _NUMBERED.match(text):
        return 0.0
    if not _LETTER.search(text):
        return 0.0
    sentence = text.endswith((".", "!")) and text.count(" ") >= _BLANKS
    if sentence:
        return 0.3 * (len(text) <= 100)
    return next((weight for size, weight in ((40, 1.0), (60, 0.9), (100, 0.6)) if len(text) <= size), 0.0)
