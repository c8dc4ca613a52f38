"""A plan as one HTML file for the head of a department: whole in itself, without a script, ready to be printed."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from jinja2 import Environment

from toolkit.bundle import read_bundled
from toolkit.model.entry import Value
from toolkit.model.grid import CellRef
from toolkit.model.plan import Adopt, Change, Clash, Conflict, Create, FieldChange, Kept, Plan, Unchanged, Update
from toolkit.reports.language import Translator
from toolkit.reports.planfacts import Facts, build_facts
from toolkit.reports.plankinds import FIRST
from toolkit.reports.planwords import Label, PlanWords
from toolkit.reports.template import build_environment
from toolkit.reports.worddiff import Mark, build_marks

_FOLDER = "templates/report"
_MOST_WHOLE = 300
"""From more new datasets on, the page shows of each only what decides; the saved plan has all of it."""
_DECISIVE = frozenset({"title", "notes", "description", "license", "license_id", "owner_org", "tags", "keywords"})
_LONG = 240
_LONGEST = 4000
"""Characters of one value on the page; the saved plan has all of it."""
_WORTH_COMPARING = 60


@dataclass(frozen=True, slots=True)
class Shown:
    """A value as the page shows it: one item or several, ``rest`` is what is folded away."""

    items: tuple[str, ...]
    rest: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A field with its values, or with word by word what changed; ``sides`` are named by the table's head.

    ``against_base`` tells for each of three sides how it differs from the first, where that is worth telling.
    """

    label: Label
    sides: tuple[Shown, ...]
    marks: tuple[Mark, ...] = ()
    cell: CellRef | None = None
    against_base: tuple[tuple[Mark, ...], ...] = ((), (), ())


@dataclass(frozen=True)
class Item:
    """One dataset on the page."""

    change: Change
    anchor: str
    words: PlanWords
    is_short: bool = False

    @property
    def cell(self) -> CellRef | None:
        """The cell that stands for the dataset, where the plan tells one."""
        own = getattr(self.change, "cell", None)
        if own or not isinstance(self.change, Create):
            return own if isinstance(own, CellRef) else None
        return self.change.cells.get("identifier") or self.change.cells.get("title")

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """What changes, field by field."""
        match self.change:
            case Create(changes=changes):
                return tuple(self._tell(item) for item in changes if not self.is_short or item.field in _DECISIVE)
            case Update(changes=changes) | Adopt(changes=changes):
                return tuple(self._compare(item) for item in changes)
            case _:
                return ()

    @property
    def kept(self) -> tuple[Row, ...]:
        """What people edited in the catalogue and what stays: the sheet's value, the catalogue's."""
        kept = self.change.kept if isinstance(self.change, Update | Adopt | Unchanged) else ()
        return tuple(self._keep(item) for item in kept)

    @property
    def clashes(self) -> tuple[Row, ...]:
        """What changed on both sides: last pushed, the sheet's value, the catalogue's."""
        clashes = self.change.clashes if isinstance(self.change, Conflict) else ()
        return tuple(self._clash(item) for item in clashes)

    def _tell(self, item: FieldChange) -> Row:
        return Row(self.words.label(item.field), (self._show(item.field, item.after),), (), item.cell)

    def _compare(self, item: FieldChange) -> Row:
        sides = (self._show(item.field, item.before), self._show(item.field, item.after))
        marks = self._mark(item.field, item.before, item.after)
        return Row(self.words.label(item.field), sides, marks, item.cell)

    def _keep(self, item: Kept) -> Row:
        sides = (self._show(item.field, item.sheet), self._show(item.field, item.catalogue))
        return Row(self.words.label(item.field), sides)

    def _clash(self, item: Clash) -> Row:
        sides = tuple(self._show(item.field, value) for value in (item.base, item.sheet, item.catalogue))
        marks = tuple(self._mark(item.field, item.base, value) for value in (item.sheet, item.catalogue))
        return Row(self.words.label(item.field), sides, (), item.cell, ((), *marks))

    def _mark(self, field: str, before: Value, after: Value) -> tuple[Mark, ...]:
        """Compare two texts that are long enough."""
        if not (isinstance(before, str) and isinstance(after, str)) or len(before) + len(after) < _WORTH_COMPARING:
            return ()
        one, other = (self.words.list_items(field, side) for side in (before, after))
        return build_marks(one[0], other[0]) if len(one) == len(other) == 1 else ()

    def _show(self, field: str, value: Value) -> Shown:
        items = self.words.list_items(field, value)
        if len(items) == 1 and len(items[0]) > _LONG:
            shown = _fold(items[0])
            return Shown((f"{shown.items[0]} …",)) if self.is_short else shown
        return Shown(items)


