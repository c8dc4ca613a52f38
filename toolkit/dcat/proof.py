"""Holds a dataset, as it is about to leave, against every row of the tables of DCAT-AP.de; needs no shapes.

``toolkit/checks`` looks at the sheet and its cells; this looks at a completed dataset, wherever it comes from: a
workbook, a data package, a catalogue, a file of RDF.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any

from toolkit.dcat.breach import Breach, shorten_value
from toolkit.dcat.catalog import Catalog
from toolkit.dcat.conventions import check_conventions
from toolkit.dcat.obligation import Obligation, Property, find_property, list_properties
from toolkit.dcat.version import CURRENT, Version
from toolkit.dcat.wellformed import check_form
from toolkit.model.dataset import Dataset, Distribution
from toolkit.model.finding import Severity
from toolkit.model.message import say
from toolkit.vocabularies.concept import Concept, VocabularyName
from toolkit.vocabularies.load import load_vocabulary
from toolkit.vocabularies.lookup import Found, Suggested

_LEFT = frozenset({Obligation.DEPRECATED, Obligation.REMOVED})
# What is written otherwise in a version that dropped the property: nothing of it gets lost.
_WRITTEN_OTHERWISE = frozenset({"spatial.uri", "spatial.text", "legal_basis"})


def check_dataset(dataset: Dataset, version: Version = CURRENT) -> tuple[Breach, ...]:
    """Say in what a completed dataset (``completion.complete``) does not follow a version of DCAT-AP.de.

    What is mandatory and missing, and a value that is in no list though it must be, is an error; what is recommended
    and missing a warning; a field that the version does not know any more a note. The heaviest come first, then in the
    order of the tables.

    >>> [str(one.message) for one in check_dataset(Dataset("amt", "1", title="Bäume"))][:2]
    ['the mandatory property is missing', 'the mandatory property is missing']
    """
    found = [*_check_rows(dataset, version), *check_conventions(dataset, version), *check_form(dataset)]
    return _sort(found)


def check_catalog(catalog: Catalog, version: Version = CURRENT) -> tuple[Breach, ...]:
    """Say in what the catalogue around the datasets does not follow a version of DCAT-AP.de, the heaviest first."""
    found = [one for row in list_properties("catalog") for one in _check_row(row, row.paths[0], catalog, version)]
    if not catalog.publisher.name:
        row = find_property("catalog", "publisher")
        found += _say_missing(row, "publisher", row.curie, version, row.obligation(version))
    return _sort(found)


def _sort(found: Iterable[Breach]) -> tuple[Breach, ...]:
    """Put the heaviest first."""
    return tuple(sorted(found, key=lambda one: list(Severity).index(one.severity)))


def _check_rows(dataset: Dataset, version: Version) -> Iterator[Breach]:
    """Go through the rows of the tables, the dataset's first, then those of each distribution."""
    for row in list_properties("dataset"):
        yield from _check_row(row, row.paths[0], dataset, version)
    yield from _check_parts(dataset, version)
    for part in dataset.distributions:
        yield from (replace(one, distribution=part.key) for one in _check_part(part, version))


def _check_parts(dataset: Dataset, version: Version) -> Iterator[Breach]:
    """Check the bodies and the series that a dataset names."""
    for row in list_properties("agent"):
        for path in row.paths:
            if getattr(dataset, path.partition(".")[0]) is not None:
                yield from _check_row(row, path, dataset, version)
    if dataset.series is not None:
        for row in list_properties("series"):
            yield from _check_row(row, row.paths[0], dataset, version)


def _check_part(part: Distribution, version: Version) -> Iterator[Breach]:
    """Check a distribution and its service."""
    rows = list_properties("distribution") + (list_properties("service") if part.service is not None else ())
    for row in rows:
        if row.paths == ("access_url",) and part.path and not part.access_url:
            yield _say_local(row)
        else:
            yield from _check_row(row, row.paths[0], part, version)


