"""What the page of a result shows of one inventory: figures, first steps, findings, quality, previews."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from toolkit.checks.baseline import Checked
from toolkit.checks.rule import Rule
from toolkit.checks.run import every_rule
from toolkit.model.dataset import Dataset
from toolkit.model.finding import Severity
from toolkit.model.message import Message, say
from toolkit.model.release import Audience, Reason, Release
from toolkit.reports.grouping import Figures, Group, Kind, Standing, State, build_kinds
from toolkit.reports.language import Translator
from toolkit.reports.preview import Preview, build_preview
from toolkit.reports.qualitypage import Quality, build_quality
from toolkit.web.pages.case import Origin, Part

MOST_STEPS = 3
MOST_GROUPS = 5
"""How many sentences of one kind the page shows; the report has all of them."""
MOST_PREVIEWS = 3
MOST_LINES = 100
"""How many datasets the page lists; the report has all of them."""


@dataclass(frozen=True, slots=True)
class Unread:
    """Workbooks that could not be read: why, and what to do."""

    files: tuple[str, ...]
    what: Message
    remedy: Message


@dataclass(frozen=True, slots=True)
class Line:
    """One dataset with how it stands and why."""

    dataset: Dataset
    release: Release
    state: State

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """What keeps it from the public."""
        if self.release.audience is Audience.PUBLIC:
            return ()
        return tuple(one for one in self.release.reasons if one.verdict is self.release.verdict)


@dataclass(frozen=True)
class View:
    """One inventory on the page; ``mapped`` says what its columns were read with."""

    part: Part
    checked: Checked
    translator: Translator
    notices: tuple[Message, ...]
    mapped: Message

    @cached_property
    def standing(self) -> Standing:
        """How the datasets stand."""
        return Standing(self.checked.inventory)

    @property
    def figures(self) -> Figures:
        """How many datasets stand how."""
        return self.standing.figures

    @cached_property
    def kinds(self) -> tuple[Kind, ...]:
        """The findings, put together."""
        return build_kinds(self.checked.counted(), self.standing)

    def kinds_of(self, severity: Severity) -> list[Kind]:
        """Give the findings of one severity."""
        return [kind for kind in self.kinds if kind.severity == severity]

    @cached_property
    def steps(self) -> Sequence[Group]:
        """The corrections that are enough for the most datasets."""
        groups = [group for kind in self.kinds for group in kind.groups if group.frees]
        return sorted(groups, key=lambda group: -group.frees)[:MOST_STEPS]

    @cached_property
    def quality(self) -> Quality:
        """The score for quality."""
        return build_quality(self.checked, online=False)

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The datasets in the order of the sheet."""
        decided = zip(self.checked.inventory.decided(), self.standing.states, strict=True)
        return tuple(Line(one.dataset, release, state) for (one, release), state in decided)

    @property
    def shown_lines(self) -> tuple[Line, ...]:
        """Those that the page lists."""
        return self.lines[:MOST_LINES]

    @cached_property
    def previews(self) -> tuple[Preview, ...]:
        """How the first datasets that somebody will see look in a catalogue."""
        seen = [line.dataset for line in self.lines if line.state in {"public", "staff"}]
        return tuple(build_preview(one, self.translator) for one in seen[:MOST_PREVIEWS])

    @property
    def severities(self) -> list[Severity]:
        """From heavy to light."""
        return list(Severity)

    @property
    def rules(self) -> Mapping[str, Rule]:
        """What each code means."""
        return every_rule()

    @property
    def most_groups(self) -> int:
        """How many sentences of one kind are shown."""
        return MOST_GROUPS


def build_view(
    part: Part, checked: Checked, translator: Translator, notices: tuple[Message, ...], origin: Origin
) -> View:
    """Build what the page shows of one inventory."""
    return View(part, checked, translator, notices, say_mapping(checked, origin))


def say_mapping(checked: Checked, origin: Origin) -> Message:
    """Say in plain words how the columns were understood."""
    inventory = checked.inventory
    if inventory.proposed:
        return say("Bestand has guessed what the columns mean. Please look whether that is right.")
    match origin:
        case "answered":
            return say("The columns were read as you said.")
        case "configured":
            return say("The columns were read as agreed for this inventory.")
        case _:
            return say("The columns are known: “{mapping}”.", mapping=inventory.mapping)
