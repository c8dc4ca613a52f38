"""Proposes a mapping for workbooks that nobody has described yet: which table is what, and what its columns mean."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from toolkit.mapping.cells import fold
from toolkit.model.identity import slug
from toolkit.model.message import Message
from toolkit.model.record import Fault
from toolkit.model.survey import Survey
from toolkit.proposals.candidates import Subject, weigh_column
from toolkit.proposals.content import collect_content, list_allowed
from toolkit.proposals.flaws import find_flaws
from toolkit.proposals.keychoice import KeyChoice, choose_key, find_key_faults
from toolkit.proposals.meaning import propose_columns
from toolkit.proposals.nullwords import DEFAULT_NULLS, drop_words, find_null_words
from toolkit.proposals.profile import describe_content
from toolkit.proposals.proposal import Candidate, ColumnProposal, Proposal, TableProposal
from toolkit.proposals.relation import Join, Relation, Sketch, name_sheet_field, relate
from toolkit.proposals.rowmode import explain_repeats, say_rows
from toolkit.proposals.shape import Shape, gather_shapes
from toolkit.proposals.wording import HeadingDictionary, hear
from toolkit.reading.text import clean

_LONGEST_NAME = 60


def propose_mapping(surveys: Sequence[Survey], names: Sequence[str], headings: HeadingDictionary) -> Proposal:
    """Propose what one workbook, or several that belong together, mean; ``names`` are the file names of the surveys.

    Nothing is guessed silently: each column is settled with its evidence, a question with its alternatives, or unknown.
    """
    shapes = gather_shapes([table for survey in surveys for table in survey.tables])
    nulls, sketches = _sketch(shapes, headings)
    relation = relate(sketches)
    datasets = _propose_datasets(relation.datasets, headings) if relation.datasets else None
    distributions = _propose_distributions(relation, headings)
    return Proposal(
        inventory=_name_inventory(names),
        title=_find_title(relation, names),
        datasets=datasets,
        distributions=distributions,
        others=tuple(_propose_datasets(sketch, headings) for sketch in relation.others),
        aside=tuple(aside for survey in surveys for aside in survey.aside),
        nulls=nulls,
        faults=tuple(_list_faults(relation, datasets, distributions, nulls)),
    )


def _sketch(shapes: Sequence[Shape], headings: HeadingDictionary) -> tuple[tuple[str, ...], list[Sketch]]:
    """Describe all columns, once it is known which words stand for no value."""
    contents = [[collect_content(parts, DEFAULT_NULLS) for parts in shape.columns] for shape in shapes]
    nulls = find_null_words(content for column in contents for content in column)
    sketches = []
    for shape, columns in zip(shapes, contents, strict=True):
        subjects = []
        for name, parts, content in zip(shape.names, shape.columns, columns, strict=True):
            rest, column = drop_words(content, nulls), parts[0][1]
            profile = describe_content(rest, list_allowed(parts))
            subjects.append(Subject(name, column, parts, rest, profile, hear(column, headings)))
        sketches.append(Sketch(shape, tuple(subjects)))
    return nulls, sketches


def _propose_datasets(sketch: Sketch, headings: HeadingDictionary) -> TableProposal:
    """Propose a table of datasets, or one whose part is not known."""
    reason = explain_repeats(sketch.subjects, {one.name: weigh_column(one) for one in sketch.subjects})
    columns = propose_columns(sketch.subjects, headings, repeats=reason is not None)
    key = choose_key(columns)
    sheet_field, why = name_sheet_field(sketch.shape, {one.target for one in columns})
    notes: tuple[Message, ...] = tuple(note for note in (reason and say_rows(reason), why) if note)
    return TableProposal(
        role="datasets",
        blocks=sketch.shape.blocks,
        columns=columns,
        rows="distribution" if reason else "dataset",
        sheet_field=sheet_field,
        key=key.name,
        key_settled=key.settled,
        key_evidence=(*key.evidence, *notes),
    )


def _propose_distributions(relation: Relation, headings: HeadingDictionary) -> TableProposal | None:
    """Propose the table of distributions that belongs to the datasets."""
    sketch, join = relation.distributions, relation.join
    if sketch is None or join is None:
        return None
    subjects = tuple(_without_key(one) if one.name == join.column else one for one in sketch.subjects)
    columns = propose_columns(subjects, headings, second=True)
    columns = tuple(_as_dataset(one, join) if one.name == join.column else one for one in columns)
    key = _choose_own_key(columns)
    return TableProposal(
        role="distributions",
        blocks=sketch.shape.blocks,
        columns=columns,
        key=key.name,
        key_settled=key.settled,
        key_evidence=key.evidence,
        dataset=join.column,
    )


def _without_key(subject: Subject) -> Subject:
    """Leave to the column that names the dataset nothing but that, so that it takes no field from another."""
    return replace(subject, heard=())


def _as_dataset(column: ColumnProposal, join: Join) -> ColumnProposal:
    """Say that a column names the dataset that its row belongs to."""
    alternatives = tuple(Candidate(one.target, one.confidence, one.evidence) for one in column.alternatives)
    return ColumnProposal(
        column=column.column,
        name=column.name,
        profile=column.profile,
        status="settled" if join.share >= 0.75 else "question",
        target="dataset",
        confidence=round(min(0.98, 0.45 + 0.5 * join.share), 3),
        evidence=join.evidence,
        alternatives=alternatives,
    )


def _choose_own_key(columns: Sequence[ColumnProposal]) -> KeyChoice:
    """Choose the key of a distribution, which need not be unique beyond its dataset."""
    own = [one for one in columns if one.target != "dataset"]
    meant = next((one for one in own if one.target == "key"), None)
    return KeyChoice(meant.name, meant.status == "settled", meant.evidence) if meant else choose_key(own)


def _name_inventory(names: Sequence[str]) -> str:
    """Make the inventory's name from the first file's name; years and versions in it change, the name never does."""
    stem = re.sub(r"\.[A-Za-z]{2,5}$", "", names[0] if names else "")
    bare = re.sub(
        r"(?i)(?:^|[\s_.-])(?:v\d[\d.]*|\d{4}(?:[-_.]?\d{2}){0,2}|stand|final|neu|kopie)(?=$|[\s_.-])", " ", stem
    )
    return (slug(bare) or slug(stem) or "inventar")[:_LONGEST_NAME].strip("-") or "inventar"


def _find_title(relation: Relation, names: Sequence[str]) -> str:
    """Take the banner above the inventory for its title, else the file's name."""
    blocks = relation.datasets.shape.blocks if relation.datasets else ()
    banner = next((clean(table.title) for table in blocks if clean(table.title)), "")
    return banner or re.sub(r"\.[A-Za-z]{2,5}$", "", names[0] if names else "")


def _list_faults(
    relation: Relation, datasets: TableProposal | None, distributions: TableProposal | None, nulls: Sequence[str]
) -> Iterator[Fault]:
    """List what is wrong with the tables: headings, rows, cells, gaps and repeats in keys."""
    folded = DEFAULT_NULLS | frozenset(map(fold, nulls))
    for sketch, proposal in ((relation.datasets, datasets), (relation.distributions, distributions)):
        if sketch is None or proposal is None:
            continue
        for table in sketch.shape.blocks:
            yield from find_flaws(table)
        title = next((one.name for one in proposal.columns if one.target == "title"), "")
        if proposal.key and proposal.rows == "dataset":
            yield from find_key_faults(sketch.shape, proposal.key, folded, title, proposal.dataset)
    for sketch in relation.others:
        for table in sketch.shape.blocks:
            yield from find_flaws(table)
