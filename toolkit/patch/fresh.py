"""A new workbook with nothing but further sheets, for sources that no copy with changes can be made of."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from zipfile import ZipFile, ZipInfo

from toolkit.patch.archive import read_members
from toolkit.patch.book import Book
from toolkit.patch.package import PACKAGE_RELATIONSHIPS, RELATIONSHIPS_TYPE, TYPES, Package
from toolkit.patch.patch import FurtherSheet
from toolkit.patch.sheetpart import LINKS, MAIN
from toolkit.patch.writing import replacing

_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_PARTS = {
    TYPES: (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_WORKBOOK}"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{PACKAGE_RELATIONSHIPS}"><Relationship Id="rId1" '
        f'Type="{RELATIONSHIPS_TYPE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><bookViews><workbookView/></bookViews><sheets></sheets></workbook>'
    ),
}
"""A workbook without sheets (ECMA-376 part 1, 12.2)."""


def write_fresh(sheets: Sequence[FurtherSheet], out: Path) -> None:
    """Write a new workbook with these sheets; links to cells of other workbooks stay plain texts.

    Raises Problem where it cannot be written.
    """
    skeleton = io.BytesIO()
    with ZipFile(skeleton, "w") as archive:
        for name, text in _PARTS.items():
            archive.writestr(ZipInfo(name), _DECLARATION + text)
    with ZipFile(skeleton) as archive:
        known = {name.casefold(): name for name in archive.namelist()}
        package = Package(out.name, skeleton, archive, read_members(skeleton, archive), known)
        Book(package).add_sheets(sheets, mark=False)
        with replacing(out) as file:
            package.save(file)
