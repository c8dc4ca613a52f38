"""OpenDocument spreadsheets: values, what is noted of cells, and repeats that must cost nothing."""

from __future__ import annotations

import datetime as dt
import time
import tracemalloc
from pathlib import Path

import pytest

from tests.reading.odswriter import blank_rows, empty, number, row, table, text, write_content, write_ods
from toolkit.model.grid import Area, CellError, Sheet
from toolkit.model.problem import Problem
from toolkit.reading.container import Limits
from toolkit.reading.workbook import read_workbook


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "inventar.ods"


def read(path: Path, *rows: str, **more: str) -> Sheet:
    """Write a sheet of rows and read it."""
    return read_workbook(write_ods(path, table(*rows), **more)).sheets[0]


def refusal(path: Path, limits: Limits | None = None) -> tuple[str, str]:
    """Give the two sentences with which a file is refused."""
    with pytest.raises(Problem) as caught:
        read_workbook(path, limits or Limits())
    return str(caught.value.what), str(caught.value.remedy)


def cell(attributes: str, inner: str = "") -> str:
    """Write a cell."""
    return f"<table:table-cell {attributes}>{inner}</table:table-cell>"


def style(name: str, properties: str, family: str = "table-cell") -> str:
    """Write an automatic style."""
    return f'<style:style style:name="{name}" style:family="{family}">{properties}</style:style>'


def shown(value: str) -> str:
    """Write what a cell shows."""
    return f"<text:p>{value}</text:p>"


@pytest.mark.parametrize(
    ("written", "value"),
    [
        pytest.param(text("Bäume"), "Bäume", id="text"),
        pytest.param(text("eine\nzweite"), "eine\nzweite", id="paragraphs"),
        pytest.param(text("") + text("x"), None, id="empty-text"),
        pytest.param(cell("", shown("ohne Art")), "ohne Art", id="no-type"),
        pytest.param(cell('office:value-type="string" office:string-value="roh"', shown("gezeigt")), "roh", id="raw"),
        pytest.param(number("7", "7"), 7, id="whole"),
        pytest.param(number("-1.5E3", "-1.500"), -1500.0, id="exponent"),
        pytest.param(cell('office:value-type="percentage" office:value="0.5"', shown("50 %")), 0.5, id="percentage"),
        pytest.param(cell('office:value-type="currency" office:value="5"', shown("5 €")), 5, id="currency"),
        pytest.param(cell('office:value-type="boolean" office:boolean-value="true"', shown("WAHR")), True, id="true"),
        pytest.param(cell('office:value-type="boolean" office:boolean-value="false"'), False, id="false"),
        pytest.param(cell('office:value-type="date" office:date-value="2024-02-03"'), dt.date(2024, 2, 3), id="date"),
        pytest.param(
            cell('office:value-type="date" office:date-value="2024-02-03T10:11:12.500000000"'),
            dt.datetime.fromisoformat("2024-02-03T10:11:12.500000"),
            id="date-and-time",
        ),
        pytest.param(
            cell('office:value-type="date" office:date-value="12024-02-03"', shown("3.2.")), "3.2.", id="odd-date"
        ),
        pytest.param(cell('office:value-type="time" office:time-value="PT08H30M00S"'), dt.time(8, 30), id="time"),
        pytest.param(
            cell('office:value-type="time" office:time-value="PT30H00M00S"'), dt.timedelta(hours=30), id="duration"
        ),
        pytest.param(
            cell('table:style-name="lang" office:value-type="time" office:time-value="PT08H30M00S"'),
            dt.timedelta(hours=8.5),
            id="short-duration",
        ),
        pytest.param(
            cell(
                'table:formula="of:=1/0" office:value-type="string" office:string-value="" calcext:value-type="error"',
                shown("#DIV/0!"),
            ),
            CellError("#DIV/0!"),
            id="error",
        ),
        pytest.param(
            cell('table:formula="of:=X()" office:value-type="float" office:value="0"', shown("Err:508")),
            CellError("Err:508"),
            id="older-error",
        ),
        pytest.param(text("#REF!"), "#REF!", id="text-that-looks-like-an-error"),
        pytest.param(cell('office:value-type="float" office:value="NaN"', shown("n")), CellError("n"), id="not-finite"),
        pytest.param(
            cell(
                'office:value-type="string"', "<text:p>a<text:s text:c='2'/>b<text:tab/>c<text:line-break/>d</text:p>"
            ),
            "a  b\tc\nd",
            id="blanks",
        ),
        pytest.param(
            cell('office:value-type="string"', "<text:p>a <text:span>b <text:a>c</text:a></text:span> d</text:p>"),
            "a b c d",
            id="spans",
        ),
    ],
)
def test_values_are_those_that_the_file_holds(path: Path, written: str, value: object) -> None:
    styles = (
        '<number:time-style style:name="N1" number:truncate-on-overflow="false"/>'
        '<style:style style:name="lang" style:family="table-cell" style:data-style-name="N1"/>'
    )
    found = read(path, row(written), styles=styles).value(1, 1)
    assert found == value
    assert type(found) is type(value)


