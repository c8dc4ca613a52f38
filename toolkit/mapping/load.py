"""Mapping files: YAML text to a checked mapping; an error names file, line and the nearest valid key."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pydantic import ValidationError

from toolkit.mapping.proof import prove_mapping
from toolkit.mapping.source import Path, Source, parse_source
from toolkit.mapping.spec import (
    Closed,
    ColumnSpec,
    DatasetTable,
    DistributionTable,
    Expect,
    InventoryMapping,
    MadeFor,
    OrganizationSpec,
)
from toolkit.model.message import Message, say
from toolkit.model.problem import Problem

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails


def parse_mapping(text: str, source: str) -> InventoryMapping:
    """Read a mapping file's text; ``source`` is its name for messages.

    Raises Problem on YAML that cannot be read, on unknown, missing and repeated keys, on fields, vocabularies and
    look-up targets that do not exist, and on values and expressions of the mapping's own that cannot be read.
    """
    tree = parse_source(text, source)
    try:
        mapping = InventoryMapping.model_validate(tree.tree)
    except ValidationError as error:
        # A misspelt key is unknown and missing at once: the unknown one says more.
        errors = sorted(error.errors(include_url=False), key=lambda one: one["type"] != "extra_forbidden")
        raise _explain(errors[0], tree) from error
    prove_mapping(mapping, tree)
    return mapping


def _explain(error: ErrorDetails, source: Source) -> Problem:
    """Turn one of pydantic's errors into a sentence for the mapping's author."""
    path = tuple(step for step in error["loc"] if step != "[key]")
    name = next((str(step) for step in reversed(path) if isinstance(step, str)), "")
    match error["type"]:
        case "extra_forbidden":
            return source.unknown(path, say("unknown key “{key}”", key=name), name, _keys_at(path[:-1]))
        case "missing":
            above = ".".join(map(str, path[:-1])) or source.name
            what = say("the key “{key}” is missing in {above}", key=name, above=above)
            return source.problem(path, what, say("Add “{key}:” there; docs/mapping.md shows how.", key=name))
        case "literal_error":
            allowed = re.findall(r"'([^']*)'", str(error.get("ctx", {}).get("expected", "")))
            word = str(error["input"])
            if error["loc"][-1] == "[key]":
                return source.unknown(path, say("unknown key “{key}”", key=word), word, allowed)
            what = say("“{value}” is not allowed for “{key}”", value=word, key=name)
            return source.unknown(path, what, word, [choice for choice in allowed if choice])
        case "string_type" | "invalid_key" if error["loc"][-1] in ("[key]", error["input"]):
            what = say("the key {key} is no text", key=str(error["input"]))
            return source.problem(path, what, say("Put it in quotation marks."))
    what = say("“{key}”: {cause}", key=name, cause=_say_cause(error, name))
    return source.problem(path, what, _say_remedy(error))


_EXPECTED = {
    "string_type": say("a text is expected"),
    "tuple_type": say("a text or a list of texts is expected, such as [a, b]"),
    "dict_type": say("keys with values are expected below it"),
    "model_type": say("keys with values are expected below it"),
    "int_type": say("a whole number is expected"),
    "bool_type": say("true or false is expected"),
    "bool_parsing": say("true or false is expected"),
    "purpose": say("a column needs exactly one of: field, release, ignore"),
    "letters": say("letters of columns are expected, such as B or [A, B]; in a form the header is a column"),
    "order": say("header rows are counted from 1 and stand in the order of the sheet"),
    "bounds": say("min is greater than max"),
    "string_too_short": say("it is empty"),
    "too_short": say("it is empty"),
    "too_long": say("a header has four rows at most"),
    "greater_than_equal": say("the number is too small"),
}
_PATTERNS = {
    "inventory": say("small letters a–z, digits and hyphens are expected, at most 61"),
    "name": say("2 to 100 small letters a–z, digits, hyphens or underscores are expected"),
}


def _say_cause(error: ErrorDetails, name: str) -> Message | str:
    """Say what was expected; for what we have no words for, pydantic's own."""
    if error["type"] == "string_pattern_mismatch" and name in _PATTERNS:
        return _PATTERNS[name]
    if error["type"] == "tuple_type" and name == "header":
        return say("numbers of rows are expected, such as 3 or [3, 4]")
    if error["type"] == "model_type" and "columns" in error["loc"]:
        return say("a field is expected, such as title, or keys such as {example}", example="{field: title}")
    return _EXPECTED.get(error["type"], str(error["msg"]))


def _say_remedy(error: ErrorDetails) -> Message | None:
    """Say what to do about the commonest slip: a number, or yes and no, where a text is meant."""
    if error["type"] == "string_type" and error["input"] is not None and not isinstance(error["input"], list | dict):
        return say('Put it in quotation marks: "{value}"', value=str(error["input"]))
    return None


def _keys_at(parents: Path) -> list[str]:
    """List the keys that are valid at a place of the mapping."""
    model: type[Closed] = InventoryMapping
    match parents:
        case ("organization",):
            model = OrganizationSpec
        case (_, "expect"):
            model = Expect
        case (_, "made_for"):
            model = MadeFor
        case (_, "columns", _):
            model = ColumnSpec
        case ("datasets",):
            model = DatasetTable
        case ("distributions",):
            model = DistributionTable
    return list(model.model_fields)
