"""Reads RDF out of files and from web addresses, page by page, up to a limit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin, urlsplit

from toolkit import __version__
from toolkit.links.manner import Manner
from toolkit.mapping.addresses import mask_secret
from toolkit.model.message import Message, say
from toolkit.model.problem import Problem

if TYPE_CHECKING:
    from rdflib import Graph
    from requests import Response, Session

MEGABYTE: Final = 1_000_000
_MOST_PAGES = 10_000
_CHUNK = 65_536
_ACCEPT = "text/turtle, application/ld+json;q=0.9, application/rdf+xml;q=0.8, application/n-triples;q=0.7, */*;q=0.1"
_NEXT = ("hydra:next", "hydra:nextPage")


@dataclass(frozen=True, slots=True)
class Document:
    """The bytes of one file or answer; ``base`` is empty for a file."""

    name: str
    data: bytes
    content_type: str = ""
    base: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """A graph out of several documents, what they were called, and what whoever asked should know about them."""

    graph: Graph
    documents: tuple[str, ...]
    notes: tuple[Message, ...]


class _Budget:
    """How many bytes may still be read."""

    def __init__(self, megabytes: int) -> None:
        self.megabytes = megabytes
        self.left = megabytes * MEGABYTE

    def spend(self, count: int, name: str) -> None:
        """Take bytes off. Raises Problem where there are too many."""
        self.left -= count
        if self.left < 0:
            raise Problem(
                say("{name}: more than {limit} MB of RDF", name=name, limit=self.megabytes),
                say(
                    "A graph needs about 20 times its file's size in memory. Import the catalogue in parts, or allow "
                    "more with --limit."
                ),
            )


def read_source(places: Sequence[str], megabytes: int) -> Source:
    """Read files and addresses into one graph, so that what one says of a body counts in all.

    Raises Problem for what cannot be read, and for more than ``megabytes`` in all.
    """
    from rdflib import Graph  # noqa: PLC0415 (slow to import)

    from toolkit.dcat.parse.document import parse_document  # noqa: PLC0415

    graph, budget = Graph(), _Budget(megabytes)
    names: list[str] = []
    notes: list[Message] = []
    for place in places:
        documents = _fetch_pages(place, graph, budget, notes) if is_address(place) else _read_files(place, budget)
        for document in documents:
            parse_document(graph, document.name, document.data, document.content_type, document.base)
            names.append(document.name)
    if any(not is_address(place) for place in places) and _list_next(graph, ""):
        notes.append(say("a file is one page of a catalogue of several; give its web address to read them all"))
    return Source(graph, tuple(names), tuple(notes))


def is_address(place: str) -> bool:
    r"""Tell whether a place is a web address rather than a file.

    >>> is_address("https://example.org/catalog.ttl"), is_address("catalog.ttl"), is_address("C:\\catalog.ttl")
    (True, False, False)
    """
    return place.casefold().startswith(("http://", "https://"))


def _read_files(place: str, budget: _Budget) -> Iterator[Document]:
    """Read one file. Raises Problem where it cannot be opened."""
    path = Path(place)
    try:
        budget.spend(path.stat().st_size, path.name)
        yield Document(path.name, path.read_bytes())
    except OSError as error:
        raise Problem(
            say("{path} cannot be read: {reason}", path=place, reason=error.strerror or str(error)),
            say("Name a file (.ttl, .jsonld, .rdf, .nt) or a web address that begins with https://."),
        ) from error


def _fetch_pages(place: str, graph: Graph, budget: _Budget, notes: list[Message]) -> Iterator[Document]:
    """Fetch an address and, one after the other, the pages that follow it; those of other servers are left alone."""
    from toolkit.links.request import open_session  # noqa: PLC0415 (requests is slow to import)

    with open_session(Manner()) as session:
        session.headers.update({"Accept": _ACCEPT, "User-Agent": f"bestand/{__version__}"})
        session.max_redirects = Manner().redirects
        seen, waiting = {place}, [place]
        while waiting:
            document = _fetch(session, waiting.pop(), budget)
            yield document  # whoever asked adds it to the graph before the next page is looked for
            for following in _list_next(graph, document.base):
                if following in seen:
                    continue
                seen.add(following)
                if urlsplit(following).netloc != urlsplit(place).netloc:
                    notes.append(
                        say("the next page {address} lies on another server and was not read", address=following)
                    )
                elif len(seen) <= _MOST_PAGES:
                    waiting.append(following)


def _list_next(graph: Graph, base: str) -> list[str]:
    """List the pages that follow (Hydra); ckanext-dcat 2.4 writes their addresses as texts."""
    from toolkit.dcat.parse.statements import expand  # noqa: PLC0415 (rdflib is slow to import)

    found = {str(value) for name in _NEXT for value in graph.objects(None, expand(name))}
    return sorted(urljoin(base, one) for one in found)


def _fetch(session: Session, address: str, budget: _Budget) -> Document:
    """Fetch one document. Raises Problem for every answer that is none."""
    import requests  # noqa: PLC0415 (slow to import)

    name = mask_secret(address)
    try:
        with session.get(address, stream=True, timeout=(10, 60)) as reply:
            if reply.status_code != requests.codes.ok:
                raise Problem(
                    say("{address} answers with status {status}", address=name, status=reply.status_code),
                    say("Open the address in a browser: it must show the catalogue without a login."),
                )
            return Document(name, _read_body(reply, name, budget), _type_of(reply), reply.url)
    except (requests.RequestException, ValueError) as error:
        raise Problem(
            say("{address} cannot be fetched: {reason}", address=name, reason=mask_secret(_shorten(error))),
            say("Check the address and the connection; behind a proxy, set HTTPS_PROXY."),
        ) from error


def _read_body(reply: Response, address: str, budget: _Budget) -> bytes:
    """Read an answer piece by piece, so that an endless one ends at the limit."""
    pieces = []
    for piece in reply.iter_content(_CHUNK):
        budget.spend(len(piece), address)
        pieces.append(piece)
    return b"".join(pieces)


def _type_of(reply: Response) -> str:
    """Give the type that a server names."""
    return str(reply.headers.get("Content-Type", ""))


def _shorten(error: Exception) -> str:
    """Give the innermost reason of what went wrong on the way."""
    cause: BaseException = error
    while (inner := cause.__cause__ or cause.__context__) is not None:
        cause = inner
    return " ".join(str(cause).split())[:200] or type(error).__name__
