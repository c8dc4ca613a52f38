"""A copy of a workbook with marks, new values and a further sheet, written at the level of the zip's parts.

Parts that need no change are copied as they lie in the zip. A digital signature of the workbook is left out: it could
not hold for a copy with changes, and Excel would show it as broken. Protection of sheets and of the workbook's
structure stays; it binds people in Excel, not a copy that is written from outside.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from zipfile import ZipFile

from toolkit.model.grid import Position
from toolkit.model.message import say
from toolkit.model.problem import Problem
from toolkit.patch.book import Book, Entry
from toolkit.patch.cellvalues import LONGEST, parse_serial
from toolkit.patch.markup import MarkupError, find_elements
from toolkit.patch.package import TYPES, Package, open_package
from toolkit.patch.patch import Mark, NewCell, NewValue, Patch
from toolkit.patch.refusal import unchangeable, unknown_sheet
from toolkit.patch.rowediting import RowEditor, UnchangeableError
from toolkit.patch.sheetpatch import SheetPatch, read_sheet
from toolkit.patch.stylesheet import add_date_style, add_tint_formats, clear_tint_formats
from toolkit.patch.writing import replacing
from toolkit.reading.container import open_container

_SUFFIXES = {
    "sheet.main+xml": ".xlsx",
    "sheet.macroenabled.main+xml": ".xlsm",
    "template.main+xml": ".xltx",
    "template.macroenabled.main+xml": ".xltm",
}
_COVERED = say("it is merged with others and shows nothing of its own")
_HEADING = say("it is a heading of a table, which Excel keeps in a second place too")
_SIGNATURES = "_xmlsignatures/"


def can_patch(kind: str) -> bool:
    """Tell whether workbooks of a kind can be copied with changes.

    >>> can_patch("xlsx"), can_patch(".XLSM"), can_patch("ods")
    (True, True, False)
    """
    return f".{kind.casefold().lstrip('.')}" in _SUFFIXES.values()


def is_signed(source: Path) -> bool:
    """Tell whether a workbook has a digital signature, which its copy will not have. Raises Problem as reading does."""
    with open_container(source) as file, ZipFile(file) as archive:
        return any(name.lstrip("/").startswith(_SIGNATURES) for name in archive.namelist())


def write_patched(source: Path, patch: Patch, out: Path) -> None:
    """Write a copy of a workbook with what the patch holds, instead of what an earlier patch has put in.

    New values of an earlier patch stay: they are the workbook's own by now. The source is only read; ``out`` is
    there as a whole or not at all. Raises Problem where the source cannot be copied with changes, where it lacks a
    sheet, where a cell cannot be changed, or where ``out`` is the source or has an ending that does not fit its kind.
    """
    _refuse_same(source, out)
    with open_package(source) as package:
        book = Book(package)
        _refuse_ending(book, out)
        _drop_signatures(package)
        _Copy(package, book, patch).build()
        with replacing(out) as file:
            package.save(file)


def _refuse_same(source: Path, out: Path) -> None:
    """Raise Problem where the copy would take the place of its source."""
    if out.exists() and source.exists() and out.samefile(source):
        raise Problem(
            say("{path} is the workbook itself; a copy never takes its place", path=str(out)),
            say("Name another file for the copy."),
        )


def _refuse_ending(book: Book, out: Path) -> None:
    """Raise Problem for a name that Excel would refuse: it opens workbooks only under the ending of their kind."""
    types = find_elements(book.package.read(TYPES))
    main = next((one.tag for one in types if (one.tag.get("PartName") or "").lstrip("/") == book.part), None)
    kind = (main.get("ContentType") or "" if main else "").casefold()
    suffix = next((suffix for ending, suffix in _SUFFIXES.items() if kind.endswith(f".{ending}")), "")
    if suffix and out.suffix.casefold() != suffix:
        raise Problem(
            say("Excel does not open a copy of {file} under the name {name}", file=book.package.name, name=out.name),
            say("Name the copy {name}.", name=out.with_suffix(suffix).name),
        )


def _drop_signatures(package: Package) -> None:
    """Leave digital signatures of the whole workbook out (ECMA-376 part 2, chapter 12)."""
    for part in package.parts():
        if part.startswith(_SIGNATURES):
            package.remove(part)
    for one in package.relationships(""):
        if one.target.startswith(_SIGNATURES):
            package.unrelate("", one.id)


@dataclass(slots=True)
class _Copy:
    """What is put together for one copy."""

    package: Package
    book: Book
    patch: Patch
    _marks: dict[str, list[Mark]] = field(default_factory=lambda: defaultdict(list))
    _values: dict[str, dict[Position, NewCell]] = field(default_factory=lambda: defaultdict(dict))
    _names: dict[str, str] = field(default_factory=dict)
    _dates: dict[tuple[int, bool], int] = field(default_factory=dict)

    def build(self) -> None:
        """Take out what is ours, then put in what the patch holds. Raises Problem and MarkupError."""
        had_feedback = self.book.clear_feedback()
        if had_feedback:
            self.book.clear_looks()
        self._assign()
        sheets = list(self._read_sheets())
        self._clear_styles(had_tints=any(sheet.had_tints for sheet in sheets), had_feedback=had_feedback)
        self._set_values(sheets)
        self._mark(sheets)
        if self.patch.feedback:
            self.book.add_sheets([self.patch.feedback], mark=True)
        for sheet in sheets:
            values = self._values.get(sheet.part)
            if values or sheet.is_changed():
                editor = self._edit(sheet, values, final=True) if values else None
                self.package.streams[sheet.part] = sheet.build_pieces(editor)

    def _assign(self) -> None:
        """Give marks and values to the parts of their sheets. Raises Problem where there is no such sheet."""
        known: dict[str, Entry | None] = {}
        wanted: list[Mark | NewValue] = [*self.patch.marks, *self.patch.values]
        for one in wanted:
            if one.sheet not in known:
                known[one.sheet] = self.book.find_sheet(one.sheet)
            entry = known[one.sheet]
            if entry is None:
                raise unknown_sheet(self.package.name, one.sheet)
            if isinstance(one, Mark):
                self._marks[entry.part].append(one)
                continue
            if isinstance(one.value, str) and len(one.value) > LONGEST:
                reason = say("a cell holds at most {n} signs", n=LONGEST)
                raise unchangeable(self.package.name, one.sheet, one.position, reason)
            self._values[entry.part][one.position] = one.value

    def _read_sheets(self) -> Iterator[SheetPatch]:
        """Read every sheet, and give those that change."""
        for number, entry in enumerate(self.book.entries(), 1):
            if entry.kind != "worksheet" or not entry.part:
                continue
            if entry.part in self._names:
                raise MarkupError(entry.part)
            self._names[entry.part] = entry.name
            marks, values = self._marks.get(entry.part, ()), self._values.get(entry.part)
            marked = [mark.position for mark in marks if mark.comment]
            editor = partial(self._edit, values=values, final=False) if values else None
            try:
                sheet = read_sheet(self.package, entry.part, number, marked, editor)
            except UnchangeableError as error:
                raise unchangeable(self.package.name, entry.name, error.position, error.reason) from error
            sheet.clear()
            if marks or values or sheet.is_changed():
                yield sheet

    def _clear_styles(self, *, had_tints: bool, had_feedback: bool) -> None:
        """Take the formats of our rules out of the styles."""
        part = self.book.styles_part(create=False)
        if part and had_tints:
            self.package.write(part, clear_tint_formats(self.package.read(part)))
        if had_tints or had_feedback:
            self.book.drop_bare_styles()

    def _edit(self, sheet: SheetPatch, values: Mapping[Position, NewCell], *, final: bool) -> RowEditor:
        """Make an editor; at first it only finds out which styles dates need."""
        pick = self._pick if final else self._ask
        return RowEditor(values, sheet.text.prefix, sheet.column_style(), pick, self.book.since_1904())

    def _ask(self, style: int | None, value: NewCell) -> int | None:
        """Note that a date is to stand in a cell of a style."""
        kind = self._dated(value)
        if kind is not None:
            self._dates[style or 0, kind] = -1
        return style

    def _pick(self, style: int | None, value: NewCell) -> int | None:
        """Give the style for a value."""
        kind = self._dated(value)
        return style if kind is None else self._dates[style or 0, kind]

    def _dated(self, value: NewCell) -> bool | None:
        """Tell whether a date has a time; None for what is no date, or is written as a text."""
        if isinstance(value, str | int | float) or value is None:
            return None
        if parse_serial(value, since_1904=self.book.since_1904()) is None:
            return None
        return hasattr(value, "hour")

    def _set_values(self, sheets: list[SheetPatch]) -> None:
        """Prepare what new values need beside their cells. Raises Problem for a cell that nobody sees."""
        for sheet in sheets:
            values = self._values.get(sheet.part, {})
            for position in sheet.anchor(list(values)):
                raise unchangeable(self.package.name, self._names[sheet.part], position, _COVERED)
            for position in sheet.table_headings(list(values)):
                raise unchangeable(self.package.name, self._names[sheet.part], position, _HEADING)
            filled = [position for position, value in values.items() if value not in {None, ""}]
            if filled:
                sheet.widen(filled)
        if self._dates:
            part = self.book.styles_part()
            text = self.package.read(part)
            for style, has_time in sorted(self._dates):
                text, self._dates[style, has_time] = add_date_style(text, style, has_time=has_time)
            self.package.write(part, text)
        if any(sheet.had_formula for sheet in sheets):
            self.book.forget_calculation()
        if self.patch.values:
            self.book.recalculate()

    def _mark(self, sheets: list[SheetPatch]) -> None:
        """Colour cells and add comments."""
        if not self.patch.marks:
            return
        part = self.book.styles_part()
        text, first = add_tint_formats(self.package.read(part))
        self.package.write(part, text)
        for sheet in sheets:
            marks = self._marks.get(sheet.part)
            if marks:
                sheet.mark(marks, first)
