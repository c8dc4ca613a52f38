"""Old and binary Excel workbooks: values, what lies beside them, and files that would mislead a reader."""

from __future__ import annotations

import datetime as dt
import struct
from pathlib import Path
from typing import Any

import pytest
import xlwt

from tests.reading.biff12writer import BOLD, DATE, PADDED, PLAIN, STRUCK, XlsbSheet, write_xlsb
from toolkit.model.grid import Area, CellError
from toolkit.model.problem import Problem
from toolkit.reading import legacy
from toolkit.reading.compound import build_compound, read_stream
from toolkit.reading.container import Limits
from toolkit.reading.workbook import read_workbook


@pytest.fixture
def xls(tmp_path: Path) -> Path:
    return tmp_path / "inventar.xls"


@pytest.fixture
def xlsb(tmp_path: Path) -> Path:
    return tmp_path / "inventar.xlsb"


def refusal(path: Path, limits: Limits | None = None) -> tuple[str, str]:
    """Give the two sentences with which a file is refused."""
    with pytest.raises(Problem) as caught:
        read_workbook(path, limits or Limits())
    return str(caught.value.what), str(caught.value.remedy)


def style(code: str = "", font: str = "") -> Any:
    """Give a cell style."""
    return xlwt.easyxf(font, num_format_str=code or "General")


