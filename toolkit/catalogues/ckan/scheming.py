"""The site's own schema of datasets (ckanext-scheming), and what it would refuse. Pure."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from rapidfuzz import process

from toolkit.catalogues.ckan.layout import EXTRAS_PREFIX, SUBFIELD
from toolkit.catalogues.ckan.written import RESOURCES, Spot, gather, list_spots
from toolkit.model.entry import Value, is_empty
from toolkit.model.message import Message, quote, say
from toolkit.model.plan import Change, Check, Create

# CKAN or Bestand always fills these.
_ALWAYS_FILLED = frozenset({"name", "owner_org", "type", "id"})
_FILLED_UNDER = {"tag_string": "tags"}
# A validator of this kind puts something into a field that is left empty.
_FILLING = ("default(", "if_empty_", "set_default", "ignore_missing", "ignore_empty")
_CHECKING = frozenset({"scheming_choices", "scheming_multiple_choice", "scheming_multiple_choices"})
_NEAR = 60
_FILL_IT = say("fill it in the sheet, or ask who runs the site whether it must be required")

NameSource: TypeAlias = "Callable[[str], tuple[str, str]]"
"""Names the canonical path that fills a field, and the heading of its column; '' for what nobody knows."""


@dataclass(frozen=True, slots=True)
class SchemaField:
    """One field of a schema: whether it may stay empty, and the values it takes (None: any)."""

    name: str
    required: bool
    choices: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Schema:
    """The fields of datasets and of resources, by name; a subfield's is ``publisher[].name``."""

    dataset: Mapping[str, SchemaField]
    resource: Mapping[str, SchemaField]


def parse_schema(raw: Mapping[str, Any]) -> Schema:
    """Read the answer of ``scheming_dataset_schema_show`` (ckanext-scheming 3).

    >>> field = {"field_name": "art", "required": True, "choices": [{"value": "a"}], "validators": "scheming_choices"}
    >>> parse_schema({"dataset_fields": [field], "resource_fields": []}).dataset["art"]
    SchemaField(name='art', required=False, choices=frozenset({'a'}))
    """
    parts = (raw.get("dataset_fields") or (), raw.get("resource_fields") or ())
    dataset, resource = ({field.name: field for field in _parse_fields(part)} for part in parts)
    return Schema(dataset, resource)


def check_schema(
    schema: Schema, changes: Collection[Change], name_source: NameSource = lambda _: ("", "")
) -> tuple[Check, ...]:
    """Find what the schema would refuse: extras that are its fields, required fields left empty, unknown values.

    ``name_source`` names the canonical path and the column that fill a field, so that people know where to look.
    """
    spots = tuple(list_spots(changes))
    found = (*_check_spots(schema, spots), *_check_required(schema, changes))
    return gather(_add_source(check, name_source) for check in found)


def _add_source(check: Check, name_source: NameSource) -> Check:
    """Say of an empty field which column would fill it."""
    if check.remedy != _FILL_IT:
        return check
    path, column = name_source(check.field)
    if column:
        remedy = say(
            "fill the column {column} in the sheet ({path}), or ask who runs the site whether it must be required",
            column=quote(column),
            path=path,
        )
    elif path:
        remedy = say(
            "no column of the mapping fills {path}: add one, or ask who runs the site whether it must be required",
            path=quote(path),
        )
    else:
        remedy = say(
            "Bestand knows no field that means this: ask who runs the site whether it must be required, or name it in "
            "a profile of your own (docs/profiles.md)"
        )
    return replace(check, remedy=remedy)


def _parse_fields(raws: Iterable[Mapping[str, Any]], parent: str = "") -> Iterator[SchemaField]:
    """Read fields and their subfields; ckanext-scheming checks the subfields only, never the list of them."""
    for raw in raws:
        inner = raw.get("repeating_subfields")
        if isinstance(inner, list):
            yield SchemaField(str(raw.get("field_name", "")), required=False, choices=None)
            if not parent:
                yield from _parse_fields(inner, f"{raw.get('field_name', '')}{SUBFIELD}")
        else:
            field = _parse_field(raw)
            yield replace(field, name=parent + field.name)


def _parse_field(raw: Mapping[str, Any]) -> SchemaField:
    """Read one field; without validators of its own ckanext-scheming takes ``required`` at its word."""
    written = raw.get("validators")
    words = str(written or "").split()
    required = raw.get("required") is True
    if written is not None:
        required = "not_empty" in words or (required and "scheming_required" in words)
    if any(word.startswith(_FILLING) for word in words):
        required = False
    return SchemaField(str(raw.get("field_name", "")), required, _parse_choices(raw, words))


