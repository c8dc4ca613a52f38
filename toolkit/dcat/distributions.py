"""Distributions and the services behind them as RDF: dcat:Distribution and dcat:DataService."""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.dcat.draft import Draft, Sheaf
from toolkit.dcat.iri import clean_base, distribution_iri, media_type_iri, part_iri
from toolkit.dcat.literal import build_date, build_hex
from toolkit.dcat.term import Iri, Text
from toolkit.dcat.version import Version
from toolkit.model.dataset import DataService, Dataset, Distribution
from toolkit.vocabularies.highvalue import HVD_REGULATION
from toolkit.vocabularies.load import load_vocabulary

_TAGGED = ("title", "description")
_ADDRESSES = ("download_url", "license", "format", "availability")
_MEDIA_TYPES = ("media_type", "compress_format", "package_format")
_DATES = ("issued", "modified")
_LISTS = ("languages", "documentation", "conforms_to")
_SPDX = "http://spdx.org/rdf/terms#checksumAlgorithm_"
_ALGORITHMS = frozenset({"md2", "md4", "md5", "md6", "sha1", "sha224", "sha256", "sha384", "sha512"})
"""Names of algorithms in SPDX 2.3."""


@dataclass(frozen=True, slots=True)
class Owner:
    """The dataset of a distribution, with the addresses that its services name as well."""

    dataset: Dataset
    iri: str
    publisher: str
    contact: str


def add_distribution(sheaf: Sheaf, owner: Owner, part: Distribution) -> str:
    """Describe a distribution and give its address."""
    iri = distribution_iri(sheaf.base, owner.dataset, part)
    draft = Draft(sheaf, iri, "dcat:Distribution", "distribution", part.key)
    draft.add_text("key", part.key, "dct:identifier")
    for path in _TAGGED:
        draft.add_text(path, getattr(part, path), tagged=True)
    _add_access(draft, owner, part)
    for path in _ADDRESSES:
        draft.add_iri(path, getattr(part, path))
    for path in _MEDIA_TYPES:
        draft.add_iri(path, getattr(part, path), iri=media_type_iri(getattr(part, path)))
    for path in _DATES:
        draft.add_literal(path, getattr(part, path), build_date(getattr(part, path)))
    for path in _LISTS:
        draft.add_iris(path, getattr(part, path))
    _add_rest(draft, part)
    if part.service is not None:
        draft.add_iri("service", iri, iri=_add_service(draft, owner, part.service))
    draft.close()
    return iri


def _add_access(draft: Draft, owner: Owner, part: Distribution) -> None:
    """Say where the data are to be had, without which there is no distribution.

    A file that has no address yet is to be had at the page about its dataset (DCAT 3, 6.8.6), else at the address that
    the distribution gets below the catalogue's base.
    """
    if draft.add_iri("access_url", part.access_url) or not part.path:
        return
    base = draft.iri if clean_base(draft.sheaf.base) else ""
    if not draft.add_iri("access_url", owner.dataset.landing_page or base):
        draft.lose("path", part.path)


def _add_rest(draft: Draft, part: Distribution) -> None:
    """Describe what is not as simple."""
    version = draft.sheaf.version
    draft.add_text("attribution", part.attribution)
    draft.add_iri("status", name_status(part.status, version))
    if part.byte_size is not None:
        literal = Text(str(part.byte_size), datatype="xsd:nonNegativeInteger" if version == "3.0" else "xsd:decimal")
        draft.add_literal("byte_size", str(part.byte_size), literal if part.byte_size >= 0 else None)
    draft.add_statement_of("rights", part.rights, "dct:RightsStatement")
    for law in part.legal_basis:
        if law == HVD_REGULATION and not draft.name("legal_basis"):
            continue  # it follows from the category, which is told of once
        draft.add_statement_of("legal_basis", law, "eli:LegalResource", "dct:title", mark=law)
    _add_checksum(draft, part.checksum)


def name_status(status: str, version: Version) -> str:
    """Give the address of a status in a version: 2.0 takes those of ADMS, 3.0 those of the EU's list.

    >>> name_status("http://publications.europa.eu/resource/authority/distribution-status/COMPLETED", "2.0")
    'http://purl.org/adms/status/Completed'
    """
    concept = load_vocabulary("distribution-status").concept(status) if version == "2.0" else None
    return concept.text("adms_uri") if concept else status


def name_algorithm(name: str) -> str:
    """Give the address of a checksum's algorithm; empty for an unknown one.

    >>> name_algorithm("sha256"), name_algorithm("CRC32")
    ('http://spdx.org/rdf/terms#checksumAlgorithm_sha256', '')
    """
    plain = name.casefold().replace("-", "")
    return _SPDX + plain if plain in _ALGORITHMS else ""


def _add_checksum(draft: Draft, checksum: str) -> None:
    """Describe the checksum of a file, which reads ``sha256:<hex>``.

    Only in 3.0: the shapes of 2.0 ask for SHA-1 of SPDX and for an algorithm of another list at once.
    """
    name, _, digits = checksum.partition(":")
    algorithm, value = name_algorithm(name), build_hex(digits)
    if not algorithm or value is None or draft.sheaf.version != "3.0":
        if checksum:
            draft.lose("checksum", checksum)
        return
    node = Draft(draft.sheaf, part_iri(draft.iri, "checksum"), "spdx:Checksum", "checksum", draft.part)
    node.add("spdx:algorithm", Iri(algorithm))
    node.add("spdx:checksumValue", value)
    node.close()
    draft.sheaf.name_type(algorithm, "spdx:ChecksumAlgorithm")
    draft.add("spdx:checksum", Iri(node.iri))


def _add_service(part: Draft, owner: Owner, service: DataService) -> str:
    """Describe the service behind a distribution and give its address; contact and publisher are its dataset's."""
    draft = Draft(part.sheaf, part_iri(part.iri, "service"), "dcat:DataService", "service", part.part)
    for path in ("title", "description"):
        draft.add_text(f"service.{path}", getattr(service, path), tagged=True)
    for path in ("endpoint_url", "endpoint_description", "license", "access_rights", "availability"):
        draft.add_iri(f"service.{path}", getattr(service, path))
    for path in ("conforms_to", "documentation"):
        draft.add_iris(f"service.{path}", getattr(service, path))
    draft.add("dcat:servesDataset", Iri(owner.iri))
    for name, iri in (("dct:publisher", owner.publisher), ("dcat:contactPoint", owner.contact)):
        if iri:
            draft.add(name, Iri(iri))
    if owner.dataset.hvd_categories and part.sheaf.version == "3.0":
        _mark_high_value(draft, owner.dataset)
    draft.close()
    part.sheaf.services.append(draft.iri)
    return draft.iri


def _mark_high_value(draft: Draft, dataset: Dataset) -> None:
    """Mark the service of a high-value dataset (DCAT-AP HVD 3.0: regulation and category stand at the service, too)."""
    draft.add_iri("service", HVD_REGULATION, "dcatap:applicableLegislation")
    for category in dataset.hvd_categories:
        draft.add_iri("hvd_categories", category, "dcatap:hvdCategory")