@dataclass(frozen=True, slots=True)
class Part:
    """The datasets of one inventory, those first that protect or wait."""

    number: int
    inventory: str
    facts: Facts
    groups: tuple[tuple[str, tuple[Item, ...]], ...]
    calm: tuple[Item, ...]
    workbook: str = ""


def build_plan_page(plan: Plan, translator: Translator) -> str:
    """Build the page. Whatever cells and the catalogue say is text on it: all is escaped, and no script runs."""
    style = read_bundled(_FOLDER, "check.css") + read_bundled(_FOLDER, "plan.css")
    anchors = _build_anchors(plan.changes)
    page = _build_environment(translator).get_template("plan.html.j2")
    return page.render(
        plan=plan,
        facts=build_facts(plan.changes),
        parts=_build_parts(plan, anchors, PlanWords(plan, translator)),
        anchors=dict(zip((change.identifier for change in plan.changes), anchors, strict=True)),
        style=style,
        policy=f"default-src 'none'; style-src {_hash(style)}; base-uri 'none'; form-action 'none'",
        language=translator.language,
        checks=sorted(plan.preflight, key=lambda check: ("bad", "warning", "good").index(check.state)),
        most_whole=_MOST_WHOLE,
    )


def _build_parts(plan: Plan, anchors: Sequence[str], words: PlanWords) -> tuple[Part, ...]:
    """Put the datasets of each inventory together."""
    is_short = sum(isinstance(change, Create) for change in plan.changes) > _MOST_WHOLE
    items: dict[str, list[Item]] = {inventory: [] for inventory in plan.inventories}
    for change, anchor in zip(plan.changes, anchors, strict=True):
        items.setdefault(change.inventory, []).append(Item(change, anchor, words, is_short))
    return tuple(_build_part(number, name, found) for number, (name, found) in enumerate(items.items(), start=1))


def _build_part(number: int, inventory: str, items: Sequence[Item]) -> Part:
    """Sort one inventory's datasets by what becomes of them."""
    calm = tuple(item for item in items if isinstance(item.change, Unchanged) and not item.change.kept)
    loud = [item for item in items if not isinstance(item.change, Unchanged) or item.change.kept]
    groups = ((kind, tuple(item for item in loud if item.change.kind == kind)) for kind in FIRST)
    facts = build_facts(item.change for item in items)
    cells = [item.cell for item in items if item.cell]
    workbook = cells[0].workbook if cells else ""
    return Part(number, inventory, facts, tuple(group for group in groups if group[1]), calm, workbook)


def _build_anchors(changes: Iterable[Change]) -> tuple[str, ...]:
    """Give every dataset an anchor that stays the same from plan to plan, unless two would share it."""
    return tuple(_list_anchors(changes))


def _list_anchors(changes: Iterable[Change]) -> Iterator[str]:
    seen: set[str] = set()
    for change in changes:
        anchor = plain = "d-" + re.sub(r"[^\w.-]+", "-", change.identifier)
        number = 1
        while anchor in seen:
            number += 1
            anchor = f"{plain}-{number}"
        seen.add(anchor)
        yield anchor


def _fold(text: str) -> Shown:
    """Fold the end of a long text, at a blank."""
    cut = text.rfind(" ", 0, _LONG)
    cut = cut if cut > _LONG // 2 else _LONG
    rest = text[cut:]
    return Shown((text[:cut],), rest if len(rest) <= _LONGEST else f"{rest[:_LONGEST]} …")


def _hash(text: str) -> str:
    """Name a style for the Content Security Policy (level 3, hashes)."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@lru_cache(maxsize=4)
def _build_environment(translator: Translator) -> Environment:
    """Set jinja2 up, once per translator."""
    environment = build_environment(_FOLDER, translator)
    environment.filters |= {"say": translator.render, "number": translator.number, "place": _write_place}
    return environment


def _write_place(cell: CellRef, main: str = "") -> str:
    """Write a cell, without the workbook where that is the main one.

    >>> _write_place(CellRef("a.xlsx", "Daten", 4, 2)), _write_place(CellRef("a.xlsx", "Daten", 4, 2), "a.xlsx")
    ('a.xlsx › Daten › B4', 'Daten › B4')
    """
    return f"{cell.sheet} › {cell.address}" if cell.workbook == main else str(cell)
