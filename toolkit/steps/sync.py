"""Brings all inventories of a configuration to all of its targets; one department's fault does not stop the others."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from time import monotonic

from toolkit.mapping.source import find_nearest
from toolkit.model.message import Message, say, say_many
from toolkit.model.problem import Problem
from toolkit.reports.language import Translator
from toolkit.steps.configuration import Configuration, InventorySettings
from toolkit.steps.deployment import Errand, Round, deliver
from toolkit.steps.intake import Taken, take_in
from toolkit.sync.summary import (
    Absent,
    Failed,
    Held,
    Interrupted,
    Part,
    PartOutcome,
    SyncSummary,
    TargetSummary,
)


@dataclass(frozen=True, slots=True)
class Voice:
    """How a sync tells what goes on: ``tell`` gets each event, ``trace`` errors that nobody foresaw."""

    tell: Callable[[Message], None]
    trace: Callable[[Exception], None]
    translator: Translator


@dataclass(frozen=True, slots=True)
class SyncRequest:
    """What somebody asks for: all, or ``only`` some inventories or targets; ``dry`` writes nothing."""

    only: tuple[str, ...] = ()
    dry: bool = False


def run_sync(
    configuration: Configuration,
    request: SyncRequest,
    voice: Voice,
    environ: Mapping[str, str] | None = None,
) -> SyncSummary:
    """Read every inventory by itself and bring those that could be read to their targets, one target after the other.

    Each target gets one plan for all of its inventories that ask for the same terms. Never raises for what is wrong
    with one inventory or one target; Ctrl-C ends it after the current request, and the summary says what was not done.
    Raises Problem for names in ``only`` that do not exist.
    """
    chosen = select(configuration, request.only)
    sync = _Sync(chosen, request, voice, os.environ if environ is None else environ)
    return sync.run()


def select(configuration: Configuration, only: Sequence[str]) -> Configuration:
    """Keep some inventories or targets. Raises Problem for a name that is neither."""
    targets = [target.name for target in configuration.targets]
    inventories = [inventory.name for inventory in configuration.inventories]
    for name in only:
        if name not in {*targets, *inventories}:
            nearest = find_nearest(name, [*inventories, *targets])
            known = say("There are: {names}", names=", ".join([*inventories, *targets]))
            raise Problem(
                say("the configuration has no inventory and no target “{name}”", name=name),
                say("Did you mean “{nearest}”?", nearest=nearest) if nearest else known,
            )
    some_targets = frozenset(only).intersection(targets) or frozenset(targets)
    some = frozenset(only).intersection(inventories) or frozenset(inventories)
    return replace(
        configuration,
        targets=tuple(target for target in configuration.targets if target.name in some_targets),
        inventories=tuple(one for one in configuration.inventories if one.name in some),
    )


@dataclass(slots=True)
class _Sync:
    """One sync under way: what was taken in, and how the targets fared so far."""

    configuration: Configuration
    request: SyncRequest
    voice: Voice
    environ: Mapping[str, str]
    taken: dict[str, Taken | Absent | Held | Failed] = field(default_factory=dict)
    targets: list[TargetSummary] = field(default_factory=list)
    interrupted: bool = False

    def run(self) -> SyncSummary:
        """Do everything."""
        started, clock = read_now(), monotonic()
        try:
            self._take_in()
            self._deliver()
        except KeyboardInterrupt:
            self.interrupted = True
        reached = {target.name for target in self.targets}
        for target in self.configuration.targets:
            if target.name not in reached:
                parts = tuple(Part(one.name, Interrupted()) for one in self._list_wanted(target.name))
                self.targets.append(TargetSummary(target.name, target.to, parts))
        return SyncSummary(
            str(self.configuration.file),
            write_time(started),
            write_time(read_now()),
            round(monotonic() - clock, 1),
            tuple(self.targets),
            dry=self.request.dry,
            interrupted=self.interrupted,
            fail_on=self.configuration.report.fail_on,
        )

    def _list_wanted(self, target: str) -> list[InventorySettings]:
        """List the inventories that go to a target."""
        return [one for one in self.configuration.inventories if target in one.targets]

    def _take_in(self) -> None:
        """Read every inventory that goes to one of the targets, once."""
        names = {target.name for target in self.configuration.targets}
        for settings in self.configuration.inventories:
            if names.intersection(settings.targets):
                taken = take_in(settings, self.voice.trace)
                self.taken[settings.name] = taken
                self.voice.tell(_tell_taken(settings.name, taken))

    def _deliver(self) -> None:
        """Bring what was read to each target."""
        for settings in self.configuration.targets:
            wanted = [(one.name, self.taken[one.name]) for one in self._list_wanted(settings.name)]
            ready, known = _sort_out(wanted)
            round_ = Round(
                self.configuration, settings, self.environ, self.voice.translator, self.voice.tell, self.voice.trace
            )
            errand = deliver(round_, ready, dry=self.request.dry) if ready else Errand()
            parts = {**dict(known), **errand.parts}
            ordered = tuple(Part(name, parts[name]) for name, _ in wanted)
            self.targets.append(errand.build_summary(settings, ordered))
            if errand.interrupted:
                raise KeyboardInterrupt


def _sort_out(
    wanted: Iterable[tuple[str, Taken | Absent | Held | Failed]],
) -> tuple[list[Taken], list[tuple[str, PartOutcome]]]:
    """Tell what can go to a target from what cannot: two inventories of one name would each empty the other."""
    every = list(wanted)
    taken = [one for _, one in every if isinstance(one, Taken)]
    known: list[tuple[str, PartOutcome]] = [(name, one) for name, one in every if not isinstance(one, Taken)]
    ready: list[Taken] = []
    for one in taken:
        rival = next((other for other in taken if other is not one and _share_name(one, other)), None)
        if rival is None:
            ready.append(one)
        else:
            known.append((one.settings.name, _refuse_double(one, rival)))
    return ready, known


def _share_name(one: Taken, other: Taken) -> bool:
    """Tell whether two inventories of the configuration hold the same inventory."""
    return bool({item.name for item in one.inventories} & {item.name for item in other.inventories})


def _refuse_double(one: Taken, rival: Taken) -> Failed:
    """Say which two inventories carry one name."""
    names = {item.name for item in one.inventories} & {item.name for item in rival.inventories}
    return Failed(
        say(
            "[inventories.{one}] and [inventories.{other}] both are the inventory “{name}”",
            one=one.settings.name,
            other=rival.settings.name,
            name=min(names),
        ),
        say(
            "Give each workbook a mapping with an “inventory:” of its own; if they are one table, name all files under "
            "one inventory and write “workbooks: several” into the mapping."
        ),
    )


def _tell_taken(name: str, taken: Taken | Absent | Held | Failed) -> Message:
    """Say how the reading of an inventory ended."""
    match taken:
        case Taken(inventories=inventories):
            n = sum(len(inventory.described) for inventory in inventories)
            files = ", ".join(inventory.file for inventory in inventories)
            return say_many(
                "{name}: read {n} dataset from {files}",
                "{name}: read {n} datasets from {files}",
                n,
                name=name,
                files=files,
            )
        case Absent(reason=reason):
            return say("{name}: left out: {reason}", name=name, reason=reason)
        case Held(reason=reason):
            return say("{name}: stopped: {reason}", name=name, reason=reason)
        case Failed(reason=reason):
            return say("{name}: failed: {reason}", name=name, reason=reason)


def read_now() -> dt.datetime:
    """Tell the time with this machine's offset."""
    return dt.datetime.now(tz=dt.UTC).astimezone()


def write_time(at: dt.datetime) -> str:
    """Write a time as summaries keep it.

    >>> write_time(dt.datetime(2025, 3, 1, 3, 0, 5, 900, tzinfo=dt.UTC))
    '2025-03-01T03:00:05+00:00'
    """
    return at.isoformat(timespec="seconds")
