"""Counts the quality score of datasets as they are about to leave: a range offline, exact once the web was asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from toolkit.dcat.rating import Rating, list_addresses, list_completed, rate
from toolkit.model.inventory import Inventory
from toolkit.steps.packaged import read_sources
from toolkit.steps.remarks import Piece
from toolkit.steps.validate import Source, ValidateRequest, Validator, find_shapes

Answers = Mapping[str, bool]
"""Which addresses answer and which do not."""

Ask = Callable[[Sequence[str]], Answers]
"""Asks for addresses and tells which answer; what it does not tell of stays unknown."""


@dataclass(frozen=True, slots=True)
class ScoreRequest:
    """What somebody asks for; ``every`` counts datasets that are not released as well, ``ask`` goes to the web.

    ``shapes`` are asked besides Bestand's own rules whether a dataset keeps the standard.
    """

    mapping: str | None = None
    every: bool = False
    ask: Ask | None = None
    shapes: Path | None = None


def score_files(files: Sequence[Path], request: ScoreRequest) -> Rating:
    """Read workbooks and folders of data packages, and count. Raises Problem for what cannot be read.

    Data packages are taken as if they were released: whoever has them counted decides on nothing by that.
    """
    return score_inventories(read_sources(files, request.mapping, propose=True, released=True), request)


def score_inventories(inventories: Sequence[Inventory], request: ScoreRequest) -> Rating:
    """Count the datasets of inventories."""
    answers = request.ask(find_addresses(inventories, every=request.every)) if request.ask else None
    conforming = _prove(inventories, request.shapes, every=request.every) if request.shapes else None
    return rate(inventories, answers, conforming, every=request.every)


def _prove(inventories: Sequence[Inventory], shapes: Path, *, every: bool) -> Mapping[str, bool]:
    """Ask own rules and shapes which datasets keep the standard. Raises Problem for shapes that cannot be used."""
    request = ValidateRequest(shapes=shapes)
    pieces = tuple(Piece(dataset, "released") for _, dataset in list_completed(inventories, every=every))
    found = Validator(request, find_shapes(request)).prove(Source("", pieces))
    return {one.identifier: one.conforms for one in found.datasets}


def find_addresses(inventories: Sequence[Inventory], *, every: bool = False) -> tuple[str, ...]:
    """List the addresses to be asked for, each once."""
    completed = list_completed(inventories, every=every)
    return tuple(dict.fromkeys(url for _, dataset in completed for url in list_addresses(dataset)))
