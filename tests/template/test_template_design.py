"""What a template is designed to look like: the complete one, and those of offices' mappings."""

from __future__ import annotations

import pytest

from toolkit.mapping.fields import COMPOSED, DATASET_FIELDS, DISTRIBUTION_FIELDS
from toolkit.mapping.load import parse_mapping
from toolkit.mapping.spec import InventoryMapping
from toolkit.reading.headingname import normalize_heading
from toolkit.reports.language import Translator
from toolkit.template.column import QUESTIONS
from toolkit.template.design import build_layout
from toolkit.template.layout import Column, Kind, Layout, Table
from toolkit.template.need import QUIET
from toolkit.vocabularies.headings import load_headings
from toolkit.vocabularies.load import load_vocabulary
from toolkit.vocabularies.lookup import Found


def parse(text: str) -> InventoryMapping:
    return parse_mapping(f"format: bestand-mapping/1\ninventory: amt\n{text}", "amt.yaml")


def column(table: Table, heading: str) -> Column:
    return next(one for one in table.columns if one.heading == heading)


def headings(table: Table) -> list[str]:
    return [one.heading for one in table.columns]


@pytest.fixture(scope="module")
def complete() -> Layout:
    return build_layout(None, "de", inventory="amt", title="Amt")


def test_the_complete_template_says_every_field_that_a_sheet_can_say(complete: Layout) -> None:
    assert {one.path for one in complete.datasets.columns if one.path} == set(DATASET_FIELDS) - set(COMPOSED)
    assert {one.path for one in complete.distributions.columns if one.path} == set(DISTRIBUTION_FIELDS) - {"key"}


@pytest.mark.parametrize("language", ["de", "en"])
def test_no_heading_stands_twice_in_a_sheet(language: str) -> None:
    layout = build_layout(None, language)
    for table in (layout.datasets, layout.distributions):
        names = [normalize_heading(one) for one in headings(table)]
        assert len(names) == len(set(names))
        assert all(0 < len(name) <= 60 for name in names)


def test_german_headings_are_those_that_the_headings_vocabulary_knows(complete: Layout) -> None:
    known = load_headings()
    for one in complete.datasets.columns:
        target = one.path or (f"release.{one.question}" if one.question else "key")
        assert known.match(one.heading)[0].target == target
    for one in complete.distributions.columns[2:]:
        assert known.match(one.heading)[0].target == f"distribution.{one.path}"


def test_what_everybody_needs_stands_first_and_the_rest_is_folded_away(complete: Layout) -> None:
    columns = complete.datasets.columns
    assert headings(complete.datasets)[:5] == ["Kennung", "Titel", "Beschreibung", "Veröffentlichung", "Personenbezug"]
    rare = [one.rare for one in columns]
    assert rare == sorted(rare)
    assert all(one.need == "optional" for one in columns if one.rare)
    required = [one.heading for one in columns if one.need == "required"]
    assert required == [*headings(complete.datasets)[:6], "Lizenz"]
    assert [one.heading for one in complete.distributions.columns if one.need == "required"] == [
        "Gehört zu Datensatz",
        "Distributions-ID",
        "Zugriffs-URL",
    ]


def test_every_choice_leads_to_a_value_when_it_is_read_back(complete: Layout) -> None:
    for one in (*complete.datasets.columns, *complete.distributions.columns):
        if one.vocabulary:
            vocabulary = load_vocabulary(one.vocabulary)
            found = [vocabulary.find(choice) for choice in one.choices]
            assert all(isinstance(each, Found) for each in found)
            concepts = [each.concept for each in found if isinstance(each, Found)]
            assert all(vocabulary.current(each) is each for each in concepts)
            assert len(set(concepts)) == len(concepts)


def test_the_template_asks_only_questions_whose_empty_cells_hold_nothing_back(complete: Layout) -> None:
    assert {one.question for one in complete.datasets.columns if one.question} == QUIET
    strict = build_layout(None, "de", every_question=True)
    asked = {one.question: one for one in strict.datasets.columns if one.question}
    assert set(asked) == set(QUESTIONS)
    assert all(asked[one].need == "required" and not asked[one].rare for one in set(QUESTIONS) - QUIET)


