"""What stands in the columns of a form: groups, values, guidance, examples, obligation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal, TypeAlias

from toolkit.model.message import Message, say
from toolkit.model.table import LeftOutKind
from toolkit.reading.formlabels import KNOWN, Labels, Page, covers
from toolkit.reading.formwords import (
    is_answer,
    is_fragment,
    is_help,
    is_prose,
    is_record_head,
    is_typed,
    is_value_head,
    read_head,
)
from toolkit.reading.words import is_example, is_obligation

_LONGEST_HEAD = 40
_MOSTLY = 0.5
_HINTS = 0.6
_FEWEST_HINTS = 4
_FEWEST_TYPED = 2

FormRole: TypeAlias = Literal["group", "value", "input", "left out", "other form"]


@dataclass(frozen=True, slots=True)
class FormColumn:
    """One column of a form: ``value`` holds a record, ``input`` is empty and meant for one."""

    number: int
    role: FormRole
    kind: LeftOutKind = "guidance"
    why: Message | None = None


@dataclass(frozen=True)
class Form:
    """A form as far as it is understood; ``rows`` are those of its fields, ``header`` the row above them (0: none)."""

    page: Page
    labels: Labels
    header: int
    rows: tuple[int, ...]
    columns: tuple[FormColumn, ...] = ()

    @cached_property
    def values(self) -> frozenset[int]:
        """The columns that hold records, or are meant for them."""
        return frozenset(column.number for column in self.columns if column.role in {"value", "input"})

    @cached_property
    def groups(self) -> tuple[int, ...]:
        """The columns that group the labels."""
        return tuple(column.number for column in self.columns if column.role == "group")

    @cached_property
    def last_label(self) -> int:
        """The last column that labels reach into where most of them are merged."""
        first = self.labels.column
        merged = (area for area in self.page.sheet.merged if area.first_column == first and area.first_row in self.rows)
        ends = [area.last_column for area in merged if area.last_column > first]
        return min(ends) if len(ends) * 2 > len(self.rows) else first

    def label(self, row: int) -> str:
        """Give a row's label."""
        return self.page.text(row, self.labels.column)

    def head(self, column: int) -> str:
        """Give the text over a column."""
        return self.page.text(self.header, column) if self.header else ""

    def texts(self, column: int) -> list[str]:
        """List what a column holds beside the fields."""
        return [self.page.text(row, column) for row in self.rows if self.page.is_filled(row, column)]

    @property
    def other(self) -> int:
        """The column in which another form begins; 0 where there is none."""
        return next((column.number for column in self.columns if column.role == "other form"), 0)

    def beside(self, row: int) -> bool:
        """Tell whether anything stands right of a row's label; the label said again for a second record is nothing."""
        right = (column for column in self.page.rows.get(row, ()) if column > self.labels.column)
        return any(not self.label(row) or self.page.text(row, column) != self.label(row) for column in right)


def find_header(page: Page, labels: Labels) -> int:
    """Give the row above the first label that says what stands in each column; 0 where there is none."""
    first = labels.rows[0]
    for row in sorted((row for row in page.rows if first - 3 <= row <= first), reverse=True):
        beside = [column for column in page.rows[row] if column != labels.column]
        texts = [page.text(row, column) for column in beside]
        if not texts or any(len(text) > 80 for text in texts):
            continue
        if all(map(is_record_head, texts)) or _reads_as_heads(page, labels, row, beside):
            return row
        if row == first - 1 and not page.is_filled(row, labels.column) and _spans_values(page, labels, beside):
            return row
    return 0


def _reads_as_heads(page: Page, labels: Labels, row: int, beside: Sequence[int]) -> bool:
    """Tell whether a row's texts are what stands over the columns of forms, and no field and no banner."""
    own = page.text(row, labels.column)
    if read_head(own) == "names" and page.known(own) < KNOWN:
        return True
    if row == labels.rows[0]:
        return _is_titled(page, labels, [column for column in beside if column > labels.column])
    together = len(beside) > 1 or page.is_filled(row, labels.column) or labels.rows[0] - row == 1
    return any(read_head(page.text(row, column)) for column in beside) and together


