"""OpenDocument spreadsheets (.ods) to values, in one pass over the content that never holds more than a row of it.

Such a file may say of one empty cell that it is repeated a million times. A reader that makes a grid of that, as
python-calamine does, takes gigabytes for a stray cell; here what is repeated and empty is only counted.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import IO
from xml.etree.ElementTree import Element, TreeBuilder, XMLParser

from defusedxml.common import DTDForbidden

from toolkit.model.grid import Sheet, Workbook
from toolkit.model.message import say
from toolkit.model.problem import Problem
from toolkit.reading.container import DEFAULT_LIMITS, Limits, damaged, open_container
from toolkit.reading.handback import drop_feedback, find_marked
from toolkit.reading.odscell import OFFICE, TABLE
from toolkit.reading.odssheet import OdsSheet, TooManyCellsError
from toolkit.reading.odsstyles import Rules, Styles
from toolkit.reading.signature import Kind
from toolkit.reading.trouble import Causes, explained
from toolkit.reading.validations import fill_lists

_KINDS: tuple[Kind, ...] = ("ods",)
_CONTENT = "content.xml"
_MANIFEST = "META-INF/manifest.xml"
_ENCRYPTED_MARK = b"encryption-data"
_MIB = 1 << 20
_CHUNK = 1 << 16

_TABLE = f"{TABLE}table"
_ROW = f"{TABLE}table-row"
_CELLS = frozenset({f"{TABLE}table-cell", f"{TABLE}covered-table-cell"})
_GROUPS = frozenset(
    f"{TABLE}table-{name}" for name in ("row-group", "header-rows", "rows", "column-group", "header-columns", "columns")
)
_RULES = frozenset({f"{TABLE}content-validation", f"{TABLE}named-range"})

_REMEDY = say("Open it in LibreOffice or Excel, save it as a new workbook (.xlsx), and try again with that.")
_CAUSES: Causes = ((TooManyCellsError, say("it repeats or merges cells more often than it can be meant to")),)

_MOST_KEPT = 200_000
"""How many elements may pile up before one of them is done with: a cell has a handful of them."""


def read_ods(path: Path, limits: Limits = DEFAULT_LIMITS) -> Workbook:
    """Read an OpenDocument spreadsheet. Raises Problem where it is damaged, has a password or is beyond the limits."""
    name = path.name
    with open_container(path, limits, _KINDS) as file, zipfile.ZipFile(file) as archive:
        _refuse_encrypted(name, archive)
        with explained(name, _REMEDY, _CAUSES), archive.open(_CONTENT) as stream:
            content = _Content(name, limits)
            sheets = content.read(stream)
    return drop_feedback(Workbook(name, str(path.absolute().parent), sheets, "ods"), find_marked(content.names))


def _refuse_encrypted(name: str, archive: zipfile.ZipFile) -> None:
    """Raise Problem for a file with a password, and for one that lacks its content (OpenDocument 1.3 part 2, 4.8.4)."""
    parts = archive.namelist()
    manifest = b""
    if _MANIFEST in parts:
        with archive.open(_MANIFEST) as stream:
            manifest = stream.read(_MIB)
    if _ENCRYPTED_MARK in manifest or "encrypted-package" in parts:
        raise Problem(
            say("{file} is protected with a password", file=name),
            say(
                "Open it in LibreOffice and save it under File › Save As without the tick at “Save with password”, "
                "then try again with that."
            ),
        )
    if _CONTENT not in parts:
        raise damaged(name)


class _Content:
    """Reads the content's elements as the parser meets them; whatever has been read leaves the tree at once.

    defusedxml's parser would refuse the same, in Python code that takes ten times as long.
    """

    def __init__(self, workbook: str, limits: Limits) -> None:
        self._workbook = workbook
        self._limits = limits
        self._styles = Styles()
        self._rules = Rules()
        self._tables: list[OdsSheet] = []
        self._builder = TreeBuilder()
        self._path: list[Element] = []
        self._table: Element | None = None
        self._row: Element | None = None
        self._kept = 0
        self.data = self._builder.data

    def read(self, stream: IO[bytes]) -> tuple[Sheet, ...]:
        """Read all sheets. Raises ParseError, DTDForbidden, ValueError and TooManyCellsError."""
        parser = XMLParser(target=self)  # noqa: S314 (doctype() refuses what defusedxml would)
        while chunk := stream.read(_CHUNK):
            parser.feed(chunk)
        parser.close()
        sheets = [table.freeze(self._workbook, self._rules) for table in self._tables if not table.is_cache]
        return fill_lists(sheets, self._rules.names, self._limits.covered)

    @property
    def names(self) -> Mapping[tuple[str, str], str]:
        """What the names of ranges stand for, by their sheet (empty where a name holds for all) and name."""
        return self._rules.names

    def close(self) -> None:
        """Be told by the parser that the document is at its end."""

    def doctype(self, name: str, public: str | None, system: str | None) -> None:
        """Raise DTDForbidden: the parser has met the declaration of a document type."""
        raise DTDForbidden(name, system, public)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Note what the elements to come belong to; raises TooManyCellsError where too many pile up."""
        element = self._builder.start(tag, attributes)
        self._kept += 1
        if self._kept > _MOST_KEPT:
            raise TooManyCellsError
        if self._row is None:
            if tag == _ROW and self._is_in_table():
                self._row = element
                self._tables[-1].start_row(element)
            elif tag == _TABLE and self._path and self._path[-1].tag == f"{OFFICE}spreadsheet":
                self._table = element
                self._tables.append(OdsSheet(element, self._styles, self._limits))
        self._path.append(element)

    def end(self, tag: str) -> None:
        """Take what an element holds, now that it is whole, and let it go."""
        element = self._builder.end(tag)
        self._path.pop()
        if not self._path:
            return
        parent = self._path[-1]
        if self._take(element, parent):
            parent.remove(element)
            self._kept = len(self._path)

    def _is_in_table(self) -> bool:
        """Tell whether the element to come is a part of the sheet itself, within groups at most."""
        for element in reversed(self._path):
            if element is self._table:
                return True
            if element.tag not in _GROUPS:
                return False
        return False

    def _take(self, element: Element, parent: Element) -> bool:
        """Take what an element holds if it is one that counts; tells whether it is done with."""
        if self._row is not None:
            return self._take_in_row(element, parent)
        if element is self._table:
            self._table = None
        elif self._table is not None:
            if element.tag == f"{TABLE}table-column" and self._is_in_table():
                self._tables[-1].take_column(element)
            elif element.tag == f"{TABLE}table-source" and parent is self._table:
                self._tables[-1].is_cache = True
            return parent is self._table or parent.tag in _GROUPS
        elif parent.tag == f"{OFFICE}automatic-styles":
            self._styles.take(element)
        elif element.tag in _RULES:
            self._rules.take(element)
        else:
            return False
        return True

    def _take_in_row(self, element: Element, parent: Element) -> bool:
        """Take a cell of the row at hand, or the row itself."""
        if parent is self._row:
            if element.tag in _CELLS:
                self._tables[-1].take_cell(element)
            return True
        if element is self._row:
            self._tables[-1].end_row()
            self._row = None
            return True
        return False