def _parse_choices(raw: Mapping[str, Any], words: Collection[str]) -> frozenset[str] | None:
    """Read the values that a field takes; None where they are not checked or made by the site's own code."""
    choices = raw.get("choices")
    if not isinstance(choices, list) or not _CHECKING.intersection(words):
        return None
    return frozenset(str(choice.get("value", "")) for choice in choices)


def _check_spots(schema: Schema, spots: Iterable[Spot]) -> Iterator[Check]:
    """Judge every value that is written."""
    for spot in spots:
        key = spot.field.removeprefix(EXTRAS_PREFIX)
        if key != spot.field:
            if key in schema.dataset and not is_empty(spot.value):
                yield _refuse_extra(spot, key)
            continue
        field = _find_field(schema, spot.field)
        if field and is_empty(spot.value) and field.required and SUBFIELD not in field.name:
            yield _refuse_empty(spot.identifier, spot.field)
        elif field and field.choices is not None:
            for value in _items(spot.value):
                if value not in field.choices:
                    yield _refuse_value(spot, value, field.choices)


def _check_required(schema: Schema, changes: Iterable[Change]) -> Iterator[Check]:
    """Find required fields that new datasets do not name at all."""
    for change in changes:
        if not isinstance(change, Create):
            continue
        for name in _list_required(schema.dataset):
            key = _FILLED_UNDER.get(name, name)
            if SUBFIELD in name and not _has_sibling(name, change.entry.fields):
                continue
            # An extra of that name is refused as such already.
            if key not in change.entry.fields and is_empty(change.entry.fields.get(EXTRAS_PREFIX + name)):
                yield _refuse_empty(change.identifier, key)
        for resource in change.entry.resources:
            for name in _list_required(schema.resource):
                if SUBFIELD in name and not _has_sibling(name, resource.fields):
                    continue
                if name not in resource.fields:
                    yield _refuse_empty(change.identifier, RESOURCES + name)


def _has_sibling(name: str, fields: Mapping[str, Value]) -> bool:
    """Tell whether the item that a subfield belongs to is written at all."""
    parent = name.partition(SUBFIELD)[0] + SUBFIELD
    return any(key.startswith(parent) and not is_empty(value) for key, value in fields.items())


def _list_required(fields: Mapping[str, SchemaField]) -> Iterator[str]:
    """Name the required fields that neither CKAN nor Bestand fills anyway."""
    return (name for name, field in fields.items() if field.required and name not in _ALWAYS_FILLED)


def _find_field(schema: Schema, path: str) -> SchemaField | None:
    """Find the schema's field of a path."""
    if path.startswith(RESOURCES):
        return schema.resource.get(path.removeprefix(RESOURCES))
    return schema.dataset.get("tag_string" if path == "tags" else path)


def _refuse_extra(spot: Spot, key: str) -> Check:
    """Say that an extra has the name of a field (validator ``extra_key_not_in_root_schema``)."""
    text = say("the site's schema has a field {field} of its own: CKAN refuses an extra of that name", field=quote(key))
    remedy = say(
        "leave what fills it out of the mapping, or ask who runs the site to take the field out of the schema "
        "(ckanext-scheming)"
    )
    return Check("schema", "bad", text, remedy, (spot.identifier,), spot.field)


def _refuse_empty(identifier: str, path: str) -> Check:
    """Say that a required field is empty."""
    text = say("the site's schema requires {field}, and it is empty", field=quote(path))
    return Check("schema", "bad", text, _FILL_IT, (identifier,), path)


def _refuse_value(spot: Spot, value: str, choices: Collection[str]) -> Check:
    """Say that a value is none of the schema's, with the nearest one."""
    text = say("the site's schema does not know {value} in {field}", value=quote(value), field=quote(spot.field))
    return Check("schema", "bad", text, _name_nearest(value, choices), (spot.identifier,), spot.field)


def _name_nearest(value: str, choices: Collection[str]) -> Message:
    """Name the nearest value, else some that there are."""
    near = process.extractOne(value, sorted(choices), score_cutoff=_NEAR)
    if near:
        return say("the nearest there is {name}", name=quote(near[0]))
    return say("there are: {names}", names=", ".join(sorted(choices)[:8]) or "–")


def _items(value: Value) -> tuple[str, ...]:
    """Read a value as one or several choices; several stand in a JSON list."""
    if isinstance(value, tuple):
        return value
    if is_empty(value):
        return ()
    text = str(value)
    try:
        found = json.loads(text) if text.startswith("[") else None
    except ValueError:
        found = None
    return tuple(map(str, found)) if isinstance(found, list) else (text,)
