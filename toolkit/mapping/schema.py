"""The JSON Schema of mappings, built from the models, so that an editor completes and checks what somebody writes.

It is as strict as it can be without other files: what a mapping inherits (``extends``) may be missing in it, so that
only a mapping without a base must be whole. Values are not proved; ``bestand mapping check`` does that.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable
from typing import Any, TypeAlias

from toolkit.mapping.fields import DISTRIBUTION_FIELDS, ROW_FIELDS
from toolkit.mapping.keywords import KEYWORDS
from toolkit.mapping.spec import InventoryMapping
from toolkit.vocabularies.concept import VOCABULARIES

Schema: TypeAlias = dict[str, Any]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_NULL: Schema = {"type": "null"}
_WHOLE = {"Condition", "SkipSpec", "JoinSpec", "OrganizationSpec", "OrganizationTable"}
"""Models whose missing keys are missed at once: they stand in lists, which are not merged, or are small."""

_HEADER: Schema = {
    "anyOf": [
        {"type": "integer", "minimum": 1},
        {"type": "string", "pattern": "^[A-Za-z]{1,3}$"},
        {"type": "array", "items": {"type": "integer", "minimum": 1}, "minItems": 1, "maxItems": 4},
        {"type": "array", "items": {"type": "string", "pattern": "^[A-Za-z]{1,3}$"}, "minItems": 1, "maxItems": 4},
    ]
}


def build_mapping_schema() -> Schema:
    """Build the JSON Schema (draft 2020-12) of a mapping file."""
    schema = InventoryMapping.model_json_schema()
    models: dict[str, Schema] = schema.pop("$defs")
    for name, model in (("InventoryMapping", schema), *models.items()):
        _describe(model, name)
    known = [path for path in DISTRIBUTION_FIELDS if path != "key"]
    _speak_of(models, "Dataset", [*ROW_FIELDS])
    _speak_of(models, "Distribution", known)
    lookups = schema["properties"]["lookups"]
    lookups["propertyNames"] = {"enum": [*dict.fromkeys([*ROW_FIELDS, *DISTRIBUTION_FIELDS])]}
    del models["ColumnSpec"], models["JoinSpec"]
    required = {
        name: model.pop("required") for name, model in (("", schema), *models.items()) if _is_loose(name, model)
    }
    _allow_nothing([schema, *(model for name, model in models.items() if name in _EXTENDED)])
    return {
        "$schema": _DIALECT,
        **schema,
        "title": "A mapping of Bestand",
        "description": "What the columns of a data inventory mean. docs/mapping.md explains every key.",
        **_ask_for(required),
        "$defs": models,
    }


_EXTENDED = ("DatasetTable", "DistributionTable", "DatasetColumn", "DistributionColumn", "Expect", "MadeFor")


def _is_loose(name: str, model: Schema) -> bool:
    return "required" in model and not name.endswith("Join") and name not in _WHOLE


def _describe(model: Schema, name: str) -> None:
    """Give a model's keys their sentences, and take away what pydantic says for itself."""
    words = KEYWORDS[name]
    model.pop("title", None)
    model["description"] = model.get("description", "").partition("\n")[0].replace("``", "")
    for key, property_ in model["properties"].items():
        property_.pop("title", None)
        for bound in ("minLength", "maxLength"):
            if "anyOf" in property_:
                property_.pop(bound, None)  # they bound a list, but stand where a text may stand, too
        if property_.get("default") in ("", [], None) or isinstance(property_.get("default"), dict):
            property_.pop("default", None)
        if key == "header":
            property_.clear()
            property_.update(copy.deepcopy(_HEADER))
        property_["description"] = words[key]


def _speak_of(models: dict[str, Schema], table: str, fields: list[str]) -> None:
    """Say for one of the two tables which fields there are."""
    models[f"{table}Field"] = {"description": f"A field of a {table.lower()}.", "enum": fields}
    field = {"$ref": f"#/$defs/{table}Field"}
    column = models[f"{table}Column"] = copy.deepcopy(models["ColumnSpec"])
    column["properties"]["field"] = {**field, "description": KEYWORDS["ColumnSpec"]["field"]}
    column["properties"]["vocabulary"]["enum"] = list(VOCABULARIES)
    entry = {"anyOf": [field, {"$ref": f"#/$defs/{table}Column"}]}
    join = models[f"{table}Join"] = copy.deepcopy(models["JoinSpec"])
    join["properties"]["columns"]["additionalProperties"] = entry
    properties = models[f"{table}Table"]["properties"]
    properties["columns"]["additionalProperties"] = {"anyOf": [*entry["anyOf"], _NULL]}
    one = {"$ref": f"#/$defs/{table}Join"}
    properties["joins"]["anyOf"] = [one, {"items": one, "type": "array"}]
    for key in ("sheet_name", "file_name"):
        properties[key] = {**field, "description": KEYWORDS["DatasetTable"][key]}
    for key in ("constants", "computed"):
        properties[key]["propertyNames"] = field


def _allow_nothing(models: Iterable[Schema]) -> None:
    """Let null take away what a base says, wherever keys are merged; in look-ups it is a value already."""
    for model in models:
        for key, property_ in model["properties"].items():
            inner = property_.get("additionalProperties")
            if isinstance(inner, dict) and not key.startswith("lookup"):
                _allow_null(inner)
            _allow_null(property_)


def _allow_null(schema: Schema) -> None:
    """Let a schema take null, too."""
    if "anyOf" in schema:
        if _NULL not in schema["anyOf"]:
            schema["anyOf"].append(_NULL)
        return
    said = {key: schema.pop(key) for key in [*schema] if key not in {"description", "default"}}
    schema["anyOf"] = [said, _NULL]


def _ask_for(required: dict[str, list[str]]) -> Schema:
    """Ask for a whole mapping where it completes no other one and is no base: a base has no ``inventory``."""
    tables = {"datasets": "DatasetTable", "distributions": "DistributionTable"}
    complete = {
        table: {
            "required": required[model],
            "properties": {"columns": {"additionalProperties": {"not": _NULL}}},
        }
        for table, model in tables.items()
    }
    return {
        "required": ["format"],
        "if": {"required": ["inventory"], "not": {"required": ["extends"]}},
        "then": {"required": required[""], "properties": complete},
    }
