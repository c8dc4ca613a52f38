"""What of a dataset people can read or follow once it is published: texts and web addresses, each with its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.checks.rule import Words, place_of, place_of_part
from toolkit.model.dataset import Described, Distribution
from toolkit.model.finding import Place
from toolkit.model.message import Message


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


def list_texts(described: Described) -> Iterator[Said]:
    """List the texts that people read, without empty ones."""
    dataset = described.dataset
    yield from _filled(
        ("title", dataset.title),
        ("description", dataset.description),
        ("publisher.name", dataset.publisher.name if dataset.publisher else ""),
        ("creator.name", dataset.creator.name if dataset.creator else ""),
        ("contact.name", dataset.contact.name if dataset.contact else ""),
        ("attribution", dataset.attribution),
        ("provenance", dataset.provenance),
        ("spatial.text", dataset.spatial.text if dataset.spatial else ""),
        *(("keywords", keyword) for keyword in dataset.keywords),
    )
    for part in dataset.distributions:
        yield from _filled(
            ("title", part.title), ("description", part.description), ("attribution", part.attribution), part=part.key
        )


def list_links(described: Described) -> Iterator[Said]:
    """List the web addresses that are published, without empty ones."""
    dataset = described.dataset
    yield from _filled(
        ("landing_page", dataset.landing_page),
        ("contact.url", dataset.contact.url if dataset.contact else ""),
        ("publisher.url", dataset.publisher.url if dataset.publisher else ""),
        ("creator.url", dataset.creator.url if dataset.creator else ""),
    )
    for part in dataset.distributions:
        yield from list_links_of(part)


def list_links_of(part: Distribution) -> Iterator[Said]:
    """List the web addresses of a distribution, each once: offices write the same one into both columns."""
    yield from _filled(("access_url", part.access_url), part=part.key)
    if part.download_url != part.access_url:
        yield from _filled(("download_url", part.download_url), part=part.key)


def _filled(*texts: tuple[str, str], part: str | None = None) -> Iterator[Said]:
    for path, text in texts:
        if text:
            yield Said(text, path, part)
