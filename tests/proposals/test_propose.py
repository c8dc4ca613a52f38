from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.proposals.small_dictionary import build_table, column, propose, propose_rows, targets
from toolkit.model.grid import Area, CellError, CellValue, ValueList
from toolkit.model.record import Fault
from toolkit.model.survey import Survey
from toolkit.proposals.assignment import takes_several
from toolkit.proposals.proposal import SETTLED, TableProposal
from toolkit.proposals.propose import propose_mapping
from toolkit.vocabularies.headings import load_headings

_HEADER = (
    "Nr.", "Titel", "Beschreibung", "Thema", "Schlagworte", "Amt", "Ansprechpartner", "E-Mail", "Turnus", "Stand",
    "von", "bis", "Format", "Link", "Lizenz", "Personenbezug", "Open Data", "Bemerkung", "Speicherort", "Telefon",
    "Unbekanntes",
)  # fmt: skip
_TARGETS = (
    "key", "title", "description", "themes", "keywords", "creator.name", "contact.name", "contact.email", "frequency",
    "modified", "temporal.start", "temporal.end", "distribution.format", "distribution.access_url", "license",
    "release.personal_data", "release.publish", "ignore.remarks", "ignore.storage", "ignore.phone", "–",
)  # fmt: skip


def build_rows(count: int = 9) -> list[tuple[CellValue, ...]]:
    themes, words = ("Umwelt", "Verkehr", "Gesundheit"), ("jährlich", "monatlich", "täglich")
    formats, licences, answers = ("CSV", "WMS", "XLSX"), ("CC BY 4.0", "dl-de/by-2-0", "CC0"), ("ja", "intern", "nein")
    return [
        (
            number, f"Datensatz {number}", "Ein langer Text, der mehr sagt. " * 5, themes[number % 3], "Baum; Park",
            "Grünes Amt", "Auskunft", "amt@example.org", words[number % 3], dt.date(2024, 1, number), 2000 + number,
            "laufend", formats[number % 3], f"https://example.org/{number}", licences[number % 3], "nein",
            answers[number % 3], "später", rf"G:\Amt\{number}", "0201 88-1234", "zwei Worte",
        )
        for number in range(1, count + 1)
    ]  # fmt: skip


def reorder(order: Iterable[int]) -> TableProposal:
    places = list(order)
    return propose_rows(*(tuple(row[place] for place in places) for row in (_HEADER, *build_rows())))


def test_a_plain_inventory_is_understood_whole() -> None:
    found = reorder(range(len(_HEADER)))
    assert tuple(targets(found).values()) == _TARGETS
    assert (found.key, found.key_settled) == ("Nr.", True)


@given(st.permutations(range(len(_HEADER))))
def test_the_order_of_columns_does_not_change_what_they_mean(order: list[int]) -> None:
    assert targets(reorder(order)) == dict(zip(_HEADER, _TARGETS, strict=True))


_VALUES: st.SearchStrategy[CellValue] = st.one_of(
    st.none(),
    st.sampled_from(
        ["ja", "nein", "CSV", "CC0", "Umwelt", "2015-2020", "https://example.org", r"G:\x", "a@example.org"]
    ),
    st.integers(0, 3000),
    st.dates(dt.date(1990, 1, 1), dt.date(2030, 1, 1)),
    st.text(max_size=20),
)


@given(st.data())
def test_no_single_field_is_proposed_twice_and_what_is_settled_says_why(data: st.DataObject) -> None:
    header = data.draw(
        st.lists(st.sampled_from([*_HEADER, "Lizens", "Datum", "Stand 2", "Link 2", ""]), min_size=2, max_size=9)
    )
    body = data.draw(st.lists(st.tuples(*[_VALUES] * len(header)), max_size=6))
    found = propose(build_table(header, *body)).datasets
    assert found is not None
    single = [(one.target, one.part) for one in found.columns if one.target and not takes_several(one.target)]
    assert len(single) == len(set(single))
    for one in found.columns:
        if one.status == "settled":
            assert one.evidence
            assert one.confidence >= SETTLED
        assert (one.status == "unknown") == (not one.target)


def test_of_two_columns_of_one_name_only_the_fuller_is_the_key() -> None:
    found = propose(build_table(("Nr.", "Nr.", "Format", "Link 2"), (None, "https://example.org", None, None))).datasets
    assert found is not None
    assert [one.target for one in found.columns][:2] == ["ignore.other", "key"]


