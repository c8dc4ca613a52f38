"""Rules for rows and columns: what identifies a dataset, what belongs to it, and what nobody spoke of."""

from __future__ import annotations

from toolkit.checks.rule import Words, about, on_fault
from toolkit.checks.snippet import build_ignored
from toolkit.model.finding import Severity
from toolkit.model.message import say
from toolkit.model.record import Fault


@on_fault("key-missing", Severity.ERROR)
def key_missing(fault: Fault) -> Words:
    """A row has no key.

    The key identifies a dataset for ever; titles change. A row without one cannot be recognised at the next run, so it
    is left out. Null words such as “-” and error values are no keys.

    Give the row the next free number in the key column and never use a number twice. `bestand ids` does it for all
    such rows at once, in a copy of the workbook.
    """
    heading = fault.place.heading
    missing = say("the row has no key in the column “{heading}”", heading=heading)
    unusable = say("“{text}” in the column “{heading}” is no key", text=fault.text, heading=heading)
    return about(
        fault,
        unusable if fault.text else missing,
        say("Enter a key that no other row has, and never change it again."),
    )


@on_fault("key-repeated", Severity.ERROR)
def key_repeated(fault: Fault) -> Words:
    """Two datasets, or two distributions of one dataset, have the same key.

    Nobody can tell which of them an entry of the catalogue belongs to, so neither is published.

    Give the younger one a new key. Where several rows describe one dataset on purpose, their titles must agree.
    """
    return about(
        fault,
        say("the key “{key}” is already in {first}", key=fault.text, first=fault.detail),
        say("Give one of the two a new key."),
    )


@on_fault("rows-differ", Severity.WARNING)
def rows_differ(fault: Fault) -> Words:
    """Rows of one dataset contradict each other.

    Where a dataset has a row for each of its distributions, the dataset's own columns repeat. The first row counts.

    Write the same in every row of the dataset, or leave the later ones empty.
    """
    return about(
        fault,
        say("“{text}” differs from {first}, the first row of this dataset", text=fault.text, first=fault.detail),
        say("Write the same in every row of the dataset."),
    )


@on_fault("answers-differ", Severity.WARNING)
def answers_differ(fault: Fault) -> Words:
    """A release question is answered differently in two places.

    Rows of one dataset, or two columns that ask the same, must give the same answer; an empty cell is none. Where they
    differ the question counts as not answered, and what is not answered is never public.

    Write the same answer in every row of the dataset and in every column that asks for it.
    """
    differs = say("“{text}” differs from {first}; the question is not answered", text=fault.text, first=fault.detail)
    empty = say("the cell is empty, unlike {first}; the question is not answered", first=fault.detail)
    return about(fault, differs if fault.text else empty, say("Write the same answer in both places."))


@on_fault("columns-differ", Severity.NOTE)
def columns_differ(fault: Fault) -> Words:
    """Two columns that fill the same field say different things.

    Where several columns fill one field, the first that the mapping names counts, and the others stand in for its empty
    cells. What they say besides is reported, so that nothing vanishes unnoticed.
    """
    return about(
        fault,
        say("“{text}” differs from {first}, which fills the same field", text=fault.text, first=fault.detail),
        say("Keep one of the two, or put both together with a computed field in the mapping."),
    )


@on_fault("distribution-orphan", Severity.WARNING)
def distribution_orphan(fault: Fault) -> Words:
    """A distribution names a dataset that the inventory does not have.

    It is left out, since nobody knows where it belongs.

    Correct the key, or add the dataset's row.
    """
    unknown = say("there is no dataset with the key “{key}”", key=fault.text)
    empty = say("the row names no dataset")
    return about(fault, unknown if fault.text else empty, say("Correct the key, or add the dataset."))


@on_fault("distribution-incomplete", Severity.WARNING)
def distribution_incomplete(fault: Fault) -> Words:
    """A row describes a distribution but gives neither an address nor a file.

    Nobody could get the data, so this distribution is left out; the dataset and its other distributions stay.

    Enter its address, or empty the cells that describe it.
    """
    return about(
        fault,
        say("“{text}” describes a distribution that has neither an address nor a file", text=fault.text),
        say("Enter its address, or empty the cells that describe it."),
    )


@on_fault("column-unmapped", Severity.NOTE)
def column_unmapped(fault: Fault) -> Words:
    """The mapping does not mention a column.

    Its content stays in the house; nothing of it is published. So that nothing vanishes unnoticed, each such column is
    reported until the mapping maps it or ignores it with a reason.
    """
    return about(
        fault,
        say("the mapping does not mention the column “{heading}”; nothing of it is published", heading=fault.text),
        say("Map it, or ignore it with a reason:"),
        build_ignored(fault.text),
    )


@on_fault("cell-error", Severity.WARNING)
def cell_error(fault: Fault) -> Words:
    """A cell shows an error of the spreadsheet program.

    Values such as #REF! or #NV come from a formula that lost what it refers to. The value stays out.
    """
    return about(
        fault,
        say("the cell shows the error “{text}”", text=fault.text),
        say("Mend the formula, or write the value itself."),
    )


@on_fault("formula-uncached", Severity.WARNING)
def formula_uncached(fault: Fault) -> Words:
    """A formula was never calculated, so its value is unknown.

    Spreadsheet programs store a formula's last result in the file; some other programs that write workbooks do not.
    The cell is treated as unknown, never as empty.
    """
    return about(
        fault,
        say("the formula in this cell was never calculated; its value is unknown"),
        say("Open the workbook in Excel or LibreOffice, let it calculate, and save it."),
    )


@on_fault("computed-failed", Severity.WARNING)
def computed_failed(fault: Fault) -> Words:
    """A computed field cannot be computed from this row.

    The expression in the mapping meets a text that it cannot work with, such as words where it counts. The field stays
    empty in this row.

    Correct the cell, or make the expression cope with it.
    """
    return about(
        fault,
        say("the field “{field}” cannot be computed from this row", field=fault.field),
        say("Correct the cell, or make the expression in the mapping cope with it."),
    )
