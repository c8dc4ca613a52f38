"""Files that are no workbooks, damaged ones and harmful ones are refused with what they are and what to do."""

from __future__ import annotations

import struct
import sys
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from toolkit.model.grid import Workbook
from toolkit.model.problem import Problem
from toolkit.reading import xlsx
from toolkit.reading.container import Limits, tell_kind
from toolkit.reading.signature import ODS
from toolkit.reading.workbook import read_workbook

COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
Writer = Callable[[Callable[[Worksheet], None]], Path]
Rewriter = Callable[[Path, Callable[[str, bytes], bytes | None]], Path]


def refusal(path: Path, limits: Limits | None = None) -> tuple[str, str]:
    """Give the two sentences with which a file is refused."""
    with pytest.raises(Problem) as caught:
        read_workbook(path, limits or Limits())
    return str(caught.value.what), str(caught.value.remedy)


def xlsx_refusal(path: Path) -> tuple[str, str]:
    """Give the two sentences with which the reader of Excel workbooks refuses a file."""
    with pytest.raises(Problem) as caught:
        xlsx.read_workbook(path)
    return str(caught.value.what), str(caught.value.remedy)


def one_title(sheet: Worksheet) -> None:
    """Fill a sheet with one dataset."""
    sheet.append(["Nr.", "Titel"])
    sheet.append([1, "Baumkataster"])


def compound(*streams: str) -> bytes:
    """Build a compound file's header and a directory with the given streams."""
    entries = [name.encode("utf-16-le").ljust(64, b"\0") + bytes(64) for name in ("Root Entry", *streams)]
    return COMPOUND.ljust(512, b"\0") + b"".join(entries)


PARTS = {"types": "[Content_Types].xml"}


