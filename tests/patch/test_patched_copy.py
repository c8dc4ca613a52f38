from __future__ import annotations

import struct
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import pytest
import python_calamine

from tests.patch.parts import (
    DECLARATION,
    LINKS,
    MAIN,
    SHEET,
    TYPES,
    check_parts,
    declare,
    list_values,
    load,
    read_parts,
    read_text,
    relate,
    rewrite,
    write_plain,
    write_rich,
)
from toolkit.patch.apply import is_signed, write_patched
from toolkit.patch.patch import FurtherSheet, Look, Mark, NewValue, Patch, SheetCell, Target, Tint

FEEDBACK = FurtherSheet(
    "Rückmeldung",
    (
        (SheetCell("Rückmeldung von Bestand", Look.TITLE),),
        (SheetCell("Zelle", Look.HEADING), SheetCell("Was", Look.HEADING)),
        (SheetCell("B3", Look.LINK, Target("Daten", (3, 2))), SheetCell("=HYPERLINK()", Look.ERROR)),
    ),
    (12, 60),
    2,
)
PATCH = Patch(
    (
        Mark("Daten", (3, 2), Tint.ERROR, "Diese Lizenz gibt es nicht."),
        Mark("Daten", (4, 1), Tint.WARNING, "Der Titel ist kurz."),
        Mark("Daten", (90, 40), Tint.NOTE, ""),
    ),
    (),
    FEEDBACK,
)
CHANGED = {TYPES, SHEET, "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"}


def test_parts_that_need_no_change_stay_byte_for_byte(tmp_path: Path) -> None:
    source, out = write_rich(tmp_path / "a.xlsx"), tmp_path / "b.xlsx"
    before = source.read_bytes()
    write_patched(source, PATCH, out)
    assert source.read_bytes() == before
    old, new = read_parts(source), read_parts(out)
    same = {name for name in old if old[name] == new.get(name)}
    assert set(old) - same == CHANGED | {"xl/comments1.xml", "xl/drawings/vmlDrawing1.vml"}
    assert list(new)[: len(old)] == list(old)
    assert set(new) - set(old) == {"xl/worksheets/sheet3.xml"}
    check_parts(out)


def test_unchanged_members_are_copied_packed_as_they_lie(tmp_path: Path) -> None:
    source, out = write_rich(tmp_path / "a.xlsx"), tmp_path / "b.xlsx"
    with ZipFile(source, "a") as archive:
        odd = ZipInfo("customXml/item1.xml", (2001, 2, 3, 4, 5, 6))
        odd.compress_type, odd.comment, odd.extra, odd.external_attr = ZIP_STORED, b"Notiz", b"\xfe\xca\x01\x00\x07", 7
        archive.writestr(odd, "<eigen/>")
        archive.comment = b"Archiv"
    write_patched(source, PATCH, out)
    with ZipFile(source) as old, ZipFile(out) as new:
        assert new.comment == b"Archiv"
        assert new.testzip() is None
        for info in old.infolist():
            copied = new.getinfo(info.filename)
            assert (copied.date_time, copied.compress_type, copied.external_attr, copied.comment) == (
                info.date_time,
                info.compress_type,
                info.external_attr,
                info.comment,
            )
            if info.filename not in CHANGED and "omments" not in info.filename and "vml" not in info.filename:
                assert copied.extra == info.extra
                assert _packed(out, copied) == _packed(source, info)


def _packed(path: Path, info: ZipInfo) -> bytes:
    """Give a member from its local header to the end of its data."""
    with path.open("rb") as file:
        file.seek(info.header_offset)
        header = file.read(30)
        name, extra = struct.unpack("<2H", header[26:30])
        return header + file.read(name + extra + info.compress_size)


def test_changed_parts_are_the_original_once_our_insertions_are_cut_out(tmp_path: Path) -> None:
    source, out, undone = write_rich(tmp_path / "a.xlsx"), tmp_path / "b.xlsx", tmp_path / "c.xlsx"
    write_patched(source, PATCH, out)
    write_patched(out, Patch(), undone)
    assert read_parts(undone) == read_parts(source)
    assert list(read_parts(undone)) == list(read_parts(source))


