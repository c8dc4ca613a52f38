from __future__ import annotations

import re
import struct
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.patch.parts import (
    SHEET,
    TYPES,
    check_parts,
    list_comments,
    list_values,
    load,
    read_parts,
    read_text,
    rewrite,
    write_plain,
    write_rich,
)
from toolkit.model.problem import Damaged, Problem
from toolkit.patch.apply import can_patch, write_patched
from toolkit.patch.patch import FurtherSheet, Mark, NewValue, Patch, SheetCell, Tint

PATCH = Patch(
    (Mark("Daten", (3, 2), Tint.ERROR, "Bitte prüfen."),),
    (NewValue("Daten", (2, 2), "neu"),),
    FurtherSheet("Rückmeldung", ((SheetCell("Rückmeldung von Bestand"),),)),
)


def refuse(source: Path, said: str, patch: Patch = PATCH, out: str = "out.xlsx") -> Problem:
    """See that a copy is refused with a sentence, and that nothing was written and the source stays."""
    before = source.read_bytes()
    names = {path.name for path in source.parent.iterdir()}
    with pytest.raises(Problem, match=re.escape(said)) as caught:
        write_patched(source, patch, source.parent / out)
    assert {path.name for path in source.parent.iterdir()} == names
    assert source.read_bytes() == before
    return caught.value


def accept(source: Path) -> Path:
    """See that a copy is written, and that marks and the sheet come out of it again."""
    out = source.with_name("out.xlsx")
    write_patched(source, PATCH, out)
    check_parts(out)
    assert list_comments(out)["B3"][1] == "— Bestand —\nBitte prüfen."
    assert list_values(out)["Daten", "B2"] == "neu"
    assert load(out).sheetnames[-1] == "Rückmeldung"
    only = source.with_name("only.xlsx")
    write_patched(source, Patch(values=PATCH.values), only)
    write_patched(out, Patch(), source.with_name("undone.xlsx"))
    assert read_parts(source.with_name("undone.xlsx")) == read_parts(only)
    return out


@pytest.mark.parametrize(
    ("kind", "is_known"),
    [("xlsx", True), ("xlsm", True), ("xltx", True), (".xltm", True), ("xls", False), ("xlsb", False), ("csv", False)],
)
def test_kinds_are_told(kind: str, *, is_known: bool) -> None:
    assert can_patch(kind) is is_known


# --- what is refused -------------------------------------------------------------------------------------------------


def test_the_copy_never_takes_the_place_of_its_source(tmp_path: Path) -> None:
    source = write_plain(tmp_path / "a.xlsx")
    refuse(source, "is the workbook itself", out="a.xlsx")
    (tmp_path / "link.xlsx").hardlink_to(source)
    refuse(source, "is the workbook itself", out="link.xlsx")


def test_an_ending_that_excel_would_not_open_is_refused(tmp_path: Path) -> None:
    source = write_plain(tmp_path / "a.xlsx")
    problem = refuse(source, "Excel does not open a copy of a.xlsx under the name out.xlsm", out="out.xlsm")
    assert str(problem.remedy) == "Name the copy out.xlsx."
    types = read_text(source, TYPES).replace("sheet.main+xml", "template.main+xml")
    refuse(rewrite(source, {TYPES: types}), "does not open")
    write_patched(source, PATCH, tmp_path / "out.XLTX")


def test_a_sheet_that_is_not_there_or_has_no_cells_is_named(tmp_path: Path) -> None:
    source = write_plain(tmp_path / "a.xlsx")
    refuse(
        source, "a.xlsx has no sheet “Gibt es nicht” with cells", Patch((Mark("Gibt es nicht", (1, 1), Tint.NOTE, ""),))
    )
    refuse(source, "a.xlsx has no sheet “Fort” with cells", Patch(values=(NewValue("Fort", (1, 1), 1),)))


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    problem = refuse(write_plain(tmp_path / "a.xlsx"), "cannot be written", out="fehlt/out.xlsx")
    assert "folder exists" in str(problem.remedy)


def test_a_copy_that_was_there_stays_when_the_next_one_fails(tmp_path: Path) -> None:
    source = write_plain(tmp_path / "a.xlsx")
    (tmp_path / "out.xlsx").write_bytes(b"alt")
    refuse(source, "has no sheet", Patch((Mark("Fort", (1, 1), Tint.NOTE, ""),)))
    assert (tmp_path / "out.xlsx").read_bytes() == b"alt"


@pytest.mark.parametrize("name", ["xl/../../böse.xml", "XL/Workbook.xml"])
def test_odd_names_of_parts_are_refused(tmp_path: Path, name: str) -> None:
    source = write_plain(tmp_path / "a.xlsx")
    with ZipFile(source, "a") as archive:
        archive.writestr(name, "<x/>")
    refuse(source, "put together in an unusual way")


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_parts_of_the_same_name_are_refused(tmp_path: Path) -> None:
    source = write_plain(tmp_path / "a.xlsx")
    with ZipFile(source, "a") as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
    refuse(source, "put together in an unusual way")