def test_dates_expected_and_prose_found_is_a_question() -> None:
    rows = [(number, f"Daten {number}", "Das weiß im Augenblick niemand so recht") for number in range(6)]
    found = propose_rows(("Nr.", "Titel", "Letzte Aktualisierung"), *rows)
    assert column(found, "Letzte Aktualisierung").status == "question"


def test_an_address_expected_and_drive_paths_found_is_a_question() -> None:
    found = propose_rows(("Nr.", "Titel", "URL"), (1, "a b", r"G:\x\1.csv"), (2, "c d", r"G:\x\2.csv"))
    one = column(found, "URL")
    assert one.status == "question"
    assert "ignore.storage" in {one.target, *(other.target for other in one.alternatives)}


@pytest.mark.parametrize(
    ("values", "target", "status"),
    [
        (("CC BY 4.0", "dl-de/by-2-0", "CC0", "CC0"), "license", "settled"),
        (("CSV", "WMS", "XLSX", "CSV"), "distribution.format", "settled"),
        (("Umwelt", "Verkehr", "Gesundheit", "Umwelt"), "themes", "settled"),
        (("a@example.org", "b@example.org", "a@example.org", "a@example.org"), "contact.email", "settled"),
        (tuple(f"https://example.org/{number}" for number in range(4)), "distribution.access_url", "settled"),
    ],
)
@pytest.mark.parametrize("heading", ["", "Xyzzy"])
def test_unmistakable_content_speaks_without_a_heading(
    values: tuple[str, ...], target: str, status: str, heading: str
) -> None:
    rows = [(number, f"Daten {number}", value) for number, value in enumerate(values)]
    found = propose_rows(("Nr.", "Titel", heading), *rows)
    one = column(found, heading or "[C]")
    assert (one.target, one.status) == (target, status)


def test_a_value_list_tells_what_an_empty_column_means() -> None:
    listed = ValueList((Area(2, 3, 99, 3),), ("täglich", "monatlich", "jährlich"), "Listen!A1:A3")
    found = propose_rows(("Nr.", "Titel", "Wie oft"), (1, "Baumkataster", None), lists=(listed,))
    assert targets(found)["Wie oft"] == "frequency"
    assert any("drop-down list" in str(message) for message in column(found, "Wie oft").evidence)


def test_a_typo_is_settled_by_what_the_cells_hold() -> None:
    rows = [(1, "a b", "CC0"), (2, "c d", "CC BY 4.0")]
    assert targets(propose_rows(("Nr.", "Titel", "Lizens"), *rows))["Lizens"] == "license"


def test_a_heading_that_means_two_things_is_a_question_unless_something_decides() -> None:
    rows = [(number, f"Daten {number}", dt.date(2024, 1, number)) for number in range(1, 5)]
    one = column(propose_rows(("Nr.", "Titel", "Datum"), *rows), "Datum")
    assert one.status == "question"
    assert {one.target, *(other.target for other in one.alternatives)} == {"modified", "issued"}
    both = propose_rows(("Nr.", "Titel", "Datum", "Stand"), *((*row, row[2]) for row in rows))
    assert targets(both) == {"Nr.": "key", "Titel": "title", "Datum": "issued", "Stand": "modified"}


def test_contact_over_mail_addresses_is_the_mail_address_of_the_contact() -> None:
    rows = [(number, f"Daten {number}", f"amt{number}@example.org") for number in range(3)]
    assert targets(propose_rows(("Nr.", "Titel", "Ansprechpartner"), *rows))["Ansprechpartner"] == "contact.email"


def test_two_mail_columns_belong_to_the_names_before_them() -> None:
    found = propose_rows(
        ("Nr.", "Titel", "Herausgeber", "E-Mail", "Ansprechpartner", "E-Mail"),
        (1, "Daten eins", "Stadt", "stadt@example.org", "Auskunft", "amt@example.org"),
        (2, "Daten zwei", "Stadt", "stadt@example.org", "Auskunft", "amt@example.org"),
    )
    assert [one.target for one in found.columns[3:]] == ["publisher.email", "contact.name", "contact.email"]


