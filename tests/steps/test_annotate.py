"""The copy of a workbook that departments correct in: what it says, and what it never replaces."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment

from tests.cli.small_workbook import save
from toolkit.checks.baseline import Checked
from toolkit.model.finding import Severity
from toolkit.model.grid import Sheet, Workbook
from toolkit.model.handback import FEEDBACK_TITLES
from toolkit.model.problem import Problem
from toolkit.reading.workbook import read_workbook
from toolkit.reports.language import Translator
from toolkit.steps.annotate import annotate, annotate_all, compute_mark, find_name, is_untouched
from toolkit.steps.check import CheckRequest, check_workbooks

ENGLISH = Translator("en")
SAMPLES = sorted((Path(__file__).parents[2] / "sample_inventories").glob("*.xlsx"))
MAPPING = """\
format: bestand-mapping/1
inventory: amt
datasets:
  sheet: Inventar
  header: 1
  key: Nr.
  columns:
    Titel: title
    Lizenz: license
    Stand: modified
    Frei: {release: publish}
    Personen: {release: personal_data}
"""
HEADER = ("Nr.", "Titel", "Lizenz", "Stand", "Frei", "Personen")
MACROS = b"ms-excel.sheet.macroEnabled.main"
HOSTILE = (
    "=cmd|' /C calc'!A0",
    "+1+1",
    "@SUM(1)",
    "<script>alert(1)</script>",
    "]]>&amp;<b>",
    "x" * 32767,
    "_x0007_ {{ 7*7 }} %s {n}",
    "\u202egnp.exe",
)


def read(file: Path, mapping: Path | None = None) -> Checked:
    """Check a workbook with the mapping of these tests, or with the one that is found for it."""
    return check_workbooks([file], CheckRequest(str(mapping) if mapping else None)).shown[0]


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    file = tmp_path / "amt.yaml"
    file.write_text(MAPPING, encoding="utf-8")
    return file


@pytest.fixture
def book(tmp_path: Path, mapping: Path) -> Path:
    assert mapping.is_file()
    return save(tmp_path / "amt.xlsx", HEADER, ("1", "Bäume", "CC?", "2024", "ja", "nein"))


def refused(checked: Checked, source: Path, out: Path) -> Problem:
    with pytest.raises(Problem) as caught:
        annotate(checked, source, out, ENGLISH)
    return caught.value


def comments(file: Path) -> dict[str, str]:
    """Give the comments of the first sheet as the file has them."""
    sheet = openpyxl.load_workbook(file).worksheets[0]
    return {cell.coordinate: cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment}


class TestTheLaw:
    @pytest.mark.parametrize("sample", SAMPLES, ids=lambda file: file.stem)
    def test_a_copy_has_the_findings_of_its_workbook(self, sample: Path, tmp_path: Path) -> None:
        if (sample.parent / sample.stem).is_dir():
            shutil.copytree(sample.parent / sample.stem, tmp_path / sample.stem)
        checked = read(sample)
        copy = annotate(checked, sample, tmp_path / sample.name, ENGLISH)
        again = read(copy)
        assert again.counted() == checked.counted() != ()
        assert again.inventory.releases == checked.inventory.releases

    def test_holds_for_a_workbook_with_hostile_cells_and_comments_of_others(
        self, tmp_path: Path, mapping: Path
    ) -> None:
        rows = [(str(number), text, text[:40], text[:40], "ja", "nein") for number, text in enumerate(HOSTILE)]
        file = save(tmp_path / "amt.xlsx", HEADER, *rows)
        edited = openpyxl.load_workbook(file)
        for row in edited.worksheets[0].iter_rows(min_row=2, max_col=3):
            for cell in row:
                cell.data_type = "s"
        edited.worksheets[0]["C2"].comment = Comment("noch offen", "Amt 61")
        edited.save(file)
        checked = read(file, mapping)
        copy = annotate(checked, file, tmp_path / "copy.xlsx", ENGLISH)
        found = [(one.code, one.message, one.text, one.comment) for one in checked.counted()]
        assert [(one.code, one.message, one.text, one.comment) for one in read(copy, mapping).counted()] == found
        assert comments(copy)["C2"].startswith("noch offen\n")
        sheet = openpyxl.load_workbook(copy)["Feedback"]
        assert not [cell.value for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
        assert "=cmd|" in "".join(str(cell.value) for row in sheet.iter_rows() for cell in row)

    def test_a_second_copy_replaces_the_marks_of_the_first(self, book: Path, mapping: Path) -> None:
        copy = annotate(read(book), book, book.with_name("copy.xlsx"), ENGLISH)
        first = copy.read_bytes()
        assert annotate(read(book), book, copy, ENGLISH).read_bytes() == first
        corrected = openpyxl.load_workbook(copy)
        corrected.worksheets[0]["C2"] = "CC BY 4.0"
        corrected.save(copy)
        assert "C2" in comments(copy)
        second = annotate(read(copy, mapping), copy, book.with_name("next.xlsx"), ENGLISH)
        assert "C2" not in comments(second)
        assert [sheet.name for sheet in read_workbook(second).feedback] == ["Feedback"]


class TestWhatIsNeverReplaced:
    def test_the_workbook_itself(self, book: Path) -> None:
        before = book.read_bytes()
        assert "is the workbook itself" in str(refused(read(book), book, book))
        assert "is the workbook itself" in str(refused(read(book), book, book.parent / "x" / ".." / book.name))
        assert book.read_bytes() == before

    def test_a_workbook_that_is_no_copy_of_ours(self, book: Path) -> None:
        other = save(book.with_name("other.xlsx"), ("wichtig",))
        assert str(refused(read(book), book, other).what).endswith("is there already and is no feedback of Bestand")
        assert openpyxl.load_workbook(other).worksheets[0]["A1"].value == "wichtig"

    def test_a_file_of_another_kind(self, book: Path) -> None:
        other = book.with_name("other.xlsx")
        other.write_bytes(b"\x00\x01")
        refused(read(book), book, other)
        assert other.read_bytes() == b"\x00\x01"

    def test_a_copy_in_which_somebody_has_corrected(self, book: Path) -> None:
        copy = annotate(read(book), book, book.with_name("copy.xlsx"), ENGLISH)
        corrected = openpyxl.load_workbook(copy)
        corrected.worksheets[0]["C2"] = "CC BY 4.0"
        corrected.save(copy)
        problem = refused(read(book), book, copy)
        assert "somebody has corrected something" in str(problem)
        assert openpyxl.load_workbook(copy).worksheets[0]["C2"].value == "CC BY 4.0"

    def test_but_a_copy_that_was_only_saved_again_is(self, book: Path) -> None:
        copy = annotate(read(book), book, book.with_name("copy.xlsx"), ENGLISH)
        openpyxl.load_workbook(copy).save(copy)
        annotate(read(book), book, copy, ENGLISH)
        assert "C2" in comments(copy)

    def test_a_folder(self, book: Path) -> None:
        folder = book.with_name("copy.xlsx")
        folder.mkdir()
        assert "is a folder" in str(refused(read(book), book, folder))


class TestEndings:
    def test_must_fit_what_excel_opens(self, book: Path) -> None:
        for name in ("copy.xlsm", "copy.ods", "copy"):
            problem = refused(read(book), book, book.with_name(name))
            assert str(problem.what) == "a copy of amt.xlsx must have a name that ends with .xlsx"
            assert str(problem.remedy) == "Call the copy copy.xlsx, for example."
            assert not book.with_name(name).exists()

    def test_may_be_in_capitals(self, book: Path) -> None:
        assert annotate(read(book), book, book.with_name("COPY.XLSX"), ENGLISH).name == "COPY.XLSX"

    @pytest.mark.parametrize(
        ("asked", "given"),
        [("rueck.csv", "rueck.xlsx"), ("rueck.xlsx", "rueck.xlsx"), ("rueck.2026", "rueck.2026.xlsx"), ("r", "r.xlsx")],
    )
    def test_of_feedback_on_a_text_file_are_those_of_a_workbook(
        self, asked: str, given: str, tmp_path: Path, mapping: Path
    ) -> None:
        file = tmp_path / "amt.csv"
        file.write_text(";".join(HEADER) + "\n1;Bäume;CC?;2024;ja;nein\n", encoding="utf-8")
        written = annotate(read(file, mapping), file, tmp_path / asked, ENGLISH)
        assert written.name == given
        sheet = openpyxl.load_workbook(written).worksheets[0]
        assert str(sheet["A1"].value).startswith(FEEDBACK_TITLES["en"])
        assert any("CC?" in str(cell.value) for row in sheet.iter_rows() for cell in row)
        assert annotate(read(file, mapping), file, tmp_path / asked, ENGLISH) == written

    def test_of_a_text_file_never_lead_to_a_workbook_beside_it(self, tmp_path: Path, mapping: Path) -> None:
        file = tmp_path / "amt.csv"
        file.write_text(";".join(HEADER) + "\n1;Bäume;CC?;2024;ja;nein\n", encoding="utf-8")
        other = save(tmp_path / "amt.xlsx", ("wichtig",))
        refused(read(file, mapping), file, file)
        assert openpyxl.load_workbook(other).worksheets[0]["A1"].value == "wichtig"


class TestMacros:
    @pytest.fixture
    def macros(self, book: Path) -> Path:
        """Make a workbook with macros of one without: what it may hold stands in its content types."""
        file = book.with_suffix(".xlsm")
        with zipfile.ZipFile(book) as old, zipfile.ZipFile(file, "w") as new:
            for name in old.namelist():
                content = old.read(name)
                if name == "[Content_Types].xml":
                    content = content.replace(b"openxmlformats-officedocument.spreadsheetml.sheet.main", MACROS)
                new.writestr(name, content)
            new.writestr("xl/vbaProject.bin", b"macro")
        return file

    def test_stay_in_the_copy(self, macros: Path, mapping: Path) -> None:
        copy = annotate(read(macros, mapping), macros, macros.with_name("copy.xlsm"), ENGLISH)
        with zipfile.ZipFile(copy) as archive:
            assert archive.read("xl/vbaProject.bin") == b"macro"
        assert read_workbook(copy).kind == "xlsm"

    def test_keep_their_ending(self, macros: Path, mapping: Path) -> None:
        problem = refused(read(macros, mapping), macros, macros.with_name("copy.xlsx"))
        assert str(problem.what) == "a copy of amt.xlsm must have a name that ends with .xlsm"


class TestSeveralWorkbooks:
    def write(self, folder: Path) -> list[Path]:
        files = []
        for name in ("eins", "zwei"):
            (folder / f"{name}.yaml").write_text(
                MAPPING.replace("inventory: amt", f"inventory: {name}"), encoding="utf-8"
            )
            files.append(save(folder / f"{name}.xlsx", HEADER, ("1", name, "CC?", "2024", "ja", "nein")))
        return files

    def test_go_into_a_folder_each_with_its_own_cells(self, tmp_path: Path) -> None:
        files = self.write(tmp_path)
        shown = check_workbooks(files, CheckRequest()).shown
        written = annotate_all(shown, files, tmp_path / "rueck", ENGLISH)
        assert [(one.file.name, one.file.parent.name) for one in written] == [
            ("eins.xlsx", "rueck"),
            ("zwei.xlsx", "rueck"),
        ]
        assert all(one.cells == len(comments(one.file)) > 0 for one in written)

    def test_need_a_folder(self, tmp_path: Path) -> None:
        files = self.write(tmp_path)
        shown = check_workbooks(files, CheckRequest()).shown
        with pytest.raises(Problem, match=r"there are several workbooks, and .* is one file"):
            annotate_all(shown, files, tmp_path / "rueck.xlsx", ENGLISH)

    def test_are_never_written_over_themselves(self, tmp_path: Path) -> None:
        files = self.write(tmp_path)
        shown = check_workbooks(files, CheckRequest()).shown
        with pytest.raises(Problem, match="is the workbook itself"):
            annotate_all(shown, files, tmp_path, ENGLISH)

    def test_one_may_go_into_a_folder_that_is_there(self, tmp_path: Path) -> None:
        file, _ = self.write(tmp_path)
        (tmp_path / "rueck").mkdir()
        (written,) = annotate_all([read(file)], [file], tmp_path / "rueck", ENGLISH)
        assert written.file == tmp_path / "rueck" / "eins.xlsx"

    def test_of_one_name_are_refused(self, tmp_path: Path) -> None:
        for name in ("a", "b"):
            (tmp_path / name).mkdir()
            (tmp_path / name / "amt.yaml").write_text(
                MAPPING.replace("inventory: amt", f"inventory: {name}"), encoding="utf-8"
            )
            save(tmp_path / name / "amt.xlsx", HEADER, ("1", name, "CC?", "2024", "ja", "nein"))
        files = [tmp_path / "a" / "amt.xlsx", tmp_path / "b" / "amt.xlsx"]
        shown = check_workbooks(files, CheckRequest()).shown
        with pytest.raises(Problem, match="would get one name"):
            annotate_all(shown, files, tmp_path / "rueck", ENGLISH)
        assert find_name(shown[0], files[0]) == "amt.xlsx"


def test_a_folder_for_the_copy_is_made(book: Path) -> None:
    out = book.parent / "neu" / "tief" / "copy.xlsx"
    assert annotate(read(book), book, out, ENGLISH) == out


def test_only_what_is_shown_is_marked(book: Path) -> None:
    shown = check_workbooks([book], CheckRequest(least=Severity.ERROR)).shown[0]
    copy = annotate(shown, book, book.with_name("copy.xlsx"), ENGLISH)
    assert all(text.splitlines()[1].startswith("Error: ") for text in comments(copy).values())


def test_a_mark_tells_values_and_comments_apart() -> None:
    sheet = Sheet("w.xlsx", "s", (("a", "b"),))
    other = Sheet("w.xlsx", "s", (("a", "b"),), comments={(1, 1): "x"})
    marks = {compute_mark(Workbook("w.xlsx", "", (one,))) for one in (sheet, other, Sheet("w.xlsx", "s", (("ab",),)))}
    assert len(marks) == 3
    assert compute_mark(Workbook("v.xls", "/x", (sheet,), "xls")) == compute_mark(Workbook("w.xlsx", "", (sheet,)))


def test_a_copy_without_any_mark_counts_as_touched() -> None:
    data, ours = Sheet("w.xlsx", "s", (("a",),)), Sheet("w.xlsx", "Feedback", (("Feedback from Bestand",),))
    assert not is_untouched(Workbook("w.xlsx", "", (data,), feedback=(ours,)))
    assert is_untouched(Workbook("w.xlsx", "", (), feedback=(ours,)))
