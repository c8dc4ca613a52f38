"""Departments with a small workbook and its mapping beside it, and a configuration for all of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tests.checks.good_inventory import COLUMNS, CONSTANTS, GOOD
from tests.cli.small_workbook import save
from tests.mapping.small_inventory import write_mapping
from toolkit.steps.configuration import Configuration, parse_configuration


def write_department(folder: Path, name: str, rows: int = 8, **more: Mapping[str, Any]) -> Path:
    """Write a department's workbook of so many good datasets and its mapping; ``more`` changes rows: ``k<number>``."""
    body = [
        {**GOOD, "Nr.": str(number), "Titel": f"{name} {number}", **more.get(f"k{number}", {})}
        for number in range(1, rows + 1)
    ]
    return write_rows(folder, name, body)


def write_rows(folder: Path, name: str, rows: Iterable[Mapping[str, Any]]) -> Path:
    """Write a department's workbook and its mapping."""
    folder.mkdir(parents=True, exist_ok=True)
    constants = {path: value for path, value in CONSTANTS.items() if value}
    top = {"inventory": name, "title": f"Amt {name}", "organization": {"name": name, "title": f"Amt {name}"}}
    mapping = write_mapping(COLUMNS, top, constants=constants)
    (folder / f"{name}.yaml").write_text(mapping, encoding="utf-8")
    return save(
        folder / f"{name}.xlsx", list(GOOD), *([row[heading] for heading in GOOD] for row in rows), sheet="Daten"
    )


def configure(folder: Path, *names: str, more: str = "", **tables: str) -> Configuration:
    """Configure departments whose workbooks lie in a folder, with a catalogue folder as their target."""
    return parse_configuration(write_configuration(*names, more=more, **tables), folder / "bestand.toml", {})


def write_configuration(*names: str, more: str = "", **tables: str) -> str:
    """Write a configuration; ``tables`` are further lines for an inventory's table."""
    parts = ['[defaults]\ncreate_organizations = true\n[targets.katalog]\nto = "katalog"\n']
    parts += [f'[inventories.{name}]\nfiles = ["{name}.xlsx"]\n{tables.get(name, "")}\n' for name in names]
    return "\n".join([*parts, more])
