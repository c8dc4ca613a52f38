"""Validates datasets as they are about to leave, or have left: own rules always, SHACL shapes where there are any."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from toolkit.catalogues.folder import FolderCatalogue
from toolkit.dcat.completion import complete
from toolkit.dcat.shapefolder import Shapes, read_shapes
from toolkit.dcat.validation import Proven, Remark, State, Validation
from toolkit.dcat.version import CURRENT, Version
from toolkit.model.dataset import Described
from toolkit.model.finding import Severity
from toolkit.model.inventory import Inventory
from toolkit.model.release import Audience
from toolkit.reports.site import Masthead
from toolkit.steps.inventory import read_inventories
from toolkit.steps.packaged import is_packages, read_packages
from toolkit.steps.publish import is_catalogue, read_masthead, read_public_datasets, restore_dataset
from toolkit.steps.rdfsource import is_address
from toolkit.steps.remarks import Piece, build_rule_remarks, build_shape_remarks

SHAPES = "BESTAND_SHAPES"
"""The variable that names the folder of shapes for every run."""

ANYWHERE = "https://catalogue.invalid"
"""The root of addresses where none is given (RFC 2606), since a catalogue will give each file an address."""

BATCH = 50
"""How many datasets are held against the shapes at once: bench/test_validate.py measures it."""

Step: TypeAlias = Callable[[str], None]
"""Hears of each batch that is done, by the name of its source."""

Progress: TypeAlias = Callable[[int], AbstractContextManager[Step]]
"""Opens a display for so many batches."""


def _silent(_: int) -> AbstractContextManager[Step]:
    """Show no progress."""
    return nullcontext(lambda _: None)


@dataclass(frozen=True, slots=True)
class ValidateRequest:
    """What somebody asks for: a version, shapes (else those of BESTAND_SHAPES), and what is not released as well.

    ``inventories`` narrows down what is looked at in RDF, which may hold datasets of others. ``base`` is the root of
    the addresses that datasets get (``bestand export --base``).
    """

    version: Version = CURRENT
    shapes: Path | None = None
    every: bool = False
    mapping: str | None = None
    inventories: tuple[str, ...] = ()
    base: str = ""
    language: str = "de"


@dataclass(frozen=True, slots=True)
class Source:
    """Datasets of one source, each with whether it is released; ``left_out`` counts those that are not looked at."""

    name: str
    pieces: tuple[Piece, ...]
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Validator:
    """Validates with shapes that were read once."""

    request: ValidateRequest
    shapes: Shapes | None
    step: Step = field(default=lambda _: None)

    def prove(self, source: Source) -> Validation:
        """Validate the datasets of a source."""
        remarks: list[Remark] = []
        proven: list[Proven] = []
        for start in range(0, len(source.pieces), BATCH):
            batch = source.pieces[start : start + BATCH]
            found = [*self._ask_rules(batch), *self._ask_shapes(batch)]
            proven += judge(batch, found)
            remarks += found
            self.step(source.name)
        return Validation(
            source.name, self.request.version, tuple(proven), tuple(remarks), name_files(self.shapes), source.left_out
        )

    def _ask_rules(self, batch: Sequence[Piece]) -> Iterator[Remark]:
        """Ask Bestand's own rules."""
        for piece in batch:
            yield from build_rule_remarks(piece, self.request.version)

    def _ask_shapes(self, batch: Sequence[Piece]) -> tuple[Remark, ...]:
        """Ask the shapes of the graph of a batch: so 10,000 datasets need no more room than one batch."""
        if self.shapes is None:
            return ()
        from toolkit.dcat.graph import build_dataset_graph  # noqa: PLC0415 (start-up)
        from toolkit.dcat.shapes import validate  # noqa: PLC0415

        version, base = self.request.version, self.request.base or ANYWHERE
        graph = build_dataset_graph(batch[0].dataset, base, version)
        for piece in batch[1:]:
            for triple in build_dataset_graph(piece.dataset, base, version):
                graph.add(triple)
        results = validate(graph, self.shapes, version, language=self.request.language)
        return build_shape_remarks(results, batch, base)


def find_shapes(request: ValidateRequest) -> Shapes | None:
    """Read the shapes that are asked for or configured; None where there are none. Raises Problem."""
    place = request.shapes or (Path(named) if (named := os.environ.get(SHAPES, "").strip()) else None)
    return read_shapes(place, request.version) if place else None


def name_files(shapes: Shapes | None) -> tuple[str, ...]:
    """Name the files of shapes."""
    return tuple(file.as_posix() for file in shapes.files) if shapes else ()


