"""What a check found, as text for people and as data for machines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from typing_extensions import TypedDict

from toolkit.model.finding import Finding, Severity
from toolkit.model.grid import CellRef
from toolkit.model.inventory import Inventory, describe_mapping
from toolkit.model.message import Message, say, say_many
from toolkit.model.release import Audience
from toolkit.reading.text import clean
from toolkit.reports.ink import Ink
from toolkit.reports.language import Translator

_STYLE = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "blue"}
_NAME = {Severity.ERROR: say("error"), Severity.WARNING: say("warning"), Severity.NOTE: say("note")}
_MOST_CELLS = 12


@dataclass(frozen=True, slots=True)
class _Group:
    """Findings that say the same of several cells."""

    first: Finding
    others: tuple[Finding, ...]


def build_check_text(inventory: Inventory, translator: Translator, ink: Ink) -> str:
    """Write one workbook's findings and release decisions, heaviest first."""
    head, totals = _write_head(inventory, translator, ink), _write_totals(inventory, translator, ink)
    findings = build_findings_text(inventory.findings, translator, ink)
    return "\n\n".join(part for part in (head, findings, totals) if part)


def build_findings_text(
    findings: Iterable[Finding], translator: Translator, ink: Ink, *, most: int | None = None
) -> str:
    """Write findings, heaviest first; those that say the same of several cells once, at most ``most`` of each code."""
    groups = sorted(_groups(findings), key=lambda group: _weight(group.first))
    shown: Counter[str] = Counter()
    kept: list[_Group] = []
    for group in groups:
        code = group.first.code
        if most is None or shown[code] < most:
            kept.append(group)
        shown[code] += 1
    following = [*map(_advice, kept[1:]), None]
    blocks = [
        _write_group(group, translator, ink, advise=_advice(group) != later or bool(group.first.snippet))
        for group, later in zip(kept, following, strict=False)
    ]
    for code, count in shown.items():
        if most is not None and count > most:
            more = say_many(
                "{n} more finding of the kind {code}", "{n} more findings of the kind {code}", count - most, code=code
            )
            blocks.append(ink.wrap(translator.render(more)))
    return "\n\n".join(blocks)


def _write_head(inventory: Inventory, translator: Translator, ink: Ink) -> str:
    """Name the workbook, the mapping that it was read with, and why it was that one."""
    read_with = describe_mapping(inventory.mapping, inventory.why, proposed=inventory.proposed)
    return ink.wrap(f"{ink.paint(inventory.file, 'bold')}  {translator.render(read_with)}", "", "  ")


def _groups(findings: Iterable[Finding]) -> Iterator[_Group]:
    """Put findings with the same code, sentence and column together, in the order of their first cell."""
    same: dict[tuple[str, Message, str], list[Finding]] = {}
    for finding in findings:
        same.setdefault((finding.code, finding.message, finding.place.heading), []).append(finding)
    for members in same.values():
        yield _Group(members[0], tuple(members[1:]))


def _weight(finding: Finding) -> int:
    return list(Severity).index(finding.severity)


def _advice(group: _Group) -> tuple[str, Message | None]:
    """Give what a finding advises: the same advice stands once, below the last of those that it is for."""
    return group.first.code, group.first.remedy


def _write_group(group: _Group, translator: Translator, ink: Ink, *, advise: bool = True) -> str:
    """Write one finding: what, where, what else would do, the next step, and how many more cells say the same."""
    finding = group.first
    name = f"{translator.render(_NAME[finding.severity])}[{finding.code}]"
    lines = [
        ink.wrap(f"{ink.paint(name, _STYLE[finding.severity])}: {translator.render(finding.message)}", "", "  "),
        ink.wrap(f"--> {_write_place(finding, translator)}", "  ", "      "),
    ]
    if finding.comment:
        noted = say("noted at the cell: “{comment}”", comment=clean(finding.comment))
        lines.append(ink.wrap(f"=  {translator.render(noted)}", "   ", "      "))
    for hint in _hints(group, advise=advise):
        lines.append(ink.wrap(f"=  {translator.render(hint)}", "   ", "      "))
        if hint is finding.remedy and finding.snippet:
            lines.append(f"          {ink.paint(finding.snippet, 'cyan')}")
    return "\n".join(lines)


def _write_place(finding: Finding, translator: Translator) -> str:
    """Write where a finding belongs."""
    place = finding.place
    parts = [str(place.cell)] if place.cell else []
    if place.key:
        named = say("{key} “{title}”", key=place.key, title=place.title)
        parts.append(translator.render(named) if place.title else place.key)
    if place.heading:
        parts.append(translator.render(say("column “{heading}”", heading=place.heading)))
    return "   ".join(parts)


def _hints(group: _Group, *, advise: bool) -> Iterator[Message]:
    """Give the lines under a finding."""
    finding = group.first
    if finding.nearest:
        yield _nearest(finding.nearest)
    if finding.remedy and advise:
        yield finding.remedy
    cells = [other.place.cell for other in group.others if other.place.cell]
    if cells:
        yield say_many(
            "{n} more cell says the same: {cells}",
            "{n} more cells say the same: {cells}",
            len(cells),
            cells=write_cells(cells, finding.place.cell),
        )


