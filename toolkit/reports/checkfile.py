"""What a check found, as data for machines: docs/json.md describes it, docs/check.schema.json proves it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from typing_extensions import TypedDict

from toolkit.checks.baseline import Acceptance, Checked, Judged
from toolkit.model.dataset import Described
from toolkit.model.finding import Finding, Severity
from toolkit.model.release import Release
from toolkit.reports.findings import CellData, FindingData, build_cell_data, build_finding_data
from toolkit.reports.grouping import Figures, Group, Standing, State, build_kinds, list_errors
from toolkit.reports.language import Translator

FORMAT: Literal["bestand-check/1"] = "bestand-check/1"


class CountsData(TypedDict):
    """How many datasets there are and who may see them; how many findings count and how many are accepted."""

    datasets: int
    public: int
    staff: int
    held_back: int
    not_released: int
    errors: int
    warnings: int
    notes: int
    accepted: int


class ReasonData(TypedDict):
    """One sentence of a release decision, with the cell that decided it."""

    message: str
    cell: CellData | None


class CheckedDatasetData(TypedDict):
    """One dataset; ``ready`` is pushed as it is, ``held_back`` would be were it not for its ``errors`` (codes)."""

    identifier: str
    key: str
    title: str
    audience: Literal["public", "staff", "nobody"]
    ready: bool
    held_back: bool
    errors: list[str]
    reasons: list[ReasonData]


class AcceptanceData(TypedDict):
    """One acceptance of a baseline."""

    code: str
    key: str
    column: str
    text: str
    until: str
    times: int
    reason: str
    accepted_by: str


class CheckedFindingData(FindingData):
    """One finding of a check; ``accepted`` is the acceptance that folds it away, ``fingerprint`` its lasting name."""

    fingerprint: str
    accepted: AcceptanceData | None


class GroupData(TypedDict):
    """Findings that say the same, by their number in ``findings`` (from 0); accepted ones are in no group.

    ``holds_back`` counts the datasets that they keep back, ``enough_for`` those that nothing else keeps back.
    """

    code: str
    severity: Literal["error", "warning", "note"]
    message: str
    remedy: str | None
    findings: list[int]
    holds_back: int
    enough_for: int


class CheckData(TypedDict):
    """One inventory after a check; ``day`` is the day of the check, ``groups`` stand in the order of their weight."""

    format: Literal["bestand-check/1"]
    file: str
    day: str
    mapping: str
    mapping_why: str | None
    mapping_proposed: bool
    inventory: str
    title: str
    rows: int
    counts: CountsData
    datasets: list[CheckedDatasetData]
    findings: list[CheckedFindingData]
    groups: list[GroupData]
    acceptances_expired: list[AcceptanceData]
    acceptances_idle: list[AcceptanceData]


def build_check_schema() -> dict[str, Any]:
    """Give the JSON Schema of ``bestand check --format json``."""
    from pydantic import TypeAdapter  # noqa: PLC0415 (start-up)

    return TypeAdapter(list[CheckData]).json_schema()


def build_checks_data(checks: Iterable[Checked], translator: Translator) -> list[CheckData]:
    """Give all inventories of a check as data."""
    return [build_check_data(one, translator) for one in checks]


def build_check_data(checked: Checked, translator: Translator) -> CheckData:
    """Give one inventory of a check as data."""
    inventory = checked.inventory
    errors, standing = list_errors(inventory), Standing(inventory)
    return {
        "format": FORMAT,
        "file": inventory.file,
        "day": checked.day.isoformat(),
        "mapping": inventory.mapping,
        "mapping_why": translator.render(inventory.why) if inventory.why else None,
        "mapping_proposed": inventory.proposed,
        "inventory": inventory.name,
        "title": inventory.title,
        "rows": inventory.rows,
        "counts": _count(checked, standing.figures),
        "datasets": [
            _build_dataset(one, release, state, errors, translator)
            for (one, release), state in zip(inventory.decided(), standing.states, strict=True)
        ],
        "findings": [_build_finding(one, translator) for one in checked.judged],
        "groups": _build_groups(checked, standing, translator),
        "acceptances_expired": [_build_acceptance(one) for one in checked.expired],
        "acceptances_idle": [_build_acceptance(one) for one in checked.idle],
    }


def _count(checked: Checked, figures: Figures) -> CountsData:
    return {
        "datasets": figures.all,
        "public": figures.public,
        "staff": figures.staff,
        "held_back": figures.held,
        "not_released": figures.closed,
        "errors": checked.count(Severity.ERROR),
        "warnings": checked.count(Severity.WARNING),
        "notes": checked.count(Severity.NOTE),
        "accepted": len(checked.accepted()),
    }


def _build_dataset(
    one: Described, release: Release, state: State, errors: Mapping[str, tuple[str, ...]], translator: Translator
) -> CheckedDatasetData:
    return {
        "identifier": one.dataset.identifier,
        "key": one.dataset.key,
        "title": one.dataset.title,
        "audience": release.audience.value,
        "ready": state in {"public", "staff"},
        "held_back": state == "held",
        "errors": list(errors.get(one.dataset.key, ())),
        "reasons": [
            {"message": translator.render(reason.message), "cell": build_cell_data(reason.cell)}
            for reason in release.reasons
        ],
    }


def _build_finding(one: Judged, translator: Translator) -> CheckedFindingData:
    accepted = _build_acceptance(one.acceptance) if one.acceptance else None
    return {**build_finding_data(one.finding, translator), "fingerprint": one.fingerprint(), "accepted": accepted}


def _build_groups(checked: Checked, standing: Standing, translator: Translator) -> list[GroupData]:
    """Give the groups of what counts; a finding is told by its number among all."""
    numbers: dict[Finding, list[int]] = {}
    for number, one in enumerate(checked.judged):
        if one.acceptance is None:
            numbers.setdefault(one.finding, []).append(number)
    kinds = build_kinds(checked.counted(), standing)
    return [_build_group(group, numbers, translator) for kind in kinds for group in kind.groups]


def _build_group(group: Group, numbers: Mapping[Finding, list[int]], translator: Translator) -> GroupData:
    first = group.first
    return {
        "code": first.code,
        "severity": first.severity.value,
        "message": translator.render(first.message),
        "remedy": translator.render(first.remedy) if first.remedy else None,
        "findings": sorted({number for one in group.findings for number in numbers[one]}),
        "holds_back": group.holds,
        "enough_for": group.frees,
    }


def _build_acceptance(one: Acceptance) -> AcceptanceData:
    code, _, key, column, text = one.identity
    return {
        "code": code,
        "key": key,
        "column": column,
        "text": text,
        "until": one.until.isoformat(),
        "times": one.times,
        "reason": one.reason,
        "accepted_by": one.accepted_by,
    }
