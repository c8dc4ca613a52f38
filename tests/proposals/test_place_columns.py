"""Columns of places, durations, high-value categories and types of the Musterdatenkatalog are known by their cells."""

from __future__ import annotations

import pytest

from tests.proposals.small_dictionary import build_table, column
from toolkit.model.grid import CellValue
from toolkit.model.survey import Survey
from toolkit.proposals.fitness import share_read
from toolkit.proposals.proposal import ColumnProposal
from toolkit.proposals.propose import propose_mapping
from toolkit.vocabularies.headings import load_headings


def understand(heading: str, *values: CellValue) -> ColumnProposal:
    rows = [(f"K-{place}", f"Daten {place}", value) for place, value in enumerate(values)]
    table = build_table(("Kennung", "Titel", heading), *rows)
    found = propose_mapping([Survey((table,), ())], ["inventar.xlsx"], load_headings()).datasets
    assert found is not None
    return column(found, heading)


@pytest.mark.parametrize(
    ("heading", "values", "target"),
    [
        ("Raumbezug", ("Stadtgebiet", "Innenstadt", "Mainz", "Neustadt"), "spatial.text"),
        ("Raumbezug", ("07315000", "07315000", "07316000", "07317000"), "spatial"),
        ("Raumbezug", ("Mainz (07315000)", "Worms (07319000)", "Mainz (07315000)", "Trier (07211000)"), "spatial"),
        ("Raumbezug", ("07315000", "Stadtgebiet", "07315000", "Innenstadt"), "spatial"),
        ("Räumliche Abdeckung", ("8.14, 49.90, 8.34, 50.04", "8.1, 49.9, 8.3, 50.0"), "spatial"),
        ("AGS", ("07315000", "07316000", "07317000"), "spatial"),
        ("AGS", (7315000, 7316000, 7317000), "spatial"),
        ("Bounding Box", ("8.14, 49.90, 8.34, 50.04", "8.1, 49.9, 8.3, 50.0"), "spatial.geometry"),
        ("Zeitliche Auflösung", ("15 Minuten", "monatlich", "1 Jahr"), "temporal_resolution"),
        ("Zeitliche Auflösung", ("sehr fein", "grob", "je nach Messstelle"), "ignore.granularity"),
        ("Musterdatensatz", ("Baumkataster", "Abfallkalender", "Container"), "references"),
        ("Musterdatensatz", ("Baumkataster", "unsere Wahlen", "Kitas hier"), "ignore.reference_dataset"),
        ("HVD-Kategorie", ("Mobilität", "Geodaten", "Statistik"), "hvd_categories"),
        ("HVD", ("ja", "nein", "nein"), "release.high_value"),
    ],
)
def test_the_cells_decide_what_a_heading_means(heading: str, values: tuple[CellValue, ...], target: str) -> None:
    found = understand(heading, *values)
    assert (found.target, found.status) == (target, "settled")


def test_hvd_over_categories_means_the_category() -> None:
    found = understand("HVD", "Mobilität", "Geodaten", "Statistik", "Meteorologie")
    assert (found.target, found.status) == ("hvd_categories", "settled")


@pytest.mark.parametrize("heading", ["Zeitliche Auflösung", "Musterdatensatz"])
def test_a_heading_of_two_meanings_over_empty_cells_is_asked(heading: str) -> None:
    assert understand(heading, None, None, None).status == "question"


def test_the_evidence_says_what_was_read() -> None:
    found = understand("Raumbezug", "07315000", "07315000", "07316000")
    assert "100 % of the cells hold keys of municipalities or coordinates of areas" in map(str, found.evidence)


def test_only_keys_and_coordinates_tell_that_cells_hold_places() -> None:
    assert share_read("place", [("Stadtgebiet", 3), ("07315000", 1)]) == 0.25
    assert share_read("place", [("https://sws.geonames.org/2874225/", 1)]) == 0.0
    assert share_read("duration", []) == 0.0
    assert share_read("duration", [("täglich", 1), ("selten", 3)]) == 0.25