def test_groups_tell_whose_name_is_meant() -> None:
    found = propose_rows(
        (None, None, "Ansprechpartner", "Ansprechpartner", "Zeitraum", "Zeitraum"),
        ("Nr.", "Titel", "Name", "E-Mail", "von", "bis"),
        (1, "Daten eins", "Auskunft", "a@example.org", 2001, 2002),
        (2, "Daten zwei", "Auskunft", "a@example.org", 2003, 2004),
        header=(1, 2),
    )
    assert [one.target for one in found.columns] == [
        "key", "title", "contact.name", "contact.email", "temporal.start", "temporal.end",
    ]  # fmt: skip


def test_a_row_number_beside_an_identifier_is_a_counter() -> None:
    rows = [(number, f"GA-{number:03}", f"Daten {number}") for number in range(1, 6)]
    found = propose_rows(("Lfd. Nr.", "ID", "Titel"), *rows)
    assert targets(found) == {"Lfd. Nr.": "ignore.counter", "ID": "key", "Titel": "title"}


def test_without_a_key_column_the_title_is_the_best_there_is() -> None:
    found = propose_rows(("Titel", "Lizenz"), ("Daten eins", "CC0"), ("Daten zwei", "CC0"))
    assert (found.key, found.key_settled) == ("Titel", False)
    assert found.key_evidence


def test_the_one_column_of_unique_identifiers_is_the_key_whatever_it_is_called() -> None:
    found = propose_rows(("Ordnungsmerkmal", "Titel"), *((f"O/{place}", f"Daten {place}") for place in range(6)))
    assert (targets(found)["Ordnungsmerkmal"], found.key) == ("key", "Ordnungsmerkmal")


def test_the_heading_dictionary_that_ships_with_the_product_reads_a_plain_inventory() -> None:
    table = build_table(_HEADER, *build_rows())
    found = propose_mapping([Survey((table,), ())], ["inventar.xlsx"], load_headings()).datasets
    assert found is not None
    wanted = dict(zip(_HEADER, _TARGETS, strict=True))
    made = targets(found)
    assert {name: made[name] for name in wanted if made[name] not in {wanted[name], wanted[name] + "?"}} == {}
    assert sum(made[name] == wanted[name] for name in wanted) >= 18


def test_plain_answers_are_proposed_and_others_asked() -> None:
    words = ("ja", "Nein", "intern", "mit Einschränkungen", "wird geprüft", "mit Einschränkungen")
    found = propose_rows(
        ("Nr.", "Titel", "Open Data"), *((place, f"D {place}", word) for place, word in enumerate(words))
    )
    one = column(found, "Open Data")
    assert one.answers == {"ja": "public", "Nein": "nobody", "intern": "staff", "wird geprüft": "unknown"}
    assert one.unanswered == ("mit Einschränkungen",)


@given(st.text(max_size=12))
def test_only_a_plain_yes_or_public_is_ever_proposed_as_public(word: str) -> None:
    found = propose_rows(("Nr.", "Titel", "Open Data"), (1, "a", "ja"), (2, "b", word))
    public = {text.casefold() for text, meaning in column(found, "Open Data").answers.items() if meaning == "public"}
    assert public <= {"ja", "j", "x", "✓", "✔", "yes", "y", "true", "wahr", "1", "öffentlich", "public"}


def test_words_that_no_list_knows_are_listed_the_commonest_first() -> None:
    words = ("jährlich", "bei Bedarf des Amtes", "nie", "nie oder selten", "nie oder selten")
    found = propose_rows(("Nr.", "Titel", "Turnus"), *((place, f"D {place}", word) for place, word in enumerate(words)))
    assert column(found, "Turnus").unanswered[0] == "nie oder selten"
    assert "jährlich" not in column(found, "Turnus").unanswered


def test_keywords_are_split_and_themes_with_a_comma_in_their_name_are_not() -> None:
    found = propose_rows(
        ("Nr.", "Titel", "Schlagworte", "Thema"),
        (1, "Daten eins", "Baum, Park", "Bildung, Kultur und Sport"),
        (2, "Daten zwei", "Rad, Weg", "Bildung, Kultur und Sport"),
    )
    assert column(found, "Schlagworte").split == ","
    assert column(found, "Thema").split == ""


def test_several_links_in_a_cell_are_split() -> None:
    found = propose_rows(
        ("Nr.", "Titel", "URL"),
        (1, "Daten eins", "https://example.org/1\nhttps://example.org/2"),
        (2, "Daten zwei", "https://example.org/3"),
    )
    assert (column(found, "URL").target, column(found, "URL").split) == ("distribution.access_url", "\n")


