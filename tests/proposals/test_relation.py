from __future__ import annotations

import pytest

from tests.proposals.small_dictionary import DICTIONARY, build_table, propose, propose_rows, rename_sheet, targets
from toolkit.model.survey import Survey
from toolkit.model.table import Table
from toolkit.proposals.proposal import Proposal
from toolkit.proposals.propose import propose_mapping

_DATASETS = (
    ("Kennung", "Titel", "Beschreibung", "Thema", "Lizenz"),
    ("VK-01", "Radwege", "Wo Radwege verlaufen", "Verkehr", "CC BY 4.0"),
    ("VK-02", "Zählstellen", "Wo gezählt wird", "Verkehr", "CC0"),
    ("VK-03", "Parkhäuser", "Wo geparkt wird", "Verkehr", "CC0"),
)
_RESOURCES = (
    ("Ressourcen-ID", "Datensatz-Nr.", "Titel", "Format", "URL"),
    ("R1", "VK-01", "Radwege als CSV", "CSV", "https://example.org/1"),
    ("R2", "VK-01", "Radwege als WMS", "WMS", "https://example.org/2"),
    ("R3", "VK-02", "Zählstellen", "CSV", "https://example.org/3"),
    ("R4", "VK-03", "Parkhäuser", "CSV", "https://example.org/4"),
)


def resources_of(found: Proposal) -> dict[str, str]:
    assert found.distributions is not None
    return targets(found.distributions)


def check_resources(found: Proposal) -> None:
    assert found.datasets is not None
    assert found.distributions is not None
    assert found.datasets.key == "Kennung"
    assert found.distributions.dataset == "Datensatz-Nr."
    assert found.distributions.key == "Ressourcen-ID"
    assert resources_of(found) == {
        "Ressourcen-ID": "key", "Datensatz-Nr.": "dataset", "Titel": "title", "Format": "format", "URL": "access_url",
    }  # fmt: skip
    assert found.others == ()


def test_resources_on_another_sheet_belong_to_the_datasets() -> None:
    check_resources(propose(build_table(*_DATASETS), build_table(*_RESOURCES, name="Ressourcen")))


def test_the_order_of_sheets_does_not_matter() -> None:
    check_resources(propose(build_table(*_RESOURCES, name="Ressourcen"), build_table(*_DATASETS)))


def test_resources_in_another_workbook_belong_to_the_datasets() -> None:
    first = Survey((build_table(*_DATASETS),), ())
    second = Survey((build_table(*_RESOURCES, workbook="ressourcen.xlsx"),), ())
    check_resources(propose_mapping([first, second], ["datensaetze.xlsx", "ressourcen.xlsx"], DICTIONARY))


def test_more_resources_than_datasets_do_not_make_them_the_main_table() -> None:
    more = [
        (f"R{number}", "VK-01", f"Datei {number}", "CSV", f"https://example.org/{number}") for number in range(5, 60)
    ]
    check_resources(propose(build_table(*_DATASETS), build_table(*_RESOURCES, *more, name="Ressourcen")))


def test_an_unheard_heading_is_joined_by_its_values() -> None:
    header = ("Ressourcen-ID", "gehört zur Zeile", "Titel", "Format", "URL")
    found = propose(build_table(*_DATASETS), build_table(header, *_RESOURCES[1:], name="Ressourcen"))
    assert resources_of(found)["gehört zur Zeile"] == "dataset"


def test_row_numbers_that_happen_to_agree_join_nothing() -> None:
    datasets = build_table(("Nr.", "Titel", "Thema"), (1, "a b", "Verkehr"), (2, "c d", "Umwelt"), (3, "e f", "Umwelt"))
    links = build_table(("Rang", "URL"), (1, "https://example.org/1"), (2, "https://example.org/2"), name="Links")
    found = propose(datasets, links)
    assert found.distributions is None
    assert len(found.others) == 1


