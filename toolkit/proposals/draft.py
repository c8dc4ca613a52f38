"""Writes a proposal as a mapping to review: settled lines, doubtful ones as comments with what to choose from.

The text stands in the office's own folder and is sent around, so that it must not hold mail addresses or names of
persons from the cells: samples of such columns, and of columns that nobody knows, are left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TypeAlias

from toolkit.mapping.spec import InventoryMapping
from toolkit.model.message import Message, say, say_many
from toolkit.proposals.draftcolumn import ColumnWriter, address_columns
from toolkit.proposals.proposal import Proposal, TableProposal
from toolkit.proposals.yamltext import comment_out, wrap_list, write_entry, write_list, write_remark, write_scalar
from toolkit.reading.text import clean
from toolkit.vocabularies.spelling import normalise

Teller: TypeAlias = Callable[[Message], str]
"""Gives a sentence in the reader's language."""

Reason: TypeAlias = Callable[[str], Message]
"""Gives the reason why a column with the target ``ignore.<reason>`` stays in the house."""

_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,60}")
_LONGEST_TITLE = 100
_SUGGESTED = (("publisher.name", "…"), ("license", "dl-by-de/2.0"))
"""What a catalogue needs of every dataset (DCAT-AP.de 3.0) and what sheets most often leave out."""


@dataclass(frozen=True, slots=True)
class Part:
    """One of the mappings that a workbook needs; ``number`` counts them from 1."""

    number: int
    proposal: Proposal


def list_parts(proposal: Proposal) -> tuple[Part, ...]:
    """List the mappings to write: one for the main table and one for each further table of datasets."""
    further = [other for other in proposal.others if other.role == "datasets"]
    if proposal.datasets is None:
        return ()
    alone = replace(proposal, distributions=None, others=())
    parts = [Part(1, replace(proposal, others=()))]
    for number, table in enumerate(further, start=2):
        slug = f"{_slug(proposal.inventory)[:57]}-{number}"
        parts.append(Part(number, replace(alone, inventory=slug, title=table.blocks[0].title, datasets=table)))
    return tuple(parts)


def build_draft(proposal: Proposal, reason: Reason, tell: Teller = str) -> str:
    """Write the mapping of a proposal's main table, and of the distributions that belong to it, as YAML.

    ``tell`` gives the comments in the reader's language. Raises ValueError for a proposal without a main table.
    """
    if proposal.datasets is None:
        raise ValueError(proposal)
    return "\n".join(_Writer(proposal, proposal.datasets, reason, tell).write()) + "\n"


def _slug(name: str) -> str:
    """Give a name that identifiers can begin with."""
    if _SLUG.fullmatch(name):
        return name
    plain = re.sub(r"[^a-z0-9]+", "-", normalise(name)).strip("-")[:61].rstrip("-")
    return plain or "inventar"


def _shorten_title(banner: str) -> str:
    """Keep the first sentence of what a banner says.

    >>> _shorten_title("Datenangebot (Stand 31.03.2025). Eine Zeile je Datei! Keine Spalten einfügen.")
    'Datenangebot (Stand 31.03.2025)'
    """
    first = re.split(r"(?<=[\w)])[.!?;] ", clean(banner))[0]
    return first if len(first) <= _LONGEST_TITLE else first[: _LONGEST_TITLE - 1].rstrip() + "…"


