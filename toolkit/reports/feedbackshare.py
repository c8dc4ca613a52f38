"""What of a check belongs to one workbook: its findings by urgency, how its datasets stand, what is said elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from toolkit.checks.baseline import Checked
from toolkit.model.dataset import Described
from toolkit.model.finding import Finding, Severity
from toolkit.model.grid import CellRef
from toolkit.reports.feedbackwords import FOR_OFFICE
from toolkit.reports.grouping import Figures, Group, Standing, build_kinds

_MOST_STEPS = 3


@dataclass(frozen=True)
class Share:
    """One workbook's share of a check. ``name`` is what the cells of the check call that workbook; empty: all."""

    checked: Checked
    name: str

    @cached_property
    def standing(self) -> Standing:
        """How the datasets of the whole inventory stand."""
        return Standing(self.checked.inventory)

    @cached_property
    def _keys(self) -> Mapping[str, CellRef]:
        """The cells with the keys of the datasets, whatever workbook they stand in."""
        origins = ((one.dataset.key, one.origins.get("key")) for one in self.checked.inventory.described)
        return {key: cell for key, cell in origins if cell}

    @cached_property
    def _placed(self) -> tuple[Finding, ...]:
        """All findings that count; one that belongs to a dataset but to no cell stands at the dataset's key."""
        return tuple(map(self._place, self.checked.counted()))

    def _place(self, finding: Finding) -> Finding:
        place = finding.place
        cell = self._keys.get(place.key) if place.cell is None else None
        return replace(finding, place=replace(place, cell=cell)) if cell else finding

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """Those of this workbook, and those of the whole inventory; only what can be mended in the sheet."""
        return tuple(one for one in self._placed if one.code not in FOR_OFFICE and self._is_here(one))

    def _is_here(self, finding: Finding) -> bool:
        cell = finding.place.cell
        return not self.name or cell is None or cell.workbook == self.name

    @property
    def own(self) -> Iterator[Finding]:
        """Those that stand in a cell of this workbook."""
        return (one for one in self.findings if one.place.cell)

    @property
    def workbooks(self) -> tuple[str, ...]:
        """The workbooks in which there is something to correct, each once."""
        return tuple(dict.fromkeys(one.place.cell.workbook for one in self.findings if one.place.cell))

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """What says the same stands together; what frees most datasets comes first, then what holds back most."""
        groups = [group for kind in build_kinds(self.findings, self.standing) for group in kind.groups]
        weights = list(Severity)
        return tuple(sorted(groups, key=lambda one: (weights.index(one.first.severity), -one.frees, -one.holds)))

    @property
    def steps(self) -> tuple[Group, ...]:
        """What helps most: the corrections that are enough for a dataset, else errors, else what many cells say."""
        freeing = tuple(group for group in self.groups if group.frees)
        errors = tuple(group for group in self.groups if group.first.severity is Severity.ERROR)
        warnings = (group for group in self.groups if group.first.severity is Severity.WARNING)
        common = tuple(sorted(warnings, key=lambda group: -len(group.cells)))
        return (freeing or errors or common)[:_MOST_STEPS]

    @cached_property
    def figures(self) -> Figures:
        """How many datasets of this workbook stand how; of the whole inventory where it has no rows of datasets."""
        stands = list(zip(self.checked.inventory.described, self.standing.states, strict=True))
        own = [state for one, state in stands if self._is_of(one)] or [state for _, state in stands]
        count = Counter(own)
        return Figures(count["public"], count["staff"], count["held"], count["closed"])

    def _is_of(self, one: Described) -> bool:
        cell = one.origins.get("key")
        return cell is not None and cell.workbook == self.name

    @cached_property
    def elsewhere(self) -> Mapping[str, int]:
        """How many findings other workbooks of the inventory have, by their names."""
        cells = (one.place.cell for one in self._placed if one.code not in FOR_OFFICE and not self._is_here(one))
        return Counter(cell.workbook for cell in cells if cell)

    @property
    def for_office(self) -> int:
        """How many findings only those who keep the catalogue can act on."""
        return sum(one.code in FOR_OFFICE for one in self._placed)

    def count(self, severity: Severity) -> int:
        """Count this workbook's findings of one severity."""
        return sum(one.severity is severity for one in self.findings)


def list_workbook_names(checked: Checked) -> tuple[str, ...]:
    """List the workbooks that a check speaks of, by the names that its cells give them, each once."""
    return tuple(dict.fromkeys(_list_names(checked)))


def _list_names(checked: Checked) -> Iterator[str]:
    inventory = checked.inventory
    for one in inventory.described:
        yield from (cell.workbook for cell in one.origins.values())
    yield from (one.place.cell.workbook for one in inventory.findings if one.place.cell)
    if inventory.file and " + " not in inventory.file:
        yield inventory.file
