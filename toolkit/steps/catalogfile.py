"""Describes a catalogue by what somebody asks for, by what its sources say of themselves, and by its datasets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from toolkit.dcat.catalog import Catalog
from toolkit.model.dataset import Agent, Dataset

_GERMAN: Final = "http://publications.europa.eu/resource/authority/language/DEU"


@dataclass(frozen=True, slots=True)
class CatalogWish:
    """How the catalogue is to describe itself; what is empty is filled (``build_catalog``)."""

    base: str = ""
    title: str = ""
    description: str = ""
    publisher: str = ""
    publisher_uri: str = ""
    homepage: str = ""
    license: str = ""


@dataclass(frozen=True, slots=True)
class Gathered:
    """The released datasets of all sources, and how many others there were; what the sources say of themselves."""

    datasets: tuple[Dataset, ...]
    left_out: int = 0
    titles: tuple[str, ...] = ()
    description: str = ""
    base: str = ""


def build_catalog(gathered: Gathered, wish: CatalogWish) -> Catalog:
    """Describe the catalogue: by what is asked for, else by what the sources say of themselves, else by the datasets.

    The publisher is the one that most datasets have, the day of change that of the dataset that changed last.
    """
    title = wish.title or ", ".join(dict.fromkeys(gathered.titles)) or "Datenkatalog"
    publisher = choose_publisher(gathered.datasets, title)
    if wish.publisher or wish.publisher_uri:
        publisher = Agent(wish.publisher or publisher.name, wish.publisher_uri)
    base = wish.base or gathered.base
    return Catalog(
        title=title,
        description=wish.description or gathered.description or f"Offene Daten: {title}",
        publisher=publisher,
        homepage=wish.homepage or base,
        languages=(_GERMAN,),
        license=wish.license,
        base=base,
        modified=max((dataset.modified for dataset in gathered.datasets), default=""),
    )


def choose_publisher(datasets: Iterable[Dataset], fallback: str) -> Agent:
    """Choose the body that publishes most of the datasets; of equal ones the first by name."""
    counted = Counter(dataset.publisher for dataset in fill_publishers(datasets) if dataset.publisher)
    ranked = sorted(counted, key=lambda agent: (-counted[agent], agent.name, agent.uri))
    return ranked[0] if ranked else Agent(fallback)


def fill_publishers(datasets: Iterable[Dataset]) -> Iterator[Dataset]:
    """Let the organisation publish what names no publisher, as CKAN does (ckanext-dcat 2.4)."""
    for dataset in datasets:
        name = dataset.organization.title or dataset.organization.name if dataset.organization else ""
        yield dataset if dataset.publisher or not name else replace(dataset, publisher=Agent(name))
