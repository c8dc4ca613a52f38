"""Proposes a mapping for workbooks that nobody has described yet: which table is what, and what its columns mean."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from toolkit.mapping.cells import fold
from toolkit.mapping.fields import PREFIX
from toolkit.model.identity import slug
from toolkit.model.message import Message
from toolkit.model.record import Fault
from toolkit.model.survey import Survey
from toolkit.proposals.candidates import Subject, weigh_column
from toolkit.proposals.content import collect_content, list_allowed
from toolkit.proposals.flaws import find_flaws
from toolkit.proposals.history import part_history
from toolkit.proposals.keychoice import KeyChoice, choose_key, find_key_faults
from toolkit.proposals.meaning import propose_columns
from toolkit.proposals.nullwords import DEFAULT_NULLS, drop_words, find_null_words
from toolkit.proposals.profile import describe_content
from toolkit.proposals.proposal import Candidate, ColumnProposal, Proposal, TableProposal
from toolkit.proposals.relation import Join, Relation, Sketch, name_sheet_field, relate
from toolkit.proposals.rowmode import explain_repeats, say_rows
from toolkit.proposals.shape import Shape, gather_shapes
from toolkit.proposals.wording import HeadingDictionary, Heard, hear
from toolkit.reading.headingname import normalize_heading
from toolkit.reading.text import clean

_LONGEST_NAME = 60
_REPEATED = frozenset({"title", "description"})


def propose_mapping(surveys: Sequence[Survey], names: Sequence[str], headings: HeadingDictionary) -> Proposal:
    """Propose what one workbook, or several that belong together, mean; ``names`` are the file names of the surveys.

    Nothing is guessed silently: each column is settled with its evidence, a question with its alternatives, or unknown.
    """
    shapes = gather_shapes([table for survey in surveys for table in survey.tables])
    nulls, sketches = _sketch(shapes, headings)
    sketches, past = _part_history(sketches, nulls, headings)
    relation = relate(sketches)
    datasets = _propose_datasets(relation.datasets, headings) if relation.datasets else None
    distributions = _propose_distributions(relation, headings)
    return Proposal(
        inventory=_name_inventory(names),
        title=_find_title(relation, names),
        datasets=datasets,
        distributions=distributions,
        others=(
            *(_propose_datasets(sketch, headings) for sketch in relation.others),
            *(_propose_past(sketch, why, headings) for sketch, why in past),
        ),
        aside=tuple(aside for survey in surveys for aside in survey.aside),
        nulls=nulls,
        faults=tuple(_list_faults(relation, datasets, distributions, nulls)),
    )


def _part_history(
    sketches: Sequence[Sketch], nulls: Sequence[str], headings: HeadingDictionary
) -> tuple[list[Sketch], list[tuple[Sketch, Message]]]:
    """Take earlier states of a table out of it, so that its datasets are not counted twice."""
    current: list[Sketch] = []
    past: list[tuple[Sketch, Message]] = []
    for sketch in sketches:
        shape, old = part_history(sketch.shape, sketch.naming) if len(sketch.shape.blocks) > 1 else (sketch.shape, ())
        current.append(_describe(shape, nulls, headings) if old else sketch)
        past += [(_describe(one.shape, nulls, headings), one.why) for one in old]
    return current, past


def _describe(shape: Shape, nulls: Sequence[str], headings: HeadingDictionary) -> Sketch:
    """Describe the columns of a part of a table."""
    subjects = []
    for name, parts in zip(shape.names, shape.columns, strict=True):
        content = drop_words(collect_content(parts, DEFAULT_NULLS), nulls)
        profile, column = describe_content(content, list_allowed(parts)), parts[0][1]
        subjects.append(Subject(name, column, parts, content, profile, hear(column, headings)))
    return Sketch(shape, tuple(subjects))


def _propose_past(sketch: Sketch, why: Message, headings: HeadingDictionary) -> TableProposal:
    """Propose what an earlier state of a table means, and say that it is one."""
    proposal = _propose_datasets(sketch, headings)
    return replace(proposal, key_evidence=(why, *proposal.key_evidence))


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
    repeated = _list_repeated(sketch, relation.datasets)
    subjects = tuple(_silence(one, join, repeated) for one in sketch.subjects)
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


def _list_repeated(sketch: Sketch, main: Sketch | None) -> dict[str, Heard]:
    """List the columns that repeat a title or description of the dataset in the table of its distributions.

    Its values are those of the datasets, under the same heading or beside a column for the distribution's own.
    """
    own = {one.heard[0].target for one in sketch.subjects if one.heard}
    above = {one.heard[0].target: one for one in main.subjects if one.heard} if main else {}
    repeated = {}
    for one in sketch.subjects:
        best = one.heard[0] if one.heard else None
        if best is None or best.target not in _REPEATED:
            continue
        other = above.get(best.target)
        if other is None or not one.content.texts or not one.content.texts.keys() <= other.content.texts.keys():
            continue
        if PREFIX + best.target in own or normalize_heading(one.column.heading) == normalize_heading(
            other.column.heading
        ):
            repeated[one.name] = replace(best, target="ignore.other", score=1.0, how="repeated")
    return repeated


def _silence(subject: Subject, join: Join, repeated: Mapping[str, Heard]) -> Subject:
    """Leave to columns that only tell the dataset nothing but that, so that they take no field from another."""
    if subject.name == join.column:
        return replace(subject, heard=())
    return replace(subject, heard=(repeated[subject.name],)) if subject.name in repeated else subject


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
        ignored = frozenset(one.column.headings for one in proposal.columns if one.target.startswith("ignore."))
        for table in sketch.shape.blocks:
            yield from find_flaws(table, ignored)
        title = next((one.name for one in proposal.columns if one.target == "title"), "")
        if proposal.key and proposal.rows == "dataset":
            yield from find_key_faults(sketch.shape, proposal.key, folded, title, proposal.dataset)
    for sketch in relation.others:
        for table in sketch.shape.blocks:
            yield from find_flaws(table)
