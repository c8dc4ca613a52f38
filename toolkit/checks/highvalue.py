"""Rules for high-value datasets: what Regulation (EU) 2023/138 asks of them."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.checks.licences import list_licences, place_of_licence
from toolkit.checks.links import is_service
from toolkit.checks.rule import Words, on_dataset, place_of, place_of_answer, place_of_part
from toolkit.model.dataset import Described, Distribution
from toolkit.model.finding import Severity
from toolkit.model.message import say
from toolkit.vocabularies.addressformat import find_extension
from toolkit.vocabularies.concept import Concept
from toolkit.vocabularies.highvalue import DOUBTFUL_LICENCES, HVD_REGULATION, OPEN_LICENCES
from toolkit.vocabularies.load import load_vocabulary


@on_dataset("hvd-licence", Severity.WARNING)
def hvd_licence(described: Described) -> Iterator[Words]:
    """A high-value dataset has a licence that the law does not allow.

    High-value datasets must be free to use under CC0, CC BY 4.0 or an equally open licence (Regulation (EU) 2023/138,
    Art. 4). The data licence Germany – zero – 2.0 is as open as CC0.

    Choose one of these licences.
    """
    for concept, key in _list_licences(described):
        if concept.code not in OPEN_LICENCES | DOUBTFUL_LICENCES:
            yield Words(
                say("“{licence}” is not open enough for a high-value dataset", licence=concept.de),
                place_of_licence(described, key),
                say("Choose CC0, CC BY 4.0 or the data licence Germany – zero – 2.0."),
                concept.de,
            )


@on_dataset("hvd-licence-doubtful", Severity.WARNING)
def hvd_licence_doubtful(described: Described) -> Iterator[Words]:
    """A high-value dataset has a German licence of which nobody has said for certain that the law allows it.

    The regulation names CC0 and CC BY 4.0 and allows what is as open or more so (Regulation (EU) 2023/138, Art. 4). The
    data licence Germany – attribution – 2.0 and the GeoNutzV ask for little more than CC BY does, but each in words of
    its own.

    Choose CC BY 4.0 or the data licence Germany – zero – 2.0 to be on the safe side.
    """
    for concept, key in _list_licences(described):
        if concept.code in DOUBTFUL_LICENCES:
            yield Words(
                say("whether “{licence}” is open enough for a high-value dataset is disputed", licence=concept.de),
                place_of_licence(described, key),
                say("Choose CC BY 4.0 or the data licence Germany – zero – 2.0 to be on the safe side."),
                concept.de,
            )


def _list_licences(described: Described) -> Iterator[tuple[Concept, str | None]]:
    """Give the known licences of a high-value dataset, each with the key of its distribution."""
    for uri, key in list_licences(described) if described.dataset.hvd_categories else ():
        concept = load_vocabulary("license").concept(uri)
        if concept:
            yield concept, key


@on_dataset("hvd-service", Severity.WARNING)
def hvd_service(described: Described) -> Iterator[Words]:
    """A high-value dataset offers no service that programs can ask.

    High-value datasets must be available through an API, and most of them as a download besides (Regulation (EU)
    2023/138, Art. 3). WMS, WFS and addresses of an API are recognised.

    Add a distribution with the address of the service.
    """
    dataset = described.dataset
    if dataset.hvd_categories and not any(is_service(part) for part in dataset.distributions):
        yield Words(
            say("the high-value dataset offers no service that programs can ask"),
            place_of(described, "hvd_categories"),
            say("Add a distribution with the address of a service, such as WFS or an API."),
        )


@on_dataset("hvd-download", Severity.WARNING)
def hvd_download(described: Described) -> Iterator[Words]:
    """A high-value dataset can be asked through a service, but not be downloaded as a whole.

    For most high-value datasets the law wants a bulk download beside the interface (Regulation (EU) 2023/138, annex).
    The address of a file counts, and a file beside the workbook.

    Add a distribution with a file of all data.
    """
    parts = described.dataset.distributions
    if described.dataset.hvd_categories and parts and not any(map(_is_download, parts)):
        yield Words(
            say("the high-value dataset offers no file of all its data"),
            place_of(described, "hvd_categories"),
            say("Add a distribution with a file of all data."),
        )


def _is_download(part: Distribution) -> bool:
    """Tell whether a distribution is a file."""
    return bool(part.path) or (not is_service(part) and bool(part.download_url or find_extension(part.access_url)))


@on_dataset("hvd-documentation", Severity.WARNING)
def hvd_documentation(described: Described) -> Iterator[Words]:
    """A service of a high-value dataset has no page that explains it.

    Who offers high-value data through an interface must document it: terms of use, quality, how to ask (Regulation (EU)
    2023/138, Art. 3; DCAT-AP HVD 3.0, foaf:page is mandatory for data services).

    Map a column to distribution.service.documentation, or give the page once under constants in the mapping.
    """
    for part in described.dataset.distributions if described.dataset.hvd_categories else ():
        if is_service(part) and not part.documentation and not (part.service and part.service.documentation):
            yield Words(
                say("no page explains this service of a high-value dataset"),
                place_of_part(described, part.key, "access_url"),
                say("Map a column to distribution.service.documentation, or give the page once under constants."),
                part.access_url or part.download_url,
            )


@on_dataset("hvd-uncategorised", Severity.WARNING)
def hvd_uncategorised(described: Described) -> Iterator[Words]:
    """A dataset is said to be of high value, but no category says of which kind.

    Catalogues know high-value datasets by their category (DCAT-AP HVD, dcatap:hvdCategory). Without one, the dataset
    does not count as such.

    Choose the category, such as “Georaum” or “Mobilität”.
    """
    answer = described.answers.get("high_value")
    known = described.dataset.hvd_categories or "hvd_categories" in described.unread
    if answer and answer.meaning == "yes" and not known:
        yield Words(
            say("the dataset is said to be of high value, but it has no category"),
            place_of_answer(described, "high_value"),
            say("Map a column to hvd_categories and choose the category (bestand vocabulary show hvd-category)."),
            answer.text,
        )
    elif not known and HVD_REGULATION in described.dataset.legal_basis:
        yield Words(
            say("the legal basis is the regulation on high-value datasets, but the dataset has no category"),
            place_of(described, "legal_basis"),
            say("Map a column to hvd_categories and choose the category (bestand vocabulary show hvd-category)."),
            HVD_REGULATION,
        )
