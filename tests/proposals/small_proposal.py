"""Proposals made by hand, so that what is written of them can be tested without anything being found or guessed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tests.mapping.small_inventory import Cells, build_sheet
from toolkit.model.grid import Sheet, show
from toolkit.model.message import Message, say
from toolkit.proposals.proposal import ColumnProposal, Profile, Proposal, TableProposal
from toolkit.reading.tables import locate_table


def reason(target: str) -> Message:
    """Say why a column stays in the office."""
    return say("{name} never leaves the office", name=target.removeprefix("ignore."))


def describe(texts: Iterable[str], **more: Any) -> Profile:
    """Describe a column's cells as they are."""
    every = [text for text in texts if text]
    counts = {text: every.count(text) for text in every}
    frequent = tuple(sorted(counts.items(), key=lambda pair: -pair[1]))
    kinds = more.pop("kinds", {"line": 1.0})
    return Profile(len(every), len(every), len(counts), kinds, samples=tuple(counts)[:5], frequent=frequent, **more)


def propose_table(sheet: Sheet, columns: dict[str, dict[str, Any]], **more: Any) -> TableProposal:
    """Propose a table whose header is the first row; ``columns`` says of each heading what it means."""
    table = locate_table(sheet, (1,))
    proposals = []
    for column in table.columns:
        said = dict(columns.get(column.heading, {}))
        texts = [show(sheet.value(row, column.number)) for row in table.rows]
        profile = describe(texts, **said.pop("profile", {}))
        status = said.pop("status", "settled" if said.get("target") else "unknown")
        confidence = said.pop("confidence", 0.9 if status == "settled" else 0.6)
        name = said.pop("name", column.heading or f"[{column.letters}]")
        proposals.append(ColumnProposal(column, name, profile, status, confidence=confidence, **said))
    return TableProposal("datasets", (table,), tuple(proposals), **{"key": "Nr.", **more})


def propose(*rows: Cells, columns: dict[str, dict[str, Any]], **more: Any) -> Proposal:
    """Propose a mapping of one sheet; ``more`` are keys of the proposal, ``table`` those of its table."""
    table = propose_table(build_sheet(*rows), columns, **more.pop("table", {}))
    said: dict[str, Any] = {"inventory": "amt", "title": "Inventar", "distributions": None, **more}
    return Proposal(datasets=table, **said)
