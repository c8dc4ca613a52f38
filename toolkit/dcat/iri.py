"""Addresses in RDF: made ones that stay the same for ever, and those of others made clean enough to write.

Nothing is ever a blank node: what has no address of its own gets one below its dataset, so that equal input gives equal
output. With a base, ``https://example.org/data/dataset/<inventory>/<key>``; without one, ``urn:uuid:<uuid5>``.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
import uuid
from functools import lru_cache
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from toolkit.model.identity import resource_id

if TYPE_CHECKING:
    from toolkit.dcat.catalog import Catalog
    from toolkit.model.dataset import Agent, Dataset, Distribution, Series

MEDIA_TYPES: Final = "https://www.iana.org/assignments/media-types/"
"""What stands before a media type to make it an address."""

# Fixed for ever: another namespace would give every dataset a new address.
_OURS = uuid.UUID("0d7c1f0e-5d0b-5f0c-8a53-3f8f4f0a1c52")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:(?=.)")
_WEB = re.compile(r"(?:https?|ftp)://(?=[^/?#])", re.IGNORECASE)
_NEEDS_REST = re.compile(r"(?:https?|ftp|mailto|tel|urn):", re.IGNORECASE)
_UNFIT = frozenset('<>"{}|\\^`')
# Other control characters, surrogates, private use and unassigned ones; blanks of every kind.
_UNFIT_KINDS = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zs", "Zl", "Zp"})
_MADE = re.compile(
    r"urn:uuid:[0-9a-f-]{36}(?:#.*)?|.*/(?:agent|series)/[^/#]+(?:/[^/#]+)?|.*/dataset/[^/#]+(?:/[^/#]*)?"
    r"(?:/distribution/[^/#]*)?#[a-z0-9-]+",
    re.DOTALL,
)


@lru_cache(maxsize=4096)
def clean_iri(text: str) -> str:
    """Make an address fit for RDF: what must not stand in one is percent-encoded; empty where it cannot be whole.

    Refused are relative ones, drives of Windows (``C:/…``), and an http address without a host (RFC 3987, 2.2).

    >>> clean_iri("https://example.org/Meine Daten.csv"), clean_iri("/daten.csv"), clean_iri("https://example.org/ä")
    ('https://example.org/Meine%20Daten.csv', '', 'https://example.org/ä')
    """
    text = text.strip()
    if not _SCHEME.match(text) or (_NEEDS_REST.match(text) and not _is_whole(text)):
        return ""
    if text.isascii() and text.isprintable() and " " not in text and not _UNFIT.intersection(text):
        return text
    return "".join(_encode(char) for char in text)


def _is_whole(text: str) -> bool:
    """Tell whether something stands behind the scheme; for http and ftp a host."""
    scheme, _, rest = text.partition(":")
    return bool(rest) and (scheme.casefold() not in {"http", "https", "ftp"} or bool(_WEB.match(text)))


def _encode(char: str) -> str:
    """Percent-encode what must not stand in an address; half a surrogate pair becomes a question mark's code."""
    if char in _UNFIT or unicodedata.category(char) in _UNFIT_KINDS:
        return quote(char, safe="", errors="replace")
    return char


def is_address(text: str) -> bool:
    """Tell whether a text that may also be a sentence is an address.

    >>> is_address("https://example.org/satzung"), is_address("Satzung: § 5"), is_address("siehe https://example.org")
    (True, False, False)
    """
    bare = text.strip()
    is_one = _WEB.match(bare) is not None or bare[:4].casefold() == "urn:"
    return is_one and not any(char.isspace() for char in bare) and bool(clean_iri(bare))


def mail_iri(address: str) -> str:
    """Write a mail address as an address.

    >>> mail_iri("amt@example.org"), mail_iri("mailto:amt@example.org")
    ('mailto:amt@example.org', 'mailto:amt@example.org')
    """
    bare = re.sub(r"^mailto:", "", address.strip(), flags=re.IGNORECASE)
    return clean_iri(f"mailto:{bare}") if bare else ""


def phone_iri(number: str) -> str:
    """Write a telephone number as an address (RFC 3966).

    >>> phone_iri("+49 6131 12-0")
    'tel:+49-6131-12-0'
    """
    bare = re.sub(r"^tel:", "", number.strip(), flags=re.IGNORECASE)
    return clean_iri("tel:" + re.sub(r"\s+", "-", bare)) if bare else ""


