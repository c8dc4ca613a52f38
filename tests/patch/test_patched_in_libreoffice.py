"""What LibreOffice makes of a patched copy: it opens it, shows it, and what it saves is read and cleared again."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.patch.parts import check_parts, list_comments, list_values, load, read_parts, write_rich
from toolkit.model.handback import FEEDBACK_MARK
from toolkit.patch.apply import write_patched
from toolkit.patch.fresh import write_fresh
from toolkit.patch.patch import FurtherSheet, Look, Mark, NewValue, Patch, SheetCell, Target, Tint

pytestmark = pytest.mark.slow

Convert = Callable[[Path, str, Path], Path]

FEEDBACK = FurtherSheet(
    "Rückmeldung",
    (
        (SheetCell("Rückmeldung von Bestand", Look.TITLE),),
        (SheetCell("Zelle", Look.HEADING), SheetCell("Was", Look.HEADING)),
        (SheetCell("B3", Look.LINK, Target("Daten", (3, 2))), SheetCell("Ein langer Satz. " * 20, Look.ERROR)),
        (SheetCell("A4", Look.LINK, Target("Daten", (4, 1))), SheetCell("=1+1", Look.NOTE)),
    ),
    (12, 40),
    2,
)
PATCH = Patch(
    (
        Mark("Daten", (3, 2), Tint.ERROR, "Diese Lizenz gibt es nicht."),
        Mark("Daten", (4, 1), Tint.WARNING, "Der Titel ist kurz."),
        Mark("Daten", (8, 3), Tint.NEW, ""),
        Mark("Amt's Liste", (2, 1), Tint.NOTE, "Hinweis"),
    ),
    (NewValue("Daten", (5, 2), "=kein()"), NewValue("Daten", (40, 3), 4.5)),
    FEEDBACK,
)


def test_libreoffice_keeps_what_we_put_in_and_we_take_it_out_again(tmp_path: Path, libre_office: Convert) -> None:
    source, out = write_rich(tmp_path / "a.xlsx"), tmp_path / "b.xlsx"
    write_patched(source, PATCH, out)
    saved = libre_office(out, "xlsx", tmp_path / "saved")
    book = load(saved)
    assert book.sheetnames == ["Daten", "Amt's Liste", "Rückmeldung"]
    comments = {cell: text for cell, (_, text) in list_comments(saved).items()}
    assert comments["B3"] == "Bitte prüfen\n\n— Bestand —\nDiese Lizenz gibt es nicht."
    assert comments["A4"] == "— Bestand —\nDer Titel ist kurz."
    assert comments["C5"] == "Zahl?"
    formulas = [rule.formula[0] for one in book["Daten"].conditional_formatting for rule in one.rules if rule.formula]
    assert {'"bestand:error"="bestand:error"', '"bestand:new"="bestand:new"'} <= set(formulas)
    assert book["Rückmeldung"]["A3"].hyperlink.location in {"Daten!B3", "'Daten'!B3", "#Daten!B3"}
    assert FEEDBACK_MARK in book.defined_names
    assert list_values(saved)["Daten", "B5"] == "=kein()"

    write_patched(saved, Patch(), tmp_path / "clean.xlsx")
    check_parts(tmp_path / "clean.xlsx")
    assert load(tmp_path / "clean.xlsx").sheetnames == ["Daten", "Amt's Liste"]
    assert {text for _, text in list_comments(tmp_path / "clean.xlsx").values()} == {"Bitte prüfen", "Zahl?"}
    for name, content in read_parts(tmp_path / "clean.xlsx").items():
        if name.startswith("xl/") and name not in {"xl/sharedStrings.xml", "xl/styles.xml"}:
            assert b"bestand" not in content.lower(), name


def test_workbooks_that_libreoffice_wrote_are_patched_and_come_back(tmp_path: Path, libre_office: Convert) -> None:
    source = libre_office(write_rich(tmp_path / "a.xlsx"), "xlsx", tmp_path / "saved")
    out = tmp_path / "b.xlsx"
    write_patched(source, Patch(PATCH.marks, (), FEEDBACK), out)
    check_parts(out)
    write_patched(out, Patch(), tmp_path / "c.xlsx")
    assert read_parts(tmp_path / "c.xlsx") == read_parts(source)
    values = {key: value for key, value in list_values(out).items() if key[0] != "Rückmeldung"}
    assert values == list_values(source)
    assert libre_office(out, "pdf", tmp_path / "seen").stat().st_size > 0


def test_colours_are_seen_above_the_authors_own(tmp_path: Path, libre_office: Convert) -> None:
    program = shutil.which("pdftoppm")
    if program is None:
        pytest.fail("pdftoppm is missing: apt-get install poppler-utils")
    source, out = write_rich(tmp_path / "a.xlsx"), tmp_path / "b.xlsx"
    assert not _colours(program, libre_office(source, "pdf", tmp_path / "before")) & {(248, 193, 174), (230, 219, 242)}
    write_patched(source, PATCH, out)
    seen = _colours(program, libre_office(out, "pdf", tmp_path / "after"))
    assert {(248, 193, 174), (255, 230, 153), (220, 233, 247), (230, 219, 242)} <= seen


def _colours(program: str, pdf: Path) -> set[tuple[int, ...]]:
    """Give the colours that larger areas of a PDF have."""
    subprocess.run([program, "-r", "50", pdf, pdf.with_suffix("")], check=True, timeout=120)
    found: set[tuple[int, ...]] = set()
    for page in pdf.parent.glob("*.ppm"):
        pixels = page.read_bytes().split(b"\n255\n", 1)[1]
        found |= {
            tuple(pixels[at : at + 3])
            for at in range(0, len(pixels), 3)
            if pixels[at : at + 3] == pixels[at + 3 : at + 6]
        }
    return found


def test_a_fresh_workbook_is_opened(tmp_path: Path, libre_office: Convert) -> None:
    write_fresh([FEEDBACK], tmp_path / "neu.xlsx")
    saved = libre_office(tmp_path / "neu.xlsx", "xlsx", tmp_path / "saved")
    assert list_values(saved)["Rückmeldung", "A1"] == "Rückmeldung von Bestand"
