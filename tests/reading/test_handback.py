"""A copy that Bestand has marked reads like the workbook that it was made from."""

from __future__ import annotations

import random
import zipfile
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.comments import Comment

from tests.cases.reading.case import Case, read_cases
from toolkit.model.grid import Sheet, Workbook
from toolkit.model.handback import COMMENT_MARK, FEEDBACK_MARK, FEEDBACK_TITLES, MAPPING_SHEET
from toolkit.patch.apply import write_patched
from toolkit.patch.fresh import write_fresh
from toolkit.patch.patch import FurtherSheet, Mark, Patch, SheetCell, Tint
from toolkit.reading.finder import find_tables
from toolkit.reading.handback import drop_feedback, find_marked, is_feedback, is_ours, strip_comment
from toolkit.reading.workbook import read_workbook

SAMPLES = sorted((Path(__file__).parents[2] / "sample_inventories").glob("*.xlsx"))
LINES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)


def build_feedback(title: str = FEEDBACK_TITLES["de"]) -> FurtherSheet:
    rows = ((SheetCell(f"{title} zu amt.xlsx"),), (SheetCell("Titel"), SheetCell("Lizenz")), (SheetCell("Bäume"),))
    return FurtherSheet("Rückmeldung", rows, (20.0, 20.0), header=2)


def mark_anywhere(workbook: Workbook, seed: int) -> tuple[Mark, ...]:
    """Mark some cells of every sheet, empty ones and those beyond the content included."""
    chance = random.Random(seed)  # noqa: S311 (which cells are marked is no secret)
    marks = {
        (sheet.name, position): Mark(
            sheet.name, position, chance.choice(list(Tint)), chance.choice(["Zwei\nZeilen", ""])
        )
        for sheet in workbook.sheets
        for position in [(chance.randint(1, len(sheet.rows) + 3), chance.randint(1, 9)) for _ in range(5)]
    }
    return tuple(marks.values())


def content(sheet: Sheet) -> dict[str, object]:
    """Give all that is read of a sheet, apart from the workbook's name."""
    return {one.name: getattr(sheet, one.name) for one in fields(sheet) if one.name != "workbook"}


def assert_reads_alike(one: Path, other: Path) -> None:
    for first, second in zip(read_workbook(one).sheets, read_workbook(other).sheets, strict=True):
        assert content(first) == content(second)


@pytest.mark.parametrize("case", [case for case in read_cases() if case.file_name.endswith(".xlsx")], ids=str)
def test_a_marked_copy_of_a_messy_workbook_reads_like_it(case: Case, tmp_path: Path) -> None:
    for number, file in enumerate(case.write(tmp_path)):
        if file.suffix != ".xlsx":
            continue
        out = tmp_path / f"copy{number}.xlsx"
        write_patched(file, Patch(mark_anywhere(read_workbook(file), number), feedback=build_feedback()), out)
        assert_reads_alike(file, out)


@pytest.mark.parametrize("file", SAMPLES, ids=lambda file: file.stem)
def test_a_marked_copy_of_a_sample_reads_like_it(file: Path, tmp_path: Path) -> None:
    out = tmp_path / "copy.xlsx"
    write_patched(file, Patch(mark_anywhere(read_workbook(file), 7), feedback=build_feedback()), out)
    assert_reads_alike(file, out)
    assert [sheet.name for sheet in read_workbook(out).feedback] == ["Rückmeldung"]


@pytest.mark.slow
@pytest.mark.parametrize("form", ["xlsx", "ods", "xls"])
def test_a_marked_copy_that_libre_office_saved_reads_like_the_workbook_that_it_saved(
    form: str, tmp_path: Path, libre_office: Callable[[Path, str, Path], Path]
) -> None:
    for file in SAMPLES:
        out = tmp_path / file.name
        write_patched(file, Patch(mark_anywhere(read_workbook(file), 7), feedback=build_feedback()), out)
        assert_reads_alike(libre_office(file, form, tmp_path / "plain"), libre_office(out, form, tmp_path / "marked"))


