"""What becomes of entries that were written with another profile: read as CKAN would show them now. Pure.

The last push put values into fields; the profile of today looks for them in others. So the base of a merge is what CKAN
held right after that push, seen through today's profile. Fields of the former profile that today's has not are retired:
they are read on, and emptied where their value is still the one that we wrote.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pydantic import TypeAdapter, ValidationError

from toolkit.catalogues.ckan import fields
from toolkit.catalogues.ckan.forms import Forms, write_json
from toolkit.catalogues.ckan.payload import build_create
from toolkit.catalogues.ckan.profile import EXTRAS_PREFIX, Field, Profile
from toolkit.model.entry import Entry, Resource, Value, is_empty

_PROFILE = TypeAdapter(Profile)
_CORE = frozenset({"name", "extras", "resources", "tags", "groups", "private", "owner_org"})
_ALWAYS = frozenset({"private", "owner_org"})


@dataclass(frozen=True, slots=True)
class Retired:
    """The fields of one dataset that the former profile filled and today's does not know: names, by resource too."""

    dataset: tuple[str, ...] = ()
    resources: Mapping[str, tuple[str, ...]] | None = None

    def add_to(self, entry: Entry) -> Entry:
        """Ask for these fields to be empty."""
        by_id = self.resources or {}
        resources = tuple(_empty(item, by_id.get(item.id, ())) for item in entry.resources)
        return replace(entry, fields={**entry.fields, **dict.fromkeys(self.dataset)}, resources=resources)


def dump_profile(profile: Profile) -> str:
    """Write a profile down, the same text for the same profile in every run: sets have no order of their own."""
    data = _PROFILE.dump_python(profile, mode="json")
    data["encoded"] = sorted(data["encoded"])
    return json.dumps(data, ensure_ascii=False, sort_keys=True)


def parse_former(content: str) -> Profile | None:
    """Read a profile that was written down; None for one that cannot be read any more."""
    try:
        return _PROFILE.validate_json(content)
    except (ValidationError, TypeError):
        return None


def keep_retired(profile: Profile, former: Profile) -> Profile:
    """Let a profile read the fields of a former one, too. Nothing fills them, and what people wrote in them counts."""
    return replace(
        profile,
        dataset=_add_retired(profile.dataset, former.dataset, {profile.identifier}),
        resources=_add_retired(profile.resources, former.resources, set()),
    )


def carry_over(base: Entry, former: Profile, forms: Forms) -> tuple[Entry, Retired]:
    """Give the base as today's profile sees it, and which of its fields are retired.

    What was not written with the former profile is empty, but for fields that both have and that were not written:
    nothing is known of those.
    """
    seen = fields.parse_entry(_build_raw(base, former, forms.profile), forms)
    before = {field.name for field in former.dataset}
    known = {key: value for key, value in seen.fields.items() if _was_written(key, before, base.fields)}
    old = {item.id: item for item in base.resources}
    inner = {field.name for field in former.resources}
    resources = tuple(
        replace(
            item,
            fields={key: value for key, value in item.fields.items() if _was_written(key, inner, old[item.id].fields)},
            file=old[item.id].file,
        )
        for item in seen.resources
    )
    carried = Entry(base.identifier, base.name, known, resources)
    return carried, _list_retired(base, former, forms.profile)


def _list_retired(base: Entry, former: Profile, profile: Profile) -> Retired:
    """List the fields that were filled and that no field of today's profile stands for."""
    gone = _names(former.dataset) - {field.name for field in profile.dataset if field.sources} - {profile.identifier}
    gone_of_resources = _names(former.resources) - {field.name for field in profile.resources if field.sources}
    by_id = {item.id: _filled(item.fields, gone_of_resources) for item in base.resources}
    return Retired(_filled(base.fields, gone), {id_: names for id_, names in by_id.items() if names})


def _add_retired(now: tuple[Field, ...], before: Iterable[Field], besides: set[str]) -> tuple[Field, ...]:
    """Put the fields of a former profile behind those of today's."""
    there = {field.name for field in now} | besides
    old = (field for field in before if field.name not in there)
    return (*now, *(replace(field, sources=(), policy="catalogue", kept_in="") for field in old))


def _build_raw(base: Entry, former: Profile, profile: Profile) -> dict[str, Any]:
    """Give CKAN's record of a dataset as it was right after the last push.

    A schema that came since takes extras for its own fields; one that went leaves its fields as extras.
    """
    whole = tuple(replace(item, file="") for item in base.resources)
    raw: dict[str, Any] = {"private": True, **build_create(replace(base, resources=whole), former)}
    extras = {item["key"]: item["value"] for item in raw["extras"]}
    roots = {field.name.partition("[]")[0] for field in profile.dataset if field.sources} | {profile.identifier}
    for name in roots - raw.keys() - _CORE:
        if name in extras:
            raw[name] = extras.pop(name)
    for name in [key for key in raw if EXTRAS_PREFIX + key in roots and key not in roots]:
        value = raw.pop(name)
        extras.setdefault(name, value if isinstance(value, str) else _write_list(value))
    return raw | {"extras": [{"key": key, "value": value} for key, value in extras.items()]}


def _write_list(value: Any) -> str:
    """Write a list as an extra holds it."""
    is_texts = isinstance(value, list) and all(isinstance(item, str) for item in value)
    return write_json(value) if is_texts else str(value)


def _was_written(name: str, before: set[str], base: Mapping[str, Value]) -> bool:
    """Tell whether something is known of a field: it was written, or the former profile did not have it at all."""
    return name in base or name not in before or name in _ALWAYS


def _names(group: Iterable[Field]) -> set[str]:
    return {field.name for field in group}


def _filled(values: Mapping[str, Value], names: set[str]) -> tuple[str, ...]:
    return tuple(name for name, value in values.items() if name in names and not is_empty(value))


def _empty(resource: Resource, names: Iterable[str]) -> Resource:
    return replace(resource, fields={**resource.fields, **dict.fromkeys(names)})
