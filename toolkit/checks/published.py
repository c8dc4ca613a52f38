"""What of a dataset people can read or follow once it is published: texts and web addresses, each with its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from toolkit.checks.rule import Words, place_of, place_of_part
from toolkit.model.dataset import Dataset, Described, Distribution
from toolkit.model.finding import Place
from toolkit.model.message import Message
from toolkit.model.path import AGENTS, read_path


@dataclass(frozen=True, slots=True)
class Said:
    """A text or an address, the field that holds it, and the key of its distribution; None for the dataset's own."""

    text: str
    path: str
    part: str | None = None

    def place(self, described: Described) -> Place:
        """Find where it stands."""
        return place_of(described, self.path) if self.part is None else place_of_part(described, self.part, self.path)

    def words(self, described: Described, message: Message, remedy: Message, *nearest: str) -> Words:
        """Say something of it, with its text and what would be better."""
        return Words(message, self.place(described), remedy, self.text, nearest)


_TEXTS = (
    "title", "description", *(f"{role}.name" for role in AGENTS), "contact.name", "attribution", "provenance",
    "spatial.text", "version_notes", "series.title", "series.description", "keywords",
)  # fmt: skip
_TEXTS_OF_PARTS = ("title", "description", "attribution", "rights", "service.title", "service.description")
_LINKS = (
    "landing_page", "contact.url", *(f"{role}.url" for role in AGENTS), "documentation", "related",
    "sources", "referenced_by", "versions", "version_of",
)  # fmt: skip
_FURTHER_LINKS_OF_PARTS = (
    "documentation", "service.endpoint_url", "service.endpoint_description", "service.documentation",
)  # fmt: skip


def list_texts(described: Described) -> Iterator[Said]:
    """List the texts that people read, without empty ones."""
    yield from _read_all(described.dataset, _TEXTS)
    for part in described.dataset.distributions:
        yield from _read_all(part, _TEXTS_OF_PARTS, part.key)


def list_links(described: Described) -> Iterator[Said]:
    """List the web addresses that are published, without empty ones."""
    yield from _read_all(described.dataset, _LINKS)
    for part in described.dataset.distributions:
        yield from list_links_of(part)
        yield from _read_all(part, _FURTHER_LINKS_OF_PARTS, part.key)


def list_links_of(part: Distribution) -> Iterator[Said]:
    """List the addresses of a distribution's data, each once: offices write the same one into both columns."""
    yield from _read_all(part, ("access_url",), part.key)
    if part.download_url != part.access_url:
        yield from _read_all(part, ("download_url",), part.key)


def _read_all(thing: Dataset | Distribution, paths: Iterable[str], part: str | None = None) -> Iterator[Said]:
    """Give the filled fields of a dataset or a distribution, each value of a list by itself."""
    for path in paths:
        value = read_path(thing, path)
        for text in value if isinstance(value, tuple) else (value,):
            if text and isinstance(text, str):
                yield Said(text, path, part)
