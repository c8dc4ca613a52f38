"""What a check found, as one HTML file for people without a terminal: whole in itself, ready to be printed."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial

from jinja2 import Environment

from toolkit.bundle import read_bundled
from toolkit.checks.baseline import Checked, Judged
from toolkit.checks.run import every_rule
from toolkit.model.dataset import Dataset
from toolkit.model.finding import Severity
from toolkit.model.grid import CellRef
from toolkit.model.inventory import describe_mapping
from toolkit.model.message import Message
from toolkit.model.release import Audience, Reason, Release
from toolkit.reports.checktext import MOST_NAMED, say_accepted
from toolkit.reports.findings import say_holds, say_nearest, write_cells
from toolkit.reports.grouping import Figures, Group, Kind, Standing, State, build_kinds, list_errors
from toolkit.reports.language import Translator
from toolkit.reports.quality import say_advice, say_figures
from toolkit.reports.qualitypage import Quality, build_quality
from toolkit.reports.template import build_environment

_FOLDER = "templates/report"
_MOST_STEPS = 3


@dataclass(frozen=True, slots=True)
class _Line:
    """One dataset as the table lists it, with how it stands and the codes of its errors."""

    dataset: Dataset
    release: Release
    state: State
    errors: tuple[str, ...]

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """What keeps it from the public: the reasons that decided, and none for what everybody may see."""
        if self.release.audience is Audience.PUBLIC:
            return ()
        return tuple(one for one in self.release.reasons if one.verdict is self.release.verdict)


@dataclass(frozen=True)
class _Part:
    """One inventory on the page; ``number`` makes its anchors unlike those of the others."""

    number: int
    checked: Checked
    notices: tuple[Message, ...]
    online: bool = False

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
    def steps(self) -> Sequence[Group]:
        """The corrections that are enough for the most datasets."""
        groups = [group for kind in self.kinds for group in kind.groups if group.frees]
        return sorted(groups, key=lambda group: -group.frees)[:_MOST_STEPS]

    @property
    def read_with(self) -> Message:
        inventory = self.checked.inventory
        return describe_mapping(inventory.mapping, inventory.why, proposed=inventory.proposed)

    @property
    def figures(self) -> Figures:
        return self.standing.figures

    @cached_property
    def lines(self) -> tuple[_Line, ...]:
        """The datasets in the order of the sheet."""
        errors = list_errors(self.checked.inventory)
        decided = zip(self.checked.inventory.decided(), self.standing.states, strict=True)
        return tuple(
            _Line(one.dataset, release, state, errors.get(one.dataset.key, ())) for (one, release), state in decided
        )

    def kinds_of(self, severity: Severity) -> list[Kind]:
        return [kind for kind in self.kinds if kind.severity == severity]

    def anchor(self, code: str) -> str:
        return f"v{self.number}-{code}"

    @cached_property
    def counted_codes(self) -> frozenset[str]:
        """The codes that have a place on the page to link to."""
        return frozenset(kind.code for kind in self.kinds)

    @property
    def accepted(self) -> tuple[Judged, ...]:
        return self.checked.accepted()


def build_check_page(checks: Sequence[Checked], translator: Translator, *, online: bool = False) -> str:
    """Build the page. Whatever cells say is text on it: all is escaped, and only its own script may run.

    ``online`` says that the links were asked for, which the quality score depends on.
    """
    style, script = (read_bundled(_FOLDER, name) for name in ("check.css", "check.js"))
    parts = [
        _Part(number, one, tuple(say_accepted(one, translator)), online) for number, one in enumerate(checks, start=1)
    ]
    page = _build_environment(translator).get_template("check.html.j2")
    return page.render(
        parts=parts,
        day=_day(checks),
        style=style,
        script=script,
        policy=_build_policy(style, script),
        rules=every_rule(),
        severities=list(Severity),
        language=translator.language,
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
        "say": translator.render,
        "date": translator.date,
        "number": translator.number,
        "nearest": say_nearest,
        "holds": say_holds,
        "advice": say_advice,
        "figures": lambda one: say_figures(one.lowest, one.highest),
        "cells": partial(write_cells, most=MOST_NAMED),
        "place": _write_place,
    }
    return environment


def _write_place(cell: CellRef, main: str) -> str:
    """Write a cell without the workbook where that is the main one.

    >>> _write_place(CellRef("a.xlsx", "Daten", 4, 2), "a.xlsx"), _write_place(CellRef("b.xlsx", "S", 1, 1), "a.xlsx")
    ('Daten › B4', 'b.xlsx › S › A1')
    """
    return f"{cell.sheet} › {cell.address}" if cell.workbook == main else str(cell)
