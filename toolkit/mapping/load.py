"""Mapping files: YAML text to a checked mapping; an error names file, line and the nearest valid key."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, get_args, get_origin

from pydantic import ValidationError

from toolkit.mapping.complaint import Complaint, Refused
from toolkit.mapping.inheritance import ReadBase, extend
from toolkit.mapping.proof import prove_mapping
from toolkit.mapping.salvage import salvage
from toolkit.mapping.source import Path, Source, find_nearest, parse_source
from toolkit.mapping.spec import Closed, InventoryMapping
from toolkit.model.message import Message, say

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails


def parse_mapping(text: str, source: str, read_base: ReadBase | None = None) -> InventoryMapping:
    """Read a mapping file's text; ``source`` is its name for messages, ``read_base`` reads what it extends.

    Raises Refused, a Problem with all complaints in it: on YAML that cannot be read, on unknown, missing and repeated
    keys, on fields, vocabularies and look-up targets that do not exist, and on values, patterns and expressions of the
    mapping's own that cannot be read.
    """
    mapping, complaints = examine_mapping(text, source, read_base)
    if mapping is None or complaints:
        raise Refused(complaints, source)
    return mapping


def examine_mapping(
    text: str, source: str, read_base: ReadBase | None = None
) -> tuple[InventoryMapping | None, tuple[Complaint, ...]]:
    """Read a mapping file's text and give everything that is wrong with it; never raises.

    The mapping is None where something is wrong with its keys. YAML that cannot be read, or a base that is not there,
    hides all else: that is one complaint.
    """
    try:
        tree = extend(parse_source(text, source), read_base)
    except Complaint as complaint:
        return None, (complaint,)
    try:
        mapping = InventoryMapping.model_validate(tree.tree)
    except ValidationError as error:
        errors = error.errors(include_url=False)
        complaints = [*_explain_all(errors, tree), *_prove_rest(tree, errors)]
        return None, tuple({str(one): one for one in complaints}.values())
    complaints = list(prove_mapping(mapping, tree))
    return (None if complaints else mapping), tuple(complaints)


def _prove_rest(source: Source, errors: Sequence[ErrorDetails]) -> Iterator[Complaint]:
    """Prove what is left of a mapping when that is taken away which is no mapping."""
    rest = salvage(source.tree, [error["loc"] for error in errors])
    try:
        mapping = InventoryMapping.model_validate(rest)
    except ValidationError:
        return
    yield from prove_mapping(mapping, source, whole=False)


def _explain_all(errors: Sequence[ErrorDetails], source: Source) -> Iterator[Complaint]:
    """Explain errors, unknown keys first: a misspelt key is unknown and missing at once, and the first says more."""
    misspelt: set[tuple[Path, str]] = set()
    for error in sorted(errors, key=lambda one: one["type"] != "extra_forbidden"):
        above = error["loc"][:-1]
        if error["type"] == "extra_forbidden":
            nearest = find_nearest(str(error["loc"][-1]), _keys_at(above))
            misspelt.add((above, nearest))
        elif error["type"] == "missing" and (above, str(error["loc"][-1])) in misspelt:
            continue
        yield _explain(error, source)


def _explain(error: ErrorDetails, source: Source) -> Complaint:
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
    "less_than_equal": say("the number is too great"),
}
_PATTERNS = {
    "inventory": say("small letters a–z, digits and hyphens are expected, at most 61"),
    "name": say("2 to 100 small letters a–z, digits, hyphens or underscores are expected"),
}


def _say_cause(error: ErrorDetails, name: str) -> Message | str:
    """Say what was expected; for what we have no words for, pydantic's own."""
    if error["type"] == "string_pattern_mismatch" and (name in _PATTERNS or error["loc"][-1] == "[key]"):
        return _PATTERNS.get(name, _PATTERNS["name"])
    if error["type"] == "tuple_type" and name == "header":
        return say("numbers of rows are expected, such as 3 or [3, 4]")
    if error["type"] == "model_type" and "columns" in error["loc"]:
        return say("a field is expected, such as title, or keys such as {example}", example="{field: title}")
    return _EXPECTED.get(error["type"], str(error["msg"]))


def _say_remedy(error: ErrorDetails) -> Message | None:
    """Say what to do about the commonest slip: a number, or yes and no, where a text is meant."""
    is_text = error["type"] == "string_type" or (error["type"] == "tuple_type" and error["loc"][-1] != "header")
    if is_text and error["input"] is not None and not isinstance(error["input"], list | dict | str):
        return say('Put it in quotation marks: "{value}"', value=str(error["input"]))
    return None


def _keys_at(parents: Path) -> list[str]:
    """List the keys that are valid at a place of the mapping.

    >>> _keys_at(("datasets", "skip", 0))
    ['column', 'is', 'is_not', 'contains', 'regex', 'filled', 'reason']
    """
    model: type[Closed] = InventoryMapping
    steps = iter(parents)
    for step in steps:
        annotation = _fields_of(model).get(str(step))
        model = next(_find_models(annotation), model)
        if get_origin(annotation) is dict:
            next(steps, None)  # a heading or a word of the author's own, whatever it is called
    return list(_fields_of(model))


def _fields_of(model: type[Closed]) -> dict[str, Any]:
    """Give what each key of a model holds; a key is called as it is written in a mapping."""
    return {field.alias or name: field.annotation for name, field in model.model_fields.items()}


def _find_models(annotation: Any) -> Iterator[type[Closed]]:
    """Find the models that stand in a type."""
    if isinstance(annotation, type) and issubclass(annotation, Closed):
        yield annotation
    for part in get_args(annotation):
        yield from _find_models(part)