def _is_titled(page: Page, labels: Labels, right: Sequence[int]) -> bool:
    """Tell whether the first row that holds a known label names the columns right of it rather than being a field.

    The name of a field may stand over the labels too ("Kategorie"), so that the texts beside it decide.
    """
    row = labels.rows[0]
    own, texts = page.text(row, labels.column), [page.text(row, column) for column in right]
    heads = [text for column, text in zip(right, texts, strict=True) if _is_head(page, labels, column, text)]
    if len(texts) < 2:
        return bool(read_head(own)) and any(map(is_value_head, heads))
    if read_head(own) == "names":
        return len(heads) >= max(2, 0.6 * len(texts)) or any(map(is_value_head, heads))
    return len(heads) == len(texts)


def _is_head(page: Page, labels: Labels, column: int, text: str) -> bool:
    """Tell whether a text may stand over a column: it names a role, and comes but once."""
    if read_head(text) is None or len(text) > _LONGEST_HEAD or ": " in text:
        return False
    return all(page.text(row, column) != text for row in labels.rows[1:])


def _spans_values(page: Page, labels: Labels, beside: Sequence[int]) -> bool:
    """Tell whether columns are several, right of the labels, and filled below."""
    right = all(column > labels.column for column in beside)
    return right and len(beside) >= 2 and all(any(page.is_filled(row, c) for row in labels.rows) for c in beside)


def read_columns(form: Form) -> Form:
    """Tell what each column of a form is."""
    page, label = form.page, form.labels.column
    span = {form.header, *range(form.rows[0], form.rows[-1] + 1)}
    used = sorted({column for row in span for column in page.rows.get(row, ())})
    left = [_read_left(form, column) for column in used if column < label]
    right: list[FormColumn] = []
    for column in used:
        if column > form.last_label:
            right.append(_read_right(form, column, right))
            if right[-1].role == "other form":
                break
    right = _leave_out_remarks(form, right)
    filled = max((len(form.texts(one.number)) for one in right if one.role == "value"), default=0)
    if filled <= 1 and not any(one.role == "input" for one in right):
        right = _find_input(form, right)
    return replace(form, columns=(*left, *right))


def _read_left(form: Form, column: int) -> FormColumn:
    """Tell what a column left of the labels is: groups, or something to leave out."""
    role, texts = read_head(form.head(column)), form.texts(column)
    if not texts:
        return FormColumn(column, "left out")
    if role == "counting" or not any(map(str.isalpha, "".join(texts))):
        return FormColumn(column, "left out", "counting", say("it numbers the fields"))
    if role == "obligation" or _share(texts, is_obligation) >= 0.8:
        return FormColumn(column, "left out", "obligation", say("it says which fields must be filled in"))
    if len(set(texts)) <= 0.7 * len(form.rows) and _share(texts, is_prose) < 0.5:
        return FormColumn(column, "group")
    return FormColumn(column, "left out", "guidance", say("it names the fields a second time"))


def _read_right(form: Form, column: int, before: Sequence[FormColumn]) -> FormColumn:
    """Tell what a column right of the labels is, by its head and by what it holds."""
    head, texts = form.head(column), form.texts(column)
    match read_head(head):
        case "obligation" | "example" | "guidance" | "counting" as kind:
            return FormColumn(column, "left out", kind, say("it is headed {heading}", heading=head))
        case "input" if not texts:
            return FormColumn(column, "input")
        case _ if not texts:
            return FormColumn(column, "left out")
        case "names":
            return _read_names(form, column, before)
        case _:
            return _read_content(form, column, before)


def _read_content(form: Form, column: int, before: Sequence[FormColumn]) -> FormColumn:
    """Tell what a column right of the labels is, by what it holds alone."""
    texts = form.texts(column)
    if len(texts) >= 2 and _share(texts, is_obligation) >= 0.8 and len(set(texts)) <= 5:
        return FormColumn(column, "left out", "obligation", say("it says which fields must be filled in"))
    if len(texts) >= 2 and _share(texts, is_example) >= 0.6:
        return FormColumn(column, "left out", "example", say("it calls itself an example"))
    if len(texts) >= 3 and _share(texts, lambda text: form.page.known(text) >= KNOWN) >= 0.6:
        return _read_names(form, column, before)
    if len(texts) >= 4 and all(map(is_answer, texts)):
        return FormColumn(column, "left out", "obligation", say("it holds nothing but yes and no"))
    if len(texts) >= 3 and _explains(texts):
        return FormColumn(column, "left out", "guidance", say("it explains the fields in sentences"))
    first = next((one.number for one in before if one.role == "value"), 0)
    if first and _hints(texts, form.texts(first)):
        return FormColumn(column, "left out", "guidance", say("it hints at what to fill in beside it"))
    return FormColumn(column, "value")


