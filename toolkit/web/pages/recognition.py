"""Tells which inventory of the configuration a workbook is: by its name, else by its headings."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable, Sequence
from pathlib import Path

from toolkit.model.problem import Problem
from toolkit.proposals.choice import choose_best
from toolkit.reading.finder import find_tables
from toolkit.reading.workbook import read_workbook
from toolkit.steps.configuration import InventorySettings
from toolkit.steps.mapping import read_named_mapping
from toolkit.vocabularies.headings import load_headings
from toolkit.web.pages.case import Lot


def recognise(files: Sequence[Path], inventories: Sequence[InventorySettings]) -> tuple[Lot, ...]:
    """Put workbooks together by the inventory that they are; those of none stand together, too, without one."""
    found: dict[str, list[str]] = {}
    for file in files:
        settings = _find_by_name(file, inventories) or _find_by_headings(file, inventories)
        found.setdefault(settings.name if settings else "", []).append(file.name)
    by_name = {one.name: one for one in inventories}
    return tuple(build_lot(names, by_name.get(name)) for name, names in found.items())


def build_lot(files: Iterable[str], settings: InventorySettings | None) -> Lot:
    """Read workbooks with the mapping of an inventory."""
    names = tuple(files)
    if settings is None:
        return Lot(names)
    return Lot(names, settings.mapping or "", "configured" if settings.mapping else "", settings.name)


def _find_by_name(file: Path, inventories: Iterable[InventorySettings]) -> InventorySettings | None:
    """Find the inventory whose files are called like this; nobody is sure where several are."""
    found = [one for one in inventories if any(_is_called(file.name, pattern) for pattern in one.patterns)]
    return found[0] if len(found) == 1 else None


def _is_called(name: str, pattern: str) -> bool:
    """Hold a name against the last piece of a pattern; case does not count, as on Windows."""
    last = pattern.replace("\\", "/").rsplit("/", 1)[-1]
    return last not in {"*", "**"} and fnmatch.fnmatchcase(name.casefold(), last.casefold())


def _find_by_headings(file: Path, inventories: Iterable[InventorySettings]) -> InventorySettings | None:
    """Find the inventory whose mapping knows the headings of a workbook."""
    mapped = {one.name: one for one in inventories if one.mapping}
    if not mapped:
        return None
    try:
        workbook = read_workbook(file)
        mappings = {name: read_named_mapping(file, str(one.mapping))[0] for name, one in mapped.items()}
    except Problem:
        return None  # the check itself says it, with its remedy
    best = choose_best(mappings, find_tables(workbook, load_headings().knows), any_sheet=workbook.kind == "csv")
    return mapped[best[0]] if best else None
