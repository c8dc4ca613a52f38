"""A plan as a reviewer wants it: dataset by dataset, field by field, before and after, with the cell; totals last."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import takewhile
from typing import assert_never

from toolkit.model.entry import UNKNOWN, Value
from toolkit.model.grid import CellRef
from toolkit.model.message import Message, say, say_many
from toolkit.model.plan import (
    Adopt,
    Blocked,
    Change,
    Check,
    Clash,
    Conflict,
    Create,
    Delete,
    FieldChange,
    Kept,
    Likeness,
    Plan,
    Unchanged,
    Update,
    Withdraw,
)
from toolkit.reports.ink import Ink
from toolkit.reports.language import Translator
from toolkit.reports.plankinds import FIRST, SIGNS

_ORDER = tuple(SIGNS)
_LONGEST = 160
_MOST_NAMED = 5
_BEFORE = 30
"""So many letters of what is alike are shown before a difference."""
_INDENT = "    "


class PlanWriter:
    """Writes one plan for one reader."""

    def __init__(self, plan: Plan, translator: Translator, ink: Ink, *, every_field: bool = False) -> None:
        self.plan = plan
        self.translator = translator
        self.ink = ink
        self.every_field = every_field

    def write(self) -> str:
        """Write the whole plan; what protects or fails comes first, totals last."""
        blocks = [self._head(), *self._warnings(), *self._preflight(), *self._organizations(), *self._likenesses()]
        for change in sorted(self.plan.changes, key=lambda change: FIRST.index(change.kind)):
            blocks += self._change(change)
        return "\n".join([*blocks, "", *self._totals()])

    def _say(self, message: Message) -> str:
        return self.translator.render(message)

    def _head(self) -> str:
        head = say("Plan for {target}", target=self.plan.target)
        if self.plan.undoes:
            head = say("Plan for {target}, taking back the run {run}", target=self.plan.target, run=self.plan.undoes)
        return self.ink.wrap(self.ink.paint(self._say(head), "bold"), "", "  ")

    def _warnings(self) -> Iterator[str]:
        """Tell what to know of the target."""
        for warning in self.plan.warnings:
            text = self._say(say("warning: {text}", text=warning))
            yield self.ink.wrap(self.ink.paint(text, "yellow"), "", "  ")

    def _preflight(self) -> Iterator[str]:
        """Tell what was asked of the target: what is in the way first, a line each; all that is good in one line."""
        for state, style in (("bad", "red"), ("warning", "yellow")):
            for check in self.plan.preflight:
                if check.state == state:
                    yield from self._check(check, style)
        good = [self._say(check.text) for check in self.plan.preflight if check.state == "good"]
        if good:
            yield self.ink.wrap(
                self.ink.paint(self._say(say("in order: {list}", list="; ".join(good))), "dim"), "", "  "
            )

    def _check(self, check: Check, style: str) -> Iterator[str]:
        """Write one thing that is in the way, whom it concerns, and what to do."""
        head = (
            say("error: {text}", text=check.text) if check.state == "bad" else say("warning: {text}", text=check.text)
        )
        yield self.ink.wrap(self.ink.paint(self._say(head), style) + self._concerned(check.identifiers), "", "  ")
        if check.remedy:
            yield self._line(f"→ {self._say(check.remedy)}")

    def _concerned(self, identifiers: tuple[str, ...]) -> str:
        """Name the first datasets that something concerns, and count the others."""
        if not identifiers:
            return ""
        named = ", ".join(identifiers[:_MOST_NAMED])
        more = len(identifiers) - _MOST_NAMED
        if more > 0:
            named = self._say(say_many("{names} and {n} more", "{names} and {n} more", more, names=named))
        return f" ({named})"

    def _organizations(self) -> Iterator[str]:
        """List the organisations and groups that are created first."""
        lines = [
            *(
                say("+ create the organisation {name} “{title}”", name=one.name, title=one.title)
                for one in self.plan.organizations
            ),
            *(say("+ create the group {name} “{title}”", name=one.name, title=one.title) for one in self.plan.groups),
        ]
        for line in lines:
            yield self.ink.wrap(self.ink.paint(self._say(line), "green"), "", "    ")

    def _likenesses(self) -> Iterator[str]:
        """List rows that look like other datasets than their own, and say how such a one is carried over."""
        for likeness in self.plan.likenesses:
            yield self.ink.wrap(
                self.ink.paint(self._say(_say_alike(likeness)), "yellow") + _where(likeness.cell), "", "    "
            )
        if self.plan.likenesses:
            first = self.plan.likenesses[0]
            step = say(
                "if so, carry the dataset over first: bestand adopt … --renamed {former}={key}",
                former=first.former,
                key=first.identifier,
            )
            yield self._line(f"→ {self._say(step)}")

    def _change(self, change: Change) -> Iterator[str]:
        """Write one dataset's block; an unchanged one that nobody touched needs none."""
        match change:
            case Create() if not self.every_field:
                yield from (self._title(change), self._summary(change))
            case Create() | Update() | Adopt():
                yield self._title(change)
                yield from (self._field(field) for field in change.changes)
                yield from (self._kept(kept) for kept in (change.kept if isinstance(change, Update | Adopt) else ()))
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
        sign, style, what = SIGNS[change.kind]
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
        before, after = self._values(change.before, change.after)
        name = self._field_name(change.field)
        whole = f"{name}: {before} → {after}{_where(change.cell)}"
        if len(whole) <= self.ink.width - len(_INDENT):
            return self._line(whole)
        # On a narrow terminal the two values stand one above the other.
        sides = (self._line(f"  {sign} {value}") for sign, value in (("-", before), ("+", after)))
        return "\n".join((self._line(f"{name}:{_where(change.cell)}"), *sides))

    def _kept(self, kept: Kept) -> str:
        name, value = self._field_name(kept.field), self._value(kept.catalogue)
        match kept.policy:
            case None:
                text = say("{field}: edited in the catalogue, stays {value}", field=name, value=value)
            case "first":
                text = say("{field}: filled once, the catalogue's since then, stays {value}", field=name, value=value)
            case _:
                text = say(
                    "{field}: changed on both sides, stays as the catalogue has it: {value}", field=name, value=value
                )
        return self._line(self._say(text))

    def _clash(self, clash: Clash) -> Iterator[str]:
        """Show all three sides of a field."""
        yield self._line(f"{self._field_name(clash.field)}:{_where(clash.cell)}")
        names = (say("last pushed"), say("sheet"), say("catalogue"))
        for name, value in zip(names, self._values(clash.base, clash.sheet, clash.catalogue), strict=True):
            yield self._line(f"  {self._say(name)}: {value}")

    def _field_name(self, field: str) -> str:
        """Name a resource by its title where it is known."""
        if not field.startswith("resources."):
            return field
        _, key, *rest = field.split(".", 2)
        name = self.plan.resource_titles.get(key, key)
        return " › ".join([self._say(say("resource “{title}”", title=name)), *rest])

    def _value(self, value: Value) -> str:
        """Write a value short enough for a line."""
        return self._values(value)[0]

    def _values(self, *values: Value) -> list[str]:
        """Write values short enough for a line; of long ones that begin alike, from shortly before they differ."""
        plain = [self._plain(value) for value in values]
        quoted = [not (value is None or value in ("", ()) or isinstance(value, bool)) for value in values]
        start = _find_start([text for text, is_text in zip(plain, quoted, strict=True) if is_text])
        return [
            self._say(say("“{text}”", text=_shorten(text, start))) if is_text else text
            for text, is_text in zip(plain, quoted, strict=True)
        ]

    def _plain(self, value: Value) -> str:
        """Write a value in one line."""
        match value:
            case None | "" | ():
                return self._say(say("(empty)"))
            case str() if value == UNKNOWN:
                return self._say(say("(unknown)"))
            case bool():
                return self._say(say("yes")) if value else self._say(say("no"))
            case tuple():
                return ", ".join(value)
            case _:
                return " ".join(str(value).split())

    def _line(self, text: str) -> str:
        inner = " " * (len(text) - len(text.lstrip()))
        return self.ink.wrap(text.lstrip(), _INDENT + inner, f"{_INDENT}{inner}  ")

    def _totals(self) -> Iterator[str]:
        """Count what would happen; name the guards that stop a push."""
        counts: Counter[str] = Counter(change.kind for change in self.plan.changes)
        parts = [f"{self._say(SIGNS[kind][2])}: {counts[kind]}" for kind in _ORDER if counts[kind]]
        yield self.ink.wrap(self.ink.paint(" · ".join(parts) or self._say(say("no datasets")), "bold"))
        kept = sum(len(change.kept) for change in self.plan.changes if isinstance(change, Unchanged | Update | Adopt))
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


