"""Reads SHACL shapes from files: which of a folder belong to a version of DCAT-AP.de, and the lists that they ask for.

Nothing is ever fetched: ``owl:imports`` are dropped, and what they would bring (the controlled vocabularies) comes from
the folder or, where it has none, from Bestand's own lists.
"""

from __future__ import annotations

import tomllib
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from rdflib import OWL, RDF, RDFS, SKOS, Graph, Namespace, URIRef

from toolkit.dcat.version import CURRENT, Version
from toolkit.model.cause import explain_cause
from toolkit.model.message import Message, say
from toolkit.model.problem import Problem
from toolkit.vocabularies.concept import VOCABULARIES
from toolkit.vocabularies.load import load_vocabulary

MANIFEST: Final = "shapes.toml"
"""A folder may say itself which files belong to which version: ``["3.0"]``, ``shapes = [...]``, ``lists = [...]``."""

_LAYOUT: Final[Mapping[Version, tuple[str, ...]]] = {
    "3.0": (
        "semic-3.0.0/dcat-ap-SHACL.ttl",
        "dcat-ap-de-3.0/dcat-ap-SHACL-DE.ttl",
        "dcat-ap-de-3.0/dcat-ap-de-deprecated.ttl",
        "dcat-ap-de-3.0/dcat-ap-spec-german-additions.ttl",
        "dcat-ap-de-3.0/dcat-ap-de-controlledvocabularies.ttl",
    ),
    "2.0": (
        "semic-2.1.1/dcat-ap_2.1.1_shacl_shapes.ttl",
        "dcat-ap-de-2.0/dcat-ap-spec-german-messages.ttl",
        "dcat-ap-de-2.0/dcat-ap-spec-german-additions.ttl",
        "dcat-ap-de-2.0/dcat-ap-de-deprecated.ttl",
        "dcat-ap-de-2.0/dcat-ap-konventionen.ttl",
    ),
}
"""Where the files of GovData's sets v30_de_spec and v20_de_spec_implr lie when a folder has them side by side."""

_PATCHED = "patched"
_LISTS = "vocab-inscheme.ttl"
_FORMATS = {".ttl": "turtle", ".rdf": "xml"}
_SH = "http://www.w3.org/ns/shacl#"
_SPDX = Namespace("http://spdx.org/rdf/terms#")
_VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
_FOAF = Namespace("http://xmlns.com/foaf/0.1/")
_SCHEMES = {"publisher-type": "http://purl.org/adms/publishertype/1.0"}
_STATUS_OF_ADMS = "http://purl.org/adms/status/1.0"
_HASHES = "http://dcat-ap.de/def/hashAlgorithms"
_HASH_NAMES = ("md/2", "md/4", "md/5", "md/6", "sha/1", "sha/224", "sha/256", "sha/384", "sha/512")
# From the ontologies of vCard, FOAF and SPDX, which the shapes would import.
_CLASSES = (
    *((_VCARD[name], RDFS.subClassOf, _VCARD.Kind) for name in ("Group", "Individual", "Location", "Organization")),
    *((_FOAF[name], RDFS.subClassOf, _FOAF.Agent) for name in ("Group", "Organization", "Person")),
    *(
        (_SPDX[f"checksumAlgorithm_{name}"], RDF.type, _SPDX.ChecksumAlgorithm)
        for name in ("md5", "sha1", "sha224", "sha256", "sha384", "sha512")
    ),
)


@dataclass(frozen=True, slots=True, eq=False)
class Shapes:
    """Shapes that were read: the shapes themselves, the lists that they look values up in, and the files."""

    graph: Graph
    lists: Graph
    files: tuple[Path, ...]


def read_shapes(place: Path, version: Version = CURRENT) -> Shapes:
    """Read the shapes of a file or a folder.

    Of a folder that holds the official files side by side, those of the version are taken, a corrected one of
    ``patched/`` before its original; a ``shapes.toml`` says itself which ones; of any other folder all files. Files
    without a shape are lists. Raises Problem where there is none, or one cannot be read.
    """
    graph, lists = Graph(), Graph()
    files = _find_files(place, version)
    for file in files:
        read = _read_graph(file)
        has_shapes = any(str(predicate).startswith(_SH) for predicate in read.predicates(unique=True))
        for triple in read:
            (graph if has_shapes else lists).add(triple)
    graph.remove((None, OWL.imports, None))
    if not len(graph):
        raise _no_shapes(place, say("it holds no SHACL shapes"))
    _add_lists(lists)
    return Shapes(graph, lists, files)


