"""How a sync went, as short as a mail from cron should be: what needs somebody is said in full, the rest is counted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from toolkit.model.message import Message, say, say_many
from toolkit.model.receipt import Outcome
from toolkit.reports.ink import Ink
from toolkit.reports.language import Translator
from toolkit.reports.syncwords import (
    ACTION_WORDS,
    STATE_WORDS,
    Waiting,
    build_words,
    count_part,
    explain_part,
    list_waiting,
    say_target,
    say_verdict,
)
from toolkit.sync.summary import Held, Part, SyncSummary, TargetSummary, Work

_MOST = 5
"""So many datasets that wait for the same thing are named for each inventory; the page names all."""


def build_sync_text(summary: SyncSummary, translator: Translator, ink: Ink) -> str:
    """Write a summary as text."""
    return "\n".join(_SyncWriter(translator, ink).write(summary))


class _SyncWriter:
    """Writes one summary for one reader."""

    def __init__(self, translator: Translator, ink: Ink) -> None:
        self._translator = translator
        self._ink = ink
        self._dry = False

    def write(self, summary: SyncSummary) -> Iterator[str]:
        """Give the lines: the verdict first, then each target with its inventories."""
        well = summary.exit_code == 0
        verdict = self._ink.wrap(self._say(say_verdict(summary)))
        yield self._ink.paint(verdict, "green" if well else "red")
        self._dry = summary.dry
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
        yield from (self._failure(outcome, "  ") for outcome in target.failed)
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
        counts = count_part(part, dry=self._dry)
        tail = f": {', '.join(self._say(message) for message in counts)}" if counts else ""
        yield self._ink.wrap(f"{part.inventory}  {self._ink.paint(self._say(word), style)}{tail}", "  ", "      ")
        explained = explain_part(part)
        if explained and (target.trouble is None or explained[0] != target.trouble.reason):
            yield self._ink.wrap(self._say(explained[0]), "      ")
            yield self._arrow(explained[1], "      ")
        if part.work:
            yield from (self._failure(outcome, "      ") for outcome in part.work.failed)
        # What a guard holds back has to be looked at as a whole first.
        if part.work and not isinstance(part.outcome, Held):
            yield from self._list_waiting(part.work, target)

    def _list_waiting(self, work: Work, target: TargetSummary) -> Iterator[str]:
        """Name what waits, all that waits for the same thing together; two rows of one key are one dataset."""
        groups: dict[tuple[str, str], dict[tuple[str, str, str], Waiting]] = {}
        for one in list_waiting(work, build_words(target, work, self._translator)):
            group = groups.setdefault((one.reason.template, self._say(one.remedy)), {})
            group.setdefault((one.identifier, self._say(one.reason), one.cell), one)
        for group in groups.values():
            yield from self._waiting(tuple(group.values()))

    def _failure(self, outcome: Outcome, indent: str) -> str:
        """Write one write that failed."""
        what = ACTION_WORDS.get(outcome.action)
        reason = self._say(outcome.reason) if outcome.reason else ""
        text = f"x {outcome.identifier}  {self._say(what) if what else outcome.action}: {reason}"
        return self._ink.wrap(text, indent, f"{indent}  ")

    def _waiting(self, group: Sequence[Waiting]) -> Iterator[str]:
        """Write the first datasets that wait for the same thing, how many more there are, and what to do."""
        for one in group[:_MOST]:
            place = f"   [{one.cell}]" if one.cell else ""
            yield self._ink.wrap(f"! {one.identifier}  {self._say(one.reason)}{place}", "      ", "        ")
        if len(group) > _MOST:
            more = say_many("and {n} more dataset", "and {n} more datasets", len(group) - _MOST)
            yield self._ink.wrap(self._say(more), "        ")
        yield self._arrow(group[0].remedy, "        ")

    def _arrow(self, remedy: Message, indent: str) -> str:
        """Write what to do next."""
        return self._ink.wrap(f"→ {self._say(remedy)}", indent, f"{indent}  ")