def media_type_iri(text: str) -> str:
    """Write a media type as an address of IANA's list; empty where it is none.

    >>> media_type_iri("text/csv"), media_type_iri("CSV")
    ('https://www.iana.org/assignments/media-types/text/csv', '')
    """
    name = re.sub(r"^https?://www\.iana\.org/assignments/media-types/", "", text.strip(), flags=re.IGNORECASE)
    is_type = re.fullmatch(r"[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+", name)
    return clean_iri(MEDIA_TYPES + name) if is_type else ""


def clean_base(base: str) -> str:
    """Give the root of made addresses without a slash at its end; empty where it is no web address."""
    clean = clean_iri(base)
    return clean.rstrip("/#?") if _WEB.match(clean) else ""


def catalog_iri(catalog: Catalog) -> str:
    """Give the catalogue's address: ``<base>/catalog``; without a base one that is made of its title."""
    base = clean_base(catalog.base)
    return f"{base}/catalog" if base else _make("catalog", catalog.title)


def dataset_iri(base: str, dataset: Dataset) -> str:
    """Give a dataset's address.

    >>> from toolkit.model.dataset import Dataset
    >>> dataset_iri("https://example.org/", Dataset("gruenes-amt", "GA 017"))
    'https://example.org/dataset/gruenes-amt/GA%20017'
    >>> dataset_iri("", Dataset("gruenes-amt", "GA-017"))
    'urn:uuid:8bb42c95-12a9-57d0-aae9-4165d52ecde0'
    """
    root = clean_base(base)
    if root:
        below = f"{_segment(dataset.inventory)}/" if dataset.inventory else ""
        return f"{root}/dataset/{below}{_segment(dataset.key)}"
    return _make("dataset", dataset.inventory, dataset.key)


def distribution_iri(base: str, dataset: Dataset, distribution: Distribution) -> str:
    """Give a distribution's address; without a base it holds the id that its CKAN resource has.

    >>> from toolkit.model.dataset import Dataset, Distribution
    >>> distribution_iri("https://example.org", Dataset("amt", "1"), Distribution("csv"))
    'https://example.org/dataset/amt/1/distribution/csv'
    """
    if clean_base(base):
        return f"{dataset_iri(base, dataset)}/distribution/{_segment(distribution.key)}"
    return f"urn:uuid:{resource_id(_plain(dataset.identifier), _plain(distribution.key))}"


def series_iri(base: str, inventory: str, series: Series) -> str:
    """Give the address of a series of one inventory."""
    root = clean_base(base)
    if root:
        return f"{root}/series/{_segment(inventory)}/{_segment(series.key)}"
    return _make("series", inventory, series.key)


def agent_iri(base: str, agent: Agent) -> str:
    """Give a body's own address, else one made of all that is said of it: bodies that are told alike are one."""
    own, root = clean_iri(agent.uri), clean_base(base)
    if own:
        return own
    made = _make("agent", agent.name, agent.email, agent.url, agent.kind, agent.identifier)
    return f"{root}/agent/{made.removeprefix('urn:uuid:')}" if root else made


def part_iri(iri: str, name: str, *said: str) -> str:
    """Give an address below another one; ``said`` sets several of one name apart.

    >>> part_iri("https://example.org/dataset/amt/1", "contact")
    'https://example.org/dataset/amt/1#contact'
    >>> part_iri("urn:a", "identifier", "10.1/x")
    'urn:a#identifier-4d718a0a'
    """
    mark = hashlib.sha256("\n".join(said).encode("utf-8", "replace")).hexdigest()[:8] if said else ""
    return f"{iri}#{name}-{mark}" if mark else f"{iri}#{name}"


def is_made(iri: str) -> bool:
    """Tell whether an address has the form of those made here, so that it is no one's own name for the thing.

    >>> is_made("urn:uuid:8bb42c95-12a9-57d0-aae9-4165d52ecde0"), is_made("https://example.org/dataset/amt/1#contact")
    (True, True)
    >>> is_made("https://example.org/org/amt")
    False
    """
    return _MADE.fullmatch(iri) is not None


def _segment(text: str) -> str:
    """Write a text as one segment of a path; dots alone would be steps up."""
    quoted = quote(text, safe="", errors="replace")
    return quoted.replace(".", "%2E") if set(quoted) == {"."} else quoted


def _make(*said: str) -> str:
    """Make an address that is the same in every run."""
    return f"urn:uuid:{uuid.uuid5(_OURS, _plain(chr(10).join(said)))}"


def _plain(text: str) -> str:
    """Leave out halves of surrogate pairs, which no encoding can hold."""
    return text.encode("utf-8", "replace").decode("utf-8")
