"""Designs a template: the complete one with every field there is, or one of an office's mapping with its own words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Protocol

from toolkit.mapping.fields import DATASET_FIELDS, DISTRIBUTION_FIELDS, Field
from toolkit.mapping.spec import InventoryMapping
from toolkit.template.column import (
    Office,
    build_field_column,
    build_key_column,
    build_question_column,
    question_of,
)
from toolkit.template.layout import Column, Layout, Need, Table
from toolkit.template.need import QUIET, find_need
from toolkit.template.office import build_office_tables, list_constants, list_rules
from toolkit.template.wording import Entry, Wording, load_wording

DEFAULT_INVENTORY = "inventar"
"""The prefix of identifiers where nobody gives one."""

_NO_OFFICE = Office({})


class Speaking(Protocol):
    """What knows its language, such as a translator."""

    @property
    def language(self) -> str:
        """The code of the language: ``de`` or ``en``."""


def build_layout(
    mapping: InventoryMapping | None,
    language: str | Speaking,
    *,
    inventory: str = "",
    title: str = "",
    every_question: bool = False,
) -> Layout:
    """Design a template in a language; ``mapping`` None asks for the complete one: every field that a sheet can say.

    ``inventory`` and ``title`` are the mapping's own where they are empty. ``every_question`` asks all questions of the
    release, as strict rules want it; an empty cell then holds a dataset back.

    >>> layout = build_layout(None, "de", inventory="amt")
    >>> [column.heading for column in layout.datasets.columns[:3]]
    ['Kennung', 'Titel', 'Beschreibung']
    """
    wording = load_wording(language if isinstance(language, str) else language.language)
    if mapping is None:
        return _build_complete(wording, inventory or DEFAULT_INVENTORY, title, every_question=every_question)
    datasets, distributions = build_office_tables(mapping, wording, every_question=every_question)
    organization = mapping.organization
    return Layout(
        inventory or mapping.inventory,
        title or mapping.title,
        wording.language,
        datasets,
        distributions,
        list_constants(mapping),
        (organization.name, organization.title) if organization else None,
        list_rules(mapping),
    )


def _build_complete(wording: Wording, inventory: str, title: str, *, every_question: bool) -> Layout:
    """Design the complete template."""
    datasets, distributions = wording.datasets, wording.distributions
    return Layout(
        inventory,
        title,
        wording.language,
        Table(
            wording.text("datasets"),
            datasets["key"].heading,
            tuple(_list_of_datasets(wording, every_question=every_question)),
        ),
        Table(
            wording.text("distributions"),
            distributions["key"].heading,
            tuple(_list_of_distributions(wording)),
            distributions["dataset"].heading,
        ),
    )


def _list_of_datasets(wording: Wording, *, every_question: bool) -> Iterator[Column]:
    """List the columns of the sheet of datasets."""
    for path, entry in wording.datasets.items():
        question = question_of(path)
        if question:
            if question in QUIET or every_question:
                shown = entry if question in QUIET else replace(entry, rare=False)
                need: Need = "optional" if question in QUIET else "required"
                need = "required" if find_need(path) == "required" else need
                yield build_question_column(entry.heading, question, shown, need=need, answers={}, wording=wording)
        elif path == "key":
            yield build_key_column(entry)
        else:
            field = DATASET_FIELDS[path]
            need = _need(path, entry)
            yield _build_field_column(path, field, entry, need, wording.language)


def _list_of_distributions(wording: Wording) -> Iterator[Column]:
    """List the columns of the sheet of distributions."""
    for path, entry in wording.distributions.items():
        if path in ("key", "dataset"):
            yield build_key_column(entry)
            continue
        field = DISTRIBUTION_FIELDS[path]
        need = _need(path, entry, of_distribution=True)
        yield _build_field_column(path, field, entry, need, wording.language)


def _build_field_column(path: str, field: Field, entry: Entry, need: Need, language: str) -> Column:
    """Make a column that no office has said anything of."""
    return build_field_column(entry.heading, path, field, entry, need=need, office=_NO_OFFICE, language=language)


def _need(path: str, entry: Entry, *, of_distribution: bool = False) -> Need:
    """Tell how much a field is needed; what is folded away cannot be asked of everybody."""
    return "optional" if entry.rare else find_need(path, "distribution" if of_distribution else "dataset")