def test_merged_body_cells_are_filled_down() -> None:
    rows = [(1, "Daten eins", "Amt 61"), (2, "Daten zwei", None), (3, "Daten drei", "Amt 66")]
    found = propose_rows(("Nr.", "Titel", "Amt"), *rows, merged=(Area(2, 3, 3, 3),))
    assert [one.fill for one in found.columns] == ["", "", "merged"]


def test_a_size_takes_its_unit_from_the_heading() -> None:
    found = propose_rows(("Nr.", "Titel", "Dateigröße (KB)"), (1, "Daten eins", 120), (2, "Daten zwei", 3400))
    assert column(found, "Dateigröße (KB)").unit == "KB"


def test_null_words_are_collected_and_count_as_empty() -> None:
    rows = [(1, "Daten eins", "tba"), (2, "Daten zwei", "No aplica"), (3, "Daten drei", "2024"), (4, "Daten vier", "-")]
    found = propose(build_table(("Nr.", "Titel", "Stand"), *rows))
    assert set(found.nulls) == {"tba", "No aplica"}
    assert found.datasets is not None
    assert column(found.datasets, "Stand").profile.filled == 1


def test_a_null_word_that_the_columns_list_knows_is_a_value() -> None:
    words = ("jährlich", "unbekannt", "monatlich")
    found = propose(
        build_table(("Nr.", "Titel", "Turnus"), *((place, f"D {place}", word) for place, word in enumerate(words)))
    )
    assert found.nulls == ()


def test_columns_are_named_as_a_mapping_names_them() -> None:
    found = propose_rows(("Nr.", "Titel", "Bemerkung", "Bemerkung", ""), (1, "Daten", "a", "b", "c"))
    assert [one.name for one in found.columns] == ["Nr.", "Titel", "Bemerkung", "Bemerkung [2]", "[E]"]


def faults_of(*rows: Iterable[CellValue], **more: Any) -> list[Fault]:
    return list(propose(build_table(*rows, **more)).faults)


def find(faults: Iterable[Fault], code: str) -> list[str]:
    return [fault.place.cell.address for fault in faults if fault.code == code and fault.place.cell]


def test_faults_of_headings_and_keys_name_their_cells() -> None:
    faults = faults_of(
        ("Nr.", "Titel", "Titel", ""), (1, "a b", "c d", "x y"), ("", "e f", "g h", "x y"), (1, "i j", "k l", None)
    )
    assert find(faults, "heading-repeated") == ["C1"]
    assert find(faults, "heading-blank") == ["D1"]
    assert find(faults, "key-missing") == ["A3"]
    assert find(faults, "key-repeated") == ["A4"]
    assert next(fault.detail for fault in faults if fault.code == "key-repeated") == "A2"


def test_faults_of_rows_and_cells_name_their_cells() -> None:
    faults = faults_of(
        ("Nr.", "Titel", "Stand"),
        (1, "a b", CellError("#REF!")),
        (2, "c d", None),
        (3, "e f", "2024"),
        uncached=frozenset({(3, 3)}),
        struck=frozenset({(4, 1), (4, 2), (4, 3)}),
        hidden_rows=frozenset({2}),
        hidden_columns=frozenset({3}),
    )
    assert find(faults, "cell-error") == ["C2"]
    assert find(faults, "formula-uncached") == ["C3"]
    assert find(faults, "row-struck") == ["A4"]
    assert find(faults, "row-hidden") == ["A2"]
    assert find(faults, "column-hidden") == ["C1"]


def test_an_inventory_is_named_after_its_file_without_years() -> None:
    table = build_table(("Nr.", "Titel"), (1, "Daten"))
    assert (
        propose(table, names=("Dateninventar_Grünes Amt_2024-03-01_v2.xlsx",)).inventory == "dateninventar-gruenes-amt"
    )
    assert propose(table, names=("2024.xlsx",)).inventory == "2024"


def test_nothing_at_all_gives_an_empty_proposal() -> None:
    found = propose()
    assert (found.datasets, found.distributions, found.others, found.faults) == (None, None, (), ())


def test_an_empty_template_is_understood_by_its_headings() -> None:
    found = propose_rows(("Nr.", "Titel", "Lizenz", "Stand"))
    assert targets(found) == {"Nr.": "key", "Titel": "title", "Lizenz": "license", "Stand": "modified"}
