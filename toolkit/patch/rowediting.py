"""Rows of a worksheet with new values, as a stream: rows without any pass through as they are."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from toolkit.model.grid import Area, Position, column_letters
from toolkit.model.message import Message, say
from toolkit.patch.cellvalues import build_cell
from toolkit.patch.markup import MarkupError
from toolkit.patch.notes import parse_address
from toolkit.patch.patch import NewCell
from toolkit.reading.area import parse_area

SHARED = say("other cells take their formula from it")
SPREAD = say("it belongs to a formula over several cells")

_ATTRIBUTE = re.compile(r"\s(\w+)\s*=\s*[\"']([^\"']*)[\"']")
_SPANS = re.compile(r"(\sspans\s*=\s*[\"'])(\d+):(\d+)(?=[\"'])")
_LONGEST_ROW = 1 << 26
_SPREADING = {"array", "dataTable"}


class UnchangeableError(Exception):
    """A cell that cannot get another value, and why."""

    def __init__(self, position: Position, reason: Message) -> None:
        super().__init__(position)
        self.position = position
        self.reason = reason


@dataclass(slots=True)
class RowEditor:
    """Puts values into the rows of one sheet.

    ``column_style`` gives the style of a column's empty cells; ``pick_style`` the style for a value, given the one
    that its cell has. ``had_formula`` tells afterwards whether a formula was replaced.
    """

    values: Mapping[Position, NewCell]
    prefix: str
    column_style: Callable[[int], int | None]
    pick_style: Callable[[int | None, NewCell], int | None]
    since_1904: bool
    had_formula: bool = False
    _pending: list[int] = field(init=False)
    _rows: dict[int, dict[int, NewCell]] = field(init=False)
    _last: tuple[int, str] = (0, "")
    _areas: list[Area] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Sort the values by rows and columns."""
        rows: dict[int, dict[int, NewCell]] = defaultdict(dict)
        for (row, column), value in sorted(self.values.items(), key=lambda item: item[0]):
            rows[row][column] = value
        self._rows = dict(rows)
        self._pending = sorted(rows, reverse=True)

    def edit(self, pieces: Iterable[str]) -> Iterator[str]:
        """Give the rows with their new values. Raises MarkupError and UnchangeableError."""
        p = self.prefix
        row = re.compile(rf"<{p}row(?=[\s/>])(?P<rest>[^>]*)>")
        spread = re.compile(rf"<{p}f\s[^>]*>")
        buffer = ""
        for piece in pieces:
            buffer += piece
            if len(buffer) > _LONGEST_ROW:
                raise MarkupError("row")
            starts = list(row.finditer(buffer))
            if len(starts) > 1:
                end = starts[-1].start()
                self._collect(spread, buffer[:end])
                yield self._edit_rows(buffer[:end], starts[:-1])
                buffer = buffer[end:]
        self._collect(spread, buffer)
        yield self._edit_rows(buffer, list(row.finditer(buffer)))
        while self._pending:
            yield self._build_row(self._pending.pop())
        self._refuse_spread()

    def _collect(self, pattern: re.Pattern[str], text: str) -> None:
        """Keep the areas of formulas that fill several cells."""
        for found in pattern.finditer(text):
            attributes = dict(_ATTRIBUTE.findall(found[0]))
            if attributes.get("t") in _SPREADING and ":" in attributes.get("ref", ""):
                self._areas.append(parse_area(attributes["ref"]))

    def _refuse_spread(self) -> None:
        """Raise UnchangeableError for a value amid the cells of one formula."""
        for row, column in self.values:
            here = Area(row, column, row, column)
            if any(area.meets(here) for area in self._areas):
                raise UnchangeableError((row, column), SPREAD)

    def _edit_rows(self, text: str, starts: list[re.Match[str]]) -> str:
        """Edit a text of whole rows."""
        pieces: list[str] = []
        at = 0
        for start, end in zip(starts, [*(one.start() for one in starts[1:]), len(text)], strict=False):
            number = int(dict(_ATTRIBUTE.findall(start["rest"])).get("r") or self._last[0] + 1)
            if number <= self._last[0]:
                raise MarkupError("row")
            while self._pending and self._pending[-1] < number:
                pieces += [text[at : start.start()], self._build_row(self._pending.pop())]
                at = start.start()
            row = text[start.start() : end]
            if self._pending and self._pending[-1] == number:
                self._pending.pop()
                row = self._edit_row(row, number)
                pieces += [text[at : start.start()], row]
                at = end
            self._last = (number, row)
        return "".join([*pieces, text[at:]])

    def _build_row(self, number: int) -> str:
        """Write a row that was not there; nothing where it would stay empty."""
        if all(value in {None, ""} for value in self._rows[number].values()):
            return ""
        row = self._edit_row(f'<{self.prefix}row r="{number}"></{self.prefix}row>', number)
        self._last = (number, row)
        return row

    def _edit_row(self, text: str, number: int) -> str:
        """Put the values of one row into it."""
        p = self.prefix
        head = text[: text.index(">") + 1]
        if head.endswith("/>"):
            rest = text[len(head) :]
            head = f"{head[:-2].rstrip()}>"
            text = f"{head}</{p}row>{rest}"
        cells = list(self._read_cells(text, len(head)))
        ends = [end for _, _, end in cells]
        last = ends[-1] if ends else len(head)
        row_style = _own_style(head)
        pieces: list[str] = []
        at = len(head)
        for column, value in self._rows[number].items():
            start, end = next(((first, end) for known, first, end in cells if known == column), (-1, -1))
            if start >= 0:
                cell = self._replace(text[start:end], (number, column), value)
            else:
                start = end = next((first for known, first, _ in cells if known > column), last)
                cell = "" if value in {None, ""} else self._create((number, column), value, row_style)
            pieces += [text[at:start], cell]
            at = end
        return _widen(head, self._rows[number]) + "".join([*pieces, text[at:]])

    def _read_cells(self, text: str, start: int) -> Iterator[tuple[int, int, int]]:
        """Give each cell's column, beginning and end. Raises MarkupError."""
        close = f"</{self.prefix}c>"
        column = 0
        for found in re.finditer(rf"<{self.prefix}c(?=[\s/>])([^>]*)>", text[start:]):
            address = dict(_ATTRIBUTE.findall(found[1])).get("r")
            position = parse_address(address) if address else None
            column = position[1] if position else column + 1
            end = start + found.end()
            if not found[1].endswith("/"):
                end = text.find(close, end) + len(close)
                if end < len(close):
                    raise MarkupError("c")
            yield column, start + found.start(), end

    def _replace(self, cell: str, position: Position, value: NewCell) -> str:
        """Write a cell anew with the style that it has. Raises UnchangeableError."""
        formula = re.search(rf"<{self.prefix}f(?=[\s/>])([^>]*)>", cell)
        if formula:
            attributes = dict(_ATTRIBUTE.findall(formula[1]))
            if attributes.get("t") == "shared" and ":" in attributes.get("ref", ""):
                raise UnchangeableError(position, SHARED)
            self.had_formula = True
        head = dict(_ATTRIBUTE.findall(cell[: cell.index(">")]))
        style = int(head["s"]) if head.get("s", "").isdecimal() else None
        return self._build(position, style, value)

    def _create(self, position: Position, value: NewCell, row_style: int | None) -> str:
        """Write a cell that was not there, in the style of its row, its column, or the cell above."""
        style = row_style if row_style is not None else self.column_style(position[1])
        if style is None and self._last[0] == position[0] - 1:
            above = f"{column_letters(position[1])}{position[0] - 1}"
            found = re.search(rf"<{self.prefix}c\s[^>]*\br=[\"']{above}[\"'][^>]*>", self._last[1])
            known = dict(_ATTRIBUTE.findall(found[0])).get("s", "") if found else ""
            style = int(known) if known.isdecimal() else None
        return self._build(position, style, value)

    def _build(self, position: Position, style: int | None, value: NewCell) -> str:
        """Write a cell."""
        picked = self.pick_style(style, value)
        return build_cell(self.prefix, position, picked, value, since_1904=self.since_1904)


def _own_style(head: str) -> int | None:
    """Give the style that a row has for its empty cells (18.3.1.73, customFormat)."""
    attributes = dict(_ATTRIBUTE.findall(head))
    style = attributes.get("s", "")
    return int(style) if style.isdecimal() and attributes.get("customFormat") in {"1", "true"} else None


def _widen(head: str, columns: Iterable[int]) -> str:
    """Let a row claim columns that it has by now (18.3.1.73, spans)."""
    reach = list(columns)
    return _SPANS.sub(lambda found: f"{found[1]}{min(int(found[2]), *reach)}:{max(int(found[3]), *reach)}", head)
