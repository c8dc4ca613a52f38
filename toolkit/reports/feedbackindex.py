"""What was written for which department: a table for whoever sends it, lines for the terminal, data for machines."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from typing_extensions import TypedDict

from toolkit.model.message import Message, say, say_many
from toolkit.reports.ink import Ink
from toolkit.reports.language import Translator

State: TypeAlias = Literal["findings", "fine", "unreadable", "absent", "failed"]
"""Something to correct, nothing to correct, the workbook could not be read, it is not there, nothing was written."""

_STATES: dict[State, Message] = {
    "findings": say("something to correct"),
    "fine": say("nothing to correct"),
    "unreadable": say("not readable"),
    "absent": say("not there"),
    "failed": say("nothing written"),
}
_STYLES: dict[State, str] = {
    "findings": "yellow", "fine": "green", "unreadable": "red", "absent": "dim", "failed": "red",
}  # fmt: skip
# A cell that begins so is a formula to spreadsheet programs, also where the file is mere text.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Bundle:
    """What was written for one department; ``folder`` is its name in the folder of all, ``held`` a guard's stop."""

    inventory: str
    title: str
    state: State
    folder: str = ""
    files: tuple[str, ...] = ()
    mail: str = ""
    datasets: int = 0
    public: int = 0
    held_back: int = 0
    errors: int = 0
    warnings: int = 0
    reason: Message | None = None
    remedy: Message | None = None
    is_guarded: bool = False
    kept: tuple[str, ...] = field(default=())


class BundleData(TypedDict):
    """One department."""

    inventory: str
    title: str
    state: State
    folder: str | None
    files: list[str]
    mail: str | None
    datasets: int
    public: int
    held_back: int
    errors: int
    warnings: int
    reason: str | None
    remedy: str | None


def build_index(bundles: Iterable[Bundle], translator: Translator) -> str:
    """Write the table as a text for spreadsheet programs: semicolons between cells, no cell a formula."""
    headings = (
        say("Inventory"), say("Title"), say("State"), say("To"), say("Folder"), say("Datasets"),
        say("Ready for the public"), say("Held back"), say("Errors"), say("Warnings"), say("Reason"),
    )  # fmt: skip
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(map(translator.render, headings))
    for one in bundles:
        state, reason = translator.render(_STATES[one.state]), _write_reason(one, translator)
        cells = (one.inventory, one.title, state, one.mail, one.folder)
        figures = (one.datasets, one.public, one.held_back, one.errors, one.warnings)
        writer.writerow([*map(_disarm, cells), *map(str, figures), _disarm(reason)])
    return out.getvalue()


def _disarm(text: str) -> str:
    """Keep a cell from being taken for a formula.

    >>> _disarm("=1+1"), _disarm("Amt 61")
    ("'=1+1", 'Amt 61')
    """
    return f"'{text}" if text.startswith(_FORMULA) else text


def _write_reason(one: Bundle, translator: Translator) -> str:
    return " → ".join(translator.render(part) for part in (one.reason, one.remedy) if part)


def build_feedback_text(bundles: Sequence[Bundle], place: str, translator: Translator, ink: Ink) -> str:
    """Write a line for each department, and what to do with all of it."""
    lines = [line for one in bundles for line in _write_bundle(one, translator, ink)]
    written = sum(bool(one.folder) for one in bundles)
    end = say_many(
        "Written for {n} department, in {place}. Look it through, then send each folder to those whom it is for.",
        "Written for {n} departments, in {place}. Look it through, then send each folder to those whom it is for.",
        written,
        place=place,
    )
    return "\n".join([*lines, ink.wrap(translator.render(end))])


def _write_bundle(one: Bundle, translator: Translator, ink: Ink) -> Iterable[str]:
    state = ink.paint(translator.render(_STATES[one.state]), _STYLES[one.state])
    figures = say_many(
        "{n} dataset, ready for the public: {public}; errors: {errors}, warnings: {warnings}",
        "{n} datasets, ready for the public: {public}; errors: {errors}, warnings: {warnings}",
        one.datasets,
        public=one.public,
        errors=one.errors,
        warnings=one.warnings,
    )
    told = f": {translator.render(figures)}" if one.state in {"findings", "fine"} else ""
    yield ink.wrap(f"{one.inventory}  {state}{told}", "", "  ")
    reason = _write_reason(one, translator)
    if reason:
        yield ink.wrap(reason, "  ", "    ")
    for name in one.kept:
        kept = say("{file} was changed since and stays as it is.", file=name)
        yield ink.wrap(translator.render(kept), "  ", "    ")


def build_feedback_data(bundles: Iterable[Bundle], translator: Translator) -> list[BundleData]:
    """Give all departments as data."""
    return [
        {
            "inventory": one.inventory,
            "title": one.title,
            "state": one.state,
            "folder": one.folder or None,
            "files": list(one.files),
            "mail": one.mail or None,
            "datasets": one.datasets,
            "public": one.public,
            "held_back": one.held_back,
            "errors": one.errors,
            "warnings": one.warnings,
            "reason": translator.render(one.reason) if one.reason else None,
            "remedy": translator.render(one.remedy) if one.remedy else None,
        }
        for one in bundles
    ]
