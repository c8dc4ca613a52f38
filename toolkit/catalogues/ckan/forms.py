"""The forms in which CKAN wants some values, and the way back."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from toolkit.catalogues.ckan.geometry import tell_kind
from toolkit.catalogues.ckan.layout import Form, Profile
from toolkit.catalogues.ckan.licenses import Licenses
from toolkit.catalogues.ckan.structured import read_objects
from toolkit.model.entry import Value
from toolkit.vocabularies.load import load_vocabulary
from toolkit.vocabularies.lookup import Found

# HTML's rule for one address, which CKAN's email_validator follows (2.10 to 2.12).
_LABEL = r"[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
_EMAIL = re.compile(rf"[a-zA-Z0-9.!#$%&'*+/=?^_`{{|}}~-]+@{_LABEL}(?:\.{_LABEL})*")

# CKAN's tag_name_validator and tag_length_validator (2.10 to 2.12).
_TAG_SEPARATORS = re.compile(r"\s*[/\\|:;,]+\s*")
_TAG_OTHERS = re.compile(r"[^\w \-.]+")
_TAG_SHORTEST, _TAG_LONGEST = 2, 100

_MEDIA_TYPES = re.compile(r"^https?://www\.iana\.org/assignments/media-types/")
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]*/[a-z0-9][a-z0-9!#$&^_.+-]*")
_IANA = "https://www.iana.org/assignments/media-types/"
_ALGORITHMS = "http://spdx.org/rdf/terms#checksumAlgorithm_"
# The hexadecimal digits of a checksum tell by which algorithm it was made.
_LENGTHS = {32: "md5", 40: "sha1", 64: "sha256", 96: "sha384", 128: "sha512"}
_ADDRESS = re.compile(r"(https?://|urn:)\S+$")
_GEOCODING = "http://dcat-ap.de/def/politicalGeocoding/"
_THEMES = "http://publications.europa.eu/resource/authority/data-theme/"
THEME_GROUPS = frozenset(
    {"agri", "econ", "educ", "ener", "envi", "gove", "heal", "intr", "just", "regi", "soci", "tech", "tran"}
)
"""The groups that stand for the EU's data themes where ckanext-dcatde runs (``ckan dcatde_themeadder``)."""


@dataclass(frozen=True, slots=True)
class Forms:
    """Writes values for one site and reads them back, by its licences and the profile's file-type labels."""

    profile: Profile
    licenses: Licenses

    def write(self, form: Form, value: Value) -> Value:
        """Put a canonical value into its form; None where nothing is left of it."""
        match form:
            case "tags":
                return clean_tags(_items(value)) or None
            case "groups":
                return tuple(sorted(_items(value))) or None
            case "theme-groups":
                return _write_groups(_items(value))
            case "json" | "list" | "objects":
                return _items(value) or None
            case "json-addresses" | "json-words" | "geocoding":
                return tuple(one for one in _items(value) if _belongs(form, one)) or None
            case "number":
                return value
            case _:
                return self._write_text(form, str(value or "").strip()) or None

    def read(self, form: Form, raw: Any) -> Value:
        """Read what CKAN holds, so that it equals what was written if nobody changed it; None for empty."""
        if raw is None:
            return None
        match form:
            case "tags" | "groups" | "theme-groups":
                return tuple(sorted(raw)) or None
            case "json" | "json-addresses" | "json-words" | "geocoding" | "list":
                return _read_json(raw)
            case "objects":
                return read_objects(raw) or None
            case "number":
                return _read_number(raw)
            case "file-type":
                return self._read_file_type(_text(raw)) or None
            case _:
                return _text(raw) or None

    def restore(self, form: Form, value: Value) -> Value:
        """Give the canonical value of one that was written: codes for labels, whole names for short ones."""
        if isinstance(value, tuple):
            return value
        text = str(value or "")
        match form:
            case "number":
                return value
            case "license-id":
                return self.licenses.find_uri(text) if text else None
            case "file-type":
                return self._restore_file_type(text) or None
            case "media-type-uri":
                return _MEDIA_TYPES.sub("", text) or None
            case "place-name":
                return None if _ADDRESS.match(text) else text or None
            case "hash-value":
                algorithm = _LENGTHS.get(len(text), "") if ":" not in text else ""
                return f"{algorithm}:{text}" if algorithm else text or None
            case _:
                return text or None

    def _write_text(self, form: Form, text: str) -> str:
        """Put a text into its form."""
        match form:
            case "address":
                return complete_address(text)
            case "email":
                return pick_email(text)
            case "license-id":
                return self.licenses.find_id(text) if text else ""
            case "file-type":
                return self._write_file_type(text)
            case "media-type":
                return _MEDIA_TYPES.sub("", text)
            case "rectangle" | "point" | "shape":
                return text if text and tell_kind(text) == form else ""
            case _:
                return _write_name(form, text)

    def _write_file_type(self, text: str) -> str:
        """Give CKAN's label for a file type; one that no vocabulary knows stays as it is."""
        match load_vocabulary("file-type").find(text):
            case Found(concept):
                return self.profile.file_types.get(concept.code, concept.code)
            case _:
                return text

    def _restore_file_type(self, text: str) -> str:
        """Give the URI of a file type by CKAN's label."""
        codes = {label.casefold(): code for code, label in self.profile.file_types.items()}
        match load_vocabulary("file-type").find(codes.get(text.casefold(), text)):
            case Found(concept):
                return concept.uri
            case _:
                return text

    def _read_file_type(self, raw: str) -> str:
        """Read a label in our spelling: sites may spell it otherwise (``ckan.resource_formats``)."""
        label = self._write_file_type(raw)
        return label if label.casefold() == raw.casefold() else raw


