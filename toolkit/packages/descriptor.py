"""Dataset to ``datapackage.json`` and back, without loss.

What the standard has no property for, or cannot say in the same words, stands under the one custom key ``dcat``, in
the package and in each resource, under the model's own field names. Reading takes the standard properties first and
puts ``dcat`` over them: whoever changes the title in the file changes the title.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from toolkit.model.dataset import Dataset, Distribution
from toolkit.model.identity import NAME_LIMIT, slug
from toolkit.model.message import say
from toolkit.model.problem import Problem
from toolkit.packages.filename import build_free_name, is_portable
from toolkit.packages.jsonform import build_json_form, overlay, parse_json_form, subtract
from toolkit.packages.properties import (
    NO_DATA,
    Properties,
    build_package_properties,
    build_resource_properties,
    parse_package_properties,
    parse_resource_properties,
)

CUSTOM = "dcat"
"""The custom key. It stands in every package of ours, be it empty, and so tells our packages from others."""

_NONE: Mapping[str, Any] = MappingProxyType({})


def build_descriptor(
    dataset: Dataset,
    *,
    files: Mapping[str, str] | None = None,
    schemas: Mapping[str, Mapping[str, Any]] = _NONE,
    layouts: Mapping[str, Mapping[str, Any]] = _NONE,
    license_titles: Mapping[str, str] = _NONE,
) -> dict[str, Any]:
    """Describe a dataset as a Data Package 2.0; ``parse_descriptor`` gives the same dataset again.

    ``files`` gives for each local path its copy in the package, and a path that is missing there has no copy; without
    ``files`` the paths stand as they are. ``schemas`` (Table Schema) and ``layouts`` (``encoding``, ``dialect``) belong
    to distributions, by their key. ``license_titles`` gives the title of a licence by its URI. A dataset without
    distributions gets one resource without data, since the standard asks for at least one.

    >>> descriptor = build_descriptor(Dataset("gruenes-amt", "GA-017", title="Bäume", frequency="urn:jährlich"))
    >>> descriptor["name"], descriptor["title"], descriptor["dcat"]
    ('gruenes-amt-ga-017', 'Bäume', {'frequency': 'urn:jährlich'})
    """
    properties = build_package_properties(dataset, license_titles)
    rest = subtract(build_json_form(dataset), parse_package_properties(properties))
    resources = []
    taken: set[str] = set()
    for distribution in dataset.distributions:
        key = distribution.key
        name = build_free_name(slug(key)[:NAME_LIMIT].strip("-") or "resource", taken)
        taken.add(name)
        table = _build_table(schemas.get(key), layouts.get(key, _NONE))
        resources.append(_build_resource(distribution, name, _file(distribution, files), table, license_titles))
    return {**properties, "resources": resources or [_build_placeholder()], CUSTOM: rest}


def parse_descriptor(descriptor: Mapping[str, Any]) -> Dataset:
    """Read a dataset from a descriptor. Raises Problem when it is not one that Bestand wrote."""
    rest, resources = descriptor.get(CUSTOM), descriptor.get("resources")
    if not isinstance(rest, dict) or not isinstance(resources, list):
        raise Problem(
            say("this data package was not written by Bestand: it has no “{key}” or no resources", key=CUSTOM),
            say("give the folder of a package that Bestand wrote"),
        )
    form = overlay(parse_package_properties(descriptor), rest)
    dataset = parse_json_form(Dataset, form, CUSTOM)
    distributions = [_parse_resource(place, resource) for place, resource in enumerate(resources)]
    return replace(dataset, distributions=tuple(found for found in distributions if found is not None))


def _file(distribution: Distribution, files: Mapping[str, str] | None) -> str:
    """Give a distribution's file within the package."""
    if files is not None:
        return files.get(distribution.path, "") if distribution.path else ""
    return distribution.path if is_portable(distribution.path) else ""


def _build_table(schema: Mapping[str, Any] | None, layout: Mapping[str, Any]) -> Properties:
    """Say how a table is read."""
    return {"type": "table", **layout, "schema": dict(schema)} if schema else dict(layout)


def _build_resource(
    distribution: Distribution, name: str, file: str, table: Properties, license_titles: Mapping[str, str]
) -> Properties:
    """Describe one distribution; how a table is read is said only where there is one."""
    properties = {"name": name, **build_resource_properties(distribution, file, license_titles)}
    rest = subtract(build_json_form(distribution), parse_resource_properties(properties))
    if "path" in properties:
        properties |= table
    return {**properties, CUSTOM: rest} if rest else properties


def _parse_resource(place: int, resource: object) -> Distribution | None:
    """Read one distribution; None for the resource that stands for no distribution at all."""
    where = f"resources[{place}]"
    rest = resource.get(CUSTOM, {}) if isinstance(resource, dict) else None
    if not isinstance(resource, dict) or not isinstance(rest, dict):
        raise Problem(
            say("{where} in the data package is not an object", where=where),
            say("correct datapackage.json, or delete the package's folder and write it again"),
        )
    if rest.get("placeholder") is True:
        return None
    return parse_json_form(Distribution, overlay(parse_resource_properties(resource), rest), where)


def _build_placeholder() -> Properties:
    """Stand in for the resource that a dataset without distributions cannot have."""
    return {
        "name": "no-data",
        "description": "The inventory names no distribution of this dataset.",
        "data": [dict(row) for row in NO_DATA],
        CUSTOM: {"placeholder": True},
    }
