from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
import xlsxwriter

from tests.patch.parts import (
    LINKS,
    TYPES,
    check_parts,
    load,
    read_parts,
    read_text,
    relate,
    rewrite,
    write_plain,
    write_rich,
)
from toolkit.model.handback import FEEDBACK_MARK
from toolkit.model.problem import Problem
from toolkit.patch.apply import write_patched
from toolkit.patch.fresh import write_fresh
from toolkit.patch.patch import FurtherSheet, Look, Mark, Patch, SheetCell, Target, Tint

BOOK = "xl/workbook.xml"


def build(name: str = "Rückmeldung", sheet: str = "Daten") -> FurtherSheet:
    return FurtherSheet(
        name,
        (
            (SheetCell("Rückmeldung von Bestand", Look.TITLE),),
            (SheetCell("Zelle", Look.HEADING), SheetCell("Was", Look.HEADING), SheetCell("Wie", Look.HEADING)),
            (
                SheetCell("H17", Look.LINK, Target(sheet, (17, 8))),
                SheetCell("=1+1\x01", Look.ERROR),
                SheetCell("wort " * 40, Look.PLAIN),
            ),
            (SheetCell("weg", Look.LINK, Target("Gibt es nicht", (1, 1))), SheetCell("", Look.WARNING), SheetCell()),
        ),
        (12, 40, 20),
        2,
    )


def add(source: Path, sheet: FurtherSheet, out: str = "out.xlsx") -> Path:
    """Write a copy with a sheet; nothing is left when the sheet is taken out."""
    copy = source.with_name(out)
    write_patched(source, Patch(feedback=sheet), copy)
    check_parts(copy)
    write_patched(copy, Patch(), source.with_name("undone.xlsx"))
    assert read_parts(source.with_name("undone.xlsx")) == read_parts(source)
    return copy


def test_the_sheet_stands_behind_the_others_with_its_texts_as_texts(tmp_path: Path) -> None:
    book = load(add(write_plain(tmp_path / "a.xlsx"), build()))
    assert book.sheetnames == ["Daten", "Rückmeldung"]
    page = book["Rückmeldung"]
    assert [cell.value for cell in page[3]] == ["H17", "=1+1_x0001_", "wort " * 40]
    assert page["B3"].data_type == "s" or page["B3"].data_type == "inlineStr"
    assert page["B3"].quotePrefix
    assert page["B4"].value is None


def test_links_jump_to_their_cells_and_dead_ones_are_plain(tmp_path: Path) -> None:
    source = write_plain(tmp_path / "a.xlsx", sheet="Amt's Blatt")
    page = load(add(source, build(sheet="Amt's Blatt")))["Rückmeldung"]
    assert page["A3"].hyperlink.location == "'Amt''s Blatt'!H17"
    assert page["A3"].font.u == "single"
    assert page["A4"].hyperlink is None
    assert page["A4"].font.u is None


def test_the_header_stays_in_sight_can_be_filtered_and_prints(tmp_path: Path) -> None:
    book = load(add(write_plain(tmp_path / "a.xlsx"), build()))
    page = book["Rückmeldung"]
    assert page.freeze_panes == "A3"
    assert page.auto_filter.ref == "A2:C4"
    assert page.print_title_rows == "$1:$2"
    assert (page.page_setup.orientation, page.page_setup.fitToWidth, page.page_setup.fitToHeight) == ("landscape", 1, 0)
    assert page.sheet_properties.pageSetUpPr is not None
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert [page.column_dimensions[letter].width for letter in "ABC"] == [12, 40, 20]


def test_without_a_header_nothing_is_frozen_or_filtered(tmp_path: Path) -> None:
    out = add(write_plain(tmp_path / "a.xlsx"), replace(build(), header=0, widths=()))
    page = load(out)["Rückmeldung"]
    assert (page.freeze_panes, page.auto_filter.ref) == (None, None)
    assert "Print_Titles" not in read_text(out, BOOK)
    assert "<cols>" not in read_text(out, "xl/worksheets/sheet2.xml")


def test_texts_wrap_but_for_rows_with_a_single_cell(tmp_path: Path) -> None:
    page = load(add(write_plain(tmp_path / "a.xlsx"), build()))["Rückmeldung"]
    assert not page["A1"].alignment.wrap_text
    assert page["C3"].alignment.wrap_text
    assert page["C3"].alignment.vertical == "top"
    assert page.row_dimensions[3].height == 15 * 10
    assert page.row_dimensions[1].height is None


def test_a_hidden_name_marks_the_sheet(tmp_path: Path) -> None:
    name = load(add(write_plain(tmp_path / "a.xlsx"), build())).defined_names[FEEDBACK_MARK]
    assert name.hidden
    assert name.attr_text == "'Rückmeldung'!$A$1"