Gathered: TypeAlias = "tuple[Source | str, ...]"
"""What is to be validated: datasets that were read, and by name what is read when its turn comes (RDF)."""


def validate_sources(
    sources: Iterable[str], request: ValidateRequest, progress: Progress = _silent
) -> tuple[Validation, ...]:
    """Validate workbooks, folders of packages, catalogue folders, files of RDF, and what a CKAN tells as RDF.

    Raises Problem for what cannot be read, for shapes that cannot be used and where pyshacl is missing.
    """
    shapes = find_shapes(request)
    gathered = gather(sources, request)
    with progress(sum(map(_count_steps, gathered))) as step:
        validator = Validator(request, shapes, step)
        return tuple(_validate(one, validator) for one in gathered)


def gather(sources: Iterable[str], request: ValidateRequest) -> Gathered:
    """Read the datasets of all sources but RDF, workbooks first. Raises Problem."""
    workbooks: list[Path] = []
    found: list[Source | str] = []
    for source in sources:
        path = Path(source)
        if is_address(source) or is_rdf(path):
            found.append(source)
        elif is_packages(path):
            found += map(_of_packages, read_packages((path,), released=True))
        elif is_catalogue(path):
            found.append(_read_catalogue(path, every=request.every))
        else:
            workbooks.append(path)
    inventories = read_inventories(workbooks, request.mapping, propose=True) if workbooks else ()
    return (*(_of_inventory(one, every=request.every) for one in inventories), *found)


def _count_steps(source: Source | str) -> int:
    """Count the batches of a source."""
    return 1 if isinstance(source, str) else -(-len(source.pieces) // BATCH)


def _validate(source: Source | str, validator: Validator) -> Validation:
    """Validate one source."""
    if isinstance(source, Source):
        return validator.prove(source)
    from toolkit.steps.validaterdf import validate_rdf  # noqa: PLC0415 (start-up)

    return validate_rdf(source, validator)


FORMATS = frozenset({".ttl", ".rdf", ".xml", ".jsonld", ".nt"})
"""The endings of files of RDF."""


def is_rdf(path: Path) -> bool:
    """Tell by its ending whether a file holds RDF.

    >>> is_rdf(Path("catalog.ttl")), is_rdf(Path("inventar.xlsx"))
    (True, False)
    """
    return path.suffix.lower() in FORMATS and not path.is_dir()


def _of_inventory(inventory: Inventory, *, every: bool) -> Source:
    """Take the datasets of a workbook that are released, or every one of them, each with its state."""
    pieces = tuple(
        _build_piece(described, _find_state(inventory, described, release.audience))
        for described, release in inventory.decided()
    )
    return _choose(inventory.file, pieces, every=every)


def _find_state(inventory: Inventory, described: Described, audience: Audience) -> State:
    """Tell whether a dataset of a workbook is published."""
    if audience is Audience.NOBODY:
        return "closed"
    if described.dataset.key in inventory.faulty:
        return "held"
    return "released" if audience is Audience.PUBLIC else "staff"


def _build_piece(described: Described, state: State) -> Piece:
    return Piece(complete(described.dataset, is_public=state in {"released", "held"}), state, described)


def _choose(name: str, pieces: tuple[Piece, ...], *, every: bool) -> Source:
    """Leave out what is not published, unless everything is wished."""
    kept = pieces if every else tuple(one for one in pieces if one.state == "released")
    return Source(name, kept, len(pieces) - len(kept))


def _of_packages(inventory: Inventory) -> Source:
    """Take every dataset of a folder of packages: a package does not say whether it is released."""
    pieces = tuple(Piece(complete(one.dataset), "released") for one in inventory.described)
    return Source(inventory.file, pieces)


def _read_catalogue(path: Path, *, every: bool) -> Source:
    """Read the datasets of a catalogue folder, everybody's; private ones are for staff."""
    catalogue = FolderCatalogue(path)
    public = read_public_datasets(catalogue, read_masthead(path / "masthead.yaml") or Masthead())
    private = (restore_dataset(held.entry) for held in catalogue.fetch_foreign(()) if held.entry.private)
    pieces = (
        *(Piece(complete(dataset), "released") for dataset in public),
        *(Piece(complete(dataset, is_public=False), "staff") for dataset in private),
    )
    return _choose(path.resolve().name, pieces, every=every)


def judge(batch: Iterable[Piece], remarks: Iterable[Remark]) -> Iterator[Proven]:
    """Say of each dataset whether it conforms: nothing of it is an error, but for what is known."""
    failing = {one.dataset for one in remarks if one.severity is Severity.ERROR and one.known is None}
    for piece in batch:
        yield Proven(piece.identifier, piece.dataset.title, piece.state, piece.identifier not in failing)