def test_an_unrelated_table_stands_apart() -> None:
    other = build_table(("Kürzel", "Telefon"), ("AA", "0201 88-1234"), ("BB", "0201 88-1235"), name="Kontakte")
    found = propose(other, build_table(*_DATASETS))
    assert found.datasets is not None
    assert found.datasets.key == "Kennung"
    assert [table.blocks[0].sheet.name for table in found.others] == ["Kontakte"]


def split(*names: str) -> list[Table]:
    table = build_table(("Kennung", "Titel", "Lizenz"), ("A", "Baumkataster", "CC0"), ("B", "Radwege", "CC0"))
    return [rename_sheet(table, name) for name in names]


def test_sheets_of_the_same_shape_are_one_table() -> None:
    found = propose(*split("Amt 61", "Amt 66"))
    assert found.datasets is not None
    assert [block.sheet.name for block in found.datasets.blocks] == ["Amt 61", "Amt 66"]
    assert found.others == ()


def test_columns_in_another_order_are_still_the_same_shape() -> None:
    first = build_table(("Kennung", "Titel", "Lizenz"), ("A", "Baumkataster", "CC0"), name="Amt 61")
    second = build_table(("Lizenz", "Kennung", "Titel"), ("CC0", "B", "Radwege"), name="Amt 66")
    found = propose(first, second).datasets
    assert found is not None
    assert len(found.blocks) == 2
    assert targets(found) == {"Kennung": "key", "Titel": "title", "Lizenz": "license"}


@pytest.mark.parametrize(
    ("names", "field"),
    [
        (("Amt 61", "Amt 66"), "creator.name"),
        (("Grünflächenamt", "Tiefbauamt"), "creator.name"),
        (("Umwelt", "Verkehr", "Gesundheit"), "themes"),
        (("Karten", "Listen"), ""),
    ],
)
def test_the_names_of_sheets_fill_a_field_where_it_is_plain(names: tuple[str, ...], field: str) -> None:
    found = propose(*split(*names)).datasets
    assert found is not None
    assert found.sheet_field == field
    assert any(", ".join(names) in str(message) for message in found.key_evidence)


def test_rows_that_repeat_a_dataset_are_its_distributions() -> None:
    found = propose_rows(
        ("ID", "Titel", "Lizenz", "Format", "URL"),
        ("S1", "Einwohner", "CC0", "CSV", "https://example.org/1.csv"),
        ("S1", "Einwohner", "CC0", "XLSX", "https://example.org/1.xlsx"),
        ("S2", "Wahlen", "CC0", "CSV", "https://example.org/2.csv"),
        ("S2", "Wahlen", "CC0", "PDF", "https://example.org/2.pdf"),
        ("S3", "Pegel", "CC0", "CSV", "https://example.org/3.csv"),
    )
    assert found.rows == "distribution"
    assert found.key == "ID"
    assert targets(found)["ID"] == "key"


def test_a_repeated_key_with_other_titles_is_a_mistake_and_no_distribution() -> None:
    found = propose_rows(
        ("ID", "Titel", "Format", "URL"),
        ("S1", "Einwohner", "CSV", "https://example.org/1.csv"),
        ("S1", "Wahlen", "XLSX", "https://example.org/2.xlsx"),
        ("S3", "Pegel", "CSV", "https://example.org/3.csv"),
    )
    assert found.rows == "dataset"


def test_equal_titles_of_different_datasets_are_no_rows_of_one() -> None:
    found = propose_rows(
        ("Titel", "Beschreibung", "Turnus", "Format", "URL"),
        ("Baumkataster", "Alle Bäume der Straßen", "jährlich", "CSV", "https://example.org/1"),
        ("Baumkataster", "Alle Bäume der Parks", "monatlich", "WMS", "https://example.org/2"),
        ("Radwege", "Wo sie verlaufen", "jährlich", "CSV", "https://example.org/3"),
        ("Pegel", "Wo sie stehen", "täglich", "CSV", "https://example.org/4"),
    )
    assert found.rows == "dataset"