@dataclass(frozen=True, slots=True, eq=False)
class _Writer:
    """Writes one mapping, line by line."""

    proposal: Proposal
    datasets: TableProposal
    reason: Reason
    tell: Teller

    def write(self) -> Iterator[str]:
        yield from self._write_head()
        yield ""
        yield "datasets:"
        yield from self._write_table(self.datasets)
        if self.proposal.distributions:
            yield ""
            yield "distributions:"
            yield from self._write_table(self.proposal.distributions)

    def _remark(self, message: Message) -> str:
        return write_remark(self.tell(message))

    def _write_head(self) -> Iterator[str]:
        """Write what the file is, and what holds for the whole inventory."""
        slug, file = _slug(self.proposal.inventory), self.datasets.blocks[0].sheet.workbook
        yield self._remark(say("Mapping for {file}, proposed by “bestand inspect”. Read every line.", file=file))
        yield self._remark(
            say("A line that begins with # does nothing; remove the # where it is right. docs/mapping.md has all keys.")
        )
        yield "format: bestand-mapping/1"
        yield f"inventory: {write_scalar(slug)}   " + self._remark(
            say("begins every identifier; never change it after the first push")
        )
        title = _shorten_title(self.proposal.title)
        yield f"title: {write_scalar(title)}" if title and "@" not in title else "# title: …"
        yield f"# organization: {{name: {write_scalar(slug)}, title: …}}   " + self._remark(
            say("the organisation in CKAN that the datasets belong to")
        )
        if len({block.sheet.workbook for block in self.datasets.blocks}) > 1:
            yield "workbooks: several"
        yield from self._write_nulls()
        yield from self._write_questions()

    def _write_nulls(self) -> Iterator[str]:
        """Write the words that stand for no value where there are more than usual."""
        usual: tuple[str, ...] = InventoryMapping.model_fields["nulls"].default
        known = {clean(word).casefold() for word in usual}
        more = [word for word in self.proposal.nulls if clean(word).casefold() not in known and "@" not in word]
        if more:
            yield from wrap_list("nulls", (*usual, *more), 0)

    def _write_questions(self) -> Iterator[str]:
        """Suggest to answer those release questions at once that no column answers."""
        asked = {column.target for column in self.datasets.columns if column.status != "unknown"}
        missing = [
            (question, line)
            for question, line in (
                ("publish", say("nothing tells who may see a dataset: public, staff or nobody")),
                ("personal_data", say("nothing tells whether there are personal data: yes or no")),
            )
            if f"release.{question}" not in asked
        ]
        if missing:
            yield "# release:"
            for question, line in missing:
                yield f"#   {question}: unknown   {self._remark(line)}"

    def _write_table(self, table: TableProposal) -> Iterator[str]:
        """Write where a table stands, what it was made for, and its columns."""
        yield from self._write_place(table)
        yield from self._write_key(table)
        yield from self._write_made_for(table)
        yield from self._write_expect(table)
        yield from self._write_columns(table)
        yield from self._write_constants(table)

    def _write_place(self, table: TableProposal) -> Iterator[str]:
        main = self.datasets.blocks[0].sheet.workbook
        first = table.blocks[0]
        if first.sheet.workbook != main:
            yield f"  file: {write_scalar(first.sheet.workbook)}"
        sheets = tuple(dict.fromkeys(block.sheet.name for block in table.blocks))
        yield f"  sheet: {write_list(sheets) if len(sheets) > 1 else write_scalar(sheets[0])}"
        if table.sheet_field and len(sheets) > 1:
            yield f"  sheet_name: {table.sheet_field}"
        if first.layout == "form":
            yield "  layout: form"
        if table.role == "datasets" and table.rows == "distribution":
            yield "  rows: distribution"

    def _write_key(self, table: TableProposal) -> Iterator[str]:
        """Write the key; where there is none, the best there is, and say so."""
        key, addresses = key_of(table), address_columns(table)
        line = f"  key: {write_scalar(addresses.get(key, key))}"
        if key == table.key and table.key_settled:
            yield line
        else:
            doubt = say("Does this column identify a row, for ever and without repeats?")
            yield f"  {self._remark(doubt)}"
            yield line
        if table.role == "distributions":
            dataset = table.dataset or key
            yield f"  dataset: {write_scalar(addresses.get(dataset, dataset))}"

    def _write_made_for(self, table: TableProposal) -> Iterator[str]:
        """Write what a later file is compared with (``bestand inspect FILE --against``)."""
        yield "  made_for:"
        yield f"    file: {write_scalar(table.blocks[0].sheet.workbook)}"
        yield f"    rows: {count_rows(table)}"
        yield from wrap_list("headings", (column.name for column in table.columns), 4)

    def _write_expect(self, table: TableProposal) -> Iterator[str]:
        count = count_rows(table)
        expected = say_many(
            "{n} row today; with fewer than this nothing is done",
            "{n} rows today; with fewer than this nothing is done",
            count,
        )
        yield f"  expect: {{min: {(count + 1) // 2}}}   {self._remark(expected)}"

    def _write_columns(self, table: TableProposal) -> Iterator[str]:
        key, addresses = key_of(table), address_columns(table)
        writer = ColumnWriter(table, key, addresses, self.reason, self.tell)
        lines = [line for column in table.columns for line in writer.write(column)]
        yield "  columns:"
        if all(line.lstrip().startswith("#") for line in lines):
            # Braces behind “columns:” would have to go before a comment below them could become a line.
            yield write_entry(4, addresses.get(key, key), "{}")
        yield from lines

    def _write_constants(self, table: TableProposal) -> Iterator[str]:
        """Suggest values that hold for every dataset where no column gives them."""
        given = {column.target.removeprefix("distribution.") for column in table.columns if column.status != "unknown"}
        missing = [(field, value) for field, value in _SUGGESTED if field not in given and field != table.sheet_field]
        if table.role == "datasets" and missing:
            meaning = say("what holds for every dataset")
            yield comment_out(f"  constants:   {self._remark(meaning)}", 2)
            for field, value in missing:
                yield comment_out(f"    {field}: {value}", 2)


def count_rows(table: TableProposal) -> int:
    """Count the body rows of all blocks."""
    return sum(len(block.rows) for block in table.blocks)


def key_of(table: TableProposal) -> str:
    """Give the key's column, or what comes nearest to one: the title, else the first column."""
    titles = [column.name for column in table.columns if column.target == "title"]
    return table.key or next(iter([*titles, *(column.name for column in table.columns)]), "")
