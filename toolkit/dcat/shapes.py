"""Holds a graph against SHACL shapes with pyshacl (extra ``shacl``), and finds out of which dataset a result speaks.

Must be known of the official shapes: the lists have to stand in the data graph (pyshacl does not carry over
``skos:inScheme`` from an ontology graph), the nodes of the lists must not be typed ``skos:Concept``, and a value that
is in no list is reported with the value itself as focus node.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from rdflib import RDF, SH, SKOS, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from toolkit.dcat.knownresults import explain_known
from toolkit.dcat.shapefolder import Shapes, read_shapes
from toolkit.dcat.version import CURRENT, Version
from toolkit.model.finding import Severity
from toolkit.model.message import Message, say
from toolkit.model.problem import Problem

_DCAT = "http://www.w3.org/ns/dcat#"
_DATASETS = frozenset({URIRef(f"{_DCAT}Dataset"), URIRef(f"{_DCAT}DatasetSeries")})
_DISTRIBUTION, _CATALOG = URIRef(f"{_DCAT}Distribution"), URIRef(f"{_DCAT}Catalog")
_HOLDERS = frozenset({*_DATASETS, _DISTRIBUTION, _CATALOG})
_HAS_PART = URIRef(f"{_DCAT}distribution")
_SEVERITIES: Final = {SH.Violation: Severity.ERROR, SH.Warning: Severity.WARNING, SH.Info: Severity.NOTE}
_DEEPEST = 4
"""How far below a dataset a node may stand: a checksum of a distribution, an agent of an attribution."""


@dataclass(frozen=True, slots=True)
class Result:
    """One result of a validation.

    ``message`` is the shape's own, empty where it has none. ``focus`` is the node that was looked at (empty for a blank
    one), ``path`` the IRI of the property (empty where the shape looks at no single one), ``value`` what stands there.
    ``dataset`` and ``distribution`` are the IRIs of what the focus belongs to, empty
    where it belongs to none; ``steps`` are the properties that lead from there to the focus. ``shape`` is the IRI of
    the shape, of a nameless one that of the next named shape above it. ``known`` says why a result can be ignored.
    """

    severity: Severity
    message: str
    focus: str
    path: str
    value: str = ""
    dataset: str = ""
    distribution: str = ""
    steps: tuple[str, ...] = ()
    shape: str = ""
    component: str = ""
    known: Message | None = None


@dataclass(frozen=True, slots=True)
class _Home:
    """What a node belongs to."""

    dataset: str = ""
    distribution: str = ""
    steps: tuple[str, ...] = ()


def validate(
    graph: Graph, shapes: Shapes | Path, version: Version = CURRENT, *, language: str = "de"
) -> tuple[Result, ...]:
    """Hold a graph against shapes: no network, no inference, nothing of the graph is changed.

    ``shapes`` are read ones, or the folder or file to read them from. Messages come in ``language`` where a shape has
    them so. A result that belongs to several datasets (a body that all of them name) is given once for each. Raises
    Problem where pyshacl is not installed or the shapes cannot be used.
    """
    held = shapes if isinstance(shapes, Shapes) else read_shapes(shapes, version)
    report = _run(_merge(graph, held.lists), held.graph)
    results = (
        result
        for summary in report.subjects(RDF.type, SH.ValidationReport)
        for node in report.objects(summary, SH.result)  # those below a result (sh:detail) only explain it
        for result in _build_results(_Finding(report, node), graph, held.graph, language)
    )
    return tuple(sorted(dict.fromkeys(results), key=_order))


def _order(one: Result) -> tuple[int, str, str, str, str, str, str]:
    """Put the heaviest first, then dataset by dataset."""
    weight = list(Severity).index(one.severity)
    return weight, one.dataset, one.distribution, one.focus, one.path, one.value, one.message


@dataclass(frozen=True, slots=True)
class _Finding:
    """One node of pyshacl's report."""

    report: Graph
    node: Node

    def value(self, name: URIRef) -> Node | None:
        """Give one of its properties."""
        return self.report.value(self.node, name)

    def messages(self) -> list[Literal]:
        """Give its messages in all languages."""
        return [one for one in self.report.objects(self.node, SH.resultMessage) if isinstance(one, Literal)]

    def path(self, path: Node | None) -> str:
        """Give a path's property, of several (sh:alternativePath) the first; empty for any other path."""
        if path is None or isinstance(path, URIRef):
            return str(path or "")
        choice = self.report.value(path, SH.alternativePath)
        first = self.report.value(choice, RDF.first) if choice is not None else None
        return str(first) if isinstance(first, URIRef) else ""


def _merge(graph: Graph, lists: Graph) -> Graph:
    """Put the lists beside the data, without touching either."""
    merged = Graph()
    for triple in graph:
        merged.add(triple)
    for triple in lists:
        merged.add(triple)
    return merged


