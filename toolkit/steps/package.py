"""Writes the datasets that are ready as data packages."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from toolkit.model.dataset import Dataset
from toolkit.model.identity import build_name
from toolkit.model.inventory import Inventory
from toolkit.model.problem import Problem
from toolkit.model.release import Audience
from toolkit.packages.folder import DESCRIPTOR, read_package, remove_package, write_package
from toolkit.packages.localfile import resolve_local
from toolkit.packages.tabular import FileFacts, describe_file


def write_packages(inventories: Sequence[Inventory], out: Path, *, staff: bool = False) -> dict[str, str]:
    """Write a folder for each dataset that is ready for the public (and staff, where asked).

    Gives identifier -> folder.
    """
    audiences = (Audience.PUBLIC, Audience.STAFF) if staff else (Audience.PUBLIC,)
    prefixes = tuple(f"{inventory.name}:" for inventory in inventories)
    taken = _list_others(out, prefixes)
    written: dict[str, str] = {}
    for inventory in inventories:
        for described in inventory.ready(*audiences):
            dataset = described.dataset
            name = build_name(dataset.title, dataset.identifier, taken)
            taken.add(name)
            folder = write_described(dataset, Path(inventory.folder), out / name)
            written[dataset.identifier] = folder.as_posix()
    _remove_stale(out, prefixes, set(written.values()))
    return written


def _list_others(out: Path, prefixes: tuple[str, ...]) -> set[str]:
    """List the folders of other inventories' packages, which keep their names."""
    folders = (path for path in out.glob("*") if (path / DESCRIPTOR).is_file())
    return {folder.name for folder in folders if not _identifier(folder).startswith(prefixes)}


def _remove_stale(out: Path, prefixes: tuple[str, ...], written: set[str]) -> None:
    """Remove packages of these inventories that no ready dataset stands behind: not released any more, or renamed."""
    for folder in sorted(path for path in out.glob("*") if (path / DESCRIPTOR).is_file()):
        if folder.as_posix() not in written and _identifier(folder).startswith(prefixes):
            remove_package(folder)


def _identifier(folder: Path) -> str:
    """Give the identifier of a package's dataset; nothing where it is no package of ours."""
    try:
        return read_package(folder).identifier
    except Problem:
        return ""


def write_described(dataset: Dataset, source: Path, target: Path) -> Path:
    """Write one package, with the table schemas of its local files."""
    facts: dict[str, FileFacts] = {}
    for part in dataset.distributions:
        located = resolve_local(source, part.path) if part.path else None
        if isinstance(located, Path):
            facts[part.key] = describe_file(located)
    schemas = {key: fact.schema for key, fact in facts.items() if fact.schema is not None}
    layouts = {key: fact.layout for key, fact in facts.items()}
    return write_package(dataset, source, target, schemas, layouts)
