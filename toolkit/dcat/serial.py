"""A DCAT-AP.de catalogue as a file's text: Turtle, JSON-LD, RDF/XML."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from toolkit.dcat.catalog import Catalog, describe_catalog
from toolkit.dcat.datasets import describe_dataset
from toolkit.dcat.draft import Lost, Sheaf
from toolkit.dcat.iri import dataset_iri
from toolkit.dcat.term import Resource, unite
from toolkit.dcat.version import CURRENT, Version
from toolkit.dcat.writer import WRITERS, Form, Writer
from toolkit.model.dataset import Dataset

if TYPE_CHECKING:
    from rdflib import Graph


@dataclass(frozen=True, slots=True)
class Written:
    """The text of a file in pieces, how many datasets it lists, and what it could not hold."""

    pieces: tuple[str, ...]
    datasets: int
    lost: tuple[Lost, ...]

    @property
    def text(self) -> str:
        """The whole text."""
        return "".join(self.pieces)


def write_rdf(
    catalog: Catalog, datasets: Iterable[Dataset], form: Form = "turtle", version: Version = CURRENT
) -> Written:
    """Write a catalogue: first itself, then its datasets in the order of their addresses, then what they share.

    Equal input gives equal text, whatever the order of the datasets; a dataset changes its own lines only. rdflib is
    not needed for it, and no more than one dataset is ever held as statements.

    >>> from toolkit.model.dataset import Agent
    >>> written = write_rdf(Catalog("Daten", "Offene Daten", Agent("Stadt")), [Dataset("amt", "1", title="Bäume")])
    >>> 'dct:title "Bäume"@de ;' in written.text
    True
    """
    return write_forms(catalog, datasets, (form,), version)[form]


def write_forms(
    catalog: Catalog, datasets: Iterable[Dataset], forms: Collection[Form], version: Version = CURRENT
) -> dict[Form, Written]:
    """Write a catalogue in several forms, for less than one after the other: each dataset is described once."""
    whole = Sheaf(base=catalog.base, version=version, language=catalog.language)
    blocks: dict[Form, list[str]] = {form: [] for form in forms}
    listed: list[str] = []
    for dataset in sort_datasets(catalog.base, datasets):
        sheaf = Sheaf(dataset.identifier, catalog.base, version, catalog.language)
        listed.append(describe_dataset(dataset, sheaf))
        own = sorted(sheaf.own, key=_address)
        for form in forms:
            blocks[form].append(_join(WRITERS[form], own))
        _gather(whole, sheaf)
    head = describe_catalog(catalog, listed, whole)
    rest = sorted(whole.shared.values(), key=_address)
    lost = tuple(whole.lost)
    return {form: Written(_frame(WRITERS[form], head, blocks[form], rest), len(listed), lost) for form in forms}


def _frame(writer: Writer, head: Resource, blocks: list[str], rest: list[Resource]) -> tuple[str, ...]:
    """Put the catalogue before the datasets and what they share behind them."""
    every = (_join(writer, (head,)), *blocks, _join(writer, rest))
    return (writer.head, *_separate(writer, [block for block in every if block]), writer.tail)


def sort_datasets(base: str, datasets: Iterable[Dataset]) -> list[Dataset]:
    """Sort datasets by their addresses."""
    return sorted(datasets, key=lambda dataset: dataset_iri(base, dataset))


def serialise(graph: Graph, form: Form) -> bytes:
    """Write any graph as a file's bytes, deterministic where it holds no blank nodes.

    Blank nodes, and properties of other namespaces than those that Bestand knows, are left to rdflib.
    """
    from toolkit.dcat.graph import list_resources  # noqa: PLC0415 (rdflib is slow to import)

    resources = list_resources(graph)
    if resources is None:
        return bytes(graph.serialize(format=form, encoding="utf-8"))
    writer = WRITERS[form]
    blocks = [block for block in map(writer.write, resources) if block]
    return "".join((writer.head, *_separate(writer, blocks), writer.tail)).encode("utf-8")


def _gather(whole: Sheaf, sheaf: Sheaf) -> None:
    """Add what a dataset shares with others to what is known of that."""
    for iri, resource in sheaf.shared.items():
        known = whole.shared.get(iri)
        whole.shared[iri] = unite(known, resource) if known else resource
    whole.services += sheaf.services
    whole.lost += sheaf.lost


def _join(writer: Writer, resources: Iterable[Resource]) -> str:
    """Write several resources."""
    return writer.between.join(filter(None, map(writer.write, resources)))


def _separate(writer: Writer, blocks: list[str]) -> Iterator[str]:
    """Put between blocks what the form wants there."""
    if not writer.between:
        return iter(blocks)
    return chain.from_iterable((writer.between, block) if number else (block,) for number, block in enumerate(blocks))


def _address(resource: Resource) -> str:
    return resource.iri
