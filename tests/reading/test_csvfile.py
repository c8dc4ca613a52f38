"""Text files with delimiters: encodings, delimiters, quotes, and what is refused."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from toolkit.model.grid import Workbook
from toolkit.model.problem import Problem
from toolkit.reading.csvfile import read_csv
from toolkit.reading.workbook import read_workbook


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "inventar 2024.csv"


def read(path: Path, content: str | bytes, encoding: str = "utf-8") -> Workbook:
    """Write a text and read it."""
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return read_workbook(path)


def refusal(path: Path, content: str | bytes) -> tuple[str, str]:
    """Give the two sentences with which a text is refused."""
    with pytest.raises(Problem) as caught:
        read(path, content)
    return str(caught.value.what), str(caught.value.remedy)


TEXT = "Nr.;Titel;Beschreibung\r\n001;Bäume;Übersicht\r\n002;Straßen;Größe\r\n"
ROWS = (("Nr.", "Titel", "Beschreibung"), ("001", "Bäume", "Übersicht"), ("002", "Straßen", "Größe"))


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-32", "utf-32"),
        ("cp1252", "cp1252"),
        ("cp850", "cp850"),
        ("mac_roman", "mac_roman"),
    ],
)
def test_the_encoding_is_told_by_the_content(path: Path, written: str, told: str) -> None:
    book = read(path, TEXT, written)
    assert (book.kind, book.encoding, book.delimiter) == ("csv", told, ";")
    assert book.sheets[0].rows == ROWS


def test_big_endian_utf_16_is_read(path: Path) -> None:
    book = read(path, b"\xfe\xff" + TEXT.encode("utf-16-be"))
    assert book.sheets[0].rows == ROWS


def test_windows_signs_beside_umlauts_stay_windows(path: Path) -> None:
    book = read(path, "Titel;Preis\nB\u00e4ume \u2013 \u201eStadt\u201c;5 \u20ac\n".encode("cp1252"))
    assert book.encoding == "cp1252"
    assert book.sheets[0].value(2, 1) == "B\u00e4ume \u2013 \u201eStadt\u201c"


def test_a_damaged_place_does_not_change_the_encoding_of_the_rest(path: Path) -> None:
    book = read(path, (TEXT * 20).encode() + b"003;B\xc3;x\r\n")
    assert book.encoding == "utf-8"
    assert book.sheets[0].value(61, 2) == "B\ufffd"


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_the_delimiter_is_told_by_the_content(path: Path, delimiter: str) -> None:
    book = read(path, TEXT.replace(";", delimiter))
    assert book.delimiter == delimiter
    assert book.sheets[0].rows == ROWS


@pytest.mark.parametrize(
    ("content", "delimiter"),
    [
        pytest.param("Titel;Wert\nBäume;1,5\nWege;2,5\nParks;3,5\n", ";", id="decimal-commas"),
        pytest.param("Stadt X\nStand: 1.3.2024\n\nNr;Titel;Amt\n1;Bäume;61\n2;Wege;66\n", ";", id="banner"),
        pytest.param("Nr;Titel;Amt;Lizenz\n1;Bäume\n2;Wege;66\n3;Parks;67;CC0\n", ";", id="ragged"),
        pytest.param("Nr;Titel;;;\n1;Bäume;;;\n2;Wege;;;\n", ";", id="trailing-delimiters"),
        pytest.param('Nr,Titel\n1,"Bäume; Büsche; Hecken"\n2,"Wege; Plätze; Höfe"\n', ",", id="quoted-delimiters"),
        pytest.param(
            "Titel;Schlagwörter\nBäume;Grün, Natur, Stadt\nWege;Verkehr, Rad, Fuß\n", ";", id="lists-in-cells"
        ),
        pytest.param('Nr;Text\n1;"eine\nzweite, dritte\nvierte, fünfte"\n2;"a, b"\n', ";", id="line-breaks"),
        pytest.param("a|b|c\n1|x;y|z\n2|x;y|z\n", "|", id="pipes"),
        pytest.param("Titel\nBäume in der Stadt\nWege, Plätze\nParks\n", "", id="one-column"),
        pytest.param("Sehr geehrte Damen und Herren,\n\nanbei die Liste, wie gewünscht.\n\nGrüße\n", "", id="prose"),
        pytest.param("Nr;Titel\n", ";", id="header-alone"),
        pytest.param("Nr,Titel", ",", id="header-alone-without-an-end"),
        pytest.param('"Nr"\t"Titel"\n"1"\t"a, b; c"\n', "\t", id="quoted-tabs"),
    ],
)
def test_the_delimiter_is_told_from_what_else_stands_in_the_text(path: Path, content: str, delimiter: str) -> None:
    assert read(path, content).delimiter == delimiter


def test_excels_own_first_line_names_the_delimiter_and_is_no_row(path: Path) -> None:
    book = read(path, "sep=|\r\nNr|Titel;x;y\r\n1|a;b;c\r\n")
    assert book.delimiter == "|"
    assert book.sheets[0].rows == (("Nr", "Titel;x;y"), ("1", "a;b;c"))


def test_quotes_hold_delimiters_line_breaks_and_quotes(path: Path) -> None:
    book = read(path, 'Nr;Titel\n1;"Wege; ""kurze""\nund lange"\n2;5" Rohr\n')
    assert book.sheets[0].rows == (("Nr", "Titel"), ("1", 'Wege; "kurze"\nund lange'), ("2", '5" Rohr'))


def test_values_stay_texts_and_empty_fields_are_empty(path: Path) -> None:
    book = read(path, "Nr;Wert;Datum;leer;\n007;1,50;01.02.2024;;\n;;;;\n")
    assert book.sheets[0].rows == (("Nr", "Wert", "Datum", "leer"), ("007", "1,50", "01.02.2024"))


def test_rows_keep_the_numbers_that_excel_shows(path: Path) -> None:
    sheet = read(path, 'Titel;x\r\n\r\n"a\r\nb";y\r\nc;z\r\n').sheets[0]
    assert [sheet.value(row, 1) for row in range(1, 5)] == ["Titel", None, "a\r\nb", "c"]


def test_line_ends_of_old_macs_are_read(path: Path) -> None:
    assert read(path, "Nr;Titel\r1;Wege\r").sheets[0].rows == (("Nr", "Titel"), ("1", "Wege"))


def test_the_sheet_bears_the_files_name(path: Path) -> None:
    book = read(path, TEXT)
    assert (book.name, book.sheets[0].name, book.sheets[0].workbook) == (path.name, "inventar 2024", path.name)


@pytest.mark.parametrize("content", [b"\xef\xbb\xbf", b"\n\n", b" "])
def test_a_text_that_shows_nothing_is_an_empty_sheet(path: Path, content: bytes) -> None:
    assert read(path, content).sheets[0].rows in {(), ((" ",),)}


def test_a_csv_named_xlsx_is_read_as_csv(tmp_path: Path) -> None:
    assert read(tmp_path / "inventar.xlsx", TEXT).kind == "csv"


def test_a_quotation_mark_that_is_never_closed_is_named_by_its_line(path: Path) -> None:
    what, remedy = refusal(path, 'Nr;Titel\n1;Wege\n2;"Plätze;x\n3;Parks\n')
    assert what == "inventar 2024.csv is damaged: a quotation mark in line 3 is opened and never closed"
    assert remedy.startswith("Close or remove it there")


@pytest.mark.parametrize("limit", [131_072, 10_000_000], ids=["usual", "as frictionless sets it"])
def test_a_field_without_end_is_bounded(path: Path, limit: int) -> None:
    before = csv.field_size_limit(limit)
    try:
        assert "line 2" in refusal(path, 'Nr;Titel\n1;"' + "x" * 200_000 + '"\n')[0]
        assert csv.field_size_limit() == limit
    finally:
        csv.field_size_limit(before)


def test_a_control_character_that_came_in_with_a_copied_cell_is_a_text(path: Path) -> None:
    sheet = read(path, "Nr.;Titel;Beschreibung\n1;Bäume\x07;Standorte der Straßenbäume im Stadtgebiet\n").sheets[0]
    assert sheet.value(2, 2) == "Bäume\x07"


@pytest.mark.parametrize("content", [b"Nr;Titel\n" * 2000 + b"\0\x01\x02", b"Nr;Titel\n" * 2000 + b"\x01\x02" * 2000])
def test_binary_data_behind_a_text_are_no_table(path: Path, content: bytes) -> None:
    assert refusal(path, content)[0] == "inventar 2024.csv is no table: it holds signs that no text holds"


def test_lines_of_nothing_but_delimiters_are_bounded(path: Path) -> None:
    assert refusal(path, "Nr;Titel\n" + ";" * 1_000_001)[0].endswith("far larger than an inventory needs to be")


def trim(grid: list[list[str]]) -> tuple[tuple[str | None, ...], ...]:
    """Write a grid as a sheet holds it."""
    rows = []
    for row in grid:
        last = max((number for number, value in enumerate(row, 1) if value), default=0)
        rows.append(tuple(value or None for value in row[:last]))
    while rows and not rows[-1]:
        rows.pop()
    return tuple(rows)


SIGNS = st.characters(codec="cp1252", exclude_categories=["Cc"]) | st.sampled_from('\n";,\t| ')
GRIDS = st.lists(st.lists(st.text(SIGNS, max_size=6), min_size=3, max_size=3), min_size=1, max_size=6)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    grid=GRIDS,
    delimiter=st.sampled_from([";", ",", "\t", "|"]),
    encoding=st.sampled_from(["utf-8-sig", "utf-16", "cp1252", "utf-8"]),
)
def test_any_texts_survive_writing_and_reading(
    path: Path, grid: list[list[str]], delimiter: str, encoding: str
) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows([["Nr.", "Titel", "Größe"], *grid])
    path.write_bytes(f"sep={delimiter}\r\n{out.getvalue()}".encode(encoding))
    book = read_csv(path)
    assert book.delimiter == delimiter
    assert book.sheets[0].rows == trim([["Nr.", "Titel", "Größe"], *grid])


WORDS = st.text(st.sampled_from("abcdefgäöü ,.-5"), min_size=1, max_size=12).map(str.strip).filter(bool)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    grid=st.lists(st.lists(WORDS, min_size=4, max_size=4), min_size=2, max_size=8),
    delimiter=st.sampled_from([";", "\t", "|"]),
)
def test_the_delimiter_of_a_plain_table_is_found(path: Path, grid: list[list[str]], delimiter: str) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows([["Nr.", "Titel", "Amt", "Lizenz"], *grid])
    path.write_text(out.getvalue(), encoding="utf-8", newline="")
    assert read_csv(path).delimiter == delimiter
