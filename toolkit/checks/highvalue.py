"""Rules for high-value datasets: what Regulation (EU) 2023/138 asks of them."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.checks.licences import list_licences, place_of_licence
from toolkit.checks.links import is_service
from toolkit.checks.rule import Words, on_dataset, place_of, place_of_answer
from toolkit.model.dataset import Described
from toolkit.model.finding import Severity
from toolkit.model.message import say
from toolkit.vocabularies.load import load_vocabulary

_LICENCES_TEXT = """
dl-zero-de/2.0 dl-by-de/2.0 cc-zero cc-by/4.0 ccpdm/1.0 odcpddl officialWork geonutz/20130319
"""
_LICENCES = frozenset(_LICENCES_TEXT.split())
"""CC0, CC BY 4.0 and what is as open or more so (Art. 4(3)); share-alike and non-commercial are not."""


@on_dataset("hvd-licence", Severity.WARNING)
def hvd_licence(described: Described) -> Iterator[Words]:
    """A high-value dataset has a licence that the law does not allow.

    High-value datasets must be free to use under CC0, CC BY 4.0 or an equally open licence (Regulation (EU) 2023/138,
    Art. 4). The data licence Germany 2.0, zero or attribution, counts as such.

    Choose one of these licences.
    """
    if not described.dataset.hvd_categories:
        return
    for uri, key in list_licences(described):
        concept = load_vocabulary("license").concept(uri)
        if concept and concept.code not in _LICENCES:
            yield Words(
                say("“{licence}” is not open enough for a high-value dataset", licence=concept.de),
                place_of_licence(described, key),
                say("Choose CC0, CC BY 4.0 or the data licence Germany 2.0."),
                concept.de,
            )


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
