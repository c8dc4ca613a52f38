"""What departments get, as LibreOffice shows it: colours and comments of an annotated copy, a template filled in."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from toolkit.cli.main import main
from toolkit.template.design import build_layout
from toolkit.template.layout import Column
from toolkit.template.workbook import write_template

SAMPLES = Path(__file__).parents[2] / "sample_inventories"
ERROR, WARNING = (0xF8, 0xC1, 0xAE), (0xFF, 0xE6, 0x99)

pytestmark = pytest.mark.slow

Convert = Callable[[Path, str, Path], Path]


def annotate(workbook: Path, out: Path) -> Path:
    """Write the annotated copy, in German."""
    assert main(["--lang", "de", "check", str(workbook), "--annotate", str(out)]) in {0, 1}
    return out


def count_points(pdf: Path, colour: tuple[int, int, int], folder: Path) -> int:
    """Count the points of a colour on the pages, drawn at 60 to the inch."""
    program = shutil.which("pdftoppm")
    if program is None:
        raise pytest.fail.Exception("pdftoppm is missing: apt-get install poppler-utils", pytrace=False)
    folder.mkdir(exist_ok=True)
    subprocess.run([program, "-r", "60", "-aa", "no", "-aaVector", "no", pdf, folder / "page"], check=True, timeout=120)
    return sum(count_in(page.read_bytes(), colour) for page in folder.glob("*.ppm"))


def count_in(picture: bytes, colour: tuple[int, int, int]) -> int:
    """Count the points of a colour in a picture of pdftoppm (PPM: three lines of head, then three bytes a point)."""
    points = picture.split(b"\n", 3)[3]
    return sum(points[at : at + 3] == bytes(colour) for at in range(0, len(points), 3))


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory, libre_office: Convert) -> Path:
    """The sample, saved by LibreOffice, with a licence that nobody knows (an error) beside its warnings."""
    path = tmp_path_factory.mktemp("workbook") / "gruenes-amt.xlsx"
    book = openpyxl.load_workbook(SAMPLES / "gruenes-amt.xlsx")
    sheet = book["Dateninventar"]
    (column,) = (cell.column for cell in sheet[3] if cell.value == "Lizenz")
    sheet.cell(4, column).value = "frei"
    book.save(path)
    return libre_office(path, "xlsx", path.parent / "saved")


def test_colours_are_seen_in_the_copy_and_not_in_the_original(
    faulty: Path, libre_office: Convert, tmp_path: Path
) -> None:
    copy = annotate(faulty, tmp_path / "kopie.xlsx")
    before, after = (libre_office(file, "pdf", tmp_path / "pdf") for file in (faulty, copy))
    for colour in (ERROR, WARNING):
        assert count_points(before, colour, tmp_path / "before") == 0
        assert count_points(after, colour, tmp_path / "after") > 200


@pytest.mark.parametrize("form", ["xlsx", "ods"])
def test_comments_and_the_feedback_sheet_are_there_after_saving(
    faulty: Path, libre_office: Convert, tmp_path: Path, form: str
) -> None:
    copy = annotate(faulty, tmp_path / "kopie.xlsx")
    saved = libre_office(copy, form, tmp_path / "saved")
    book = openpyxl.load_workbook(saved if form == "xlsx" else libre_office(saved, "xlsx", tmp_path / "again"))
    assert book.sheetnames[-1] == "Rückmeldung"
    sheet = book["Dateninventar"]
    (column,) = (cell.column for cell in sheet[3] if cell.value == "Lizenz")
    comment = sheet.cell(4, column).comment
    assert comment is not None
    assert "frei" in comment.text
    assert "Lizenz" in comment.text


@pytest.mark.parametrize("form", ["xlsx", "ods"])
def test_a_copy_that_libreoffice_saved_is_checked_like_the_original(
    faulty: Path, libre_office: Convert, tmp_path: Path, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    saved = libre_office(annotate(faulty, tmp_path / "gruenes-amt.xlsx"), form, tmp_path / "saved")
    capsys.readouterr()
    assert find(saved, capsys) == find(faulty, capsys)


def find(workbook: Path, capsys: pytest.CaptureFixture[str]) -> list[tuple[str, str, str]]:
    """List what a check finds: code, cell, the author's own text."""
    main(["check", str(workbook), "--mapping", "gruenes-amt", "--json"])
    findings = json.loads(capsys.readouterr().out)[0]["findings"]
    return sorted((one["code"], (one["cell"] or {}).get("address", ""), one["text"] or "") for one in findings)


@pytest.fixture(scope="module")
def filled_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A template in which each column of two datasets is filled in like its example."""
    layout = build_layout(None, "de", inventory="probe", title="Probe")
    examples = fill(layout.datasets.columns)
    datasets = [examples | {layout.datasets.key: key} for key in ("A-1", "A-2")]
    links = fill(layout.distributions.columns) | {layout.distributions.dataset: "A-1", layout.distributions.key: "D-1"}
    path = tmp_path_factory.mktemp("template") / "vorlage.xlsx"
    write_template(layout, path, datasets, [links])
    return path


def fill(columns: tuple[Column, ...]) -> dict[str, str]:
    return {column.heading: column.example for column in columns if column.example}


@pytest.mark.parametrize("form", ["xlsx", "ods"])
def test_a_template_that_libreoffice_saved_is_read_without_a_mapping(
    filled_in: Path, libre_office: Convert, tmp_path: Path, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    saved = libre_office(filled_in, form, tmp_path)
    before, after = read(filled_in, capsys), read(saved, capsys)
    assert (after["mapping_proposed"], after["rows"]) == (False, 2)
    for part in ("counts", "datasets", "rows", "mapping"):
        assert after[part] == before[part]


def test_dropdowns_and_red_marks_of_a_template_are_kept_by_libreoffice(
    filled_in: Path, libre_office: Convert, tmp_path: Path
) -> None:
    kept = openpyxl.load_workbook(libre_office(filled_in, "xlsx", tmp_path))["Datensätze"]
    made = openpyxl.load_workbook(filled_in)["Datensätze"]
    lists = [sum(one.type == "list" for one in sheet.data_validations.dataValidation) for sheet in (kept, made)]
    assert lists[0] == lists[1] > 10
    assert len(list(kept.conditional_formatting)) >= 1


def read(workbook: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """Check a workbook without naming a mapping."""
    capsys.readouterr()
    main(["check", str(workbook), "--json"])
    (checked,) = json.loads(capsys.readouterr().out.replace(".ods", ".xlsx"))
    return dict(checked)
