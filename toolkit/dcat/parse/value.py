"""Single values out of RDF: texts, addresses, dates, numbers and codes, as others write them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from decimal import Decimal, InvalidOperation
from typing import Final, TypeAlias
from urllib.parse import unquote

from rdflib import BNode, Literal, URIRef
from rdflib.term import Node

from toolkit.dcat.iri import clean_iri, is_made
from toolkit.dcat.parse.statements import RELATIVE, Description, Statements
from toolkit.dcat.wellformed import is_date
from toolkit.mapping.dates import parse_date
from toolkit.mapping.phones import parse_phone
from toolkit.vocabularies.concept import VocabularyName
from toolkit.vocabularies.load import load_vocabulary
from toolkit.vocabularies.lookup import Found

Read: TypeAlias = Callable[[Node], "str | None"]

MOST_CHARACTERS: Final = 100_000
"""Longer texts are not taken: no field of a catalogue is meant for them."""

_MOST_OF_A_CODE = 500
_MOST_OF_A_NUMBER = 100
_LABELS = ("rdfs:label", "skos:prefLabel", "dct:title", "foaf:name", "dct:description", "rdfs:comment", "rdf:value")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff]")
_MIDNIGHT = re.compile(r"(\d{4}-\d{2}-\d{2})T00:00(?::00(?:\.0+)?)?")
_ZONED_DAY = re.compile(r"(\d{4}(?:-\d{2}(?:-\d{2})?)?)(?:Z|[+-]\d{2}:\d{2})")
_BLANK_TIME = re.compile(r"(\d{4}-\d{2}-\d{2})[ ](?=\d{2}:\d{2})")
_MEDIA_TYPE = re.compile(
    r"(?:https?://(?:www\.)?(?:iana\.org/assignments/media-types|purl\.org/NET/mediatypes)/)?"
    r"([a-z0-9][\w!#&^.+-]*/[a-z0-9][\w!#&^.+-]*)",
    re.IGNORECASE,
)
_SHORT_LANGUAGE = re.compile(r"https?://.*/iso639-[1-3]/([a-z]{2,3})", re.IGNORECASE)


def clean_text(text: str) -> str:
    r"""Take away what no text file should hold: control characters, and blanks at both ends.

    >>> clean_text(" B\x00aum\r\nkataster\n")
    'Baum\nkataster'
    """
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def read_text(node: Node) -> str | None:
    """Read a text; an address stands for itself."""
    if isinstance(node, BNode):
        return None
    text = clean_text(str(node))
    return text if text and len(text) <= MOST_CHARACTERS and not text.startswith(RELATIVE) else None


def read_iri(node: Node) -> str | None:
    """Read an absolute address, also one that stands as a text; a relative one is none, nor is one of this computer.

    >>> read_iri(Literal(" https://example.org/a ")), read_iri(Literal("Baumkataster"))
    ('https://example.org/a', None)
    """
    text = read_text(node)
    if text is None or (isinstance(node, Literal) and re.search(r"\s", text)):
        return None
    return clean_iri(text) or None if not text.casefold().startswith("file:") else None


def read_mail(node: Node) -> str | None:
    """Read a mail address, with or without ``mailto:``."""
    text = read_text(node)
    if text is None:
        return None
    bare = re.sub(r"^mailto:", "", text, flags=re.IGNORECASE)
    bare = unquote(bare.partition("?")[0]) if bare != text else bare
    return bare if "@" in bare and not re.search(r"\s|://", bare) else None


def read_phone(node: Node) -> str | None:
    """Read a telephone number, with or without ``tel:``; what is no number that can be called stays as it is."""
    text = read_text(node)
    if text is None or len(text) > _MOST_OF_A_NUMBER or not re.search(r"\d", text):
        return None
    if not text.casefold().startswith("tel:"):
        return text
    bare = unquote(text[4:])
    return parse_phone(bare).value or bare.replace("-", " ")


def read_date(node: Node) -> str | None:
    """Read a date: ISO 8601 as it stands, without a time of midnight or a zone behind a day; German ones, too.

    >>> read_date(Literal("2024-01-01T00:00:00")), read_date(Literal("2024-01-01T10:30:00+01:00"))
    ('2024-01-01', '2024-01-01T10:30:00+01:00')
    >>> read_date(Literal("01.02.2024")), read_date(Literal("2024-13-01"))
    ('2024-02-01', None)
    """
    text = read_text(node)
    if text is None or len(text) > 40:
        return None
    text = _BLANK_TIME.sub(r"\1T", text)
    for form in (_MIDNIGHT, _ZONED_DAY):
        if found := form.fullmatch(text):
            text = found[1]
    if is_date(text):
        return text
    other = parse_date(text).value
    return other if other and is_date(other) else None


def read_whole(node: Node) -> int | None:
    """Read a whole number of bytes, in whatever type of number or text it stands.

    >>> read_whole(Literal("123.0")), read_whole(Literal("1,2 MB")), read_whole(Literal("-1"))
    (123, None, None)
    """
    try:
        number = Decimal(read_text(node) or "")
        return int(number) if number.is_finite() and number >= 0 and number == int(number) else None
    except (InvalidOperation, OverflowError):
        return None


def read_decimal(node: Node) -> str | None:
    """Read a decimal number as it is written."""
    text = read_text(node) or ""
    return text if re.fullmatch(r"\d{1,20}(?:\.\d{1,20})?", text) else None


def read_duration(node: Node) -> str | None:
    """Read an ISO 8601 duration."""
    text = read_text(node) or ""
    return text if re.fullmatch(r"P(?=.)[0-9YMWDTHS.]{2,60}", text) else None


def read_media_type(node: Node) -> str | None:
    """Read a media type, without the address of IANA's list.

    >>> read_media_type(URIRef("http://www.iana.org/assignments/media-types/text/csv")), read_media_type(Literal("CSV"))
    ('text/csv', None)
    """
    found = _MEDIA_TYPE.fullmatch(read_text(node) or "")
    return found[1] if found else None


def read_label(statements: Statements, node: Node, owner: str = "statement") -> str | None:
    """Read what a node is called; a text is its own name."""
    if isinstance(node, Literal):
        return read_text(node)
    if not statements.describes(node):
        return None
    return choose_text(statements, statements.enter(node, owner), *_LABELS) or None


def read_named(statements: Statements, node: Node) -> str | None:
    """Read something that has an address or else a name: a law, a standard, a statement on rights."""
    if isinstance(node, URIRef) and not is_made(str(node)) and (iri := read_iri(node)):
        return iri
    return read_label(statements, node)


def read_code(statements: Statements, vocabulary: VocabularyName) -> Read:
    """Give a reader of codes: by address, by an address that means the same, by label; unknown addresses stay."""
    known = load_vocabulary(vocabulary)

    def find(text: str | None) -> str | None:
        if not text or len(text) > _MOST_OF_A_CODE:
            return None
        short = _SHORT_LANGUAGE.fullmatch(text)
        outcome = known.find(short[1] if short else text)
        return outcome.concept.uri if isinstance(outcome, Found) else None

    def read(node: Node) -> str | None:
        if isinstance(node, Literal):
            text = read_text(node)
            return find(text) or (read_iri(node) if text and "://" in text else None)
        if uri := find(read_media_type(node) or read_text(node)):
            return uri
        label = find(read_label(statements, node, "concept"))
        return label or (read_iri(node) if not is_made(str(node)) else None)

    return read


def choose_text(statements: Statements, of: Description, *names: str) -> str:
    """Give the text in the best language; texts in other languages stay, unless they say the same."""
    found = [(predicate, node) for predicate, node in statements.list_values(of, *names) if read_text(node) is not None]
    if not found:
        return ""
    chosen = read_text(min(found, key=lambda one: _rank(statements, one[1]))[1]) or ""
    for predicate, node in found:
        if read_text(node) == chosen:
            of.take(predicate, node)
    return chosen


def choose_texts(statements: Statements, of: Description, *names: str) -> tuple[str, ...]:
    """Give all texts in the best language and those without one; texts in other languages stay."""
    found = [(predicate, node) for predicate, node in statements.list_values(of, *names) if read_text(node) is not None]
    tagged = [node for _, node in found if isinstance(node, Literal) and node.language]
    best = min((_rank(statements, node) for node in tagged), default=None)
    chosen: dict[str, None] = {}
    for predicate, node in found:
        if node not in tagged or _rank(statements, node) == best:
            of.take(predicate, node)
            chosen[read_text(node) or ""] = None
    for predicate, node in found:
        if read_text(node) in chosen:
            of.take(predicate, node)
    return sort_texts(chosen)


def _rank(statements: Statements, node: Node) -> tuple[int, str]:
    """Tell how much a text's language is wanted; ``de-DE`` counts as ``de``."""
    language = (node.language or "").casefold() if isinstance(node, Literal) else ""
    wanted = list(statements.languages)
    place = next((wanted.index(one) for one in (language, language.partition("-")[0]) if one in wanted), len(wanted))
    return place, language


def sort_texts(texts: Iterable[str]) -> tuple[str, ...]:
    """Bring texts into one order, since statements have none; each once.

    >>> sort_texts(["b", "A", "b"])
    ('A', 'b')
    """
    return tuple(sorted(dict.fromkeys(texts), key=lambda text: (text.casefold(), text)))
