"""A heading as its author typed it, reduced to what it is looked up by."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "æ": "ae", "ø": "o", "œ": "oe", "ł": "l", "&": " und "})
_ACCENT = re.compile("[\u0300-\u036f]")
_ENDING = re.compile(r"(?<=.{6})(?:innen|en|er|es|em|e|n|s)$")
_NOT_KEY = re.compile(r"[^a-z0-9\n]+")
_TOKEN = re.compile(r"[a-z]+|[0-9]+")
_SHORTENED = re.compile(r"\b([a-z]{4,})\.")
_EMAIL = re.compile(r"\be[\s_\-\u2010-\u2015]?mail")
_CAMEL = re.compile(r"(?<=[a-zäöüß])(?=[A-ZÄÖÜ])|(?<=[A-Z])(?=[A-Z][a-z]{2})")
_HYPHENATION = re.compile(
    r"(?<=[^\W\d_]{2})[\-\u00ad]\s+(?=[^\W\d_]{3})(?!und\b|oder\b|bzw\b|sowie\b|and\b|or\b)(?=[a-zäöü])"
)

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]|_x000[dD]_")
_FOOTNOTE = re.compile(r"[¹²³⁰-⁹]+|(?<=[^\W\d])\s*\d{1,2}\)\s*$|(?<=\S)\s*\[\d{1,2}\]\s*$")
_NUMBERING = re.compile(
    r"^\s*(?:\d{1,2}(?:\.\d{1,2})*[.)]|\(\d{1,2}\)|\d{1,2}(?:\.\d{1,2})+\s|[a-z]\)|[IVX]{1,4}\.)\s*(?=\D)"
)
_GENDER = re.compile(
    r"(?<=\w)(?:[/:*·]-?(?:innen|in|rin|nen|en|r|n|e)|_-?(?:innen|in)|\((?:-?innen|-?in|-?rin|en|er|e|n|r|s|es)\))(?!\w)",
    re.IGNORECASE,
)
_VOCABULARY = re.compile(
    r"^\s*(?:dct|dcat|dcterms|dc|foaf|vcard|adms|dcatap|dcatde|schema|prov|owl|locn|skos|geodcatap|spdx|ckan)[:.]|^\s*extras?[:._]"
)
_ANSWERS = re.compile(
    r"\b(?:ja|yes|oui|si|sí|sim|y|j)\s*(?:[/|,]|oder|or|ou|eller|of|\s)\s*(?:nein|no|non|não|nao|nei|nee|n)\b",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"[(\[][^()\[\]]*(?:[)\]]|$)")
_OPENING = re.compile(r"[()\[\]]")
_EXPLAINED = re.compile(r"\s[-–—]\s|[:;\n]\s*(?=\S)|\s*\?\s+(?=\S)")
_CHOICE = re.compile(r"\s*[/|\n]\s*|\s(?:bzw\.?|oder|or|resp\.?|ou)\s")
_FOREIGN = re.compile(
    r"[\s_@.\-([]+(?:en|eng|engl|englisch|english|fr|fra|französisch|french|it|ital|italienisch)[)\]]?\s*$",
    re.IGNORECASE,
)
_NATIVE = re.compile(r"[\s_@.\-([]+(?:de|ger|deu|dt|deutsch|german)[)\]]?\s*$", re.IGNORECASE)
_LEVEL = re.compile(r"\s*›\s*|\s+[>»→]\s+")

_RUN = re.compile(r"\d+")
_COUNT_MARK = re.compile(r"(?:\b(?:nr|no|num|nummer|number)\b\.?|#|n°|nº)\s*$", re.IGNORECASE)
_SIGN = re.compile(r"(?<![^\W\d_])[A-ZÄÖÜ]{1,2}$")
_PARAGRAPH = re.compile(r"(?:§\s*|\bArt\.\s*|\bAbs\.\s*|[.,])$")
_MOST_PARTS = 30
_LONGEST = 400

FOREIGN_WEIGHT = 0.72
"""What a title or a description in a second language counts beside the one in the first."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a heading, and how much it counts (0 to 1) beside the heading as it stands."""

    text: str
    weight: float = 1.0


def fold(text: str) -> str:
    """Bring letters to plain small ones: ä as ae, ß as ss, é as e. Line breaks stay.

    >>> fold("Größe"), fold("Fréquence"), fold("Tilgangsnivå")
    ('groesse', 'frequence', 'tilgangsniva')
    """
    if text.isascii():
        return text.lower().replace("&", " und ")
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_LETTERS)
    return plain if plain.isascii() else _ACCENT.sub("", unicodedata.normalize("NFKD", plain))


def fold_keys(texts: Sequence[str]) -> list[str]:
    """Fold many texts at once, each to its letters and digits only. No text may hold a line break."""
    return _NOT_KEY.sub("", fold("\n".join(texts))).split("\n")


def fold_tokens(texts: Sequence[str]) -> list[list[str]]:
    """Give the words of many texts at once, as ``tokens_of`` does. No text may hold a line break."""
    lines = _EMAIL.sub(" email", fold(_CAMEL.sub(" ", "\n".join(texts)))).split("\n")
    return [_TOKEN.findall(line) for line in lines]


def key_of(text: str) -> str:
    """Give what a heading is looked up by: letters and digits, nothing else.

    >>> key_of("Lfd.-Nr."), key_of("accessURL"), key_of("E-Mail")
    ('lfdnr', 'accessurl', 'email')
    """
    return _NOT_KEY.sub("", fold(text).replace("\n", " "))


