"""What a template lets people type: drop-down lists, dates, lengths, addresses, each with a hint when it is clicked.

Formulas are in English with commas, as files hold them; Excel and LibreOffice show them in the language of the user.
Excel's limits: 32 characters for the title of a hint, 255 for a hint, 225 for an error, 255 for a formula.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from openpyxl.worksheet.datavalidation import DataValidation

from toolkit.mapping.spec import APPROVALS
from toolkit.template.layout import Column, Kind, Need
from toolkit.template.lists import CHOSEN

if TYPE_CHECKING:
    from toolkit.template.wording import Wording

_TITLE: Final = 32
_PROMPT: Final = 255
_ERROR: Final = 225
_FORMULA: Final = 255
FIRST_DAY: Final = 18_264
"""1 January 1950 as spreadsheet programs count days: a lone year typed into a date column lies far below it."""

_OPEN_LISTS = frozenset({"file-type"})
Style = Literal["stop", "warning", "information"]


@dataclass(frozen=True, slots=True)
class Area:
    """The prepared cells of one column: its letters, and the first and the last row."""

    letters: str
    first: int
    last: int

    @property
    def cells(self) -> str:
        """The range as a sheet names it."""
        return f"{self.letters}{self.first}:{self.letters}{self.last}"

    @property
    def fixed(self) -> str:
        """The range with fixed corners."""
        return f"${self.letters}${self.first}:${self.letters}${self.last}"

    @property
    def top(self) -> str:
        """The first cell, which formulas speak of."""
        return f"{self.letters}{self.first}"


def build_validation(
    column: Column, area: Area, wording: Wording, list_name: str, role: Literal["", "key", "dataset"] = ""
) -> DataValidation:
    """Make what is asked of the cells of a column, with its hint; ``role`` tells columns of keys."""
    rule, error, style = _find_rule(column, area, wording, list_name, role)
    validation = DataValidation(
        allow_blank=role != "dataset",  # with blanks allowed, Excel takes anything where the named range holds a blank
        showInputMessage=True,
        promptTitle=_cut(column.heading, _TITLE),
        prompt=_build_prompt(column, wording),
        showErrorMessage=bool(error),
        sqref=area.cells,
        **rule,
    )
    if error:
        validation.errorTitle = wording.text("error-title")
        validation.error = _cut(error, _ERROR)
        validation.errorStyle = style
    return validation


def _find_rule(
    column: Column, area: Area, wording: Wording, list_name: str, role: str
) -> tuple[dict[str, Any], str, Style]:
    """Give the rule, what is said where it is broken, and how firmly."""
    cell = area.top
    if role == "key":
        return _custom(f"SUMPRODUCT(--({area.fixed}={cell}))<2"), wording.text("error-key"), "stop"
    if role == "dataset":
        return _list(CHOSEN), wording.text("error-dataset", datasets=wording.text("datasets")), "warning"
    match column.kind:
        case Kind.CHOICE:
            is_open = column.vocabulary in _OPEN_LISTS
            error = "" if column.question in APPROVALS else wording.text("error-choice")
            return _list(list_name), error, "warning" if is_open else "stop"
        case Kind.CHOICES:
            return _list(list_name), "", "information"
        case Kind.DATE:
            rule = {"type": "date", "operator": "greaterThanOrEqual", "formula1": str(FIRST_DAY)}
            return rule, wording.text("error-date"), "warning"
        case Kind.NUMBER:
            rule = {"type": "decimal", "operator": "greaterThanOrEqual", "formula1": "0"}
            return rule, wording.text("error-number"), "warning"
        case Kind.ADDRESS:
            return _custom(_is_address(cell)), wording.text("error-address"), "warning"
        case Kind.MAILBOX:
            return _custom(is_mailbox(cell)), wording.text("error-mailbox"), "warning"
    if column.longest:
        rule = {"type": "textLength", "operator": "lessThanOrEqual", "formula1": str(column.longest)}
        return rule, wording.text("error-length", n=column.longest), "warning"
    return {}, "", "information"


def _list(name: str) -> dict[str, Any]:
    return {"type": "list", "formula1": name}


def _custom(formula: str) -> dict[str, Any]:
    if len(formula) > _FORMULA:
        raise ValueError(formula)
    return {"type": "custom", "formula1": formula}


def _is_address(cell: str) -> str:
    """Write what a web address looks like."""
    return f'OR(LEFT({cell},8)="https://",LEFT({cell},7)="http://")'


def is_mailbox(cell: str) -> str:
    """Write what one mail address looks like: one @ with something before it, a dot behind it, no blank."""
    at = f'FIND("@",{cell})'
    return (
        f'AND(ISNUMBER({at}),IFERROR({at},0)>1,ISNUMBER(FIND(".",{cell},IFERROR({at},1))),'
        f'ISERROR(FIND(" ",{cell})),LEN({cell})-LEN(SUBSTITUTE({cell},"@",""))=1)'
    )


def _build_prompt(column: Column, wording: Wording) -> str:
    """Write the hint of a cell: how much it is needed, what belongs there, how several values are separated."""
    return _cut(" ".join(_list_hints(column, column.need, wording)), _PROMPT)


def _list_hints(column: Column, need: Need, wording: Wording) -> Iterator[str]:
    yield f"{wording.text(need).capitalize()}."
    yield column.hint
    if column.separator:
        mark = wording.text("line-break") if column.separator == "\n" else column.separator
        yield f"{wording.text('allowed-list', separator=mark).capitalize()}."


def _cut(text: str, most: int) -> str:
    """Shorten a text to what Excel takes.

    >>> _cut("Räumliche Auflösung in Metern", 12)
    'Räumliche A…'
    """
    return text if len(text) <= most else f"{text[: most - 1]}…"