def test_numbers_that_show_more_than_their_digits_keep_what_they_show(path: Path) -> None:
    sheet = read(path, row(number("7", "007"), number("17", "GA-017"), number("1000", "1.000"), number("7", "7")))
    assert [sheet.shown(1, column) for column in range(1, 5)] == ["007", "GA-017", "1000", "7"]


def test_repeated_cells_and_rows_stand_where_the_program_shows_them(path: Path) -> None:
    sheet = read(
        path,
        row("Nr.", empty(2), "Titel"),
        row(empty(3), attributes='table:number-rows-repeated="2"'),
        row("a", text("ja", 'table:number-columns-repeated="3"'), attributes='table:number-rows-repeated="2"'),
        row("b"),
    )
    assert sheet.rows == (
        ("Nr.", None, None, "Titel"),
        (),
        (),
        ("a", "ja", "ja", "ja"),
        ("a", "ja", "ja", "ja"),
        ("b",),
    )


def test_rows_and_columns_in_groups_count_like_others(path: Path) -> None:
    inner = f"<table:table-row-group>{row('c')}</table:table-row-group>"
    group = f"<table:table-row-group>{row('b')}{inner}</table:table-row-group>"
    header = f"<table:table-header-rows>{row('a')}</table:table-header-rows>"
    assert read(path, header, group, row("d")).rows == (("a",), ("b",), ("c",), ("d",))


def test_tables_within_cells_and_drawings_are_no_rows_of_the_sheet(path: Path) -> None:
    inner = cell(
        "",
        "<draw:frame><table:table><table:table-row><table:table-cell><text:p>x</text:p></table:table-cell>"
        "</table:table-row></table:table></draw:frame><text:p>außen</text:p>",
    )
    shapes = f"<table:shapes>{table(row('x'))}</table:shapes>"
    assert read(path, shapes, row(inner, "b"), row("c")).rows == (("außen", "b"), ("c",))


def test_formatting_to_the_sheets_end_costs_nothing(path: Path) -> None:
    write_ods(path, table(row("Nr.", "Titel", empty(16_382)), row("1", "Bäume"), blank_rows(1_048_574)))
    tracemalloc.start()
    begin = time.perf_counter()
    sheet = read_workbook(path).sheets[0]
    seconds, (_, peak) = time.perf_counter() - begin, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert sheet.rows == (("Nr.", "Titel"), ("1", "Bäume"))
    assert seconds < 1
    assert peak < 4_000_000


def test_a_stray_cell_in_the_last_corner_costs_next_to_nothing(path: Path) -> None:
    write_ods(path, table(row("Nr.", "Titel"), blank_rows(1_048_574), row(empty(16_383), "x")))
    tracemalloc.start()
    sheet = read_workbook(path).sheets[0]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert sheet.value(1_048_576, 16_384) == "x"
    assert peak < 40_000_000


