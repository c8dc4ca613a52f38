"""The values that a site's schema offers (ckanext-scheming ``choices``), and which concepts they stand for. Pure.

A choice stands for a concept by its URI, by the code at the end of its URI, by its value, or by its label.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from toolkit.vocabularies.concept import Concept
from toolkit.vocabularies.load import load_vocabulary
from toolkit.vocabularies.lookup import Found
from toolkit.vocabularies.spelling import normalise

_END = re.compile(r"[^/#:]+$")


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a field, and what people call it, in whatever languages."""

    value: str
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Choices:
    """The values that one field takes; ``vocabulary`` names the one that its canonical field has ('' for none).

    >>> choices = Choices((Choice("http://purl.org/adms/status/Completed", ("Completed",)),), "distribution-status")
    >>> status = "http://publications.europa.eu/resource/authority/distribution-status/COMPLETED"
    >>> choices.write(status), choices.read("http://purl.org/adms/status/Completed") == status
    ('http://purl.org/adms/status/Completed', True)
    """

    items: tuple[Choice, ...]
    vocabulary: str = ""

    @cached_property
    def values(self) -> frozenset[str]:
        """The values as they are stored."""
        return frozenset(item.value for item in self.items)

    def write(self, value: str) -> str:
        """Give the site's own value for a canonical one; the same where it has none."""
        if value in self.values:
            return value
        concept = _find(value, self.vocabulary)
        if concept is not None:
            return self._by_concept.get(concept.uri, value)
        return self._by_word.get(normalise(value), value)

    def read(self, value: str) -> str:
        """Give the canonical value of one of the site's; the same for every other."""
        return self._by_value.get(value, value)

    @cached_property
    def _by_concept(self) -> Mapping[str, str]:
        """URI of a concept -> the site's value; the first of several counts, one with that very URI before all."""
        found: dict[str, str] = {}
        for item in self.items:
            concept = identify(item, self.vocabulary)
            if concept is not None and (item.value == concept.uri or concept.uri not in found):
                found[concept.uri] = item.value
        return found

    @cached_property
    def _by_value(self) -> Mapping[str, str]:
        concepts = {item.value: identify(item, self.vocabulary) for item in self.items}
        return {value: concept.uri for value, concept in concepts.items() if concept is not None}

    @cached_property
    def _by_word(self) -> Mapping[str, str]:
        """Words for a value that no vocabulary knows -> the value; words of two values count for none."""
        found: dict[str, set[str]] = {}
        for item in self.items:
            for word in (item.value, *item.labels):
                found.setdefault(normalise(word), set()).add(item.value)
        return {word: next(iter(values)) for word, values in found.items() if len(values) == 1}


def parse_choices(raw: Mapping[str, Any]) -> tuple[Choice, ...]:
    """Read the choices of a field of a schema; none where its values come from the site's own code.

    >>> parse_choices({"choices": [{"value": "a", "label": {"de": "A", "en": "a"}}, {"value": "b"}]})
    (Choice(value='a', labels=('A', 'a')), Choice(value='b', labels=()))
    """
    found = raw.get("choices")
    items = [item for item in found if isinstance(item, Mapping)] if isinstance(found, list) else []
    return tuple(Choice(str(item.get("value", "")), _labels(item.get("label"))) for item in items)


def identify(choice: Choice, vocabulary: str) -> Concept | None:
    """Tell which concept a choice stands for; None where its words name none, or several."""
    end = _END.search(choice.value.rstrip("/"))
    for words in ((choice.value,), (end[0],) if end else (), choice.labels):
        concepts = {concept.uri: concept for word in words if (concept := _find(word, vocabulary)) is not None}
        if len(concepts) == 1:
            return next(iter(concepts.values()))
    return None


def list_words(raw: Mapping[str, Any]) -> tuple[Choice, ...]:
    """List the choices of a field that say something; an empty one stands for no choice."""
    return tuple(choice for choice in parse_choices(raw) if choice.value)


def measure_vocabulary(choices: Iterable[Choice], vocabulary: str) -> float:
    """Tell which share of the choices are concepts of a vocabulary, from 0 to 1; one choice alone says nothing.

    >>> measure_vocabulary([Choice("ANNUAL"), Choice("x", ("monatlich",))], "frequency")
    1.0
    """
    every = tuple(choices)
    if len(every) < 2:
        return 0.0
    return sum(identify(choice, vocabulary) is not None for choice in every) / len(every)


def _find(text: str, vocabulary: str) -> Concept | None:
    """Look a text up; None where no vocabulary is named or it does not know the text."""
    if not vocabulary:
        return None
    match load_vocabulary(vocabulary).find(text):
        case Found(concept):
            return load_vocabulary(vocabulary).current(concept)
        case _:
            return None


def _labels(label: Any) -> tuple[str, ...]:
    found = tuple(label.values()) if isinstance(label, Mapping) else (label,)
    return tuple(one for one in found if isinstance(one, str) and one)
