"""The way back from a value to a cell: what somebody would have to write so that a column reads exactly this value.

Nothing here knows how a cell is read: each text that comes to mind is held against the column's own reader, and the
first that gives the value again is taken. So a cell that is written here can never say something else than it should.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from toolkit.mapping.bound import AnswerBinding
from toolkit.mapping.cells import CellReader
from toolkit.model.message import Message, say
from toolkit.patch.patch import NewCell
from toolkit.vocabularies.load import load_vocabulary

LONGEST: Final = 32_767
"""Characters that a cell holds at most, as Excel counts them: in units of UTF-16."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_DATES = frozenset({"date", "start", "end"})
_FIRST_DAY = dt.date(1900, 3, 1)
"""The first day that every spreadsheet program counts alike; what lies before it is written as text."""

_IN_LIST = re.compile(r"http://dcat-ap\.de/def/politicalGeocoding/\w+Key/(\d+)")


@dataclass(frozen=True, slots=True)
class CellText:
    """What to write into a cell; ``left`` are the values that it cannot say as they are, ``reason`` says why not."""

    cell: NewCell = None
    left: tuple[Any, ...] = ()
    reason: Message | None = None


def write_cell(reader: CellReader, value: Any, language: str = "de") -> CellText:
    """Write a value as the column that ``reader`` reads would have to say it; labels of lists in ``language``.

    What cannot be said leaves the cell empty, unless it is only read in a tidier form; of several values those that can
    be said are written.

    >>> from toolkit.mapping.cells import build_reader
    >>> from toolkit.mapping.fields import DATASET_FIELDS
    >>> from toolkit.mapping.spec import ColumnSpec
    >>> licence = build_reader(DATASET_FIELDS["frequency"], ColumnSpec(field="frequency"), frozenset())
    >>> write_cell(licence, "http://publications.europa.eu/resource/authority/frequency/ANNUAL").cell
    'jährlich'
    >>> title = build_reader(DATASET_FIELDS["title"], ColumnSpec(field="title"), frozenset({"-"}))
    >>> write_cell(title, "=1+1").cell, write_cell(title, "-").left
    ('=1+1', ('-',))
    """
    value = _write_breaks(value)
    if reader.target.many:
        return _write_many(reader, tuple(value), language)
    cell = _choose(reader, _list_texts(reader, value, language), value)
    return CellText(cell) if cell is not None else _write_nearly(reader, value)


def write_answer(binding: AnswerBinding, meaning: str) -> str | None:
    """Write an answer to a question of the release; None where no word means that.

    >>> from toolkit.model.table import Column
    >>> asked = AnswerBinding(Column(1, ("Freigabe",)), "publish", {"frei": "public"})
    >>> write_answer(asked, "public"), write_answer(asked, "nobody"), write_answer(asked, "staff")
    ('frei', 'nein', None)
    """
    own = (word for word, what in binding.meanings.items() if what == meaning)
    usual = {"yes": ("ja",), "no": ("nein",), "public": ("ja",), "nobody": ("nein",)}.get(meaning, ())
    usual = usual or (("mit Einschränkungen",) if meaning == "restricted" else ())
    return next((word for word in (*own, *usual) if binding.meaning(word) == meaning), None)


def explain(reader: CellReader, value: Any) -> Message:
    """Say why no cell of a column can say a value."""
    text = str(value)
    if _length(text) > LONGEST:
        return say("it has {n} characters, and a cell holds at most 32,767", n=_length(text))
    if reader.target.kind == "concept":
        return say("it is no value of the list “{list}”", list=load_vocabulary(reader.vocabulary).title_de)
    if reader.target.many and any(mark in text for mark in reader.spec.split if mark.strip("\r\n")):
        return say("it holds a mark that separates several values in this column")
    return say("a cell that says it would be read as something else, or as nothing")


def _write_breaks(value: Any) -> Any:
    """Write line breaks as cells hold them: web forms send CR LF."""
    if isinstance(value, tuple):
        return tuple(_write_breaks(item) for item in value)
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


def _write_nearly(reader: CellReader, value: Any) -> CellText:
    """Write a text that is read in a tidier form, such as a telephone number; it is named all the same."""
    if (
        isinstance(value, str)
        and _length(value) <= LONGEST
        and reader.target.kind not in {"concept", "place", "period"}
    ):
        read, troubles = reader.read(value)
        if isinstance(read, str) and read and not troubles:
            return CellText(value, (value,), say("the workbook says it as “{text}”", text=read))
    return CellText(None, (value,), explain(reader, value))