def test_every_program_reads_the_same_values(tmp_path: Path) -> None:
    source, out = write_rich(tmp_path / "a.xlsx"), tmp_path / "b.xlsx"
    write_patched(source, PATCH, out)
    read = {key: value for key, value in list_values(out).items() if key[0] != "Rückmeldung"}
    assert read == list_values(source)
    for name in ("Daten", "Amt's Liste"):
        rows = [
            python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_name(name).to_python()
            for path in (source, out)
        ]
        assert rows[0] == rows[1]


def test_what_excel_needs_beside_cells_survives(tmp_path: Path) -> None:
    source, out = write_rich(tmp_path / "a.xlsx"), tmp_path / "b.xlsx"
    write_patched(source, PATCH, out)
    old, new = load(source), load(out)
    for sheet in list[Any](old.worksheets):
        copied: Any = new[sheet.title]
        assert [one.sqref for one in copied.data_validations.dataValidation] == [
            one.sqref for one in sheet.data_validations.dataValidation
        ]
        assert (copied.merged_cells.ranges, copied.freeze_panes) == (sheet.merged_cells.ranges, sheet.freeze_panes)
        assert copied.tables.keys() == sheet.tables.keys()
        assert copied.auto_filter.ref == sheet.auto_filter.ref
        assert (copied.print_area, copied.print_title_rows) == (sheet.print_area, sheet.print_title_rows)
        assert len(copied._charts) == len(sheet._charts)
        assert copied.protection.sheet == sheet.protection.sheet
    assert new.defined_names["Liste"].attr_text == "'Amt''s Liste'!$A$1:$A$3"


def test_form_controls_and_header_pictures_keep_their_drawings(tmp_path: Path) -> None:
    source, out = write_rich(tmp_path / "a.xlsx"), tmp_path / "b.xlsx"
    write_patched(source, PATCH, out)
    drawing = read_text(out, "xl/drawings/vmlDrawing1.vml")
    assert drawing.count('ObjectType="Button"') == 1
    assert drawing.count('ObjectType="Note"') == 3
    assert read_parts(out)["xl/drawings/vmlDrawing2.vml"] == read_parts(source)["xl/drawings/vmlDrawing2.vml"]
    assert read_text(out).index("<legacyDrawing ") < read_text(out).index("<legacyDrawingHF ")


def test_macros_survive_in_a_copy_that_ends_with_xlsm(tmp_path: Path) -> None:
    source, out = write_plain(tmp_path / "a.xlsx"), tmp_path / "b.xlsm"
    types = read_text(source, TYPES).replace(
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    )
    types = declare(types, "xl/vbaProject.bin", "application/vnd.ms-office.vbaProject")
    rels = relate(read_text(source, "xl/_rels/workbook.xml.rels"), "rId90 vbaProject vbaProject.bin")
    project = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(range(256)) * 8
    macros = rewrite(
        source,
        {TYPES: types, "xl/_rels/workbook.xml.rels": rels, "xl/vbaProject.bin": project},
        tmp_path / "a.xlsm",
    )
    write_patched(macros, PATCH, out)
    assert read_parts(out)["xl/vbaProject.bin"] == project
    assert "macroEnabled.main+xml" in read_text(out, TYPES)
    check_parts(out)


