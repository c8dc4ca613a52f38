"""What the ledger tells of past runs: a table of them, and one of them dataset by dataset."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from toolkit.model.entry import Value, is_empty, resource_title
from toolkit.model.message import Message, say, say_many
from toolkit.model.plan import FieldChange
from toolkit.reports.ink import Ink
from toolkit.reports.language import Translator
from toolkit.sync.record import RunRecord, StepRecord, list_step_changes

DONE: Mapping[str, Message] = {
    "create": say("created"),
    "update": say("updated"),
    "adopt": say("taken over"),
    "withdraw": say("withdrawn (made private)"),
    "delete": say("deleted"),
    "create_organization": say("organisation created"),
    "create_group": say("group created"),
}
"""What a write did, by its action; an action that is not named here is called by its own name."""

_RESULTS: Mapping[str, tuple[Message, str]] = {
    "refused": (say("failed"), "red"),
    "unsure": (say("no answer"), "yellow"),
    "": (say("cut off"), "yellow"),
}
_STATES: Mapping[str, tuple[Message, str]] = {
    "done": (say("complete"), "green"),
    "failed": (say("with failures"), "red"),
    "interrupted": (say("interrupted"), "yellow"),
    "running": (say("running, or killed"), "yellow"),
}
_LONGEST = 160
_GAP = "  "


class HistoryWriter:
    """Writes of runs for one reader; ``zone`` is where the reader lives, None for the machine's own time."""

    def __init__(self, translator: Translator, ink: Ink, zone: dt.tzinfo | None = None) -> None:
        self._translator = translator
        self._ink = ink
        self._zone = zone

    def write_table(self, runs: Sequence[RunRecord], *, with_target: bool) -> str:
        """Write a line for each run; what it did stands below it where that does not fit, all of it without columns."""
        heads = [say("run"), say("when"), say("command"), say("how it ended"), say("what it did")]
        rows = [[self._say(head) for head in heads], *(self._row(run) for run in runs)]
        widths = [max(len(row[column]) for row in rows) for column in range(5)]
        used = sum(widths[:4]) + 3 * len(_GAP)
        is_table, is_whole = used <= self._ink.width, used + len(_GAP) + widths[4] <= self._ink.width
        lines = []
        for number, (*cells, told) in enumerate(rows):
            if is_table:
                line = _GAP.join(cell.ljust(width) for cell, width in zip(cells, widths, strict=False))
                whole = f"{line}{_GAP}{told}" if is_whole else line
                lines.append(whole.rstrip() if number else self._ink.paint(whole.rstrip(), "bold"))
            elif number:
                lines += [self._ink.paint(cells[0], "bold"), self._ink.wrap(" · ".join(cells[1:]), _GAP)]
            if number and not is_whole:
                lines.append(self._ink.wrap(told, _GAP))
            if number and with_target:
                lines.append(self._ink.wrap(self._ink.paint(runs[number - 1].target, "dim"), _GAP))
        return "\n".join(lines)

    def write_run(self, run: RunRecord, steps: Iterable[StepRecord], *, every_field: bool = False) -> str:
        """Write one run, dataset by dataset; ``every_field`` lists the fields of new datasets too."""
        head = self._ink.paint(self._say(say("Run {run}", run=run.id)), "bold")
        state, style = _STATES[run.state]
        lines = [head, self._ink.wrap(self._say(say("{command} to {target}", command=run.command, target=run.target)))]
        lines.append(f"{self._span(run)} · {self._ink.paint(self._say(state), style)}")
        if run.pruned:
            told = say("The contents of its writes were thrown away on {when}.", when=self._when(run.pruned))
            lines.append(self._ink.wrap(self._say(told)))
        lines += self._notes(run)
        shown = [line for step in steps for line in self._step(step, every_field=every_field)]
        totals = " · ".join(self._list_counts(run)) or self._say(say("nothing to write"))
        return "\n".join([*lines, *shown, "", self._ink.wrap(totals)])

    def _row(self, run: RunRecord) -> list[str]:
        told = " · ".join([*self._list_counts(run), *self._notes(run)]) or self._say(say("nothing to write"))
        return [run.id, self._when(run.started), run.command, self._say(_STATES[run.state][0]), told]

    def _say(self, message: Message) -> str:
        return self._translator.render(message)

    def _when(self, iso: str) -> str:
        """Write a time as the reader's clock shows it."""
        return self._translator.date(_localise(iso, self._zone))

    def _span(self, run: RunRecord) -> str:
        """Say when a run began and ended."""
        if not run.ended:
            return self._when(run.started)
        seconds = (dt.datetime.fromisoformat(run.ended) - dt.datetime.fromisoformat(run.started)).total_seconds()
        told = say(
            "{when}, {seconds} s", when=self._when(run.started), seconds=self._translator.number(round(seconds, 1))
        )
        return self._say(told)

    def _list_counts(self, run: RunRecord) -> list[str]:
        """Count what a run did: what was done by action, then what was not."""
        done = [(self._did(action), n) for (action, result), n in run.counts.items() if result == "done"]
        rest = {
            result: sum(n for (_, other), n in run.counts.items() if other == result)
            for result in dict.fromkeys(result for _, result in run.counts if result != "done")
        }
        ends = [(self._say(_RESULTS[result][0]), n) for result, n in rest.items()]
        return [f"{what}: {self._translator.number(n)}" for what, n in [*done, *ends]]

    def _did(self, action: str) -> str:
        return self._say(DONE[action]) if action in DONE else action

    def _notes(self, run: RunRecord) -> Iterator[str]:
        """Say what else is known of a run."""
        if run.note.get("undoes"):
            yield self._say(say("takes back {run}", run=str(run.note["undoes"])))
        if isinstance(run.note.get("rebuilt"), int):
            n = run.note["rebuilt"]
            yield self._say(say_many("{n} dataset learnt", "{n} datasets learnt", n))

    def _step(self, step: StepRecord, *, every_field: bool) -> Iterator[str]:
        """Write one write: what it was to do, how it ended, the fields that it changed."""
        what, style = self._did(step.action), "green"
        if step.result != "done":
            end, style = _RESULTS[step.result]
            what = f"{what}: {self._say(end)}"
        title = self._say(say("{key} “{title}”", key=step.identifier, title=step.title))
        yield self._ink.wrap(
            f"{self._ink.paint(what, style)}{_GAP}{title if step.title else step.identifier}", "", "    "
        )
        if step.message is not None:
            yield self._line(self._say(step.message))
        if step.before is None and step.intent is not None and not every_field:
            many = say_many("{n} resource", "{n} resources", len(step.intent.resources))
            yield self._line(f"{step.name} · {self._say(many)}")
        else:
            titles = _name_resources(step)
            yield from (self._field(change, titles) for change in list_step_changes(step))
        yield from (
            self._line(f"{sent.action}: {sent.answer}, {self._translator.number(sent.took)} ms")
            for sent in step.requests
            if every_field
        )

    def _field(self, change: FieldChange, titles: Mapping[str, str]) -> str:
        name = change.field
        if name.startswith("resources."):
            _, key, *rest = name.split(".", 2)
            named = self._say(say("resource “{title}”", title=titles.get(key, key)))
            name = " › ".join([named, *rest])
        return self._line(f"{name}: {self._value(change.before)} → {self._value(change.after)}")

    def _value(self, value: Value) -> str:
        """Write a value short enough for a line."""
        if is_empty(value):
            return self._say(say("(empty)"))
        if isinstance(value, bool):
            return self._say(say("yes") if value else say("no"))
        text = ", ".join(value) if isinstance(value, tuple) else " ".join(str(value).split())
        return self._say(say("“{text}”", text=text if len(text) <= _LONGEST else f"{text[:_LONGEST]} …"))

    def _line(self, text: str) -> str:
        return self._ink.wrap(text, "    ", "      ")


