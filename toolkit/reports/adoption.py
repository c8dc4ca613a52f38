"""What could be taken over, as a table that fits into narrow terminals, and as data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from toolkit.model.entry import Held
from toolkit.model.message import Message, say, say_many
from toolkit.reports.ink import Ink
from toolkit.reports.language import Translator
from toolkit.sync.adoption import Doubt, Pair, Pairs, Way
from toolkit.sync.wish import Desired

_WAYS: Mapping[Way, Message] = {
    "identifier": say("by its identifier"),
    "name": say("by its URL name"),
    "url": say("by its address"),
    "title": say("by its title"),
}
_MOST = 20
"""So many rows without a dataset are named."""


def build_adoption_text(pairs: Pairs, faulty: int, translator: Translator, ink: Ink) -> str:
    """Write the pairs, the doubts and the rows that nothing was found for: two lines each, whatever the width."""
    writer = _Writer(translator, ink)
    lines = [line for pair in pairs.pairs for line in writer.write_pair(pair)]
    for doubt in pairs.doubts:
        lines += writer.write_doubt(doubt)
    return "\n".join([*lines, *writer.write_end(pairs, faulty)])


def build_renaming_text(renamed: Mapping[str, str], translator: Translator, ink: Ink) -> str:
    """Write which dataset gets which key."""
    if not renamed:
        return translator.render(say("No key looks changed."))
    lines = (say("{former} becomes {new}", former=old, new=new) for new, old in sorted(renamed.items()))
    return "\n".join(ink.wrap(translator.render(line), "", "  ") for line in lines)


def build_adoption_data(pairs: Pairs, renamed: Mapping[str, str], faulty: int) -> dict[str, Any]:
    """Give the same as data: docs/json.md."""
    return {
        "format": "bestand-adoption/1",
        "pairs": [_build_pair(pair) for pair in pairs.pairs],
        "doubts": [
            {**_build_row(doubt.row), "by": doubt.way, "datasets": [_build_held(held) for held in doubt.held]}
            for doubt in pairs.doubts
        ],
        "unmatched": [_build_row(row) for row in pairs.unmatched],
        "renamed": [{"former": old, "identifier": new} for new, old in sorted(renamed.items())],
        "faulty": faulty,
    }


class _Writer:
    """Writes for one reader."""

    def __init__(self, translator: Translator, ink: Ink) -> None:
        self._translator = translator
        self._ink = ink

    def write_pair(self, pair: Pair) -> Iterator[str]:
        """Write a row and its dataset below it."""
        yield self._row("@", "yellow", pair.row)
        way = self._say(_WAYS[pair.way])
        if pair.score < 1:
            way = self._say(say("{way}, {percent} % alike", way=_WAYS[pair.way], percent=round(pair.score * 100)))
        yield self._line(f"= {self._held(pair.held)}   {way}")

    def write_doubt(self, doubt: Doubt) -> Iterator[str]:
        """Write a row and all that it may mean."""
        yield self._row("?", "red", doubt.row)
        why = say("not clear {way}: it fits more than one, or another row fits as well", way=_WAYS[doubt.way])
        yield self._line(self._say(why))
        yield from (self._line(f"≈ {self._held(held)}") for held in doubt.held)

    def write_end(self, pairs: Pairs, faulty: int) -> Iterator[str]:
        """Count, and name the rows that nothing was found for."""
        yield from ("",) if pairs.pairs or pairs.doubts else ()
        found = len(pairs.pairs)
        many = say_many("{n} dataset can be taken over", "{n} datasets can be taken over", found)
        yield self._ink.paint(self._say(many if found else say("Nothing to take over.")), "bold")
        if pairs.unmatched:
            n = len(pairs.unmatched)
            yield self._say(say_many("{n} row has no dataset yet:", "{n} rows have no dataset yet:", n))
            yield from (self._line(self._name(row)) for row in pairs.unmatched[:_MOST])
            yield from (self._line("…"),) if n > _MOST else ()
        if faulty:
            left_out = say_many(
                "{n} row with errors was left out; “bestand check” names them",
                "{n} rows with errors were left out; “bestand check” names them",
                faulty,
            )
            yield self._ink.wrap(self._say(left_out), "", "  ")

    def _row(self, sign: str, style: str, row: Desired) -> str:
        cell = f"   [{row.cell}]" if row.cell else ""
        return self._ink.wrap(f"{self._ink.paint(sign, style)} {self._name(row)}{cell}", "", "    ")

    def _name(self, row: Desired) -> str:
        return self._say(say("{key} “{title}”", key=row.identifier, title=row.title))

    def _held(self, held: Held) -> str:
        """Name a dataset of the catalogue by its URL name and its title."""
        title = str(held.entry.fields.get("title") or "")
        return self._say(say("{key} “{title}”", key=held.entry.name, title=title)) if title else held.entry.name

    def _line(self, text: str) -> str:
        return self._ink.wrap(text, "    ", "      ")

    def _say(self, message: Message) -> str:
        return self._translator.render(message)


def _build_pair(pair: Pair) -> dict[str, Any]:
    """Give a pair as data."""
    return {**_build_row(pair.row), "by": pair.way, "score": pair.score, "dataset": _build_held(pair.held)}


def _build_row(row: Desired) -> dict[str, Any]:
    """Give a row as data."""
    return {"identifier": row.identifier, "title": row.title, "cell": str(row.cell) if row.cell else None}


def _build_held(held: Held) -> dict[str, Any]:
    """Give a dataset of the catalogue as data."""
    return {"id": held.id, "name": held.entry.name, "title": held.entry.fields.get("title")}
