"""Datasets as rows of a template: read back through the template's own mapping they say the same, or it is named."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.catalogues.ckan.datasets import whole_datasets
from toolkit.mapping.interpret import interpret
from toolkit.mapping.spec import InventoryMapping
from toolkit.model.dataset import (
    Agent,
    ContactPoint,
    DataService,
    Dataset,
    Described,
    Distribution,
    Organization,
    Period,
    Place,
    QualifiedRelation,
    Series,
)
from toolkit.model.entry import Value, is_empty
from toolkit.model.grid import Sheet, Workbook
from toolkit.model.path import DATASET_PATHS, DISTRIBUTION_PATHS, STRUCTURED, read_path
from toolkit.model.release import Audience, Release
from toolkit.steps.inventory import read_inventory
from toolkit.template.design import build_layout
from toolkit.template.embedded import build_mapping_text, parse_embedded
from toolkit.template.layout import Layout
from toolkit.template.rows import Rows, RowWriter, build_rows, list_unusable_keys, write_rows
from toolkit.template.workbook import write_template

if TYPE_CHECKING:
    from toolkit.template.layout import Table
    from toolkit.template.rows import Row

PUBLIC = Release(Audience.PUBLIC)
EU = "http://publications.europa.eu/resource/authority"


@cache
def layout(language: str = "de") -> Layout:
    return build_layout(None, language, inventory="amt", title="Amt")


@cache
def mapping(language: str = "de") -> InventoryMapping:
    return parse_embedded(build_mapping_text(layout(language)), "w.xlsx")


@cache
def writer() -> RowWriter:
    return RowWriter(layout())


def sheet(table: Table, rows: tuple[Row, ...]) -> Sheet:
    """Give a sheet as reading a file gives it."""
    headings = tuple(column.heading for column in table.columns)
    return Sheet("w.xlsx", table.sheet, (headings, *(tuple(row.get(one) for one in headings) for row in rows)))


def read_back(rows: Rows, language: str = "de") -> tuple[Described, ...]:
    """Read rows through the template's mapping."""
    whole = layout(language)
    sheets = (sheet(whole.datasets, rows.datasets), sheet(whole.distributions, rows.distributions))
    return interpret(Workbook("w.xlsx", "xlsx", sheets), mapping(language)).described


def said(dataset: Dataset) -> dict[tuple[str, str], Value]:
    """Give all that a dataset and its distributions say, by distribution and path."""
    paths = (*DATASET_PATHS, *STRUCTURED)
    found: dict[tuple[str, str], Value] = {("", path): read_path(dataset, path) for path in paths}
    for part in dataset.distributions:
        others = (path for path in DISTRIBUTION_PATHS if path not in {"key", "checksum"})
        found |= {(part.key, path): read_path(part, path) for path in others}
    return {place: value for place, value in found.items() if not is_empty(value)}


WHOLE = Dataset(
    "amt",
    "GA-1",
    title="=SUMME(A1)",
    description="Erste Zeile\n\n- eins\n- zwei",
    organization=Organization("amt-61", "Amt 61"),
    publisher=Agent("Stadt", email="od@example.org", kind="http://purl.org/adms/publishertype/LocalAuthority"),
    contact=ContactPoint("Geschäftsstelle", "od@example.org", "+49 6131 120", street="Am Rathaus 1"),
    keywords=("Bäume, grün", "Kataster"),
    themes=(f"{EU}/data-theme/ENVI", f"{EU}/data-theme/GOVE"),
    license="http://dcat-ap.de/def/licenses/dl-by-de/2.0",
    modified="2024-05-01",
    issued="2019",
    frequency=f"{EU}/frequency/UNKNOWN",
    temporal=Period("1899-12-31", "2024-03"),
    spatial=Place(
        "Mainz",
        "http://dcat-ap.de/def/politicalGeocoding/municipalityKey/07315000",
        '{"type":"Point","coordinates":[8.27,50.0]}',
    ),
    temporal_resolution="PT15M",
    spatial_resolution="10.5",
    series=Series("s", "Reihe", "Alle Jahre"),
    languages=(f"{EU}/language/DEU",),
    legal_basis=("§ 7; Abs. 2, Satz 1", "LTranspG"),
    documentation=("https://example.org/a,b;c", "https://example.org/d"),
    distributions=(
        Distribution(
            "a",
            title="'CSV",
            access_url="https://example.org/a?b=1&c=;d",
            format=f"{EU}/file-type/CSV",
            byte_size=1_234_567,
            modified="2024-05-02",
            service=DataService("https://example.org/ows", title="WMS", conforms_to=("https://example.org/spec",)),
        ),
        Distribution("b", title="0123", download_url="https://example.org/b.zip", media_type="application/zip"),
    ),
)


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_rich_dataset_comes_back_as_it_was(language: str) -> None:
    rows = write_rows([(WHOLE, PUBLIC)], layout(language))
    assert rows.unsaid == ()
    (back,) = read_back(rows, language)
    assert back.dataset == WHOLE


def test_it_comes_back_through_a_file_as_well(tmp_path: Path) -> None:
    file = tmp_path / "inventar.xlsx"
    datasets, distributions = build_rows([(WHOLE, PUBLIC)], layout())
    write_template(layout(), file, datasets, distributions)
    (back,) = read_inventory(file).described
    assert back.dataset == WHOLE