def tokens_of(text: str) -> list[str]:
    """Give the words of a heading, also those of ``camelCase`` and ``snake_case``.

    >>> tokens_of("dataset_contactPoint"), tokens_of("Datum der E-Mail")
    (['dataset', 'contact', 'point'], ['datum', 'der', 'email'])
    """
    return _TOKEN.findall(_EMAIL.sub(" email", fold(_CAMEL.sub(" ", text))))


def shortened_in(text: str) -> frozenset[str]:
    """Give the words that are cut short with a point: ``räuml. Bezug``.

    >>> shortened_in("räuml. Bezug")
    frozenset({'raeuml'})
    """
    return frozenset(_SHORTENED.findall(fold(text))) if "." in text else frozenset()


@lru_cache(maxsize=20_000)
def stem_of(token: str) -> str:
    """Take endings from a word, so that number, gender and case make no difference.

    >>> stem_of("aktualisierungen"), stem_of("herausgebers") == stem_of("herausgeber")
    ('aktualisierung', True)
    """
    while len(token) > 6 and token[-1] in "emnrs":
        shorter = _ENDING.sub("", token)
        if shorter == token:
            break
        token = shorter
    return token


def split_levels(heading: str) -> tuple[str, ...]:
    """Split ``Gruppe › Spalte`` into its lines, each cleaned; one that says the same as another falls out.

    A heading that goes on for more than 400 characters is read no further.

    >>> split_levels("Ressource 2 › URL *")
    ('Ressource 2', 'URL *')
    """
    return tuple(dict.fromkeys(clean for part in _LEVEL.split(heading[:_LONGEST]) if (clean := clean_heading(part))))


def clean_heading(text: str) -> str:
    """Take off what belongs to the sheet and not to the heading: numbering, footnotes, gender forms, prefixes.

    >>> clean_heading("3. Ansprechpartner:in¹"), clean_heading("dct:title"), clean_heading("Aktua- lisierung")
    ('Ansprechpartner', 'title', 'Aktualisierung')
    """
    shown = _INVISIBLE.sub("", _HYPHENATION.sub("", text))
    bare = _VOCABULARY.sub("", _NUMBERING.sub("", _FOOTNOTE.sub("", shown)))
    return _ANSWERS.sub(" ", _GENDER.sub("", bare)).strip()


def split_number(text: str) -> tuple[str, str]:
    """Part a heading from the number of its repetition: ``Ressource 2 URL`` is ``Ressource URL``, number 2.

    Decimals, years, and digits that belong to a short sign (CO2, PM10) stay.

    >>> split_number("keywords_3"), split_number("Open Data 2.0"), split_number("CO2")
    (('keywords', '3'), ('Open Data 2.0', ''), ('CO2', ''))
    """
    runs = list(_RUN.finditer(text))
    if not runs or len({run.group() for run in runs}) > 1 or not 0 < int(runs[0].group()[:4]) <= _MOST_PARTS:
        return text, ""
    if any(_belongs_to_word(text, run.start()) for run in runs):
        return text, ""
    parts = [
        text[a:b] for a, b in zip([0, *(r.end() for r in runs)], [*(r.start() for r in runs), len(text)], strict=True)
    ]
    kept = " ".join(_COUNT_MARK.sub("", part).strip(" _-") for part in parts)
    return kept.strip(), runs[0].group().lstrip("0")


def _belongs_to_word(text: str, start: int) -> bool:
    """Tell the digits of a sign such as CO2, of a paragraph and of a decimal from a number of its own."""
    before = text[:start]
    sign = _SIGN.search(before)
    return bool(sign) or bool(_PARAGRAPH.search(_COUNT_MARK.sub("", before)))


def read_ways(text: str) -> Iterator[Reading]:
    """Give the ways to read a cleaned heading, the best first: whole, then without brackets.

    >>> [way.text for way in read_ways("Titel (Pflicht)")]
    ['Titel Pflicht', 'Titel']
    """
    bare = without_brackets(text)
    if bare != text:
        yield Reading(" ".join(_OPENING.sub(" ", text).split()))
    if not bare:
        return
    yield Reading(bare)
    yield from _in_a_language(text)


def read_before_explanation(text: str) -> Iterator[Reading]:
    """Give a heading without the explanation behind it: ``Titel: kurz und treffend``.

    >>> [way.text for way in read_before_explanation("Titel: kurz und treffend")]
    ['Titel']
    """
    bare = without_brackets(text)
    first = _EXPLAINED.split(bare, maxsplit=1)[0].strip()
    if first and first != bare:
        yield Reading(first, 0.92)


def _in_a_language(text: str) -> Iterator[Reading]:
    if match := _NATIVE.search(text):
        yield Reading(text[: match.start()])
    elif match := _FOREIGN.search(text):
        yield Reading(text[: match.start()], FOREIGN_WEIGHT)


def without_brackets(text: str) -> str:
    """Take off what stands in brackets.

    >>> without_brackets("Lizenz (z. B. CC BY 4.0)")
    'Lizenz'
    """
    return _BRACKETS.sub(" ", text).strip()


def choices_of(text: str) -> list[str]:
    """Give the parts of a heading that offers several: ``Titel / Name des Datensatzes``; none where it does not.

    >>> choices_of("Titel / Name"), choices_of("Titel")
    (['Titel', 'Name'], [])
    """
    parts = [part for part in _CHOICE.split(_BRACKETS.sub(" ", text)) if part.strip()]
    return parts if 1 < len(parts) <= 4 else []