@pytest.mark.parametrize(
    "bomb",
    [
        pytest.param(
            row(text("x", 'table:number-columns-repeated="16384"'), attributes='table:number-rows-repeated="1048576"'),
            id="values",
        ),
        pytest.param(row(empty(16_383), "x", attributes='table:number-rows-repeated="1048576"'), id="last-column"),
        pytest.param(
            row(
                text("x", 'table:number-columns-spanned="16384" table:number-rows-spanned="1048576"'),
            )
            + blank_rows(10_000)
            + row(empty(16_383), "x"),
            id="merged",
        ),
    ],
)
def test_repeats_that_claim_more_than_any_sheet_holds_are_refused(path: Path, bomb: str) -> None:
    write_ods(path, table(bomb))
    assert (
        refusal(path)[0] == "inventar.ods cannot be read: it repeats or merges cells more often than it can be meant to"
    )


def test_merged_ranges_show_their_first_cell_alone(path: Path) -> None:
    sheet = read(
        path,
        row(
            text("Gruppe", 'table:number-columns-spanned="2" table:number-rows-spanned="1"'),
            "<table:covered-table-cell><text:p>verdeckt</text:p></table:covered-table-cell>",
            "c",
        ),
        row("a", "b"),
    )
    assert sheet.rows == (("Gruppe", None, "c"), ("a", "b"))
    assert sheet.merged == (Area(1, 1, 1, 2),)


def test_hidden_rows_columns_and_sheets_are_marked_as_far_as_the_content_reaches(path: Path) -> None:
    columns = (
        '<table:table-column/><table:table-column table:visibility="collapse" table:number-columns-repeated="16383"/>'
    )
    rows = (
        row("a", "b", "c"),
        row("d", attributes='table:visibility="filter"'),
        row(empty(), attributes='table:visibility="collapse" table:number-rows-repeated="99"'),
        row("e"),
    )
    styles = style("ta2", '<style:table-properties table:display="false"/>', "table")
    hidden = table(row("x"), name="Listen", attributes='table:style-name="ta2"')
    book = read_workbook(write_ods(path, table(*rows[:2], columns=columns) + hidden, styles=styles))
    assert [(sheet.name, sheet.hidden) for sheet in book.sheets] == [("Daten", False), ("Listen", True)]
    assert book.sheets[0].hidden_columns == {2, 3}
    assert book.sheets[0].hidden_rows == {2}
    assert read(path, *rows).hidden_rows == set(range(2, 102))


def test_struck_and_bold_cells_are_marked_by_their_own_or_their_columns_style(path: Path) -> None:
    styles = (
        style("s", '<style:text-properties style:text-line-through-style="solid"/>')
        + style("b", '<style:text-properties fo:font-weight="bold"/>')
        + style("n", '<style:text-properties style:text-line-through-style="none"/>')
    )
    columns = (
        '<table:table-column table:number-columns-repeated="2"/><table:table-column table:default-cell-style-name="b"/>'
    )
    body = table(row(text("a", 'table:style-name="s"'), text("b", 'table:style-name="n"'), "c", "d"), columns=columns)
    sheet = read_workbook(write_ods(path, body, styles=styles)).sheets[0]
    assert sheet.struck == {(1, 1)}
    assert sheet.bold == {(1, 3)}