def split_groups(names: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Tell the groups that stand for themes (URIs) from the others (names).

    >>> split_groups(("tran", "radverkehr"))
    (('http://publications.europa.eu/resource/authority/data-theme/TRAN',), ('radverkehr',))
    """
    groups = tuple(names)
    themes = tuple(_THEMES + name.upper() for name in groups if name in THEME_GROUPS)
    return themes, tuple(name for name in groups if name not in THEME_GROUPS)


def clean_tags(keywords: Iterable[str]) -> tuple[str, ...]:
    """Make CKAN tags of keywords, sorted as CKAN sorts them, each once whatever its case.

    What separates words becomes a hyphen, every other sign that CKAN refuses a blank; a tag of one letter is left out.

    >>> clean_tags(["Straße/Verkehr", "Bus (ÖPNV)", "Klima & Umwelt", "Grün : Flächen", "bäume", "Bäume", "§"])
    ('Bus ÖPNV', 'Grün-Flächen', 'Klima Umwelt', 'Straße-Verkehr', 'bäume')
    """
    tags: dict[str, str] = {}
    for keyword in keywords:
        tag = _clean_tag(keyword)
        if len(tag) >= _TAG_SHORTEST:
            tags.setdefault(tag.casefold(), tag)
    return tuple(sorted(tags.values()))


def pick_email(text: str) -> str:
    """Give the one e-mail address that a text consists of; nothing where it is none or several.

    >>> pick_email("mailto:opendata@example.org"), pick_email("a@example.org; b@example.org"), pick_email("06131 12-0")
    ('opendata@example.org', '', '')
    """
    address = text.removeprefix("mailto:").strip()
    return address if _EMAIL.fullmatch(address) else ""


def complete_address(text: str) -> str:
    """Give an address the scheme that CKAN shows a resource's with (``resource_dictize``, 2.10 to 2.12).

    >>> complete_address("www.example.org/a.csv"), complete_address("ftp://example.org/a.csv")
    ('http://www.example.org/a.csv', 'ftp://example.org/a.csv')
    """
    try:
        is_whole = not text or bool(urlsplit(text).scheme)
    except ValueError:
        return text
    return text if is_whole else f"http://{text.lstrip('/')}"


def write_json(items: Iterable[str]) -> str:
    """Write a list as CKAN's extras hold lists: a JSON text, in the list's order, umlauts as they are.

    >>> write_json(("b", "ä"))
    '["b", "ä"]'
    """
    return json.dumps(list(items), ensure_ascii=False)


def _write_groups(values: Iterable[str]) -> Value:
    """Write themes as the groups that stand for them, beside groups of the body's own; other themes have none."""
    names = {one.removeprefix(_THEMES).lower() if one.startswith(_THEMES) else one for one in values}
    themes = {name for name in names if name in THEME_GROUPS}
    own = {one for one in values if "/" not in one}
    return tuple(sorted(themes | own)) or None


def _write_name(form: Form, text: str) -> str:
    """Write what RDF wants by its whole name: a file type, a media type, a checksum and its algorithm."""
    match form:
        case "file-type-uri":
            found = load_vocabulary("file-type").find(text)
            return found.concept.uri if isinstance(found, Found) else text
        case "media-type-uri":
            return _IANA + text if _MEDIA_TYPE.fullmatch(text) else text
        case "hash-value":
            return text.rpartition(":")[2]
        case "hash-algorithm":
            algorithm = text.partition(":")[0] if ":" in text else ""
            return _ALGORITHMS + algorithm if algorithm in _LENGTHS.values() else ""
        case _:
            return text


def _belongs(form: Form, text: str) -> bool:
    """Tell whether an item is one that a form is for: an address, words, a key of political geocoding."""
    if form == "geocoding":
        return text.startswith(_GEOCODING)
    return bool(_ADDRESS.match(text)) == (form == "json-addresses")


def _clean_tag(keyword: str) -> str:
    """Make one tag."""
    text = _TAG_SEPARATORS.sub("-", unicodedata.normalize("NFC", keyword))
    words = " ".join(_TAG_OTHERS.sub(" ", text).split())
    return words.strip("- ")[:_TAG_LONGEST].strip("- ")


def _items(value: Value) -> tuple[str, ...]:
    """Read a value as a list."""
    if isinstance(value, tuple):
        return value
    return (str(value),) if value else ()


def _text(raw: Any) -> str:
    """Give a text; CKAN holds nothing else in the fields that are read as text."""
    return raw if isinstance(raw, str) else "" if raw is None else str(raw)


def _read_json(raw: Any) -> Value:
    """Read a JSON list as a list of texts, whatever its spelling; every other text stays as it is."""
    try:
        found = json.loads(raw) if isinstance(raw, str) else raw
    except ValueError:
        return _text(raw) or None
    is_list = isinstance(found, list) and all(isinstance(item, str) for item in found)
    return (tuple(found) or None) if is_list else (_text(raw) or None)


def _read_number(raw: Any) -> Value:
    """Read a whole number, which older data hold as text."""
    text = _text(raw).strip()
    return int(text) if text.isdecimal() else (text or None)
