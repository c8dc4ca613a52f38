from __future__ import annotations

from typing import Any

import pytest

from tests.mapping.small_inventory import codes, only, only_dataset, places, read_rows
from toolkit.mapping.interpret import Interpretation
from toolkit.mapping.suggested import accept_suggestions

THEME = "http://publications.europa.eu/resource/authority/data-theme/"
HEADER = ("Nr.", "Titel", "Thema", "Schlagworte", "Musterdatensatz")
COLUMNS: dict[str, Any] = {
    "Titel": "title",
    "Thema": "themes",
    "Schlagworte": {"field": "keywords", "split": ","},
    "Musterdatensatz": "references",
}


def accept(*row: str, fields: tuple[str, ...] = ("themes", "keywords"), **table: Any) -> Interpretation:
    return accept_suggestions(read_rows(COLUMNS, HEADER, row, top={"accept_suggestions": list(fields)}, **table))


def test_without_a_yes_in_the_mapping_nothing_changes() -> None:
    read = read_rows(COLUMNS, HEADER, ("1", "Standorte der Wochenmärkte", "", "", ""))
    assert accept_suggestions(read) is read


def test_empty_fields_take_the_suggestions_and_a_note_says_so_at_the_empty_cells() -> None:
    done = accept("1", "Standorte der Wochenmärkte", "", "", "")
    assert only_dataset(done).themes == (f"{THEME}ECON",)
    assert only_dataset(done).keywords == ("Wochenmarkt", "Wirtschaft")
    assert places(done.faults) == [("theme-suggested", "C2"), ("keywords-suggested", "D2")]
    theme, keywords = done.faults
    assert (theme.text, theme.field, theme.place.heading) == ("Wirtschaft und Finanzen", "themes", "Thema")
    assert (keywords.text, keywords.field, keywords.place.heading) == (
        "Wochenmarkt, Wirtschaft",
        "keywords",
        "Schlagworte",
    )
    assert (theme.place.key, theme.place.title) == ("1", "Standorte der Wochenmärkte")


def test_a_suggestion_comes_from_no_cell() -> None:
    described = only(accept("1", "Standorte der Wochenmärkte", "", "", ""))
    assert "themes" not in described.origins
    assert "keywords" not in described.origins


@pytest.mark.parametrize(("field", "other"), [("themes", "keywords"), ("keywords", "themes")])
def test_only_the_fields_that_are_named_are_filled(field: str, other: str) -> None:
    dataset = only_dataset(accept("1", "Standorte der Wochenmärkte", "", "", "", fields=(field,)))
    assert getattr(dataset, field)
    assert not getattr(dataset, other)


def test_what_the_sheet_says_stays() -> None:
    done = accept("1", "Standorte der Wochenmärkte", "Verkehr", "Obst, Gemüse", "")
    assert only_dataset(done).themes == (f"{THEME}TRAN",)
    assert only_dataset(done).keywords == ("Obst", "Gemüse")
    assert done.faults == ()


def test_a_cell_that_could_not_be_read_is_not_overruled() -> None:
    done = accept("1", "Standorte der Wochenmärkte", "Quatsch", "", "", fields=("themes",))
    assert only_dataset(done).themes == ()
    assert "theme-suggested" not in codes(done.faults)


def test_a_doubtful_title_takes_nothing() -> None:
    done = accept("1", "Bekannte Werte", "", "", "")
    assert (only_dataset(done).themes, only_dataset(done).keywords, done.faults) == ((), (), ())


def test_the_description_counts_too() -> None:
    columns = {"Titel": "title", "Text": "description"}
    rows = (("Nr.", "Titel", "Text"), ("1", "Daten 2020", "Hundesteuer und Gewerbesteuer nach Hebesatz"))
    done = accept_suggestions(read_rows(columns, *rows, top={"accept_suggestions": "themes"}))
    assert only_dataset(done).themes == (f"{THEME}ECON",)


def test_without_a_column_for_the_field_the_note_stands_at_the_title_and_the_field_becomes_managed() -> None:
    read = read_rows(
        {"Titel": "title"},
        ("Nr.", "Titel"),
        ("1", "Standorte der Wochenmärkte"),
        ("2", "Bekannte Werte"),
        top={"accept_suggestions": "themes"},
    )
    first, second = accept_suggestions(read).described
    (fault,) = accept_suggestions(read).faults
    assert (str(fault.place.cell), fault.place.heading) == ("inventar.xlsx › Daten › B2", "Titel")
    assert "themes" in first.managed
    assert "themes" not in second.managed


def test_a_type_that_the_sheet_names_says_theme_and_keywords_for_certain() -> None:
    done = accept("1", "Bekannte Werte", "", "", "Verkehr - KFZ - Taxistand")
    described = only(done)
    assert described.dataset.themes == (f"{THEME}TRAN",)
    assert described.dataset.keywords == ("Taxistand", "KFZ", "Verkehr")
    assert done.faults == ()
    assert str(described.origins["themes"]) == str(described.origins["keywords"]) == "inventar.xlsx › Daten › E2"
    assert described.origins["title"].address == "B2"
    assert {"themes", "keywords"} <= described.managed


def test_a_named_type_counts_more_than_the_title() -> None:
    assert only_dataset(accept("1", "Standorte der Wochenmärkte", "", "", "Baumkataster")).themes == (f"{THEME}ENVI",)


def test_a_type_without_a_theme_leaves_the_field_empty() -> None:
    done = accept("1", "Standorte der Wochenmärkte", "", "", "Sonstiges")
    assert (only_dataset(done).themes, done.faults) == ((), ())


def test_a_named_type_without_a_yes_changes_nothing() -> None:
    read = read_rows(COLUMNS, HEADER, ("1", "Bekannte Werte", "", "", "Verkehr - KFZ - Taxistand"))
    assert only_dataset(accept_suggestions(read)).themes == ()


def test_a_field_that_is_named_twice_is_filled_once() -> None:
    done = accept("1", "Standorte der Wochenmärkte", "", "", "", fields=("themes", "themes"))
    assert codes(done.faults) == ["theme-suggested"]