def test_dropdowns_in_extensions_and_pivot_parts_survive(tmp_path: Path) -> None:
    source, out = write_plain(tmp_path / "a.xlsx"), tmp_path / "b.xlsx"
    x14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
    extension = (
        f'<extLst><ext uri="{{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}}" xmlns:x14="{x14}">'
        '<x14:dataValidations xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main" count="1">'
        '<x14:dataValidation type="list"><x14:formula1><xm:f>Listen!$A$1:$A$9</xm:f></x14:formula1>'
        "<xm:sqref>B2:B9</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst>"
    )
    pivot = f'<pivotTableDefinition xmlns="{MAIN}" name="P" cacheId="1"/>'
    rewrite(
        source,
        {
            SHEET: read_text(source).replace("</worksheet>", f"{extension}</worksheet>"),
            "xl/worksheets/_rels/sheet1.xml.rels": DECLARATION
            + '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            + f'<Relationship Id="rId7" Type="{LINKS}/pivotTable" Target="/xl/pivotTables/pivotTable1.xml"/>'
            + "</Relationships>",
            "xl/pivotTables/pivotTable1.xml": pivot,
            TYPES: declare(read_text(source, TYPES), "xl/pivotTables/pivotTable1.xml", "application/x-pivot"),
        },
    )
    write_patched(source, PATCH, out)
    assert extension in read_text(out)
    assert read_text(out, "xl/pivotTables/pivotTable1.xml") == pivot
    check_parts(out)
    write_patched(out, Patch(), tmp_path / "c.xlsx")
    assert read_parts(tmp_path / "c.xlsx") == read_parts(source)


def test_a_signature_of_the_workbook_is_left_out_of_its_copy(tmp_path: Path) -> None:
    source, out = write_plain(tmp_path / "a.xlsx"), tmp_path / "b.xlsx"
    assert not is_signed(source)
    kind = "http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/origin"
    relationship = f'<Relationship Id="rIdS" Type="{kind}" Target="_xmlsignatures/origin.sigs"/>'
    types = read_text(source, TYPES).replace("<Override", '<Default Extension="sigs" ContentType="a/b"/><Override', 1)
    rewrite(
        source,
        {
            "_rels/.rels": read_text(source, "_rels/.rels").replace("</Rel", f"{relationship}</Rel"),
            "_xmlsignatures/origin.sigs": b"",
            "_xmlsignatures/sig1.xml": "<Signature/>",
            TYPES: declare(types, "_xmlsignatures/sig1.xml", "application/x-sig"),
        },
    )
    assert is_signed(source)
    write_patched(source, PATCH, out)
    assert not is_signed(out)
    assert "signature" not in read_text(out, "_rels/.rels")
    check_parts(out)


def test_members_with_data_descriptors_and_long_sizes_are_copied_whole(tmp_path: Path) -> None:
    plain, source, out = write_rich(tmp_path / "p.xlsx"), tmp_path / "a.xlsx", tmp_path / "b.xlsx"

    class Pipe:
        """A file that cannot be wound back, so that sizes follow the data."""

        def __init__(self, path: Path) -> None:
            self.file = path.open("wb")

        def write(self, data: bytes) -> int:
            return self.file.write(data)

        def flush(self) -> None:
            self.file.flush()

    pipe = Pipe(source)
    with ZipFile(pipe, "w", ZIP_DEFLATED) as archive:  # type: ignore[call-overload]
        for name, content in read_parts(plain).items():
            with archive.open(name, "w", force_zip64=True) as member:
                member.write(content)
    pipe.file.close()
    with ZipFile(source) as archive:
        assert all(info.flag_bits & 8 for info in archive.infolist())
    write_patched(source, PATCH, out)
    with ZipFile(out) as archive:
        assert archive.testzip() is None
    check_parts(out)
    write_patched(out, Patch(), tmp_path / "c.xlsx")
    assert read_parts(tmp_path / "c.xlsx") == read_parts(source)


@pytest.mark.parametrize("values", [(), (NewValue("Daten", (2, 2), "neu"),)])
def test_the_same_patch_gives_the_same_bytes(tmp_path: Path, values: tuple[NewValue, ...]) -> None:
    source = write_rich(tmp_path / "a.xlsx")
    patch = Patch(PATCH.marks, values, FEEDBACK)
    write_patched(source, patch, tmp_path / "b.xlsx")
    write_patched(source, patch, tmp_path / "c.xlsx")
    write_patched(tmp_path / "b.xlsx", patch, tmp_path / "d.xlsx")
    assert (tmp_path / "b.xlsx").read_bytes() == (tmp_path / "c.xlsx").read_bytes()
    assert (tmp_path / "b.xlsx").read_bytes() == (tmp_path / "d.xlsx").read_bytes()
