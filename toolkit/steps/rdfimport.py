"""Imports a catalogue in RDF as data packages, so that a portal that is already there can be the source."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from toolkit.checks.contacts import find_personal_addresses, withhold_personal
from toolkit.checks.personal import find_personal
from toolkit.checks.run import check_inventory
from toolkit.model.dataset import Dataset, Described
from toolkit.model.finding import Finding
from toolkit.model.identity import build_name, slug
from toolkit.model.message import Message, say, say_many
from toolkit.model.path import DATASET_PATHS, DISTRIBUTION_PATHS, STRUCTURED
from toolkit.model.problem import Problem
from toolkit.packages.folder import read_identifiers, remove_stale, write_package
from toolkit.reports.imported import Imported
from toolkit.steps.rdfsource import is_address, read_source

if TYPE_CHECKING:
    from toolkit.dcat.parse.catalog import Parsed

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,60}")
_LONGEST_NAME = 61
LIMIT = 50
"""How many megabytes of RDF are read unless somebody allows more."""


@dataclass(frozen=True, slots=True)
class Wish:
    """How to import: the inventory of datasets that carry no other one, the languages of texts, the best first.

    ``keep_personal`` keeps mail addresses that look like a person's; ``limit`` is in megabytes.
    """

    inventory: str = ""
    languages: tuple[str, ...] = ()
    keep_personal: bool = False
    limit: int = LIMIT


def import_catalog(places: Sequence[str], out: Path, wish: Wish) -> Imported:
    """Read files and addresses as one catalogue and write a package for each dataset.

    Packages of the same inventories that no dataset stands behind any more are removed. Nothing is written unless all
    could be read. Raises Problem for what cannot be read, and for a catalogue without datasets.
    """
    from toolkit.dcat.parse.catalog import LANGUAGES, parse_catalog  # noqa: PLC0415 (rdflib is slow to import)

    inventory = _name_inventory(wish.inventory, places)
    source = read_source(places, wish.limit)
    parsed = parse_catalog(source.graph, inventory, tuple(dict.fromkeys((*wish.languages, *LANGUAGES))))
    if not parsed.datasets:
        raise _empty(source.documents, len(source.graph))
    datasets, personal = _withhold(parsed.datasets, keep=wish.keep_personal)
    held = read_identifiers(out)
    written = _write_all(datasets, out, held)
    removed = remove_stale(held, {dataset.inventory for dataset in datasets}, set(written.values()))
    notes = (*source.notes, *_note_services(parsed))
    return Imported(inventory, source.documents, replace(parsed, datasets=datasets), written, removed, personal, notes)


def _name_inventory(wished: str, places: Sequence[str]) -> str:
    """Take the wished name, else make one of the server's or the file's. Raises Problem for one that cannot be."""
    if wished and not _NAME.fullmatch(wished):
        raise Problem(
            say("“{name}” is no name for an inventory", name=wished),
            say(
                "Use small letters, digits and hyphens, such as {name}.", name=slug(wished)[:_LONGEST_NAME] or "portal"
            ),
        )
    first = places[0]
    given = urlsplit(first).hostname or "" if is_address(first) else PurePath(first).stem
    return wished or slug(given)[:_LONGEST_NAME].strip("-") or "catalogue"


def _empty(documents: Sequence[str], statements: int) -> Problem:
    """Say that there is nothing to import."""
    return Problem(
        say_many(
            "{names} describes no dataset ({n} statement)",
            "{names} describes no dataset ({n} statements)",
            statements,
            names=", ".join(documents[:5]),
        ),
        say("A dataset must be a dcat:Dataset (http://www.w3.org/ns/dcat#). Is it the right file?"),
    )


def _note_services(parsed: Parsed) -> Iterator[Message]:
    """Say that services of no distribution stay behind."""
    if parsed.services:
        yield say_many(
            "{n} data service belongs to no distribution and was not imported",
            "{n} data services belong to no distribution and were not imported",
            parsed.services,
        )


def _withhold(datasets: Iterable[Dataset], *, keep: bool) -> tuple[tuple[Dataset, ...], tuple[Finding, ...]]:
    """Empty mail addresses that look like a person's, unless they are kept, and find what else looks personal."""
    managed = frozenset({*DATASET_PATHS, *STRUCTURED})
    described = [Described(dataset, managed, frozenset(DISTRIBUTION_PATHS)) for dataset in datasets]
    faults = [*find_personal_addresses(described, allowed=keep), *find_personal(described)]
    clean = tuple(withhold_personal(one, allowed=keep).dataset for one in described)
    return clean, check_inventory((), faults)


def _write_all(datasets: Sequence[Dataset], out: Path, held: Mapping[Path, str]) -> dict[str, str]:
    """Write a package for each dataset; gives identifier -> folder."""
    wanted = {dataset.identifier for dataset in datasets}
    # Folders of other datasets, and of others' things, stay what they are.
    taken = {path.name for path in out.glob("*") if held.get(path, "") not in wanted}
    written: dict[str, str] = {}
    for dataset in datasets:
        name = build_name(dataset.title, dataset.identifier, taken)
        taken.add(name)
        # A catalogue brings no files: whatever it names lies on the web.
        written[dataset.identifier] = write_package(dataset, out, out / name).as_posix()
    return written