def _say_local(row: Property) -> Breach:
    """Say that the address of a file beside the workbook is not known before it is published."""
    return Breach(
        "dcat-local-file",
        Severity.WARNING,
        "path",
        row.curie,
        say("the file lies beside the workbook and has no address before it is published"),
        say("A catalogue gives it one. For a file of RDF enter the address at which people will find it."),
        source=row.source,
    )


def _check_row(row: Property, path: str, thing: Dataset | Distribution | Catalog, version: Version) -> Iterator[Breach]:
    """Check one row at one field."""
    values = tuple(_read(thing, path))
    obligation, name = row.obligation(version), row.name(version)
    if not values:
        yield from _say_missing(row, path, name, version, obligation)
    elif obligation in _LEFT and path not in _WRITTEN_OTHERWISE:
        message = say("DCAT-AP.de {version} does not know this property", version=version)
        remedy = say("Nothing needs to be done: it is left out, or only the other version of the standard has it.")
        yield Breach("dcat-dropped", Severity.NOTE, path, name, message, remedy, source=row.source)
    if row.vocabulary:
        for value in values:
            yield from _check_value(row, path, name, str(value))


def _say_missing(row: Property, path: str, name: str, version: Version, obligation: Obligation) -> Iterator[Breach]:
    """Say that a field is empty that should not be."""
    if obligation is Obligation.MANDATORY:
        message = say("the mandatory property is missing")
        remedy = say("Fill the field: DCAT-AP.de {version} asks for it.", version=version)
        yield Breach("dcat-mandatory", Severity.ERROR, path, name, message, remedy, source=row.source)
    elif obligation is Obligation.RECOMMENDED:
        message = say("the recommended property is missing")
        remedy = say("Fill the field if you can: portals find and rate data by it.")
        yield Breach("dcat-recommended", Severity.WARNING, path, name, message, remedy, source=row.source)


def _check_value(row: Property, path: str, name: str, value: str) -> Iterator[Breach]:
    """Check that a value comes from its list."""
    if row.vocabulary is None:
        return
    concept = load_vocabulary(row.vocabulary).concept(value)
    if concept is None:
        yield Breach(
            "dcat-vocabulary",
            Severity.ERROR if row.strict else Severity.WARNING,
            path,
            name,
            say("“{value}” is not in the list “{list}”", value=shorten_value(value), list=row.vocabulary),
            say("Choose a value of that list: bestand vocabulary show {list}", list=row.vocabulary),
            value=shorten_value(value),
            nearest=_find_nearest(row.vocabulary, value),
            source=row.source,
        )
    elif concept.text("replaced_by"):
        successor = load_vocabulary(row.vocabulary).current(concept)
        yield _say_retired(path, name, concept, successor, row.source)


def _say_retired(path: str, name: str, concept: Concept, successor: Concept, source: str) -> Breach:
    """Say that a value has been taken out of its list."""
    return Breach(
        "dcat-retired",
        Severity.WARNING,
        path,
        name,
        say("“{value}” is no longer used", value=concept.uri),
        say("Write its successor: {value}", value=successor.uri),
        value=concept.uri,
        source=source,
    )


@lru_cache(maxsize=1024)
def _find_nearest(name: VocabularyName, value: str) -> tuple[str, ...]:
    """Give the addresses that may have been meant."""
    outcome = load_vocabulary(name).find(value)
    if isinstance(outcome, Found):
        return (outcome.concept.uri,)
    return tuple(one.concept.uri for one in outcome.nearest) if isinstance(outcome, Suggested) else ()


def _read(thing: Dataset | Distribution | Catalog, path: str) -> Iterable[Any]:
    """Give the values of a field: none for an empty one, several for a list. A part counts as one value."""
    head, _, tail = path.partition(".")
    value = getattr(thing, head)
    if tail and value is not None:
        value = getattr(value, tail)
    if isinstance(value, tuple):
        return value
    return () if value is None or value == "" else (value,)
