"""Workbooks for the tests, written by XlsxWriter or by hand, and what is looked at in their copies."""

from __future__ import annotations

import posixpath
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import xlsxwriter
from defusedxml.ElementTree import fromstring

from toolkit.patch.sheetpart import ORDER

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
TYPES = "[Content_Types].xml"
SHEET = "xl/worksheets/sheet1.xml"
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108020000009077"
    "53de0000000c4944415408d763f8cfc000000301010018dd8db00000000049454e44ae426082"
)


def read_parts(path: Path) -> dict[str, bytes]:
    """Give all parts, in their order."""
    with ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def read_text(path: Path, part: str = SHEET) -> str:
    return read_parts(path)[part].decode()


def rewrite(path: Path, changes: Mapping[str, str | bytes | None], out: Path | None = None) -> Path:
    """Write a workbook with other parts; None leaves one out."""
    parts: dict[str, Any] = {**read_parts(path), **changes}
    target = out or path
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            if content is not None:
                archive.writestr(name, content)
    return target


def relate(text: str, *relationships: str) -> str:
    """Add relationships, each "id type target", to a part of them."""
    added = "".join(
        f'<Relationship Id="{ident}" Type="{LINKS}/{kind}" Target="{target}"/>'
        for ident, kind, target in (one.split() for one in relationships)
    )
    return text.replace("</Relationships>", f"{added}</Relationships>")


def declare(text: str, part: str, content_type: str) -> str:
    return text.replace("</Types>", f'<Override PartName="/{part}" ContentType="{content_type}"/></Types>')


def write_plain(path: Path, rows: int = 6, sheet: str = "Daten") -> Path:
    """Write a sheet of texts and numbers."""
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet(sheet)
        page.write_row(0, 0, ["Titel", "Lizenz", "Anzahl"])
        for row in range(1, rows):
            page.write_row(row, 0, [f"Bäume & Büsche {row}", "CC BY", row])
    return path


def write_rich(path: Path) -> Path:
    """Write a workbook with all that XlsxWriter knows and that must survive."""
    picture = path.with_name("pixel.png")
    picture.write_bytes(PIXEL)
    with xlsxwriter.Workbook(path) as book:
        page, other = book.add_worksheet("Daten"), book.add_worksheet("Amt's Liste")
        bold = book.add_format({"bold": True, "num_format": "dd.mm.yyyy"})
        red = book.add_format({"bg_color": "#FF0000"})
        page.set_column("A:A", 30, bold)
        page.write_row(0, 0, ["Titel", "Lizenz", "Anzahl", "Doppelt"])
        for row in range(1, 12):
            page.write_row(row, 0, [f"Bäume {row}", "CC BY", row])
            page.write_formula(row, 3, f"=C{row + 1}*2", None, row * 2)
        page.write_rich_string("A20", "ein ", bold, "fettes", " Wort")
        page.write_comment("B3", "Bitte prüfen", {"author": "Amt"})
        page.write_comment("C5", "Zahl?", {"author": "Amt"})
        page.conditional_format("A1:C10", {"type": "cell", "criteria": ">", "value": 5, "format": red})
        page.conditional_format("C1:C10", {"type": "data_bar", "data_bar_2010": True})
        page.data_validation("B2:B12", {"validate": "list", "source": "='Amt''s Liste'!$A$1:$A$3"})
        page.insert_image("H2", str(picture))
        page.insert_checkbox("J2", False)
        page.insert_button("J4", {"caption": "Los", "macro": "los"})
        page.freeze_panes(1, 0)
        page.set_header("&L&G", {"image_left": str(picture)})
        page.set_landscape()
        page.print_area("A1:D12")
        page.repeat_rows(0)
        page.merge_range("F1:G3", "verbunden")
        page.write_url("A30", "https://daten.example.org/")
        page.protect("", {"objects": True})
        other.write_column("A1", ["ja", "nein", "offen"])
        other.add_table("C1:D4", {"columns": [{"header": "Nr"}, {"header": "Wert"}]})
        other.autofilter("F1:G3")
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=Daten!$C$2:$C$12"})
        other.insert_chart("F6", chart)
        book.define_name("Liste", "='Amt''s Liste'!$A$1:$A$3")
    return path


def load(path: Path) -> openpyxl.Workbook:
    """Open a workbook; openpyxl warns of extensions, which it would lose on saving."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", category=UserWarning, module=r"openpyxl\.")
        return openpyxl.load_workbook(path)


def list_values(path: Path) -> dict[tuple[str, str], Any]:
    """Give each cell that holds something, formulas as they are written."""
    book = load(path)
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


def list_comments(path: Path, sheet: str = "Daten") -> dict[str, tuple[str, str]]:
    """Give each comment's author and text by its cell."""
    return {
        cell.coordinate: (cell.comment.author, cell.comment.text)
        for row in load(path)[sheet].iter_rows()
        for cell in row
        if cell.comment
    }


def check_parts(path: Path) -> None:
    """Assert what every program that opens a workbook relies on."""
    parts = read_parts(path)
    types = fromstring(parts[TYPES])
    declared = {str(one.get("PartName")).lstrip("/").casefold() for one in types if one.tag.endswith("Override")}
    extensions = {str(one.get("Extension")).casefold() for one in types if one.tag.endswith("Default")}
    names = {name.lstrip("/").casefold() for name in parts}
    assert len(names) == len(parts)
    assert declared <= names, declared - names
    for name, content in parts.items():
        if name == TYPES:
            continue
        assert name.lstrip("/").casefold() in declared or name.rpartition(".")[2].casefold() in extensions, name
        if name.endswith((".xml", ".rels", ".vml")):
            root = fromstring(content)
            if root.tag == f"{{{MAIN}}}worksheet":
                _check_order(root)
        if name.endswith(".rels"):
            _check_relationships(name, content, names)


def _check_order(root: Any) -> None:
    """Assert that a worksheet's children stand in the order of CT_Worksheet."""
    names = [child.tag.rpartition("}")[2] for child in root]
    ranks = [ORDER.index(name) for name in names if name in ORDER]
    assert ranks == sorted(ranks), names
    repeatable = {"conditionalFormatting", "cols"}
    once = [name for name in names if name not in repeatable and name in ORDER]
    assert len(once) == len(set(once)), names


def _check_relationships(name: str, content: bytes, names: set[str]) -> None:
    """Assert that relationships lead to parts and have ids of their own."""
    folder = posixpath.dirname(posixpath.dirname(name))
    found = list(fromstring(content))
    assert len({one.get("Id") for one in found}) == len(found)
    for one in found:
        if one.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, str(one.get("Target")))).lstrip("/")
            assert target.casefold() in names, (name, target)
