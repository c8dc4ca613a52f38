"""A column as a description has it: ``heading | target / other target | recipe | list=…``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.cases.reading.stock import Subject, Value, make
from tests.cases.reading.truth import ColumnTruth

ALIASES = {
    "@unit": ("creator.name", "publisher.name", "organization.title"),
    "@link": ("distribution.access_url", "distribution.download_url"),
    "@page": ("landing_page", "distribution.access_url"),
}
"""Targets that a steward may choose between, by the name that descriptions use."""


@dataclass(frozen=True, slots=True)
class ColumnPlan:
    """One column to be drawn; ``lines`` is its heading, group first.

    ``recipe`` makes its values unless ``values`` (taken in turns) are given; ``own`` values go by row, others by
    subject. ``allowed`` is a value list: its words, or the area of a sheet that holds them.
    """

    lines: tuple[object, ...]
    targets: tuple[str, ...]
    recipe: str
    part: str = ""
    values: tuple[object, ...] = ()
    own: bool = False
    allowed: str = ""

    def value(self, subject: Subject, row: int) -> Value:
        """Make the value of one body row."""
        if self.values:
            return self.values[row % len(self.values)]
        return make(self.recipe, subject, row)

    def truth(self, number: int, lines: tuple[object, ...] = ()) -> ColumnTruth:
        """Say what the column means."""
        shown = [shown_text(line) for line in lines or self.lines]
        once = list(dict.fromkeys(line for line in shown if line))
        return ColumnTruth(number, " › ".join(once), self.targets, self.part)


def shown_text(raw: object) -> str:
    """Give what a heading cell shows, in one line."""
    if isinstance(raw, Mapping):
        raw = raw.get("text", raw.get("value"))
    return "" if raw is None else " ".join(str(raw).split())


def build_column(raw: str | Mapping[str, Any] | None) -> ColumnPlan | None:
    """Read a column's description; None is a column left empty.

    >>> build_column("Nutzung › Lizenz | license / ? | licence~20 | list=dl-de/by-2-0,cc-by").targets
    ('license', '?')
    >>> build_column("Link 2 | distribution.access_url#2 | *url").part
    '2'
    """
    if raw is None:
        return None
    if isinstance(raw, Mapping):
        heading = raw["heading"]
        lines = tuple(heading) if isinstance(heading, list) else (heading,)
        targets, part = _build_targets(raw.get("target", "?"))
        recipe = str(raw.get("recipe", "blank"))
        values, allowed = tuple(raw.get("values", ())), str(raw.get("list", ""))
        return ColumnPlan(lines, targets, recipe.lstrip("*"), part, values, recipe.startswith("*"), allowed)
    heading, target, recipe, options = _build_parts(raw)
    targets, part = _build_targets(target)
    allowed = options.partition("list=")[2]
    return ColumnPlan(
        tuple(heading.split(" › ")), targets, recipe.lstrip("*") or "blank", part, (), recipe.startswith("*"), allowed
    )


def _build_parts(raw: str) -> list[str]:
    parts = [part.strip(" ") for part in raw.split("|")]
    return [*parts, *("", "", "")][:4]


def _build_targets(raw: str) -> tuple[tuple[str, ...], str]:
    text, _, part = raw.partition("#")
    names = [name.strip() for name in text.split("/")]
    return tuple(target for name in names for target in ALIASES.get(name, (name,))), part.strip()
