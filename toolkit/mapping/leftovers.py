"""What look-ups leave behind: words that the mapping leaves out, and entries that no cell needed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from toolkit.mapping.bound import BoundTable, FieldBinding
from toolkit.mapping.cells import CellReader
from toolkit.mapping.fields import bare_field, field_of
from toolkit.mapping.lookup import Dropped
from toolkit.mapping.spec import InventoryMapping
from toolkit.model.finding import Place
from toolkit.model.record import Fault


def find_dropped(bounds: Iterable[BoundTable]) -> Iterator[Fault]:
    """Report each word that was left out once for its column, at the first cell, with the number of cells.

    A column may stand in several sheets; it is one where one entry of the mapping speaks of it.
    """
    met: dict[tuple[int, str], tuple[str, list[Dropped]]] = {}
    for path, reader in _list_readers(bounds):
        for word, dropped in reader.left_out.items():
            met.setdefault((id(reader.spec), word), (path, []))[1].append(dropped)
    for (_, word), (path, several) in met.items():
        first = several[0]
        count = sum(dropped.count for dropped in several)
        yield Fault("lookup-dropped", _place(first), word, detail=str(count), field=field_of(path))


def _place(dropped: Dropped) -> Place:
    """Name a cell, and the dataset that its row describes or belongs to."""
    row = dropped.row
    if row.bound.belongs_to:
        return Place(dropped.cell, dropped.heading, row.belongs_to)
    return Place(dropped.cell, dropped.heading, row.key, row.title)


def find_unused(bounds: Iterable[BoundTable]) -> Iterator[Fault]:
    """Report the entries of columns that fitted no cell of any sheet, for somebody may have misspelt them.

    Entries of a column that is not in the sheet are not reported.
    """
    columns: dict[int, tuple[FieldBinding, list[set[int]]]] = {}
    for binding in (one for bound in bounds for one in bound.bindings):
        words = binding.reader.words
        used = {number for number, entry in enumerate(words.own) if entry in words.used}
        columns.setdefault(id(binding.reader.spec), (binding, []))[1].append(used)
    for binding, several in columns.values():
        met: set[int] = set().union(*several)
        heading = binding.column.heading or binding.column.letters
        for number, entry in enumerate(binding.reader.words.own):
            if number not in met:
                yield Fault("lookup-unused", Place(None, heading), entry.word, field=field_of(binding.path))


def find_unused_shared(bounds: Iterable[BoundTable], mapping: InventoryMapping) -> Iterator[Fault]:
    """Report the entries of a mapping's ``lookups`` that fitted no cell of any column.

    Those of a mapping that extends another are not reported: a shared base keeps the words of every office.
    """
    if mapping.extends or not mapping.lookups:
        return
    used: dict[str, set[str]] = {}
    for path, reader in _list_readers(bounds):
        words = used.setdefault(bare_field(field_of(path)), set())
        words.update(entry.word for entry in reader.words.used if not entry.own)
    for field, lookup in mapping.lookups.items():
        for word in lookup:
            if word not in used.get(bare_field(field), ()):
                yield Fault("lookup-unused", Place(None, field), word, field=field)


def _list_readers(bounds: Iterable[BoundTable]) -> Iterator[tuple[str, CellReader]]:
    """List what reads cells, each with the field that it fills."""
    for bound in bounds:
        yield from ((binding.path, binding.reader) for binding in bound.bindings)
        yield from ((computed.path, computed.reader) for computed in bound.computed)