def test_codes_are_written_as_labels_days_as_dates_and_sizes_as_numbers() -> None:
    rows = write_rows([(WHOLE, PUBLIC)], layout())
    row, part = rows.datasets[0], rows.distributions[0]
    assert row["Lizenz"] == "Datenlizenz Deutschland Namensnennung 2.0"
    assert row["Letzte Aktualisierung"] == dt.date(2024, 5, 1)
    assert (row["Veröffentlichungsdatum"], row["Zeitraum von"]) == ("2019", "1899-12-31")
    assert (part["Dateigröße"], part["Dateiformat"], part["Gehört zu Datensatz"]) == (1_234_567, "CSV", "GA-1")
    assert row["Rechtsgrundlage"] == "§ 7; Abs. 2, Satz 1\nLTranspG"


@settings(max_examples=15)
@given(whole_datasets())
def test_every_value_comes_back_or_is_named(dataset: Dataset) -> None:
    dataset = replace(
        dataset,
        inventory="amt",
        key="GA-1",
        distributions=tuple(replace(part, key=f"teil-{n}") for n, part in enumerate(dataset.distributions)),
    )
    rows = writer().write_all([(dataset, PUBLIC)])
    (back,) = read_back(rows)
    left = {(one.part, one.path) for one in rows.unsaid}
    before, after = said(dataset), said(back.dataset)
    assert {place: value for place, value in before.items() if place not in left} == {
        place: value for place, value in after.items() if place not in left and place[1] != "series.key"
    } | {place: value for place, value in after.items() if place in before and place not in left}
    for place in left:
        tidied = isinstance(before[place], str) and any("says it as" in one.reason.template for one in rows.unsaid)
        assert tidied or set(_items(after.get(place))) < set(_items(before[place])) or is_empty(after.get(place))


def _items(value: Value) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else () if value is None else (value,)


HARD = st.text(st.characters(codec="utf-8"), max_size=12) | st.sampled_from(
    [
        "-",
        "k. A.",
        "=1+1",
        " vorn",
        "hinten ",
        "a\x07b",
        "_x0041_",
        "\ufeffx",
        "a\r\nb",
        "1",
        "<b>fett</b>",
        "&amp;",
        "#NV",
    ]
)


@settings(max_examples=15)
@given(HARD, HARD, st.lists(HARD, max_size=4, unique=True))
def test_texts_of_every_kind_come_back_or_are_named(title: str, description: str, keywords: list[str]) -> None:
    dataset = Dataset("amt", "GA-1", title=title, description=description, keywords=tuple(filter(None, keywords)))
    rows = writer().write_all([(dataset, PUBLIC)])
    (back,) = read_back(rows)
    left = {one.path for one in rows.unsaid}
    for path in ("title", "description"):
        wanted = str(read_path(dataset, path) or "").replace("\r\n", "\n")
        assert (read_path(back.dataset, path) or "") == wanted or path in left
    lost = {one.value for one in rows.unsaid if one.path == "keywords"}
    wanted_words = {word.replace("\r\n", "\n") for word in dataset.keywords}
    assert set(back.dataset.keywords) == wanted_words - lost
    assert lost <= wanted_words


@pytest.mark.parametrize(
    ("dataset", "path", "reason"),
    [
        (Dataset("amt", "1", title="-"), "title", "a cell that says it would be read as something else, or as nothing"),
        (
            Dataset("amt", "1", description="x" * 32_768),
            "description",
            "it has 32768 characters, and a cell holds at most 32,767",
        ),
        (
            Dataset("amt", "1", description="🌳" * 16_384),
            "description",
            "it has 32768 characters, and a cell holds at most 32,767",
        ),
        (
            Dataset("amt", "1", keywords=("a; b",)),
            "keywords",
            "it holds a mark that separates several values in this column",
        ),
        (Dataset("amt", "1", license="eigene"), "license", "it is no value of the list “Lizenz”"),
        (
            Dataset("amt", "1", qualified_relations=(QualifiedRelation("urn:x"),)),
            "qualified_relations",
            "the workbook has no column for it",
        ),
    ],
)
def test_what_no_cell_can_say_is_named_with_the_reason(dataset: Dataset, path: str, reason: str) -> None:
    (one,) = write_rows([(dataset, PUBLIC)], layout()).unsaid
    assert (one.key, one.part, one.path) == ("1", "", path)
    assert str(one.reason) == reason


def test_the_longest_text_fits() -> None:
    text = "x" * 32_767
    rows = write_rows([(Dataset("amt", "1", description=text), PUBLIC)], layout())
    assert (rows.datasets[0]["Beschreibung"], rows.unsaid) == (text, ())


def test_of_several_values_those_that_can_be_said_are_written() -> None:
    rows = write_rows([(Dataset("amt", "1", keywords=("a;b", "c", "d")), PUBLIC)], layout())
    assert rows.datasets[0]["Schlagwörter"] == "c; d"
    assert [one.value for one in rows.unsaid] == ["a;b"]


@pytest.mark.parametrize(
    ("audience", "publish", "personal"),
    [
        (Audience.PUBLIC, "öffentlich", "nein"),
        (Audience.STAFF, "nur intern", None),
        (Audience.NOBODY, "nein", None),
    ],
)
def test_the_release_is_answered_and_never_widened(audience: Audience, publish: str, personal: str | None) -> None:
    (row,), _ = build_rows([(Dataset("amt", "1", title="x"), Release(audience))], layout())
    assert (row["Veröffentlichung"], row.get("Personenbezug")) == (publish, personal)


def test_what_was_read_from_a_sheet_keeps_its_answers() -> None:
    rows = write_rows([(WHOLE, Release(Audience.STAFF))], layout())
    (back,) = read_back(rows)
    again = write_rows([back], layout())
    assert again.datasets[0]["Veröffentlichung"] == "nur intern"
    assert "Personenbezug" not in again.datasets[0]


def test_keys_that_no_row_may_have_are_known() -> None:
    assert {"-", "k. a.", "beispiel"} <= list_unusable_keys(layout())
    assert "ga-1" not in list_unusable_keys(layout())
