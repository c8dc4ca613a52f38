"""What a check found, as one HTML file for people without a terminal: whole in itself, ready to be printed.

Its parts: a summary with the first steps, findings, datasets, columns, release decisions, quality, accepted findings.
Large inventories are cut (shownkinds, datasetcards, columncards) and the page says what is left out.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial

from jinja2 import Environment

from toolkit.bundle import read_bundled
from toolkit.checks.baseline import Checked, Judged
from toolkit.checks.run import every_rule
from toolkit.model.finding import Severity
from toolkit.model.grid import CellRef
from toolkit.model.inventory import describe_mapping
from toolkit.model.message import Message
from toolkit.reports.checktext import MOST_NAMED, say_accepted
from toolkit.reports.columncards import MOST_COLUMNS, ColumnCard, build_columns
from toolkit.reports.datasetcards import MOST_OFFICES, Anchors, Card, build_cards, list_offices
from toolkit.reports.feedbackwords import say_fault, say_proposal, say_remedy, shorten, write_sentence
from toolkit.reports.findings import say_holds, say_nearest, write_cells
from toolkit.reports.grouping import Figures, Kind, Standing, build_kinds
from toolkit.reports.language import Translator
from toolkit.reports.preview import cut
from toolkit.reports.quality import say_advice, say_figures
from toolkit.reports.qualitypage import Quality, build_quality
from toolkit.reports.reasongroups import Decided, group_reasons
from toolkit.reports.shownkinds import Lack, ShownKind, Step, bound_kinds, choose_steps, list_lacks
from toolkit.reports.template import build_environment

_FOLDER = "templates/report"
_STYLES = ("check.css", "parts.css", "preview.css", "print.css")
_LONGEST = 2000
"""How many characters of a piece of mapping or of a comment are shown."""

_MOST_ACCEPTED = 2000


@dataclass(frozen=True)
class _Part:
    """One inventory on the page; ``number`` makes its anchors unlike those of the others."""

    number: int
    checked: Checked
    translator: Translator
    anchors: Anchors
    online: bool = False

    @cached_property
    def notices(self) -> tuple[Message, ...]:
        return tuple(say_accepted(self.checked, self.translator))

    @cached_property
    def quality(self) -> Quality:
        return build_quality(self.checked, online=self.online)

    @cached_property
    def standing(self) -> Standing:
        return Standing(self.checked.inventory)

    @cached_property
    def kinds(self) -> tuple[Kind, ...]:
        return build_kinds(self.checked.counted(), self.standing)

    @cached_property
    def shown(self) -> tuple[ShownKind, ...]:
        return bound_kinds(self.kinds)

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        return choose_steps(self.kinds)

    @cached_property
    def lacks(self) -> tuple[Lack, ...]:
        return list_lacks(self.kinds, {code: rule.manual[0] for code, rule in every_rule().items()})

    @property
    def read_with(self) -> Message:
        inventory = self.checked.inventory
        return describe_mapping(inventory.mapping, inventory.why, proposed=inventory.proposed)

    @property
    def figures(self) -> Figures:
        return self.standing.figures

    @cached_property
    def cards(self) -> tuple[Card, ...]:
        return build_cards(self.checked, self.standing, self.quality, self.translator, self.anchors)

    @cached_property
    def columns(self) -> tuple[ColumnCard, ...]:
        return build_columns(self.checked.inventory, self.checked.counted())

    @cached_property
    def decided(self) -> tuple[Decided, ...]:
        return group_reasons(self.checked.inventory.releases)

    @cached_property
    def links(self) -> Mapping[str, str]:
        """The anchor of each dataset that has a card, by its key; of equal keys the first."""
        return {card.dataset.key: card.anchor for card in reversed(self.cards)}

    def kinds_of(self, severity: Severity) -> list[ShownKind]:
        return [one for one in self.shown if one.kind.severity == severity]

    def anchor(self, code: str) -> str:
        return f"v{self.number}-{code}"

    @cached_property
    def counted_codes(self) -> frozenset[str]:
        """The codes that have a place on the page to link to."""
        return frozenset(kind.code for kind in self.kinds)

    @cached_property
    def accepted(self) -> tuple[Judged, ...]:
        return self.checked.accepted()


def build_check_page(checks: Sequence[Checked], translator: Translator, *, online: bool = False) -> str:
    """Build the page. Whatever cells say is text on it: all is escaped, and only its own script may run.

    ``online`` says that the links were asked for, which the quality score depends on.
    """
    style, script = "".join(read_bundled(_FOLDER, name) for name in _STYLES), read_bundled(_FOLDER, "check.js")
    anchors = Anchors()
    parts = [_Part(number, one, translator, anchors, online) for number, one in enumerate(checks, start=1)]
    page = _build_environment(translator).get_template("check.html.j2")
    return page.render(
        parts=parts,
        offices=tuple(list_offices(card for part in parts for card in part.cards))[:MOST_OFFICES],
        day=_day(checks),
        style=style,
        script=script,
        policy=_build_policy(style, script),
        rules=every_rule(),
        severities=list(Severity),
        language=translator.language,
        most_columns=MOST_COLUMNS,
        most_accepted=_MOST_ACCEPTED,
    )


def _day(checks: Iterable[Checked]) -> str:
    return next((one.day.isoformat() for one in checks), "")


def _build_policy(style: str, script: str) -> str:
    """Allow nothing but this style and this script (Content Security Policy 3, hashes)."""
    return (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@lru_cache(maxsize=4)
def _build_environment(translator: Translator) -> Environment:
    """Set jinja2 up, once per translator."""
    environment = build_environment(_FOLDER, translator)
    environment.filters |= {
        "say": lambda message: translator.render(shorten(message)),
        "sentence": lambda message: write_sentence(shorten(message), translator),
        "date": translator.date,
        "number": translator.number,
        "nearest": say_nearest,
        "holds": say_holds,
        "advice": say_advice,
        "figures": lambda one: say_figures(one.lowest, one.highest),
        "cells": partial(write_cells, most=MOST_NAMED),
        "place": _write_place,
        "cut": cut,
        "cut_long": lambda text: cut(text, _LONGEST),
        "fault": say_fault,
        "advise": say_remedy,
        "proposal": say_proposal,
        "share": lambda count, all_of: round(100 * count / all_of, 2) if all_of else 0,
    }
    return environment


def _write_place(cell: CellRef, main: str) -> str:
    """Write a cell without the workbook where that is the main one.

    >>> _write_place(CellRef("a.xlsx", "Daten", 4, 2), "a.xlsx"), _write_place(CellRef("b.xlsx", "S", 1, 1), "a.xlsx")
    ('Daten › B4', 'b.xlsx › S › A1')
    """
    return f"{cell.sheet} › {cell.address}" if cell.workbook == main else str(cell)
