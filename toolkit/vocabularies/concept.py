"""A controlled vocabulary and its concepts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, TypeAlias, get_args

from toolkit.vocabularies.lookup import Index, Outcome, look_up

VocabularyName: TypeAlias = Literal[
    "access-right",
    "contributor-id",
    "data-theme",
    "dataset-type",
    "distribution-status",
    "file-type",
    "frequency",
    "hvd-category",
    "language",
    "license",
    "musterdatenkatalog",
    "planned-availability",
    "political-geocoding-level",
    "publisher-type",
]
VOCABULARIES: tuple[VocabularyName, ...] = get_args(VocabularyName)
"""The vocabularies whose concepts fill fields."""

AREA_LISTS = ("german-state", "political-geocoding-key")
"""The vocabularies that tell how areas are named; no field is filled from them alone."""

EVERY_VOCABULARY: tuple[str, ...] = tuple(sorted((*VOCABULARIES, *AREA_LISTS)))
"""All vocabularies that ship with the product, by name."""

PropertyValue: TypeAlias = str | bool | float | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Concept:
    """One entry of a vocabulary.

    ``code`` is what follows the vocabulary's base in the URI, ``de`` and ``en`` are the labels. What else is known
    stands in ``properties``: numbers as float, lists as tuples, a reference to another concept as its URI. A property
    that nobody knows is absent.
    """

    uri: str
    code: str
    de: str
    en: str
    synonyms: tuple[str, ...] = ()
    properties: Mapping[str, PropertyValue] = field(default_factory=lambda: MappingProxyType({}), hash=False)

    def label(self, language: str) -> str:
        """Give the label in a language (``de`` or ``en``; every other language gets the English one)."""
        return self.de if language == "de" else self.en

    def text(self, key: str) -> str:
        """Give a property that is a text; an absent one is an empty text."""
        value = self.properties.get(key)
        return value if isinstance(value, str) else ""

    def texts(self, key: str) -> tuple[str, ...]:
        """Give a property that is a list; an absent one is an empty list."""
        value = self.properties.get(key)
        return value if isinstance(value, tuple) else ()

    def number(self, key: str) -> float | None:
        """Give a property that is a number; None means that nobody knows."""
        value = self.properties.get(key)
        return value if isinstance(value, float) else None

    def flag(self, key: str) -> bool | None:
        """Give a property that is yes or no; None means that nobody knows."""
        value = self.properties.get(key)
        return value if isinstance(value, bool) else None


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """One controlled vocabulary, equal only to itself."""

    name: str
    title_de: str
    title_en: str
    source: str
    edition: str
    license: str
    base: str
    concepts: tuple[Concept, ...] = field(repr=False)
    index: Index = field(repr=False)

    def find(self, text: str) -> Outcome:
        """Look up what somebody wrote: code, URI, label or synonym, else what comes near.

        Only ``Found`` may be used for anything; ``Suggested`` is for people to read. Never raises.
        """
        return look_up(self.index, text)

    def concept(self, uri: str) -> Concept | None:
        """Give the concept with exactly this URI; None when the vocabulary has none."""
        return self.index.by_uri.get(uri)

    def current(self, concept: Concept) -> Concept:
        """Give the concept that holds today: the successor of a retired one (``replaced_by``), else the same."""
        return self.concept(concept.text("replaced_by")) or concept
