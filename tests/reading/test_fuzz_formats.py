"""Damaged files of every format end in a workbook or a Problem: no other exception, no hang, no flood of memory."""

from __future__ import annotations

import time
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
import xlwt
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.reading.biff12writer import BOLD, PADDED, PLAIN, XlsbSheet, write_xlsb
from tests.reading.odswriter import blank_rows, number, row, table, text, write_ods
from toolkit.model.grid import Workbook
from toolkit.model.problem import Problem
from toolkit.reading.compound import build_compound, read_stream
from toolkit.reading.workbook import read_workbook

SECONDS = 10
KINDS = ("xls", "xlsb", "ods", "csv")
Rewriter = Callable[[Path, Callable[[str, bytes], bytes | None]], Path]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Give a small file of each kind, with a bit of everything."""
    folder = tmp_path_factory.mktemp("small")
    book = xlwt.Workbook()
    sheet = book.add_sheet("Daten")
    for line, values in enumerate([("Nr.", "Titel", "Wert"), (1, "Bäume", 2.5), (2, "Wege", True)]):
        for column, value in enumerate(values):
            sheet.write(line, column, value, xlwt.easyxf("font: bold on", num_format_str="000"))
    sheet.write_merge(4, 5, 0, 2, "gemeinsam")
    sheet.row(6).set_cell_error(1, "#REF!")
    book.save(str(folder / "small.xls"))
    write_xlsb(
        folder / "small.xlsb",
        XlsbSheet(
            "Daten",
            {(1, 1): ("Nr.", BOLD), (1, 2): ("Titel", BOLD), (2, 1): (7, PADDED), (2, 2): ("Bäume", PLAIN)},
            errors={(3, 1): 0x17},
            merged=[(4, 1, 5, 2)],
            links={(2, 2): "https://example.org"},
            hidden_columns={2},
        ),
    )
    write_ods(
        folder / "small.ods",
        table(
            row("Nr.", text("Titel", 'table:number-columns-repeated="2"')),
            row(number("7", "007"), "Bäume", text("x", 'table:number-columns-spanned="2"')),
            blank_rows(1_048_574),
        ),
    )
    (folder / "small.csv").write_bytes('Nr.;Titel\r\n1;"Bäume; ""alte"""\r\n2;Wege\r\n'.encode("cp1252"))
    return {kind: (folder / f"small.{kind}").read_bytes() for kind in KINDS}


def survives(path: Path, content: bytes) -> None:
    """Read damaged bytes: a workbook or a Problem, nothing else, in time."""
    path.write_bytes(content)
    begin = time.perf_counter()
    with suppress(Problem):
        assert isinstance(read_workbook(path), Workbook)
    assert time.perf_counter() - begin < SECONDS


def flip(content: bytes, data: st.DataObject, first: int = 0) -> bytes:
    """Flip a few bits."""
    flipped = bytearray(content)
    for bit in data.draw(st.lists(st.integers(first * 8, len(content) * 8 - 1), min_size=1, max_size=4)):
        flipped[bit // 8] ^= 1 << bit % 8
    return bytes(flipped)


def run(examples: int) -> settings:
    """Give the settings of a test that shares its fixtures between examples."""
    return settings(max_examples=examples, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def check_cut(small: dict[str, bytes], folder: Path, data: st.DataObject) -> None:
    """Cut a file somewhere."""
    kind = data.draw(st.sampled_from(KINDS))
    survives(folder / f"cut.{kind}", small[kind][: data.draw(st.integers(0, len(small[kind])))])


def check_flipped(small: dict[str, bytes], folder: Path, data: st.DataObject) -> None:
    """Flip bits of a file."""
    kind = data.draw(st.sampled_from(KINDS))
    survives(folder / f"flipped.{kind}", flip(small[kind], data))


def check_stream(small: dict[str, bytes], folder: Path, data: st.DataObject) -> None:
    """Flip bits of an old workbook's records, in a file that is whole."""
    stream = flip(read_stream(small["xls"], ["Workbook"]), data)
    survives(folder / "stream.xls", build_compound("Workbook", stream))


def check_part(small: dict[str, bytes], folder: Path, rewritten: Rewriter, data: st.DataObject) -> None:
    """Flip bits of a part, in an archive that is whole."""
    kind = data.draw(st.sampled_from(["xlsb", "ods"]))
    path = folder / f"part.{kind}"
    path.write_bytes(small[kind])
    with zipfile.ZipFile(path) as archive:
        victim = data.draw(
            st.sampled_from(sorted(name for name in archive.namelist() if archive.getinfo(name).file_size))
        )

    def damage(name: str, content: bytes) -> bytes:
        return flip(content, data) if name == victim else content

    survives(path, rewritten(path, damage).read_bytes())


@run(40)
@given(data=st.data())
def test_cut_files(small: dict[str, bytes], tmp_path: Path, data: st.DataObject) -> None:
    check_cut(small, tmp_path, data)


@run(40)
@given(data=st.data())
def test_files_with_flipped_bits(small: dict[str, bytes], tmp_path: Path, data: st.DataObject) -> None:
    check_flipped(small, tmp_path, data)


@run(20)
@given(data=st.data())
def test_records_with_flipped_bits(small: dict[str, bytes], tmp_path: Path, data: st.DataObject) -> None:
    check_stream(small, tmp_path, data)


@run(40)
@given(data=st.data())
def test_parts_with_flipped_bits(
    small: dict[str, bytes], tmp_path: Path, rewritten: Rewriter, data: st.DataObject
) -> None:
    check_part(small, tmp_path, rewritten, data)


@run(40)
@given(content=st.binary(max_size=300) | st.text(st.sampled_from('ab";,\t\n|ä\ue000'), max_size=200).map(str.encode))
def test_any_bytes(tmp_path: Path, content: bytes) -> None:
    survives(tmp_path / "any.csv", content)


@pytest.mark.slow
@run(2000)
@given(data=st.data())
def test_many_damaged_files(small: dict[str, bytes], tmp_path: Path, rewritten: Rewriter, data: st.DataObject) -> None:
    match data.draw(st.integers(0, 3)):
        case 0:
            check_cut(small, tmp_path, data)
        case 1:
            check_flipped(small, tmp_path, data)
        case 2:
            check_stream(small, tmp_path, data)
        case _:
            check_part(small, tmp_path, rewritten, data)
