"""Validates RDF as it stands in a file: what it says of each dataset, and the graph itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from rdflib import DCTERMS, Graph, URIRef

from toolkit.dcat.knownresults import CATALOGUE_OF_CKAN, has_catalogue_of_ckan
from toolkit.dcat.parse.catalog import Parsed, parse_catalog
from toolkit.dcat.parse.statements import RELATIVE
from toolkit.dcat.proof import check_catalog
from toolkit.dcat.shapes import validate
from toolkit.dcat.validation import Remark, Validation
from toolkit.model.identity import slug
from toolkit.model.message import Message
from toolkit.steps.rdfsource import is_address, read_source
from toolkit.steps.remarks import Piece, build_catalog_remarks, build_result_remarks, build_rule_remarks
from toolkit.steps.validate import FORMATS, Validator, judge, name_files

MEGABYTES = 200
"""How much RDF is read at most: as a graph it needs about 20 times as much memory."""


def validate_rdf(source: str, validator: Validator) -> Validation:
    """Validate a file, or what a web address tells, page by page; of a CKAN's address its own catalogue.

    Raises Problem for what cannot be read, and for more than ``MEGABYTES`` of it.
    """
    read = read_source([_find_catalog(source)], MEGABYTES)
    validator.step(source)
    return validate_graph(source if is_address(source) else Path(source).name, read.graph, validator)


def _find_catalog(source: str) -> str:
    """Give the address of a CKAN's catalogue (ckanext-dcat: ``/catalog.ttl``); other sources are what they are.

    >>> _find_catalog("https://ckan.example.org/"), _find_catalog("https://example.org/dataset/a.ttl?page=2")
    ('https://ckan.example.org/catalog.ttl', 'https://example.org/dataset/a.ttl?page=2')
    """
    if not is_address(source):
        return source
    has_form = PurePosixPath(urlsplit(source).path).suffix.lower() in FORMATS
    return source if has_form else f"{source.rstrip('/')}/catalog.ttl"


def validate_graph(name: str, graph: Graph, validator: Validator) -> Validation:
    """Validate a graph: its datasets as they are read against our rules, itself as it stands against the shapes."""
    parsed = parse_catalog(graph, slug(Path(name).stem) or "rdf")
    read = zip((_find_node(graph, source) for source in parsed.sources), parsed.datasets, strict=True)
    pieces = {node: Piece(dataset, "released", name=_name(graph, node)) for node, dataset in read}
    known = CATALOGUE_OF_CKAN if has_catalogue_of_ckan(graph) else None
    remarks = [*_ask_rules(parsed, pieces, validator, known), *_ask_shapes(graph, pieces, validator)]
    proven = tuple(judge(tuple(pieces.values()), remarks))
    whole = Validation(name, validator.request.version, proven, tuple(remarks), name_files(validator.shapes))
    return _narrow(whole, validator.request.inventories)


def _find_node(graph: Graph, source: str) -> str:
    """Give a dataset's address as it stands in the graph, where a relative one had to be made whole."""
    whole = f"{RELATIVE}{source}"
    return whole if (URIRef(whole), None, None) in graph else source


def _name(graph: Graph, node: str) -> str:
    """Give the identifier that a dataset carries, else its address."""
    return min(map(str, graph.objects(URIRef(node), DCTERMS.identifier)), default=node)


def _narrow(whole: Validation, inventories: tuple[str, ...]) -> Validation:
    """Leave out the datasets of other inventories, if some are named; the catalogue stays."""
    if not inventories:
        return whole
    prefixes = tuple(f"{name}:" for name in inventories)
    datasets = tuple(one for one in whole.datasets if one.identifier.startswith(prefixes))
    remarks = tuple(one for one in whole.remarks if not one.dataset or one.dataset.startswith(prefixes))
    left_out = len(whole.datasets) - len(datasets)
    return replace(whole, datasets=datasets, remarks=remarks, left_out=left_out)


def _ask_rules(
    parsed: Parsed, pieces: dict[str, Piece], validator: Validator, known: Message | None
) -> Iterator[Remark]:
    """Ask our own rules of each dataset, and of the catalogue if the graph describes one."""
    version = validator.request.version
    if parsed.catalog is not None:
        yield from build_catalog_remarks(check_catalog(parsed.catalog, version), known)
    for piece in pieces.values():
        yield from build_rule_remarks(piece, version)


def _ask_shapes(graph: Graph, pieces: dict[str, Piece], validator: Validator) -> tuple[Remark, ...]:
    """Ask the shapes, if there are any."""
    if validator.shapes is None:
        return ()
    request = validator.request
    results = validate(graph, validator.shapes, request.version, language=request.language)
    return build_result_remarks(results, pieces, {})
