"""An inventory of one dataset that nothing is wrong with, so that a test changes just what it is about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from tests.mapping.small_inventory import build_mapping, build_sheet, build_workbook
from toolkit.checks.run import check_inventory
from toolkit.mapping.interpret import Interpretation, interpret
from toolkit.model.dataset import Described
from toolkit.model.finding import Finding
from toolkit.model.grid import CellValue
from toolkit.model.record import Fault

COLUMNS: dict[str, Any] = {
    "Titel": "title",
    "Beschreibung": "description",
    "Amt": "publisher.name",
    "Mail": "contact.email",
    "Worte": {"field": "keywords", "split": ","},
    "Thema": {"field": "themes", "split": ";"},
    "Lizenz": "license",
    "Quelle": "attribution",
    "Turnus": "frequency",
    "Stand": "modified",
    "Zugang": "access_rights",
    "Seite": "landing_page",
    "Frei": {"release": "publish", "answers": {"intern": "staff"}},
    "Personen": {"release": "personal_data"},
    "Datei": "distribution.title",
    "Format": "distribution.format",
    "Link": "distribution.access_url",
    "Größe": {"field": "distribution.byte_size", "unit": "KB"},
}
GOOD: dict[str, CellValue] = {
    "Nr.": "1",
    "Titel": "Bäume",
    "Beschreibung": "Alle Bäume in den Straßen und Parks der Stadt.",
    "Amt": "Stadt Musterhausen",
    "Mail": "amt@example.org",
    "Worte": "Baum, Park",
    "Thema": "Umwelt",
    "Lizenz": "dl-de/by-2-0",
    "Quelle": "Stadt Musterhausen",
    "Turnus": "jährlich",
    "Stand": "2024",
    "Zugang": "PUBLIC",
    "Seite": "https://example.org/baeume",
    "Frei": "ja",
    "Personen": "nein",
    "Datei": "Tabelle",
    "Format": "CSV",
    "Link": "https://example.org/baeume.csv",
    "Größe": 12,
}
CONSTANTS: dict[str, Any] = {
    "spatial.text": "Musterhausen",
    "temporal.start": "2020",
    "geocoding_level": "municipality",
    "availability": "AVAILABLE",
    "languages": "DEU",
}
SECOND: dict[str, Any] = {
    "sheet": "Links",
    "header": 1,
    "key": "Id",
    "dataset": "Datensatz",
    "columns": {"Name": "title", "Art": "format", "Adresse": "access_url", "Recht": "license"},
}
GOOD_SECOND: dict[str, CellValue] = {
    "Id": "x",
    "Datensatz": "1",
    "Name": "Karte",
    "Art": "PDF",
    "Adresse": "https://example.org/baeume.pdf",
    "Recht": None,
}


def read(
    *rows: Mapping[str, CellValue],
    second: Iterable[Mapping[str, CellValue]] | None = None,
    columns: Mapping[str, Any] | None = None,
    constants: Mapping[str, Any] | None = None,
    sheet: Mapping[str, Any] | None = None,
    named: Mapping[str, Any] | None = None,
    **table: Any,
) -> Interpretation:
    """Read an inventory: each row is the good one with changes, each row of ``second`` the good one there.

    ``columns`` are further columns with their entries, ``named`` further entries only; ``constants`` are added to the
    good ones, and null takes one away.
    """
    spec = {**COLUMNS, **(columns or {})}
    header = list(dict.fromkeys([*GOOD, *spec, *(key for row in rows for key in row)]))
    body = [[{**GOOD, **row}.get(heading) for heading in header] for row in rows or ({},)]
    sheets = [build_sheet(header, *body, **(sheet or {}))]
    if second is not None:
        links = [[{**GOOD_SECOND, **row}[heading] for heading in GOOD_SECOND] for row in second]
        sheets.append(build_sheet(list(GOOD_SECOND), *links, name="Links"))
    filled = {field for entry in spec.values() for field in [entry if isinstance(entry, str) else entry.get("field")]}
    given = {path: value for path, value in {**CONSTANTS, **(constants or {})}.items() if value and path not in filled}
    top = {"distributions": SECOND} if second is not None else None
    mapping = build_mapping({**spec, **(named or {})}, top, constants=given, **table)
    return interpret(build_workbook(*sheets), mapping)


def check(
    *rows: Mapping[str, CellValue], today: date | None = None, faults: Iterable[Fault] = (), **more: Any
) -> tuple[Finding, ...]:
    """Check an inventory that is good but for some changes; ``faults`` are met besides."""
    found = read(*rows, **more)
    return check_inventory(found.described, (*found.faults, *faults), today)


def one(*rows: Mapping[str, CellValue], **more: Any) -> Described:
    """Read an inventory and give its first dataset."""
    return read(*rows, **more).described[0]