def test_a_sheet_of_the_author_keeps_the_name(tmp_path: Path) -> None:
    source = write_plain(tmp_path / "a.xlsx", sheet="rückmeldung")
    out = add(source, build())
    assert load(out).sheetnames == ["rückmeldung", "Rückmeldung (2)"]
    write_patched(out, Patch(feedback=build()), tmp_path / "again.xlsx")
    assert load(tmp_path / "again.xlsx").sheetnames == ["rückmeldung", "Rückmeldung (2)"]


@pytest.mark.parametrize(
    ("wanted", "given"),
    [
        ("a/b:c*[d]?\\", "a-b-c--d---"),
        ("'Blatt'", "Blatt"),
        ("x" * 40, "x" * 31),
        ("History", "History (2)"),
        ("", "Bestand"),
    ],
)
def test_names_follow_the_rules_of_excel(tmp_path: Path, wanted: str, given: str) -> None:
    assert load(add(write_plain(tmp_path / "a.xlsx"), build(wanted))).sheetnames[1] == given


def test_the_looks_are_told_apart(tmp_path: Path) -> None:
    rows = tuple((SheetCell(look.value, look, Target("Daten", (1, 1))), SheetCell("x")) for look in Look)
    page = load(add(write_plain(tmp_path / "a.xlsx"), FurtherSheet("Rückmeldung", rows)))["Rückmeldung"]
    looks = {
        (cell.font.b, cell.font.sz, cell.font.u, cell.font.color.rgb if cell.font.color else "", cell.fill.fgColor.rgb)
        for cell in page["A"]
    }
    assert len(looks) == len(Look)


def test_texts_are_cut_where_a_cell_ends(tmp_path: Path) -> None:
    out = add(write_plain(tmp_path / "a.xlsx"), FurtherSheet("R", ((SheetCell("ä" * 40_000), SheetCell("b")),), (9, 9)))
    page = load(out)["R"]
    assert len(page["A1"].value) == 32_767
    assert page.row_dimensions[1].height == 409


def test_a_second_run_replaces_a_sheet_that_was_moved_and_renamed(tmp_path: Path) -> None:
    source, out = write_rich(tmp_path / "a.xlsx"), tmp_path / "b.xlsx"
    write_patched(source, Patch(feedback=build()), out)
    text = read_text(out, BOOK)
    ours = re.findall(r'<sheet name="Rückmeldung"[^>]*/>', text)[0]
    moved = text.replace(ours, "").replace("<sheets>", "<sheets>" + ours.replace("Rückmeldung", "Für 's Amt"))
    moved = moved.replace("&#39;", "'").replace("'Rückmeldung'!", "'Für ''s Amt'!")
    moved = re.sub(r'localSheetId="(\d)"', lambda found: f'localSheetId="{(int(found[1]) + 1) % 3}"', moved).replace(
        "<workbookView ", '<workbookView activeTab="2" '
    )
    rewrite(out, {BOOK: moved})
    write_patched(out, Patch(), tmp_path / "c.xlsx")
    expected = read_text(source, BOOK).replace("<workbookView ", '<workbookView activeTab="1" ')
    assert read_text(tmp_path / "c.xlsx", BOOK) == expected
    assert set(read_parts(tmp_path / "c.xlsx")) == set(read_parts(source))


@pytest.mark.parametrize(("shown", "then"), [("0", "0"), ("2", "0"), ("9", "1")])
def test_a_view_of_our_sheet_falls_back_on_the_first(tmp_path: Path, shown: str, then: str) -> None:
    source, out = write_rich(tmp_path / "a.xlsx"), tmp_path / "b.xlsx"
    write_patched(source, Patch(feedback=build()), out)
    text = re.sub(r"<workbookView[^>]*>", f'<workbookView activeTab="{shown}"/>', read_text(out, BOOK))
    write_patched(rewrite(out, {BOOK: text}), Patch(), tmp_path / "c.xlsx")
    assert f'activeTab="{then}"' in read_text(tmp_path / "c.xlsx", BOOK)


def test_what_people_put_on_our_sheet_goes_with_it(tmp_path: Path) -> None:
    source, out = write_plain(tmp_path / "a.xlsx"), tmp_path / "b.xlsx"
    write_patched(source, Patch(feedback=build()), out)
    rels = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
    rewrite(
        out,
        {
            "xl/worksheets/_rels/sheet2.xml.rels": relate(rels, "rId1 printerSettings ../printerSettings/p1.bin"),
            "xl/printerSettings/p1.bin": b"x",
            TYPES: read_text(out, TYPES).replace(
                "<Override", '<Default Extension="bin" ContentType="a/b"/><Override', 1
            ),
        },
    )
    write_patched(out, Patch(), tmp_path / "c.xlsx")
    assert list(read_parts(tmp_path / "c.xlsx")) == list(read_parts(source))


def test_a_mark_whose_sheet_was_deleted_goes(tmp_path: Path) -> None:
    source, out = write_plain(tmp_path / "a.xlsx"), tmp_path / "b.xlsx"
    name = f'<definedNames><definedName name="{FEEDBACK_MARK}" hidden="1">#REF!</definedName></definedNames>'
    rewrite(source, {BOOK: read_text(source, BOOK).replace("<calcPr", f"{name}<calcPr")})
    write_patched(source, Patch(), out)
    assert "definedName" not in read_text(out, BOOK)
    assert load(out).sheetnames == ["Daten"]


