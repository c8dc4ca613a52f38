"""What a person must decide before a proposed mapping is used, each with what to do."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.model.message import Message, enumerate_all, quote, say, say_many
from toolkit.proposals.inspection import Inspection
from toolkit.proposals.proposal import ColumnProposal, TableProposal
from toolkit.reading.text import clean
from toolkit.reports.fieldwords import name_target

_MOST_WORDS = 5


def list_questions(inspection: Inspection) -> list[tuple[Message, Message]]:
    """List the questions of all tables, each with its remedy."""
    proposal = inspection.proposal
    mapped = [table for table in (proposal.datasets, proposal.distributions) if table]
    found = [question for table in mapped for question in _ask_of_table(table)]
    if proposal.datasets:
        found += _ask_of_release(proposal.datasets)
    for other in proposal.others:
        found.append(_ask_of_other(other))
    return found


def _ask_of_table(table: TableProposal) -> Iterator[tuple[Message, Message]]:
    """Ask of a table's key and columns."""
    if not (table.key and table.key_settled):
        yield (
            _ask_of_key(table),
            say("Choose a column that is filled in every row and never changes, or add one; write it behind “key:”."),
        )
    for column in table.columns:
        if column.status == "question" and not (column.target == "key" and column.name == table.key):
            yield (
                _ask_of_meaning(table, column),
                say("In the mapping, remove the # before the line if it is right; else correct or ignore it."),
            )
    unknown = [column for column in table.columns if column.status == "unknown"]
    if unknown:
        yield (
            _ask_of_unknown(unknown),
            say("Write a field behind the heading in the mapping, or {example}.", example='{ignore: "…"}'),
        )
    for column in table.columns:
        if column.unanswered and column.status != "unknown":
            yield _ask_of_words(column)


def _name(column: ColumnProposal) -> Message:
    """Name a column by its letters and heading; in a form it is a row."""
    heading, place = clean(column.column.heading), say("{name}", name=column.column.letters)
    if column.column.turned:
        place = say_many("row {rows}", "rows {rows}", 1, rows=column.column.letters)
    return say("{place} “{heading}”", place=place, heading=heading) if heading else place


def _name_shortly(column: ColumnProposal) -> Message:
    """Name a column as “_name” does, but a row by its number alone."""
    heading, letters = clean(column.column.heading), column.column.letters
    return say("{place} “{heading}”", place=letters, heading=heading) if heading else say("{name}", name=letters)


def _ask_of_unknown(columns: list[ColumnProposal]) -> Message:
    names = enumerate_all(_name_shortly(one) for one in columns)
    if columns[0].column.turned:
        return say_many("{names}: what is this row?", "{names}: what are these rows?", len(columns), names=names)
    return say_many("{names}: what is this column?", "{names}: what are these columns?", len(columns), names=names)


def _ask_of_key(table: TableProposal) -> Message:
    if table.key:
        return say("Does the column “{column}” identify a row for ever?", column=table.key)
    return say("No column identifies a row. Which one could?")


def _ask_of_meaning(table: TableProposal, column: ColumnProposal) -> Message:
    others = [name_target(one.target, table.role) for one in column.alternatives if one.target != column.target]
    meaning: Message = say("“{words}”", words=name_target(column.target, table.role))
    for other in others[:2]:
        meaning = say("{one} or “{other}”", one=meaning, other=other)
    return say("{column}: does it mean {meaning}?", column=_name(column), meaning=meaning)


def _ask_of_words(column: ColumnProposal) -> tuple[Message, Message]:
    count = len(column.unanswered)
    quoted = [quote(clean(word)) for word in column.unanswered[:_MOST_WORDS]]
    words = enumerate_all([*quoted, "…"] if count > _MOST_WORDS else quoted)
    if column.target.startswith("release."):
        return (
            say("{column}: what do these answers mean: {words}?", column=_name(column), words=words),
            say("Write each under “answers:” in the mapping; until then they mean “unknown”, which is never public."),
        )
    return (
        say_many(
            "{column}: {n} value is in no list: {words}",
            "{column}: {n} values are in no list: {words}",
            count,
            column=_name(column),
            words=words,
        ),
        say("Write each with its meaning under “lookup:” in the mapping, or correct the cells."),
    )


def _ask_of_release(table: TableProposal) -> Iterator[tuple[Message, Message]]:
    """Ask what no column answers; without an answer nothing is public."""
    asked = {column.target for column in table.columns if column.status != "unknown"}
    if "release.publish" not in asked:
        yield (
            say("No column says what may be published."),
            say("Add one to the sheet, or answer it for all under “release:” in the mapping. Until then nothing is."),
        )
    if "release.personal_data" not in asked:
        yield (
            say("No column says which datasets hold personal data."),
            say("Add one to the sheet, or answer it for all under “release:” in the mapping. Until then nothing is."),
        )


def _ask_of_other(table: TableProposal) -> tuple[Message, Message]:
    first = table.blocks[0]
    place = f"{first.sheet.name} › {first.area}"
    if table.role == "distributions":
        return (
            say("{place} lists links and files. Which datasets do they belong to?", place=place),
            say("Inspect it together with the workbook of the datasets, or add a column with the dataset’s number."),
        )
    return (
        say("{place} is a table of its own. Is it an inventory, too?", place=place),
        say("With --write it gets a mapping of its own; delete that if the table is none."),
    )
