from __future__ import annotations

from tests.mapping.small_inventory import build_mapping, build_sheet
from toolkit.model.survey import Survey
from toolkit.proposals.choice import choose_best, fit, list_required
from toolkit.reading.tables import locate_table

COLUMNS = {
    "Titel": "title",
    "Lizenz": {"field": "license", "aliases": ["Lizenzname"]},
    "Link": "distribution.access_url",
    "Freigabe": {"release": "publish"},
    "Notiz": {"ignore": "internal"},
    "Stand": {"field": "modified", "optional": True},
}
MAPPING = build_mapping(COLUMNS)


def survey(*headings: str, sheet: str = "Daten") -> Survey:
    return Survey((locate_table(build_sheet(headings, ("x",) * len(headings), name=sheet), (1,)),), ())


def test_required_are_key_fields_and_release_questions_but_nothing_ignored_or_optional() -> None:
    assert [names[0] for names in list_required(MAPPING.datasets)] == ["Nr.", "Titel", "Lizenz", "Link", "Freigabe"]


def test_the_share_of_required_headings_is_counted_with_aliases() -> None:
    found = fit(MAPPING, survey("Nr.", "titel *", "Lizenzname", "Anderes"))
    assert (found.found, found.required) == (3, 5)
    assert found.missing == ("Link", "Freigabe")
    assert "3 of the 5 headings" in str(found.why)


def test_a_table_on_another_sheet_does_not_count_unless_any_sheet_will_do() -> None:
    other = survey("Nr.", "Titel", "Lizenz", "Link", "Freigabe", sheet="Tabelle1")
    assert fit(MAPPING, other).share == 0
    assert fit(MAPPING, other, any_sheet=True).share == 1


def test_the_best_mapping_is_chosen_from_four_fifths_of_its_headings_on() -> None:
    small = build_mapping({"Titel": "title", "Thema": "themes"})
    enough = survey("Nr.", "Titel", "Lizenz", "Link")
    best = choose_best({"groß": MAPPING, "klein": small}, enough)
    assert best is not None
    assert best[0] == "groß"
    assert choose_best({"groß": MAPPING}, survey("Nr.", "Titel", "Lizenz")) is None


def test_nothing_is_chosen_where_two_mappings_fit_equally_well() -> None:
    assert choose_best({"a": MAPPING, "b": MAPPING}, survey("Nr.", "Titel", "Lizenz", "Link", "Freigabe")) is None


def test_a_workbook_without_tables_fits_nothing() -> None:
    assert choose_best({"a": MAPPING}, Survey((), ())) is None
