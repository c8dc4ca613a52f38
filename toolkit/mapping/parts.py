"""The distributions of a dataset: those in its own rows and those in a table of their own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from toolkit.mapping.bound import BoundTable
from toolkit.mapping.fields import ADDRESSES, PREFIX, bare_field, is_of_distribution, split_part
from toolkit.mapping.origins import RowCells, name_beside
from toolkit.mapping.partkey import derive_key, settle_keys
from toolkit.mapping.row import Met, Row, build_faults
from toolkit.mapping.rows import read_rows
from toolkit.model.finding import Place
from toolkit.model.grid import CellRef
from toolkit.model.record import Fault
from toolkit.model.table import Column
from toolkit.reading.text import clean


@dataclass(frozen=True, slots=True, eq=False)
class Slot:
    """The columns of one distribution in a dataset's row: those without a number, or those of one number.

    ``paths`` leads from the row's fields to those of the distribution. ``shared`` are constants and computed fields
    that hold for every numbered distribution, too.
    """

    number: str
    paths: tuple[tuple[str, str], ...]
    shared: tuple[tuple[str, str], ...] = ()
    columns: Mapping[str, Column] = field(default_factory=dict)
    is_split: bool = False

    @property
    def access(self) -> tuple[str, ...]:
        """The row's fields of which one must be filled."""
        return tuple(path for path, bare in self.paths if bare in ADDRESSES)


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A distribution before it is assembled: its key, its values and their columns, and the fields that gave no value.

    It stands in one row, which may be a dataset's own. ``own_columns`` are its columns where others have other ones,
    ``joined`` the cells of further tables that fill the rest.
    """

    key: str
    values: Mapping[str, Any]
    row: Row
    origins: Mapping[str, int]
    unread: frozenset[str] = frozenset()
    own_columns: Mapping[str, Column] = field(default_factory=dict)
    joined: tuple[RowCells, ...] = ()

    @property
    def whole(self) -> int:
        """The column that stands for the distribution: its own key's, else its row's key."""
        return self.origins.get("key", self.row.key_column)

    @property
    def cell(self) -> CellRef:
        """The cell that identifies the distribution."""
        return self.row.sheet.ref(self.row.number, self.whole)


def list_slots(bound: BoundTable) -> tuple[Slot, ...]:
    """List the distributions for which a table of datasets has columns, the one without a number first."""
    numbers: dict[str, list[tuple[str, str]]] = {}
    for path in sorted(filter(is_of_distribution, bound.paths)):
        number, bare = split_part(path)
        numbers.setdefault(number, []).append((path, bare))
    split = {deal.part for deal in bound.deals}
    return tuple(_build_slot(number, paths, bound, is_split=number in split) for number, paths in numbers.items())


def _build_slot(number: str, paths: list[tuple[str, str]], bound: BoundTable, *, is_split: bool) -> Slot:
    """Describe one slot. Constants and computed fields fill what no column of its number fills, but no address."""
    if not number:
        return Slot(number, tuple(paths), is_split=is_split)
    own = {bare for _, bare in paths}
    held = {*bound.constants, *(computed.path for computed in bound.computed)}
    bares = ((path, path.removeprefix(PREFIX)) for path in sorted(held) if path.startswith(PREFIX))
    shared = tuple((path, bare) for path, bare in bares if bare not in {*own, *ADDRESSES, "key"})
    columns = {bare: bound.columns[path] for path, bare in paths if path in bound.columns}
    return Slot(number, tuple(paths), shared, columns, is_split)


def read_own_parts(rows: list[Row], slots: tuple[Slot, ...], *, repeating: bool) -> list[Part]:
    """Take the distributions out of a dataset's own rows; what has no address is none."""
    if not slots:
        return []
    found = [(part, slot) for row in rows for slot in slots for part in _read_slot(row, slot)]
    wanted = (_want_key(part, slot, repeating=repeating) for part, slot in found)
    return [replace(part, key=key) for (part, _), key in zip(found, settle_keys(wanted), strict=True)]


def _read_slot(row: Row, slot: Slot) -> Iterator[Part]:
    """Take the distributions of one slot; their keys stay empty where no cell gives them."""
    values = {bare: value for path, bare in slot.paths if (value := row.value(path)) is not None}
    values = {bare: row.assumed[path] for path, bare in slot.shared if path in row.assumed} | values
    origins = {bare: row.origins[path] for path, bare in slot.paths if path in row.origins}
    joined = row.list_joined(slot.paths) if row.joined else ()
    unread = row.unread
    missed = frozenset(bare for path, bare in slot.paths if path in unread) if unread else unread
    for dealt in row.dealt.get(slot.number, ()) or (None,):
        said = {**values, **dealt.values} if dealt else values
        if any(said.get(field) for field in ADDRESSES):
            cells = {**origins, **dealt.origins} if dealt else origins
            key = str(said.pop("key", ""))
            yield Part(key, said, row, cells, missed - said.keys() if dealt else missed, slot.columns, joined)


def _want_key(part: Part, slot: Slot, *, repeating: bool) -> tuple[str, Mapping[str, Any], bool]:
    """Say which key a distribution should have, and whether the sheet gives it.

    Where a cell may hold several addresses each makes its key of its own title or address, even if it is alone today.
    """
    if slot.is_split:
        has_own = bool(part.key) and _is_dealt(part, slot, "key")
        return (part.key, part.values, True) if has_own else (_stem(part, slot), part.values, False)
    if part.key:
        return part.key, part.values, True
    if repeating:
        return derive_key(part.values), part.values, False
    return slot.number or "main", part.values, True


