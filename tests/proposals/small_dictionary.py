"""A small heading dictionary, and surveys of sheets that stand only in the test."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from rapidfuzz import fuzz, process

from toolkit.model.grid import CellValue, Sheet
from toolkit.model.survey import Survey
from toolkit.model.table import Table
from toolkit.proposals.proposal import ColumnProposal, Proposal, TableProposal
from toolkit.proposals.propose import propose_mapping
from toolkit.reading.headingname import normalize_heading
from toolkit.reading.tables import locate_table

_WORDS: dict[str, list[str]] = {
    "key": ["ID", "Nr.", "Kennung", "Datensatz-ID", "Lfd. Nr.", "Ressourcen-ID"],
    "ignore.counter": ["Lfd. Nr."],
    "dataset": ["Datensatz-Nr.", "Zu Datensatz"],
    "title": ["Titel", "Bezeichnung", "Name des Datensatzes", "Datensatz"],
    "description": ["Beschreibung", "Kurzbeschreibung"],
    "themes": ["Thema", "Kategorie", "Rubrik"],
    "keywords": ["Schlagworte", "Schlagwort", "Stichworte", "Tags", "Keywords"],
    "publisher.name": ["Herausgeber", "Veröffentlichende Stelle"],
    "publisher.email": ["E-Mail Herausgeber"],
    "creator.name": ["Amt", "Fachamt", "Abteilung"],
    "contact.name": ["Ansprechpartner", "Ansprechperson", "Kontakt"],
    "contact.email": ["E-Mail", "Kontakt-E-Mail", "Funktionspostfach"],
    "license": ["Lizenz", "Nutzungsbedingungen"],
    "attribution": ["Quellenvermerk", "Namensnennung"],
    "modified": ["Stand", "Letzte Aktualisierung", "Datenstand", "Datum"],
    "issued": ["Veröffentlichungsdatum", "Erstellt", "Datum"],
    "frequency": ["Turnus", "Aktualisierungsintervall"],
    "temporal": ["Zeitraum", "Zeitbezug"],
    "temporal.start": ["Zeitraum von"],
    "temporal.end": ["Zeitraum bis"],
    "spatial.text": ["Raumbezug", "Gebiet"],
    "languages": ["Sprache"],
    "landing_page": ["Link", "Webseite"],
    "distribution.access_url": ["Link", "URL", "Ressource Link", "WMS", "WFS"],
    "distribution.download_url": ["Download", "Download-Link"],
    "distribution.format": ["Format", "Dateiformat"],
    "distribution.byte_size": ["Dateigröße"],
    "distribution.title": ["Ressource", "Ressource Titel"],
    "release.publish": ["Open Data", "Veröffentlichung"],
    "release.personal_data": ["Personenbezug"],
    "ignore.remarks": ["Bemerkung", "Kommentar"],
    "ignore.storage": ["Speicherort", "Ablageort"],
    "ignore.owner": ["Data Owner"],
    "ignore.phone": ["Telefon"],
}


@dataclass(frozen=True, slots=True)
class Match:
    """One meaning of a heading."""

    target: str
    score: float
    word: str
    language: str = "de"
    how: str = "exact"


class SmallDictionary:
    """Matches headings letter by letter, and headings that are nearly the same."""

    def __init__(self) -> None:
        self._targets: dict[str, list[tuple[str, str]]] = {}
        for target, words in _WORDS.items():
            for word in words:
                self._targets.setdefault(normalize_heading(word), []).append((target, word))

    def match(self, heading: str) -> tuple[Match, ...]:
        """List the meanings of a heading, the nearest first."""
        wanted = normalize_heading(heading)
        if wanted in self._targets:
            return tuple(Match(target, 1.0, word) for target, word in self._targets[wanted])
        near = process.extract(wanted, list(self._targets), scorer=fuzz.ratio, score_cutoff=80, limit=3)
        return tuple(
            Match(target, score / 100 * 0.95, word, how="near")
            for word_near, score, _ in near
            for target, word in self._targets[word_near]
        )

    def number_of(self, heading: str) -> str:
        """Give the number in a heading."""
        found = re.search(r"(?:^|[\s_])(\d{1,2})(?=\s|$)|(?<=[a-z])(\d{1,2})$", heading)
        return (found[1] or found[2]) if found else ""


DICTIONARY = SmallDictionary()


def build_table(*rows: Iterable[CellValue], header: tuple[int, ...] = (1,), name: str = "Daten", **more: Any) -> Table:
    """Make a table of a sheet; ``more`` are links, hidden rows and so on."""
    workbook = more.pop("workbook", "inventar.xlsx")
    return locate_table(Sheet(workbook, name, tuple(map(tuple, rows)), **more), header)


def propose(*tables: Table, names: tuple[str, ...] = ("inventar.xlsx",)) -> Proposal:
    """Propose a mapping for tables of one workbook."""
    return propose_mapping([Survey(tables, ())], names, DICTIONARY)


def propose_rows(*rows: Iterable[CellValue], **more: Any) -> TableProposal:
    """Propose what a sheet means whose first row is the header."""
    found = propose(build_table(*rows, **more)).datasets
    assert found is not None
    return found


def targets(table: TableProposal) -> dict[str, str]:
    """Give each column's target by name; a question has a question mark behind it, an unknown column nothing else."""
    return {
        one.name: one.target + {"settled": "", "question": "?", "unknown": "–"}[one.status] for one in table.columns
    }


def column(table: TableProposal, name: str) -> ColumnProposal:
    """Give the proposal of one column."""
    return next(one for one in table.columns if one.name == name)


def rename_sheet(table: Table, name: str) -> Table:
    """Give the same table on a sheet of another name."""
    return replace(table, sheet=replace(table.sheet, name=name))
