"""What a page says about a field: texts in the reader's language, and links that are safe to follow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from toolkit.model.entry import Value
from toolkit.reports.language import Translator
from toolkit.vocabularies.concept import Concept
from toolkit.vocabularies.load import load_vocabulary

_VOCABULARIES = {
    "access_rights": "access-right",
    "availability": "planned-availability",
    "format": "file-type",
    "frequency": "frequency",
    "geocoding_level": "political-geocoding-level",
    "languages": "language",
    "license": "license",
    "status": "distribution-status",
    "themes": "data-theme",
}
_DATES = frozenset({"issued", "modified", "temporal.start", "temporal.end"})
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_THOUSAND = 1000


@dataclass(frozen=True, slots=True)
class Fact:
    """A text to show and where it leads; without ``href`` it is no link."""

    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """Says what fields hold, in one language; fields that the canonical model does not know are never shown."""

    translator: Translator

    def of(self, fields: Mapping[str, Value], path: str) -> tuple[Fact, ...]:
        """Say what a field holds: labels for coded values, dates as people write them, safe links as links."""
        return tuple(self._build_fact(path, text) for text in texts(fields, path))

    def named(self, fields: Mapping[str, Value], name: str, url: str) -> tuple[Fact, ...]:
        """Say a name that leads to a URL where that is safe; the URL alone where there is no name."""
        link = first_text(fields, url)
        text = first_text(fields, name) or link
        return (Fact(text, safe_link(link)),) if text else ()

    def size(self, fields: Mapping[str, Value]) -> str:
        """Write a file's size in decimal units.

        >>> Facts(Translator("de")).size({"byte_size": 1234567})
        '1,2 MB'
        """
        value = fields.get("byte_size")
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            return ""
        size, unit = float(value), "Bytes"
        for larger in ("kB", "MB", "GB", "TB"):
            if size < _THOUSAND:
                break
            size, unit = size / _THOUSAND, larger
        return f"{self.translator.number(round(size, 1))} {unit}"

    def label(self, path: str, value: str) -> str:
        """Give a coded value's label; a value that its vocabulary does not know stays as it is."""
        concept = _concept(path, value)
        return concept.label(self.translator.language) if concept else value

    def _build_fact(self, path: str, text: str) -> Fact:
        """Say one value of a field."""
        if path in _DATES:
            return Fact(self.translator.date(text))
        if path.endswith(".email"):
            return Fact(text, mail_link(text))
        if path == "media_type":
            return Fact(text.removeprefix(_MEDIA_TYPES))
        concept = _concept(path, text)
        if concept:
            return Fact(concept.label(self.translator.language), safe_link(concept.text("text_url")))
        return Fact(text, safe_link(text))


def code_of(path: str, value: str) -> str:
    """Give a coded value's code, or the value itself.

    >>> code_of("themes", "http://publications.europa.eu/resource/authority/data-theme/ENVI"), code_of("themes", "?")
    ('ENVI', '?')
    """
    concept = _concept(path, value)
    return concept.code if concept else value


def texts(fields: Mapping[str, Value], path: str) -> tuple[str, ...]:
    """Give a field's texts, none for an empty field; people edit entries, so that one text may stand for a list."""
    value = fields.get(path)
    if value is None:
        return ()
    values = value if isinstance(value, tuple) else (value,)
    return tuple(text for text in (str(item).strip() for item in values) if text)


def first_text(fields: Mapping[str, Value], path: str) -> str:
    """Give a field's first text, or an empty one."""
    return next(iter(texts(fields, path)), "")


def safe_link(text: str) -> str:
    """Give the text back where it may become a link, else an empty one.

    >>> safe_link("https://www.example.org/a?b=c"), safe_link("javascript:alert(1)"), safe_link("//example.org")
    ('https://www.example.org/a?b=c', '', '')
    """
    scheme = text[:8].lower()
    if not scheme.startswith(("http://", "https://", "mailto:")) or not text.isprintable() or " " in text:
        return ""
    try:
        parts = urlsplit(text)
        whole = bool(parts.hostname) if scheme.startswith("http") else "@" in parts.path
    except ValueError:
        return ""
    return text if whole else ""


def mail_link(address: str) -> str:
    """Make a link from a mail address.

    >>> mail_link("daten@example.org"), mail_link("siehe Webseite")
    ('mailto:daten@example.org', '')
    """
    return safe_link(address if address.lower().startswith("mailto:") else f"mailto:{quote(address, safe='@+')}")


def _concept(path: str, value: str) -> Concept | None:
    """Find the concept behind a coded value."""
    vocabulary = _VOCABULARIES.get(path)
    return load_vocabulary(vocabulary).concept(value) if vocabulary else None
