"""Makes remarks of what rules and shapes say, and finds the dataset, the field and the cell that each is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from toolkit.checks.rule import place_of, place_of_part
from toolkit.dcat.breach import Breach, shorten_value
from toolkit.dcat.iri import dataset_iri, distribution_iri
from toolkit.dcat.obligation import Owner, find_paths, shorten
from toolkit.dcat.proof import check_dataset
from toolkit.dcat.validation import Remark, State
from toolkit.dcat.version import Version
from toolkit.model.dataset import Dataset, Described
from toolkit.model.finding import Place
from toolkit.model.message import Message, say
from toolkit.model.path import DATASET_PATHS, DISTRIBUTION_PATHS

if TYPE_CHECKING:
    from toolkit.dcat.shapes import Result

SHACL = "shacl"
"""The code of what a shape says."""

_CONSTRAINTS: Mapping[str, Message] = {
    "MinCount": say("the property is missing"),
    "MaxCount": say("the property stands here more often than it may"),
    "Datatype": say("the value has another type than the shape asks for"),
    "NodeKind": say("the value must be an address where it is a text, or a text where it is an address"),
    "Class": say("the value must be of another class"),
}

_OF_CKAN = frozenset({"publisher", "languages"})
"""The fields of the catalogue that CKAN itself fills otherwise."""

_INNER: Mapping[str, Owner] = {
    "publisher": "agent",
    "creator": "agent",
    "contributor": "agent",
    "custodian": "agent",
    "originator": "agent",
    "contact": "contact",
    "temporal": "period",
    "spatial": "place",
    "service": "service",
    "series": "series",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A dataset as it leaves: whether it is published, from which workbook it came if any, how others name it."""

    dataset: Dataset
    state: State
    described: Described | None = None
    name: str = ""

    @property
    def identifier(self) -> str:
        """The identifier under which people know it: that of a file of RDF, else our own."""
        return self.name or self.dataset.identifier

    def place(self, path: str, distribution: str) -> Place:
        """Find the cell of a field; of a part without a cell of its own, that of the first of its fields with one."""
        if self.described is None:
            return Place()
        known = DISTRIBUTION_PATHS if distribution else DATASET_PATHS
        fields = [path, *(one for one in known if one.startswith(f"{path}."))]
        head = f"distributions.{distribution}." if distribution else ""
        filled = [one for one in fields if f"{head}{one}" in self.described.origins]
        column = "distributions." if distribution else ""
        fillable = [one for one in fields if f"{column}{one}" in self.described.columns]
        chosen = next(iter([*filled, *fillable]), path)
        if distribution:
            return place_of_part(self.described, distribution, chosen)
        return place_of(self.described, chosen)


def build_rule_remarks(piece: Piece, version: Version) -> Iterator[Remark]:
    """Say what Bestand's own rules find in a dataset."""
    for breach in check_dataset(piece.dataset, version):
        yield _of_breach(breach, piece)


def _of_breach(breach: Breach, piece: Piece) -> Remark:
    place = piece.place(breach.path, breach.distribution)
    return Remark(
        breach.code,
        breach.severity,
        breach.message,
        "rule",
        breach.remedy,
        piece.identifier,
        piece.dataset.title,
        breach.distribution,
        breach.path,
        breach.curie,
        breach.value,
        breach.nearest,
        place.cell,
        place.heading,
        breach.source,
        None,
        piece.state,
    )


def build_shape_remarks(results: Iterable[Result], pieces: Sequence[Piece], base: str = "") -> tuple[Remark, ...]:
    """Say what shapes find in a graph that was written of datasets with ``base``."""
    homes = {dataset_iri(base, piece.dataset): piece for piece in pieces}
    parts = {
        distribution_iri(base, piece.dataset, part): part.key
        for piece in pieces
        for part in piece.dataset.distributions
    }
    return build_result_remarks(results, homes, parts)


def build_result_remarks(
    results: Iterable[Result], homes: Mapping[str, Piece], parts: Mapping[str, str]
) -> tuple[Remark, ...]:
    """Say what shapes find, each once; ``homes`` and ``parts`` give datasets and distributions' keys by address."""
    return tuple(dict.fromkeys(_of_result(result, homes.get(result.dataset), parts) for result in results))


def build_catalog_remarks(breaches: Iterable[Breach], known: Message | None = None) -> Iterator[Remark]:
    """Say what is found in the catalogue around the datasets; ``known`` is why that is no fault of its publisher."""
    for one in breaches:
        reason = known if one.path in _OF_CKAN else None
        yield Remark(one.code, one.severity, one.message, "rule", one.remedy, path=one.path, curie=one.curie,
                     value=one.value, nearest=one.nearest, source=one.source, known=reason)  # fmt: skip


def _say(result: Result) -> Message:
    """Give a shape's words; of one without any, what its constraint asks for."""
    if result.message:
        return say("{text}", text=result.message)
    kind = result.component.removesuffix("ConstraintComponent")
    return _CONSTRAINTS.get(kind) or say("the value does not fulfil the constraint {kind} of the shape", kind=kind)


def _of_result(result: Result, piece: Piece | None, parts: Mapping[str, str]) -> Remark:
    """Make a remark of one result; of a dataset that is none of ours by its address."""
    distribution = parts.get(result.distribution, result.distribution)
    path = find_path(result)
    place = piece.place(path, distribution) if piece and path else Place()
    return Remark(
        SHACL,
        result.severity,
        _say(result),
        "shapes",
        None,
        piece.identifier if piece else result.dataset,
        piece.dataset.title if piece else "",
        distribution,
        path,
        shorten(result.path),
        shorten_value(result.value),
        (),
        place.cell,
        place.heading,
        result.shape,
        result.known,
        piece.state if piece else "released",
    )


def find_path(result: Result) -> str:
    """Find the canonical field that a result is about; empty where no field fills that property."""
    owner: Owner = "distribution" if result.distribution else "dataset" if result.dataset else "catalog"
    first = result.steps[0] if result.steps else result.path
    paths = find_paths(owner, first)
    if not paths or not result.steps:
        return paths[0] if paths else ""
    outer = paths[0].partition(".")[0]
    inner = find_paths(_INNER[outer], result.path) if outer in _INNER else ()
    return next((one for one in inner if one.startswith(f"{outer}.")), outer)
