"""Writes the datasets that are ready as data packages."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from toolkit.model.dataset import Dataset
from toolkit.model.identity import build_name
from toolkit.model.inventory import Inventory
from toolkit.model.release import Audience
from toolkit.packages.folder import read_identifiers, remove_stale, write_package
from toolkit.packages.localfile import resolve_local
from toolkit.packages.tabular import FileFacts, describe_file


def write_packages(inventories: Sequence[Inventory], out: Path, *, staff: bool = False) -> dict[str, str]:
    """Write a folder for each dataset that is ready for the public (and staff, where asked).

    Gives identifier -> folder.
    """
    audiences = (Audience.PUBLIC, Audience.STAFF) if staff else (Audience.PUBLIC,)
    names = {inventory.name for inventory in inventories}
    held = read_identifiers(out)
    # Packages of other inventories keep their names.
    taken = {folder.name for folder, identifier in held.items() if identifier.partition(":")[0] not in names}
    written: dict[str, str] = {}
    for inventory in inventories:
        for described in inventory.ready(*audiences):
            dataset = described.dataset
            name = build_name(dataset.title, dataset.identifier, taken)
            taken.add(name)
            folder = write_described(dataset, Path(inventory.folder), out / name)
            written[dataset.identifier] = folder.as_posix()
    remove_stale(held, names, set(written.values()))
    return written


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