def _find_files(place: Path, version: Version) -> tuple[Path, ...]:
    """Find the files to read."""
    if place.is_file():
        return (place,)
    if not place.is_dir():
        raise _no_shapes(place, say("there is no such file or folder"))
    if (place / MANIFEST).is_file():
        return _read_manifest(place, version)
    if all((place / name).is_file() for name in _LAYOUT[version]):
        lists = [place / _LISTS] if (place / _LISTS).is_file() else []
        return (*(_prefer_patched(place, place / name) for name in _LAYOUT[version]), *lists)
    found = tuple(sorted(file for file in place.rglob("*") if file.suffix.lower() in _FORMATS and file.is_file()))
    if not found:
        raise _no_shapes(place, say("no file in it ends with .ttl or .rdf"))
    return found


def _prefer_patched(place: Path, file: Path) -> Path:
    """Give the corrected file where there is one: the 3.0 shapes of GovData of October 2025 misspell a prefix."""
    patched = place / _PATCHED / file.name
    # Both versions have a file of this name; only that of 3.0 was corrected.
    return patched if patched.is_file() and file.parent.name.endswith("3.0") else file


def _read_manifest(place: Path, version: Version) -> tuple[Path, ...]:
    """Read which files belong to a version. Raises Problem."""
    manifest = place / MANIFEST
    try:
        content: dict[str, Any] = tomllib.loads(manifest.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise _no_shapes(manifest, explain_cause(error)) from error
    part = content.get(version)
    named = [*part.get("shapes", ()), *part.get("lists", ())] if isinstance(part, dict) else []
    if not named or not all(isinstance(name, str) for name in named):
        raise _no_shapes(manifest, say("it names no shapes for DCAT-AP.de {version}", version=version))
    missing = [name for name in named if not (place / name).is_file()]
    if missing:
        raise _no_shapes(manifest, say("it names {file}, which is not there", file=missing[0]))
    return tuple(place / name for name in named)


def _read_graph(file: Path) -> Graph:
    """Read one file. Raises Problem where it is no Turtle or RDF/XML."""
    graph = Graph()
    try:
        return graph.parse(data=file.read_bytes(), format=_FORMATS.get(file.suffix.lower(), "turtle"))
    except Exception as error:  # rdflib's parsers raise whatever they stumble over
        first = str(error).strip().splitlines() or [type(error).__name__]
        raise _no_shapes(file, say("{reason}", reason=first[0][:200])) from error


def _no_shapes(place: Path, reason: Message) -> Problem:
    return Problem(
        say("the shapes cannot be read from {place}: {reason}", place=str(place), reason=reason),
        say("Name a folder or a file with SHACL shapes (.ttl); docs/validate.md says where to get them."),
    )


def _add_lists(lists: Graph) -> None:
    """Add what the shapes would import: our own lists where the folder has none, and the classes above others."""
    for triple in _CLASSES:
        lists.add(triple)
    known = set(lists.objects(None, SKOS.inScheme))
    for uri, scheme in _list_concepts(known):
        lists.add((uri, SKOS.inScheme, scheme))


def _list_concepts(known: Container[object]) -> Iterator[tuple[URIRef, URIRef]]:
    """List the concepts of our lists with the address of their list, but for lists that are known already."""
    schemes = {name: _SCHEMES.get(name, load_vocabulary(name).source.rstrip("/")) for name in VOCABULARIES}
    pairs = [(one.uri, schemes[name]) for name in VOCABULARIES for one in load_vocabulary(name).concepts]
    # What 2.0 has instead of lists of 3.0.
    pairs += [(one.text("adms_uri"), _STATUS_OF_ADMS) for one in load_vocabulary("distribution-status").concepts]
    pairs += [(f"{_HASHES}/{name}", _HASHES) for name in _HASH_NAMES]
    yield from ((URIRef(uri), URIRef(scheme)) for uri, scheme in pairs if URIRef(scheme) not in known)
