"""What the release gate decided: a table for people, grouped by verdict, and data for machines."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any, TypeAlias

from toolkit.checks.gatefile import LICENCE
from toolkit.checks.releasewords import TOPICS
from toolkit.model.grid import CellRef
from toolkit.model.inventory import Inventory, describe_mapping
from toolkit.model.message import Message, say, say_many
from toolkit.model.release import Audience, Release, Verdict
from toolkit.reports.findings import build_cell_data, write_cells
from toolkit.reports.ink import Ink
from toolkit.reports.language import Translator

FORMAT = "bestand-release/1"

_ORDER = (Verdict.BLOCKED, Verdict.WEIGH, Verdict.RELEASED)
_STYLE = {Verdict.BLOCKED: "red", Verdict.WEIGH: "yellow", Verdict.RELEASED: "green"}
_VERDICT = {
    Verdict.BLOCKED: say("blocked"),
    Verdict.WEIGH: say("to be weighed"),
    Verdict.RELEASED: say("released"),
}
_AUDIENCE = {
    Audience.PUBLIC: say("the public"),
    Audience.STAFF: say("staff"),
    Audience.NOBODY: say("nobody"),
}
_GAP = "  "
_WIDEST_KEY, _WIDEST_CELL = 16, 14
_NARROWEST = 16

_Widths: TypeAlias = "tuple[int, int, int, int, int]"
"""How wide the columns of the table are: key, title, who sees it, cell, reason."""


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question that silence holds datasets back for: how many, and the cells that wait for an answer."""

    question: str
    n: int
    cells: tuple[CellRef, ...]


def list_unanswered(releases: Sequence[Release]) -> tuple[Unanswered, ...]:
    """List what is missing, most often missing first."""
    missing: dict[str, list[CellRef | None]] = {}
    for release in releases:
        for reason in release.reasons:
            if not reason.answered:
                missing.setdefault(reason.question, []).append(reason.cell)
    found = (Unanswered(name, len(cells), tuple(filter(None, cells))) for name, cells in missing.items())
    return tuple(sorted(found, key=lambda one: -one.n))


def build_release_text(inventory: Inventory, translator: Translator, ink: Ink, only: Verdict | None = None) -> str:
    """Write one workbook's decisions as a table that fits the terminal, and sum them up below."""
    return _Writer(inventory, translator, ink).write(only)


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes the decisions of one inventory for one reader."""

    inventory: Inventory
    translator: Translator
    ink: Ink

    def write(self, only: Verdict | None) -> str:
        """Write head, table and totals."""
        widths = self._widths()
        groups = [self._write_group(verdict, widths) for verdict in _ORDER if only in {None, verdict}]
        return "\n\n".join([self._write_head(), *filter(None, groups), self._write_totals()])

    def _say(self, message: Message) -> str:
        return self.translator.render(message)

    def _write_head(self) -> str:
        """Name the workbook, the mapping and the rules."""
        inventory = self.inventory
        read_with = describe_mapping(inventory.mapping, inventory.why, proposed=inventory.proposed)
        lines = [f"{self.ink.paint(inventory.file, 'bold')}  {self._say(read_with)}"]
        if inventory.gate:
            title = inventory.gate.title.get(self.translator.language, "")
            decided = say("decided by the rules “{name}” ({title})", name=inventory.gate.name, title=title)
            lines.append(self._say(decided))
        return "\n".join(self.ink.wrap(line, "", "  ") for line in lines)

    def _write_group(self, verdict: Verdict, widths: _Widths) -> str:
        """Write the datasets of one verdict; none are not worth a line."""
        rows = [
            (described.dataset.key, described.dataset.title, release)
            for described, release in self.inventory.decided()
            if release.verdict is verdict
        ]
        if not rows:
            return ""
        head = f"{self._say(_VERDICT[verdict])} ({self.translator.number(len(rows))})"
        body = [line for row in rows for line in self._write_row(*row, widths)]
        return "\n".join([self.ink.paint(head, _STYLE[verdict]), *body])

    def _write_row(self, key: str, title: str, release: Release, widths: _Widths) -> Iterator[str]:
        """Write a dataset: key, title, who may see it, and each reason with its cell, side by side."""
        reasons = [(self._address(reason.cell), self._say(reason.message)) for reason in release.reasons]
        told: list[tuple[str, str]] = []
        for cell, text in reasons:
            lines = _fold(text, widths[4])
            told += zip_longest(_fold(cell, widths[3])[: len(lines)] or [""], lines, fillvalue="")
        left = (_fold(key, widths[0]), _fold(title, widths[1]), [self._say(_AUDIENCE[release.audience])])
        cells, texts = [cell for cell, _ in told], [text for _, text in told]
        for line in zip_longest(*left, cells, texts, fillvalue=""):
            yield _GAP.join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip()

    def _widths(self) -> _Widths:
        """Divide the terminal: what is short gets what it needs, title and reason share the rest."""
        keys = (len(described.dataset.key) for described in self.inventory.described)
        cells = (len(self._address(reason.cell)) for one in self.inventory.releases for reason in one.reasons)
        key = min(max(keys, default=0), _WIDEST_KEY)
        cell = min(max(cells, default=0), _WIDEST_CELL)
        who = max(len(self._say(text)) for text in _AUDIENCE.values())
        rest = max(self.ink.width - key - cell - who - 4 * len(_GAP), 2 * _NARROWEST)
        title = rest * 9 // 20
        return key, title, who, cell, rest - title

    def _address(self, cell: CellRef | None) -> str:
        """Give a cell's address; on another sheet than the table's, its name, too."""
        origins = self.inventory.described[0].origins if self.inventory.described else {}
        return write_cells([cell], origins.get("key")) if cell else ""

    def _write_totals(self) -> str:
        """Sum up: how many of each, who sees them, and what is missing most often."""
        inventory, number = self.inventory, self.translator.number
        verdicts = Counter(release.verdict for release in inventory.releases)
        counted = " · ".join(f"{self._say(_VERDICT[one])}: {number(verdicts[one])}" for one in reversed(_ORDER))
        seen = " · ".join(f"{self._say(text)}: {number(inventory.audiences[one])}" for one, text in _AUDIENCE.items())
        many = len(inventory.described)
        head = say_many("{n} dataset in {file}", "{n} datasets in {file}", many, file=inventory.file)
        lines = [self.ink.paint(self._say(head), "bold"), self.ink.wrap(counted, _GAP, _GAP * 2)]
        lines.append(self.ink.wrap(self._say(say("seen by – {seen}", seen=seen)), _GAP, _GAP * 2))
        lines += [self.ink.wrap(self._say(line), _GAP, _GAP * 2) for line in self._list_hints()]
        return "\n".join(lines)

    def _list_hints(self) -> Iterator[Message]:
        """Say what else matters: errors, the department's own no, unanswered questions."""
        inventory = self.inventory
        refused = sum(_is_refused(release) for release in inventory.releases)
        if refused:
            yield say_many(
                "{n} of the blocked ones is kept back by the department itself",
                "{n} of the blocked ones are kept back by the department itself",
                refused,
            )
        held = sum(
            release.audience is not Audience.NOBODY and described.dataset.key in inventory.faulty
            for described, release in inventory.decided()
        )
        if held:
            yield say_many(
                "{n} dataset that somebody may see has errors and is held back: bestand check {file}",
                "{n} datasets that somebody may see have errors and are held back: bestand check {file}",
                held,
                file=inventory.file,
            )
        for one in list_unanswered(inventory.releases):
            yield from _explain_missing(one)


