"""Writes the table of the page of RDF, from the tables of the standard: what fills each property."""  # noqa: INP001 (a script's part)

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from toolkit.dcat.obligation import CLASSES, PROPERTIES, Obligation, Property
from toolkit.dcat.version import Version

_PAGE = Path(__file__).resolve().parent / "dcat.md"
_GONE = {Obligation.REMOVED, Obligation.DEPRECATED}


def build_dcat_page() -> str:
    """Write the table of the page anew; the rest of the page stays as it is."""
    page = _PAGE.read_text(encoding="utf-8")
    table = "\n".join(_build_table())
    marked = r"(<!-- properties -->\n).*?(<!-- end of properties -->)"
    return re.sub(marked, lambda found: f"{found[1]}{table}\n{found[2]}", page, flags=re.DOTALL)


def name_written(one: Property, version: Version) -> str:
    """Give the name under which a property is written in a version; empty where it is not."""
    is_of_2 = version == "2.0"
    if one.obligation(version) in _GONE or (is_of_2 and one.curie.startswith("spdx:")):
        return ""
    return one.name(version)


def _build_table() -> Iterator[str]:
    """Build a line for each property."""
    yield "| class | fields of the mapping | 3.0 | 2.0 |"
    yield "|---|---|---|---|"
    for one in PROPERTIES:
        fields = ", ".join(f"`{path}`" for path in one.paths)
        yield f"| {CLASSES[one.owner]} | {fields} | {_cell(one, '3.0')} | {_cell(one, '2.0')} |"


def _cell(one: Property, version: Version) -> str:
    """Name a property and how much it is asked for."""
    name = name_written(one, version)
    return f"{name} ({one.obligation(version)})" if name else "–"
