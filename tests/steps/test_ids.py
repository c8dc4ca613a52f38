"""Identifiers for rows that lack one: read like a check reads, written into a copy, once."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font

from toolkit.model.problem import Problem, Stopped
from toolkit.steps.ids import IdsRequest, Numbered, give_ids
from toolkit.steps.inventory import read_inventory
from toolkit.template.design import build_layout
from toolkit.template.workbook import write_template

MAPPING = """format: bestand-mapping/1
inventory: amt
datasets:
  sheet: {sheet}
  {header}
  key: Nr.
  columns:
    Titel: title
  skip: {{column: Titel, is: Summe, reason: keine Daten}}
{more}"""


def write_mapping(folder: Path, *, sheet: str = "Daten", header: str = "header: 1", more: str = "") -> None:
    text = MAPPING.format(sheet=sheet, header=header, more=more)
    (folder / "amt.yaml").write_text(text, encoding="utf-8")


def write_book(folder: Path, rows: Sequence[Sequence[Any]], **sheets: Sequence[Sequence[Any]]) -> Path:
    book = Workbook()
    first: Any = book.active
    first.title = "Daten"
    for sheet, lines in ((first, rows), *((book.create_sheet(name), lines) for name, lines in sheets.items())):
        for line in lines:
            sheet.append(list(line))
    book.save(folder / "amt.xlsx")
    return folder / "amt.xlsx"


def give(file: Path, **options: Any) -> Numbered:
    return give_ids(file, file.with_name("mit-ids.xlsx"), IdsRequest(**options))


def keys(file: Path, sheet: str = "Daten", column: str = "A") -> list[Any]:
    return [cell.value for cell in load_workbook(file)[sheet][column][1:]]


HEAD = ("Nr.", "Titel")


def test_rows_without_a_key_go_on_from_those_that_have_one_and_nothing_else_changes(tmp_path: Path) -> None:
    write_mapping(tmp_path)
    file = write_book(tmp_path, [HEAD, ("GA-023", "Bäume"), (None, "Parks"), ("GA-024", "Teiche"), ("", "Wege")])
    before = file.read_bytes()
    numbered = give(file)
    assert numbered.out is not None
    assert keys(numbered.out) == ["GA-023", "GA-025", "GA-024", "GA-026"]
    assert file.read_bytes() == before
    assert [(one.key, one.title, one.cell.address) for one in numbered.numbering.given] == [
        ("GA-025", "Parks", "A3"),
        ("GA-026", "Wege", "A5"),
    ]
    assert numbered.numbering.kept == 2
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(numbered.out) as new:
        assert old.read("xl/workbook.xml") == new.read("xl/workbook.xml")


def test_a_second_run_changes_nothing_and_writes_nothing(tmp_path: Path) -> None:
    write_mapping(tmp_path)
    first = give(write_book(tmp_path, [HEAD, (None, "Bäume")]))
    assert first.out is not None
    (tmp_path / "mit-ids.yaml").write_text((tmp_path / "amt.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    again = give_ids(first.out, tmp_path / "noch-einmal.xlsx", IdsRequest())
    assert (again.out, again.numbering.given, again.numbering.kept) == (None, (), 1)
    assert not (tmp_path / "noch-einmal.xlsx").exists()


def test_keys_in_hidden_struck_and_skipped_rows_are_taken(tmp_path: Path) -> None:
    write_mapping(tmp_path)
    rows = [HEAD, ("GA-1", "Bäume"), ("GA-2", "Parks"), ("GA-3", "Teiche"), ("GA-4", "Summe"), (None, "Wege")]
    file = write_book(tmp_path, rows)
    book: Any = load_workbook(file)
    book["Daten"].row_dimensions[3].hidden = True
    book["Daten"]["A4"].font = Font(strike=True)
    book.save(file)
    assert [one.key for one in give(file).numbering.given] == ["GA-5"]


def test_shown_noughts_go_on_as_they_are_shown(tmp_path: Path) -> None:
    write_mapping(tmp_path)
    file = write_book(tmp_path, [HEAD, (7, "Bäume"), (None, "Parks")])
    book: Any = load_workbook(file)
    for row in (2, 3):
        book["Daten"].cell(row, 1).number_format = '"GA-"000'
    book.save(file)
    out = give(file).out
    assert out is not None
    assert keys(out) == [7, "GA-008"]
    assert [one.dataset.key for one in read_inventory(out, str(tmp_path / "amt.yaml")).described] == [
        "GA-007",
        "GA-008",
    ]


def test_plain_numbers_stay_numbers(tmp_path: Path) -> None:
    write_mapping(tmp_path)
    out = give(write_book(tmp_path, [HEAD, (7, "Bäume"), (None, "Parks")])).out
    assert out is not None
    assert keys(out) == [7, 8]


def test_several_sheets_of_one_table_share_their_keys(tmp_path: Path) -> None:
    write_mapping(tmp_path, sheet="[Daten, Mehr]")
    file = write_book(
        tmp_path, [HEAD, ("A-1", "Bäume"), (None, "Parks")], Mehr=[HEAD, (None, "Teiche"), ("A-2", "Wege")]
    )
    out = give(file).out
    assert out is not None
    assert (keys(out), keys(out, "Mehr")) == (["A-1", "A-3"], ["A-4", "A-2"])


def test_a_form_gets_its_keys_in_its_row(tmp_path: Path) -> None:
    write_mapping(tmp_path, header="layout: form\n  header: A")
    out = give(write_book(tmp_path, [("Nr.", "A-1", None), ("Titel", "Bäume", "Parks")])).out
    assert out is not None
    assert [cell.value for cell in load_workbook(out)["Daten"][1]] == ["Nr.", "A-1", "A-2"]


def test_rows_without_a_title_or_without_a_dataset_are_named_and_left(tmp_path: Path) -> None:
    write_mapping(
        tmp_path, more="distributions: {sheet: Links, header: 1, key: ID, dataset: Zu, columns: {URL: access_url}}"
    )
    links = [("ID", "Zu", "URL"), (None, "A-1", "https://example.org/a"), (None, None, "https://example.org/b")]
    file = write_book(tmp_path, [(*HEAD, "Notiz"), ("A-1", "Bäume", ""), (None, None, "x")], Links=links)
    numbered = give(file)
    assert [cell.address for cell in numbered.numbering.untitled] == ["A3"]
    assert [cell.address for cell in numbered.numbering.unowned] == ["A3"]
    assert numbered.out is not None
    assert keys(numbered.out, "Links") == ["A-1-1", None]


def test_a_dataset_that_only_its_links_remember_keeps_its_key(tmp_path: Path) -> None:
    write_mapping(
        tmp_path, more="distributions: {sheet: Links, header: 1, key: ID, dataset: Zu, columns: {URL: access_url}}"
    )
    links = [("ID", "Zu", "URL"), ("1", "A-2", "https://example.org/a")]
    assert (
        give(write_book(tmp_path, [HEAD, ("A-1", "Bäume"), (None, "Parks")], Links=links)).numbering.given[0].key
        == "A-3"
    )


def test_formulas_that_make_keys_are_refused(tmp_path: Path) -> None:
    write_mapping(tmp_path)
    file = write_book(tmp_path, [HEAD, ('="A-"&ROW()', "Bäume"), (None, "Parks")])
    with pytest.raises(Problem, match=r"formulas make identifiers \(Daten › A2\)"):
        give(file)
    assert not (tmp_path / "mit-ids.xlsx").exists()


def test_formulas_elsewhere_are_none_of_its_business(tmp_path: Path) -> None:
    write_mapping(tmp_path)
    file = write_book(tmp_path, [(*HEAD, "Notiz"), (None, "Bäume", "=1+1")])
    assert give(file).out is not None


def test_other_kinds_of_files_are_refused_with_the_way_out(tmp_path: Path) -> None:
    write_mapping(tmp_path)
    (tmp_path / "amt.csv").write_text("Nr.;Titel\n;Bäume\n", encoding="utf-8")
    with pytest.raises(Problem, match=r"amt\.csv is csv") as problem:
        give(tmp_path / "amt.csv")
    assert "save it as an Excel workbook (.xlsx)" in str(problem.value.remedy)


def test_a_style_without_a_place_for_the_number_is_refused(tmp_path: Path) -> None:
    write_mapping(tmp_path)
    file = write_book(tmp_path, [HEAD, (None, "Bäume")])
    with pytest.raises(Problem, match="says nowhere where the number goes"):
        give(file, style="GA")
    numbered = give(file, style="GA-000", mark=True)
    assert numbered.numbering.given[0].key == "GA-001"
    assert numbered.out is not None
    assert [str(area.sqref) for area in load_workbook(numbered.out)["Daten"].conditional_formatting] == ["A2"]
    plain = give_ids(file, tmp_path / "ohne-farbe.xlsx", IdsRequest()).out
    assert plain is not None
    assert not list(load_workbook(plain)["Daten"].conditional_formatting)


def test_without_a_pattern_the_inventory_s_name_begins_the_key(tmp_path: Path) -> None:
    write_mapping(tmp_path)
    assert give(write_book(tmp_path, [HEAD, (None, "Bäume")])).numbering.given[0].key == "amt-0001"


def test_a_missing_sheet_stops_as_in_a_check(tmp_path: Path) -> None:
    write_mapping(tmp_path, sheet="Anderes")
    with pytest.raises(Stopped, match="the sheet “Anderes” is missing"):
        give(write_book(tmp_path, [HEAD, (None, "Bäume")]))


def test_a_filled_in_template_gets_its_keys_and_reads_back(tmp_path: Path) -> None:
    layout = build_layout(None, "de", inventory="amt")
    file = tmp_path / "vorlage.xlsx"
    parts = [{"Gehört zu Datensatz": "B-1", "Zugriffs-URL": f"https://example.org/{number}"} for number in (1, 2)]
    write_template(layout, file, [{"Kennung": "B-1", "Titel": "Bäume"}, {"Titel": "Parks"}], parts)
    out = give(file).out
    assert out is not None
    read = {one.dataset.key: [part.key for part in one.dataset.distributions] for one in read_inventory(out).described}
    assert read == {"B-1": ["B-1-1", "B-1-2"], "B-2": []}
    assert give_ids(out, tmp_path / "x.xlsx", IdsRequest()).out is None
