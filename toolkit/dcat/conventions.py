"""What DCAT-AP.de asks for beyond its tables: the Konventionenhandbuch (K01 …), and high-value datasets."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.dcat.breach import Breach
from toolkit.dcat.version import Version
from toolkit.model.dataset import Dataset, Distribution
from toolkit.model.finding import Severity
from toolkit.model.message import say
from toolkit.vocabularies.highvalue import DOUBTFUL_LICENCES, HVD_REGULATION, OPEN_LICENCES
from toolkit.vocabularies.load import load_vocabulary

_HVD = "Regulation (EU) 2023/138"


def check_conventions(dataset: Dataset, version: Version) -> Iterator[Breach]:
    """Say which conventions a dataset does not keep. Version 2.0 has no words for high-value datasets."""
    yield from _check_contact(dataset)
    yield from _check_period(dataset)
    for part in dataset.distributions:
        yield from _check_attribution(dataset, part)
        yield from _check_download(part)
        yield from _check_status(part)
    yield from _check_roles(dataset)
    if version == "3.0":
        yield from _check_high_value(dataset)


def _check_contact(dataset: Dataset) -> Iterator[Breach]:
    """K01: a contact has a mail address, a web address or a telephone number."""
    contact = dataset.contact
    if contact is not None and not (contact.email or contact.url or contact.phone):
        yield Breach(
            "dcat-contact",
            Severity.ERROR,
            "contact.email",
            "vcard:hasEmail",
            say("the contact has neither a mail address nor a web address nor a telephone number"),
            say("Enter one of them, best a functional mail address."),
            source="K01",
        )


def _check_period(dataset: Dataset) -> Iterator[Breach]:
    """Check that a period of time has a begin or an end."""
    period = dataset.temporal
    if period is not None and not (period.start or period.end):
        yield Breach(
            "dcat-period",
            Severity.ERROR,
            "temporal.start",
            "dcat:startDate",
            say("the period has neither a begin nor an end"),
            say("Enter one of them."),
        )


def _check_attribution(dataset: Dataset, part: Distribution) -> Iterator[Breach]:
    """K35: a licence with attribution needs the text that users are to quote."""
    concept = load_vocabulary("license").concept(part.license or dataset.license)
    asks = concept is not None and concept.flag("needs_attribution") is True
    if asks and not (part.attribution or dataset.attribution):
        yield Breach(
            "dcat-attribution",
            Severity.WARNING,
            "attribution",
            "dcatde:licenseAttributionByText",
            say("the licence asks for the source, but no text says how to name it"),
            say("Enter the text that users are to quote."),
            part.key,
            source="K35",
        )


def _check_download(part: Distribution) -> Iterator[Breach]:
    """K41: what is reached through a service has no download."""
    if part.service is not None and part.download_url:
        yield Breach(
            "dcat-service-download",
            Severity.ERROR,
            "download_url",
            "dcat:downloadURL",
            say("a distribution that names a service must not have a download as well"),
            say("Make the download a distribution of its own."),
            part.key,
            part.download_url,
            source="K41",
        )


def _check_status(part: Distribution) -> Iterator[Breach]:
    """K22: GovData takes completed, deprecated and withdrawn only."""
    concept = load_vocabulary("distribution-status").concept(part.status)
    if concept is not None and concept.flag("govdata") is False:
        yield Breach(
            "dcat-status",
            Severity.WARNING,
            "status",
            "adms:status",
            say("GovData does not take the status “{status}”", status=concept.de),
            say("Leave the status out until the distribution is completed."),
            part.key,
            part.status,
            source="K22",
        )


def _check_roles(dataset: Dataset) -> Iterator[Breach]:
    """Check that a qualified relation or attribution says in which role (DCAT-AP.de 3.0, dcat:hadRole)."""
    for path, curie, things in (
        ("qualified_relations", "dcat:qualifiedRelation", dataset.qualified_relations),
        ("qualified_attributions", "prov:qualifiedAttribution", dataset.qualified_attributions),
    ):
        if any(not one.role for one in things):
            yield Breach(
                "dcat-role",
                Severity.ERROR,
                path,
                curie,
                say("a relation or an attribution does not say in which role"),
                say("Enter the address of the role."),
            )


def _check_high_value(dataset: Dataset) -> Iterator[Breach]:
    """DCAT-AP HVD 3.0: the regulation on dataset and distributions, a category, an interface, a download."""
    parts = dataset.distributions
    is_marked = HVD_REGULATION in dataset.legal_basis or any(HVD_REGULATION in part.legal_basis for part in parts)
    if dataset.hvd_categories:
        yield from _check_regulation(dataset)
        yield from _check_ways(dataset)
        for part in dataset.distributions:
            yield from _check_openness(part)
    elif is_marked:
        yield Breach(
            "dcat-hvd-category",
            Severity.WARNING,
            "hvd_categories",
            "dcatap:hvdCategory",
            say("the dataset names the regulation on high-value datasets, but no category"),
            say("Choose the category: bestand vocabulary show hvd-category"),
            source=_HVD,
        )


def _check_openness(part: Distribution) -> Iterator[Breach]:
    """Check that the law allows a distribution's licence, as far as the list knows it (Art. 4 of the regulation)."""
    concept = load_vocabulary("license").concept(part.license)
    if concept is not None and concept.code not in OPEN_LICENCES | DOUBTFUL_LICENCES:
        yield Breach(
            "dcat-hvd-licence",
            Severity.WARNING,
            "license",
            "dct:license",
            say("“{licence}” is not open enough for a high-value dataset", licence=concept.de),
            say("Choose CC0, CC BY 4.0 or the data licence Germany – zero – 2.0."),
            part.key,
            source=_HVD,
        )


def _check_regulation(dataset: Dataset) -> Iterator[Breach]:
    """Check that a high-value dataset, each of its distributions and each service stands under the regulation."""
    things: list[tuple[str, tuple[str, ...]]] = [("", dataset.legal_basis)]
    things += [(part.key, part.legal_basis) for part in dataset.distributions]
    for key, laws in things:
        if HVD_REGULATION not in laws:
            yield Breach(
                "dcat-hvd-law",
                Severity.ERROR,
                "legal_basis",
                "dcatap:applicableLegislation",
                say(
                    "a high-value dataset and each of its distributions must name the regulation: {uri}",
                    uri=HVD_REGULATION,
                ),
                say("Enter that address as legal basis."),
                key,
                source=_HVD,
            )


def _check_ways(dataset: Dataset) -> Iterator[Breach]:
    """Check that programs can ask for a high-value dataset, and that it can be downloaded as a whole."""
    if not any(part.service for part in dataset.distributions):
        yield Breach(
            "dcat-hvd-api",
            Severity.WARNING,
            "distributions",
            "dcat:accessService",
            say("the high-value dataset offers no service that programs can ask"),
            say("Add a distribution with the address of a service, such as WFS or an API."),
            source=_HVD,
        )
    if not any(part.download_url or part.path for part in dataset.distributions):
        yield Breach(
            "dcat-hvd-bulk",
            Severity.NOTE,
            "distributions",
            "dcat:downloadURL",
            say("the high-value dataset offers no download; most categories ask for one"),
            say("Add a distribution with a file of all data."),
            source=_HVD,
        )
