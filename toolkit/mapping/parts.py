"""The distributions of a dataset: those in its own rows and those in a table of their own."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from toolkit.mapping.binding import BoundTable
from toolkit.mapping.fields import PREFIX
from toolkit.mapping.rows import Met, Row, build_faults, read_rows
from toolkit.model.finding import Place
from toolkit.model.grid import CellRef
from toolkit.model.identity import slug
from toolkit.model.record import Fault
from toolkit.reading.text import clean

ACCESS = ("access_url", "download_url", "path")
"""The fields of a distribution of which one must be filled."""

_ACCESS_PATHS = tuple(PREFIX + field for field in ACCESS)

Paths: TypeAlias = "tuple[tuple[str, str], ...]"
"""The fields of distributions that a table of datasets fills: with the prefix, and without."""


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A distribution before it is assembled: its key, its values and their columns, and the fields that gave no value.

    It stands in one row, which may be a dataset's own.
    """

    key: str
    values: Mapping[str, Any]
    row: Row
    origins: Mapping[str, int]
    unread: frozenset[str] = frozenset()

    @property
    def cell(self) -> CellRef:
        """The cell that identifies the distribution: its own key's, else its row's key."""
        return self.row.sheet.ref(self.row.number, self.origins.get("key", self.row.key_column))


def list_part_paths(bound: BoundTable) -> Paths:
    """List the fields of distributions that stand in the table of datasets."""
    return tuple((path, path.removeprefix(PREFIX)) for path in sorted(bound.paths) if path.startswith(PREFIX))


def read_own_parts(rows: list[Row], paths: Paths, *, repeating: bool) -> list[Part]:
    """Take the distributions out of a dataset's own rows; a row without any address has none."""
    if not paths:
        return []
    bare = [part for row in rows if (part := _read_own_part(row, paths))]
    if not repeating:
        return [replace(part, key=part.key or "main") for part in bare]
    return _with_keys(bare)


def _read_own_part(row: Row, paths: Paths) -> Part | None:
    """Take one row's distribution; its key stays empty where no cell gives it."""
    values = {short: value for path, short in paths if (value := row.value(path)) is not None}
    if not any(values.get(field) for field in ACCESS):
        return None
    origins = {short: row.origins[path] for path, short in paths if path in row.origins}
    unread = row.unread
    key = str(values.pop("key", ""))
    return Part(key, values, row, origins, frozenset(short for path, short in paths if path in unread))


def _with_keys(parts: list[Part]) -> list[Part]:
    """Give each distribution without a key one that does not depend on the order of the rows.

    It is made of the title, else of the last piece of the address. Where two would get the same, a short hash of
    title, format and address sets them apart; only rows that agree in all of these are counted.
    """
    used = Counter(part.key or _derive_key(part.values) for part in parts)
    keyed: list[Part] = []
    taken: Counter[str] = Counter()
    for part in parts:
        key = part.key or _derive_key(part.values)
        if not part.key and used[key] > 1:
            key = f"{key}-{_mark(part.values)}"
            taken[key] += 1
            key = key if taken[key] == 1 else f"{key}-{taken[key]}"
        keyed.append(replace(part, key=key))
    return keyed


def _derive_key(values: Mapping[str, Any]) -> str:
    """Make a key where the sheet has none: the title, else the file's or the address's last part."""
    place = str(next(value for field in reversed(ACCESS) if (value := values.get(field))))
    return slug(str(values.get("title", ""))) or slug(urlsplit(place).path.rsplit("/", 1)[-1]) or "main"


def _mark(values: Mapping[str, Any]) -> str:
    """Make a short hash of what sets distributions apart."""
    told = "\n".join(str(values.get(field, "")) for field in ("title", "format", *ACCESS))
    return hashlib.sha256(told.encode("utf-8")).hexdigest()[:6]


def find_incomplete(rows: list[Row], paths: Paths, bound: BoundTable, *, alone: bool) -> Iterator[Fault]:
    """Report rows that describe a distribution but give no address, which is therefore left out.

    Where it is ``alone`` in its dataset, the check says anyway that the dataset has no distributions.
    """
    for row in rows if paths and not alone else ():
        if any(row.value(path) or path in row.unread for path in _ACCESS_PATHS):
            continue
        said = [row.cell(path) for path, short in paths if path in row.said and short != "key"]
        if said:
            yield _report_incomplete(row, said, bound)


def _report_incomplete(row: Row, said: list[CellRef], bound: BoundTable) -> Fault:
    """Name what describes the distribution, at the empty cell of its address."""
    sheet, columns = bound.table.sheet, bound.columns
    column = next((columns[path] for path in _ACCESS_PATHS if path in columns), bound.key)
    text = ", ".join(clean(sheet.shown(cell.row, cell.column)) for cell in said)
    place = Place(sheet.ref(row.number, column.number), column.heading, row.key, row.title)
    return Fault("distribution-incomplete", place, text)


def read_second(bound: BoundTable, titles: Mapping[str, str], faults: list[Fault]) -> dict[str, list[Part]]:
    """Read the table of distributions, by the key of the dataset that each belongs to.

    ``titles`` names the datasets that there are. Adds a fault for each row that belongs to none or has no key.
    """
    parts: dict[str, list[Part]] = {}
    for row in read_rows(bound, {}):
        part = _read_second_part(row)
        title = titles.get(row.belongs_to, "")
        row.met = [_weigh(met, part) for met in row.met]
        faults += build_faults(row, row.belongs_to, title)
        if row.belongs_to not in titles:
            faults.append(_report_orphan(bound, row))
        elif not row.key:
            place = Place(row.key_cell, bound.key.heading, row.belongs_to, title)
            faults.append(Fault("key-missing", place, row.key_text))
        else:
            parts.setdefault(row.belongs_to, []).append(part)
    return parts


def _read_second_part(row: Row) -> Part:
    """Take the distribution of a row of the second table."""
    return Part(row.key, {**row.assumed, **row.said}, row, row.origins, row.unread)


def _weigh(met: Met, part: Part) -> Met:
    """Make an address that cannot be read an error where the distribution has no other."""
    if met.path not in ACCESS or met.trouble.code == "url-credentials" or any(map(part.values.get, ACCESS)):
        return met
    title = str(part.values.get("title") or part.key)
    return replace(met, trouble=replace(met.trouble, code="access-invalid", detail=title))


def _report_orphan(bound: BoundTable, row: Row) -> Fault:
    """Say that a distribution's dataset is not there, at the cell that names it."""
    column = bound.belongs_to or bound.key
    place = Place(bound.table.sheet.ref(row.number, column.number), column.heading, row.belongs_to)
    return Fault("distribution-orphan", place, row.belongs_text)


def find_repeated_parts(parts: Iterable[Part], heading: str, key: str, title: str) -> Iterator[Fault]:
    """Report distributions of one dataset with the same key, for both cannot be kept."""
    seen: dict[str, Part] = {}
    for part in parts:
        first = seen.setdefault(part.key, part)
        if first is not part:
            yield Fault("key-repeated", Place(part.cell, heading, key, title), part.key, detail=first.cell.address)
