"""A mapping finds its table among others on the same sheet by the headings that it names."""

from __future__ import annotations

from toolkit.model.grid import CellValue, Sheet
from toolkit.reading.finder import find_all_headed, find_headed

LEFT = ("Kenn-Nr.", "Datensatzbezeichnung", "Erläuterung", "Fachdienst")
RIGHT = ("Kenn-Nr.", "Dateibezeichnung", "URL", "Dateityp")
NAMES = ("Baumkataster", "Radzählung", "Kitas", "Lärmkarte", "Haushalt", "Reinigung", "Wahlen", "Ladesäulen")


def sheet_of(*rows: tuple[CellValue, ...]) -> Sheet:
    return Sheet("w.xlsx", "s", rows)


def side_by_side(left: tuple[str, ...], right: tuple[str, ...], gap: int) -> Sheet:
    between: tuple[None, ...] = (None,) * gap
    body = [
        (f"K{n}", name, f"Alle {name}", "Amt 61", *between, f"K{n}", f"Datei {n}", f"https://a.example/{n}", "CSV")
        for n, name in enumerate(NAMES, start=1)
    ]
    return sheet_of((*left, *between, *right), *body)


def test_two_tables_that_share_a_heading_are_told_apart_by_the_headings_of_one() -> None:
    for gap in (1, 2):
        sheet = side_by_side(LEFT, RIGHT, gap)
        first, second = find_headed(sheet, LEFT), find_headed(sheet, RIGHT)
        assert first is not None
        assert second is not None
        assert [column.heading for column in first.columns] == list(LEFT)
        assert [column.heading for column in second.columns] == list(RIGHT)


def test_blocks_with_the_same_headings_are_found_together() -> None:
    blocks = find_all_headed(side_by_side(LEFT, LEFT, 2), LEFT)
    assert [str(table.area) for table in blocks] == ["A1:D9", "G1:J9"]


def test_a_table_whose_columns_are_counted_stays_whole() -> None:
    rows = [(f"K{n}", name, "offen", None, f"B {n}", "erledigt") for n, name in enumerate(NAMES)]
    sheet = sheet_of(("Nr.", "Titel", "Bemerkung", None, "Link", "Bemerkung"), *rows)
    (table,) = find_all_headed(sheet, ["Nr.", "Titel", "Bemerkung", "Bemerkung [2]", "Link"])
    assert str(table.area) == "A1:F9"