class TestOurSheet:
    def test_is_known_by_its_first_cell_whatever_it_is_called(self, tmp_path: Path) -> None:
        for title in FEEDBACK_TITLES.values():
            file = tmp_path / "amt.xlsx"
            write_fresh([build_feedback(title)], file)
            read = read_workbook(file)
            assert read.sheets == ()
            assert len(read.feedback) == 1
            book = openpyxl.load_workbook(file)
            book.worksheets[0].title = "Tabelle9"
            book.save(file)
            assert [sheet.name for sheet in read_workbook(file).feedback] == ["Tabelle9"]

    def test_is_known_by_its_hidden_name_where_somebody_wrote_over_its_title(self, tmp_path: Path) -> None:
        book = openpyxl.Workbook()
        book.worksheets[0]["A1"] = "Titel"
        notes = book.create_sheet("Rückmeldung (2)")
        notes["A1"] = "unser Titel"
        file = tmp_path / "amt.xlsx"
        book.defined_names[FEEDBACK_MARK] = openpyxl.workbook.defined_name.DefinedName(
            FEEDBACK_MARK, attr_text="'Rückmeldung (2)'!$A$1", hidden=True
        )
        book.save(file)
        assert [sheet.name for sheet in read_workbook(file).sheets] == ["Sheet"]

    def test_is_not_a_sheet_of_that_name_that_the_authors_wrote(self, tmp_path: Path) -> None:
        book = openpyxl.Workbook()
        book.worksheets[0].title = "Rückmeldung"
        book.worksheets[0]["A1"] = "Rückmeldung der Ämter"
        book.save(tmp_path / "amt.xlsx")
        assert [sheet.name for sheet in read_workbook(tmp_path / "amt.xlsx").sheets] == ["Rückmeldung"]

    def test_of_text_is_read_like_any_other_text(self, tmp_path: Path) -> None:
        file = tmp_path / "amt.csv"
        file.write_text("Rückmeldung von Bestand zu x;b\n1;2\n", encoding="utf-8")
        assert len(read_workbook(file).sheets) == 1

    def test_a_name_that_points_nowhere_takes_nothing_away(self) -> None:
        assert find_marked({("", FEEDBACK_MARK): "#REF!"}) == frozenset()
        assert find_marked({("daten", FEEDBACK_MARK): "Daten!$A$1"}) == frozenset()
        assert find_marked({("", FEEDBACK_MARK): "'It''s'!$A$1"}) == {"It's"}
        kept = Workbook("w.xlsx", "", (Sheet("w.xlsx", "Daten", (("a",),)),))
        assert drop_feedback(kept, {"Andere"}) is kept

    def test_is_told_by_the_whole_beginning(self) -> None:
        assert not is_feedback(Sheet("w.xlsx", "s", (("Rückmeldung von",),)))
        assert not is_feedback(Sheet("w.xlsx", "s", ((None, "Rückmeldung von Bestand"),)))
        assert not is_feedback(Sheet("w.xlsx", "s", ()))
        assert is_feedback(Sheet("w.xlsx", "s", (("Feedback  from Bestand on a.xlsx",),)))


class TestTheMappingOfATemplate:
    def test_is_held_but_never_a_table_of_data(self) -> None:
        rows = (("Titel", "Lizenz"), ("Bäume", "CC BY 4.0"), ("Wege", "CC BY 4.0"))
        data = Sheet("w.xlsx", "Daten", rows)
        workbook = Workbook("w.xlsx", "", (data, Sheet("w.xlsx", MAPPING_SHEET, rows, hidden=True)))
        survey = find_tables(workbook, lambda text: float(text in {"Titel", "Lizenz"}))
        assert [table.sheet.name for table in survey.tables] == ["Daten"]
        assert workbook.sheet(MAPPING_SHEET) is not None

    def test_is_told_by_its_name_alone(self) -> None:
        assert is_ours(Sheet("w.xlsx", " _BESTAND ", ()))
        assert not is_ours(Sheet("w.xlsx", "bestand", ()))


class TestComments:
    def test_of_others_stay_without_our_part(self, tmp_path: Path) -> None:
        book = openpyxl.Workbook()
        book.worksheets[0].append(["Titel", "Lizenz"])
        book.worksheets[0]["A1"].comment = Comment("Bitte prüfen", "Amt 61")
        file, out = tmp_path / "amt.xlsx", tmp_path / "copy.xlsx"
        book.save(file)
        write_patched(
            file, Patch((Mark("Sheet", (1, 1), Tint.ERROR, "Fehler"), Mark("Sheet", (1, 2), Tint.NOTE, "x"))), out
        )
        assert read_workbook(out).sheets[0].comments == {(1, 1): "Bitte prüfen"}
        with zipfile.ZipFile(out) as archive:
            texts = b"".join(archive.read(name) for name in archive.namelist() if "omments" in name)
        assert "Fehler" in texts.decode()

    @given(st.lists(LINES, max_size=4), st.lists(LINES, max_size=4))
    def test_are_cut_at_our_line(self, theirs: list[str], ours: list[str]) -> None:
        kept = "\n".join(theirs).rstrip()
        assert strip_comment("\n".join([*theirs, COMMENT_MARK, *ours])) == kept

    @given(LINES)
    def test_without_our_line_stay_as_they_are(self, text: str) -> None:
        assert strip_comment(text) == text

    def test_that_only_mention_us_stay(self) -> None:
        text = f"siehe {COMMENT_MARK} unten "
        assert strip_comment(text) == text
