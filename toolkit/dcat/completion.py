"""Fills in what follows from the rest of a dataset, so that nobody has to enter it: services, formats, law, rights.

What is said is never changed. The one exception is a service's address that stands as a download, which the standard
does not allow (DCAT-AP.de, K41). Completing twice is completing once.
"""

from __future__ import annotations

from dataclasses import replace

from toolkit.dcat.service import complete_service
from toolkit.model.dataset import Dataset, Distribution, Place
from toolkit.vocabularies.addressformat import find_extension, find_formats
from toolkit.vocabularies.highvalue import HVD_REGULATION
from toolkit.vocabularies.load import load_vocabulary
from toolkit.vocabularies.lookup import Found

_PACKED = frozenset({"zip", "gz", "7z", "bz2", "xz", "tgz"})


def complete(dataset: Dataset, *, is_public: bool = True) -> Dataset:
    """Fill what follows from what a dataset says of itself.

    - access rights: public, for what everybody may see and nothing else is said of (EU access right; ``is_public``);
    - level of political geocoding: that of the official key in ``spatial.uri`` (DCAT-AP.de 3.0, K08);
    - a high-value dataset and each of its distributions name the regulation (DCAT-AP HVD 3.0, applicableLegislation);
    - a distribution without licence or attribution has those of its dataset (DCAT-AP.de 3.0: licence is mandatory);
    - format from media type or address, media type from format (EU file types with IANA's media types);
    - a service for WMS, WFS, WCS and other interfaces (DCAT-AP.de 3.0, dcat:accessService);
    - the download address where the access address is that of a file, and the other way round (DCAT-AP.de, K39).

    >>> from toolkit.model.dataset import Distribution
    >>> part = Distribution("1", access_url="https://example.org/b.csv")
    >>> done = complete(Dataset("a", "1", license="https://example.org/l", distributions=(part,)))
    >>> done.distributions[0].download_url, done.distributions[0].media_type, done.distributions[0].license
    ('https://example.org/b.csv', 'text/csv', 'https://example.org/l')
    >>> complete(done) == done
    True
    """
    filled = replace(
        dataset,
        access_rights=dataset.access_rights or (_name_public() if is_public else ""),
        geocoding_level=dataset.geocoding_level or _find_level(dataset.spatial),
        legal_basis=_add_regulation(dataset.legal_basis, dataset),
    )
    return replace(filled, distributions=tuple(_complete_part(filled, part) for part in filled.distributions))


def _name_public() -> str:
    """Give the URI of the access right of what everybody may see."""
    return load_vocabulary("access-right").base + "PUBLIC"


def _find_level(place: Place | None) -> str:
    """Give the level of government that a place's official key names; empty where it names none."""
    keys = load_vocabulary("political-geocoding-key")
    head, _, _ = (place.uri if place else "").rpartition("/")
    concept = keys.concept(head)
    level = concept.text("level") if concept else ""
    return load_vocabulary("political-geocoding-level").base + level if level else ""


def _add_regulation(laws: tuple[str, ...], dataset: Dataset) -> tuple[str, ...]:
    """Add the regulation to the laws of a high-value dataset."""
    return (*laws, HVD_REGULATION) if dataset.hvd_categories and HVD_REGULATION not in laws else laws


def _complete_part(dataset: Dataset, part: Distribution) -> Distribution:
    """Fill what a distribution does not say from itself and from its dataset, already filled."""
    named = replace(
        part,
        license=part.license or dataset.license,
        attribution=part.attribution or dataset.attribution,
        legal_basis=_add_regulation(part.legal_basis, dataset),
        format=part.format or _find_format(part),
    )
    typed = replace(named, media_type=named.media_type or _find_media_type(named))
    served = complete_service(dataset, typed)
    return served if served.service else _complete_addresses(served)


def _find_format(part: Distribution) -> str:
    """Give the format of a media type, else that of the address where it can be of one format only."""
    if part.media_type:
        found = load_vocabulary("file-type").find(part.media_type.rpartition("/assignments/media-types/")[2])
        return found.concept.uri if isinstance(found, Found) else ""
    if part.service is not None:  # its address is no file's, however it ends
        return ""
    meant = next(filter(None, map(find_formats, (part.path, part.download_url, part.access_url))), ())
    return meant[0].uri if len(meant) == 1 else ""


def _find_media_type(part: Distribution) -> str:
    """Give the media type of a format, without the address of IANA's list; empty where nobody knows one."""
    concept = load_vocabulary("file-type").concept(part.format)
    return concept.text("media_type") if concept else ""


def _complete_addresses(part: Distribution) -> Distribution:
    """Give a distribution both addresses where one follows from the other."""
    download = part.download_url or (part.access_url if _is_file(part) else "")
    return replace(part, access_url=part.access_url or download, download_url=download)


def _is_file(part: Distribution) -> bool:
    """Tell whether the access address ends like a file of the distribution's format, be it packed or not."""
    concept = load_vocabulary("file-type").concept(part.format)
    extension = find_extension(part.access_url)
    return concept is not None and extension in {*concept.texts("extensions"), *_PACKED}
