"""The 23 metrics of data.europa.eu's quality assessment (MQA): 405 points, what each looks at, and what gains them.

Source: the MQA methodology of data.europa.eu. What must be asked on the web, or needs shapes, is unknown until somebody
has asked; an unknown answer is never guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from toolkit.model.dataset import Dataset, Distribution
from toolkit.model.message import Message, say
from toolkit.vocabularies.concept import Concept
from toolkit.vocabularies.load import load_vocabulary

Answer = bool | None
"""Yes, no, or None: nobody knows yet."""


class Dimension(StrEnum):
    """The five sides from which quality is looked at."""

    FINDABILITY = "findability"
    ACCESSIBILITY = "accessibility"
    INTEROPERABILITY = "interoperability"
    REUSABILITY = "reusability"
    CONTEXTUALITY = "contextuality"


@dataclass(frozen=True, slots=True)
class Known:
    """What is known besides the metadata: which addresses answered (absent: nobody asked), and if shapes were kept.

    ``conforms`` is None as long as no shapes were asked.
    """

    answers: Mapping[str, bool] = field(default_factory=dict)
    conforms: Answer = None


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric: its points, and how a dataset or, for ``of_part``, a distribution answers it.

    ``name`` is the assessment's own; ``title`` says what is there when the points are given, ``advice`` what to do.
    A metric with both questions is answered by either. ``comes_with`` names those without which it cannot be had.
    """

    name: str
    dimension: Dimension
    points: int
    title: Message
    advice: Message
    of_dataset: Callable[[Dataset, Known], Answer] | None = None
    of_part: Callable[[Distribution, Known], Answer] | None = None
    comes_with: tuple[str, ...] = ()


_MEDIA_TYPES: Final = ("http://www.iana.org/assignments/media-types/", "https://www.iana.org/assignments/media-types/")


def _has(*paths: str) -> Callable[[Dataset, Known], Answer]:
    """Ask whether a dataset says something in one of its fields."""
    return lambda dataset, _: any(bool(getattr(dataset, path)) for path in paths)


def _part_has(*paths: str) -> Callable[[Distribution, Known], Answer]:
    """Ask whether a distribution says something in one of its fields."""
    return lambda part, _: any(getattr(part, path) not in ("", (), None) for path in paths)


def _has_period(dataset: Dataset, _: Known) -> Answer:
    return dataset.temporal is not None and bool(dataset.temporal.start or dataset.temporal.end)


def _has_place(dataset: Dataset, _: Known) -> Answer:
    place = dataset.spatial
    return place is not None and bool(place.uri or place.text or place.geometry)


def _has_contact(dataset: Dataset, _: Known) -> Answer:
    contact = dataset.contact
    return contact is not None and bool(contact.name or contact.email or contact.phone or contact.url)


def _has_publisher(dataset: Dataset, _: Known) -> Answer:
    return dataset.publisher is not None and bool(dataset.publisher.name or dataset.publisher.uri)


def _names_access_right(dataset: Dataset, _: Known) -> Answer:
    return load_vocabulary("access-right").concept(dataset.access_rights) is not None


def _conforms(_: Dataset, known: Known) -> Answer:
    return known.conforms


def _answers(part: Distribution, known: Known) -> Answer:
    """Count a file that goes along as there, which it is once it is published; an address must be asked."""
    return True if part.path else _ask(part.access_url, known)


def _has_download(part: Distribution, _: Known) -> Answer:
    return bool(part.download_url or part.path)


def _download_answers(part: Distribution, known: Known) -> Answer:
    return True if part.path else _ask(part.download_url, known)


def _ask(address: str, known: Known) -> Answer:
    return known.answers.get(address) if address else False


def _has_known_types(part: Distribution, _: Known) -> Answer:
    """Both have to be in their lists: EU file types, and IANA's media types, by address or as type/subtype."""
    bare = part.media_type
    for prefix in _MEDIA_TYPES:
        bare = bare.removeprefix(prefix)
    return _file_type(part) is not None and bare.count("/") == 1 and all(bare.split("/"))


def _is_open_format(part: Distribution, _: Known) -> Answer:
    return _is_listed(part, "non_proprietary")


def _is_machine_readable(part: Distribution, _: Known) -> Answer:
    return _is_listed(part, "machine_readable")


def _is_listed(part: Distribution, flag: str) -> bool:
    """Tell whether the assessment's own list names the format; it is shorter than the EU's flags (``mqa``)."""
    concept = _file_type(part)
    return concept is not None and concept.flag(flag) is True and concept.flag("mqa") is not False


def _file_type(part: Distribution) -> Concept | None:
    return load_vocabulary("file-type").concept(part.format)


