"""How a workbook differs from its mapping, on one screen and as data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from typing_extensions import TypedDict

from toolkit.model.message import Message, enumerate_all, say, say_many
from toolkit.model.table import Column
from toolkit.proposals.drift import Drift, Lost, Moved, SheetDrift, TableDrift
from toolkit.proposals.proposal import ColumnProposal
from toolkit.proposals.uncovered import Uncovered, Word
from toolkit.reports.fieldwords import name_target
from toolkit.reports.findings import CellData, build_cell_data, write_cells
from toolkit.reports.ink import Ink
from toolkit.reports.language import Translator

_MOST_WORDS = 6


def build_drift_text(drift: Drift, translator: Translator, ink: Ink) -> str:
    """Write what differs, the heaviest first, and whether the mapping can still read the file."""
    return "\n".join(_Writer(drift, translator, ink).lines())


class _Writer:
    """Writes one comparison for one reader."""

    def __init__(self, drift: Drift, translator: Translator, ink: Ink) -> None:
        self.drift = drift
        self.translator = translator
        self.ink = ink

    def lines(self) -> Iterator[str]:
        head = say("compared with the mapping “{mapping}”", mapping=self.drift.mapping)
        yield self.ink.wrap(f"{self.ink.paint(self.drift.file, 'bold')}  {self._say(head)}", "", "  ")
        for table in self.drift.tables:
            yield from self._write_rows(table)
            for sheet in table.sheets:
                yield from self._write_sheet(table, sheet)
        yield ""
        yield self.ink.paint(self.ink.wrap(self._say(_sum_up(self.drift))), "red" if self.drift.breaks else "bold")

    def _say(self, message: Message) -> str:
        return self.translator.render(message)

    def _write(self, mark: str, style: str, message: Message, detail: Message | None = None) -> Iterator[str]:
        """Write one difference behind its mark, and what more there is to say below it."""
        yield self.ink.wrap(f"{self.ink.paint(mark, style)} {self._say(message)}", "  ", "    ")
        if detail:
            yield self.ink.wrap(self._say(detail), "    ", "      ")

    def _write_snippet(self, snippet: str) -> Iterator[str]:
        for line in snippet.splitlines():
            yield f"        {self.ink.paint(line, 'cyan')}"

    def _write_rows(self, table: TableDrift) -> Iterator[str]:
        """Compare the number of rows."""
        rows = say_many("{n} row", "{n} rows", table.now)
        if table.was == table.now:
            rows = say("{rows}, as before", rows=rows)
        elif table.was is not None:
            rows = say("{rows}, formerly {was}", rows=rows, was=table.was)
        role = (
            say("datasets: {rows}", rows=rows)
            if table.role == "datasets"
            else say("links and files: {rows}", rows=rows)
        )
        yield self.ink.wrap(self._say(role), "", "  ")
        if table.is_outside:
            bounds = f"{table.least}–{table.most}" if table.most else f"≥ {table.least}"
            yield from self._write(
                "!",
                "yellow",
                say("the mapping expects {bounds} rows, so that a check would stop", bounds=bounds),
                say("Is the file complete? If so, correct “expect:” in the mapping."),
            )

    def _write_sheet(self, table: TableDrift, sheet: SheetDrift) -> Iterator[str]:
        if sheet.is_missing or sheet.table is None or len(table.sheets) > 1:
            yield from self._write_place(sheet)
        if sheet.header and sheet.table:
            yield from self._write(
                "!",
                "red",
                say(
                    "the headings have moved from row {was} to row {now}",
                    was=", ".join(map(str, sheet.header)),
                    now=", ".join(map(str, sheet.table.header_rows)),
                ),
                say(
                    "Correct “header:” in the mapping, or remove it: without it the headings are found by their names."
                ),
            )
        for lost in sorted(sheet.lost, key=lambda one: not one.counts):
            yield from self._write_lost(lost, table.role)
        for column, proposal in sheet.added:
            yield from self._write_added(column, proposal, table.role)
        for word in sheet.uncovered:
            yield from self._write_uncovered(word)
        if sheet.unmapped:
            names = enumerate_all(map(_name, sheet.unmapped))
            open_yet = say_many(
                "{n} column is still not in the mapping: {names}",
                "{n} columns are still not in the mapping: {names}",
                len(sheet.unmapped),
                names=names,
            )
            yield from self._write("·", "dim", open_yet)
        if sheet.moved:
            yield from self._write_moved(sheet.moved)

    def _write_place(self, sheet: SheetDrift) -> Iterator[str]:
        """Say which sheet is meant, and whether it is there."""
        if sheet.is_missing and sheet.nearest:
            message = say(
                "the sheet “{sheet}” is missing; “{nearest}” has its headings", sheet=sheet.sheet, nearest=sheet.nearest
            )
            yield from self._write("!", "red", message, say("If it was renamed, correct “sheet:” in the mapping."))
        elif sheet.is_missing:
            yield from self._write(
                "!",
                "red",
                say("the sheet “{sheet}” is missing, and no other has its headings", sheet=sheet.sheet),
                say("Is it the right file for this mapping?"),
            )
        elif sheet.table is None:
            yield from self._write("!", "red", say("no table is left on the sheet “{sheet}”", sheet=sheet.sheet))
        else:
            yield self.ink.wrap(self._say(say("sheet “{sheet}”", sheet=sheet.sheet)), "  ")

    def _write_lost(self, lost: Lost, role: str) -> Iterator[str]:
        """Say which column is gone, what it filled, and which has perhaps taken its place."""
        mark, style = ("-", "red") if lost.counts else ("-", "dim")
        message = say("lost: “{name}”", name=lost.name)
        if lost.target:
            message = say(
                "{lost}: {field} ({target})", lost=message, field=name_target(lost.target, role), target=lost.target
            )
        elif not lost.counts:
            message = say("{lost}, which the mapping ignores or can do without", lost=message)
        if lost.renamed is None:
            yield from self._write(mark, style, message)
            return
        column = lost.renamed.column
        why = lost.renamed.why[0]
        now = say(
            "perhaps renamed: {letters} “{heading}”; {why}. If so, write in the mapping:",
            letters=column.letters,
            heading=column.heading,
            why=why,
        )
        yield from self._write(mark, style, message, now)
        yield from self._write_snippet(lost.snippet)

    def _write_added(self, column: Column, proposal: ColumnProposal | None, role: str) -> Iterator[str]:
        """Say which column the mapping does not speak of, and what it may mean."""
        message = say("new: {letters} “{heading}”", letters=column.letters, heading=column.heading)
        if proposal and proposal.status != "unknown":
            meaning = say("{field} ({target})", field=name_target(proposal.target, role), target=proposal.target)
            likely = say("{new}, probably {meaning}", new=message, meaning=meaning)
            message = (
                likely
                if proposal.status == "settled"
                else say("{new}, perhaps {meaning}", new=message, meaning=meaning)
            )
        yield from self._write("+", "green", message)

    def _write_uncovered(self, found: Uncovered) -> Iterator[str]:
        """Say which words nothing covers, with their cells and what comes near."""
        count = say_many(
            "{column}: {n} value that the mapping does not cover",
            "{column}: {n} values that the mapping does not cover",
            len(found.words),
            column=_name(found.column),
        )
        yield from self._write("?", "yellow", count)
        for word in found.words[:_MOST_WORDS]:
            yield self.ink.wrap(self._say(_describe_word(word)), "      ", "        ")
        if len(found.words) > _MOST_WORDS:
            more = say_many("and {n} more", "and {n} more", len(found.words) - _MOST_WORDS)
            yield self.ink.wrap(self._say(more), "      ")
        yield from self._write_snippet(found.snippet)

    def _write_moved(self, moved: tuple[Moved, ...]) -> Iterator[str]:
        names = enumerate_all(say("“{name}” ({was} → {now})", name=one.name, was=one.was, now=one.now) for one in moved)
        yield from self._write(
            "~",
            "dim",
            say_many(
                "{n} column stands elsewhere, which does not matter: {names}",
                "{n} columns stand elsewhere, which does not matter: {names}",
                len(moved),
                names=names,
            ),
        )


def _name(column: Column) -> Message:
    """Name a column by its letters and heading."""
    return say("{place} “{heading}”", place=column.letters, heading=column.heading)


def _describe_word(word: Word) -> Message:
    cells = say("“{text}” in {cells}", text=word.text, cells=write_cells(list(word.cells)))
    if not word.nearest:
        return cells
    return say("{word}; perhaps “{nearest}”", word=cells, nearest=word.nearest[0])


def _sum_up(drift: Drift) -> Message:
    """Say whether the mapping still holds."""
    if drift.breaks:
        return say("The mapping cannot read this file any more: something that it needs is lost (exit code 1).")
    if drift.is_same:
        return say("Nothing has changed that the mapping must know.")
    return say("The mapping can still read this file: no column that it needs is lost.")


class RenamedData(TypedDict):
    """The column that has perhaps taken a lost one's place."""

    letter: str
    heading: str
    score: float
    why: list[str]