def _find_start(texts: list[str]) -> int:
    """Give the place from which long texts are worth reading: a few words before the first difference."""
    if len(texts) < 2 or max(map(len, texts)) <= _LONGEST:
        return 0
    common = sum(1 for _ in takewhile(lambda letters: len(set(letters)) == 1, zip(*texts, strict=False)))
    return max(0, texts[0].rfind(" ", 0, max(0, common - _BEFORE)) + 1) if common > _LONGEST // 2 else 0


def _shorten(text: str, start: int) -> str:
    """Cut a text to what a line can show.

    >>> _shorten("eins zwei", 0), _shorten("eins zwei", 5), len(_shorten("x" * 200, 0))
    ('eins zwei', '… zwei', 162)
    """
    head, rest = ("… ", text[start:]) if start else ("", text)
    return head + (rest if len(rest) <= _LONGEST else f"{rest[:_LONGEST]} …")


def _say_alike(likeness: Likeness) -> Message:
    """Say which dataset a new row looks like."""
    return say(
        "? {key} “{title}” looks like {former} “{former_title}”: was its key changed?",
        key=likeness.identifier,
        title=likeness.title,
        former=likeness.former,
        former_title=likeness.former_title,
    )


def _where(cell: CellRef | None) -> str:
    """Name the cell that a value came from."""
    return f"   [{cell}]" if cell else ""
