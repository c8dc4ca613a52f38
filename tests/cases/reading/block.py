"""Draws a table onto a sheet and says at once what is true of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.cases.reading.canvas import Canvas
from tests.cases.reading.plan import ColumnPlan, build_column, shown_text
from tests.cases.reading.stock import subject
from tests.cases.reading.truth import TableTruth
from toolkit.model.grid import Area, column_number


@dataclass(slots=True)
class _Draft:
    """A table while it is drawn: where the pen stands, and what is already true."""

    canvas: Canvas
    spec: Mapping[str, Any]
    top: int
    left: int
    columns: list[ColumnPlan | None]
    row: int = 0
    body: list[int] = field(default_factory=list)
    left_out: list[tuple[int, str]] = field(default_factory=list)
    header: list[int] = field(default_factory=list)
    headings: list[tuple[object, ...]] = field(default_factory=list)


def draw_table(canvas: Canvas, spec: Mapping[str, Any], top: int, left: int, stock: str) -> TableTruth:
    """Draw a table with its header in row ``top`` and its first column at ``left``."""
    draft = _Draft(canvas, spec, top, left, [build_column(raw) for raw in spec["columns"]], row=top)
    _draw_header(draft)
    _draw_lines(draft, spec.get("under", []))
    _draw_body(draft, spec.get("stock", stock))
    _apply_changes(draft)
    _draw_lines(draft, spec.get("below", []))
    return _build_truth(draft)


def _draw_header(draft: _Draft) -> None:
    """Draw the header; a column with fewer lines than others stands in the lowest of them unless merged."""
    height = max((len(plan.lines) for plan in draft.columns if plan), default=1)
    groups = draft.spec.get("groups", "merged")
    draft.header = list(range(draft.top, draft.top + height))
    for plan in draft.columns:
        lines = plan.lines if plan else ()
        draft.headings.append((*[None] * (height - len(lines)), *lines))
    if groups == "top":  # single headings stand in the first line, the rest stays empty
        draft.headings = [_raise_single(lines) for lines in draft.headings]
    for level in range(height):
        _draw_header_line(draft, level, groups, is_lowest=level == height - 1)
    if groups == "merged":
        _merge_single(draft, height)
    draft.row = draft.top + height


def _raise_single(lines: tuple[object, ...]) -> tuple[object, ...]:
    texts = [line for line in lines if line is not None]
    return (*texts, *[None] * (len(lines) - len(texts))) if len(texts) == 1 else lines


def _draw_header_line(draft: _Draft, level: int, groups: str, *, is_lowest: bool) -> None:
    """Draw one line of the header; a group's label stands once over its columns."""
    labels = [lines[level] for lines in draft.headings]
    start = 0
    while start < len(labels):
        end = start + 1
        if not is_lowest and labels[start] is not None and groups != "repeated":
            while end < len(labels) and labels[end] == labels[start]:
                end += 1
        row, column = draft.top + level, draft.left + start
        draft.canvas.put(row, column, labels[start])
        if groups == "merged" and end - start > 1:
            draft.canvas.merged.append(Area(row, column, row, column + end - start - 1))
        start = end


def _merge_single(draft: _Draft, height: int) -> None:
    """Merge the heading of a column without a group over all lines, as offices do."""
    for offset, lines in enumerate(draft.headings):
        if height > 1 and sum(line is not None for line in lines) == 1 and lines[-1] is not None:
            column = draft.left + offset
            cell = draft.canvas.cells.pop((draft.top + height - 1, column))
            draft.canvas.cells[draft.top, column] = cell
            draft.canvas.merged.append(Area(draft.top, column, draft.top + height - 1, column))


def _draw_lines(draft: _Draft, lines: list[Mapping[str, Any]]) -> None:
    """Draw rows that are no data: ``{guidance: [cells]}``, ``{blank: 2}``."""
    for line in lines:
        for kind, cells in line.items():
            if kind == "blank":
                draft.row += cells
                continue
            draft.canvas.put_row(draft.row, draft.left, list(cells))
            draft.left_out.append((draft.row, kind))
            draft.row += 1


def _draw_body(draft: _Draft, stock: str) -> None:
    """Draw the body rows with the sections, gaps and repeated headers between them."""
    between: Mapping[int, list[Mapping[str, Any]]] = draft.spec.get("between", {})
    pattern = draft.spec.get("repeat", [1])
    number, left_of_subject = draft.spec.get("skip", 0), pattern[0]
    taken = 0
    for index in range(draft.spec.get("rows", 12)):
        for line in between.get(index + 1, []):
            _draw_between(draft, line)
        if left_of_subject == 0:
            number, taken = number + 1, taken + 1
            left_of_subject = pattern[taken % len(pattern)]
        is_first = left_of_subject == pattern[taken % len(pattern)]
        left_of_subject -= 1
        _draw_body_row(draft, stock, number, index, is_first=is_first)