def test_answers_say_what_they_mean(complete: Layout) -> None:
    publish = column(complete.datasets, "Veröffentlichung")
    assert publish.answers == (("öffentlich", "public"), ("nur intern", "staff"), ("nein", "nobody"))
    assert publish.choices == ("öffentlich", "nur intern", "nein")
    assert column(complete.datasets, "Personenbezug").answers == (("ja", "yes"), ("nein", "no"))
    assert column(complete.datasets, "Besondere Kategorien").choices == ("ja", "nein", "mit Einschränkungen")


def test_kinds_and_separators_follow_the_fields(complete: Layout) -> None:
    kinds = {one.path: (one.kind, one.separator) for one in complete.datasets.columns}
    assert kinds["title"] == (Kind.TEXT, "")
    assert kinds["description"] == (Kind.LONG_TEXT, "")
    assert kinds["modified"] == (Kind.DATE, "")
    assert kinds["temporal.start"] == (Kind.TEXT, "")
    assert kinds["contact.email"] == (Kind.MAILBOX, "")
    assert kinds["landing_page"] == (Kind.ADDRESS, "")
    assert kinds["license"] == (Kind.CHOICE, "")
    assert kinds["themes"] == (Kind.CHOICES, ";")
    assert kinds["keywords"] == (Kind.LIST, ";")
    assert kinds["related"] == (Kind.LIST, "\n")
    assert kinds["legal_basis"] == (Kind.LIST, "\n")
    assert {one.path: one.longest for one in complete.datasets.columns if one.longest} == {"title": 200, "version": 100}


def test_a_translator_says_the_language_as_well() -> None:
    assert build_layout(None, Translator("en")) == build_layout(None, "en")
    assert build_layout(None, "fr").language == "en"
    assert build_layout(None, "en").datasets.sheet == "Datasets"


def test_an_office_keeps_its_headings_words_constants_and_organisation() -> None:
    layout = build_layout(
        parse(
            """
title: Grünes Amt
organization: {name: gruen, title: Grünes Amt}
lookups: {license: {frei: dl-zero-de/2.0}}
release: {own_data: yes}
datasets:
  sheet: Daten
  key: Nr.
  columns:
    Bezeichnung: title
    Thema: {field: themes, split: ",", lookup: {Grünes: ENVI, offen: null}}
    Lizenz: license
    Raus damit: {release: publish, answers: {klar: public}}
    Notiz: {ignore: intern}
  constants: {publisher.name: Stadt, distribution.rights: frei}
"""
        ),
        "de",
    )
    assert (layout.inventory, layout.title, layout.organization) == ("amt", "Grünes Amt", ("gruen", "Grünes Amt"))
    assert headings(layout.datasets) == ["Nr.", "Bezeichnung", "Thema", "Lizenz", "Raus damit", "Personenbezug"]
    assert layout.datasets.key == "Nr."
    theme = column(layout.datasets, "Thema")
    assert "Grünes" in theme.choices
    assert "Umwelt" not in theme.choices
    assert (theme.separator, theme.words) == (",", (("Grünes", "ENVI"), ("offen", None)))
    assert column(layout.datasets, "Lizenz").choices[1] == "frei"
    answers = column(layout.datasets, "Raus damit").answers
    assert answers == (("klar", "public"), ("nur intern", "staff"), ("nein", "nobody"))
    assert layout.constants == (("publisher.name", ("Stadt",)), ("distribution.rights", ("frei",)))
    assert layout.rules == {"lookups": {"license": {"frei": "dl-zero-de/2.0"}}, "release": {"own_data": "yes"}}


def test_what_an_office_knows_of_distributions_goes_onto_their_sheet() -> None:
    layout = build_layout(
        parse(
            """
datasets:
  sheet: Daten
  key: Nr.
  columns:
    Titel: title
    Ressource 1 URL: {field: distribution.access_url, part: "1"}
    Format 1: {field: distribution.format, part: "1", lookup: {Tabelle: XLSX}}
    Ressource 2 URL: {field: distribution.access_url, part: "2"}
    Format 2: {field: distribution.format, part: "2"}
"""
        ),
        "de",
    )
    assert headings(layout.distributions) == ["Gehört zu Datensatz", "Distributions-ID", "Ressource URL", "Format"]
    assert column(layout.distributions, "Ressource URL").need == "required"
    assert "Tabelle" in column(layout.distributions, "Format").choices
    assert headings(layout.datasets) == ["Nr.", "Titel", "Veröffentlichung", "Personenbezug"]


