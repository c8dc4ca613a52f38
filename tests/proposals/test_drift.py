"""What changed since a mapping was made: told column by column, with what to write in the mapping."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pytest

from tests.mapping.small_inventory import Cells, build_mapping, build_sheet, build_workbook
from tests.proposals.small_proposal import propose_table
from toolkit.mapping.source import parse_source
from toolkit.model.grid import Sheet
from toolkit.model.survey import Survey
from toolkit.proposals.drift import Drift, SheetDrift, compare
from toolkit.proposals.proposal import Proposal
from toolkit.reading.tables import locate_table

HEADINGS = ("Nr.", "Titel", "Lizenz", "Stand", "Freigabe", "Notiz")
COLUMNS: dict[str, Any] = {
    "Titel": "title",
    "Lizenz": {"field": "license", "lookup": {"frei": "cc-zero"}},
    "Stand": {"field": "modified", "optional": True},
    "Freigabe": {"release": "publish", "answers": {"intern": "staff"}},
    "Notiz": {"ignore": "internal"},
}
ROW = ("1", "Bäume", "CC BY 4.0", "2024", "ja", "x")


def drift_of(
    *rows: Cells,
    sheet: str = "Daten",
    columns: Mapping[str, Any] = COLUMNS,
    meanings: Mapping[str, Any] | None = None,
    header: int = 1,
    **table: Any,
) -> Drift:
    """Compare a sheet of these rows with a mapping; ``meanings`` is what headings are proposed to mean."""
    made_for = {"file": "alt.xlsx", "rows": 1, "headings": list(HEADINGS)}
    mapping = build_mapping(columns, header=header, made_for=made_for, **table)
    given = build_sheet(*rows, name=sheet)
    survey = Survey((locate_table(given, (_find_header(rows),)),), ())
    proposed = propose_table(build_sheet(*rows[_find_header(rows) - 1 :], name=sheet), dict(meanings or {}))
    proposal = Proposal("amt", "", proposed, None)
    return compare(mapping, "amt.yaml", [build_workbook(given)], [survey], proposal)


def _find_header(rows: Iterable[Cells]) -> int:
    return next((number for number, row in enumerate(rows, start=1) if "Nr." in row), 1)


def only(drift: Drift) -> SheetDrift:
    ((sheet,),) = (table.sheets for table in drift.tables)
    return sheet


def test_nothing_differs_in_the_file_that_the_mapping_was_made_for() -> None:
    drift = drift_of(HEADINGS, ROW)
    assert drift.is_same
    assert not drift.breaks


def test_a_mapped_column_that_is_lost_breaks_the_mapping() -> None:
    drift = drift_of(HEADINGS[:2] + HEADINGS[3:], ROW[:2] + ROW[3:])
    assert [(one.name, one.target, one.counts) for one in only(drift).lost] == [("Lizenz", "license", True)]
    assert drift.breaks


@pytest.mark.parametrize("heading", ["Stand", "Notiz"])
def test_an_optional_or_ignored_column_that_is_lost_is_only_told(heading: str) -> None:
    at = HEADINGS.index(heading)
    drift = drift_of(HEADINGS[:at] + HEADINGS[at + 1 :], ROW[:at] + ROW[at + 1 :])
    assert [one.name for one in only(drift).lost] == [heading]
    assert not drift.breaks
    assert not drift.is_same


@pytest.mark.parametrize("heading", ["Nr.", "Freigabe"])
def test_a_lost_key_and_a_lost_release_question_break_the_mapping(heading: str) -> None:
    headings = tuple(f"{one} alt" if one == heading else one for one in HEADINGS)
    drift = drift_of(tuple(one.replace("Nr. alt", "Zahl") for one in headings), ROW)
    assert drift.breaks


def test_a_new_name_that_is_alike_is_taken_for_a_renaming_with_an_alias_to_paste() -> None:
    drift = drift_of(("Nr.", "Titel", "Lizenzen", *HEADINGS[3:]), ROW)
    (lost,) = only(drift).lost
    assert lost.renamed is not None
    assert lost.renamed.column.heading == "Lizenzen"
    said = parse_source(lost.snippet, "snippet").tree
    assert said["Lizenz"]["aliases"] == ["Lizenzen"]
    assert only(drift).added == ()


def test_the_alias_of_a_plain_column_is_a_whole_entry() -> None:
    (lost,) = only(drift_of(("Nr.", "Titel des Datensatzes", *HEADINGS[2:]), ROW)).lost
    assert lost.snippet == "Titel: {field: title, aliases: [Titel des Datensatzes]}"


def test_a_key_gets_an_alias_too() -> None:
    (lost,) = only(drift_of(("Nr. neu", *HEADINGS[1:]), ROW)).lost
    assert lost.target == "key"
    assert lost.snippet == "Nr.: {aliases: [Nr. neu]}"


def test_a_new_name_that_is_unlike_is_found_by_its_content() -> None:
    meanings = {"Nutzungsrechte": {"target": "license"}}
    (lost,) = only(
        drift_of(("Nr.", "Titel", *HEADINGS[3:], "Nutzungsrechte"), (*ROW[:2], *ROW[3:], "CC0"), meanings=meanings)
    ).lost
    assert lost.renamed is not None
    assert lost.renamed.column.heading == "Nutzungsrechte"


def test_a_new_name_that_is_unlike_is_found_by_its_place() -> None:
    (lost,) = only(drift_of(("Nr.", "Titel", "Xyz", *HEADINGS[3:]), ROW)).lost
    assert lost.renamed is not None
    assert "between the same columns" in str(lost.renamed.why[0])


def test_a_new_column_is_told_with_what_it_may_mean() -> None:
    sheet = only(drift_of((*HEADINGS, "Thema"), (*ROW, "Umwelt"), meanings={"Thema": {"target": "themes"}}))
    ((column, proposal),) = sheet.added
    assert column.heading == "Thema"
    assert proposal is not None
    assert proposal.target == "themes"
    assert not sheet.breaks


def test_a_column_that_moved_is_only_told() -> None:
    drift = drift_of(("Nr.", "Notiz", *HEADINGS[1:5]), ("1", "x", *ROW[1:5]))
    assert [(one.name, one.was, one.now) for one in only(drift).moved] == [("Notiz", 6, 2)]
    assert not drift.breaks


def test_a_renamed_sheet_is_found_by_its_headings() -> None:
    drift = drift_of(HEADINGS, ROW, sheet="Daten 2025")
    assert (only(drift).is_missing, only(drift).nearest) == (True, "Daten 2025")
    assert drift.breaks


def test_a_lost_sheet_breaks_the_mapping() -> None:
    drift = drift_of(("Farbe", "Bedeutung"), ("rot", "offen"), sheet="Legende")
    assert only(drift).table is None
    assert drift.breaks


def test_a_header_that_moved_from_where_the_mapping_says_breaks_it() -> None:
    drift = drift_of(("Stand 2025",), HEADINGS, ROW)
    assert only(drift).header == (1,)
    assert only(drift).lost == ()
    assert drift.breaks


def test_too_few_rows_are_told_and_do_not_count_as_lost_columns() -> None:
    drift = drift_of(HEADINGS, ROW, expect={"min": 5})
    assert drift.tables[0].is_outside
    assert (drift.tables[0].was, drift.tables[0].now) == (1, 1)
    assert not drift.breaks
    assert not drift.is_same


def test_words_that_no_look_up_covers_are_told_with_cells_and_what_comes_near() -> None:
    rows = [("1", "a", "frei"), ("2", "b", "Datenlizenz DE"), ("3", "c", "datenlizenz de"), ("4", "d", "k. A.")]
    (found,) = only(drift_of(HEADINGS, *rows)).uncovered
    (word,) = found.words
    assert (word.text, [cell.address for cell in word.cells]) == ("Datenlizenz DE", ["C3", "C4"])
    assert word.nearest
    assert set(parse_source(found.snippet, "snippet").tree["Lizenz"]["lookup"]) == {"Datenlizenz DE"}


def test_words_that_the_whole_mapping_covers_are_not_told() -> None:
    top = {"lookups": {"license": {"Datenlizenz DE": "cc-zero"}}}
    assert only(drift_of(HEADINGS, ("1", "a", "Datenlizenz DE"), top=top)).uncovered == ()


def test_answers_that_nobody_covers_are_told() -> None:
    rows = [("1", "a", "frei", "", answer) for answer in ("ja", "intern", "Intern ", "mal sehen", "", "-")]
    (found,) = only(drift_of(HEADINGS, *rows)).uncovered
    assert [word.text for word in found.words] == ["mal sehen"]
    assert parse_source(found.snippet, "snippet").tree["Freigabe"]["answers"]["mal sehen"] == "unknown"


def test_an_alias_that_is_known_already_is_no_drift() -> None:
    columns = {**COLUMNS, "Titel": {"field": "title", "aliases": ["Bezeichnung"]}}
    assert drift_of(("Nr.", "Bezeichnung", *HEADINGS[2:]), ROW, columns=columns).is_same


def test_distributions_in_another_workbook_are_compared_there() -> None:
    second = {"sheet": "Ressourcen", "file": "r.xlsx", "header": 1, "key": "Res", "dataset": "Nr."}
    mapping = build_mapping(COLUMNS, {"distributions": {**second, "columns": {"Adresse": "access_url"}}})
    main = build_sheet(HEADINGS, ROW)
    resources = Sheet("r.xlsx", "Ressourcen", (("Res", "Nr."), ("a", "1")))
    books = [build_workbook(main), build_workbook(resources)]
    books[1] = type(books[1])("r.xlsx", "/ablage", (resources,))
    surveys = [Survey((locate_table(sheet, (1,)),), ()) for sheet in (main, resources)]
    drift = compare(mapping, "amt.yaml", books, surveys, Proposal("amt", "", None, None))
    assert [one.name for one in drift.tables[1].sheets[0].lost] == ["Adresse"]
