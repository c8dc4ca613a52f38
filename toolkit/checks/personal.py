"""Finds what looks personal in the published fields of an inventory: a heuristic that warns, never one that clears."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from toolkit.checks.rule import is_refused, place_of, place_of_part
from toolkit.model.dataset import Described
from toolkit.model.finding import Place
from toolkit.model.message import Message, enumerate_all, quote, say, say_many
from toolkit.model.path import AGENTS, read_path
from toolkit.model.record import Fault
from toolkit.privacy.heading import find_certain
from toolkit.privacy.sort import Sort, name_sorts
from toolkit.privacy.table import Suspicion
from toolkit.privacy.value import find_sights, mask
from toolkit.privacy.words import load_words

_AGENTS = frozenset({"contact.name", *(f"{role}.name" for role in AGENTS)})
_TEXTS = (
    "title", "description", "provenance", "attribution", "version", "spatial.text", *sorted(_AGENTS), "keywords",
    "legal_basis", *(f"{role}.identifier" for role in AGENTS), "version_notes",
    "alternate_identifiers", "series.key", "series.title", "series.description", "granularity", "quality_process",
)  # fmt: skip
_TEXTS_OF_PARTS = (
    "title", "description", "attribution", "rights", "legal_basis", "service.title", "service.description",
)  # fmt: skip
_SHOWN = 80


def find_personal(everything: Iterable[Described]) -> Iterator[Fault]:
    """Give a fault for each published column whose heading speaks of persons, and for each value that looks personal.

    What the sheet keeps in the house is not looked at.
    """
    seen: set[str] = set()
    for described in everything:
        if not is_refused(described):
            yield from _find_headings(described, seen)
            yield from _find_values(described)


def _find_headings(described: Described, seen: set[str]) -> Iterator[Fault]:
    """Look at the headings of the columns that are published, each once in an inventory."""
    for path, column in described.columns.items():
        if column.heading in seen or path.startswith("release.") or path in {"key", "distributions.key"}:
            continue
        seen.add(column.heading)
        sort = find_certain(column.heading)
        if sort:
            place = Place(place_of(described, path).cell, column.heading)
            yield Fault("personal-heading", place, column.heading, detail=name_sorts([sort]), field=path)


def _find_values(described: Described) -> Iterator[Fault]:
    """Look at the texts of a dataset and of its distributions."""
    for path in _TEXTS:
        sorts, text = _look(read_path(described.dataset, path), is_agent=path in _AGENTS)
        if sorts:
            yield Fault("personal-value", place_of(described, path), text, detail=name_sorts(sorts), field=path)
    for part in described.dataset.distributions:
        for path in _TEXTS_OF_PARTS:
            sorts, text = _look(read_path(part, path))
            if sorts:
                place = place_of_part(described, part.key, path)
                yield Fault("personal-value", place, text, detail=name_sorts(sorts), field=path)


def _look(value: object, *, is_agent: bool = False) -> tuple[set[Sort], str]:
    """Tell what looks personal in a value, and give its text without that."""
    several = value if isinstance(value, tuple) else (value,)
    texts = [one for one in several if isinstance(one, str)]
    sorts = {sight.sort for text in texts for sight in find_sights(text)}
    if is_agent and texts and _is_person(texts[0]):
        return sorts | {Sort.NAME}, "***"
    return sorts, mask(", ".join(texts))[:_SHOWN] if sorts else ""


def _is_person(name: str) -> bool:
    """Tell whether a name of two or three words begins with a frequent given name.

    >>> _is_person("Erika Muster"), _is_person("Amt für Umwelt"), _is_person("Martin")
    (True, False, False)
    """
    words = name.split()
    return 2 <= len(words) <= 3 and words[0].casefold() in load_words().given_names


def report_file(place: Place, path: str, suspicions: Iterable[Suspicion]) -> Iterator[Fault]:
    """Give one fault for a local data file in which columns look personal, naming the columns, never their values."""
    found = tuple(suspicions)
    if found:
        named = [_name_column(one) for one in found[:_MOST_COLUMNS]]
        more = ["…"] if len(found) > _MOST_COLUMNS else []
        yield Fault("personal-file", place, path, detail=enumerate_all([*named, *more]))


_MOST_COLUMNS = 6


def _name_column(one: Suspicion) -> Message:
    """Name a column and what it seems to hold, with the first such row where its values speak."""
    heading, sort = quote(one.heading or f"[{one.column + 1}]"), name_sorts([one.sort])
    if not one.values:
        return say("{heading} ({sort})", heading=heading, sort=sort)
    return say_many(
        "{heading} ({sort}: {n} value, in row {row})",
        "{heading} ({sort}: {n} values, first in row {row})",
        one.values,
        heading=heading,
        sort=sort,
        row=one.first,
    )