def archive(path: Path, **parts: bytes) -> Path:
    """Write an archive; two underscores stand for a slash, one for a full stop."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(PARTS.get(name) or name.replace("__", "/").replace("_", "."), content)
    return path


SAVE_AS = "Open it in Excel or LibreOffice and save it as an Excel workbook (.xlsx)."
OTHER = "Name a workbook instead (.xlsx, .xlsm, .xls, .xlsb, .ods or .csv)."
UNPACK = "Unpack it and name the workbook inside."
EXCEL_2003 = b"<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'/>"


@pytest.mark.parametrize(
    ("content", "kind", "remedy"),
    [
        pytest.param(b"<!DOCTYPE html><html><table></table></html>", "a web page (HTML)", SAVE_AS, id="html"),
        pytest.param(b"\n<TABLE><tr><td>1</td></tr></TABLE>", "a web page (HTML)", SAVE_AS, id="html-table"),
        pytest.param("\ufeff <html>".encode(), "a web page (HTML)", SAVE_AS, id="html-with-mark"),
        pytest.param(b"MIME-Version: 1.0\nX-Document", "a web page kept as one file (MHTML)", SAVE_AS, id="mhtml"),
        pytest.param(b"<?xml version='1.0'?><a/>", "an XML file", OTHER, id="xml"),
        pytest.param(EXCEL_2003, "an XML spreadsheet of Excel 2003", SAVE_AS, id="xml-2003"),
        pytest.param(b'{"title": "x"}', "a JSON file", OTHER, id="json"),
        pytest.param(b"[\n  {}\n]", "a JSON file", OTHER, id="json-list"),
        pytest.param(b"{\\rtf1", "a text document (RTF)", OTHER, id="rtf"),
        pytest.param(
            b"format: bestand-mapping/1\n", "a mapping of Bestand, which tells how to read one", OTHER, id="mapping"
        ),
        pytest.param(b"%PDF-1.7\n\x00", "a PDF file", "Ask for the workbook that it was made from.", id="pdf"),
        pytest.param(b"\x1f\x8b\x08\x00", "a packed file (gzip)", UNPACK, id="gzip"),
        pytest.param(b"\x00\x01\x02binary", "a file of an unknown format", OTHER, id="binary"),
        pytest.param(
            b"\x09\x04\x06\x00\x00\x00",
            "an Excel workbook of a very old version (Excel 5 or earlier)",
            SAVE_AS,
            id="xls-4",
        ),
        pytest.param(compound("WordDocument"), "a Word document in the old format (.doc)", OTHER, id="doc"),
        pytest.param(compound("Contents"), "a file of an unknown format", OTHER, id="other-compound"),
    ],
)
def test_other_files_are_called_what_they_are_whatever_their_name(
    tmp_path: Path, content: bytes, kind: str, remedy: str
) -> None:
    path = tmp_path / "inventar.xlsx"
    path.write_bytes(content)
    assert refusal(path) == (f"inventar.xlsx is {kind}, which cannot be read as a workbook", remedy)


@pytest.mark.parametrize(
    ("parts", "kind", "remedy"),
    [
        pytest.param({"brief_txt": b"x"}, "an archive without a workbook in it", UNPACK, id="zip"),
        pytest.param({"mimetype": b"application/vnd.oasis.opendocument.text"}, "an OpenDocument file", OTHER, id="odt"),
        pytest.param(
            {"mimetype": b"application/vnd.sun.xml.calc"}, "a spreadsheet of OpenOffice 1 (.sxc)", SAVE_AS, id="sxc"
        ),
        pytest.param({"word__document_xml": b"<x/>"}, "a Word document (.docx)", OTHER, id="docx"),
        pytest.param({"ppt__presentation_xml": b"<x/>"}, "a PowerPoint presentation (.pptx)", OTHER, id="pptx"),
    ],
)
def test_other_archives_are_called_what_they_are_whatever_their_name(
    tmp_path: Path, parts: dict[str, bytes], kind: str, remedy: str
) -> None:
    path = archive(tmp_path / "inventar.xlsx", **parts)
    assert refusal(path) == (f"inventar.xlsx is {kind}, which cannot be read as a workbook", remedy)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        pytest.param(b"Nr.;Titel\n1;B\xe4ume\n", "csv", id="csv-windows-1252"),
        pytest.param("Nr.\tTitel\n".encode("utf-16"), "csv", id="csv-utf-16"),
        pytest.param(b"Titel;Text\nB;<table><tr></table>\n", "csv", id="csv-with-html-in-a-cell"),
        pytest.param(compound("Workbook"), "xls", id="xls"),
        pytest.param(compound("Book"), "xls", id="xls-5"),
        pytest.param(compound("Workbook", "WordDocument"), "xls", id="xls-with-a-document-in-it"),
    ],
)
def test_the_kind_is_told_by_the_content(tmp_path: Path, content: bytes, kind: str) -> None:
    path = tmp_path / "inventar.xlsx"
    path.write_bytes(content)
    assert tell_kind(path) == kind


@pytest.mark.parametrize(
    ("parts", "kind"),
    [
        pytest.param({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}, "ods", id="ods"),
        pytest.param({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet-template"}, "ods", id="ots"),
        pytest.param({"xl__workbook_bin": b"\0", "types": b"spreadsheetml"}, "xlsb", id="xlsb"),
        pytest.param({"xl__workbook_xml": b"<x/>"}, "xlsx", id="xlsx"),
        pytest.param(
            {
                "xl__workbook_xml": b"<x/>",
                "types": b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
            },
            "xlsm",
            id="xlsm",
        ),
    ],
)
def test_the_kind_of_an_archive_is_told_by_its_parts(tmp_path: Path, parts: dict[str, bytes], kind: str) -> None:
    assert tell_kind(archive(tmp_path / "inventar.csv", **parts)) == kind


def test_a_reader_of_one_kind_refuses_the_others(tmp_path: Path) -> None:
    path = tmp_path / "inventar.xlsx"
    path.write_bytes(compound("Workbook"))
    assert xlsx_refusal(path) == (
        "inventar.xlsx is an Excel workbook in the old format (.xls), which cannot be read as a workbook",
        SAVE_AS,
    )


def test_a_file_larger_than_the_limit_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "inventar.csv"
    path.write_bytes(b"Titel\n" * 100)
    assert refusal(path, Limits(plain=599))[0].startswith("inventar.csv is far larger")
    assert read_workbook(path, Limits(plain=600)).sheets


def test_a_missing_file_is_named_with_its_path(tmp_path: Path) -> None:
    what, remedy = refusal(tmp_path / "fehlt.xlsx")
    assert what == f"{tmp_path / 'fehlt.xlsx'} does not exist"
    assert remedy.startswith("Check the spelling of the path")


def test_a_folder_is_no_workbook(tmp_path: Path) -> None:
    assert refusal(tmp_path) == (f"{tmp_path} is a folder, not a workbook", OTHER)


def test_a_name_too_long_for_the_file_system_is_a_problem(tmp_path: Path) -> None:
    assert str(tmp_path) in refusal(tmp_path / ("x" * 5000))[0]


def test_an_empty_file_is_called_empty(tmp_path: Path) -> None:
    path = tmp_path / "inventar.xlsx"
    path.touch()
    assert refusal(path)[0] == "inventar.xlsx is empty (0 bytes)"


def test_excels_lock_file_leads_to_the_workbook_itself(tmp_path: Path) -> None:
    path = tmp_path / "~$inventar.xlsx"
    path.write_bytes(b"\x05Amt 7".ljust(165))
    what, remedy = refusal(path)
    assert what == "~$inventar.xlsx is not a workbook: Excel keeps it beside a workbook that is open"
    assert remedy == "Name the workbook itself: inventar.xlsx"


def test_a_password_is_to_be_removed_in_excel(tmp_path: Path) -> None:
    path = tmp_path / "inventar.xlsx"
    path.write_bytes(compound("\x06DataSpaces", "EncryptionInfo", "EncryptedPackage"))
    assert refusal(path) == (
        "inventar.xlsx is protected with a password",
        "Remove the password in Excel under File › Info › Protect Workbook and save the workbook again.",
    )


def test_the_stream_that_tells_of_a_password_is_found_far_behind(tmp_path: Path) -> None:
    path = tmp_path / "inventar.xlsx"
    path.write_bytes(compound("x") + bytes(128 * 5000) + compound("EncryptedPackage")[512:])
    assert refusal(path)[0] == "inventar.xlsx is protected with a password"


def test_an_archive_with_a_password_is_to_be_unpacked(tmp_path: Path) -> None:
    path = archive(tmp_path / "inventar.xlsx", xl__workbook_xml=b"<x/>")
    content = bytearray(path.read_bytes())
    directory = content.rindex(b"PK\x01\x02")
    content[6] |= 1
    content[directory + 8] |= 1
    path.write_bytes(content)
    assert refusal(path)[0] == "inventar.xlsx is an archive with a password"


DAMAGED = "inventar.xlsx is damaged: it was cut off or changed on its way"


@pytest.mark.parametrize("share", [0.05, 0.5, 0.99])
def test_a_truncated_workbook_is_damaged(written: Writer, share: float) -> None:
    path = written(one_title)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    assert refusal(path)[0] == DAMAGED


def test_a_flipped_bit_within_a_part_is_damage(written: Writer) -> None:
    path = written(one_title)
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as file:
        part = file.getinfo("xl/worksheets/sheet1.xml")
    content[part.header_offset + 30 + len(part.filename) + part.compress_size // 2] ^= 4
    path.write_bytes(content)
    assert refusal(path)[0] == DAMAGED


def test_an_unusual_packing_method_counts_as_damage(written: Writer) -> None:
    path = written(one_title)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_BZIP2) as file:
        file.writestr("xl/media/image1.png", b"x" * 1000)
    assert refusal(path)[0] == DAMAGED


TOO_LARGE = "inventar.xlsx unpacks to far more than an inventory needs, as files do that are made to do harm"


def test_parts_may_not_unpack_to_more_than_the_limit_together(written: Writer) -> None:
    path = written(one_title)
    assert refusal(path, Limits(total=4_000))[0] == TOO_LARGE
    assert read_workbook(path, Limits(total=100_000)).sheets


def test_a_part_may_not_shrink_too_much_when_packed(written: Writer) -> None:
    path = written(one_title)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as file:
        file.writestr("xl/media/image1.png", bytes(2_000_000))
    assert refusal(path, Limits(ratio_from=1_000_000))[0] == TOO_LARGE
    assert read_workbook(path, Limits(ratio_from=3_000_000)).sheets


def test_what_other_archives_unpack_to_is_bounded_too(tmp_path: Path) -> None:
    path = archive(tmp_path / "inventar.xlsx", mimetype=ODS.encode(), content_xml=b"<x/>", thumbnail=bytes(2_000_000))
    assert refusal(path, Limits(ratio_from=1_000_000))[0] == TOO_LARGE
    path = archive(tmp_path / "inventar.xlsx", xl__workbook_bin=b"", thumbnail=bytes(2_000_000))
    assert refusal(path, Limits(ratio_from=1_000_000))[0] == TOO_LARGE


def test_there_may_not_be_too_many_parts(written: Writer) -> None:
    assert refusal(written(one_title), Limits(parts=3))[0] == TOO_LARGE


@pytest.mark.parametrize(("limits", "sentence"), [(Limits(), DAMAGED), (Limits(total=1_000_000), TOO_LARGE)])
def test_a_size_that_the_directory_understates_is_not_believed(written: Writer, limits: Limits, sentence: str) -> None:
    path = written(one_title)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as file:
        file.writestr("xl/media/image1.png", bytes(5_000_000))
    content = path.read_bytes()
    assert content.count(struct.pack("<L", 5_000_000)) == 2
    path.write_bytes(content.replace(struct.pack("<L", 5_000_000), struct.pack("<L", 7)))
    assert refusal(path, limits)[0] == sentence


def test_a_workbook_is_known_by_its_content_whatever_its_name(written: Writer, tmp_path: Path) -> None:
    path = written(one_title).rename(tmp_path / "inventar.txt")
    assert read_workbook(path).sheets[0].value(2, 2) == "Baumkataster"


def test_a_main_part_with_another_name_is_found(written: Writer, tmp_path: Path) -> None:
    path, moved = written(one_title), tmp_path / "moved.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(moved, "w") as new:
        for name in old.namelist():
            new.writestr(
                name.replace("workbook.xml", "mappe.xml"),
                old.read(name).replace(b"workbook.xml", b"mappe.xml"),
            )
    assert read_workbook(moved).sheets[0].value(2, 2) == "Baumkataster"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps rights apart from modes")
def test_a_device_is_no_workbook() -> None:
    assert refusal(Path("/dev/null"))[0] == f"{Path('/dev/null')} is not a file"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Give the bytes of a small workbook with a bit of everything."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Nr.", "Titel", None, '=HYPERLINK("https://example.org/","x")'])
    sheet.append([1, "Baumkataster", 2.5, True])
    sheet["B2"].hyperlink = "https://example.org/daten"
    sheet.merge_cells("A3:B4")
    path = tmp_path_factory.mktemp("small") / "small.xlsx"
    book.save(path)
    return path.read_bytes()


def survives(path: Path, content: bytes) -> None:
    """Read damaged bytes: a workbook or a Problem, nothing else."""
    path.write_bytes(content)
    with suppress(Problem):
        assert isinstance(read_workbook(path), Workbook)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_cut_copies_end_in_a_workbook_or_a_problem(small: bytes, tmp_path: Path, data: st.DataObject) -> None:
    survives(tmp_path / "cut.xlsx", small[: data.draw(st.integers(0, len(small)))])


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_copies_with_flipped_bits_end_in_a_workbook_or_a_problem(
    small: bytes, tmp_path: Path, data: st.DataObject
) -> None:
    flipped = bytearray(small)
    for bit in data.draw(st.lists(st.integers(0, len(small) * 8 - 1), min_size=1, max_size=4)):
        flipped[bit // 8] ^= 1 << bit % 8
    survives(tmp_path / "flipped.xlsx", bytes(flipped))


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_broken_xml_in_a_whole_archive_ends_in_a_workbook_or_a_problem(
    small: bytes, tmp_path: Path, rewritten: Rewriter, data: st.DataObject
) -> None:
    path = tmp_path / "broken.xlsx"
    path.write_bytes(small)
    parts = ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml", "xl/_rels/workbook.xml.rels"]
    victim = data.draw(st.sampled_from([*parts, "[Content_Types].xml", "xl/worksheets/_rels/sheet1.xml.rels"]))

    def damage(name: str, content: bytes) -> bytes | None:
        if name != victim:
            return content
        at = data.draw(st.integers(0, len(content) - 1))
        return content[:at] + data.draw(st.binary(max_size=3)) + content[at + data.draw(st.integers(0, 9)) :]

    survives(path, rewritten(path, damage).read_bytes())
