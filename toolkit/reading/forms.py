"""Forms: field names down a column and values beside them, a record per workbook or per column."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from toolkit.model.grid import Sheet, column_letters, turn
from toolkit.model.message import Message, say, say_many
from toolkit.model.table import Column, LeftOut, Table
from toolkit.reading.formcolumns import Form, find_header, read_columns
from toolkit.reading.formlabels import CERTAIN, KNOWN, Page, covers, find_labels
from toolkit.reading.formsections import find_sections
from toolkit.reading.formwords import ends_with_colon, is_prose, is_title_label, strip_label

_FEWEST = 3
_LEAST = 0.35
_MOST_FORMS = 20
_SAME = 0.6
"""The share of fields that come once more where a form begins anew."""

_MANY = 8
"""How many known labels make a form as sure as more would."""


@dataclass(frozen=True, slots=True)
class FormFound:
    """A form, how sure that is (0 to 1), and why.

    The score grows with the share of labels that are known headings and with their number; it falls with headings that
    stand beside each other in a row, as over an ordinary table, where no label asks for a title, and where nothing is
    filled in. ``table`` stands on the turned sheet; what it leaves out counts rows or columns of the file (``axis``).
    """

    table: Table
    score: float
    why: Message


def find_form(sheet: Sheet, knows: Callable[[str], float]) -> FormFound | None:
    """Find a form on a sheet; None where there is none.

    ``knows`` tells from 0 to 1 how sure it is that a text is a known heading.

    >>> sheet = Sheet("w.xlsx", "s", (("Titel:", "Baumkataster"), ("Lizenz:", "CC BY"), ("Turnus:", "jährlich")))
    >>> found = find_form(sheet, lambda text: float(text in {"Titel", "Lizenz", "Turnus"}))
    >>> [column.heading for column in found.table.columns], found.table.rows
    (['Titel:', 'Lizenz:', 'Turnus:'], (2,))
    """
    return max(find_forms(sheet, knows), key=lambda found: found.score, default=None)


def find_forms(sheet: Sheet, knows: Callable[[str], float]) -> tuple[FormFound, ...]:
    """Find the forms of a sheet: one mostly; others stand beside it with other fields, or below it with the same."""
    pages, found = [Page(sheet, knows)], list[FormFound]()
    while pages and len(found) < _MOST_FORMS:
        page = pages.pop(0)
        form = _read_form(page)
        parts = _part(form) if form else []
        pages = [*parts, *pages]
        judged = None if parts else _judge(form)
        if judged:
            found.append(judged)
    return tuple(found) if any(form.score >= _LEAST for form in found) else ()


def _part(form: Form) -> list[Page]:
    """Part a page where another form begins beside or below the first one; an empty list where none does."""
    page, again = form.page, _find_again(form)
    if form.other:
        return [replace(page, last=form.other - 1), replace(page, first=form.other)]
    if again:
        return [replace(page, bottom=again - 1), replace(page, top=again)]
    return []


def _find_again(form: Form) -> int:
    """Give the row in which the fields begin anew, the one that names the dataset first; 0 where they do not."""
    labels = [strip_label(form.label(row)).casefold() for row in form.rows]
    again = next((place for place, text in enumerate(labels) if place and text == labels[0]), 0)
    rest = labels[again : 2 * again]
    if again < _FEWEST or not is_title_label(labels[0]) or sum(text in labels[:again] for text in rest) < _SAME * again:
        return 0
    return form.rows[again]


def _read_form(page: Page) -> Form | None:
    """Read where a form's fields stand and what its columns are; None where there is none."""
    labels = find_labels(page)
    if labels is None:
        return None
    header = find_header(page, labels)
    rows = tuple(row for row in labels.rows if row > header)
    if rows and _titles_table(page, rows[-1]):
        rows = rows[:-1]
    if len(rows) < _FEWEST:
        return None
    form = read_columns(Form(page, labels, header, rows))
    if not form.values:
        return None
    return form