def _run(data: Graph, shapes: Graph) -> Graph:
    """Let pyshacl validate and give its report. Raises Problem."""
    try:
        import pyshacl  # noqa: PLC0415 (an extra, and slow to import)
    except ImportError as error:
        raise Problem(
            say("SHACL shapes need pyshacl, which is not installed"),
            say("Install it: pip install 'bestand[shacl]'"),
        ) from error
    try:
        answer: tuple[Any, Any, Any] = pyshacl.validate(
            data, shacl_graph=shapes, inference="none", advanced=False, allow_infos=True, allow_warnings=True
        )
    except Exception as error:
        first = str(error).strip().splitlines() or [type(error).__name__]
        raise Problem(
            say("the shapes cannot be used: {reason}", reason=first[0][:200]),
            say("Check that they are well-formed SHACL, and that all of them belong to one version."),
        ) from error
    report = answer[1]
    if isinstance(report, Graph):
        return report
    raise Problem(
        say("the shapes cannot be used: {reason}", reason=str(report)[:200]),
        say("Check that they are well-formed SHACL, and that all of them belong to one version."),
    )


def _build_results(found: _Finding, data: Graph, shapes: Graph, language: str) -> Iterator[Result]:
    """Build the results of one node of a report, one for each dataset that it is about."""
    component, severity = found.value(SH.sourceConstraintComponent), found.value(SH.resultSeverity)
    for subject, property_, object_ in _find_subjects(found, data, shapes):
        for home in _find_homes(data, subject):
            yield Result(
                next((weight for kind, weight in _SEVERITIES.items() if kind == severity), Severity.ERROR),
                _choose_message(found.messages(), language) if _speaks(shapes, found) else "",
                _name(subject),
                found.path(property_),
                _name(object_),
                home.dataset,
                home.distribution,
                home.steps,
                _name_shape(shapes, found.value(SH.sourceShape)),
                str(component or "").rpartition("#")[2],
                explain_known(data, subject, property_, object_, component),
            )


def _speaks(shapes: Graph, found: _Finding) -> bool:
    """Tell whether a shape has words of its own; pyshacl's name the node, so that no two would be alike."""
    source = found.value(SH.sourceShape)
    return source is not None and shapes.value(source, SH.message) is not None


def _name(node: Node | None) -> str:
    """Write a node; a blank one has no name that would stay the same."""
    return "" if node is None or isinstance(node, BNode) else str(node)


def _find_subjects(found: _Finding, data: Graph, shapes: Graph) -> Iterator[tuple[Node, Node | None, Node | None]]:
    """Give what a result is about as subject, property and value.

    A list is checked by a shape below a property's: then the focus is the value, and the subjects are all that have it.
    """
    focus, path, source = found.value(SH.focusNode), found.value(SH.resultPath), found.value(SH.sourceShape)
    if focus is None:
        return
    above = next(shapes.subjects(SH.property, source), None) if path == SKOS.inScheme and source else None
    property_ = shapes.value(above, SH.path) if above is not None else None
    if property_ is None:
        yield focus, path, found.value(SH.value)
        return
    classes = {kind for shape in shapes.subjects(SH.property, above) for kind in shapes.objects(shape, SH.targetClass)}
    for subject in data.subjects(property_, focus):
        if not classes or classes & {*data.objects(subject, RDF.type), *_broader(data, subject)}:
            yield subject, property_, focus


def _broader(data: Graph, subject: Node) -> Iterator[URIRef]:
    """Give the class above a body's own: shapes ask for foaf:Agent, data say foaf:Organization."""
    if any(str(kind).startswith("http://xmlns.com/foaf/0.1/") for kind in data.objects(subject, RDF.type)):
        yield URIRef("http://xmlns.com/foaf/0.1/Agent")


def _find_homes(data: Graph, node: Node) -> list[_Home]:
    """Find the datasets, distributions or catalogues that a node belongs to; one without any where there is none."""
    level: list[tuple[Node, tuple[str, ...]]] = [(node, ())]
    seen = {node}
    for _ in range(_DEEPEST):
        found = [home for one, steps in level for home in _homes_at(data, one, steps)]
        if found:
            return sorted(set(found), key=lambda home: (home.dataset, home.distribution, home.steps))
        above = [(up, (str(by), *steps)) for one, steps in level for up, by in data.subject_predicates(one)]
        level = [(up, steps) for up, steps in above if up not in seen]
        seen.update(up for up, _ in level)
    return [_Home()]


def _homes_at(data: Graph, node: Node, steps: tuple[str, ...]) -> Iterator[_Home]:
    """Give what a node is itself, if it is a dataset, a distribution or a catalogue."""
    kinds = set(data.objects(node, RDF.type))
    if kinds & _DATASETS:
        yield _Home(str(node), "", steps)
    elif _DISTRIBUTION in kinds:
        owners = sorted(map(str, data.subjects(_HAS_PART, node))) or [""]
        yield from (_Home(owner, str(node), steps) for owner in owners)
    elif _CATALOG in kinds:
        yield _Home("", "", steps)


def _choose_message(messages: list[Literal], language: str) -> str:
    """Choose the message in a language, else one without a language, else the English one, else any."""
    for wanted in (language, None, "en"):
        fitting = sorted(str(one) for one in messages if one.language == wanted)
        if fitting:
            return " ".join(fitting[0].split())
    return " ".join(str(messages[0]).split()) if messages else ""


def _name_shape(shapes: Graph, source: Node | None) -> str:
    """Give the IRI of a shape, or of the next one above it that has one."""
    for _ in range(_DEEPEST):
        if source is None or isinstance(source, URIRef):
            return str(source or "")
        source = next(shapes.subjects(SH.property, source), None)
    return ""
