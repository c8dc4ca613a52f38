"""The rows below a header: data, or left out with a reason; and where the next table begins."""

from __future__ import annotations

import datetime as dt

import pytest

from toolkit.model.grid import Area, CellValue, Sheet
from toolkit.reading.blocks import Block, build_block
from toolkit.reading.body import sort_rows
from toolkit.reading.ends import find_end
from toolkit.reading.groups import find_header
from toolkit.reading.sorting import list_left_out

Row = tuple[CellValue, ...]

HEAD: Row = ("Nr.", "Titel", "Amt", "Stand", "Menge")


def body(count: int, first: int = 0) -> list[Row]:
    """Give rows of data."""
    names = ("Bäume", "Brunnen", "Schulen", "Straßen", "Märkte", "Wahlen", "Bauten", "Ämter", "Pegel", "Rad")
    return [
        (
            f"N-{number}",
            names[number % 10] + (f" {number}" if number > 9 else ""),
            ("Amt A", "Amt B")[number % 2],
            dt.date(2024, 1, 1 + number % 28),
            number * 7,
        )
        for number in range(first, first + count)
    ]


def block_of(*rows: Row, merged: tuple[Area, ...] = (), bold: frozenset[tuple[int, int]] = frozenset()) -> Block:
    """Build the block of a sheet."""
    block = build_block(Sheet("w.xlsx", "s", rows, merged=merged, bold=bold))
    assert block is not None
    return block


def left(*rows: Row, merged: tuple[Area, ...] = (), bold: frozenset[tuple[int, int]] = frozenset()) -> dict[int, str]:
    """Give the kinds of the rows that are left out below the header in row 1."""
    block = block_of(*rows, merged=merged, bold=bold)
    header = find_header(block, 0, lambda _: 0.0)
    assert header is not None
    assert header.rows == (1,)
    return {row: kind for row, (kind, _) in sort_rows(block, header).left.items()}


@pytest.mark.parametrize(
    "row",
    [
        ("laufende Nummer", "Nom court", "à choisir dans la liste", "JJ/MM/AAAA", "en chiffres"),
        ("(Zahl)", "(Text)", "(Liste)", "(Datum)", "(Zahl)"),
        ("bitte eindeutig", "bitte kurz", "bitte auswählen", "bitte als Datum", "bitte in Stück"),
        ("identifikator", "Kort tittel på settet", "velg fra listen", "dato for siste endring", "antall i hele tall"),
    ],
)
def test_guidance_is_told_by_its_words_or_by_how_little_it_is_like_the_rows_below(row: Row) -> None:
    assert left(HEAD, row, *body(8)) == {2: "guidance"}


def test_a_first_row_that_is_like_the_others_is_data() -> None:
    assert left(HEAD, ("N-99", "Bitte beachten: Baustellen", "Amt A", "unbekannt", None), *body(8)) == {}
    assert left(HEAD, (None, "Wer wird wie gefördert?", "Amt B"), *body(8)) == {}


@pytest.mark.parametrize(
    "mark", ["Beispiel", "Beispiel:", "Bsp.", "z. B. 1", "Muster", "example", "(Beispiel 1)", "Ejemplo"]
)
def test_examples_are_left_out_only_when_marked(mark: str) -> None:
    row: Row = (mark, "Hunde", "Amt A", dt.date(2024, 1, 1), 3)
    assert left(HEAD, row, *body(5)) == {2: "example"}
    assert left(HEAD, ("N-77", "Musterhausen aktuell", *row[2:]), *body(5)) == {}


def test_sections_are_told_by_merging_by_bold_type_or_by_being_no_key() -> None:
    rows = [HEAD, ("Umwelt",), *body(3), ("Verkehr",), *body(3, 3)]
    assert left(*rows) == {2: "section", 6: "section"}
    titled = [HEAD, *body(3), (None, "Verkehr"), *body(3, 3)]
    assert left(*titled) == {}
    assert left(*titled, merged=(Area(5, 2, 5, 5),)) == {5: "section"}
    assert left(*titled, bold=frozenset({(5, 2)})) == {5: "section"}


def test_sums_amid_and_below_the_body_are_left_out() -> None:
    rows = [HEAD, *body(3), ("Zwischensumme", None, None, None, 21), *body(3, 3), (None, None, None, None, 105)]
    assert left(*rows) == {5: "total", 9: "total"}


@pytest.mark.parametrize("title", ["Anzahl der Hunde", "Gesamtbevölkerung", "Summe aller Teile", "Total bekannt"])
def test_titles_that_open_like_sums_are_data(title: str) -> None:
    assert left(HEAD, *body(4), ("N-4", title, "Amt A", dt.date(2024, 1, 1), 4)) == {}


