"""Looks into workbooks: finds their tables, proposes what they mean, writes mappings, and compares with one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from toolkit.checks.run import check_inventory
from toolkit.model.cause import explain_cause
from toolkit.model.grid import Workbook
from toolkit.model.message import Message, say
from toolkit.model.problem import Problem
from toolkit.model.survey import Survey
from toolkit.proposals.draft import Part, build_draft, list_parts
from toolkit.proposals.drift import Drift, compare, file_of_distributions
from toolkit.proposals.inspection import Inspection
from toolkit.proposals.proposal import Proposal
from toolkit.proposals.propose import propose_mapping
from toolkit.reading.finder import find_tables
from toolkit.reading.folder import list_workbooks
from toolkit.reading.workbook import read_workbook
from toolkit.steps.mapping import read_mapping_file
from toolkit.vocabularies.headings import load_headings

_MOST_PAIRED = 6
"""Of how many files each pair is tried whether one holds the distributions of the other."""


@dataclass(frozen=True, slots=True, eq=False)
class Unread:
    """A file that cannot be read, and why."""

    file: Path
    problem: Problem


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """What was found in several files; one that cannot be read does not keep the others from being looked at."""

    inspections: tuple[Inspection, ...]
    unread: tuple[Unread, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether every file could be read and has a table."""
        return not self.unread and all(one.tables for one in self.inspections)


@dataclass(frozen=True, slots=True, eq=False)
class _Read:
    """One file that was read."""

    path: Path
    workbook: Workbook
    survey: Survey


def inspect_files(paths: Sequence[Path]) -> Look:
    """Look into files, and into those of folders. Raises Problem where there is none, or the only one is unreadable."""
    files = list_workbooks(paths)
    read: list[_Read] = []
    unread: list[Unread] = []
    for file in files:
        try:
            read.append(_read(file))
        except Problem as problem:
            if len(files) == 1:
                raise
            unread.append(Unread(file, problem))
    return Look(tuple(map(_inspect, _group(read))), tuple(unread))


def _read(file: Path) -> _Read:
    """Read one file and find its tables."""
    workbook = read_workbook(file)
    return _Read(file, workbook, find_tables(workbook, load_headings().knows))


def _propose(group: Sequence[_Read]) -> Proposal:
    return propose_mapping([one.survey for one in group], [one.workbook.name for one in group], load_headings())


def _inspect(group: Sequence[_Read]) -> Inspection:
    """Look at one workbook, or at several that belong together."""
    proposal = _propose(group)
    findings = (*proposal.findings, *check_inventory((), proposal.faults))
    workbooks, surveys = tuple(one.workbook for one in group), tuple(one.survey for one in group)
    return Inspection(workbooks, surveys, proposal, findings, tuple(str(one.path) for one in group))


def _group(read: Sequence[_Read]) -> Iterator[tuple[_Read, ...]]:
    """Put together what belongs together: forms of one kind, and datasets with their distributions elsewhere."""
    left = list(read)
    pairs = list(_pair(left)) if len(left) <= _MOST_PAIRED else []
    for one in read:
        if one not in left:
            continue
        pair = next((pair for pair in pairs if one in pair and all(each in left for each in pair)), None)
        group = pair or tuple(other for other in left if other is one or _are_same_form(one, other))
        for each in group:
            left.remove(each)
        yield group


def _pair(read: Sequence[_Read]) -> Iterator[tuple[_Read, ...]]:
    """Find pairs of which one holds the datasets and the other their distributions; the datasets come first."""
    for pair in combinations(read, 2):
        proposal = _propose(pair)
        if proposal.datasets and proposal.distributions:
            main, second = (table.blocks[0].sheet.workbook for table in (proposal.datasets, proposal.distributions))
            if main != second:
                yield tuple(sorted(pair, key=lambda one: one.workbook.name != main))


def _are_same_form(one: _Read, other: _Read) -> bool:
    """Tell whether two files hold the same form, a dataset each."""
    first, second = _list_labels(one), _list_labels(other)
    return bool(first) and first == second


def _list_labels(read: _Read) -> frozenset[str]:
    """List the names of fields of a file that holds one form and nothing else."""
    match read.survey.tables:
        case (table,) if table.layout == "form":
            return frozenset(column.heading for column in table.columns)
        case _:
            return frozenset()


def compare_files(paths: Sequence[Path], mapping: Path) -> tuple[Drift, ...]:
    """Compare each file with a mapping. Raises Problem where one of them, or the mapping, cannot be read."""
    spec = read_mapping_file(mapping)
    drifts = []
    beside, files = file_of_distributions(spec), list_workbooks(paths)
    for file in files if len(files) == 1 else [one for one in files if one.name != beside]:
        group = [_read(file)]
        if beside and beside != file.name:
            group.append(_read(file.with_name(beside)))
        workbooks, surveys = [one.workbook for one in group], [one.survey for one in group]
        drifts.append(compare(spec, mapping.name, workbooks, surveys, _propose(group)))
    return tuple(drifts)


def write_mappings(
    inspections: Sequence[Inspection], target: Path, tell: Callable[[Message], str], *, force: bool = False
) -> tuple[Path, ...]:
    """Write the mapping of one inspection to a file, or those of several into a folder; gives the files.

    Further tables of a workbook get mappings of their own: ``NAME-2.yaml`` and so on. Raises Problem, with nothing
    written, where there is nothing to map or a file is already there.
    """
    planned = list(_plan_files(inspections, target))
    for file, _ in planned:
        if file.exists() and not force:
            raise Problem(
                say("{file} is already there", file=str(file)),
                say("Choose another name after --write, or overwrite it with --force."),
            )
    for file, part in planned:
        _write_text(file, build_draft(part.proposal, load_headings().reason, tell))
    return tuple(file for file, _ in planned)


def _plan_files(inspections: Sequence[Inspection], target: Path) -> Iterator[tuple[Path, Part]]:
    """Give each mapping the file that it goes to."""
    if target.is_dir():
        targets = [target / f"{Path(one.workbooks[0].name).stem}.yaml" for one in inspections]
    elif len(inspections) > 1:
        raise Problem(
            say("{n} workbooks need {n} mappings, and {file} is one file", n=len(inspections), file=str(target)),
            say("Name a folder that is there after --write, or inspect one workbook at a time."),
        )
    elif target.suffix not in {".yaml", ".yml"}:
        raise Problem(
            say("“{file}” is no name for a mapping", file=str(target)),
            say("Let it end with .yaml, such as {file}.", file=f"{target.stem or 'mapping'}.yaml"),
        )
    else:
        targets = [target]
    for inspection, file in zip(inspections, targets, strict=True):
        yield from _plan_parts(inspection, file)


def _plan_parts(inspection: Inspection, file: Path) -> Iterator[tuple[Path, Part]]:
    """Give each table of datasets of one inspection its file."""
    parts = list_parts(inspection.proposal)
    if not parts:
        names = " ".join(inspection.files)
        raise Problem(
            say("no table of datasets was found in {file}, so that there is nothing to map", file=names),
            say(
                "See what is in it: bestand inspect {file}; docs/mapping.md shows how to write one by hand.", file=names
            ),
        )
    for part in parts:
        yield file if part.number == 1 else file.with_stem(f"{file.stem}-{part.number}"), part


def _write_text(file: Path, text: str) -> None:
    """Write a mapping. Raises Problem where that fails."""
    try:
        file.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise Problem(
            say("the mapping cannot be written to {file}: {cause}", file=str(file), cause=explain_cause(error)),
            say("Choose a folder that is there and that you may write to after --write."),
        ) from error
