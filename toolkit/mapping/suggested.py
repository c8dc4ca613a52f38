"""Fills empty themes and keywords where the mapping says yes to it: from the sheet's own type, else by suggestion."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal, TypeAlias

from toolkit.mapping.interpret import Interpretation
from toolkit.model.dataset import Dataset, Described
from toolkit.model.finding import Place
from toolkit.model.grid import CellRef
from toolkit.model.record import Fault
from toolkit.vocabularies.concept import Concept
from toolkit.vocabularies.load import load_vocabulary
from toolkit.vocabularies.suggestion import choose_keywords, choose_theme, find_keywords, find_themes

_Field: TypeAlias = Literal["themes", "keywords"]
_CODES: Mapping[_Field, str] = MappingProxyType({"themes": "theme-suggested", "keywords": "keywords-suggested"})
_REFERENCES = "references"


@dataclass(frozen=True, slots=True)
class _Taken:
    """What is put into an empty field: its values, and the words for them."""

    values: tuple[str, ...]
    text: str


def accept_suggestions(interpretation: Interpretation) -> Interpretation:
    """Fill empty fields that ``accept_suggestions`` of the mapping names; without it nothing changes.

    A type of the Musterdatenkatalog that the sheet names (``references``) says theme and keywords for certain: these
    come from its cell. Else what title and description point to is taken where that is certain enough, with a fault
    (``theme-suggested``, ``keywords-suggested``) that says so and no cell of origin. A field whose cell is filled but
    could not be read stays empty: somebody meant something else by it.
    """
    fields = interpretation.mapping.accept_suggestions
    if not fields:
        return interpretation
    faults = list(interpretation.faults)
    described = interpretation.described
    for field in dict.fromkeys(fields):
        described = tuple(_fill(one, field, faults) for one in described)
    return replace(interpretation, described=described, faults=tuple(faults))


def _fill(described: Described, field: _Field, faults: list[Fault]) -> Described:
    """Fill one field of one dataset, if it is empty."""
    dataset = described.dataset
    if getattr(dataset, field) or field in described.unread:
        return described
    types = _find_types(dataset)
    taken = _derive(types, field) if types else _suggest(dataset, field)
    if not taken.values:
        return described
    cell = described.origins.get(_REFERENCES) if types else None
    if not types:
        faults.append(Fault(_CODES[field], _find_place(described, field), taken.text, field=field))
    return replace(
        described,
        dataset=_put(dataset, field, taken.values),
        managed=described.managed | {field},
        origins=_add_origin(described.origins, field, cell),
    )


def _put(dataset: Dataset, field: _Field, values: tuple[str, ...]) -> Dataset:
    """Put values into a field."""
    return replace(dataset, themes=values) if field == "themes" else replace(dataset, keywords=values)


def _add_origin(origins: Mapping[str, CellRef], field: _Field, cell: CellRef | None) -> Mapping[str, CellRef]:
    """Say which cell a field comes from; a suggestion comes from none."""
    return {**origins, field: cell} if cell else origins


def _find_types(dataset: Dataset) -> tuple[Concept, ...]:
    """Find the types of the Musterdatenkatalog that the sheet names."""
    if not dataset.references:
        return ()
    catalogue = load_vocabulary("musterdatenkatalog")
    return tuple(concept for uri in dataset.references if (concept := catalogue.concept(uri)))


def _derive(types: tuple[Concept, ...], field: _Field) -> _Taken:
    """Say what types of the Musterdatenkatalog mean for a field; keywords are those of their themes, too."""
    if field == "themes":
        return _take_themes(find_themes(types))
    catalogue = load_vocabulary("musterdatenkatalog")
    topics = (catalogue.concept(catalogue.base + concept.code.partition("/")[0]) for concept in types)
    return _take_keywords(find_keywords((*types, *filter(None, topics))))


def _suggest(dataset: Dataset, field: _Field) -> _Taken:
    """Say what title and description point to, where that is certain enough."""
    if field == "themes":
        theme = choose_theme(dataset.title, dataset.description)
        return _take_themes((theme,) if theme else ())
    return _take_keywords(choose_keywords(dataset.title, dataset.description))


def _take_themes(themes: tuple[Concept, ...]) -> _Taken:
    return _Taken(tuple(theme.uri for theme in themes), ", ".join(theme.de for theme in themes))


def _take_keywords(keywords: tuple[str, ...]) -> _Taken:
    return _Taken(keywords, ", ".join(keywords))


def _find_place(described: Described, field: _Field) -> Place:
    """Give the empty cell of a field; the title's, where no column is for it."""
    column = described.columns.get(field)
    cell = described.origins.get("title") or described.origins.get("key")
    if column and cell:
        cell = replace(cell, row=column.number) if column.turned else replace(cell, column=column.number)
    heading = column or described.columns.get("title")
    return Place(cell, heading.heading if heading else "", described.dataset.key, described.dataset.title)
