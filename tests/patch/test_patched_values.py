from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
import python_calamine
import xlsxwriter

from tests.patch.parts import (
    MAIN,
    SHEET,
    TYPES,
    check_parts,
    declare,
    list_values,
    load,
    read_parts,
    read_text,
    relate,
    rewrite,
    write_plain,
    write_rich,
)
from toolkit.model.grid import Position
from toolkit.model.problem import Problem
from toolkit.patch.apply import write_patched
from toolkit.patch.cellvalues import parse_serial
from toolkit.patch.patch import Mark, NewCell, NewValue, Patch, Tint


def put(source: Path, values: dict[Position, NewCell]) -> Path:
    out = source.with_name(f"{source.stem}-neu.xlsx")
    write_patched(source, Patch(values=tuple(NewValue("Daten", *item) for item in values.items())), out)
    check_parts(out)
    return out


def find_cell(path: Path, address: str) -> str:
    found = re.search(rf'<c r="{address}"(?:[^>]*/>|.*?</c>)', read_text(path), re.DOTALL)
    return found[0] if found else ""


def rows_of(text: str) -> list[str]:
    return re.findall(r"<row .*?(?:</row>|/>)", text)


def with_rows(path: Path, rows: str) -> Path:
    """Write a workbook whose sheet has these rows."""
    source = write_plain(path)
    text = re.sub(r"<sheetData>.*</sheetData>", lambda _: rows, read_text(source))
    return rewrite(source, {SHEET: text})


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("neu", '<c r="B3" t="inlineStr"><is><t xml:space="preserve">neu</t></is></c>'),
        ("=1+1", '<c r="B3" t="inlineStr"><is><t xml:space="preserve">=1+1</t></is></c>'),
        (
            ' <a> & "b"\n',
            '<c r="B3" t="inlineStr"><is><t xml:space="preserve"> &lt;a&gt; &amp; &quot;b&quot;\n</t></is></c>',
        ),
        (
            "\x00_x0041_\r\n\r\ud800",
            '<c r="B3" t="inlineStr"><is><t xml:space="preserve">_x0000__x005F_x0041_\n_x000D_\ufffd</t></is></c>',
        ),
        (7, '<c r="B3"><v>7</v></c>'),
        (-0.5, '<c r="B3"><v>-0.5</v></c>'),
        (True, '<c r="B3" t="b"><v>1</v></c>'),
        (float("nan"), '<c r="B3" t="inlineStr"><is><t xml:space="preserve">nan</t></is></c>'),
        (dt.date(1066, 10, 14), '<c r="B3" t="inlineStr"><is><t xml:space="preserve">1066-10-14</t></is></c>'),
        (None, '<c r="B3"/>'),
        ("", '<c r="B3"/>'),
    ],
)
def test_a_value_is_written_as_what_it_is(tmp_path: Path, value: NewCell, cell: str) -> None:
    assert find_cell(put(write_plain(tmp_path / "a.xlsx"), {(3, 2): value}), "B3") == cell


def test_only_the_cell_itself_changes(tmp_path: Path) -> None:
    source = write_rich(tmp_path / "a.xlsx")
    out = put(source, {(3, 2): "neu"})
    assert list_values(out) == {**list_values(source), ("Daten", "B3"): "neu"}
    before, after = read_text(source), read_text(out)
    assert after.replace(find_cell(out, "B3"), find_cell(source, "B3")) == before
    old, new = read_parts(source), read_parts(out)
    assert {name for name in old if old[name] != new[name]} == {SHEET}


def test_cells_and_rows_that_were_not_there_are_put_in_order(tmp_path: Path) -> None:
    rows = (
        '<sheetData><row r="2" spans="2:4"><c r="B2"><v>1</v></c><c r="D2"><v>2</v></c></row>'
        '<row r="5"/><row r="9"><c r="A9"><v>9</v></c></row></sheetData>'
    )
    source = with_rows(tmp_path / "a.xlsx", rows)
    out = put(
        source, {(2, 1): 10, (2, 3): 30, (2, 6): 60, (5, 2): 50, (1, 1): 11, (7, 3): 70, (12, 1): 12, (13, 1): None}
    )
    text = read_text(out)
    assert re.findall(r'<(?:row|c) r="(\w+)"', text) == [
        *("1", "A1", "2", "A2", "B2", "C2", "D2", "F2", "5", "B5", "7", "C7", "9", "A9", "12", "A12"),
    ]
    assert 'spans="1:6"' in text
    assert '<dimension ref="A1:F12"/>' in text
    assert list_values(out)["Daten", "C7"] == 70