def build_history_data(runs: Iterable[RunRecord]) -> dict[str, Any]:
    """Give runs as data."""
    return {"format": "bestand-history/1", "runs": [_run_data(run) for run in runs]}


def build_run_data(run: RunRecord, steps: Iterable[StepRecord]) -> dict[str, Any]:
    """Give one run as data, with the fields that each of its writes changed."""
    return {"format": "bestand-run/1", **_run_data(run), "steps": [_step_data(step) for step in steps]}


def _run_data(run: RunRecord) -> dict[str, Any]:
    """Give what a run tells of itself."""
    return {
        "run": run.id,
        "target": run.target,
        "command": run.command,
        "started": run.started,
        "ended": run.ended or None,
        "state": run.state,
        "counts": [{"action": action, "result": end or None, "n": n} for (action, end), n in run.counts.items()],
        "note": dict(run.note),
        "pruned": run.pruned or None,
    }


def _step_data(step: StepRecord) -> dict[str, Any]:
    """Give one write."""
    return {
        "identifier": step.identifier,
        "title": step.title or None,
        "inventory": step.inventory or None,
        "action": step.action,
        "result": step.result or None,
        "reason": step.reason or None,
        "id": step.catalogue_id or None,
        "name": step.name,
        "recorded": step.recorded,
        "ended": step.ended or None,
        "changes": [
            {"field": change.field, "before": change.before, "after": change.after}
            for change in list_step_changes(step)
        ],
        "requests": [
            {"action": sent.action, "at": sent.at, "took": sent.took, "answer": sent.answer} for sent in step.requests
        ],
    }


def _localise(iso: str, zone: dt.tzinfo | None) -> str:
    """Give a time of the ledger as the time of a place, to the minute.

    >>> _localise("2025-03-01T12:00:30.000+00:00", dt.timezone(dt.timedelta(hours=1)))
    '2025-03-01T13:00'
    """
    return dt.datetime.fromisoformat(iso).astimezone(zone).replace(tzinfo=None).isoformat(timespec="minutes")


def _name_resources(step: StepRecord) -> dict[str, str]:
    """Give the titles of a write's resources: id -> title."""
    sides = (side for side in (step.before, step.intent) if side)
    return {item.id: resource_title(item) or item.id for side in sides for item in side.resources}