def _titles_table(page: Page, row: int) -> bool:
    """Tell whether a row holds a single text, with the header of a table right below."""
    return len(page.rows[row]) == 1 and len(page.rows.get(row + 1, ())) > 2 and page.count_known(row + 1) > 1


def _judge(form: Form | None) -> FormFound | None:
    """Make the table of a form, and tell how sure it is; None where it is none."""
    if form is None:
        return None
    form = _extend(form)
    sections = find_sections(form)
    form = replace(form, rows=tuple(row for row in form.rows if row not in sections))
    if len(form.rows) < _FEWEST:
        return None
    table = _build_table(form, sections)
    return FormFound(table, _weigh(form, table), _explain(form, table))


def _extend(form: Form) -> Form:
    """Add the rows between the labels that have a value but no name, and filled fields right above and below."""
    page, first, last = form.page, form.rows[0], form.rows[-1]
    inside = [row for row in page.rows if first <= row <= last]
    fields = [row for row in inside if row in form.rows or form.values & set(page.rows[row])]
    above = _run_on(form, range(first - 1, form.header, -1))
    below = _run_on(form, range(last + 1, max(page.rows) + 1))
    return replace(form, rows=(*reversed(above), *fields, *below))


def _run_on(form: Form, beyond: Iterable[int]) -> list[int]:
    """List the rows that go on like those of the fields; a gap of one row needs a label that ends like most do."""
    colons = sum(map(ends_with_colon, map(form.label, form.rows))) * 2 > len(form.rows)
    found: list[int] = []
    gap = False
    for row in beyond:
        if row not in form.page.rows and colons and not gap:
            gap = True
        elif _is_field(form, row) and (not gap or ends_with_colon(form.label(row))):
            found.append(row)
            gap = False
        else:
            break
    return found


def _is_field(form: Form, row: int) -> bool:
    """Tell whether a row has a label and something beside it that stands beside known labels too."""
    page, column = form.page, form.labels.column
    values = {number for number in form.values if form.texts(number)}
    if not values and form.values & set(page.rows.get(row, ())):
        return False
    kept = values | {one.number for one in form.columns if one.number > column and one.why}
    sentence = is_prose(page.text(row, column)) and not values & set(page.rows.get(row, ()))
    labelled = page.is_label(row, column) and not sentence
    return labelled and bool(kept & set(page.rows.get(row, ()))) and page.count_known(row, but=column) < 2


def _build_table(form: Form, sections: Mapping[int, Message]) -> Table:
    """Make the table on the turned sheet."""
    turned = turn(form.page.sheet)
    lines = (*form.groups, form.labels.column)
    headings = [_read_line(form, line, spread=line != form.labels.column) for line in lines]
    fields = tuple(
        Column(row, _say_once(texts), row in turned.hidden_columns, turned=True)
        for row, *texts in zip(form.rows, *headings, strict=True)
    )
    records = tuple(column for column in sorted(form.values) if form.texts(column))
    above, title = _list_above(form, sections)
    rows = (*above, *(_leave_section(form, row, why) for row, why in sections.items()))
    left_out = (*rows, *_list_columns(form), *_list_amid(form, sections), *_list_below(form))
    return Table(turned, lines, fields, records, left_out, title)


def _leave_section(form: Form, row: int, why: Message) -> LeftOut:
    """Leave out a title amid the fields, or a sentence that explains one."""
    return LeftOut((row,), "guidance" if is_prose(form.label(row)) else "section", why, _say(form, row))


def _read_line(form: Form, column: int, *, spread: bool) -> list[str]:
    """Give each field what a column of labels says to it: a merged label to each row, a group until the next one."""
    page = form.page
    merged = [area for area in page.sheet.merged if area.first_column <= column <= area.last_column]
    texts: list[str] = []
    for row in form.rows:
        area = next((area for area in merged if covers(area, row, column)), None)
        text = page.text(area.first_row, area.first_column) if area else page.text(row, column)
        texts.append(text or (texts[-1] if spread and texts else ""))
    return texts