@pytest.mark.parametrize(
    "note",
    [
        "* vorläufig",
        "¹ geschätzt",
        "Quelle: Meldungen",
        "Hinweis: nur intern",
        "Stand: 1.3.2024",
        "Rückfragen an das Amt A",
    ],
)
@pytest.mark.parametrize("gap", [0, 1, 3])
def test_remarks_below_are_notes(note: str, gap: int) -> None:
    assert left(HEAD, *body(5), *[()] * gap, (note,)) == {7 + gap: "note"}


def test_keys_without_anything_else_are_data_at_the_end_too() -> None:
    assert left(HEAD, *body(5), ("N-5",), ("N-6",)) == {}


def test_rows_of_defaults_without_key_or_title_are_spilled() -> None:
    assert set(left(HEAD, *body(5), *[(None, None, "Amt A")] * 30).values()) == {"spill"}


def test_neighbours_of_one_kind_are_told_together() -> None:
    block = block_of(HEAD, *body(5), (), ("* vorläufig",), (), ("Quelle: Meldungen",))
    header = find_header(block, 0, lambda _: 0.0)
    assert header is not None
    told = list_left_out(sort_rows(block, header).left, block)
    assert [(one.rows, one.kind, one.text) for one in told] == [((8, 10), "note", "* vorläufig")]
    assert str(told[0].why) == "row 10 holds a remark: “Quelle: Meldungen”" or "row 8" in str(told[0].why)


@pytest.mark.parametrize(
    ("below", "end"),
    [
        (
            [
                (),
                ("Ressourcen",),
                ("Datei", "Form", "Adresse"),
                ("a.csv", "CSV", "https://x.org/a"),
                ("b.csv", "CSV", "https://x.org/b"),
            ],
            7,
        ),
        (
            [
                (),
                ("Datei", "Form", "Adresse"),
                ("a.csv", "CSV", "https://x.org/a"),
                ("b.csv", "CSV", "https://x.org/b"),
            ],
            7,
        ),
        ([(), *body(3, 7)], None),
        ([(), HEAD, *body(3, 7)], None),
        ([(), (), ("* Stand",)], None),
    ],
)
def test_the_next_table_begins_with_its_own_header_or_title(below: list[Row], end: int | None) -> None:
    block = block_of(HEAD, *body(6), *below)
    header = find_header(block, 0, lambda _: 0.0)
    assert header is not None
    assert find_end(block, header, lambda _: 0.0) == (len(block.rows) if end is None else end)


@pytest.mark.parametrize(
    "row",
    [
        (None, "Datenbestände insgesamt", None, None, 320),
        (None, "Sätze gesamt:", None, None, 12),
        (None, "Registros en total", None, None, 12),
        (None, "Records, total", None, None, 12),
    ],
)
def test_a_row_whose_label_ends_with_a_word_for_sums_is_a_total(row: Row) -> None:
    assert left(HEAD, *body(8), (), row) == {11: "total"}
    assert left(HEAD, *body(8), row) == {10: "total"}


def test_a_title_that_ends_with_such_a_word_behind_its_key_is_data() -> None:
    assert left(HEAD, *body(8), ("N-9", "Einwohner insgesamt", None, None, 12)) == {}
    numbered = [(number, *row[1:]) for number, row in enumerate(body(8), start=1)]
    assert left(HEAD, *numbered, (9, "Einwohner insgesamt", None, None, 12)) == {}


def test_a_sum_that_says_how_many_were_counted_is_a_total() -> None:
    assert left(HEAD, *body(4), ("Summe Amt A", "4 Datensätze"), *body(4, 4)) == {6: "total"}
    assert left(HEAD, *body(8), ("Summe:", "8 Bestände")) == {10: "total"}


@pytest.mark.parametrize("is_merged", [True, False])
def test_a_remark_below_groups_of_rows_is_no_row_though_it_stands_in_their_column(is_merged: bool) -> None:
    rows = body(16)
    groups = ["Dezernat I", "Dezernat II", "Dezernat III", "Dezernat IV"]
    named = [(groups[place // 4] if not is_merged or place % 4 == 0 else None, *row) for place, row in enumerate(rows)]
    merged = tuple(Area(2 + 4 * place, 1, 5 + 4 * place, 1) for place in range(4)) if is_merged else ()
    note = ("x = vorgesehen, (x) = unter Vorbehalt",)
    assert left(("Dez.", *HEAD), *named, (), note, merged=merged) == {19: "note"}