def _is_dealt(part: Part, slot: Slot, bare: str) -> bool:
    """Tell whether a value is the distribution's own among those of one cell."""
    return any(bare in dealt.values for dealt in part.row.dealt.get(slot.number, ()))


def _stem(part: Part, slot: Slot) -> str:
    """Make the key of one distribution among several in a cell; what they share only stands before it."""
    own = {bare: value for bare, value in part.values.items() if bare != "title" or _is_dealt(part, slot, bare)}
    before = part.key or slot.number
    return f"{before}-{derive_key(own)}" if before else derive_key(own)


def find_incomplete(rows: list[Row], slots: tuple[Slot, ...], *, alone: bool) -> Iterator[Fault]:
    """Report rows that describe a distribution but give no address, which is therefore left out.

    Where it is ``alone`` in its dataset, the check says anyway that the dataset has no distributions.
    """
    for slot in slots:
        if alone and not slot.number:
            continue
        for row in rows:
            if slot.number in row.dealt or any(row.value(path) or path in row.unread for path in slot.access):
                continue
            own = row.said.keys() - row.joined.keys()
            said = [path for path, bare in slot.paths if path in own and bare != "key"]
            if said:
                yield _report_incomplete(row, slot, said)


def _report_incomplete(row: Row, slot: Slot, said: list[str]) -> Fault:
    """Name what describes the distribution, at the empty cell of its address."""
    columns = row.bound.own_columns
    ordered = sorted(slot.access, key=lambda path: ADDRESSES.index(bare_field(path)))
    column = next((columns[path] for path in ordered if path in columns), row.bound.key)
    text = ", ".join(clean(row.shown(path)) for path in said)
    place = Place(row.sheet.ref(row.number, column.number), column.heading, row.key, row.title)
    return Fault("distribution-incomplete", place, text)


def read_second(bounds: Iterable[BoundTable], titles: Mapping[str, str], faults: list[Fault]) -> dict[str, list[Part]]:
    """Read the tables of distributions, by the key of the dataset that each belongs to.

    ``titles`` names the datasets that there are. Adds a fault for each row that belongs to none or has no key.
    """
    parts: dict[str, list[Part]] = {}
    for place, bound in enumerate(bounds):
        columns = bound.columns | {"key": bound.key} if place else {}
        for row in read_rows(bound, {}):
            found = list(_read_second_parts(row, columns))
            if _report_second(row, found, titles, faults):
                parts.setdefault(row.belongs_to, []).extend(found)
    return parts


def _report_second(row: Row, found: list[Part], titles: Mapping[str, str], faults: list[Fault]) -> bool:
    """Report what is wrong with a row of a second table; tell whether it can be used."""
    title = titles.get(row.belongs_to, "")
    row.met = [_weigh(met, found) for met in row.met]
    faults += build_faults(row, row.belongs_to, title)
    if row.belongs_to not in titles:
        faults.append(_report_orphan(row))
        return False
    if not row.key:
        place = Place(row.key_cell, row.bound.key.heading, row.belongs_to, title)
        faults.append(Fault("key-missing", place, row.key_text))
        return False
    return True


def _read_second_parts(row: Row, columns: Mapping[str, Column]) -> Iterator[Part]:
    """Take the distributions of a row of the second table: one, or one of each address in its cell."""
    values = {**row.assumed, **row.said}
    joined = row.list_joined((path, path) for path in row.joined) if row.joined else ()
    dealt_out = [dealt for dealt in row.dealt.get("", ()) if any(map(dealt.values.get, ADDRESSES))]
    if not dealt_out:
        yield Part(row.key, values, row, row.origins, row.unread, columns, joined)
        return
    every = [(dealt, {**values, **dealt.values}) for dealt in dealt_out]
    stems = [(f"{row.key}-{derive_key(dealt.values)}", said, False) for dealt, said in every]
    for (dealt, said), key in zip(every, settle_keys(stems), strict=True):
        yield Part(key, said, row, {**row.origins, **dealt.origins}, row.unread - said.keys(), columns, joined)


def _weigh(met: Met, parts: list[Part]) -> Met:
    """Make an address that cannot be read an error where the distribution has no other."""
    if met.path not in ADDRESSES or met.trouble.code == "url-credentials":
        return met
    if any(part.values.get(field) for part in parts for field in ADDRESSES):
        return met
    title = str(parts[0].values.get("title") or parts[0].key) if parts else met.text
    return replace(met, trouble=replace(met.trouble, code="access-invalid", detail=title))


def _report_orphan(row: Row) -> Fault:
    """Say that a distribution's dataset is not there, at the cell that names it."""
    column = row.bound.belongs_to or row.bound.key
    place = Place(row.sheet.ref(row.number, column.number), column.heading, row.belongs_to)
    return Fault("distribution-orphan", place, row.belongs_text)


def find_repeated_parts(parts: Iterable[Part], heading: str, key: str, title: str) -> Iterator[Fault]:
    """Report distributions of one dataset with the same key, for both cannot be kept."""
    seen: dict[str, Part] = {}
    for part in parts:
        first = seen.setdefault(part.key, part)
        if first is not part:
            detail = name_beside(first.cell, part.cell)
            yield Fault("key-repeated", Place(part.cell, heading, key, title), part.key, detail=detail)