class LostData(TypedDict):
    """A column that is gone; ``counts`` says that the mapping cannot do without it."""

    name: str
    field: str | None
    counts: bool
    renamed: RenamedData | None
    snippet: str | None


class AddedData(TypedDict):
    """A column that the mapping does not speak of."""

    letter: str
    heading: str
    field: str | None
    status: str


class MovedData(TypedDict):
    """A column that stands elsewhere among the others."""

    name: str
    was: int
    now: int


class WordData(TypedDict):
    """A text that nothing covers."""

    text: str
    cells: list[CellData | None]
    nearest: list[str]


class UncoveredData(TypedDict):
    """A column with texts that nothing covers."""

    letter: str
    heading: str
    field: str
    words: list[WordData]
    snippet: str


class SheetDriftData(TypedDict):
    """One sheet."""

    sheet: str
    missing: bool
    nearest: str | None
    range: str | None
    header_was: list[int] | None
    header_now: list[int] | None
    lost: list[LostData]
    added: list[AddedData]
    unmapped: list[str]
    moved: list[MovedData]
    uncovered: list[UncoveredData]


class TableDriftData(TypedDict):
    """One table of the mapping."""

    role: str
    rows_was: int | None
    rows_now: int
    expect_min: int
    expect_max: int | None
    sheets: list[SheetDriftData]