def test_members_that_lie_in_each_other_are_refused(tmp_path: Path) -> None:
    source = write_plain(tmp_path / "a.xlsx")
    data = bytearray(source.read_bytes())
    entries = [found.start() for found in re.finditer(rb"PK\x01\x02", bytes(data))]
    names = [bytes(data[at + 46 : at + 46 + struct.unpack_from("<H", data, at + 28)[0]]) for at in entries]
    twin = data + b""
    first, second = entries[names.index(b"docProps/app.xml")], entries[names.index(b"docProps/core.xml")]
    twin[second + 42 : second + 46] = twin[first + 42 : first + 46]
    source.write_bytes(bytes(twin))
    with pytest.raises(Problem):
        write_patched(source, PATCH, tmp_path / "out.xlsx")


def test_a_file_that_was_cut_off_is_damaged(tmp_path: Path) -> None:
    source = write_plain(tmp_path / "a.xlsx")
    source.write_bytes(source.read_bytes()[:-200])
    with pytest.raises(Damaged):
        write_patched(source, PATCH, tmp_path / "out.xlsx")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", b"Titel;Lizenz\n", "a.csv is a text file, which cannot be read as a workbook"),
        (
            "a.xlsx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage\0".encode("utf-16-le"),
            "a.xlsx is protected with a password",
        ),
        ("a.xlsx", b"", "a.xlsx is empty (0 bytes)"),
    ],
)
def test_other_files_are_named_for_what_they_are(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(content)
    refuse(tmp_path / name, said)


def test_a_strict_workbook_is_named_as_such(tmp_path: Path) -> None:
    source = write_plain(tmp_path / "a.xlsx")
    text = read_text(source, "xl/workbook.xml").replace(
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main"
    )
    refuse(rewrite(source, {"xl/workbook.xml": text}), "Strict Open XML Spreadsheet")


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        (SHEET, "<worksheet", "<!DOCTYPE worksheet [<!ENTITY a 'b'>]><worksheet"),
        ("xl/styles.xml", "<styleSheet", "<!DOCTYPE x><styleSheet"),
        ("xl/workbook.xml", "</sheets>", ""),
        (SHEET, "</sheetData>", ""),
        (SHEET, "<sheetData>", "<sheetDaten>"),
        (SHEET, "<sheetData>", "<sheetData><![CDATA["),
        (SHEET, "</worksheet>", ""),
        ("xl/styles.xml", "</cellXfs>", ""),
        ("xl/styles.xml", 'encoding="UTF-8"', 'encoding="EBCDIC-CP-DE"'),
        ("xl/styles.xml", 'encoding="UTF-8"', 'encoding="wie-bitte"'),
    ],
)
def test_parts_that_cannot_be_changed_piece_by_piece_are_refused(tmp_path: Path, part: str, old: str, new: str) -> None:
    source = write_plain(tmp_path / "a.xlsx")
    text = read_text(source, part)
    assert old in text
    refuse(rewrite(source, {part: text.replace(old, new)}), "put together in an unusual way")


def test_a_sheet_of_broken_letters_is_refused(tmp_path: Path) -> None:
    source = write_plain(tmp_path / "a.xlsx")
    broken = read_parts(source)[SHEET].replace(b"</worksheet>", b"<!-- \xff --></worksheet>")
    refuse(rewrite(source, {SHEET: broken}), "put together in an unusual way")


def test_tags_without_end_are_refused_soon(tmp_path: Path) -> None:
    source = write_plain(tmp_path / "a.xlsx")
    for number, filling in enumerate((b"<!--" + b" " * (5 << 20), b"x" * (5 << 20))):
        text = read_parts(source)[SHEET].replace(b"<sheetData>", b"<sheetData>" + filling)
        refuse(rewrite(source, {SHEET: text}, tmp_path / f"{number}.xlsx"), "put together in an unusual way")


# --- what is odd, and is taken ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("codec", ["utf-16", "utf-8-sig", "us-ascii", "iso-8859-1"])
def test_parts_in_other_encodings_stay_in_them(tmp_path: Path, codec: str) -> None:
    source = write_rich(tmp_path / "a.xlsx")
    declared = codec.removesuffix("-sig").upper()
    changes = {}
    for part in (SHEET, "xl/workbook.xml", "xl/styles.xml", "xl/_rels/workbook.xml.rels"):
        text = read_text(source, part).replace("UTF-8", declared)
        changes[part] = text.encode(codec, "xmlcharrefreplace")
    rewrite(source, {**changes, "xl/comments1.xml": None, **_without_comments(source)})
    out = accept(source)
    assert read_parts(out)[SHEET].startswith(changes[SHEET][:40])


