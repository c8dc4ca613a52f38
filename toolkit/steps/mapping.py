"""Finds the mapping to read a workbook with: named, beside it, bundled, or proposed; and says why it is that one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from toolkit.bundle import bundled_folder, bundled_names, read_bundled
from toolkit.mapping.inheritance import Base, ReadBase
from toolkit.mapping.load import parse_mapping
from toolkit.mapping.spec import InventoryMapping
from toolkit.model.cause import explain_cause
from toolkit.model.grid import Workbook
from toolkit.model.handback import MAPPING_SHEET
from toolkit.model.message import Message, say
from toolkit.model.problem import Problem
from toolkit.model.survey import Survey
from toolkit.proposals.choice import choose_best
from toolkit.proposals.draft import build_draft, list_parts
from toolkit.proposals.propose import propose_mapping
from toolkit.reading.finder import find_tables
from toolkit.template.embedded import parse_embedded, read_embedded, require_filled
from toolkit.vocabularies.headings import load_headings

_BUNDLED = "mappings/inventories"
PROPOSED = "proposed"
"""The name of a mapping that stands in no file."""

_SUFFIXES = frozenset({".yaml", ".yml"})


@dataclass(frozen=True, slots=True, eq=False)
class Chosen:
    """A mapping with its name and the reason for it.

    ``proposed`` says that nobody has reviewed it yet, ``unasked`` that neither the command nor a file beside the
    workbook names it, ``embedded`` that it is the workbook's own (a template).
    """

    mapping: InventoryMapping
    name: str
    why: Message
    proposed: bool = False
    unasked: bool = False
    embedded: bool = False


def find_mapping(file: Path, wanted: str | None) -> Chosen | None:
    """Find the mapping for a workbook by its name alone, before the workbook is read.

    The first of these counts: the one that is ``wanted`` (a file or the name of a bundled one), the file of the same
    name beside the workbook. Raises Problem where it cannot be used.
    """
    if wanted is not None:
        mapping, name = read_named_mapping(file, wanted)
        return Chosen(mapping, name, say("named with --mapping"))
    beside = file.with_suffix(".yaml")
    if beside.is_file():
        return Chosen(read_mapping_file(beside), beside.name, say("it lies beside the workbook"))
    return None


def choose_by_content(file: Path, workbook: Workbook, *, propose: bool = False) -> Chosen:
    """Choose the mapping that the workbook itself holds (a template), or else a bundled one, or else a proposal.

    A bundled one has the workbook's name, or its headings fit best; one is proposed only where ``propose`` allows it.
    Raises Problem where there is none, or the workbook's own cannot be used, Stopped for a template that nobody has
    filled in.
    """
    embedded = read_embedded(workbook)
    if embedded is not None:
        return _choose_embedded(workbook, embedded)
    if file.stem in list_bundled():
        why = say("it ships with Bestand and has the workbook’s name")
        return Chosen(_read_bundled(file.stem), file.stem, why, unasked=True)
    survey = find_tables(workbook, load_headings().knows)
    mappings = {name: _read_bundled(name) for name in list_bundled()}
    best = choose_best(mappings, survey, any_sheet=workbook.kind == "csv")
    if best:
        name, fit = best
        return Chosen(mappings[name], name, say("it ships with Bestand, and {why}", why=fit.why), unasked=True)
    if not propose:
        raise _no_mapping(file)
    return _propose(file, survey)


def _choose_embedded(workbook: Workbook, text: str) -> Chosen:
    """Take the mapping that the workbook itself holds."""
    name = f"{workbook.name} › {MAPPING_SHEET}"
    mapping = parse_embedded(text, name)
    require_filled(workbook, mapping)
    return Chosen(mapping, name, say("it is in the workbook itself (template)"), unasked=True, embedded=True)


def _propose(file: Path, survey: Survey) -> Chosen:
    """Take the proposal for a mapping, as it would be written."""
    headings = load_headings()
    proposal = propose_mapping([survey], [file.name], headings)
    parts = list_parts(proposal)
    if not parts:
        raise Problem(
            say("there is no mapping for {file}, and no table of datasets was found in it", file=file.name),
            say("See what is in it: bestand inspect {file}", file=quote_name(file)),
        )
    name = f"{file.stem}.yaml"
    text = build_draft(parts[0].proposal, headings.reason)
    why = say(
        "no mapping was found, so this one is proposed and not yet reviewed; see it with: bestand inspect {file}",
        file=quote_name(file),
    )
    return Chosen(parse_mapping(text, name), PROPOSED, why, proposed=True, unasked=True)


def _no_mapping(file: Path) -> Problem:
    """Refuse to put anything into a catalogue that nobody has mapped."""
    mapping = quote_name(file.with_suffix(".yaml"))
    return Problem(
        say("there is no mapping for {file}", file=file.name),
        say(
            "Write one with: bestand inspect {file} --write {mapping}, review it, and run this again; or name one with "
            "--mapping: a YAML file, or one that ships with Bestand: {names}",
            file=quote_name(file),
            mapping=mapping,
            names=", ".join(list_bundled()),
        ),
    )


def quote_name(file: Path) -> str:
    """Write a file's name as a shell needs it."""
    return f'"{file}"' if " " in str(file) else str(file)


