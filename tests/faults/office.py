"""An office's workbook that can be changed and saved again: datasets on one sheet, their resources on another."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import xlsxwriter

DATASETS = ("Nr.", "Titel", "Beschreibung", "Schlagworte", "Lizenz", "E-Mail", "Stand", "Personenbezug", "Open Data")
RESOURCES = ("Nr.", "Datensatz", "Titel", "Beschreibung", "Format", "Adresse", "Datei")
THINGS = ("Bäume", "Brücken", "Messstellen", "Spielplätze", "Haltestellen", "Lärmkarten", "Pegel")

_MAPPING = """
format: bestand-mapping/1
inventory: {name}
organization: {{name: {name}, title: Amt {name}}}
datasets:
  sheet: Datensätze
  key: Nr.
  columns:
    Titel: title
    Beschreibung: description
    Schlagworte: {{field: keywords, split: ";"}}
    Lizenz: license
    E-Mail: contact.email
    Stand: modified
    Personenbezug: {{release: personal_data}}
    Open Data: {{release: publish, answers: {{ja: public, eingeschränkt: staff, nein: nobody}}}}
  constants:
    publisher.name: Stadt Musterhausen
    contact.name: Geschäftsstelle Daten
distributions:
  sheet: Ressourcen
  key: Nr.
  dataset: Datensatz
  columns:
    Titel: title
    Beschreibung: description
    Format: format
    Adresse: access_url
    Datei: path
"""


@dataclass(slots=True)
class Office:
    """One inventory: its rows by key, its workbook, its mapping. ``save`` writes what the rows say now."""

    folder: Path
    name: str
    rows: dict[str, dict[str, str]] = field(default_factory=dict)
    resources: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def workbook(self) -> Path:
        """The workbook."""
        return self.folder / f"{self.name}.xlsx"

    @property
    def mapping(self) -> Path:
        """The mapping."""
        return self.folder / f"{self.name}.yaml"

    @property
    def arguments(self) -> list[str]:
        """What a command needs to read it."""
        return [str(self.workbook), "--mapping", str(self.mapping)]

    def add(self, key: str, *, resources: int = 1, publish: str = "ja") -> None:
        """Add a dataset with some resources; its texts come from the number at the key's end."""
        number = int(key.rpartition("-")[2])
        thing = THINGS[number % len(THINGS)]
        self.rows[key] = {
            "Titel": f"{thing} im Bezirk {number} ({self.name})",
            "Beschreibung": f"{thing} mit Lage und Zustand, Stand der Erhebung {number}.",
            "Schlagworte": f"{thing}; Bezirk {number}; Karte",
            "Lizenz": "Datenlizenz Deutschland – Namensnennung – 2.0",
            "E-Mail": "daten@stadt.example",
            "Stand": f"{1 + number % 28:02d}.03.2025",
            "Personenbezug": "nein",
            "Open Data": publish,
        }
        for part in range(resources):
            self.resources[f"{key}-{part + 1}"] = {
                "Datensatz": key,
                "Titel": f"{thing} {number}, Teil {part + 1}",
                "Beschreibung": "Alle Objekte.",
                "Format": "CSV",
                "Adresse": f"https://daten.stadt.example/{self.name}/{key}/{part + 1}.csv",
                "Datei": "",
            }

    def remove(self, key: str) -> None:
        """Take a dataset and its resources out."""
        del self.rows[key]
        self.resources = {name: each for name, each in self.resources.items() if each["Datensatz"] != key}

    def save(self) -> Path:
        """Write workbook and mapping."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.mapping.write_text(_MAPPING.format(name=self.name), encoding="utf-8")
        with xlsxwriter.Workbook(self.workbook, {"strings_to_urls": False}) as book:
            for title, headings, rows in (
                ("Datensätze", DATASETS, self.rows),
                ("Ressourcen", RESOURCES, self.resources),
            ):
                sheet = book.add_worksheet(title)
                sheet.write_row(0, 0, headings)
                for number, (key, row) in enumerate(rows.items(), 1):
                    sheet.write_row(number, 0, [key, *(row[heading] for heading in headings[1:])])
        return self.workbook


def build_office(folder: Path, name: str, size: int, *, files: int = 0) -> Office:
    """Build and save an inventory of ``size`` datasets; the first ``files`` of them have a local file as well."""
    office = Office(folder, name)
    for number in range(size):
        publish = "eingeschränkt" if number % 10 == 9 else "ja"
        office.add(f"D-{number:04d}", resources=1 + number % 3, publish=publish)
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(files):
        (folder / f"tabelle-{number}.csv").write_text(f"nr;wert\n{number};{number * 7}\n", encoding="utf-8")
        office.resources[f"D-{number:04d}-1"] |= {"Adresse": "", "Datei": f"tabelle-{number}.csv"}
    office.save()
    return office
