"""What the page of a plan shows: figures, guards, the datasets by what becomes of them, and what is to be decided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from toolkit.model.message import Message, say
from toolkit.model.plan import Change, Check, Conflict, Create, Plan, Unchanged
from toolkit.reports.language import Translator
from toolkit.reports.planfacts import Facts, build_facts
from toolkit.reports.plankinds import FIRST
from toolkit.reports.planpage import Item, Row
from toolkit.reports.planwords import PlanWords

MOST_ITEMS = 50
"""How many datasets of one kind the page shows; the whole plan can be downloaded."""

HEADINGS: Mapping[str, Message] = MappingProxyType(
    {
        "create": say("New datasets"),
        "update": say("Datasets that change"),
        "adopt": say("Datasets that are taken over"),
        "withdraw": say("Datasets that leave the public"),
        "delete": say("Datasets that are deleted"),
        "conflict": say("Datasets that wait for a decision"),
        "blocked": say("Datasets that wait for a correction"),
        "unchanged": say("Datasets with values edited in the catalogue"),
    }
)


@dataclass(frozen=True, slots=True)
class Question:
    """A field that the sheet and the catalogue both changed, so that somebody says which of them counts."""

    name: str
    identifier: str
    field: str
    row: Row


@dataclass(frozen=True, slots=True)
class Shown:
    """One dataset on the page."""

    item: Item
    questions: tuple[Question, ...] = ()

    @property
    def change(self) -> Change:
        """What becomes of it."""
        return self.item.change


@dataclass(frozen=True, slots=True)
class Heap:
    """The datasets of which the same becomes."""

    kind: str
    heading: Message
    shown: tuple[Shown, ...]
    size: int


@dataclass(frozen=True)
class PlanView:
    """A plan as its page shows it."""

    plan: Plan
    words: PlanWords

    @cached_property
    def facts(self) -> Facts:
        """The datasets by what becomes of them."""
        return build_facts(self.plan.changes)

    @property
    def checks(self) -> tuple[Check, ...]:
        """What the catalogue said beforehand that is not in order."""
        return tuple(one for one in self.plan.preflight if one.state != "good")

    @property
    def can_be_pushed(self) -> bool:
        """Whether a push of it would write something, and no guard speaks against it."""
        return self.plan.has_work and not self.plan.guards

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """Every field that has to be decided, shown or not."""
        return tuple(self._ask())

    @cached_property
    def heaps(self) -> tuple[Heap, ...]:
        """The datasets that something becomes of, those first that protect or wait."""
        return tuple(heap for heap in (self._heap(kind) for kind in FIRST) if heap.size)

    @property
    def leaving(self) -> tuple[Change, ...]:
        """The datasets that leave the public."""
        return (*self.facts.hidden, *self.facts.deleted)

    @cached_property
    def _asked(self) -> Mapping[str, tuple[Question, ...]]:
        """The questions by dataset."""
        found: dict[str, tuple[Question, ...]] = {}
        for one in self.questions:
            found[one.identifier] = (*found.get(one.identifier, ()), one)
        return found

    def _ask(self) -> Iterator[Question]:
        number = 0
        for change in self.plan.changes:
            if isinstance(change, Conflict):
                rows = Item(change, "", self.words).clashes
                for clash, row in zip(change.clashes, rows, strict=True):
                    number += 1
                    yield Question(f"decision-{number}", change.identifier, clash.field, row)

    def _heap(self, kind: str) -> Heap:
        """Put the datasets of one kind together."""
        own = [
            one for one in self.plan.changes if one.kind == kind and not (isinstance(one, Unchanged) and not one.kept)
        ]
        most = len(own) if kind == "conflict" else MOST_ITEMS
        shown = tuple(self._show(one) for one in own[:most])
        return Heap(kind, HEADINGS[kind], shown, len(own))

    def _show(self, change: Change) -> Shown:
        questions = self._asked.get(change.identifier, ())
        return Shown(Item(change, "", self.words, is_short=isinstance(change, Create)), questions)


def _is_worth_telling(change: Change) -> bool:
    """Tell whether something becomes of a dataset, or people edited it in the catalogue."""
    return not isinstance(change, Unchanged) or bool(change.kept)


def build_plan_view(plan: Plan, language: str) -> PlanView:
    """Build what the page of a plan shows."""
    return PlanView(plan, PlanWords(plan, Translator(language)))


def count_writes(plan: Plan) -> Mapping[str, int]:
    """Count what a push would write, by kind."""
    kinds = {"create": 0, "update": 0, "adopt": 0, "withdraw": 0, "delete": 0}
    for change in plan.changes:
        if change.kind in kinds:
            kinds[change.kind] += 1
    return {**kinds, "organizations": len(plan.organizations), "groups": len(plan.groups)}
