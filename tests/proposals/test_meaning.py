"""What is proposed for columns of real headings, by the heading dictionary itself, and what the evidence says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import pytest

from tests.proposals.small_dictionary import build_table, column, targets
from toolkit.model.grid import CellValue
from toolkit.model.survey import Survey
from toolkit.model.table import Table
from toolkit.proposals.proposal import ColumnProposal, Proposal, TableProposal
from toolkit.proposals.propose import propose_mapping
from toolkit.vocabularies.headings import load_headings

LONG = "Alle Bäume auf öffentlichem Grund, mit Art, Pflanzjahr, Höhe und dem Tag der letzten Kontrolle vor Ort."


def understand(*tables: Table) -> Proposal:
    return propose_mapping([Survey(tables, ())], ["inventar.xlsx"], load_headings())


def understand_rows(*rows: Iterable[CellValue]) -> TableProposal:
    found = understand(build_table(*rows)).datasets
    assert found is not None
    return found


def understand_column(heading: str, *values: CellValue) -> ColumnProposal:
    rows = [(f"K-{place}", f"Daten {place}", value) for place, value in enumerate(values)]
    return column(understand_rows(("Kennung", "Titel", heading), *rows), heading)


@pytest.mark.parametrize("heading", ["Pers.bez. Daten?", "pers.bezogene Daten", "personenbez.", "PbD", "DSGVO?"])
@pytest.mark.parametrize("group", ["", "Prüfung"])
def test_a_question_of_personal_data_is_settled_however_it_is_cut_short(heading: str, group: str) -> None:
    headers = [("", "", group), ("Kennung", "Titel", heading)] if group else [("Kennung", "Titel", heading)]
    rows = [(f"K-{place}", f"Daten {place}", word) for place, word in enumerate(("ja", "nein", "nein", "ja"))]
    found = understand(build_table(*headers, *rows, header=tuple(range(1, len(headers) + 1)))).datasets
    assert found is not None
    assert (found.columns[2].target, found.columns[2].status) == ("release.personal_data", "settled")


@pytest.mark.parametrize("values", [("ja", "nein", "ja", "nein"), ("j", "n", "n", "n")])
def test_yes_and_no_alone_say_nothing_of_a_release(values: tuple[str, ...]) -> None:
    assert understand_column("Xyzzy", *values).status == "unknown"


def test_a_column_whose_field_is_taken_says_by_which() -> None:
    found = understand_rows(
        ("Kennung", "Titel", "Sprache", "Sprache 2 (intern)", "Datenhaltende Stelle", "Zuständige Stelle"),
        *((f"K-{place}", f"Daten {place}", "Deutsch", "Englisch", "Amt 61", "Amt 66") for place in range(4)),
    )
    asked = [one for one in found.columns if one.status == "question"]
    assert asked
    for one in asked:
        assert any("fills" in str(message) or "could be" in str(message) for message in one.evidence)


def test_a_field_that_another_column_fills_already_is_named_with_its_column() -> None:
    rows = [(f"K-{place}", f"Daten {place}", "", "Amt 61") for place in range(4)]
    found = understand_rows(("Kennung", "Titel", "Dienststelle", "Datenhaltende Stelle"), *rows)
    one = column(found, "Dienststelle")
    assert (one.status, one.target) == ("question", "ignore.other")
    assert "column D “Datenhaltende Stelle” fills creator.name already" in str(one.evidence[-1])


@pytest.mark.parametrize("heading", ["Link", "E-Mail", "Nr.", "Kategorie", "Stand"])
def test_a_heading_that_may_mean_several_things_is_still_a_known_one(heading: str) -> None:
    found = [message for one in understand_rows(("Titel", heading)).columns[1:] for message in one.evidence]
    assert str(found[0]) == f"“{heading}” is a known heading"


def test_dates_of_approval_need_no_answer() -> None:
    one = understand_column(
        "Freigabe Amtsleitung", dt.date(2024, 1, 5), dt.date(2024, 2, 1), "03.04.2024", "vielleicht doch"
    )
    assert (one.target, one.unanswered) == ("release.approved", ("vielleicht doch",))


@pytest.mark.parametrize(
    ("values", "split"),
    [
        (("Umwelt; Verkehr", "Gesundheit", "Energie", "Umwelt"), ";"),
        (("Umwelt, Verkehr", "Gesundheit", "Energie", "Umwelt"), ","),
        (("Bildung, Kultur und Sport", "Gesundheit", "Energie", "Umwelt"), ""),
    ],
)
def test_one_cell_with_several_themes_is_enough_to_split_them(values: tuple[str, ...], split: str) -> None:
    one = understand_column("Thema", *values)
    assert (one.target, one.split, one.unanswered) == ("themes", split, ())


def test_two_descriptions_are_asked_about() -> None:
    found = understand_rows(
        ("Kennung", "Titel", "Kurzbeschreibung", "Beschreibung"),
        *((f"K-{place}", f"Daten {place}", f"{LONG} {place}", f"{LONG} {LONG} {place}") for place in range(4)),
    )
    assert "question" in {column(found, name).status for name in ("Kurzbeschreibung", "Beschreibung")}


def test_the_address_of_what_is_published_is_not_that_of_the_contact() -> None:
    one = understand_column("Veröffentlichungs-URL", *(f"https://example.org/{place}" for place in range(4)))
    assert (one.target, one.status) == ("distribution.access_url", "settled")


INVENTORY = (
    ("Kennung", "Titel", "Beschreibung", "Thema", "Lizenz"),
    ("K-1", "Baumkataster", LONG, "Umwelt", "CC0"),
    ("K-2", "Radwege", LONG, "Verkehr", "CC0"),
)


@pytest.mark.parametrize(
    "other",
    [
        (("Dezernat", "Anzahl Datensätze"), *((f"Dezernat {place}", place * 7) for place in range(60))),
        (("Kennung", "Feldname", "Einheit"), *((f"F-{place}", f"Feld {place}", "m") for place in range(300))),
        (
            ("Datensatz-ID", "URL", "Format"),
            *((f"K-{place % 2 + 1}", f"https://a.example/{place}", "CSV") for place in range(80)),
        ),
    ],
)
@pytest.mark.parametrize("first", [True, False])
def test_the_inventory_is_what_reads_like_a_list_of_datasets_not_what_is_long(
    other: tuple[tuple[CellValue, ...], ...], first: bool
) -> None:
    tables = [build_table(*INVENTORY, name="Liste"), build_table(*other, name="Übersicht")]
    found = understand(*(tables if first else reversed(tables))).datasets
    assert found is not None
    assert found.blocks[0].sheet.name == "Liste"


def test_a_title_of_the_dataset_beside_the_one_of_its_file_is_left_to_the_dataset() -> None:
    files = [
        ("K-1", "Baumkataster", "Bäume als CSV"),
        ("K-1", "Baumkataster", "Bäume als WMS"),
        ("K-2", "Radwege", "Netz"),
    ]
    rows = ((*one, f"https://a.example/{place}", "CSV") for place, one in enumerate(files))
    header = ("Kennung", "Titel des Datensatzes", "Ressourcentitel", "URL", "Format")
    found = understand(build_table(*INVENTORY), build_table(header, *rows, name="Dateien")).distributions
    assert found is not None
    meant = targets(found)
    assert (meant["Titel des Datensatzes"], meant["Ressourcentitel"]) == ("ignore.other", "title")
