"""The workbook's own part: which sheets there are, and our further sheet behind them with the names that it needs.

ECMA-376 part 1, 18.2.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape

from toolkit.model.handback import FEEDBACK_MARK
from toolkit.patch.further import CONTENT_TYPE, build_sheet, filter_area, pick_name, quote_sheet
from toolkit.patch.markup import Edits, Element, MarkupError, escape, find_elements, find_root
from toolkit.patch.package import Package
from toolkit.patch.patch import FurtherSheet
from toolkit.patch.refusal import strict
from toolkit.patch.sheetpart import LINKS, MAIN
from toolkit.patch.stylesheet import MINIMAL, add_looks, clear_looks
from toolkit.reading.text import clean

_CHILDREN = (
    "fileVersion fileSharing workbookPr AlternateContent revisionPtr absPath workbookProtection bookViews sheets "
    "functionGroups externalReferences definedNames calcPr oleSize customWorkbookViews pivotCaches smartTagPr "
    "smartTagTypes webPublishing fileRecoveryPr webPublishObjects extLst"
)
_ORDER = tuple(_CHILDREN.split())
_OWN_PARTS = {"printerSettings", "comments", "vmlDrawing", "drawing"}
_STYLES = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_STRICT = "http://purl.oclc.org/ooxml/"
_SHEET = re.compile(r"(?:'((?:[^']|'')+)'|([^'!]+))!")


@dataclass(frozen=True, slots=True)
class Entry:
    """A sheet in the workbook's list: its part is empty where it leads nowhere."""

    name: str
    part: str
    kind: str
    relationship: str
    start: int
    end: int


