"""A plan as a reviewer wants it: dataset by dataset, field by field, before and after, with the cell; totals last."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import assert_never

from toolkit.model.entry import Value
from toolkit.model.grid import CellRef
from toolkit.model.message import Message, say, say_many
from toolkit.model.plan import (
    Adopt,
    Blocked,
    Change,
    Clash,
    Conflict,
    Create,
    Delete,
    FieldChange,
    Kept,
    Plan,
    Unchanged,
    Update,
    Withdraw,
)
from toolkit.reports.ink import Ink
from toolkit.reports.language import Translator

_SIGN = {
    "create": ("+", "green", say("create")),
    "update": ("~", "yellow", say("update")),
    "adopt": ("@", "yellow", say("take over")),
    "withdraw": ("-", "red", say("withdraw (make private)")),
    "delete": ("-", "red", say("delete")),
    "conflict": ("!", "red", say("conflict")),
    "blocked": ("x", "red", say("blocked")),
    "unchanged": ("=", "dim", say("unchanged")),
}
_ORDER = tuple(_SIGN)
_FIRST = ("delete", "withdraw", "conflict", "blocked", "adopt", "update", "create", "unchanged")
_LONGEST = 160


class PlanWriter:
    """Writes one plan for one reader."""

    def __init__(self, plan: Plan, translator: Translator, ink: Ink, *, every_field: bool = False) -> None:
        self.plan = plan
        self.translator = translator
        self.ink = ink
        self.every_field = every_field

    def write(self) -> str:
        """Write the whole plan; what protects or fails comes first, totals last."""
        blocks = [self._head(), *self._warnings(), *self._organizations()]
        for change in sorted(self.plan.changes, key=lambda change: _FIRST.index(change.kind)):
            blocks += self._change(change)
        return "\n".join([*blocks, "", *self._totals()])

    def _say(self, message: Message) -> str:
        return self.translator.render(message)

    def _head(self) -> str:
        return self.ink.paint(self._say(say("Plan for {target}", target=self.plan.target)), "bold")

    def _warnings(self) -> Iterator[str]:
        """Tell what to know of the target."""
        for warning in self.plan.warnings:
            text = self._say(say("warning: {text}", text=warning))
            yield self.ink.wrap(self.ink.paint(text, "yellow"), "", "  ")

    def _organizations(self) -> Iterator[str]:
        """List the organisations that are created first."""
        for organization in self.plan.organizations:
            line = say("+ create the organisation {name} “{title}”", name=organization.name, title=organization.title)
            yield self.ink.paint(self._say(line), "green")

    def _change(self, change: Change) -> Iterator[str]:
        """Write one dataset's block; an unchanged one that nobody touched needs none."""
        match change:
            case Create() if not self.every_field:
                yield from (self._title(change), self._summary(change))
            case Create() | Update() | Adopt():
                yield self._title(change)
                yield from (self._field(field) for field in change.changes)
                yield from (self._kept(kept) for kept in (change.kept if isinstance(change, Update) else ()))
            case Unchanged():
                if change.kept:
                    yield self._title(change)
                    yield from (self._kept(kept) for kept in change.kept)
            case Withdraw() | Delete():
                yield self._title(change)
                cell = change.cell if isinstance(change, Withdraw) else None
                yield self._line(self._say(change.reason) + _where(cell))
            case Conflict():
                yield self._title(change)
                for clash in change.clashes:
                    yield from self._clash(clash)
            case Blocked():
                yield self._title(change)
                yield self._line(self._say(change.reason) + _where(change.cell))
                yield self._line(f"→ {self._say(change.remedy)}")
            case _:
                assert_never(change)

    def _title(self, change: Change) -> str:
        sign, style, what = _SIGN[change.kind]
        head = f"{sign} {self._say(what)}"
        named = say("{key} “{title}”", key=change.identifier, title=change.title)
        name = self._say(named) if change.title else change.identifier
        return self.ink.wrap(f"{self.ink.paint(head, style)}  {name}", "", "    ")

    def _summary(self, change: Create) -> str:
        """Say in one line what a new dataset will be."""
        audience = say("for staff only") if change.entry.private else say("for the public")
        many = say_many("{n} resource", "{n} resources", len(change.entry.resources))
        return self._line(f"{change.entry.name}  ·  {self._say(audience)}  ·  {self._say(many)}")

    def _field(self, change: FieldChange) -> str:
        before, after = self._value(change.before), self._value(change.after)
        return self._line(f"{self._field_name(change.field)}: {before} → {after}{_where(change.cell)}")

    def _kept(self, kept: Kept) -> str:
        text = say(
            "{field}: edited in the catalogue, stays {value}",
            field=self._field_name(kept.field),
            value=self._value(kept.catalogue),
        )
        return self._line(self._say(text))

    def _clash(self, clash: Clash) -> Iterator[str]:
        """Show all three sides of a field."""
        yield self._line(f"{self._field_name(clash.field)}:{_where(clash.cell)}")
        for name, value in (
            (say("last pushed"), clash.base),
            (say("sheet"), clash.sheet),
            (say("catalogue"), clash.catalogue),
        ):
            yield self._line(f"  {self._say(name)}: {self._value(value)}")

    def _field_name(self, field: str) -> str:
        """Name a resource by its title where it is known."""
        if not field.startswith("resources."):
            return field
        _, key, *rest = field.split(".", 2)
        name = self.plan.resource_titles.get(key, key)
        return " › ".join([self._say(say("resource “{title}”", title=name)), *rest])

    def _value(self, value: Value) -> str:
        """Write a value short enough for a line."""
        match value:
            case None | "" | ():
                return self._say(say("(empty)"))
            case bool():
                return self._say(say("yes")) if value else self._say(say("no"))
            case tuple():
                text = ", ".join(value)
            case _:
                text = " ".join(str(value).split())
        short = text if len(text) <= _LONGEST else f"{text[:_LONGEST]} …"
        return self._say(say("“{text}”", text=short))

    def _line(self, text: str) -> str:
        return self.ink.wrap(text, "    ", "      ")

    def _totals(self) -> Iterator[str]:
        """Count what would happen; name the guards that stop a push."""
        counts: Counter[str] = Counter(change.kind for change in self.plan.changes)
        parts = [f"{self._say(_SIGN[kind][2])}: {counts[kind]}" for kind in _ORDER if counts[kind]]
        yield self.ink.wrap(self.ink.paint(" · ".join(parts) or self._say(say("no datasets")), "bold"))
        kept = sum(len(change.kept) for change in self.plan.changes if isinstance(change, Unchanged | Update))
        if kept:
            yield self._say(
                say_many(
                    "{n} field edited in the catalogue is kept", "{n} fields edited in the catalogue are kept", kept
                )
            )
        for guard in self.plan.guards:
            yield self.ink.wrap(self.ink.paint(self._say(say("stopped: {reason}", reason=guard)), "red"))
        if not self.plan.has_work:
            yield self._say(self._why_idle(counts["blocked"] + counts["conflict"]))

    @staticmethod
    def _why_idle(waiting: int) -> Message:
        """Say why nothing would be written."""
        if waiting:
            return say_many(
                "Nothing to do. {n} dataset waits for a correction or a decision.",
                "Nothing to do. {n} datasets wait for a correction or a decision.",
                waiting,
            )
        return say("Nothing to do.")


def build_plan_text(plan: Plan, translator: Translator, ink: Ink, *, every_field: bool = False) -> str:
    """Write a plan as text; ``every_field`` lists all fields of new datasets too."""
    return PlanWriter(plan, translator, ink, every_field=every_field).write()


def _where(cell: CellRef | None) -> str:
    """Name the cell that a value came from."""
    return f"   [{cell}]" if cell else ""
