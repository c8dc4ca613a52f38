"""What nothing in a mapping matches, column by column: words to look up, answers to explain, columns to map."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from toolkit.mapping.bound import AnswerBinding
from toolkit.mapping.fields import DISTRIBUTION_FIELDS, ROW_FIELDS
from toolkit.mapping.headings import find_mapped, list_names
from toolkit.mapping.interpret import Interpretation
from toolkit.mapping.location import locate_tables
from toolkit.mapping.lookup import fold
from toolkit.mapping.spec import ColumnSpec, InventoryMapping, TableSpec
from toolkit.model.dataset import Answer
from toolkit.model.grid import CellRef, Workbook
from toolkit.model.record import Fault
from toolkit.model.table import Column, Table
from toolkit.reading.headingname import list_counted
from toolkit.reading.text import clean

Role: TypeAlias = Literal["datasets", "distributions", ""]
"""The table of the mapping that something stands in; empty where it is said for all tables at once."""


@dataclass(frozen=True, slots=True)
class Stub:
    """A text that nothing matches: how many cells say it, the first of them, and what comes near in the list."""

    text: str
    count: int
    cell: CellRef | None = None
    nearest: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StubGroup:
    """Stubs that stand under one key of a mapping, the most frequent first.

    ``key`` is ``lookup`` for words of the column ``name`` that fills ``target``, ``answers`` for those of a release
    column (``target`` is its question), ``columns`` for headings, and ``lookups`` for words of a field that no column
    of the mapping's own tables fills.
    """

    role: Role
    key: Literal["lookup", "answers", "columns", "lookups"]
    name: str
    target: str
    stubs: tuple[Stub, ...]

    @property
    def count(self) -> int:
        """How many cells the stubs stand for."""
        return sum(stub.count for stub in self.stubs)


_OF_COLUMNS = frozenset({"column-unmapped", "heading-blank", "heading-repeated"})
_OF_WORDS = ("-unknown", "-invalid")
"""How the codes of faults end that speak of a word which could not be read."""


def find_stubs(
    interpretation: Interpretation, workbooks: Sequence[Workbook], beside: Mapping[str, Sequence[Workbook]]
) -> tuple[StubGroup, ...]:
    """Group all that a reading could not match; the group with most cells comes first, unmapped columns last."""
    columns = _Columns(interpretation.mapping, workbooks, beside)
    pile = _Pile()
    for fault in interpretation.faults:
        if fault.code in _OF_COLUMNS:
            role = columns.role_of(fault.place.cell)
            if role:  # a joined table's columns have no place of their own to be pasted to
                pile.add((role, "columns", "", ""), _name_heading(fault), fault.place.cell)
        elif _is_word(fault):
            pile.add(columns.find_field(fault), fault.text, fault.place.cell, fault.nearest)
    for question, answer in _list_answers(interpretation):
        entry = columns.find_answer(question, answer)
        if entry:
            pile.add(entry, answer.text, answer.cell)
    return pile.groups()


def _is_word(fault: Fault) -> bool:
    """Tell whether a fault speaks of a word that a look-up could match.

    A broken address is none: it is corrected in the sheet. But “auf Anfrage” instead of an address is one.
    """
    if not (fault.field and fault.text and fault.code.endswith(_OF_WORDS)):
        return False
    field = ROW_FIELDS.get(fault.field) or DISTRIBUTION_FIELDS.get(fault.field)
    is_address = field is not None and field.kind in {"url", "email", "phone"}
    return not (is_address and _IN_ADDRESSES.intersection(fault.text))


_IN_ADDRESSES = frozenset("./\\@:0123456789")

_Entry: TypeAlias = "tuple[Role, Literal['lookup', 'answers', 'columns', 'lookups'], str, str]"
"""Table, key, column and target that a stub belongs to."""


class _Pile:
    """Counts texts by the entry of the mapping that they belong to."""

    def __init__(self) -> None:
        self.met: dict[_Entry, dict[str, Stub]] = {}

    def add(self, entry: _Entry, text: str, cell: CellRef | None, nearest: tuple[str, ...] = ()) -> None:
        """Count a text; the first spelling of it stands for all."""
        stubs, folded = self.met.setdefault(entry, {}), fold(text)
        stub = stubs.get(folded) or Stub(clean(text), 0, cell, nearest)
        stubs[folded] = replace(stub, count=stub.count + 1)

    def groups(self) -> tuple[StubGroup, ...]:
        """Give all that was counted, the most frequent first."""
        groups = (
            StubGroup(*entry, tuple(sorted(stubs.values(), key=lambda stub: -stub.count)))
            for entry, stubs in self.met.items()
        )
        return tuple(sorted(groups, key=lambda group: (group.key == "columns", -group.count)))


def _name_heading(fault: Fault) -> str:
    """Name a column that nobody mapped as a mapping does: by heading and number, or by its letters."""
    return f"[{fault.place.heading}]" if fault.code == "heading-blank" else fault.place.heading


def _list_answers(interpretation: Interpretation) -> Iterator[tuple[str, Answer]]:
    """List the answers that a cell gives and that mean nothing yet."""
    for described in interpretation.described:
        for question, answer in described.answers.items():
            if answer.cell and answer.meaning == "unknown" and fold(answer.text):
                yield question, answer


class _Columns:
    """Knows under which heading a mapping speaks of the column that a cell stands in."""

    def __init__(
        self, mapping: InventoryMapping, workbooks: Sequence[Workbook], beside: Mapping[str, Sequence[Workbook]]
    ) -> None:
        self.mapping = mapping
        self.tables: list[tuple[Role, Table, dict[int, str]]] = []
        self.specs: dict[Role, TableSpec] = {"datasets": mapping.datasets}
        self.nulls = frozenset(map(fold, mapping.nulls))
        self._take("datasets", workbooks, mapping.datasets)
        if mapping.distributions:
            self.specs["distributions"] = mapping.distributions
            file = mapping.distributions.file
            self._take("distributions", beside[file] if file else workbooks, mapping.distributions)

    def _take(self, role: Role, workbooks: Sequence[Workbook], spec: TableSpec) -> None:
        """Find a table's columns where the mapping has them."""
        counted = list_counted(list_names(spec))
        for table in locate_tables(workbooks, spec):
            found = ((name, find_mapped(table, name, column, counted)) for name, column in spec.columns.items())
            self.tables.append((role, table, {column.number: name for name, columns in found for column in columns}))

    def _find(self, cell: CellRef | None) -> tuple[Role, str]:
        """Give the table that a cell stands in, and the mapping's name of its column; empty where there is none."""
        if cell is None:
            return "", ""
        for role, table, names in self.tables:
            sheet = table.sheet
            if (sheet.workbook, sheet.name) != (cell.workbook, cell.sheet):
                continue
            row, column = (cell.column, cell.row) if sheet.turned else (cell.row, cell.column)
            if row in table.rows or row in table.header_rows:
                return role, names.get(column, "")
        return "", ""

    def role_of(self, cell: CellRef | None) -> Role:
        """Give the table that a cell stands in; empty where it is none of the mapping's own."""
        return self._find(cell)[0]

    def find_field(self, fault: Fault) -> _Entry:
        """Say where a word belongs: to its column, or to the field wherever it is filled."""
        role, name = self._find(fault.place.cell)
        if name and self.specs[role].columns[name].field == fault.field:
            return role, "lookup", name, fault.field
        return "", "lookups", "", fault.field

    def find_answer(self, question: str, answer: Answer) -> _Entry | None:
        """Say where an answer belongs; None where the mapping explains it, or where it is none of its columns."""
        role, name = self._find(answer.cell)
        spec = self.specs[role].columns[name] if name else None
        if spec is None or spec.release != question or self._covers(spec, answer.text):
            return None
        return role, "answers", name, question

    def _covers(self, spec: ColumnSpec, text: str) -> bool:
        """Tell whether an answer is understood, if only as unknown."""
        meanings = {fold(word): meaning for word, meaning in spec.answers.items()}
        if fold(text) in meanings or fold(text) in self.nulls or not spec.release:
            return True
        return AnswerBinding(Column(1, ("",)), spec.release, meanings).meaning(text) != "unknown"
