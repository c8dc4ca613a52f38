"""Checks a mapping: all that is wrong in it, and how it fits the workbooks that it is for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from toolkit.bundle import read_bundled
from toolkit.mapping.load import examine_mapping
from toolkit.model.cause import explain_cause
from toolkit.model.message import say
from toolkit.model.problem import Problem
from toolkit.proposals.drift import Lost
from toolkit.proposals.mappingfit import Fit, MappingCheck
from toolkit.proposals.stubs import StubGroup, find_stubs
from toolkit.steps.inspect import compare_files
from toolkit.steps.mapping import Chosen, find_file, find_named
from toolkit.steps.release import load_gate
from toolkit.steps.understanding import Opened, open_workbooks

SCHEMA_FILE = "mapping.schema.json"


def check_mapping(wanted: str, files: Sequence[Path] = ()) -> MappingCheck:
    """Check a mapping, a file or the name of one that ships.

    Raises Problem where there is none, where its rules of release cannot be used, or where a workbook cannot be read.
    """
    text, name, read_base = find_named(wanted)
    mapping, complaints = examine_mapping(text, name, read_base)
    if mapping:
        load_gate(mapping.gate, find_file(wanted).parent)
    if mapping is None or not files:
        return MappingCheck(name, tuple(sorted(complaints, key=lambda one: (one.file != name, one.file, one.line))))
    return MappingCheck(name, (), tuple(_fit(opened, wanted) for opened in open_workbooks(files, wanted)))


def _fit(opened: Opened, wanted: str) -> Fit:
    """Hold a mapping against workbooks that are read with it."""
    names = tuple(workbook.name for workbook in opened.workbooks)
    try:
        interpretation = opened.interpret()
    except Problem as problem:
        return Fit(names, tuple(_list_lost(opened, wanted)), problem)
    unused = tuple(fault for fault in interpretation.faults if fault.code == "lookup-unused")
    return Fit(names, (), None, unused, find_stubs(interpretation, opened.workbooks, opened.beside))


def _list_lost(opened: Opened, wanted: str) -> Iterator[tuple[str, Lost]]:
    """List all columns that the mapping needs and that a workbook does not have: reading stops at the first."""
    try:
        drifts = compare_files(opened.files, find_file(wanted))
    except Problem:
        return  # whatever keeps the files from being compared has been said already
    for drift in drifts:
        lost = (one for table in drift.tables for sheet in table.sheets for one in sheet.lost)
        yield from ((drift.file, one) for one in lost if one.counts)


@dataclass(frozen=True, slots=True, eq=False)
class Unmatched:
    """What nothing in a mapping matches in the workbooks of one inventory."""

    chosen: Chosen
    names: tuple[str, ...]
    groups: tuple[StubGroup, ...]


def find_unmatched(files: Sequence[Path], mapping: str | None = None) -> tuple[Unmatched, ...]:
    """Read workbooks and give what their mappings do not match. Raises Problem where they cannot be read."""
    return tuple(
        Unmatched(
            opened.chosen,
            tuple(workbook.name for workbook in opened.workbooks),
            find_stubs(opened.interpret(), opened.workbooks, opened.beside),
        )
        for opened in open_workbooks(files, mapping)
    )


def read_schema() -> str:
    """Read the JSON Schema of mappings."""
    return read_bundled("mappings", SCHEMA_FILE)


def write_schema(target: Path, *, force: bool = False) -> None:
    """Write the JSON Schema of mappings to a file. Raises Problem where that fails, or the file is already there."""
    if target.exists() and not force:
        raise Problem(
            say("{file} is already there", file=str(target)),
            say("Choose another name after --out, or overwrite it with --force."),
        )
    try:
        target.write_text(read_schema(), encoding="utf-8", newline="\n")
    except OSError as error:
        raise Problem(
            say("the schema cannot be written to {file}: {cause}", file=str(target), cause=explain_cause(error)),
            say("Choose a folder that is there and that you may write to after --out."),
        ) from error