def _without_comments(source: Path) -> dict[str, str]:
    """Take the comments out of a workbook, so that every part can be turned into another encoding."""
    rels = "xl/worksheets/_rels/sheet1.xml.rels"
    return {
        rels: re.sub(r"<Relationship [^>]*comments[^>]*>", "", read_text(source, rels)),
        TYPES: re.sub(r"<Override [^>]*comments[^>]*>", "", read_text(source, TYPES)),
        "xl/drawings/vmlDrawing1.vml": re.sub(
            r'<v:shape (?:(?!</v:shape>).)*ObjectType="Note".*?</v:shape>',
            "",
            read_text(source, "xl/drawings/vmlDrawing1.vml"),
            flags=re.DOTALL,
        ),
    }


def test_worksheets_with_a_prefix_are_patched_in_it(tmp_path: Path) -> None:
    source = write_plain(tmp_path / "a.xlsx")
    text = re.sub(r"<(/?)(?=[a-zA-Z])", r"<\1x:", read_text(source)).replace("xmlns=", "xmlns:x=")
    out = accept(rewrite(source, {SHEET: text}))
    assert "<x:conditionalFormatting " in read_text(out)
    assert "<x:legacyDrawing " in read_text(out)


def test_alternatives_and_extensions_keep_their_places(tmp_path: Path) -> None:
    source = write_plain(tmp_path / "a.xlsx")
    mc = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    odd = (
        f'<mc:AlternateContent xmlns:mc="{mc}"><mc:Choice Requires="x14"><controls/></mc:Choice></mc:AlternateContent>'
        '<extLst><ext uri="{x}"><y:sheetData xmlns:y="urn:y"/></ext></extLst></worksheet>'
    )
    out = accept(rewrite(source, {SHEET: read_text(source).replace("</worksheet>", odd)}))
    text = read_text(out)
    assert text.index("<legacyDrawing") < text.index("<mc:AlternateContent") < text.index("<extLst>")
    assert text.index("<conditionalFormatting") < text.index("<pageMargins")


def test_declarations_in_single_quotes_comments_and_instructions_are_passed_over(tmp_path: Path) -> None:
    source = write_plain(tmp_path / "a.xlsx")
    changes: dict[str, str | bytes | None] = {}
    for part in (SHEET, "xl/workbook.xml", "xl/styles.xml", TYPES, "xl/_rels/workbook.xml.rels"):
        text = re.sub(
            r"<\?xml.*?\?>",
            "<?xml version='1.0' encoding='utf-8'?><!-- <sheetData> --><?x <y?>",
            read_text(source, part),
        )
        changes[part] = text.replace('"', "'")
    accept(rewrite(source, changes))


def test_parts_with_odd_case_and_targets_from_the_root_are_found(tmp_path: Path) -> None:
    source = write_plain(tmp_path / "a.xlsx")
    parts = read_parts(source)
    rels = parts["xl/_rels/workbook.xml.rels"].decode().replace('Target="', 'Target="/XL/').replace("sheet1", "Sheet1")
    with ZipFile(source, "w") as archive:
        for name, content in parts.items():
            archive.writestr(
                name.replace("xl/worksheets/sheet1", "xl/WORKSHEETS/Sheet1"),
                rels if name == "xl/_rels/workbook.xml.rels" else content,
            )
    out = source.with_name("out.xlsx")
    write_patched(source, Patch(PATCH.marks), out)
    assert "xl/WORKSHEETS/_rels/Sheet1.xml.rels" in read_parts(out)
    assert "bestand:error" in read_text(out, "xl/WORKSHEETS/Sheet1.xml")
    write_patched(out, Patch(), tmp_path / "undone.xlsx")
    assert read_parts(tmp_path / "undone.xlsx") == read_parts(source)


def test_a_workbook_of_200_sheets_is_patched_in_one_of_them(tmp_path: Path) -> None:
    import xlsxwriter  # noqa: PLC0415 (only here)

    source = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(source) as book:
        for number in range(199):
            book.add_worksheet(f"Blatt {number}").write("A1", number)
        book.add_worksheet("Daten").write_column("B1", ["a", "b", "c"])
    out = accept(source)
    old, new = read_parts(source), read_parts(out)
    assert sum(old[name] != new[name] for name in old if "worksheets/sheet" in name) == 1


def test_a_sheet_that_is_a_chart_is_left_alone(tmp_path: Path) -> None:
    import xlsxwriter  # noqa: PLC0415 (only here)

    source = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(source) as book:
        book.add_worksheet("Daten").write_column("B1", [1, 2, 3])
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "=Daten!$B$1:$B$3"})
        book.add_chartsheet("Bild").set_chart(chart)
    refuse(source, "no sheet “Bild” with cells", Patch((Mark("Bild", (1, 1), Tint.NOTE, ""),)))
    accept(source)


def test_sheets_are_found_by_the_name_that_reading_gives_them(tmp_path: Path) -> None:
    source = write_plain(tmp_path / "a.xlsx", sheet="Daten  2026")
    write_patched(source, Patch((Mark("daten 2026", (1, 1), Tint.NOTE, "x"),)), tmp_path / "out.xlsx")
    assert list_comments(tmp_path / "out.xlsx", "Daten  2026")["A1"][1] == "— Bestand —\nx"
