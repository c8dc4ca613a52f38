"""Draws a form onto a sheet: field names down a column, a record per column beside them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.cases.reading.canvas import Canvas
from tests.cases.reading.plan import ColumnPlan, build_column
from tests.cases.reading.stock import subject
from tests.cases.reading.truth import ColumnTruth, TableTruth
from toolkit.model.grid import Area


def draw_form(canvas: Canvas, spec: Mapping[str, Any], top: int, left: int, stock: str) -> TableTruth:
    """Draw a form; ``order`` names its columns from left to right.

    ``group``, ``label``, ``value`` (as often as there are records) and any left-out kind with its texts in ``texts``.
    """
    fields = [plan for plan in map(build_column, spec["fields"]) if plan]
    order: list[str] = spec.get("order", ["label", "value"])
    row = top
    if "titles" in spec:
        canvas.put_row(row, left, list(spec["titles"]))
        row += 1
    sections: Mapping[int, list[object]] = spec.get("between", {})
    places: list[tuple[int, ColumnPlan]] = []
    for index, plan in enumerate(fields, start=1):
        for line in sections.get(index, []):
            if isinstance(line, list):
                canvas.put_row(row, left, line)
            row += 1
        _draw_field(canvas, spec, (row, left), (index, plan), stock)
        places.append((row, plan))
        row += 1
    _merge_groups(canvas, spec, order, places, left)
    for line in spec.get("below", []):
        canvas.put_row(row, left, line)
        row += 1
    return _build_truth(canvas.name, spec, order, places, left)


def _draw_field(
    canvas: Canvas, spec: Mapping[str, Any], place: tuple[int, int], field: tuple[int, ColumnPlan], stock: str
) -> None:
    """Draw one line of the form."""
    row, left = place
    index, plan = field
    order: list[str] = spec.get("order", ["label", "value"])
    record = 0
    for offset, kind in enumerate(order):
        column = left + offset
        if kind == "group":
            is_first = spec.get("groups") == "repeated" or _is_new_group(spec, index)
            canvas.put(row, column, plan.lines[0] if len(plan.lines) > 1 and is_first else None)
        elif kind == "label":
            canvas.put(row, column, plan.lines[-1])
        elif kind == "value":
            one = subject(spec.get("stock", stock), spec.get("skip", 0) + record)
            canvas.put(row, column, plan.value(one, spec.get("skip", 0) + record))
            record += 1
        elif kind not in {"empty", "spacer"}:
            texts = spec["texts"][kind]
            canvas.put(row, column, texts[(index - 1) % len(texts)])


def _is_new_group(spec: Mapping[str, Any], index: int) -> bool:
    """Tell whether a field's group differs from that of the field before."""
    plans = [build_column(raw) for raw in spec["fields"]]
    now, before = plans[index - 1], plans[index - 2] if index > 1 else None
    return now is not None and (before is None or now.lines[0] != before.lines[0])


def _merge_groups(
    canvas: Canvas, spec: Mapping[str, Any], order: list[str], places: list[tuple[int, ColumnPlan]], left: int
) -> None:
    """Merge the cells of each group, where the description wants it."""
    if spec.get("groups") != "merged" or "group" not in order:
        return
    column = left + order.index("group")
    start = 0
    for end in range(1, len(places) + 1):
        if end == len(places) or places[end][1].lines[0] != places[start][1].lines[0]:
            if places[end - 1][0] > places[start][0]:
                canvas.merged.append(Area(places[start][0], column, places[end - 1][0], column))
            start = end


def _build_truth(
    sheet: str, spec: Mapping[str, Any], order: list[str], places: list[tuple[int, ColumnPlan]], left: int
) -> TableTruth:
    labels = tuple(left + offset for offset, kind in enumerate(order) if kind in {"group", "label"})
    values = tuple(left + offset for offset, kind in enumerate(order) if kind == "value")
    empty = tuple(left + offset for offset, kind in enumerate(order) if kind == "empty")
    bodies = (values, (*values, *empty)) if empty else (values,)
    rows = [row for row, _ in places]
    areas = tuple(str(Area(min(rows), min(labels), max(rows), max([*labels, *body]))) for body in bodies)
    columns: tuple[ColumnTruth, ...] = tuple(plan.truth(row) for row, plan in places)
    left_out = tuple(
        (left + offset, kind) for offset, kind in enumerate(order) if kind in {"guidance", "example", "obligation"}
    )
    return TableTruth(sheet, "form", spec.get("role", "datasets"), labels, bodies, areas, columns, left_out)
