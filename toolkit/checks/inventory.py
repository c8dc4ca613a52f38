"""Rules that compare the datasets of one inventory with each other."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.checks.rule import Words, on_inventory, place_of
from toolkit.model.dataset import Described
from toolkit.model.finding import Severity
from toolkit.model.message import say


@on_inventory("title-repeated", Severity.WARNING)
def title_repeated(everything: tuple[Described, ...]) -> Iterator[Words]:
    """Two datasets have the same title.

    People cannot tell them apart in a catalogue, and their addresses get a short suffix to stay different.

    Say in the title what sets them apart: the year, the district, the kind of data.
    """
    first: dict[str, Described] = {}
    for described in everything:
        title = " ".join(described.dataset.title.casefold().split())
        if not title:
            continue
        other = first.setdefault(title, described)
        if other.dataset.key != described.dataset.key:
            yield Words(
                say("{key} already has this title", key=other.dataset.key),
                place_of(described, "title"),
                say("Say in the title what sets the two apart."),
                described.dataset.title,
            )
