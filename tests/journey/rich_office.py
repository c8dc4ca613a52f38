"""An inventory of one dataset that says all that a sheet can say, for layouts that shall lose nothing of it."""

from __future__ import annotations

from pathlib import Path

import xlsxwriter

EU = "http://publications.europa.eu/resource/authority"
DE = "http://dcat-ap.de/def"
RING = "[[8.143,49.896],[8.343,49.896],[8.343,50.035],[8.143,50.035],[8.143,49.896]]"

DATASET = {
    "title": "Lärmkartierung",
    "description": "Pegel an allen Hauptstraßen, gerechnet nach Vorgabe der Richtlinie.",
    "publisher.name": "Stadt Musterhausen",
    "publisher.uri": "https://stadt.example.org/id/stadt",
    "publisher.email": "daten@stadt.example.org",
    "publisher.url": "https://stadt.example.org/",
    "publisher.kind": "http://purl.org/adms/publishertype/LocalAuthority",
    "contact.name": "Geschäftsstelle Lärm",
    "contact.email": "laerm@stadt.example.org",
    "contact.phone": "+49 6131 12345",
    "contact.url": "https://stadt.example.org/laerm",
    "contact.street": "Am Markt 1",
    "contact.postal_code": "55116",
    "contact.city": "Musterhausen",
    "contact.country": "Deutschland",
    "creator.name": "Umweltamt",
    "creator.email": "umwelt@stadt.example.org",
    "contributor.name": "Landesamt für Lärm",
    "custodian.name": "Vermessungsamt",
    "custodian.email": "vermessung@stadt.example.org",
    "originator.name": "Büro für Schall",
    "keywords": "Lärm; Straße; Karte",
    "themes": f"{EU}/data-theme/ENVI; {EU}/data-theme/TRAN",
    "license": f"{DE}/licenses/dl-by-de/2.0",
    "attribution": "Stadt Musterhausen, Umweltamt",
    "modified": "2025-03-01",
    "issued": "2022-07-15",
    "frequency": f"{EU}/frequency/ANNUAL",
    "access_rights": f"{EU}/access-right/PUBLIC",
    "availability": f"{EU}/planned-availability/STABLE",
    "languages": f"{EU}/language/DEU",
    "temporal.start": "2022-01-01",
    "temporal.end": "2022-12-31",
    "temporal_resolution": "P1Y",
    "spatial.text": "Mainz",
    "spatial.uri": f"{DE}/politicalGeocoding/municipalityKey/07315000",
    "spatial.geometry": f'{{"type":"Polygon","coordinates":[{RING}]}}',
    "geocoding_level": f"{DE}/politicalGeocoding/Level/municipality",
    "landing_page": "https://stadt.example.org/laermkarte",
    "legal_basis": "http://data.europa.eu/eli/dir/2002/49/oj",
    "provenance": "Gerechnet aus Verkehrszählungen.",
    "version": "2.1",
    "version_notes": "Zwei Straßen ergänzt.",
    "contributor_ids": f"{DE}/contributors/openGovernmentDataPortalRheinlandPfalz",
    "hvd_categories": "http://data.europa.eu/bna/c_dd313021",
    "references": "https://musterdatenkatalog.de/def/musterdatensatz/klimaschutzUndUmweltschutz/berichtUndAnalyse/klimabilanz",
    "alternate_identifiers": "LK-2022",
    "conforms_to": "http://inspire.ec.europa.eu/documents/laerm",
    "documentation": "https://stadt.example.org/laerm/handbuch",
    "related": "https://stadt.example.org/id/verkehr",
    "sources": "https://stadt.example.org/id/zaehlung",
    "referenced_by": "https://verlag.example.org/aufsatz",
    "versions": "https://stadt.example.org/id/laerm-2017",
    "version_of": "https://stadt.example.org/id/laerm",
    "dataset_type": f"{EU}/dataset-type/STATISTICAL",
    "spatial_resolution": "10",
    "quality_process": "https://stadt.example.org/guete",
}
FILE = {
    "title": "Pegel als Tabelle",
    "description": "Ein Wert je Straße.",
    "access_url": "https://daten.stadt.example.org/laerm.csv",
    "download_url": "https://daten.stadt.example.org/laerm.csv",
    "format": f"{EU}/file-type/CSV",
    "media_type": "https://www.iana.org/assignments/media-types/text/csv",
    "license": f"{DE}/licenses/dl-by-de/2.0",
    "attribution": "Stadt Musterhausen, Umweltamt",
    "modified": "2025-03-01",
    "issued": "2022-07-15",
    "availability": f"{EU}/planned-availability/STABLE",
    "status": f"{EU}/distribution-status/COMPLETED",
    "byte_size": "123456",
    "languages": f"{EU}/language/DEU",
    "rights": "https://stadt.example.org/rechte",
    "documentation": "https://stadt.example.org/laerm/spalten",
    "conforms_to": "https://schemas.example.org/laerm",
    "compress_format": "https://www.iana.org/assignments/media-types/application/gzip",
    "package_format": "https://www.iana.org/assignments/media-types/application/zip",
    "legal_basis": "http://data.europa.eu/eli/dir/2002/49/oj",
}
MAP = {
    "title": "Pegel als Karte",
    "access_url": "https://geo.stadt.example.org/laerm?SERVICE=WMS&REQUEST=GetCapabilities",
    "format": f"{EU}/file-type/WMS_SRVC",
    "license": f"{DE}/licenses/dl-by-de/2.0",
}
LISTS = {
    *("keywords", "themes", "languages", "legal_basis", "contributor_ids", "hvd_categories", "references"),
    *("alternate_identifiers", "conforms_to", "documentation", "related", "sources", "referenced_by", "versions"),
    "version_of",
}


def build_rich_office(folder: Path, name: str) -> tuple[Path, Path]:
    """Write a workbook and its mapping; give both."""
    folder.mkdir(parents=True, exist_ok=True)
    workbook, mapping = folder / f"{name}.xlsx", folder / f"{name}.yaml"
    head = {"Nr.": "D-1"} | DATASET | {"Personenbezug": "nein", "Open Data": "ja"}
    paths = list(dict.fromkeys([*FILE, *MAP]))
    with xlsxwriter.Workbook(workbook, {"strings_to_urls": False}) as book:
        sheet = book.add_worksheet("Datensätze")
        sheet.write_row(0, 0, head.keys())
        sheet.write_row(1, 0, head.values())
        sheet = book.add_worksheet("Ressourcen")
        sheet.write_row(0, 0, ["Nr.", "Datensatz", *paths])
        for row, (key, values) in enumerate((("R-1", FILE), ("R-2", MAP)), 1):
            sheet.write_row(row, 0, [key, "D-1", *(values.get(path, "") for path in paths)])
    mapping.write_text(_build_mapping(name, paths), encoding="utf-8")
    return workbook, mapping


def _build_mapping(name: str, paths: list[str]) -> str:
    return f"""
format: bestand-mapping/1
inventory: {name}
organization: {{name: {name}, title: Amt {name}}}
datasets:
  sheet: Datensätze
  key: Nr.
  columns:
{_build_columns(DATASET)}
    Personenbezug: {{release: personal_data}}
    Open Data: {{release: publish, answers: {{ja: public, nein: nobody}}}}
distributions:
  sheet: Ressourcen
  key: Nr.
  dataset: Datensatz
  columns:
{_build_columns(paths)}
"""


def _build_columns(paths: list[str] | dict[str, str]) -> str:
    return "\n".join(
        f'    {path}: {{field: {path}, split: ";"}}' if path in LISTS else f"    {path}: {path}" for path in paths
    )