class Book:
    """The workbook's part in a package. Raises MarkupError and Problem where it is none of the usual kind."""

    def __init__(self, package: Package) -> None:
        found = [one for one in package.relationships("") if one.kind == "officeDocument" and not one.external]
        part = package.find(found[0].target) if found else None
        if part is None:
            raise MarkupError("workbook")
        self.package = package
        self.part = part
        root = find_root(self.text)
        if root.tag.uri.startswith(_STRICT):
            raise strict(package.name)
        if root.tag.local != "workbook" or root.tag.uri != MAIN:
            raise MarkupError("workbook")
        self.prefix = root.tag.prefix

    @property
    def text(self) -> str:
        """The part as it stands by now."""
        return self.package.read(self.part)

    def _find(self, local: str) -> Element | None:
        """Find a child of the workbook."""
        return next(iter(find_elements(self.text, local, depth=1)), None)

    def entries(self) -> list[Entry]:
        """List the sheets in their order."""
        targets = {one.id: one for one in self.package.relationships(self.part)}
        sheets = self._find("sheets")
        entries = []
        for one in find_elements(self.text, "sheet", depth=2):
            if sheets is None or not sheets.start < one.start < sheets.end:
                continue
            ident = one.tag.get("id", LINKS) or ""
            target = targets.get(ident)
            part = self.package.find(target.target) if target else None
            kind = target.kind if target else ""
            entries.append(Entry(one.tag.get("name") or "", part or "", kind, ident, one.start, one.end))
        return entries

    def find_sheet(self, name: str) -> Entry | None:
        """Find a sheet with cells by its name, as it stands in the file or as it is read from there."""
        entries = [one for one in self.entries() if one.kind == "worksheet" and one.part]
        same = (one for one in entries if one.name == name)
        alike = (one for one in entries if clean(one.name).casefold() == clean(name).casefold())
        return next(same, None) or next(alike, None)

    def since_1904(self) -> bool:
        """Tell whether days are counted from 1904 (18.2.28, date1904)."""
        settings = self._find("workbookPr")
        return settings is not None and settings.tag.get("date1904") in {"1", "true", "on"}

    def styles_part(self, *, create: bool = True) -> str:
        """Give the name of the part of styles, which is made where the workbook has none."""
        for one in self.package.relationships(self.part):
            if one.kind == "styles" and (part := self.package.find(one.target)):
                return part
        if not create:
            return ""
        usual = f"{self.folder}styles.xml"  # openpyxl looks for no other name
        part = self.package.free_name(f"{self.folder}styles{{}}.xml") if self.package.find(usual) else usual
        self.package.add(part, MINIMAL)
        self.package.relate(self.part, "styles", part)
        self.package.declare(part, _STYLES)
        return part

    @property
    def folder(self) -> str:
        """The folder of the part, with its slash."""
        return self.part[: self.part.rfind("/") + 1]

    def forget_calculation(self) -> None:
        """Leave the order of calculation out, which names cells whose formula is gone; Excel makes it anew."""
        for one in self.package.relationships(self.part):
            if one.kind == "calcChain":
                self.package.remove(one.target)
                self.package.unrelate(self.part, one.id)

    def recalculate(self) -> None:
        """Let all formulas be calculated when the workbook is opened next (18.2.2, fullCalcOnLoad)."""
        settings = self._find("calcPr")
        edits = Edits(self.text)
        if settings is None:
            edits.insert(self._place_of("calcPr"), f'<{self.prefix}calcPr fullCalcOnLoad="1"/>')
        elif settings.tag.get("fullCalcOnLoad") not in {"1", "true"}:
            edits.set_attribute(settings.tag, "fullCalcOnLoad", "1")
        self.package.write(self.part, edits.apply())

    def _place_of(self, local: str) -> int:
        """Give where a child of the workbook belongs."""
        rank = _ORDER.index(local)
        for one in find_elements(self.text, depth=1):
            if one.tag.local in _ORDER[rank + 1 :]:
                return one.start
        return find_root(self.text).close

    # --- our sheet ---------------------------------------------------------------------------------------------------

    def clear_feedback(self) -> bool:
        """Take our sheet out, with its names; gives whether there was one."""
        mark = next((one for one in self._names() if one.tag.get("name") == FEEDBACK_MARK), None)
        if mark is None:
            return False
        found = _SHEET.match(unescape(self.text[mark.inner : mark.close]).strip())
        name = (found[1].replace("''", "'") if found[1] else found[2]) if found else ""
        entries = self.entries()
        at = next((number for number, one in enumerate(entries) if one.name.casefold() == name.casefold()), None)
        self._drop_names(at)
        if at is not None:
            self._drop_sheet(entries[at])
            self._clamp_views(at, len(entries) - 1)
        return at is not None

    def _names(self) -> list[Element]:
        """List the defined names."""
        return find_elements(self.text, "definedName", depth=2)

    def _drop_names(self, at: int | None) -> None:
        """Remove our sheet's names; those of sheets behind it count one less."""
        edits = Edits(self.text)
        left = 0
        for one in self._names():
            local = one.tag.get("localSheetId") or ""
            number = int(local) if local.isdecimal() else -1
            if one.tag.get("name") == FEEDBACK_MARK or number == at:
                edits.cut(one.start, one.end)
                continue
            left += 1
            if at is not None and number > at:
                edits.set_attribute(one.tag, "localSheetId", str(number - 1))
        holder = self._find("definedNames")
        if holder and not left:
            edits = Edits(self.text)
            edits.cut(holder.start, holder.end)
        self.package.write(self.part, edits.apply())

    def _drop_sheet(self, entry: Entry) -> None:
        """Remove a sheet with the parts that belong to it alone."""
        edits = Edits(self.text)
        edits.cut(entry.start, entry.end)
        self.package.write(self.part, edits.apply())
        self.package.unrelate(self.part, entry.relationship)
        for one in self.package.relationships(entry.part):
            if one.kind in _OWN_PARTS and not one.external:
                self.package.remove(one.target)
        self.package.remove(entry.part)

    def _clamp_views(self, at: int, count: int) -> None:
        """Let views count the sheets that are left; a view of our sheet itself falls back on the first one."""
        edits = Edits(self.text)
        for one in find_elements(self.text, "workbookView", depth=2):
            for name in ("activeTab", "firstSheet"):
                shown = one.tag.get(name) or ""
                if shown.isdecimal() and int(shown) >= at:
                    number = int(shown) - 1 if int(shown) > at else 0
                    edits.set_attribute(one.tag, name, str(max(0, min(number, count - 1))))
        self.package.write(self.part, edits.apply())

    def add_sheets(self, sheets: Sequence[FurtherSheet], *, mark: bool) -> None:
        """Add sheets behind the others, in styles of their own; the first gets the mark where one is asked for."""
        styles = self.styles_part()
        text, numbers = add_looks(self.package.read(styles))
        self.package.write(styles, text)
        taken = [one.name for one in self.entries()]
        names: list[str] = []
        for sheet in sheets:
            names.append(pick_name(sheet.name, [*taken, *names]))
        for sheet, name in zip(sheets, names, strict=True):
            part = self.package.free_name(f"{self.folder}worksheets/sheet{{}}.xml")
            self.package.add(part, build_sheet(sheet, numbers, {*taken, *names}))
            self.package.declare(part, CONTENT_TYPE)
            self._list_sheet(name, self.package.relate(self.part, "worksheet", part))
            self._name_sheet(sheet, name, mark=mark and sheet is sheets[0])

    def _list_sheet(self, name: str, relationship: str) -> None:
        """Put a sheet behind the others in the list."""
        sheets = self._find("sheets")
        if sheets is None:
            raise MarkupError("sheets")
        numbers = [one.tag.get("sheetId") or "" for one in find_elements(self.text, "sheet", depth=2)]
        number = 1 + max((int(one) for one in numbers if one.isdecimal()), default=0)
        prefix = next((one for one, uri in sheets.tag.spaces.items() if uri == LINKS and one), "")
        declared = "" if prefix else f' xmlns:r="{LINKS}"'
        link = f'{prefix or "r"}:id="{relationship}"'
        edits = Edits(self.text)
        edits.append_to(sheets, f'<{self.prefix}sheet{declared} name="{escape(name)}" sheetId="{number}" {link}/>')
        self.package.write(self.part, edits.apply())

    def _name_sheet(self, sheet: FurtherSheet, name: str, *, mark: bool) -> None:
        """Add the names that Excel keeps for a filter and for repeated rows, and the one that tells that it is ours."""
        at = len(self.entries()) - 1
        quoted = escape(quote_sheet(name))
        names = [f'{{}} name="{FEEDBACK_MARK}" hidden="1">{quoted}!$A$1</{{}}>'] if mark else []
        area = filter_area(sheet)
        if area:
            local = f'localSheetId="{at}"'
            names.append(f'{{}} name="_xlnm._FilterDatabase" {local} hidden="1">{quoted}!{area}</{{}}>')
            names.append(f'{{}} name="_xlnm.Print_Titles" {local}>{quoted}!$1:${sheet.header}</{{}}>')
        tag = f"{self.prefix}definedName"
        piece = "".join(f"<{one.replace('{}', tag)}" for one in names)
        if not piece:
            return
        holder = self._find("definedNames")
        edits = Edits(self.text)
        if holder:
            edits.append_to(holder, piece)
        else:
            edits.insert(self._place_of("definedNames"), f"<{tag}s>{piece}</{tag}s>")
        self.package.write(self.part, edits.apply())

    def clear_looks(self) -> None:
        """Take the styles of our sheet out; those of a workbook that had none go as a whole."""
        part = self.styles_part(create=False)
        if part:
            self.package.write(part, clear_looks(self.package.read(part)))

    def drop_bare_styles(self) -> None:
        """Leave out styles that we made for a workbook without any."""
        part = self.styles_part(create=False)
        if part and self.package.read(part) == MINIMAL:
            for one in self.package.relationships(self.part):
                if one.kind == "styles":
                    self.package.unrelate(self.part, one.id)
            self.package.remove(part)