def list_bundled() -> tuple[str, ...]:
    """List the mappings that ship with Bestand."""
    return tuple(name.removesuffix(".yaml") for name in bundled_names(_BUNDLED, ".yaml"))


@cache
def _read_bundled(name: str) -> InventoryMapping:
    """Read a bundled mapping once."""
    return parse_mapping(read_bundled(_BUNDLED, f"{name}.yaml"), f"{name}.yaml", read_bundled_base)


def read_named_mapping(file: Path, wanted: str) -> tuple[InventoryMapping, str]:
    """Read the mapping that somebody named, with its name. Raises Problem where there is none, or it is none."""
    path = Path(wanted)
    if path.suffix in _SUFFIXES:
        return read_mapping_file(path), path.name
    if wanted in list_bundled():
        return _read_bundled(wanted), wanted
    raise Problem(
        say("there is no mapping “{name}” for {file}", name=wanted, file=file.name),
        say(
            "Name one with --mapping: a YAML file, or one that ships with Bestand: {names}",
            names=", ".join(list_bundled()),
        ),
    )


def read_mapping_file(path: Path) -> InventoryMapping:
    """Read a mapping file and what it extends. Raises Problem where it cannot be read or is no mapping."""
    return parse_mapping(read_mapping_text(path), path.name, find_bases(path))


def find_named(wanted: str) -> tuple[str, str, ReadBase]:
    """Find a mapping that somebody named: its text, its name, and what reads its bases. Raises Problem."""
    path = Path(wanted)
    if path.suffix not in _SUFFIXES and wanted in list_bundled():
        return read_bundled(_BUNDLED, f"{wanted}.yaml"), f"{wanted}.yaml", read_bundled_base
    return read_mapping_text(path), path.name, find_bases(path)


def find_file(wanted: str) -> Path:
    """Give the file of a mapping that somebody named."""
    path = Path(wanted)
    is_bundled = path.suffix not in _SUFFIXES and wanted in list_bundled()
    return bundled_folder(_BUNDLED) / f"{wanted}.yaml" if is_bundled else path


def read_mapping_text(path: Path) -> str:
    """Read a mapping file's text. Raises Problem where there is none."""
    if path.is_dir():
        raise Problem(say("{path} is a folder", path=str(path)), say("Name the mapping itself, a .yaml file."))
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise Problem(say("{path} is not UTF-8 text", path=str(path)), say("Save the mapping as UTF-8.")) from error
    except (OSError, ValueError) as error:
        raise Problem(
            say("{path} cannot be read: {cause}", path=str(path), cause=explain_cause(error)),
            say("Check the name of the mapping."),
        ) from error


def find_bases(path: Path) -> ReadBase:
    """Give what reads the bases of a mapping file: files beside it, or what ships with Bestand."""

    def read_base(wanted: str) -> Base:
        """Read what stands behind ``extends:``.

        The way to it begins in the mapping's own folder and may lead up, for departments have folders of their own
        below the one with their city's rules. It never names a drive or a server, so that a mapping means the same
        wherever the folders are copied to.
        """
        if Path(wanted).suffix not in _SUFFIXES:
            if wanted not in list_bundled() and (path.parent / wanted).is_dir():
                raise Problem(say("“{name}” is a folder", name=wanted), say("Name a mapping in it, a .yaml file."))
            return read_bundled_base(wanted)
        if _ELSEWHERE.match(wanted):
            raise Problem(
                say("“{name}” does not begin in the folder of the mapping", name=wanted),
                say("Write the way from there, such as stadt.yaml or ../stadt.yaml."),
            )
        file = path.parent / wanted.replace("\\", "/")
        return Base(wanted, read_mapping_text(file), str(file.resolve()), find_bases(file))

    return read_base


_ELSEWHERE = re.compile(r"[A-Za-z]:|[/\\~]|[A-Za-z][A-Za-z0-9+.-]*:")
"""How paths begin that name a drive, a server, a home or an address."""


def read_bundled_base(wanted: str) -> Base:
    """Read a mapping that ships with Bestand as the base of another. Raises Problem where there is none."""
    if wanted not in list_bundled():
        raise Problem(
            say("there is no mapping “{name}” to extend", name=wanted),
            say(
                "Name a YAML file, such as stadt.yaml, or one that ships with Bestand: {names}",
                names=", ".join(list_bundled()),
            ),
        )
    return Base(f"{wanted}.yaml", read_bundled(_BUNDLED, f"{wanted}.yaml"), wanted, read_bundled_base)
