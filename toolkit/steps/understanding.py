"""Reads workbooks through their mapping, and keeps what was met on the way: faults, not findings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from toolkit.mapping.interpret import Interpretation, interpret, list_beside
from toolkit.mapping.spec import InventoryMapping
from toolkit.model.grid import Workbook
from toolkit.model.problem import Problem
from toolkit.packages.localfile import resolve_local
from toolkit.reading.folder import list_workbooks
from toolkit.reading.workbook import read_workbook
from toolkit.steps.mapping import Chosen, choose_by_content, find_mapping


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """Workbooks of one inventory with the mapping for them.

    ``beside`` gives the workbooks that the mapping names besides, by the name that it has for them.
    """

    chosen: Chosen
    files: tuple[Path, ...]
    workbooks: tuple[Workbook, ...]
    beside: Mapping[str, Sequence[Workbook]]

    def interpret(self) -> Interpretation:
        """Read the workbooks. Raises Problem where the mapping does not fit them."""
        return interpret(self.workbooks, self.chosen.mapping, self.beside)


def open_workbooks(paths: Iterable[Path], wanted: str | None) -> tuple[Opened, ...]:
    """Open workbooks, and those of folders, each with its mapping; those of one inventory are put together.

    Without a mapping a proposed one is taken. A file that another one's mapping names is none of its own. Raises
    Problem where a file or its mapping cannot be read.
    """
    files = list_workbooks(paths)
    read: list[tuple[Path, Workbook, Chosen]] = []
    unread: dict[Path, Problem] = {}
    for file in files:
        try:
            workbook = read_workbook(file)
            chosen = find_mapping(file, wanted) or choose_by_content(file, workbook, propose=True)
        except Problem as problem:
            if len(files) == 1:
                raise
            unread[file.resolve()] = problem
        else:
            read.append((file, workbook, chosen))
    named = {path for file, _, chosen in read for path in find_beside(file, chosen.mapping).values() if path}
    for path, trouble in unread.items():
        if path not in named:
            raise trouble
    own = [one for one in read if one[0].resolve() not in named or len(files) == 1]
    return tuple(_open(group) for group in _group(own))


def _group(read: Sequence[tuple[Path, Workbook, Chosen]]) -> list[list[tuple[Path, Workbook, Chosen]]]:
    """Put together what a mapping calls several workbooks of one table, and forms."""
    groups: dict[object, list[tuple[Path, Workbook, Chosen]]] = {}
    for one in read:
        mapping = one[2].mapping
        groups.setdefault(mapping.inventory if may_be_one_of_several(mapping) else one[0], []).append(one)
    return list(groups.values())


def _open(group: Sequence[tuple[Path, Workbook, Chosen]]) -> Opened:
    chosen = group[0][2]
    beside: dict[str, dict[Path, None]] = {}
    for file, _, _ in group:
        for name, path in find_beside(file, chosen.mapping).items():
            if path:  # what is not there is missed when the workbook is read
                beside.setdefault(name, {})[path] = None
    return Opened(
        chosen,
        tuple(file for file, _, _ in group),
        tuple(workbook for _, workbook, _ in group),
        {name: [read_workbook(path) for path in found] for name, found in beside.items()},
    )


def may_be_one_of_several(mapping: InventoryMapping) -> bool:
    """Tell whether other workbooks may belong to the same inventory: forms, and what the mapping calls several."""
    return mapping.workbooks == "several" or mapping.datasets.layout == "form"


def find_beside(file: Path, mapping: InventoryMapping) -> dict[str, Path | None]:
    """Find the workbooks beside one that its mapping names, by the names it gives them; None where there is none."""
    located = {name: resolve_local(file.absolute().parent, name) for name in list_beside(mapping)}
    return {name: path if isinstance(path, Path) else None for name, path in located.items()}