def test_a_locked_structure_does_not_hold_the_copy_back(tmp_path: Path) -> None:
    source = write_plain(tmp_path / "a.xlsx")
    lock = '<workbookProtection lockStructure="1"/><bookViews>'
    rewrite(source, {BOOK: read_text(source, BOOK).replace("<bookViews>", lock)})
    out = add(source, build())
    assert lock in read_text(out, BOOK)
    assert load(out).sheetnames == ["Daten", "Rückmeldung"]


def test_workbooks_with_prefixes_of_their_own_get_a_sheet(tmp_path: Path) -> None:
    source = write_plain(tmp_path / "a.xlsx")
    text = read_text(source, BOOK)
    text = re.sub(r"<(/?)(?=[a-zA-Z])", r"<\1x:", text).replace("xmlns=", "xmlns:x=").replace("r:id", "rel:id")
    rewrite(source, {BOOK: text.replace("xmlns:r=", "xmlns:rel=")})
    out = add(source, build())
    assert re.search(r'<x:sheet name="Rückmeldung" sheetId="2" rel:id="rId\d+"/>', read_text(out, BOOK))
    assert len(re.findall("<x:definedName ", read_text(out, BOOK))) == 3


def test_a_workbook_without_the_prefix_for_links_gets_it_at_the_sheet(tmp_path: Path) -> None:
    source = write_plain(tmp_path / "a.xlsx")
    text = read_text(source, BOOK).replace(f' xmlns:r="{LINKS}"', "").replace(" r:id", f' xmlns:q="{LINKS}" q:id')
    out = add(rewrite(source, {BOOK: text}), build())
    assert f'<sheet xmlns:r="{LINKS}" name="Rückmeldung"' in read_text(out, BOOK)


def test_a_workbook_without_styles_gets_them(tmp_path: Path) -> None:
    source = write_plain(tmp_path / "a.xlsx")
    rels = "xl/_rels/workbook.xml.rels"
    rewrite(
        source,
        {
            "xl/styles.xml": None,
            rels: re.sub(r"<Relationship [^>]*styles[^>]*>", "", read_text(source, rels)),
            TYPES: re.sub(r"<Override [^>]*styles[^>]*>", "", read_text(source, TYPES)),
        },
    )
    page = load(add(source, build()))["Rückmeldung"]
    assert page["A1"].font.b
    write_patched(source, Patch((Mark("Daten", (1, 1), Tint.NOTE, ""),), (), build()), tmp_path / "b.xlsx")
    write_patched(tmp_path / "b.xlsx", Patch(), tmp_path / "c.xlsx")
    assert read_parts(tmp_path / "c.xlsx") == read_parts(source)


def test_the_font_is_the_workbooks_own(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        book.formats[0].set_font_name("Arial")
        book.formats[0].set_font_size(10)
        book.add_worksheet("Daten").write("A1", "x")
    page = load(add(tmp_path / "a.xlsx", build()))["Rückmeldung"]
    assert (page["A2"].font.name, page["A2"].font.sz) == ("Arial", 10)
    assert (page["A1"].font.name, page["A1"].font.sz) == ("Arial", 14)


# --- a workbook of its own -------------------------------------------------------------------------------------------


def test_a_fresh_workbook_has_the_sheets_without_links_elsewhere(tmp_path: Path) -> None:
    out = tmp_path / "neu.xlsx"
    write_fresh(
        [build(), replace(build("Legende"), rows=((SheetCell("hin", Look.LINK, Target("Rückmeldung", (3, 1))),),))], out
    )
    check_parts(out)
    book = load(out)
    assert book.sheetnames == ["Rückmeldung", "Legende"]
    assert book["Rückmeldung"]["A3"].hyperlink is None
    assert book["Legende"]["A1"].hyperlink.location == "'Rückmeldung'!A3"
    assert book["Rückmeldung"].freeze_panes == "A3"
    assert FEEDBACK_MARK not in book.defined_names
    write_fresh([build()], tmp_path / "eins.xlsx")
    write_fresh([build()], tmp_path / "zwei.xlsx")
    assert (tmp_path / "eins.xlsx").read_bytes() == (tmp_path / "zwei.xlsx").read_bytes()


def test_a_fresh_workbook_can_be_marked_and_keeps_its_looks(tmp_path: Path) -> None:
    source = tmp_path / "neu.xlsx"
    write_fresh([build()], source)
    out = add(source, build())
    assert load(out).sheetnames == ["Rückmeldung", "Rückmeldung (2)"]
    assert load(out)["Rückmeldung"]["A1"].font.b


def test_a_fresh_workbook_in_a_folder_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="cannot be written"):
        write_fresh([build()], tmp_path / "fehlt" / "neu.xlsx")