def _say_once(headings: list[str]) -> tuple[str, ...]:
    """Let the same text twice count once.

    >>> _say_once(["Kontakt", "Kontakt"]), _say_once(["Kontakt", "E-Mail"])
    (('Kontakt', ''), ('Kontakt', 'E-Mail'))
    """
    return tuple("" if text in headings[:index] else text for index, text in enumerate(headings))


def _list_above(form: Form, sections: Collection[int]) -> tuple[list[LeftOut], str]:
    """Tell what stands above the first field, and what the banner there says."""
    rows = [row for row in form.page.rows if row < form.rows[0] and row != form.header and row not in sections]
    banner = next((row for row in rows if not is_prose(_say(form, row))), 0)
    why = say("it stands above the fields")
    above = [LeftOut((row,), "banner" if row == banner else "note", why, _say(form, row)) for row in rows]
    if form.header:
        above.append(
            LeftOut((form.header,), "header", say("it names the columns of the form"), _say(form, form.header))
        )
    return above, _say(form, banner) if banner else ""


def _list_amid(form: Form, sections: Collection[int]) -> list[LeftOut]:
    """Tell of the rows amid the fields that have neither a label nor a value: help that goes on, mostly."""
    inside = (row for row in form.page.rows if form.rows[0] < row < form.rows[-1])
    why = say("it stands amid the fields, with neither a label nor a value")
    others = [row for row in inside if row not in form.rows and row not in sections]
    return [LeftOut((row,), "guidance", why, _say(form, row)) for row in others]


def _list_below(form: Form) -> list[LeftOut]:
    """Tell what stands below the last field, as far as it reads like notes."""
    notes: list[LeftOut] = []
    for row in (row for row in form.page.rows if row > form.rows[-1]):
        if len(form.page.rows[row]) > 2 or form.page.count_known(row) >= 2:
            break
        notes.append(LeftOut((row,), "note", say("it stands below the fields"), _say(form, row)))
    return notes


def _list_columns(form: Form) -> list[LeftOut]:
    """Tell which columns hold something else than values."""
    return [
        LeftOut(
            (column.number,), column.kind, column.why, _shorten(next(iter(form.texts(column.number)), "")), "columns"
        )
        for column in form.columns
        if column.why is not None
    ]


def _say(form: Form, row: int) -> str:
    """Give the first text of a row, shortened."""
    texts = (form.page.text(row, column) for column in form.page.rows.get(row, ()))
    return _shorten(next(filter(None, texts), ""))


def _shorten(text: str) -> str:
    """Cut a text to a length that can be shown in a line."""
    return text if len(text) <= 80 else f"{text[:79]}…"


def _weigh(form: Form, table: Table) -> float:
    """Tell how sure it is that a table is a form."""
    labels = form.labels
    score = labels.unlike * (0.55 * labels.share + 0.45 * min(1.0, labels.worth / _MANY))
    first = [form.page.text(form.rows[0], column) for column in form.page.rows[form.rows[0]] if column in form.values]
    if first and all(form.page.known(text) >= CERTAIN for text in first):
        score *= 0.5  # "Titel | Lizenz" may as well be the header of a table whose titles are such words
    titled = any(is_title_label(text) for column in table.columns for text in column.headings)
    return round(min(1.0, score * (1.0 if titled else 0.4) * (1.0 if table.rows else 0.85)), 3)


def _explain(form: Form, table: Table) -> Message:
    """Say why a table is a form."""
    texts = {form.label(row) for row in form.rows if form.label(row)}
    known = sum(form.page.known(text) >= KNOWN for text in texts)
    letters = column_letters(form.labels.column)
    if not table.rows:
        return say(
            "{known} of {fields} texts below each other in column {column} are known headings, with nothing filled in",
            known=known,
            fields=len(texts),
            column=letters,
        )
    return say_many(
        "{known} of {fields} texts below each other in column {column} are known headings, with a column of values",
        "{known} of {fields} texts below each other in column {column} are known headings, with {n} columns of values",
        len(table.rows),
        known=known,
        fields=len(texts),
        column=letters,
    )
