"""A small writer of OpenDocument spreadsheets for tests, from pieces of XML as they stand in real files."""

from __future__ import annotations

import zipfile
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
NAMESPACES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "number": "urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xlink": "http://www.w3.org/1999/xlink",
    "calcext": "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0",
}
MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{MIMETYPE}">{{}}</manifest:file-entry>'
    "</manifest:manifest>"
)


def write_ods(path: Path, tables: str, *, styles: str = "", before: str = "", after: str = "", entry: str = "") -> Path:
    """Write a spreadsheet: its tables, and what stands before and behind them; ``entry`` goes into the manifest."""
    spaces = " ".join(f"xmlns:{prefix}={quoteattr(uri)}" for prefix, uri in NAMESPACES.items())
    content = (
        f"<office:document-content {spaces}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{before}{tables}{after}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    return write_content(path, content, entry)


def write_content(path: Path, content: str, entry: str = "") -> Path:
    """Write a spreadsheet with the given content."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", MIMETYPE, zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", MANIFEST.format(entry))
        archive.writestr("content.xml", content)
    return path


def table(*rows: str, name: str = "Daten", attributes: str = "", columns: str = "") -> str:
    """Write a table."""
    return f"<table:table table:name={quoteattr(name)} {attributes}>{columns}{''.join(rows)}</table:table>"


def row(*cells: str, attributes: str = "") -> str:
    """Write a row of cells; what is no XML is a text."""
    inner = "".join(one if one.startswith("<") else text(one) for one in cells)
    return f"<table:table-row {attributes}>{inner}</table:table-row>"


def text(shown: str, attributes: str = "") -> str:
    """Write a cell that holds a text."""
    paragraphs = "".join(f"<text:p>{escape(line)}</text:p>" for line in shown.split("\n"))
    return f'<table:table-cell office:value-type="string" {attributes}>{paragraphs}</table:table-cell>'


def number(value: str, shown: str, attributes: str = "") -> str:
    """Write a cell that holds a number."""
    inner = f"<text:p>{escape(shown)}</text:p>"
    return f'<table:table-cell office:value-type="float" office:value="{value}" {attributes}>{inner}</table:table-cell>'


def empty(columns: int = 1, attributes: str = "") -> str:
    """Write empty cells."""
    return f'<table:table-cell table:style-name="ce1" table:number-columns-repeated="{columns}" {attributes}/>'


def blank_rows(rows: int) -> str:
    """Write rows that are formatted to the sheet's end and hold nothing."""
    return row(empty(16_384), attributes=f'table:number-rows-repeated="{rows}"')
