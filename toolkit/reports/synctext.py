"""How a sync went, as short as a mail from cron should be: what needs somebody is said in full, the rest is counted."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.model.message import Message, say, say_many
from toolkit.reports.ink import Ink
from toolkit.reports.language import Translator
from toolkit.reports.syncwords import (
    STATE_WORDS,
    Waiting,
    count_kinds,
    count_waiting,
    explain_part,
    list_waiting,
    say_target,
    say_verdict,
)
from toolkit.sync.summary import Part, SyncSummary, TargetSummary, Work

_MOST = 10
"""So many datasets that wait are named for each inventory; the page names all."""


def build_sync_text(summary: SyncSummary, translator: Translator, ink: Ink) -> str:
    """Write a summary as text."""
    return "\n".join(_SyncWriter(translator, ink).write(summary))


class _SyncWriter:
    """Writes one summary for one reader."""

    def __init__(self, translator: Translator, ink: Ink) -> None:
        self._translator = translator
        self._ink = ink

    def write(self, summary: SyncSummary) -> Iterator[str]:
        """Give the lines: the verdict first, then each target with its inventories."""
        well = summary.exit_code == 0
        yield self._ink.paint(self._say(say_verdict(summary)), "green" if well else "red")
        for target in summary.targets:
            yield ""
            yield from self._target(target)

    def _say(self, message: Message) -> str:
        return self._translator.render(message)

    def _target(self, target: TargetSummary) -> Iterator[str]:
        """Write one target."""
        yield self._ink.paint(self._say(say_target(target)), "bold")
        if target.trouble is not None:
            word, style = STATE_WORDS[target.state]
            text = f"{self._ink.paint(self._say(word), style)}: {self._say(target.trouble.reason)}"
            yield self._ink.wrap(text, "  ", "    ")
            yield self._arrow(target.trouble.remedy, "    ")
        for warning in target.warnings:
            yield self._ink.wrap(self._say(say("warning: {text}", text=warning)), "  ", "    ")
        for outcome in target.failed:
            reason = self._say(outcome.reason) if outcome.reason else ""
            yield self._ink.wrap(f"x {outcome.identifier}  {outcome.action}: {reason}", "  ", "    ")
        for part in target.parts:
            yield from self._part(part, target)
        yield self._ink.paint(self._ink.wrap(self._foot(target), "  ", "    "), "dim")

    def _foot(self, target: TargetSummary) -> str:
        """Tell what it cost, and where the receipts lie."""
        requests = say_many("{n} request", "{n} requests", target.requests)
        seconds = say("{seconds} s", seconds=self._translator.number(target.seconds))
        receipts = [say("receipt: {file}", file=run.receipt) for run in target.runs if run.receipt]
        return " · ".join(self._say(message) for message in (requests, seconds, *receipts))

    def _part(self, part: Part, target: TargetSummary) -> Iterator[str]:
        """Write one inventory; where its whole target is in trouble, that has been said."""
        word, style = STATE_WORDS[part.state]
        counts = [*count_kinds(part.work), *count_waiting(part.work)] if part.work else []
        tail = f": {', '.join(self._say(message) for message in counts)}" if counts else ""
        yield self._ink.wrap(f"{part.inventory}  {self._ink.paint(self._say(word), style)}{tail}", "  ", "      ")
        explained = explain_part(part)
        if explained and (target.trouble is None or explained[0] != target.trouble.reason):
            yield self._ink.wrap(self._say(explained[0]), "      ")
            yield self._arrow(explained[1], "      ")
        if part.work:
            yield from self._details(part.work)

    def _details(self, work: Work) -> Iterator[str]:
        """Name what failed and what waits."""
        for outcome in work.failed:
            reason = self._say(outcome.reason) if outcome.reason else ""
            yield self._ink.wrap(f"x {outcome.identifier}  {outcome.action}: {reason}", "      ", "        ")
        waiting = list(list_waiting(work))
        for one in waiting[:_MOST]:
            yield from self._waiting(one)
        if len(waiting) > _MOST:
            more = say_many("and {n} more dataset", "and {n} more datasets", len(waiting) - _MOST)
            yield self._ink.wrap(self._say(more), "      ")

    def _waiting(self, one: Waiting) -> Iterator[str]:
        """Write one dataset that waits for somebody."""
        place = f"   [{one.cell}]" if one.cell else ""
        yield self._ink.wrap(f"! {one.identifier}  {self._say(one.reason)}{place}", "      ", "        ")

    def _arrow(self, remedy: Message, indent: str) -> str:
        """Write what to do next."""
        return self._ink.wrap(f"→ {self._say(remedy)}", indent, f"{indent}  ")