def _explain_missing(missing: Unanswered) -> Iterator[Message]:
    """Say how often a question is unanswered, where, and how to answer it."""
    topic = TOPICS[missing.question]
    if missing.cells:
        yield say_many(
            "the question “{topic}” is unanswered in {n} cell: {cells}",
            "the question “{topic}” is unanswered in {n} cells: {cells}",
            len(missing.cells),
            topic=topic,
            cells=write_cells(list(missing.cells)),
        )
    unasked = missing.n - len(missing.cells)
    if unasked and missing.question == LICENCE:
        yield say_many(
            "{n} dataset names no licence: map a column to “license”, or name one under “constants:” in the mapping",
            "{n} datasets name no licence: map a column to “license”, or name one under “constants:” in the mapping",
            unasked,
        )
    elif unasked:
        yield say_many(
            "the question “{topic}” is asked nowhere ({n} dataset): map a column with “release: {name}”, or answer "
            "it in the mapping for the whole inventory",
            "the question “{topic}” is asked nowhere ({n} datasets): map a column with “release: {name}”, or answer "
            "it in the mapping for the whole inventory",
            unasked,
            topic=topic,
            name=missing.question,
        )


def _is_refused(release: Release) -> bool:
    """Tell whether the department itself said no."""
    return any(
        reason.question == "publish" and reason.answered and reason.verdict is Verdict.BLOCKED
        for reason in release.reasons
    )


def _fold(text: str, width: int) -> list[str]:
    """Break a text into lines of a column; a word that is too long for it is cut."""
    return textwrap.wrap(" ".join(text.split()), max(width, 1)) or [""]


def build_release_data(inventory: Inventory, translator: Translator, only: Verdict | None = None) -> dict[str, Any]:
    """Give the decisions as data: the shape is described in docs/json.md."""
    gate = inventory.gate
    verdicts = Counter(release.verdict for release in inventory.releases)
    return {
        "format": FORMAT,
        "file": inventory.file,
        "mapping": inventory.mapping,
        "inventory": inventory.name,
        "gate": gate.name if gate else None,
        "verdicts": {verdict.value: verdicts[verdict] for verdict in Verdict},
        "audiences": {audience.value: inventory.audiences[audience] for audience in Audience},
        "datasets": [
            _build_decision(described.dataset.identifier, described.dataset.title, release, translator)
            | {"ready": described.dataset.key not in inventory.faulty and release.audience is not Audience.NOBODY}
            for described, release in inventory.decided()
            if only in {None, release.verdict}
        ],
        "unanswered": [
            {"question": one.question, "datasets": one.n, "cells": [build_cell_data(cell) for cell in one.cells]}
            for one in list_unanswered(inventory.releases)
        ],
    }


def _build_decision(identifier: str, title: str, release: Release, translator: Translator) -> dict[str, Any]:
    """Give one decision as data."""
    return {
        "identifier": identifier,
        "title": title,
        "verdict": release.verdict.value,
        "audience": release.audience.value,
        "reasons": [
            {
                "question": reason.question or None,
                "verdict": reason.verdict.value,
                "answered": reason.answered,
                "text": reason.text or None,
                "message": translator.render(reason.message),
                "cell": build_cell_data(reason.cell),
            }
            for reason in release.reasons
        ],
    }
