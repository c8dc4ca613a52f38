"""The organisations of a body: which there are, which stands above which, and which one a dataset's cell means."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from toolkit.mapping.binding import bind_tables
from toolkit.mapping.cells import fold
from toolkit.mapping.fields import ORGANIZATION_FIELDS
from toolkit.mapping.row import Row, build_faults
from toolkit.mapping.rows import read_rows
from toolkit.mapping.source import find_nearest
from toolkit.mapping.spec import ColumnSpec, InventoryMapping, OrganizationTable, TableSpec
from toolkit.model.dataset import Described, Organization
from toolkit.model.finding import Place
from toolkit.model.grid import Workbook
from toolkit.model.identity import slug
from toolkit.model.record import Fault

_URL_NAME = re.compile(r"[a-z0-9_-]{2,100}")
_NOWHERE = Place()


@dataclass(frozen=True, slots=True)
class Unit:
    """One organisation as mapping or sheet tell of it; ``parent`` is still the author's word, ``place`` its cell."""

    organization: Organization
    also: tuple[str, ...] = ()
    parent: str = ""
    place: Place = _NOWHERE


@dataclass(frozen=True, eq=False)
class Tree:
    """All organisations by URL name, each behind the one above it, and the words that the inventory has for them."""

    organizations: Mapping[str, Organization] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)

    def find(self, *words: str) -> Organization | None:
        """Give the organisation that the first known word means; case and blanks at the edges do not count.

        >>> Tree({"amt": Organization("amt", "Amt 61")}, {"amt 61": "amt"}).find("", "AMT 61 ").name
        'amt'
        """
        known = (self.words.get(fold(word)) for word in words if word)
        return next((self.organizations[name] for name in known if name), None)

    @cached_property
    def titles(self) -> tuple[str, ...]:
        """What the organisations are called, for people."""
        return tuple(one.title or name for name, one in self.organizations.items())


def build_tree(mapping: InventoryMapping, workbooks: Sequence[Workbook], faults: list[Fault]) -> Tree:
    """Put together what the mapping and a table of organisations say; what the mapping says counts more.

    Raises Stopped where the table is missing.
    """
    units = {unit.organization.name: unit for unit in _list_units(mapping)}
    for unit in _read_units(mapping, workbooks, faults):
        units.setdefault(unit.organization.name, unit)
    words = _collect_words(units.values())
    parents = {name: _find_parent(unit, units, words, faults) for name, unit in units.items()}
    whole = {name: replace(unit.organization, parent=parents[name]) for name, unit in units.items()}
    _cut_circles(whole, units, faults)
    return Tree({name: whole[name] for name in _sort_by_rank(whole)}, words)


def settle_organization(described: Described, tree: Tree, faults: list[Fault]) -> Described:
    """Give a dataset the organisation that its cell means; a word that means none is a fault."""
    dataset = described.dataset
    said = dataset.organization
    if said is None or not tree.organizations:
        return described
    found = tree.find(said.name, said.title)
    if found is None:
        if place := _find_place(described):
            text = said.name or said.title
            nearest = find_nearest(text, tree.titles)
            faults.append(Fault("organization-unknown", place, text, (nearest,) if nearest else ()))
        return described
    managed = described.managed | {"organization.name", "organization.title"}
    settled = replace(dataset, organization=Organization(found.name, found.title))
    return replace(described, dataset=settled, managed=managed)


def _list_units(mapping: InventoryMapping) -> Iterator[Unit]:
    """List the organisations that the mapping names."""
    for name, entry in mapping.organizations.items():
        organization = Organization(name, entry.title, "", entry.description)
        yield Unit(organization, entry.also, entry.parent)


def _read_units(mapping: InventoryMapping, workbooks: Sequence[Workbook], faults: list[Fault]) -> Iterator[Unit]:
    """Read the table of organisations."""
    if mapping.organization_table is None:
        return
    for bound in bind_tables(workbooks, _open_table(mapping.organization_table), ORGANIZATION_FIELDS, mapping, {}):
        for row in read_rows(bound, {}):
            faults += build_faults(row, "", "")
            if row.key:
                yield _build_unit(row)


def _open_table(table: OrganizationTable) -> TableSpec:
    """Write the table as any other one; a form's header was read already."""
    columns = {heading: ColumnSpec(field=what) for heading, what in table.columns.items()}
    return TableSpec.model_construct(
        sheet=table.sheet, layout=table.layout, header=table.header, key=table.key, columns=columns
    )


def _build_unit(row: Row) -> Unit:
    """Make an organisation of its row; a key that is no URL name is turned into one."""
    title = str(row.value("title") or row.key)
    name = row.key if _URL_NAME.fullmatch(row.key) else slug(row.key)
    if len(name) < 2:
        name = slug(title)
    organization = Organization(name[:100], title, "", str(row.value("description") or ""))
    place = Place(row.cell("parent"), "", "", title) if "parent" in row.origins else Place(row.key_cell, "", "", title)
    also = (row.key, *(row.value("also") or ()))
    return Unit(organization, also, str(row.value("parent") or ""), place)


def _collect_words(units: Iterable[Unit]) -> dict[str, str]:
    """Collect the words for organisations; one that several share says nothing, but a name always does."""
    units = tuple(units)
    names = {fold(unit.organization.name): unit.organization.name for unit in units}
    pairs = {(fold(word), unit.organization.name) for unit in units for word in (unit.organization.title, *unit.also)}
    shared = Counter(word for word, _ in pairs)
    return {word: name for word, name in sorted(pairs) if word and shared[word] == 1} | names


def _find_parent(unit: Unit, units: Mapping[str, Unit], words: Mapping[str, str], faults: list[Fault]) -> str:
    """Find the organisation above one; a word that means none is a fault."""
    if not unit.parent:
        return ""
    found = words.get(fold(unit.parent), "")
    if not found:
        nearest = find_nearest(unit.parent, [one.organization.title or name for name, one in units.items()])
        faults.append(Fault("organization-parent", unit.place, unit.parent, (nearest,) if nearest else ()))
    return found


def _cut_circles(whole: dict[str, Organization], units: Mapping[str, Unit], faults: list[Fault]) -> None:
    """Let no organisation stand above itself: the first one met in a circle loses the one above it."""
    for name, organization in tuple(whole.items()):
        seen = {name}
        above = organization.parent
        while above and above not in seen:
            seen.add(above)
            above = whole[above].parent
        if above == name:
            unit = units[name]
            faults.append(Fault("organization-parent", unit.place, unit.parent, detail="circle"))
            whole[name] = replace(organization, parent="")


def _sort_by_rank(whole: Mapping[str, Organization]) -> list[str]:
    """Put every organisation behind the one above it."""

    def rank(name: str) -> int:
        above = whole[name].parent
        return 1 + rank(above) if above else 0

    return sorted(whole, key=rank)


def _find_place(described: Described) -> Place | None:
    """Name the cell that says which organisation a dataset belongs to; None where no cell does."""
    for path in ("organization.name", "organization.title"):
        cell = described.origins.get(path)
        if cell is not None:
            column = described.columns.get(path)
            return Place(cell, column.heading if column else "", described.dataset.key, described.dataset.title)
    return None
