"""Findings as text for people and as data for machines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from typing_extensions import TypedDict

from toolkit.model.finding import Finding, Severity
from toolkit.model.grid import CellRef
from toolkit.model.message import Message, say, say_many
from toolkit.reading.text import clean
from toolkit.reports.grouping import Group, Standing, build_kinds
from toolkit.reports.ink import Ink
from toolkit.reports.language import Translator

STYLES = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "blue"}
NAMES = {Severity.ERROR: say("error"), Severity.WARNING: say("warning"), Severity.NOTE: say("note")}
_MOST_CELLS = 12
_MOST_IN_FULL = 10


def build_findings_text(
    findings: Iterable[Finding],
    translator: Translator,
    ink: Ink,
    *,
    most: int | None = None,
    standing: Standing | None = None,
) -> str:
    """Write findings, heaviest first; those that say the same of several cells stand once.

    ``most`` groups of each code are shown and the others counted; without it, those beyond a few take a line each.
    ``standing`` lets errors be ordered by how many datasets they keep back.
    """
    kinds = build_kinds(findings, standing)
    shown = [(kind, kind.groups[: most or _MOST_IN_FULL]) for kind in kinds]
    advices = [*(_advice(group) for _, groups in shown for group in groups), None][1:]
    later = iter(advices)
    blocks: list[str] = []
    for kind, groups in shown:
        blocks += [_write_group(one, translator, ink, advise=next(later) != _advice(one)) for one in groups]
        rest = kind.groups[len(groups) :]
        if rest:
            blocks.append(_write_rest(kind.code, rest, translator, ink, each=most is None))
    return "\n\n".join(blocks)


def _advice(group: Group) -> tuple[str, Message | None]:
    """Give what a finding advises: the same advice stands once, below the last of those that it is for."""
    return group.first.code, group.first.remedy


def _write_rest(code: str, groups: Sequence[Group], translator: Translator, ink: Ink, *, each: bool) -> str:
    """Write how many findings of a code there are besides, and each of them in a line if that is wished."""
    more = say_many(
        "{n} more finding of the kind {code}", "{n} more findings of the kind {code}", len(groups), code=code
    )
    lines = [ink.wrap(translator.render(more) + (":" if each else ""))]
    for group in groups if each else ():
        cells = write_cells(group.cells)
        place = f"{group.cells[0].sheet} › {cells}: " if cells else ""
        lines.append(ink.wrap(f"{place}{translator.render(group.first.message)}", "  ", "      "))
    return "\n".join(lines)


def _write_group(group: Group, translator: Translator, ink: Ink, *, advise: bool = True) -> str:
    """Write one finding: what, where, what else would do, the next step, and how many more cells say the same."""
    finding = group.first
    name = f"{translator.render(NAMES[finding.severity])}[{finding.code}]"
    lines = [
        ink.wrap(f"{ink.paint(name, STYLES[finding.severity])}: {translator.render(finding.message)}", "", "  "),
    ]
    where = _write_place(finding, translator)
    if where:
        lines.append(ink.wrap(f"--> {where}", "  ", "      "))
    if finding.comment:
        noted = say("noted at the cell: “{comment}”", comment=clean(finding.comment))
        lines.append(ink.wrap(f"=  {translator.render(noted)}", "   ", "      "))
    for hint in _hints(group, advise=advise or bool(finding.snippet)):
        lines.append(ink.wrap(f"=  {translator.render(hint)}", "   ", "      "))
        if hint is finding.remedy:
            lines += [f"          {ink.paint(snippet, 'cyan')}" for snippet in group.snippets]
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


def _hints(group: Group, *, advise: bool) -> Iterator[Message]:
    """Give the lines under a finding."""
    finding = group.first
    if finding.nearest:
        yield say_nearest(finding.nearest)
    if finding.remedy and advise:
        yield finding.remedy
    cells = [cell for cell in group.cells if cell != finding.place.cell]
    if cells:
        yield say_many(
            "{n} more cell says the same: {cells}",
            "{n} more cells say the same: {cells}",
            len(cells),
            cells=write_cells(cells, finding.place.cell),
        )
    if group.holds > 1:
        yield say_holds(group.holds)


def say_holds(n: int) -> Message:
    """Say how many datasets an error keeps back."""
    return say_many("holds back {n} dataset", "holds back {n} datasets", n)


def say_nearest(texts: tuple[str, ...]) -> Message:
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


def write_cells(cells: Sequence[CellRef], home: CellRef | None = None, *, most: int = _MOST_CELLS) -> str:
    """List the addresses of cells, runs within a column shortened, at most a dozen of them.

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
    return ", ".join(written[:most]) + (" …" if len(written) > most else "")


def _write_run(first: CellRef, last: CellRef, home: CellRef) -> str:
    """Write the cells from the first to the last one, with what tells them apart from those of ``home``."""
    address = first.address if first == last else f"{first.address}–{last.address}"
    if first.workbook != home.workbook:
        return f"{first.workbook} › {first.sheet} › {address}"
    return address if first.sheet == home.sheet else f"{first.sheet} › {address}"


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
