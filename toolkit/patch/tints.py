"""Colours of marked cells: conditional formats of our own, told by their formula, so that no cell's style changes.

They are also told apart without seeing colours: errors are bold in a solid frame, warnings have a dashed frame, notes
a dotted one, new values are in italics; each keeps a contrast above 7 : 1 to its text (WCAG 2.2, 1.4.6).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import unescape

from toolkit.model.grid import Area, Position
from toolkit.patch.markup import Edits, Element
from toolkit.patch.patch import Tint
from toolkit.patch.sheetpart import SheetText

_MOST_AREAS = 100
"""How many areas one rule names; Excel bounds the length of such a list, and says nowhere how."""

_FORMULA = re.compile(r'\s*"bestand:(error|warning|note|new)"\s*=\s*"bestand:\1"\s*')
_PRIORITY = re.compile(r"-?\d{1,9}")

_LOOKS = {
    Tint.ERROR: ("FF6E0F00", "FFF8C1AE", "thin", "<b/>"),
    Tint.WARNING: ("FF4A3A00", "FFFFE699", "dashed", ""),
    Tint.NOTE: ("FF1F2F4F", "FFDCE9F7", "dotted", ""),
    Tint.NEW: ("FF2E1F4F", "FFE6DBF2", "thin", "<i/>"),
}


def build_dxfs(prefix: str) -> list[str]:
    """Write the formats of the tints, in their order (ECMA-376 part 1, 18.8.14, CT_Dxf)."""
    return [qualify(_build_dxf(*_LOOKS[tint]), prefix) for tint in Tint]


def _build_dxf(ink: str, fill: str, line: str, face: str) -> str:
    """Write one format; a solid fill of a conditional format takes its colour from bgColor."""
    sides = "".join(
        f'<{side} style="{line}"><color rgb="{ink}"/></{side}>' for side in ("left", "right", "top", "bottom")
    )
    colours = f'<fgColor rgb="{fill}"/><bgColor rgb="{fill}"/>'
    return (
        f'<dxf><font>{face}<color rgb="{ink}"/></font>'
        f'<fill><patternFill patternType="solid">{colours}</patternFill></fill><border>{sides}</border></dxf>'
    )


def qualify(piece: str, prefix: str) -> str:
    """Give the elements of a piece a prefix.

    >>> qualify("<a><b/></a>", "x:")
    '<x:a><x:b/></x:a>'
    """
    return re.sub(r"<(/?)(?=\w)", rf"<\1{prefix}", piece)


@dataclass(slots=True)
class _Block:
    """Rules for the same cells; ``ours`` of them are ours."""

    element: Element
    ours: list[Element]
    others: list[Element]


def clear_tints(sheet: SheetText) -> bool:
    """Take our rules out of a worksheet; the priorities of others go back to where they were.

    Gives whether there were any. Raises MarkupError.
    """
    if "bestand:" not in sheet.tail:
        return False
    blocks = _read_blocks(sheet.tail, sheet.tail_elements())
    edits = Edits(sheet.tail)
    for block in blocks:
        for one in block.ours if block.others else [block.element] if block.ours else []:
            edits.cut(one.start, one.end)
    ours = [rule for block in blocks for rule in block.ours]
    others = [rule for block in blocks for rule in block.others]
    if max(_numbers(ours), default=0) < min(_numbers(others), default=0):
        _shift_priorities(edits, others, -len(ours))
    sheet.tail = edits.apply()
    return bool(ours)


def _read_blocks(text: str, elements: Iterable[Element]) -> list[_Block]:
    """Tell our rules from others' by their formula; the elements come in the order of their ends."""
    blocks: list[_Block] = []
    ours: list[Element] = []
    others: list[Element] = []
    is_ours = False
    for one in elements:
        match one.tag.local:
            case "formula" | "f":
                is_ours = is_ours or _FORMULA.fullmatch(unescape(text[one.inner : one.close])) is not None
            case "cfRule":
                (ours if is_ours else others).append(one)
                is_ours = False
            case "conditionalFormatting":
                blocks.append(_Block(one, ours, others))
                ours, others = [], []
    return blocks


