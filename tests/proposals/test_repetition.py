from __future__ import annotations

import pytest

from tests.proposals.small_dictionary import DICTIONARY, column, propose_rows, targets
from toolkit.model.table import Column
from toolkit.proposals.repetition import number_of, stem_of


@pytest.mark.parametrize(
    ("headings", "number", "stem"),
    [
        (("Schlagwort 1",), "1", "schlagwort"),
        (("keywords_2",), "2", "keywords"),
        (("Link2",), "2", "link"),
        (("Ressource 2 URL",), "2", "ressource url"),
        (("Ressource 1", "URL"), "1", "ressource › url"),
        (("Titel",), "", "titel"),
    ],
)
def test_a_heading_has_a_number_and_a_stem(headings: tuple[str, ...], number: str, stem: str) -> None:
    one = Column(1, headings)
    assert (number_of(one, DICTIONARY), stem_of(one, DICTIONARY)) == (number, stem)


def test_numbered_keywords_fill_one_list() -> None:
    found = propose_rows(
        ("Nr.", "Titel", "Schlagwort 1", "Schlagwort 2", "Schlagwort 3"),
        (1, "Baumkataster", "Baum", "Park", None),
        (2, "Radwege", "Rad", None, None),
    )
    assert [targets(found)[f"Schlagwort {number}"] for number in (1, 2, 3)] == ["keywords"] * 3
    assert {one.part for one in found.columns} == {""}


def test_numbered_resources_become_parts() -> None:
    found = propose_rows(
        ("Nr.", "Titel", "Ressource 1 URL", "Ressource 1 Format", "Ressource 2 URL", "Ressource 2 Format"),
        (1, "Baumkataster", "https://example.org/1", "CSV", "https://example.org/2", "WMS"),
        (2, "Radwege", "https://example.org/3", "CSV", None, None),
    )
    assert {name: (target, column(found, name).part) for name, target in targets(found).items() if "R" in name[0]} == {
        "Ressource 1 URL": ("distribution.access_url", "1"),
        "Ressource 1 Format": ("distribution.format", "1"),
        "Ressource 2 URL": ("distribution.access_url", "2"),
        "Ressource 2 Format": ("distribution.format", "2"),
    }


def test_groups_with_numbers_become_parts() -> None:
    found = propose_rows(
        (None, None, "Ressource 1", "Ressource 1", "Ressource 2", "Ressource 2"),
        ("Nr.", "Titel", "URL", "Format", "URL", "Format"),
        (1, "Baumkataster", "https://example.org/1", "CSV", "https://example.org/2", "WMS"),
        (2, "Radwege", "https://example.org/3", "CSV", None, None),
        header=(1, 2),
    )
    assert [(one.target, one.part) for one in found.columns[2:]] == [
        ("distribution.access_url", "1"),
        ("distribution.format", "1"),
        ("distribution.access_url", "2"),
        ("distribution.format", "2"),
    ]


def test_a_second_link_is_a_second_part_and_the_first_needs_no_number() -> None:
    found = propose_rows(
        ("Nr.", "Titel", "Link", "Link2"),
        (1, "Baumkataster", "https://example.org/1", "https://example.org/2"),
        (2, "Radwege", "https://example.org/3", None),
    )
    assert [(one.target, one.part) for one in found.columns[2:]] == [
        ("distribution.access_url", "1"),
        ("distribution.access_url", "2"),
    ]


def test_repeated_headings_of_resources_are_numbered_in_their_order() -> None:
    found = propose_rows(
        ("Nr.", "Titel", "URL", "Format", "URL", "Format"),
        (1, "Baumkataster", "https://example.org/1", "CSV", "https://example.org/2", "WMS"),
        (2, "Radwege", "https://example.org/3", "CSV", "https://example.org/4", "WMS"),
    )
    assert [(one.name, one.part) for one in found.columns[2:]] == [
        ("URL", "1"), ("Format", "1"), ("URL [2]", "2"), ("Format [2]", "2"),
    ]  # fmt: skip


def test_two_numbered_contacts_are_not_both_the_contact() -> None:
    found = propose_rows(
        ("Nr.", "Titel", "Ansprechpartner 1", "Ansprechpartner 2"), (1, "Baumkataster", "Team A", "Team B")
    )
    assert targets(found)["Ansprechpartner 1"] == "contact.name"
    assert column(found, "Ansprechpartner 2").status == "question"
    assert column(found, "Ansprechpartner 2").target != "contact.name"


def test_ignored_columns_of_the_same_heading_keep_their_own_names() -> None:
    found = propose_rows(("Nr.", "Titel", "Bemerkung", "Bemerkung"), (1, "Baumkataster", "a", "b"))
    assert targets(found) == {
        "Nr.": "key", "Titel": "title", "Bemerkung": "ignore.remarks", "Bemerkung [2]": "ignore.remarks",
    }  # fmt: skip


def test_columns_for_kinds_of_services_are_parts_of_their_own() -> None:
    found = propose_rows(
        ("Nr.", "Titel", "WMS", "WFS"),
        (1, "Baumkataster", "https://example.org/wms", "https://example.org/wfs"),
        (2, "Radwege", "https://example.org/2/wms", None),
    )
    assert [(one.target, one.part, one.status) for one in found.columns[2:]] == [
        ("distribution.access_url", "wms", "settled"),
        ("distribution.access_url", "wfs", "settled"),
    ]