def test_links_comments_and_formulas_are_kept(path: Path) -> None:
    note = f"<office:annotation><dc:creator>Amt</dc:creator>{shown('Stand?')}{shown('Prüfen')}</office:annotation>"
    formula = "of:=HYPERLINK(&quot;https://example.org/;&quot;&amp;[.F1];&quot;L&quot;)"
    sheet = read(
        path,
        row(
            cell(
                'office:value-type="string"',
                '<text:p><text:a xlink:href="https://example.org/a">Link</text:a></text:p>',
            ),
            cell('office:value-type="string"', '<text:p><text:a xlink:href="../daten.csv">Datei</text:a></text:p>'),
            cell('office:value-type="string"', note + shown("Bäume")),
            cell('table:formula="of:=[.A1]&amp;1"'),
            cell(f'table:formula="{formula}" office:value-type="string"', shown("L")),
            number("17", "017"),
        ),
    )
    assert sheet.links == {(1, 1): "https://example.org/a", (1, 2): "daten.csv", (1, 5): "https://example.org/;017"}
    assert sheet.comments == {(1, 3): "Stand?\nPrüfen"}
    assert sheet.value(1, 3) == "Bäume"
    assert sheet.uncached == {(1, 4)}


def test_value_lists_come_with_their_ranges_and_values(path: Path) -> None:
    rules = (
        '<table:content-validations><table:content-validation table:name="v1" '
        'table:condition="of:cell-content-is-in-list(&quot;ja&quot;;&quot;nein&quot;)"/>'
        '<table:content-validation table:name="v2" table:condition="of:cell-content-is-in-list([$Listen.$A$1:.$A$2])"/>'
        '<table:content-validation table:name="v3" table:condition="of:cell-content-is-in-list(Lizenzen)"/>'
        '<table:content-validation table:name="v4" table:condition="of:cell-content-is-whole-number()"/>'
        "</table:content-validations>"
    )
    name = '<table:named-range table:name="Lizenzen" table:cell-range-address="$Listen.$A$2:$Listen.$A$2"/>'
    names = f"<table:named-expressions>{name}</table:named-expressions>"
    ruled = [f'table:content-validation-name="v{number}"' for number in range(1, 5)]
    body = table(
        row("a", "b", "c", "d"),
        row(text("ja", ruled[0]), text("x", ruled[1]), text("y", ruled[2]), text("1", ruled[3])),
        row(empty(1, ruled[0]), "x", attributes='table:number-rows-repeated="3"'),
        row(empty(1, ruled[0]), attributes='table:number-rows-repeated="1048571"'),
    )
    book = read_workbook(
        write_ods(path, body + table(row("CC0"), row("CC BY"), name="Listen"), before=rules, after=names)
    )
    lists = [([str(area) for area in one.areas], one.values, one.source) for one in book.sheets[0].lists]
    assert lists == [
        (["A2:A5"], ("ja", "nein"), ""),
        (["B2:B2"], ("CC0", "CC BY"), "Listen!$A$1:$A$2"),
        (["C2:C2"], ("CC BY",), "Lizenzen"),
    ]


def test_copies_of_other_workbooks_cells_are_no_sheets(path: Path) -> None:
    cache = table(row("x"), name="'file:///C:/amt/liste.xlsx'#$Tabelle1")
    linked = table('<table:table-source xlink:href="liste.ods"/>', row("y"), name="Verweis")
    book = read_workbook(write_ods(path, cache + linked + table(row("a"))))
    assert [sheet.name for sheet in book.sheets] == ["Daten"]


def test_a_password_is_to_be_removed_in_libreoffice(path: Path) -> None:
    write_ods(path, table(row("a")), entry='<manifest:encryption-data manifest:checksum="x"/>')
    what, remedy = refusal(path)
    assert what == "inventar.ods is protected with a password"
    assert "without the tick at “Save with password”" in remedy


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        ("<a><b></a>", "its XML is broken"),
        (
            '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
            "it holds XML declarations that can do harm and that no spreadsheet program writes",
        ),
    ],
)
def test_broken_and_harmful_xml_is_refused(path: Path, content: str, cause: str) -> None:
    assert refusal(write_content(path, content))[0] == f"inventar.ods cannot be read: {cause}"


def test_elements_that_pile_up_are_refused(path: Path) -> None:
    write_ods(path, table(row(cell("", "<text:p/>" * 200_100))))
    assert "cannot be read" in refusal(path)[0]