def test_a_sheet_of_distributions_keeps_its_own_headings_and_needs_the_licence_that_no_dataset_has() -> None:
    layout = build_layout(
        parse(
            """
datasets: {sheet: Daten, key: Nr., columns: {Titel: title}}
distributions:
  sheet: Links
  key: Link-Nr.
  dataset: Zu Nr.
  columns: {Adresse: access_url, Nutzung: license}
"""
        ),
        "de",
    )
    assert headings(layout.distributions) == ["Zu Nr.", "Link-Nr.", "Adresse", "Nutzung"]
    assert (layout.distributions.key, layout.distributions.dataset) == ("Link-Nr.", "Zu Nr.")
    assert column(layout.distributions, "Nutzung").need == "required"


def test_an_inventory_without_links_gets_the_usual_columns_for_them() -> None:
    layout = build_layout(parse("datasets: {sheet: D, key: Nr., columns: {Titel: title}}"), "de")
    assert headings(layout.distributions)[2:] == ["Ressourcentitel", "Zugriffs-URL", "Dateiformat"]


def test_what_is_computed_joined_or_a_name_gets_a_column_of_its_own() -> None:
    layout = build_layout(
        parse(
            """
datasets:
  sheet: [A, B]
  sheet_name: creator.name
  key: Nr.
  columns: {Name: {ignore: part of the title}, Amt: {ignore: key of offices}}
  computed: {title: "{{ row['Name'] }}", spatial: "Stadt"}
  joins: {sheet: Ämter, on: Amt, key: Amt, columns: {Postfach: contact.email}}
"""
        ),
        "de",
    )
    paths = {one.heading: one.path for one in layout.datasets.columns if one.path}
    assert paths == {
        "Postfach": "contact.email",
        "Titel": "title",
        "Raumbezug": "spatial.text",
        "Raumbezug URI": "spatial.uri",
        "BBox": "spatial.geometry",
        "Datenhaltende Stelle": "creator.name",
    }


def test_of_several_columns_for_one_field_the_first_counts_and_headings_lose_groups_and_numbers() -> None:
    layout = build_layout(
        parse(
            """
datasets:
  sheet: D
  key: "[A]"
  columns:
    "Angaben › Titel *": title
    "Bemerkung [2]": description
    Stand: modified
    Geändert: modified
    "[G]": keywords
"""
        ),
        "de",
    )
    assert headings(layout.datasets)[:5] == ["Kennung", "Titel", "Bemerkung", "Stand", "Schlagwörter"]


def test_a_key_that_fills_a_field_besides_keeps_it() -> None:
    layout = build_layout(parse("datasets: {sheet: D, key: Titel, columns: {Titel: title}}"), "de")
    assert [(one.heading, one.path) for one in layout.datasets.columns[:2]] == [
        ("Titel", "title"),
        ("Veröffentlichung", ""),
    ]


@pytest.mark.parametrize(
    ("gate", "carried"), [("strict", "strict"), ("stadt.yaml", "strict"), ("standard", "standard")]
)
def test_rules_of_release_in_a_file_become_the_strict_ones(gate: str, carried: str) -> None:
    layout = build_layout(parse(f"gate: {gate}\ndatasets: {{sheet: D, key: Nr., columns: {{Titel: title}}}}"), "de")
    assert layout.rules["gate"] == carried
    asked = {one.question for one in layout.datasets.columns if one.question}
    assert (asked == set(QUESTIONS)) == (carried == "strict")


def test_organisations_of_the_mapping_are_offered() -> None:
    layout = build_layout(
        parse(
            "organizations: {umwelt: {title: Umweltamt}, bau: {}}\n"
            "datasets: {sheet: D, key: Nr., columns: {Titel: title, Amt: organization.name}}"
        ),
        "de",
    )
    assert column(layout.datasets, "Amt").choices == ("Umweltamt", "bau")
    assert column(layout.datasets, "Amt").kind is Kind.CHOICE