def _shift_priorities(edits: Edits, rules: Sequence[Element], step: int) -> None:
    """Move rules behind or before each other (lowest first); not where one is or would be below 1."""
    if step and all(min(number, number + step) > 0 for number in _numbers(rules)):
        for rule in rules:
            for number in _numbers([rule]):
                edits.set_attribute(rule.tag, "priority", str(number + step))


def _numbers(rules: Iterable[Element]) -> list[int]:
    """Give the priorities of rules; data bars may stand in the extensions without any."""
    known = [rule.tag.get("priority") or "" for rule in rules]
    return [int(number) for number in known if _PRIORITY.fullmatch(number)]


def add_tints(sheet: SheetText, tints: Mapping[Position, Tint], first_dxf: int) -> None:
    """Colour cells by rules that come before all others, which stay as they are but for their number in the order.

    Pivot tables name rules of theirs by these numbers, so that beside such rules ours come last. Raises MarkupError.
    """
    cells: dict[Tint, list[Position]] = defaultdict(list)
    for position, tint in tints.items():
        cells[tint].append(position)
    rules = [(tint, areas) for tint in Tint for areas in _split(join_areas(cells[tint]))]
    elements = sheet.tail_elements()
    others = [one for one in elements if one.tag.local == "cfRule"]
    is_fixed = any(
        one.tag.get("pivot") in {"1", "true"} for one in elements if one.tag.local == "conditionalFormatting"
    )
    edits = Edits(sheet.tail)
    first = 1
    if is_fixed:
        first += max(0, *_numbers(others))
    else:
        _shift_priorities(edits, others, len(rules))
    # LibreOffice goes by their order in the file where rules of several ranges meet, Excel by their priorities.
    blocks = [one for one in elements if one.tag.local == "conditionalFormatting" and one.tag.depth == 1]
    place = blocks[0].start if blocks else sheet.place_of("conditionalFormatting", elements)
    for number, (tint, areas) in enumerate(rules, first):
        edits.insert(place, _build_rule(sheet.prefix, tint, areas, first_dxf + list(Tint).index(tint), number))
    sheet.tail = edits.apply()


def _build_rule(prefix: str, tint: Tint, areas: Sequence[Area], dxf: int, priority: int) -> str:
    """Write a rule with a formula that always holds."""
    rule = f'type="expression" dxfId="{dxf}" priority="{priority}"'
    formula = f'"bestand:{tint}"="bestand:{tint}"'
    sqref = " ".join(_write_area(area) for area in areas)
    return qualify(
        f'<conditionalFormatting sqref="{sqref}"><cfRule {rule}><formula>{formula}</formula></cfRule>'
        "</conditionalFormatting>",
        prefix,
    )


def _write_area(area: Area) -> str:
    """Write an area; a single cell has no second corner."""
    first, _, last = str(area).partition(":")
    return first if first == last else f"{first}:{last}"


def _split(areas: Sequence[Area]) -> list[Sequence[Area]]:
    """Cut a list of areas into short ones."""
    return [areas[at : at + _MOST_AREAS] for at in range(0, len(areas), _MOST_AREAS)]


def join_areas(cells: Iterable[Position]) -> list[Area]:
    """Join cells below each other, and such columns beside each other.

    >>> [str(area) for area in join_areas([(2, 1), (3, 1), (2, 2), (3, 2), (9, 4)])]
    ['A2:B3', 'D9:D9']
    """
    runs: list[Area] = []
    for column, row in sorted((column, row) for row, column in cells):
        last = runs[-1] if runs else None
        if last and last.first_column == column and last.last_row == row - 1:
            runs[-1] = Area(last.first_row, column, row, column)
        else:
            runs.append(Area(row, column, row, column))
    joined: list[Area] = []
    for run in sorted(runs, key=lambda area: (area.first_row, area.last_row, area.first_column)):
        last = joined[-1] if joined else None
        if last and (last.first_row, last.last_row, last.last_column + 1) == (
            run.first_row,
            run.last_row,
            run.first_column,
        ):
            joined[-1] = Area(last.first_row, last.first_column, last.last_row, run.last_column)
        else:
            joined.append(run)
    return joined