def _explains(texts: Sequence[str]) -> bool:
    """Tell whether texts explain fields: sentences and instructions, and hardly a date, number or address."""
    sentences = _share(texts, is_prose) >= 0.6
    instructions = _share(texts, is_help) >= 0.25 and _share(texts, lambda one: len(one.split()) > 1) >= 0.6
    return (sentences or instructions) and _share(texts, is_typed) <= 0.1


def _hints(texts: Sequence[str], values: Sequence[str]) -> bool:
    """Tell whether texts are fragments such as "falls bekannt", with no date, number or address, as values have."""
    fragments = _share(texts, lambda text: is_fragment(text) or is_help(text))
    is_full = len(values) >= len(texts) >= _FEWEST_HINTS and sum(map(is_typed, values)) >= _FEWEST_TYPED
    return is_full and fragments >= _HINTS and not any(map(is_typed, texts))


def _read_names(form: Form, column: int, before: Sequence[FormColumn]) -> FormColumn:
    """Tell whether a second column of field names begins another form, or only says the same in other words.

    Another form says other things, and stands right of values, or of a blank column that is meant for them.
    """
    texts = {text.casefold().strip(" *:") for text in form.texts(column)}
    labels = [label.casefold().strip(" *:") for row in form.rows if (label := form.label(row))]
    filled = any(one.role in {"value", "input"} for one in before)
    gap = column > max([form.last_label, *(one.number for one in before)]) + 1
    beyond = any(other > column for row in form.rows for other in form.page.rows[row])
    colons = _share(form.texts(column), lambda text: text.endswith(":")) >= _MOSTLY
    if (filled or (gap and (colons or not beyond))) and _share(labels, texts.__contains__) < _MOSTLY:
        return FormColumn(column, "other form", "guidance", say("another form begins beside this one"))
    return FormColumn(column, "left out", "guidance", say("it names the fields a second time"))


def _share(texts: Sequence[str], holds: Callable[[str], bool]) -> float:
    """Give the share of texts for which something holds."""
    return sum(map(holds, texts)) / len(texts) if texts else 0.0


def _leave_out_remarks(form: Form, columns: list[FormColumn]) -> list[FormColumn]:
    """Leave out remarks beside the fields: columns with hardly anything in them, and nothing in the first fields."""
    filled = {
        column.number: [row for row in form.rows if form.page.is_filled(row, column.number)]
        for column in columns
        if column.role == "value"
    }
    most = max(map(len, filled.values()), default=0)
    sparse = {number for number, rows in filled.items() if len(rows) < 0.3 * most and rows[0] not in form.rows[:3]}
    why = say("it holds remarks beside few of the fields")
    return [FormColumn(one.number, "left out", "guidance", why) if one.number in sparse else one for one in columns]


def _find_input(form: Form, columns: Sequence[FormColumn]) -> list[FormColumn]:
    """Find the column that is meant to be filled in, in a form in which hardly anything is filled in yet."""
    column, sheet = form.last_label + 1, form.page.sheet
    listed = any(covers(area, row, column) for one in sheet.lists for area in one.areas for row in form.rows)
    merged = sum(area.first_row in form.rows and area.first_column == column for area in sheet.merged) >= 2
    colons = _share([form.label(row) for row in form.rows], lambda text: text.rstrip("* ").endswith(":")) >= 0.5
    beyond = not form.header and any(one.number > column and one.why is not None for one in columns)
    meant = listed or merged or colons or beyond
    rest = [one for one in columns if meant or one.role != "value"]
    if not meant or any(one.number == column and one.role != "left out" for one in rest) or form.texts(column):
        return rest
    return [*rest, FormColumn(column, "input")]
