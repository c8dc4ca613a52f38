"""What Bestand itself put into a copy of a workbook, taken out again: such a copy reads like the original."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from toolkit.model.grid import Sheet, Workbook, show
from toolkit.model.handback import COMMENT_MARK, FEEDBACK_MARK, FEEDBACK_TITLES, MAPPING_SHEET
from toolkit.reading.text import clean

_TITLES = tuple(FEEDBACK_TITLES.values())


def is_feedback(sheet: Sheet) -> bool:
    """Tell whether a sheet is the feedback that we wrote: its first cell says so, whatever the sheet is called now.

    >>> is_feedback(Sheet("w.xlsx", "Tabelle3", (("Rückmeldung von Bestand zu inventar.xlsx",),)))
    True
    >>> is_feedback(Sheet("w.xlsx", "Rückmeldung", (("Datum", "Rückmeldung"),)))
    False
    """
    return clean(show(sheet.value(1, 1))).startswith(_TITLES)


def is_ours(sheet: Sheet) -> bool:
    """Tell whether a sheet holds what Bestand keeps in a workbook, never data: the mapping of a template.

    >>> is_ours(Sheet("w.xlsx", "_bestand", ())), is_ours(Sheet("w.xlsx", "Bestand", ()))
    (True, False)
    """
    return sheet.name.strip().casefold() == MAPPING_SHEET


def find_marked(names: Mapping[tuple[str, str], str]) -> frozenset[str]:
    """Find the sheet that our hidden name points at; ``names`` are what a workbook's names stand for, as it has them.

    >>> find_marked({("", "_bestand_rueckmeldung"): "'Rückmeldung (2)'!$A$1"})
    frozenset({'Rückmeldung (2)'})
    """
    sheet, _, cell = names.get(("", FEEDBACK_MARK), "").rpartition("!")
    if not cell.startswith("$"):  # the sheet is gone: #REF!
        return frozenset()
    if sheet.startswith("'"):
        sheet = sheet[1:-1].replace("''", "'")
    return frozenset([sheet] if sheet else [])


def drop_feedback(workbook: Workbook, marked: Collection[str] = ()) -> Workbook:
    """Take our feedback out of a workbook: sheets that say so, and those of the names that a hidden name points at.

    A table of text has no sheets that could be ours, so that it stays as it is.
    """
    if workbook.kind == "csv":
        return workbook
    ours = tuple(sheet for sheet in workbook.sheets if sheet.name in marked or is_feedback(sheet))
    kept = tuple(sheet for sheet in workbook.sheets if sheet not in ours)
    return replace(workbook, sheets=kept, feedback=ours) if ours else workbook


def strip_comment(text: str) -> str:
    r"""Take our part out of a comment, line by line; what stands before it stays.

    >>> strip_comment("Bitte prüfen\n— Bestand —\nFehler: kein Datum"), strip_comment("— Bestand —\nFehler")
    ('Bitte prüfen', '')
    """
    if COMMENT_MARK not in text:
        return text
    lines = text.split("\n")
    ours = next((number for number, line in enumerate(lines) if line.strip() == COMMENT_MARK), None)
    return text if ours is None else "\n".join(lines[:ours]).rstrip()
