"""Excel workbooks (.xlsx, .xlsm) to values: every sheet with what its author sees and what is hidden."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from openpyxl.packaging.relationship import get_dependents
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.xml.constants import SHARED_STRINGS

from toolkit.model.grid import Sheet, Workbook
from toolkit.model.message import say
from toolkit.model.problem import Problem
from toolkit.reading.comments import read_comments
from toolkit.reading.container import DEFAULT_LIMITS, Limits, open_container
from toolkit.reading.formats import parse_padding
from toolkit.reading.handback import drop_feedback, find_marked
from toolkit.reading.styles import find_looks, read_strings
from toolkit.reading.text import clean
from toolkit.reading.trouble import Causes, explained
from toolkit.reading.validations import fill_lists
from toolkit.reading.worksheet import Part, Shared, TooManyCoveredError, read_sheet

_REMEDY = say("Open it in Excel or LibreOffice, save it as a new Excel workbook (.xlsx), and try again with that.")
_CAUSES: Causes = (
    (TooManyCoveredError, say("its merged cells and its hyperlinks cover more cells than it can be meant to have")),
    (KeyError, say("a part of it is missing")),
)


def read_workbook(path: Path, limits: Limits = DEFAULT_LIMITS) -> Workbook:
    """Read a workbook: formulas as last calculated, charts and pictures left out. The file is never written.

    Raises Problem for whatever is no workbook, is damaged or goes beyond the limits.
    """
    with open_container(path, limits) as file, warnings.catch_warnings():
        # openpyxl warns of what it would lose on saving (extensions, drawings, print settings); nothing is saved here.
        warnings.filterwarnings("ignore", category=UserWarning, module=r"openpyxl\.")
        with explained(path.name, _REMEDY, _CAUSES):
            package = _read_package(file)
            shared = _share(path.name, package)
            relationships: Any = package.parser.rels  # a dict by id, whatever the stubs say
        sheets = tuple(
            sheet
            for entry in package.parser.sheets
            for sheet in _read_entry(entry, relationships.get(entry.id), package, shared, limits)
        )
        names = _list_names(package)
        sheets = fill_lists(sheets, names, limits.covered)
    whole = Workbook(path.name, str(path.absolute().parent), sheets, _tell_kind(package))
    return drop_feedback(whole, find_marked(names))


def _read_package(file: BinaryIO) -> ExcelReader:
    """Let openpyxl read all that the sheets share; properties, names, charts and pivot tables are not looked at."""
    package = ExcelReader(file, data_only=True, keep_links=False)
    package.read_manifest()
    manifest: Any = package.package  # the stubs leave its methods untyped
    strings = manifest.find(SHARED_STRINGS)
    if strings is not None:
        with package.archive.open(strings.PartName.removeprefix("/")) as stream:
            package.shared_strings = read_strings(stream)
    package.read_workbook()
    apply_stylesheet(package.archive, package.wb)
    return package


def _tell_kind(package: ExcelReader) -> str:
    """Tell by its content type whether a workbook may hold macros, which are never run ([MS-OFFMACRO2] 2.1.2)."""
    types = (*package.package.Override, *package.package.Default)
    return "xlsm" if any("macroenabled.main" in part.ContentType.casefold() for part in types) else "xlsx"


def _list_names(package: ExcelReader) -> dict[tuple[str, str], str]:
    """Give what the workbook's names stand for, by sheet (empty where a name holds for all) and name in lower case."""
    sheets = [clean(entry.name).casefold() for entry in package.parser.sheets]
    names: dict[tuple[str, str], str] = {}
    parser: Any = package.parser  # the stubs leave out its names
    for name in parser.defined_names.definedName:
        local = name.localSheetId
        sheet = "" if local is None else sheets[local] if local < len(sheets) else None
        if sheet is not None and name.name:
            names[sheet, name.name.casefold()] = (name.value or "").strip().removeprefix("=")
    return names


def _share(name: str, package: ExcelReader) -> Shared:
    """Take what the sheets need of the workbook's strings, settings and styles."""
    book: Any = package.wb  # the stubs leave out what apply_stylesheet fills in
    codes = [_find_format(style.numFmtId, book) for style in book._cell_styles]  # noqa: SLF001 (no public name)
    padded = {number: padding for number, code in enumerate(codes) if (padding := parse_padding(code))}
    looks = find_looks(book._fonts, [style.fontId for style in book._cell_styles])  # noqa: SLF001 (no public names)
    return Shared(name, package.shared_strings, book.epoch, book._date_formats, book._timedelta_formats, padded, looks)  # noqa: SLF001 (no public names)


def _find_format(number: int, book: Any) -> str:
    """Give the number format with a number; openpyxl counts a workbook's own ones from 164."""
    if number < BUILTIN_FORMATS_MAX_SIZE:
        return BUILTIN_FORMATS.get(number, "")
    return str(book._number_formats[number - BUILTIN_FORMATS_MAX_SIZE])  # noqa: SLF001 (no public name)


def _read_entry(entry: Any, relationship: Any, package: ExcelReader, shared: Shared, limits: Limits) -> Iterator[Sheet]:
    """Read one sheet of the workbook's list; a sheet that is one chart gives none. Raises Problem."""
    if relationship is None or relationship.target not in package.valid_files:
        raise Problem(
            say(
                "{file} cannot be read: its sheet {sheet} is not where it should be",
                file=shared.workbook,
                sheet=entry.name,
            ),
            say("Save it in Excel as “Excel Workbook (.xlsx)”, not as “Strict Open XML Spreadsheet”, and try again."),
        )
    if "chartsheet" in str(relationship.Type):
        return
    where = f"{shared.workbook} › {entry.name}"
    with explained(where, _REMEDY, _CAUSES), package.archive.open(relationship.target) as stream:
        relationships = _read_relationships(package, str(relationship.target))
        targets = {str(one.Id): str(one.Target) for one in relationships}
        name = clean(entry.name) if "_x" in entry.name.casefold() else entry.name
        part = Part(name, entry.state != "visible", targets, read_comments(package.archive, relationships))
        sheet = read_sheet(stream, shared, part, limits.covered)
    yield sheet


def _read_relationships(package: ExcelReader, target: str) -> list[Any]:
    """Read what belongs to a sheet: where its hyperlinks lead to, and the parts with its comments."""
    folder, _, sheet = target.rpartition("/")
    path = f"{folder}/_rels/{sheet}.rels"
    return list(get_dependents(package.archive, path)) if path in package.valid_files else []
