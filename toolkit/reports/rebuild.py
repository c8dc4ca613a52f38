"""What a ledger can learn from the catalogue, and what nobody can know any more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from toolkit.model.entry import resource_title
from toolkit.model.message import Message, say, say_many
from toolkit.reports.ink import Ink
from toolkit.reports.language import Translator
from toolkit.sync.rebuild import Found, Kind, Rebuild

_KINDS: Mapping[Kind, tuple[str, str, Message]] = {
    "agreed": ("=", "green", say("as in the sheet")),
    "different": ("≠", "yellow", say("differs from the sheet")),
    "unread": ("?", "yellow", say("its row is held back, so that nothing was compared")),
    "rowless": ("–", "yellow", say("no row")),
}
_MOST = 20
"""So many datasets of one kind that need no decision are named."""


class RebuildWriter:
    """Writes for one reader; lines fit into any terminal."""

    def __init__(self, translator: Translator, ink: Ink) -> None:
        self._translator = translator
        self._ink = ink

    def write(self, rebuild: Rebuild) -> str:
        """Write what was found: each dataset that differs with its fields, the others shortly, then the totals.

        Datasets that are as in the sheet are counted only.
        """
        lines = [
            self._ink.paint(self._say(say("Ledger for {target}, from the catalogue", target=rebuild.target)), "bold")
        ]
        for kind in ("different", "rowless", "unread"):
            lines += self._kind([found for found in rebuild.found if found.kind == kind])
        lines += self._left(rebuild)
        lines += self._absent(rebuild)
        return "\n".join([*lines, "", *self._totals(rebuild)])

    def write_lost(self) -> str:
        """Say what no catalogue can tell."""
        told = say(
            "What could not be known: earlier runs and what stood in the catalogue before them, so that they can "
            "neither be shown nor undone; who changed the fields that differ. The next plan shows those as conflicts."
        )
        return self._ink.wrap(self._say(told))

    def _say(self, message: Message) -> str:
        return self._translator.render(message)

    def _kind(self, several: list[Found]) -> Iterator[str]:
        """Name datasets of one kind."""
        for found in several if several and several[0].kind == "different" else several[:_MOST]:
            sign, style, what = _KINDS[found.kind]
            yield self._ink.wrap(f"{self._ink.paint(sign, style)} {self._name(found)}  {self._say(what)}", "", "    ")
            yield from (self._ink.wrap(name, "    ", "      ") for name in _name_fields(found))
        yield from self._more(len(several)) if several and several[0].kind != "different" else ()

    def _left(self, rebuild: Rebuild) -> Iterator[str]:
        """Name datasets that stay unknown because no row names them."""
        if not rebuild.left:
            return
        n = len(rebuild.left)
        told = say_many(
            "{n} dataset carries our prefix and has no row; it stays unknown, and nothing is written to it "
            "(--without-row takes it in; the next plan then withdraws it):",
            "{n} datasets carry our prefix and have no row; they stay unknown, and nothing is written to them "
            "(--without-row takes them in; the next plan then withdraws them):",
            n,
        )
        yield self._ink.wrap(self._say(told))
        yield from (self._ink.wrap(self._name(found), "    ", "      ") for found in rebuild.left[:_MOST])
        yield from self._more(n)

    def _absent(self, rebuild: Rebuild) -> Iterator[str]:
        """Name rows that the catalogue does not hold."""
        if not rebuild.absent:
            return
        n = len(rebuild.absent)
        told = say_many(
            "{n} row is not in the catalogue, or hidden from this token; the next plan creates it:",
            "{n} rows are not in the catalogue, or hidden from this token; the next plan creates them:",
            n,
        )
        yield self._ink.wrap(self._say(told))
        for row in rebuild.absent[:_MOST]:
            named = say("{key} “{title}”", key=row.identifier, title=row.title)
            yield self._ink.wrap(self._say(named), "    ", "      ")
        yield from self._more(n)

    def _more(self, number: int) -> Iterator[str]:
        if number > _MOST:
            yield self._ink.wrap(self._say(say("… and {n} more", n=number - _MOST)), "    ")

    def _name(self, found: Found) -> str:
        return self._say(say("{key} “{title}”", key=found.identifier, title=found.title))

    def _totals(self, rebuild: Rebuild) -> Iterator[str]:
        """Count everything."""
        counts = Counter(found.kind for found in rebuild.found)
        parts = [f"{self._say(_KINDS[kind][2])}: {counts[kind]}" for kind in _KINDS if counts[kind]]
        parts += [self._say(say("known already: {n}", n=len(rebuild.known)))] if rebuild.known else []
        yield self._ink.wrap(self._ink.paint(" · ".join(parts) or self._say(say("no datasets")), "bold"))


def build_rebuild_data(rebuild: Rebuild, run: str) -> dict[str, Any]:
    """Give the same as data; ``run`` is empty where nothing was written."""
    return {
        "format": "bestand-rebuild/1",
        "target": rebuild.target,
        "run": run or None,
        "found": [_found_data(found) for found in rebuild.found],
        "left": [_found_data(found) for found in rebuild.left],
        "known": list(rebuild.known),
        "absent": [{"identifier": row.identifier, "title": row.title} for row in rebuild.absent],
    }


def _found_data(found: Found) -> dict[str, Any]:
    """Give one dataset."""
    return {
        "identifier": found.identifier,
        "title": found.title,
        "id": found.held.id,
        "name": found.held.entry.name,
        "kind": found.kind,
        "differs": list(found.unknown),
    }


def _name_fields(found: Found) -> Iterator[str]:
    """Name the fields that differ, resources by their titles."""
    titles = {item.id: resource_title(item) or item.id for item in found.held.entry.resources}
    for path in found.unknown:
        if not path.startswith("resources."):
            yield path
            continue
        _, key, *rest = path.split(".", 2)
        yield " › ".join([titles.get(key, key), *rest])
