"""How a sync went, as one HTML page for IT and heads of departments: whole in itself, without a script."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from jinja2 import Environment

from toolkit.bundle import read_bundled
from toolkit.model.entry import Value
from toolkit.model.message import Message, say
from toolkit.model.plan import Adopt, Change, Clash, Conflict, FieldChange, Kept, Unchanged, Update
from toolkit.reports.language import Translator
from toolkit.reports.plankinds import SIGNS
from toolkit.reports.planwords import PlanWords
from toolkit.reports.syncwords import (
    ACTION_WORDS,
    CONFLICT_REMEDY,
    STATE_OF_DATASETS,
    STATE_WORDS,
    Waiting,
    build_words,
    count_part,
    explain_part,
    list_waiting,
    name_field,
    say_verdict,
)
from toolkit.reports.template import build_environment
from toolkit.sync.summary import STATES, Part, SyncSummary, TargetSummary, Work

_FOLDER = "templates/report"
_SHOWN = ("withdraw", "delete", "adopt", "update", "create")
_MOST = 100
"""So many datasets of a kind are named; a plan names all."""
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class _Kind:
    """The datasets of one kind of change: the first ones, and how many there are."""

    name: Message
    changes: Sequence[Change]
    size: int


@dataclass(frozen=True)
class _Section:
    """One inventory on the page; ``number`` makes its anchors unlike those of the others."""

    number: str
    part: Part
    target: TargetSummary
    translator: Translator
    dry: bool = False

    @property
    def work(self) -> Work | None:
        return self.part.work

    @property
    def state(self) -> str:
        """The state's word."""
        return self.translator.render(STATE_WORDS[self.part.state][0])

    @property
    def title(self) -> str:
        return (self.work.title if self.work else "") or self.part.inventory

    @property
    def counts(self) -> str:
        """What changed and what waits, in one line."""
        return ", ".join(map(self.translator.render, count_part(self.part, dry=self.dry))) or "–"

    @property
    def explained(self) -> tuple[Message, Message] | None:
        return explain_part(self.part)

    @cached_property
    def kinds(self) -> tuple[_Kind, ...]:
        """What changed, by kind."""
        changes = self.work.changes if self.work else ()
        found = ((kind, [change for change in changes if change.kind == kind]) for kind in _SHOWN)
        return tuple(_Kind(SIGNS[kind][2], every[:_MOST], len(every)) for kind, every in found if every)

    @cached_property
    def conflicts(self) -> tuple[Conflict, ...]:
        return tuple(change for change in self._changes if isinstance(change, Conflict))

    @cached_property
    def blocked(self) -> tuple[Waiting, ...]:
        """What waits for a correction."""
        conflicts = {change.identifier for change in self.conflicts}
        waiting = list_waiting(self.work, self.words) if self.work else ()
        return tuple(one for one in waiting if one.identifier not in conflicts)

    @cached_property
    def kept(self) -> tuple[tuple[Change, tuple[Kept, ...]], ...]:
        """What people edited in the catalogue and what stays so."""
        own = (change for change in self._changes if isinstance(change, Unchanged | Update | Adopt))
        return tuple((change, change.kept) for change in own if change.kept)

    @property
    def _changes(self) -> tuple[Change, ...]:
        return self.work.changes if self.work else ()

    @cached_property
    def words(self) -> PlanWords:
        """The names of the target's fields."""
        return build_words(self.target, self.work, self.translator)

    def label(self, field: str) -> str:
        """Name a field."""
        return self.translator.render(name_field(field, self.words))

    def fields(self, changes: Sequence[FieldChange]) -> str:
        """Name the fields that change, each once."""
        return ", ".join(dict.fromkeys(self.label(change.field) for change in changes))

    def value(self, field: str, value: Value) -> str:
        """Write a value."""
        text = ", ".join(self.words.list_items(field, value)) or self.translator.render(say("(empty)"))
        return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} …"

    def sides(self, clash: Clash) -> Iterator[str]:
        """Write all three sides of a conflict."""
        for value in (clash.base, clash.sheet, clash.catalogue):
            yield self.value(clash.field, value)


@dataclass(frozen=True)
class _Target:
    """One target on the page."""

    summary: TargetSummary
    sections: tuple[_Section, ...]


def build_sync_page(summary: SyncSummary, translator: Translator) -> str:
    """Build the page. All that comes from sheets and catalogues is text on it; no script runs and nothing is loaded."""
    style = read_bundled(_FOLDER, "check.css") + read_bundled(_FOLDER, "sync.css")
    targets = tuple(
        _build_target(number, one, translator, dry=summary.dry) for number, one in enumerate(summary.targets, start=1)
    )
    return (
        _build_environment(translator)
        .get_template("sync.html.j2")
        .render(
            summary=summary,
            verdict=say_verdict(summary),
            actions=ACTION_WORDS,
            conflict_remedy=CONFLICT_REMEDY,
            targets=targets,
            states=[(state, STATE_OF_DATASETS[state]) for state in STATES],
            style=style,
            policy=f"default-src 'none'; style-src {_hash(style)}; base-uri 'none'; form-action 'none'",
            language=translator.language,
        )
    )


def _build_target(number: int, target: TargetSummary, translator: Translator, *, dry: bool) -> _Target:
    """Put one target on the page."""
    sections = (
        _Section(f"v{number}-{place}", part, target, translator, dry)
        for place, part in enumerate(target.parts, start=1)
    )
    return _Target(target, tuple(sections))


def _hash(text: str) -> str:
    """Name a style for the Content Security Policy (level 3, hashes)."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@lru_cache(maxsize=4)
def _build_environment(translator: Translator) -> Environment:
    """Set jinja2 up, once per translator."""
    environment = build_environment(_FOLDER, translator)
    environment.filters |= {"say": translator.render, "date": translator.date, "number": translator.number}
    return environment
