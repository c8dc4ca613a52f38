"""Services of distributions, series and the further bodies of a dataset, as a sheet can say them."""

from __future__ import annotations

from tests.mapping.small_inventory import build_mapping, build_sheet, build_workbook, only, only_dataset, read_rows
from toolkit.mapping.interpret import interpret
from toolkit.model.dataset import Agent, DataService, Series

LICENCES = "http://dcat-ap.de/def/licenses/"
SERVICE = {
    "Link": "distribution.access_url",
    "Dienst": "distribution.service.endpoint_url",
    "Handbuch": {"field": "distribution.service.documentation", "split": ";"},
    "Lizenz": "distribution.service.license",
}


def test_a_service_stands_in_the_row_of_its_dataset() -> None:
    found = read_rows(
        SERVICE,
        ("Nr.", "Link", "Dienst", "Handbuch", "Lizenz"),
        (
            "1",
            "https://example.org/a",
            "https://example.org/ows",
            "https://example.org/h; https://example.org/i",
            "CC0",
        ),
    )
    (part,) = only_dataset(found).distributions
    assert part.service == DataService(
        endpoint_url="https://example.org/ows",
        documentation=("https://example.org/h", "https://example.org/i"),
        license=LICENCES + "cc-zero",
    )
    assert found.faults == ()
    described = only(found)
    assert described.origins["distributions.main.service.endpoint_url"].address == "C2"
    assert described.columns["distributions.service.endpoint_url"].heading == "Dienst"
    assert "service.endpoint_url" in described.managed_of_distributions


def test_a_service_of_a_numbered_distribution_is_its_own() -> None:
    found = read_rows(
        {
            "Link 1": {"field": "distribution.access_url", "part": "1"},
            "Link 2": {"field": "distribution.access_url", "part": "2"},
            "Dienst 2": {"field": "distribution.service.endpoint_url", "part": "2"},
        },
        ("Nr.", "Link 1", "Link 2", "Dienst 2"),
        ("1", "https://example.org/a", "https://example.org/b", "https://example.org/ows"),
    )
    services = [part.service for part in only_dataset(found).distributions]
    assert services == [None, DataService(endpoint_url="https://example.org/ows")]
    assert only(found).origins["distributions.2.service.endpoint_url"].address == "D2"


def test_services_are_dealt_out_in_order() -> None:
    found = read_rows(
        {
            "Link": {"field": "distribution.access_url", "split": ";"},
            "Dienst": {"field": "distribution.service.title", "split": ";"},
        },
        ("Nr.", "Link", "Dienst"),
        ("1", "https://example.org/a; https://example.org/b", "Karte; Daten"),
    )
    titles = [part.service.title for part in only_dataset(found).distributions if part.service]
    assert titles == ["Karte", "Daten"]


def test_a_service_stands_in_a_table_of_distributions() -> None:
    mapping = build_mapping(
        {"Titel": "title"},
        {
            "distributions": {
                "sheet": "Ressourcen",
                "header": 1,
                "key": "R",
                "dataset": "Nr.",
                "columns": {"Link": "access_url", "Dienst": "service.endpoint_url"},
            }
        },
    )
    rows = (("R", "Nr.", "Link", "Dienst"), ("a", "1", "https://example.org/a", "kein Link"))
    workbook = build_workbook(build_sheet(("Nr.", "Titel"), ("1", "Bäume")), build_sheet(*rows, name="Ressourcen"))
    found = interpret(workbook, mapping)
    assert only_dataset(found).distributions[0].service is None
    (fault,) = found.faults
    assert (fault.code, fault.place.cell and fault.place.cell.address) == ("url-invalid", "D2")


def test_a_series_of_which_only_the_title_is_known_has_a_key_of_it() -> None:
    found = read_rows(
        {"Reihe": "series.title"}, ("Nr.", "Reihe"), ("1", "Wahlen ab 1990"), ("2", "Wahlen  ab 1990"), ("3", None)
    )
    assert [one.dataset.series for one in found.described] == [
        Series("wahlen-ab-1990", "Wahlen ab 1990"),
        Series("wahlen-ab-1990", "Wahlen ab 1990"),
        None,
    ]
    assert {"series.title", "series.key"} <= found.described[0].managed


def test_a_series_keeps_the_key_that_the_sheet_gives() -> None:
    columns = {"Reihe": "series.title", "R": "series.key"}
    found = read_rows(columns, ("Nr.", "Reihe", "R"), ("1", "Wahlen", "W-1"))
    assert only_dataset(found).series == Series("W-1", "Wahlen")


def test_a_series_title_without_a_letter_is_its_own_key() -> None:
    assert only_dataset(read_rows({"Reihe": "series.title"}, ("Nr.", "Reihe"), ("1", "…?"))).series == Series(
        "…?", "…?"
    )


def test_further_bodies_are_read_like_the_publisher() -> None:
    columns = {"Mitwirkende Stelle": "contributor.name", "Eigner": "custodian.name", "Erste Stelle": "originator.name"}
    found = read_rows(columns, ("Nr.", *columns), ("1", "Amt 61", "Amt 62", "Landesamt"))
    dataset = only_dataset(found)
    assert (dataset.contributor, dataset.custodian, dataset.originator) == (
        Agent("Amt 61"),
        Agent("Amt 62"),
        Agent("Landesamt"),
    )