def _draw_between(draft: _Draft, line: Mapping[str, Any]) -> None:
    if "header" not in line:
        _draw_lines(draft, [line])
        return
    for row in draft.header:
        for offset in range(len(draft.columns)):
            cell = draft.canvas.cells.get((row, draft.left + offset))
            if cell:
                draft.canvas.cells[draft.row, draft.left + offset] = cell
        draft.left_out.append((draft.row, "header"))
        draft.row += 1


def _draw_body_row(draft: _Draft, stock: str, number: int, index: int, *, is_first: bool) -> None:
    """Draw one row; ``once`` leaves a subject's columns empty (or merged) in its later rows."""
    once = draft.spec.get("once", "")
    one = subject(stock, number)
    for offset, plan in enumerate(draft.columns):
        if plan is None:
            continue
        column = draft.left + offset
        row_for = index if plan.own else number
        if once and not plan.own and not is_first:
            if once == "merged":
                _widen_merge(draft, column)
            continue
        draft.canvas.put(draft.row, column, plan.value(one, row_for))
    draft.body.append(draft.row)
    draft.row += 1


def _widen_merge(draft: _Draft, column: int) -> None:
    """Let the merged area that ends just above reach one row further."""
    merged = draft.canvas.merged
    for place, area in enumerate(merged):
        if area.first_column == column and area.last_row == draft.row - 1 and area.first_row in draft.body:
            merged[place] = Area(area.first_row, column, draft.row, column)
            return
    merged.append(Area(draft.row - 1, column, draft.row, column))


def _apply_changes(draft: _Draft) -> None:
    """Change single cells: ``set: [[body row, column, value]]``; hide, strike and attach value lists."""
    canvas = draft.canvas
    for index, column, raw in draft.spec.get("set", []):
        position = (draft.body[index - 1], draft.left + column - 1)
        canvas.cells.pop(position, None)
        canvas.put(*position, raw)
    for index in draft.spec.get("struck", []):
        for offset in range(len(draft.columns)):
            position = (draft.body[index - 1], draft.left + offset)
            if position in canvas.cells:
                canvas.put(*position, {**_as_mapping(canvas, position), "struck": True})
    for index, column, text in draft.spec.get("comments", []):
        position = (draft.body[index - 1] if index else draft.top, draft.left + column - 1)
        canvas.put(*position, {**_as_mapping(canvas, position), "comment": text})
    canvas.hidden_rows |= {draft.body[index - 1] for index in draft.spec.get("hidden_rows", [])}
    canvas.hidden_columns |= {column_number(letters) for letters in draft.spec.get("hidden_columns", [])}
    _attach_lists(draft)


def _as_mapping(canvas: Canvas, position: tuple[int, int]) -> dict[str, Any]:
    cell = canvas.cells[position]
    return {"value": cell.value, "link": cell.link}


def _attach_lists(draft: _Draft) -> None:
    """Attach value lists, forty rows further than the body, as offices do."""
    for offset, plan in enumerate(draft.columns):
        if plan and plan.allowed:
            first = draft.body[0] if draft.body else draft.row
            area = Area(first, draft.left + offset, max([*draft.body, draft.row]) + 40, draft.left + offset)
            values = plan.allowed if "!" in plan.allowed else plan.allowed.split(",")
            draft.canvas.lists.append((area, values))


def _build_truth(draft: _Draft) -> TableTruth:
    spec = draft.spec
    numbers = [draft.left + offset for offset, plan in enumerate(draft.columns) if plan]
    area = Area(min(draft.header), min(numbers), max([*draft.header, *draft.body]), max(numbers))
    columns = tuple(
        plan.truth(draft.left + offset, tuple(line for line in draft.headings[offset] if shown_text(line)))
        for offset, plan in enumerate(draft.columns)
        if plan
    )
    return TableTruth(
        draft.canvas.name,
        "rows",
        spec.get("role", "datasets"),
        tuple(draft.header),
        (tuple(draft.body),),
        (str(area),),
        columns,
        tuple(draft.left_out),
        repeated=bool(spec.get("repeated", "repeat" in spec and spec.get("role", "datasets") == "datasets")),
    )