def test_an_old_workbook_is_read_with_what_lies_beside_its_values(xls: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Daten")
    sheet.write(2, 1, "Nr.", style(font="font: bold on"))
    sheet.write(2, 2, "Titel")
    for column, (value, look) in enumerate(
        [
            (7, style("000")),
            ("Bäume", style(font="font: struck_out on")),
            (1.5, style()),
            (True, style()),
            (dt.date(2024, 2, 3), style("DD.MM.YYYY")),
            (dt.datetime.fromisoformat("2024-02-03T10:30:00"), style("DD.MM.YYYY HH:MM")),
            (dt.time(8, 30), style("HH:MM")),
            (1.25, style("[HH]:MM")),
        ],
        1,
    ):
        sheet.write(3, column, value, look)
    sheet.row(3).set_cell_error(9, "#REF!")
    sheet.write_merge(5, 6, 1, 3, "gemeinsam")
    sheet.write(60_000, 200, "", style("000"))
    sheet.row(3).hidden = True
    sheet.col(2).hidden = True
    hidden = book.add_sheet("Listen")
    hidden.write(0, 0, "ja")
    hidden.visibility = 1
    book.save(str(xls))
    found = read_workbook(xls)
    assert (found.kind, [(one.name, one.hidden) for one in found.sheets]) == (
        "xls",
        [("Daten", False), ("Listen", True)],
    )
    data = found.sheets[0]
    assert data.rows == (
        (),
        (),
        (None, "Nr.", "Titel"),
        (
            None,
            7,
            "Bäume",
            1.5,
            True,
            dt.date(2024, 2, 3),
            dt.datetime.fromisoformat("2024-02-03T10:30:00"),
            dt.time(8, 30),
            dt.timedelta(hours=30),
            CellError("#REF!"),
        ),
        (),
        (None, "gemeinsam"),
    )
    assert data.shown(4, 2) == "007"
    assert data.merged == (Area(6, 2, 7, 4),)
    assert data.hidden_rows == {4}
    assert data.hidden_columns == {3}
    assert data.bold == {(3, 2)}
    assert data.struck == {(4, 3)}


def test_a_binary_workbook_is_read_with_what_lies_beside_its_values(xlsb: Path) -> None:
    data = XlsbSheet(
        "Daten",
        cells={
            (3, 2): ("Nr.", BOLD),
            (3, 3): ("Titel", PLAIN),
            (4, 2): (17, PADDED),
            (4, 3): ("Bäume", STRUCK),
            (4, 4): (45325.0, DATE),
            (4, 5): (1.5, PLAIN),
            (4, 6): (True, PLAIN),
            (6, 2): ("gemeinsam", PLAIN),
            (6, 3): ("verdeckt", PLAIN),
        },
        errors={(4, 7): 0x2A},
        merged=[(6, 2, 7, 4)],
        links={(4, 3): "https://example.org/baeume"},
        hidden_rows={4},
        hidden_columns={5},
    )
    found = read_workbook(write_xlsb(xlsb, data, XlsbSheet("Listen", {(1, 1): ("ja", PLAIN)}, hidden=True)))
    assert (found.kind, [(one.name, one.hidden) for one in found.sheets]) == (
        "xlsb",
        [("Daten", False), ("Listen", True)],
    )
    sheet = found.sheets[0]
    assert sheet.rows == (
        (),
        (),
        (None, "Nr.", "Titel"),
        (None, 17, "Bäume", dt.date(2024, 2, 3), 1.5, True, CellError("#N/A")),
        (),
        (None, "gemeinsam"),
    )
    assert sheet.shown(4, 2) == "GA-017"
    assert sheet.links == {(4, 3): "https://example.org/baeume"}
    assert sheet.merged == (Area(6, 2, 7, 4),)
    assert sheet.hidden_rows == {4}
    assert sheet.hidden_columns == {5}
    assert sheet.bold == {(3, 2)}
    assert sheet.struck == {(4, 3)}


def test_cells_at_the_far_corner_of_a_binary_workbook_are_refused_before_a_grid_is_made(xlsb: Path) -> None:
    write_xlsb(xlsb, XlsbSheet("Daten", {(1, 1): ("a", PLAIN), (1_048_576, 16_384): ("x", PLAIN)}))
    what, remedy = refusal(xlsb)
    assert (
        what
        == "inventar.xlsb has cells that lie too far apart to be a table: its content reaches from A1 to XFD1048576"
    )
    assert remedy.startswith("Delete what stands far away")


def patch(path: Path, kind: int, data: bytes, *, after: int = 0) -> None:
    """Overwrite the beginning of the data of the first record of a type, with the file's stream wrapped up anew."""
    stream = bytearray(read_stream(path.read_bytes(), ["Workbook"]))
    at = 0
    while struct.unpack_from("<H", stream, at)[0] != kind:
        at += 4 + struct.unpack_from("<H", stream, at + 2)[0]
    stream[at + 4 + after : at + 4 + after + len(data)] = data
    path.write_bytes(build_compound("Workbook", bytes(stream)))


def write_small(path: Path) -> None:
    """Write an old workbook of four cells."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("Daten")
    for row, values in enumerate([("Nr.", "Titel"), (1, "Bäume")]):
        for column, value in enumerate(values):
            sheet.write(row, column, value)
    book.save(str(path))


def test_a_declared_size_without_sense_is_not_believed(xls: Path) -> None:
    write_small(xls)
    patch(xls, 0x0200, struct.pack("<IIHH", 0, 0x7FFFFFFF, 0, 0xFFFF))
    assert read_workbook(xls).sheets[0].rows == (("Nr.", "Titel"), (1, "Bäume"))


def test_a_declared_number_of_texts_without_sense_is_damage(xls: Path) -> None:
    write_small(xls)
    patch(xls, 0x00FC, struct.pack("<II", 4, 0x7FFFFFFF))
    assert refusal(xls)[0] == "inventar.xls is damaged: it was cut off or changed on its way"


@pytest.mark.parametrize("result", [bytes(8), bytes.fromhex("030000000000ffff")])
def test_a_formula_that_is_still_to_be_calculated_is_unknown_rather_than_empty(xls: Path, result: bytes) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Daten")
    sheet.write(0, 0, xlwt.Formula('"a"&"b"'))
    sheet.write(0, 1, "x")
    book.save(str(xls))
    patch(xls, 0x0006, result + b"\x02\0", after=6)
    data = read_workbook(xls).sheets[0]
    assert data.rows == ((None, "x"),)
    assert data.uncached == {(1, 1)}


def test_a_formula_that_is_nothing_but_an_error_shows_it(xls: Path) -> None:
    book = xlwt.Workbook()
    book.add_sheet("Daten").write(0, 0, xlwt.Formula("A2"))
    book.save(str(xls))
    patch(xls, 0x0006, bytes(14) + b"\x02\0\x1c\x2a", after=6)
    assert read_workbook(xls).sheets[0].rows == ((CellError("#N/A"),),)


def test_an_old_workbook_with_a_password_is_called_so(xls: Path) -> None:
    write_small(xls)
    stream = read_stream(xls.read_bytes(), ["Workbook"])
    length = 4 + struct.unpack_from("<H", stream, 2)[0]
    encrypted = stream[:length] + struct.pack("<HHH", 0x002F, 2, 1) + stream[length:]
    xls.write_bytes(build_compound("Workbook", encrypted))
    assert refusal(xls) == (
        "inventar.xls is protected with a password",
        "Remove the password in Excel under File › Info › Protect Workbook and save the workbook again.",
    )


def test_numbers_that_a_chart_caches_are_no_cells(xls: Path) -> None:
    write_small(xls)
    stream = bytearray(read_stream(xls.read_bytes(), ["Workbook"]))
    chart = struct.pack("<HHHHHHH", 0x0809, 10, 0x0600, 0x0020, 0, 0, 0)
    chart += struct.pack("<HHHHHd", 0x0203, 14, 1, 1, 0, 99.0) + struct.pack("<HH", 0x000A, 0)
    end = stream.rindex(struct.pack("<HH", 0x000A, 0))
    xls.write_bytes(build_compound("Workbook", bytes(stream[:end]) + chart + bytes(stream[end:])))
    assert read_workbook(xls).sheets[0].rows == (("Nr.", "Titel"), (1, "Bäume"))


def test_sectors_in_a_circle_end_in_a_problem(xls: Path) -> None:
    write_small(xls)
    content = bytearray(xls.read_bytes())
    fat = (struct.unpack_from("<I", content, 76)[0] + 1) * 512
    for number in range(128):
        struct.pack_into("<I", content, fat + 4 * number, number)
    xls.write_bytes(content)
    assert refusal(xls)[0].startswith("inventar.xls is damaged")


@pytest.mark.parametrize(
    "program", ["import time; time.sleep(60)", "import os; os.abort()", "raise SystemExit(0)", "print('{}')"]
)
def test_a_reader_that_hangs_or_dies_ends_in_a_problem(
    xls: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    write_small(xls)
    stub = tmp_path / "stub.py"
    stub.write_text(program, encoding="utf-8")
    monkeypatch.setattr(legacy, "_PROGRAM", stub)
    monkeypatch.setattr(legacy, "_SECONDS", 0.5)
    assert refusal(xls)[0].startswith("inventar.xls is damaged")


@pytest.mark.parametrize("size", [0, 1, 4095, 4096, 4097, 5_000_000])
def test_a_stream_is_wrapped_up_and_taken_out_again(size: int) -> None:
    stream = bytes(index % 251 for index in range(size))
    assert read_stream(build_compound("Workbook", stream), ["Book", "Workbook"])[:size] == stream