def _write_many(reader: CellReader, values: tuple[Any, ...], language: str) -> CellText:
    """Write several values into one cell."""
    texts: dict[Any, str] = {}
    for value in values:
        alone = _choose(reader, _list_texts(reader, value, language), (value,))
        if alone is not None:
            texts[value] = str(alone)
    whole = _join(reader, texts)
    while texts and whole is None:
        # Each can be said alone, but not all of them together: the last one is told apart.
        texts.popitem()
        whole = _join(reader, texts)
    left = tuple(value for value in values if value not in texts)
    return CellText(whole, left, explain(reader, left[0]) if left else None)


def _join(reader: CellReader, texts: dict[Any, str]) -> NewCell:
    """Put texts into one cell so that they are told apart again; None where that fails."""
    marks = dict.fromkeys((*reader.spec.split, *(("\n",) if reader.spec.split else ())))
    joined = (_between(mark).join(texts.values()) for mark in marks)
    return _choose(reader, joined if marks else texts.values(), tuple(texts)) if texts else None


def _between(mark: str) -> str:
    return mark if not mark.strip() else f"{mark} "


def _choose(reader: CellReader, candidates: Iterable[NewCell], value: Any) -> NewCell:
    """Give the first candidate that reads as the value, rather one that makes no trouble; None where none does."""
    second: NewCell = None
    for candidate in candidates:
        if isinstance(candidate, str) and _length(candidate) > LONGEST:
            continue
        read, troubles = reader.read(candidate)
        if read == value and not troubles:
            return candidate
        if read == value and second is None and candidate is not None:
            second = candidate
    return second


def _list_texts(reader: CellReader, value: Any, language: str) -> Iterator[NewCell]:
    """List what might be written for one value, the best first: the office's own words, labels, the value itself."""
    yield from _list_words(reader, value)
    kind = reader.target.kind
    if kind == "concept":
        yield from _list_labels(reader.vocabulary, value, language)
    elif kind == "size":
        yield from _list_sizes(reader.spec.unit, value)
    elif kind in _DATES and _DAY.fullmatch(value):
        yield from _list_days(value)
    elif kind == "period":
        yield from _list_periods(*value)
    elif kind == "place":
        yield from _list_places(*value)
    if isinstance(value, str):
        yield value


def _list_words(reader: CellReader, value: Any) -> Iterator[str]:
    """List the words of the mapping, and the parts of words, that stand for a value."""
    words = reader.words
    entries = (*words.whole.values(), *(entry for _, entry in words.parts))
    for entry in entries:
        if entry.target is not None and (entry.target == value or _is_target(reader, entry.target, value)):
            yield entry.word


def _is_target(reader: CellReader, target: str, value: Any) -> bool:
    """Tell whether what a word stands for is read as the value."""
    read = reader.read(target)[0]
    return bool(read == ((value,) if reader.target.many else value))


def _list_labels(vocabulary: str, uri: str, language: str) -> Iterator[str]:
    """List what a concept is called."""
    concept = load_vocabulary(vocabulary).concept(uri)
    if concept is not None:
        yield from (concept.label(language), concept.de, concept.code, concept.uri)


def _list_sizes(unit: str, value: int) -> Iterator[NewCell]:
    """List how a size may be written where bare numbers count bytes, or a unit of the mapping."""
    factor = {"": 1, "B": 1, "KB": 1000, "MB": 1000**2, "GB": 1000**3}[unit]
    if value % factor == 0:
        yield value // factor
    yield f"{value} B"


def _list_days(value: str) -> Iterator[NewCell]:
    """List how a day may be written: as a date where every program counts it alike."""
    try:
        day = dt.date.fromisoformat(value)
    except ValueError:
        return
    if day >= _FIRST_DAY:
        yield day


def _list_periods(start: str, end: str) -> Iterator[str]:
    """List how a period may be written in one cell."""
    if start and start == end:
        yield start
    yield f"{start} – {end}" if start and end else f"seit {start}" if start else f"bis {end}"
    yield f"{start}–{end}"


def _list_places(text: str, uri: str, geometry: str) -> Iterator[str]:
    """List how a place may be written in one cell: its name, its key, both, or its area."""
    key = _IN_LIST.fullmatch(uri)
    if text and key:
        yield f"{text} ({key[1]})"
    if not text and key:
        yield from (f"AGS {key[1]}", key[1])
    yield from (one for one in (text, uri, geometry) if one)


def _length(text: str) -> int:
    """Count a text's characters as Excel does.

    >>> _length("ä"), _length("🌳")
    (1, 2)
    """
    return len(text) + sum(sign > "\uffff" for sign in text)
