"""Values of the model as plain JSON and back, and the difference between two such forms.

Empty texts, empty lists and None are left out. What a field may hold is read from the type in the model, so that a
field which the model gains later travels with the others.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from toolkit.model.message import Message, say
from toolkit.model.problem import Problem

P = TypeVar("P")

_APART = frozenset({"distributions"})


def build_json_form(thing: Any) -> dict[str, Any]:
    """Give the filled fields of a dataclass of the model as JSON; distributions stay out.

    >>> from toolkit.model.dataset import Dataset, Period
    >>> build_json_form(Dataset("a", "1", keywords=("Baum",), temporal=Period("2024")))
    {'inventory': 'a', 'key': '1', 'keywords': ['Baum'], 'temporal': {'start': '2024'}}
    """
    form: dict[str, Any] = {}
    for item in fields(thing):
        value = getattr(thing, item.name)
        if item.name in _APART or value is None or value in ("", ()):
            continue
        form[item.name] = _plain(value)
    return form


def _plain(value: Any) -> Any:
    """Write one value as JSON."""
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return build_json_form(value) if is_dataclass(value) else value


def subtract(form: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    """Give what ``form`` holds beyond ``said``; what ``said`` has and ``form`` has not becomes empty.

    >>> subtract({"title": "Bäume", "url": "x"}, {"url": "x", "size": "9"})
    {'title': 'Bäume', 'size': ''}
    """
    rest: dict[str, Any] = {}
    for name in [*form, *(name for name in said if name not in form)]:
        value, other = form.get(name, ""), said.get(name)
        if isinstance(value, dict) and isinstance(other, dict):
            value = subtract(value, other)
            if not value:
                continue
        if value != other:
            rest[name] = value
    return rest


def overlay(said: Mapping[str, Any], rest: Mapping[str, Any]) -> dict[str, Any]:
    """Put ``rest`` over ``said``: the inverse of ``subtract``.

    >>> overlay({"url": "x", "size": "9"}, {"title": "Bäume", "size": ""})
    {'url': 'x', 'size': '', 'title': 'Bäume'}
    """
    form = dict(said)
    for name, value in rest.items():
        other = form.get(name)
        form[name] = overlay(other, value) if isinstance(value, dict) and isinstance(other, dict) else value
    return form


def parse_json_form(kind: type[P], form: Mapping[str, Any], where: str) -> P:
    """Build a value from its JSON form; fields that are not there are empty.

    Raises Problem, naming the field and ``where``, for a field that the model does not know and for a value of the
    wrong kind.

    >>> from toolkit.model.dataset import Period
    >>> parse_json_form(Period, {"start": "2024"}, "temporal")
    Period(start='2024', end='')
    """
    value: P = _parse_object(kind, form, where)
    return value


def _parse_object(kind: Any, form: Mapping[str, Any], where: str) -> Any:
    """Build a dataclass field by field."""
    hints = _hints(kind)
    unknown = next((name for name in form if name not in hints), None)
    if unknown is not None:
        raise _problem(say("{where} knows no field “{field}”", where=where, field=unknown))
    values = {name: _parse(hint, form[name], f"{where}.{name}") for name, hint in hints.items() if name in form}
    texts = {name: "" for name, hint in hints.items() if hint is str}
    return kind(**{**texts, **values})


@cache
def _hints(kind: Any) -> dict[str, Any]:
    """Give the type of every field."""
    return {name: hint for name, hint in get_type_hints(kind).items() if name not in _APART}


def _parse(hint: Any, value: Any, where: str) -> Any:
    """Read one value as its type in the model wants it; an empty text empties a list."""
    wanted = get_args(hint)[0] if isinstance(hint, types.UnionType) else hint
    if get_origin(wanted) is tuple and isinstance(value, list):
        return tuple(_parse(get_args(wanted)[0], entry, where) for entry in value)
    if get_origin(wanted) is tuple and value == "":
        return ()
    if is_dataclass(wanted) and isinstance(value, dict):
        return _parse_object(wanted, value, where)
    if type(value) is wanted:
        return value
    raise _problem(say("{where} holds a value of the wrong kind: {value}", where=where, value=repr(value)[:80]))


def _problem(what: Message) -> Problem:
    """Say what is wrong with a descriptor."""
    return Problem(what, say("correct datapackage.json, or delete the package's folder and write it again"))
