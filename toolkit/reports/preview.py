"""How one dataset would look in a catalogue: what people read there, in their language, with links that are safe."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from toolkit.model.dataset import Dataset, Distribution
from toolkit.model.entry import Value
from toolkit.model.message import Message, say
from toolkit.model.path import read_path
from toolkit.reports.language import Translator
from toolkit.reports.site.fact import Fact, Facts

LONGEST_TEXT = 1500
"""How many characters of a description are shown."""

LONGEST_LINE = 300
"""How many characters of any other text are shown."""

_MOST_PARTS = 20
_MOST_WORDS = 30

_ROWS: tuple[tuple[Message, str], ...] = (
    (say("Theme"), "themes"),
    (say("Licence"), "license"),
    (say("Attribution"), "attribution"),
    (say("Changed"), "modified"),
    (say("Published"), "issued"),
    (say("Updated"), "frequency"),
    (say("Administrative level"), "geocoding_level"),
    (say("Language"), "languages"),
    (say("Web page"), "landing_page"),
)
_PATHS = frozenset({*(path for _, path in _ROWS), "contact.email", "contact.phone", "temporal.start", "temporal.end"})
_ROWS_OF_PARTS: tuple[tuple[Message, str], ...] = (
    (say("Licence"), "license"),
    (say("Changed"), "modified"),
    (say("Availability"), "availability"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of facts under a name that is already in the reader's language."""

    label: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class PreviewPart:
    """One distribution: what it is called, its format as a badge, its size, where it lies, and further facts."""

    title: str
    description: str
    format: str
    size: str
    address: Fact | None
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """One dataset as a catalogue shows it. ``hidden_parts`` counts the distributions that are left out."""

    title: str
    paragraphs: tuple[str, ...]
    keywords: tuple[str, ...]
    rows: tuple[Row, ...]
    parts: tuple[PreviewPart, ...]
    hidden_parts: int = 0


def build_preview(dataset: Dataset, translator: Translator) -> Preview:
    """Build what a catalogue shows of a dataset; whatever its cells say is text, and only safe addresses are links.

    >>> build_preview(Dataset("amt", "A-1", "Bäume", keywords=("Baum",)), Translator("de")).keywords
    ('Baum',)
    """
    shown = dataset.distributions[:_MOST_PARTS]
    return Preview(
        title=cut(dataset.title),
        paragraphs=_list_paragraphs(dataset.description),
        keywords=tuple(cut(word) for word in dataset.keywords[:_MOST_WORDS]),
        rows=tuple(_list_rows(dataset, translator)),
        parts=tuple(_build_part(one, dataset, translator) for one in shown),
        hidden_parts=len(dataset.distributions) - len(shown),
    )


def cut(text: str, most: int = LONGEST_LINE) -> str:
    """Shorten a text.

    >>> cut("Bäume und Sträucher", 6), cut("Bäume", 6)
    ('Bäume…', 'Bäume')
    """
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _list_paragraphs(text: str) -> tuple[str, ...]:
    """Split a description where it has empty lines."""
    return tuple(part.strip() for part in re.split(r"\n\s*\n", cut(text.strip(), LONGEST_TEXT)) if part.strip())


def _list_rows(dataset: Dataset, translator: Translator) -> Iterator[Row]:
    """Give the facts about a dataset, without those that nobody has filled in."""
    facts, fields = Facts(translator), _read_fields(dataset)
    named = (
        (say("Publisher"), facts.named(fields, "publisher.name", "publisher.url")),
        (say("Author"), facts.named(fields, "creator.name", "creator.url")),
        (say("Contact"), _list_contacts(facts, fields)),
        *((label, facts.of(fields, path)) for label, path in _ROWS),
        (say("Period"), _say_period(facts, fields, translator)),
        (say("Place"), facts.named(fields, "spatial.text", "spatial.uri")),
    )
    for label, found in named:
        if found:
            yield Row(_name(label, translator), tuple(Fact(cut(one.text), one.href) for one in found))


def _read_fields(dataset: Dataset) -> Mapping[str, Value]:
    """Read the fields that are shown."""
    named = ("publisher", "creator", "contact")
    paths = {*_PATHS, "spatial.text", "spatial.uri", *(f"{one}.{part}" for one in named for part in ("name", "url"))}
    return {path: read_path(dataset, path) for path in paths}


def _list_contacts(facts: Facts, fields: Mapping[str, Value]) -> tuple[Fact, ...]:
    """Say whom to ask; the mailboxes of persons that are withheld were emptied before (toolkit.checks.contacts)."""
    named = facts.named(fields, "contact.name", "contact.url")
    return (*named, *facts.of(fields, "contact.email"), *facts.of(fields, "contact.phone"))


def _say_period(facts: Facts, fields: Mapping[str, Value], translator: Translator) -> tuple[Fact, ...]:
    """Say which time the data are about."""
    starts, ends = (facts.of(fields, f"temporal.{end}") for end in ("start", "end"))
    if starts and ends:
        told = say("{start} to {end}", start=starts[0].text, end=ends[0].text)
    elif starts:
        told = say("from {start}", start=starts[0].text)
    elif ends:
        told = say("until {end}", end=ends[0].text)
    else:
        return ()
    return (Fact(translator.render(told)),)


def _build_part(part: Distribution, dataset: Dataset, translator: Translator) -> PreviewPart:
    """Build one distribution; a licence that is the dataset's own is not said again."""
    facts = Facts(translator)
    fields = {path: read_path(part, path) for path in ("format", "byte_size", *(path for _, path in _ROWS_OF_PARTS))}
    if part.license == dataset.license:
        fields["license"] = ""
    rows = ((label, facts.of(fields, path)) for label, path in _ROWS_OF_PARTS)
    address = next((one for one in (part.download_url, part.access_url, part.path) if one), "")
    return PreviewPart(
        title=cut(part.title),
        description=cut(part.description),
        format=cut(", ".join(one.text for one in facts.of(fields, "format"))),
        size=facts.size(fields),
        address=next((Fact(cut(one.text), one.href) for one in facts.of({"url": address}, "url")), None),
        rows=tuple(Row(_name(label, translator), found) for label, found in rows if found),
    )


@lru_cache(maxsize=256)
def _name(label: Message, translator: Translator) -> str:
    return translator.render(label)
