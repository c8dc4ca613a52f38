"""Rules for what the mapping does to rows and words: look-ups, rows that it skips, further tables that it joins."""

from __future__ import annotations

from toolkit.checks.rule import Words, about, on_fault
from toolkit.model.finding import Severity
from toolkit.model.message import say, say_many
from toolkit.model.record import Fault


@on_fault("lookup-dropped", Severity.NOTE)
def lookup_dropped(fault: Fault) -> Words:
    """A word is left out because the mapping says so.

    A look-up that gives null for a word drops it wherever it stands in the column. So that nothing vanishes unnoticed,
    each such word is reported once, with the number of its cells.

    Nothing needs to be done if that is what you want; else give the word a target in the look-up.
    """
    return about(
        fault,
        say_many(
            "the mapping leaves “{text}” out, in {n} cell",
            "the mapping leaves “{text}” out, in {n} cells",
            int(str(fault.detail)),
            text=fault.text,
        ),
        say("If the word means something, give it a target in the look-up instead of null."),
    )


@on_fault("lookup-ambiguous", Severity.ERROR)
def lookup_ambiguous(fault: Fault) -> Words:
    """Two patterns of a look-up fit the same cell and lead to different targets.

    The first one that happens to be written would decide, and nobody would notice. Therefore neither is used, the value
    stays out, and the dataset is not published.

    Make one of the patterns narrower, or give the whole text a look-up of its own, which always comes first.
    """
    return about(
        fault,
        say("“{text}” fits two patterns of the look-up: {patterns}", text=fault.text, patterns=fault.detail),
        say("Make one of them narrower, or give this text a look-up of its own."),
    )


@on_fault("lookup-unused", Severity.NOTE)
def lookup_unused(fault: Fault) -> Words:
    """A word of a look-up stands in no cell.

    Perhaps it is written otherwise in the sheet than in the mapping, or the sheet no longer has it. Words of a mapping
    that several inventories share may well be unused in one of them.

    Correct the word in the mapping, or take it away.
    """
    return about(
        fault,
        say("no cell says “{text}”, which the mapping looks up", text=fault.text),
        say("Correct the word in the mapping, or take it away."),
    )


@on_fault("row-skipped", Severity.NOTE)
def row_skipped(fault: Fault) -> Words:
    """A row is skipped because the mapping says so.

    The mapping names conditions under which a row is no dataset, each with a reason. So that no row vanishes unnoticed,
    every row that is left out is reported with that reason.

    If the row is a dataset after all, correct its cell, or the condition under skip in the mapping.
    """
    return about(
        fault,
        say("the row is skipped: {reason}", reason=fault.detail),
        say("If it is a dataset after all, correct this cell or the condition in the mapping."),
    )


@on_fault("join-missing", Severity.WARNING)
def join_missing(fault: Fault) -> Words:
    """A further table has no row for what a cell names.

    The mapping fills fields from a second table, such as a list of offices with their mailboxes. Where that table does
    not have the name, these fields stay empty.

    Add a row to the further table, or write the name as it stands there.
    """
    return about(
        fault,
        say("“{text}” does not stand in {table}", text=fault.text, table=fault.detail),
        say("Add it there, or write it as it is written there."),
    )


@on_fault("join-ambiguous", Severity.ERROR)
def join_ambiguous(fault: Fault) -> Words:
    """A further table has several rows for the same name, and they differ.

    Nobody can tell which of them holds, so that none is used, and the datasets that name it are not published.

    Keep one of the rows, or make them say the same.
    """
    return about(
        fault,
        say("“{text}” stands in several rows that differ: {cells}", text=fault.text, cells=fault.detail),
        say("Keep one of the rows, or make them say the same."),
    )