class DriftData(TypedDict):
    """The whole comparison; ``breaks`` says that a column that the mapping needs is lost."""

    format: Literal["bestand-drift/1"]
    file: str
    mapping: str
    breaks: bool
    tables: list[TableDriftData]


def build_drift_schema() -> dict[str, Any]:
    """Give the JSON Schema of ``bestand inspect --against --json``."""
    from pydantic import TypeAdapter  # noqa: PLC0415 (start-up)

    return TypeAdapter(DriftData).json_schema()


def build_drift_data(drift: Drift, translator: Translator) -> DriftData:
    """Give a comparison as data."""
    return {
        "format": "bestand-drift/1",
        "file": drift.file,
        "mapping": drift.mapping,
        "breaks": drift.breaks,
        "tables": [
            {
                "role": table.role,
                "rows_was": table.was,
                "rows_now": table.now,
                "expect_min": table.least,
                "expect_max": table.most,
                "sheets": [_build_sheet(sheet, translator) for sheet in table.sheets],
            }
            for table in drift.tables
        ],
    }


def _build_sheet(sheet: SheetDrift, translator: Translator) -> SheetDriftData:
    return {
        "sheet": sheet.sheet,
        "missing": sheet.is_missing,
        "nearest": sheet.nearest or None,
        "range": str(sheet.table.area) if sheet.table else None,
        "header_was": list(sheet.header) or None,
        "header_now": list(sheet.table.header_rows) if sheet.table else None,
        "lost": [_build_lost(lost, translator) for lost in sheet.lost],
        "added": [
            {
                "letter": column.letters,
                "heading": column.heading,
                "field": (proposal.target or None) if proposal else None,
                "status": proposal.status if proposal else "unknown",
            }
            for column, proposal in sheet.added
        ],
        "unmapped": [column.heading or column.letters for column in sheet.unmapped],
        "moved": [{"name": one.name, "was": one.was, "now": one.now} for one in sheet.moved],
        "uncovered": [_build_uncovered(one) for one in sheet.uncovered],
    }


def _build_lost(lost: Lost, translator: Translator) -> LostData:
    renamed = lost.renamed
    return {
        "name": lost.name,
        "field": lost.target or None,
        "counts": lost.counts,
        "renamed": {
            "letter": renamed.column.letters,
            "heading": renamed.column.heading,
            "score": round(renamed.score, 2),
            "why": [translator.render(why) for why in renamed.why],
        }
        if renamed
        else None,
        "snippet": lost.snippet or None,
    }


def _build_uncovered(found: Uncovered) -> UncoveredData:
    return {
        "letter": found.column.letters,
        "heading": found.column.heading,
        "field": found.target,
        "words": [
            {"text": word.text, "cells": [build_cell_data(cell) for cell in word.cells], "nearest": list(word.nearest)}
            for word in found.words
        ],
        "snippet": found.snippet,
    }
