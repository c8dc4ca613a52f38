"""Datasets as RDF: dcat:Dataset and all that belongs to one."""

from __future__ import annotations

from toolkit.dcat.agents import add_agent, add_contact
from toolkit.dcat.completion import complete
from toolkit.dcat.distributions import Owner, add_distribution
from toolkit.dcat.draft import Draft, Sheaf
from toolkit.dcat.iri import clean_iri, dataset_iri, is_address, part_iri, series_iri
from toolkit.dcat.literal import build_date, build_decimal, build_duration, clean_text
from toolkit.dcat.obligation import AGENTS
from toolkit.dcat.places import add_period, add_place
from toolkit.dcat.term import Iri
from toolkit.model.dataset import Dataset, QualifiedAttribution, QualifiedRelation

_TAGGED = ("title", "description", "version_notes")
_ADDRESSES = (
    "frequency",
    "access_rights",
    "availability",
    "geocoding_level",
    "landing_page",
    "dataset_type",
    "quality_process",
    "granularity",
)
_LISTS = (
    "themes",
    "references",
    "contributor_ids",
    "languages",
    "conforms_to",
    "documentation",
    "related",
    "sources",
    "referenced_by",
    "versions",
    "version_of",
    "hvd_categories",
)


def describe_dataset(dataset: Dataset, sheaf: Sheaf) -> str:
    """Describe a dataset with all that belongs to it, completed from itself; gives its address."""
    whole = complete(dataset)
    draft = Draft(sheaf, dataset_iri(sheaf.base, dataset), "dcat:Dataset", "dataset")
    draft.add_text("key", whole.identifier if whole.inventory else whole.key)
    _add_simple(draft, whole)
    bodies = _add_bodies(draft, whole)
    contact = add_contact(sheaf, whole.contact, draft.iri) if whole.contact else ""
    if contact:
        draft.add("dcat:contactPoint", Iri(contact))
    _add_extent(draft, whole)
    _add_laws(draft, whole)
    _add_related(draft, whole)
    owner = Owner(whole, draft.iri, bodies.get("publisher", ""), contact)
    for part in whole.distributions:
        draft.add("dcat:distribution", Iri(add_distribution(sheaf, owner, part)))
    _add_series(draft, whole, bodies.get("publisher", ""))
    draft.close()
    return draft.iri


def _add_simple(draft: Draft, dataset: Dataset) -> None:
    """Say the fields that are texts, addresses, dates and numbers."""
    for path in _TAGGED:
        draft.add_text(path, getattr(dataset, path), tagged=True)
    for keyword in dataset.keywords:
        draft.add_text("keywords", keyword, tagged=True)
    for path in _ADDRESSES:
        draft.add_iri(path, getattr(dataset, path))
    for path in _LISTS:
        draft.add_iris(path, getattr(dataset, path))
    draft.add_text("version", dataset.version)
    for path in ("issued", "modified"):
        draft.add_literal(path, getattr(dataset, path), build_date(getattr(dataset, path)))
    draft.add_literal("temporal_resolution", dataset.temporal_resolution, build_duration(dataset.temporal_resolution))
    draft.add_literal("spatial_resolution", dataset.spatial_resolution, build_decimal(dataset.spatial_resolution))
    draft.add_statement_of("provenance", dataset.provenance, "dct:ProvenanceStatement")


def _add_bodies(draft: Draft, dataset: Dataset) -> dict[str, str]:
    """Say which bodies have to do with the dataset, and give their addresses by role."""
    bodies: dict[str, str] = {}
    for role in AGENTS:
        agent = getattr(dataset, role)
        if agent is not None:
            bodies[role] = add_agent(draft.sheaf, agent, role)
            draft.add(draft.name(role), Iri(bodies[role]))
    for one in dataset.qualified_attributions:
        _add_attribution(draft, one)
    return bodies


def _add_extent(draft: Draft, dataset: Dataset) -> None:
    """Say of which time and of which place the data are."""
    period = add_period(draft.sheaf, dataset.temporal, draft.iri) if dataset.temporal else ""
    if period:
        draft.add("dct:temporal", Iri(period))
    if dataset.spatial is not None:
        add_place(draft, dataset.spatial)


def _add_laws(draft: Draft, dataset: Dataset) -> None:
    """Say which law asks for the data: an address in 3.0 (or a law with a title), a text in 2.0."""
    for law in dataset.legal_basis:
        if draft.sheaf.version == "3.0":
            draft.add_statement_of("legal_basis", law, "eli:LegalResource", "dct:title", mark=law)
        else:
            draft.add_text("legal_basis", law, tagged=not is_address(law))


def _add_related(draft: Draft, dataset: Dataset) -> None:
    """Say other identifiers and relations that have a role."""
    for one in dataset.alternate_identifiers:
        if not clean_text(one):
            draft.lose("alternate_identifiers", one)
            continue
        node = Draft(draft.sheaf, part_iri(draft.iri, "identifier", one), "adms:Identifier", "identifier")
        node.add_text("alternate_identifiers", one, "skos:notation")
        node.close()
        draft.add("adms:identifier", Iri(node.iri))
    for relation in dataset.qualified_relations:
        _add_relation(draft, relation)


def _add_relation(draft: Draft, one: QualifiedRelation) -> None:
    """Say that another resource plays a role for this one."""
    if not clean_iri(one.relation):
        draft.lose("qualified_relations", one.relation)
        return
    node = Draft(draft.sheaf, part_iri(draft.iri, "relation", one.relation, one.role), "dcat:Relationship", "relation")
    node.add_iri("qualified_relations", one.relation, "dct:relation")
    _add_role(node, one.role, "qualified_relations")
    node.close()
    draft.add("dcat:qualifiedRelation", Iri(node.iri))


def _add_attribution(draft: Draft, one: QualifiedAttribution) -> None:
    """Say that a body plays a role for this dataset."""
    agent = add_agent(draft.sheaf, one.agent, "qualified_attributions")
    node = Draft(draft.sheaf, part_iri(draft.iri, "attribution", agent, one.role), "prov:Attribution", "attribution")
    node.add("prov:agent", Iri(agent))
    _add_role(node, one.role, "qualified_attributions")
    node.close()
    draft.add("prov:qualifiedAttribution", Iri(node.iri))


def _add_role(node: Draft, role: str, path: str) -> None:
    """Say a role and that it is one."""
    iri = node.add_iri(path, role, "dcat:hadRole")
    if iri:
        node.sheaf.name_type(iri, "dcat:Role")


def _add_series(draft: Draft, dataset: Dataset, publisher: str) -> None:
    """Say of which series the dataset is a part; its other parts say the same of it."""
    series = dataset.series
    if series is None:
        return
    iri = series_iri(draft.sheaf.base, dataset.inventory, series)
    if not draft.name("series"):
        draft.lose("series", series.title or series.key)
        return
    node = Draft(draft.sheaf, iri, "dcat:DatasetSeries", "series")
    node.add_text("series.key", series.key, "dct:identifier")
    node.add_text("series.title", series.title, tagged=True)
    node.add_text("series.description", series.description, tagged=True)
    if publisher:
        node.add("dct:publisher", Iri(publisher))
    draft.sheaf.share(node.build())
    draft.add("dcat:inSeries", Iri(iri))
