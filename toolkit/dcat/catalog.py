"""The catalogue that a file describes, as values and as RDF."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from toolkit.dcat.agents import add_agent
from toolkit.dcat.draft import Draft, Sheaf
from toolkit.dcat.iri import catalog_iri
from toolkit.dcat.literal import build_date
from toolkit.dcat.term import Iri, Resource
from toolkit.model.dataset import Agent

_THEMES: Final = "http://publications.europa.eu/resource/authority/data-theme"


@dataclass(frozen=True, slots=True)
class Catalog:
    """dcat:Catalog. ``languages``, ``license`` and ``spatial`` are URIs, dates as in the rest of the model.

    ``base`` is the root of the addresses that datasets get; ``language`` is the tag of texts (BCP 47), empty for none.
    """

    title: str
    description: str
    publisher: Agent
    homepage: str = ""
    languages: tuple[str, ...] = ()
    license: str = ""
    base: str = ""
    modified: str = ""
    issued: str = ""
    spatial: tuple[str, ...] = ()
    language: str = "de"


def describe_catalog(catalog: Catalog, datasets: Iterable[str], sheaf: Sheaf) -> Resource:
    """Describe the catalogue; ``datasets`` are the addresses of what it lists, services are those of the sheaf."""
    draft = Draft(sheaf, catalog_iri(catalog), "dcat:Catalog", "catalog")
    draft.add_text("title", catalog.title, tagged=True)
    draft.add_text("description", catalog.description, tagged=True)
    draft.add("dct:publisher", Iri(add_agent(sheaf, catalog.publisher, "publisher")))
    draft.add_iri("homepage", catalog.homepage)
    draft.add_iri("license", catalog.license)
    draft.add_iris("languages", catalog.languages)
    for path, value in (("issued", catalog.issued), ("modified", catalog.modified)):
        draft.add_literal(path, value, build_date(value))
    for place in catalog.spatial:
        if iri := draft.add_iri("spatial", place, "dct:spatial"):
            sheaf.name_type(iri, "dct:Location")
    draft.add("dcat:themeTaxonomy", Iri(_THEMES))
    for iri in datasets:
        draft.add("dcat:dataset", Iri(iri))
    for iri in sheaf.services:
        draft.add("dcat:service", Iri(iri))
    return draft.build()