def test_an_empty_sheet_gets_rows(tmp_path: Path) -> None:
    for number, rows in enumerate(("<sheetData/>", "<sheetData />", "<sheetData></sheetData>")):
        out = put(with_rows(tmp_path / f"{number}.xlsx", rows), {(2, 2): "neu"})
        assert list_values(out) == {("Daten", "B2"): "neu"}


def test_an_empty_sheet_that_stays_empty_is_not_opened(tmp_path: Path) -> None:
    out = put(with_rows(tmp_path / "a.xlsx", "<sheetData/>"), {(2, 2): None})
    assert "<sheetData/>" in read_text(out)


def test_rows_and_cells_without_addresses_are_counted(tmp_path: Path) -> None:
    rows = "<sheetData><row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row></sheetData>"
    out = put(with_rows(tmp_path / "a.xlsx", rows), {(1, 2): 20, (2, 2): 40})
    assert (
        '<row><c><v>1</v></c><c r="B1"><v>20</v></c></row><row><c><v>3</v></c><c r="B2"><v>40</v></c></row>'
        in read_text(out)
    )


def test_a_new_cell_takes_the_style_of_its_row_then_column_then_the_cell_above(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        page = book.add_worksheet("Daten")
        bold, italic, struck = (book.add_format({name: True}) for name in ("bold", "italic", "font_strikeout"))
        page.set_column("B:B", None, bold)
        page.set_row(2, None, italic)
        page.write("A3", "x")
        page.write("C2", "y", struck)
        page.write("B5", "z", struck)
    out = load(put(tmp_path / "a.xlsx", {(3, 2): 1, (4, 2): 2, (4, 4): 3, (5, 2): 4, (6, 2): 5}))["Daten"]
    assert out["B3"].font.i
    assert out["B4"].font.b
    assert (out["D4"].font.b, out["D4"].font.i) == (False, False)
    assert out["B5"].font.strike
    assert out["B6"].font.b
    below = load(put(tmp_path / "a.xlsx", {(3, 3): "a"}))["Daten"]
    assert below["C3"].font.i


def test_rows_added_below_a_table_look_like_its_last_row(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        page = book.add_worksheet("Daten")
        page.write("A1", "Stand")
        page.write_datetime("A2", dt.datetime(2026, 1, 1), book.add_format({"num_format": "yyyy"}))  # noqa: DTZ001 (cells know no time zones)
    out = load(put(tmp_path / "a.xlsx", {(3, 1): dt.date(2027, 1, 1), (4, 1): dt.date(2028, 1, 1), (9, 1): 1}))["Daten"]
    assert [out[cell].number_format for cell in ("A3", "A4", "A9")] == ["yyyy", "yyyy", "General"]


def test_dates_are_shown_as_dates_whatever_the_cell_was(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        page = book.add_worksheet("Daten")
        page.write("A1", "x", book.add_format({"bold": True}))
        page.write("B1", 5, book.add_format({"num_format": "mmm yy"}))
    source = tmp_path / "a.xlsx"
    moment = dt.datetime(2026, 1, 2, 12, 30)  # noqa: DTZ001 (cells know no time zones)
    out = put(
        source, {(1, 1): dt.date(2026, 1, 2), (1, 2): dt.date(2026, 2, 1), (1, 3): moment, (1, 4): dt.date(2026, 1, 3)}
    )
    page = load(out)["Daten"]
    assert [page[cell].value for cell in ("A1", "B1", "C1", "D1")] == [
        *(dt.datetime(2026, *day) for day in ((1, 2), (2, 1), (1, 2, 12, 30), (1, 3))),  # noqa: DTZ001 (cells know no time zones)
    ]
    assert page["A1"].font.b
    assert [page[cell].number_format for cell in ("A1", "B1", "C1")] == ["mm-dd-yy", "mmm yy", "m/d/yy h:mm"]
    assert find_cell(out, "C1").endswith("<v>46024.520833333336</v></c>")
    again = put(out, {(1, 1): dt.date(2027, 1, 2)})
    assert read_parts(again)["xl/styles.xml"] == read_parts(out)["xl/styles.xml"]


def test_days_are_counted_from_1904_where_the_workbook_does(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx", {"date_1904": True}) as book:
        book.add_worksheet("Daten").write("A1", "x")
    out = put(tmp_path / "a.xlsx", {(1, 1): dt.date(2026, 1, 2), (2, 1): dt.date(1903, 1, 1)})
    assert list_values(out)["Daten", "A1"] == dt.datetime(2026, 1, 2)  # noqa: DTZ001 (cells know no time zones)
    assert list_values(out)["Daten", "A2"] == "1903-01-01"


@pytest.mark.parametrize(
    ("day", "serial"),
    [((1900, 1, 1), 1), ((1900, 2, 28), 59), ((1900, 3, 1), 61), ((1899, 12, 31), None), ((2000, 1, 1), 36526)],
)
def test_days_are_counted_as_excel_does(day: tuple[int, int, int], serial: int | None) -> None:
    assert parse_serial(dt.date(*day), since_1904=False) == serial


def test_days_are_counted_from_the_first_of_1904() -> None:
    assert parse_serial(dt.date(1904, 1, 1), since_1904=True) == 0
    assert parse_serial(dt.date(1903, 12, 31), since_1904=True) is None


def test_a_replaced_formula_leaves_the_order_of_calculation(tmp_path: Path) -> None:
    source = write_rich(tmp_path / "a.xlsx")
    chain = f'<calcChain xmlns="{MAIN}"><c r="D2" i="1"/><c r="D3"/></calcChain>'
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"
    rels = "xl/_rels/workbook.xml.rels"
    rewrite(
        source,
        {
            "xl/calcChain.xml": chain,
            rels: relate(read_text(source, rels), "rId90 calcChain calcChain.xml"),
            TYPES: declare(read_text(source, TYPES), "xl/calcChain.xml", kind),
            "xl/workbook.xml": re.sub(
                r"<calcPr[^>]*>", '<calcPr calcId="191029"/>', read_text(source, "xl/workbook.xml")
            ),
        },
    )
    kept = put(source, {(2, 2): "neu"})
    assert read_text(kept, "xl/calcChain.xml") == chain
    assert '<calcPr calcId="191029" fullCalcOnLoad="1"/>' in read_text(kept, "xl/workbook.xml")
    out = put(source, {(2, 4): 5})
    assert "xl/calcChain.xml" not in read_parts(out)
    assert "calcChain" not in read_text(out, rels) + read_text(out, TYPES)
    assert find_cell(out, "D2") == '<c r="D2"><v>5</v></c>'


def test_a_workbook_without_settings_for_calculation_gets_them_in_their_place(tmp_path: Path) -> None:
    source = write_rich(tmp_path / "a.xlsx")
    rewrite(source, {"xl/workbook.xml": re.sub(r"<calcPr[^>]*>", "", read_text(source, "xl/workbook.xml"))})
    out = put(source, {(2, 2): "neu"})
    assert '</definedNames><calcPr fullCalcOnLoad="1"/></workbook>' in read_text(out, "xl/workbook.xml")


FORMULAS = (
    '<sheetData><row r="1"><c r="A1"><f t="shared" ref="A1:A3" si="0">B1*2</f><v>2</v></c><c r="B1"><v>1</v></c>'
    '<c r="C1"><f t="array" ref="C1:D2">B1:B2</f><v>1</v></c><c r="D1"><v>1</v></c>'
    '<c r="F1"><f t="array" ref="F1">SUM(B1:B2)</f><v>1</v></c></row>'
    '<row r="2"><c r="A2"><f t="shared" si="0"/><v>4</v></c><c r="D2"><v>2</v></c></row></sheetData>'
)


@pytest.mark.parametrize(
    ("position", "cell", "reason"),
    [
        ((1, 1), "A1", "other cells take their formula from it"),
        ((1, 3), "C1", "it belongs to a formula over several cells"),
        ((2, 4), "D2", "it belongs to a formula over several cells"),
    ],
)
def test_formulas_that_other_cells_need_are_refused_by_name(
    tmp_path: Path, position: Position, cell: str, reason: str
) -> None:
    with pytest.raises(Problem) as caught:
        put(with_rows(tmp_path / "a.xlsx", FORMULAS), {position: 1})
    assert str(caught.value.what) == f"a.xlsx › Daten › {cell} cannot be changed: {reason}"
    assert [path.name for path in tmp_path.iterdir()] == ["a.xlsx"]


@pytest.mark.parametrize("position", [(2, 1), (1, 6), (1, 5), (3, 3)])
def test_formulas_that_no_other_cell_needs_are_replaced(tmp_path: Path, position: Position) -> None:
    out = put(with_rows(tmp_path / "a.xlsx", FORMULAS), {position: 77})
    assert 77 in list_values(out).values()


def test_cells_that_nobody_sees_and_headings_of_tables_are_refused(tmp_path: Path) -> None:
    source = write_rich(tmp_path / "a.xlsx")
    for sheet, position, said in (
        ("Daten", (2, 6), "F2 cannot be changed: it is merged with others and shows nothing of its own"),
        (
            "Amt's Liste",
            (1, 3),
            "C1 cannot be changed: it is a heading of a table, which Excel keeps in a second place too",
        ),
    ):
        with pytest.raises(Problem, match=re.escape(said)):
            write_patched(source, Patch(values=(NewValue(sheet, position, "x"),)), tmp_path / "b.xlsx")
    write_patched(
        source,
        Patch(values=(NewValue("Daten", (1, 6), "x"), NewValue("Amt's Liste", (2, 3), "y"))),
        tmp_path / "b.xlsx",
    )
    assert list_values(tmp_path / "b.xlsx")["Daten", "F1"] == "x"


def test_a_text_fills_a_cell_to_the_last_sign_and_no_further(tmp_path: Path) -> None:
    source = write_plain(tmp_path / "a.xlsx")
    assert list_values(put(source, {(3, 2): "ä" * 32_767}))["Daten", "B3"] == "ä" * 32_767
    with pytest.raises(Problem, match="B3 cannot be changed: a cell holds at most 32767 signs"):
        put(source, {(3, 2): "ä" * 32_768})


def test_attributes_that_belong_to_the_old_value_go(tmp_path: Path) -> None:
    rows = '<sheetData><row r="1"><c r="A1" s="0" t="str" cm="1" vm="2"><f>X()</f><v>a</v></c></row></sheetData>'
    assert find_cell(put(with_rows(tmp_path / "a.xlsx", rows), {(1, 1): 3}), "A1") == '<c r="A1" s="0"><v>3</v></c>'


def test_marks_and_values_of_one_cell_go_together(tmp_path: Path) -> None:
    source, out = write_plain(tmp_path / "a.xlsx"), tmp_path / "b.xlsx"
    patch = Patch((Mark("Daten", (3, 2), Tint.NEW, "war: CC BY"),), (NewValue("Daten", (3, 2), "CC0"),))
    write_patched(source, patch, out)
    check_parts(out)
    page = load(out)["Daten"]
    assert page["B3"].value == "CC0"
    assert page["B3"].comment.text == "— Bestand —\nwar: CC BY"
    sheet = python_calamine.CalamineWorkbook.from_path(out).get_sheet_by_name("Daten").to_python()
    assert sheet[2][1] == "CC0"


def test_rows_written_across_pieces_are_all_found(tmp_path: Path) -> None:
    source = write_plain(tmp_path / "a.xlsx", rows=4_000)
    values: dict[Position, NewCell] = {(row, 2): f"neu {row}" for row in range(2, 4_001, 7)}
    out = put(source, values)
    expected = {**list_values(source), **{("Daten", f"B{row}"): text for (row, _), text in values.items()}}
    assert list_values(out) == expected


def test_rows_out_of_order_or_with_comments_of_xml_are_refused(tmp_path: Path) -> None:
    for number, rows in enumerate(
        (
            '<sheetData><row r="5"/><row r="4"/></sheetData>',
            '<sheetData><!-- <row r="2"> --><row r="4"/></sheetData>',
        )
    ):
        with pytest.raises(Problem, match="put together in an unusual way"):
            put(with_rows(tmp_path / f"{number}.xlsx", rows), {(3, 1): "x"})