def _nearest(texts: tuple[str, ...]) -> Message:
    """Ask whether one of up to three accepted values was meant."""
    match texts[:3]:
        case (first,):
            return say("did you mean “{first}”?", first=first)
        case (first, second):
            return say("did you mean “{first}” or “{second}”?", first=first, second=second)
        case (first, second, third):
            return say("did you mean “{first}”, “{second}” or “{third}”?", first=first, second=second, third=third)
        case _:
            raise ValueError(texts)


def write_cells(cells: list[CellRef], home: CellRef | None = None) -> str:
    """List the addresses of cells, runs within a column shortened, at most a dozen.

    Cells on another sheet or in another workbook than ``home`` name it.

    >>> write_cells([CellRef("w", "s", row, 8) for row in (15, 16, 17, 20)])
    'H15–H17, H20'
    >>> write_cells([CellRef("w", "t", 3, 1), CellRef("v", "s", 4, 1)], CellRef("w", "s", 3, 1))
    't › A3, v › s › A4'
    """
    runs: list[list[CellRef]] = []
    for cell in cells:
        last = runs[-1][-1] if runs else None
        if last and (last.workbook, last.sheet, last.column, last.row + 1) == (
            cell.workbook, cell.sheet, cell.column, cell.row,
        ):  # fmt: skip
            runs[-1].append(cell)
        else:
            runs.append([cell])
    written = [_write_run(run[0], run[-1], home or cells[0]) for run in runs]
    return ", ".join(written[:_MOST_CELLS]) + (" …" if len(written) > _MOST_CELLS else "")


def _write_run(first: CellRef, last: CellRef, home: CellRef) -> str:
    """Write the cells from the first to the last one, with what tells them apart from those of ``home``."""
    address = first.address if first == last else f"{first.address}–{last.address}"
    if first.workbook != home.workbook:
        return f"{first.workbook} › {first.sheet} › {address}"
    return address if first.sheet == home.sheet else f"{first.sheet} › {address}"


def _write_totals(inventory: Inventory, translator: Translator, ink: Ink) -> str:
    """Sum up: how many datasets, who may see them, and how many findings."""
    many = len(inventory.described)
    lines = [
        say_many("{n} dataset in {file}", "{n} datasets in {file}", many, file=inventory.file),
        say("  ready for the public: {n}", n=len(inventory.ready(Audience.PUBLIC))),
        say("  ready for staff only: {n}", n=len(inventory.ready(Audience.STAFF))),
        say("  held back by errors: {n}", n=_held_back(inventory)),
        say("  not released: {n}", n=inventory.audiences[Audience.NOBODY]),
        say(
            "errors: {errors}   warnings: {warnings}   notes: {notes}",
            errors=inventory.count(Severity.ERROR),
            warnings=inventory.count(Severity.WARNING),
            notes=inventory.count(Severity.NOTE),
        ),
    ]
    if inventory.findings:
        first = min(inventory.findings, key=_weight)
        lines.append(say("what a finding means: bestand explain {code}", code=first.code))
    head, *rest = (translator.render(line) for line in lines)
    return "\n".join([ink.paint(head, "bold"), *rest])


def _held_back(inventory: Inventory) -> int:
    """Count the datasets that somebody may see, were it not for their errors."""
    return sum(
        release.audience is not Audience.NOBODY and described.dataset.key in inventory.faulty
        for described, release in inventory.decided()
    )


def build_check_data(inventory: Inventory, translator: Translator) -> dict[str, Any]:
    """Give a check as data: the shape is described in docs/json.md."""
    return {
        "format": "bestand-check/1",
        "file": inventory.file,
        "mapping": inventory.mapping,
        "mapping_why": translator.render(inventory.why) if inventory.why else None,
        "mapping_proposed": inventory.proposed,
        "inventory": inventory.name,
        "rows": inventory.rows,
        "datasets": [
            {
                "identifier": described.dataset.identifier,
                "title": described.dataset.title,
                "audience": release.audience.value,
                "ready": described.dataset.key not in inventory.faulty and release.audience is not Audience.NOBODY,
                "reasons": [
                    {"message": translator.render(reason.message), "cell": build_cell_data(reason.cell)}
                    for reason in release.reasons
                ],
            }
            for described, release in inventory.decided()
        ],
        "findings": [build_finding_data(finding, translator) for finding in inventory.findings],
    }


class CellData(TypedDict):
    """A cell's place."""

    workbook: str
    sheet: str
    address: str


class FindingData(TypedDict):
    """One finding; ``text`` is the author's own, ``snippet`` a piece of mapping ready to paste."""

    code: str
    severity: str
    message: str
    remedy: str | None
    cell: CellData | None
    column: str | None
    key: str | None
    title: str | None
    text: str | None
    nearest: list[str]
    snippet: str | None
    comment: str | None


def build_finding_data(finding: Finding, translator: Translator) -> FindingData:
    """Give one finding as data."""
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "message": translator.render(finding.message),
        "remedy": translator.render(finding.remedy) if finding.remedy else None,
        "cell": build_cell_data(finding.place.cell),
        "column": finding.place.heading or None,
        "key": finding.place.key or None,
        "title": finding.place.title or None,
        "text": finding.text or None,
        "nearest": list(finding.nearest),
        "snippet": finding.snippet or None,
        "comment": finding.comment or None,
    }


def build_cell_data(cell: CellRef | None) -> CellData | None:
    """Give a cell's place as data."""
    return {"workbook": cell.workbook, "sheet": cell.sheet, "address": cell.address} if cell else None
