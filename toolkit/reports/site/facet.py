"""The facets of the index: theme, organisation, format and licence, with their options and counts."""

from __future__ import annotations

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from toolkit.model.entry import Entry
from toolkit.model.identity import slug
from toolkit.reports.site.fact import Facts, code_of, first_text, texts

_TOKEN_LIMIT = 60


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a facet; ``token`` stands for it in the page's address and stays the same in every build."""

    token: str
    label: str
    count: int = field(compare=False, default=0)


@dataclass(frozen=True, slots=True)
class Facet:
    """One facet: its options, the most frequent first, and those of each entry by the entry's name."""

    name: str
    options: tuple[Option, ...]
    of: Mapping[str, tuple[Option, ...]]


def fold(text: str) -> str:
    """Make texts comparable as a German dictionary sorts them: case and accents aside (DIN 5007-1).

    >>> sorted(["Zoo", "Ärzte", "Straße", "Bäume", "Bau"], key=fold)
    ['Ärzte', 'Bau', 'Bäume', 'Straße', 'Zoo']
    """
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in parts if not unicodedata.combining(char))


def build_facets(entries: Sequence[Entry], facts: Facts, organizations: Mapping[str, str]) -> tuple[Facet, ...]:
    """Build the four facets of public entries; one that no entry fills has no options."""

    def label_organization(value: str) -> str:
        return organizations.get(value) or value

    return (
        _build_facet("theme", entries, _themes, "themes", lambda value: facts.label("themes", value)),
        _build_facet("organization", entries, _organizations, "", label_organization),
        _build_facet("format", entries, _formats, "format", lambda value: facts.label("format", value)),
        _build_facet("license", entries, _licenses, "license", lambda value: facts.label("license", value)),
    )


def _build_facet(
    name: str,
    entries: Sequence[Entry],
    read: Callable[[Entry], tuple[str, ...]],
    path: str,
    label: Callable[[str], str],
) -> Facet:
    """Build one facet from the values that ``read`` finds in an entry."""
    values = {entry.name: tuple(dict.fromkeys(read(entry))) for entry in entries}
    counts = Counter(value for of_entry in values.values() for value in of_entry)
    tokens = _build_tokens(path, counts)
    options = {value: Option(tokens[value], label(value), count) for value, count in counts.items()}
    ranked = sorted(options.values(), key=lambda option: (-option.count, fold(option.label), option.token))
    return Facet(name, tuple(ranked), {key: tuple(options[value] for value in values[key]) for key in values})


def _build_tokens(path: str, values: Mapping[str, int]) -> dict[str, str]:
    """Give each value a short word for the address; equal words get a mark made from the value."""
    words = {value: slug(code_of(path, value))[:_TOKEN_LIMIT].strip("-") for value in values}
    often = Counter(words.values())
    return {value: word if word and often[word] == 1 else _marked(word, value) for value, word in words.items()}


def _marked(word: str, value: str) -> str:
    """Set a word apart by the value that it stands for."""
    mark = hashlib.sha256(value.encode("utf-8", "replace")).hexdigest()[:8]
    return f"{word}-{mark}".lstrip("-")


def _themes(entry: Entry) -> tuple[str, ...]:
    return texts(entry.fields, "themes")


def _organizations(entry: Entry) -> tuple[str, ...]:
    """Give the department: the organisation, or the publisher where the entry names none."""
    name = first_text(entry.fields, "owner_org") or first_text(entry.fields, "publisher.name")
    return (name,) if name else ()


def _formats(entry: Entry) -> tuple[str, ...]:
    return tuple(text for resource in entry.resources for text in texts(resource.fields, "format"))


def _licenses(entry: Entry) -> tuple[str, ...]:
    """Give the licences of the dataset and of its distributions."""
    own = [text for resource in entry.resources for text in texts(resource.fields, "license")]
    return (*texts(entry.fields, "license"), *own)