def _has_known_licence(part: Distribution, _: Known) -> Answer:
    return load_vocabulary("license").concept(part.license) is not None


_F, _A, _I = Dimension.FINDABILITY, Dimension.ACCESSIBILITY, Dimension.INTEROPERABILITY
_R, _C = Dimension.REUSABILITY, Dimension.CONTEXTUALITY

METRICS: Final[tuple[Metric, ...]] = (
    Metric("keywordAvailability", _F, 30, say("keywords"), say("add keywords"), of_dataset=_has("keywords")),
    Metric("categoryAvailability", _F, 30, say("a theme"), say("add a theme"), of_dataset=_has("themes")),
    Metric("spatialAvailability", _F, 20, say("a place"), say("say which place the data cover"), of_dataset=_has_place),
    Metric(
        "temporalAvailability", _F, 20, say("a period"), say("say which period the data cover"), of_dataset=_has_period
    ),
    Metric(
        "accessUrlStatusCode", _A, 50, say("the address answers"), say("give an address that answers"), of_part=_answers
    ),
    Metric(
        "downloadUrlAvailability", _A, 20, say("a download"), say("offer the data as a file too"), of_part=_has_download
    ),
    Metric(
        "downloadUrlStatusCode",
        _A,
        30,
        say("the download answers"),
        say("give a download that answers"),
        of_part=_download_answers,
        comes_with=("downloadUrlAvailability",),
    ),
    Metric(
        "formatAvailability", _I, 20, say("a format"), say("name the format of the file"), of_part=_part_has("format")
    ),
    Metric(
        "mediaTypeAvailability",
        _I,
        10,
        say("a media type"),
        say("name the media type"),
        of_part=_part_has("media_type"),
        comes_with=("formatAvailability",),
    ),
    Metric(
        "formatMediaTypeVocabularyAlignment",
        _I,
        10,
        say("format and media type from the lists"),
        say("name format and media type as the lists do"),
        of_part=_has_known_types,
        comes_with=("formatAvailability", "mediaTypeAvailability"),
    ),
    Metric(
        "formatMediaTypeNonProprietary",
        _I,
        20,
        say("an open format"),
        say("offer an open format, such as CSV"),
        of_part=_is_open_format,
        comes_with=("formatAvailability",),
    ),
    Metric(
        "formatMediaTypeMachineInterpretable",
        _I,
        20,
        say("a format that machines can read"),
        say("offer a format that machines can read, such as CSV or JSON"),
        of_part=_is_machine_readable,
        comes_with=("formatAvailability",),
    ),
    Metric(
        "dcatApCompliance",
        _I,
        30,
        say("keeps the standard (DCAT-AP)"),
        say("correct what the standard does not allow (bestand validate names it)"),
        of_dataset=_conforms,
    ),
    Metric("licenceAvailability", _R, 20, say("a licence"), say("name the licence"), of_part=_part_has("license")),
    Metric(
        "knownLicence",
        _R,
        10,
        say("a licence from the list"),
        say("choose a licence from the list"),
        of_part=_has_known_licence,
        comes_with=("licenceAvailability",),
    ),
    Metric(
        "accessRightsAvailability",
        _R,
        10,
        say("access rights"),
        say("say who may use the data"),
        of_dataset=_has("access_rights"),
    ),
    Metric(
        "accessRightsVocabularyAlignment",
        _R,
        5,
        say("access rights from the list"),
        say("name the access rights as the list does"),
        of_dataset=_names_access_right,
        comes_with=("accessRightsAvailability",),
    ),
    Metric("contactPointAvailability", _R, 20, say("a contact"), say("name a contact"), of_dataset=_has_contact),
    Metric("publisherAvailability", _R, 10, say("a publisher"), say("name the publisher"), of_dataset=_has_publisher),
    Metric(
        "rightsAvailability", _C, 5, say("a note on rights"), say("add a note on rights"), of_part=_part_has("rights")
    ),
    Metric(
        "byteSizeAvailability", _C, 5, say("the size"), say("name the size of the file"), of_part=_part_has("byte_size")
    ),
    Metric(
        "dateIssuedAvailability",
        _C,
        5,
        say("the date of publication"),
        say("say when it was first published"),
        of_dataset=_has("issued"),
        of_part=_part_has("issued"),
    ),
    Metric(
        "dateModifiedAvailability",
        _C,
        5,
        say("the date of the last change"),
        say("say when the data were changed last"),
        of_dataset=_has("modified"),
        of_part=_part_has("modified"),
    ),
)
"""All metrics, in the order of the methodology."""

ALL_POINTS: Final = sum(metric.points for metric in METRICS)
"""405."""
