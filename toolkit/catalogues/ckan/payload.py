"""What is sent: the body of ``package_create``, and the one ``package_revise`` that changes what we manage only.

package_revise (CKAN 2.8 and later) is the only compare-and-set of CKAN's API. It merges ``update`` into the stored
dataset item by item, so that a list must be filtered away before another can take its place, and a resource is best
changed under its id: what is not named stays as CKAN holds it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, TypeAlias

from toolkit.catalogues.ckan.fields import HASH
from toolkit.catalogues.ckan.layout import EXTRAS_PREFIX, OUR_KEY, Profile
from toolkit.catalogues.ckan.raw import write_raw, write_raw_resource
from toolkit.model.entry import Entry, Held, Resource, Value, is_empty

Payload: TypeAlias = dict[str, Any]

# The answer needs no more than this; the rest of the dataset is left out of it.
_INCLUDE = ["+package__id", "+package__metadata_modified", "-package__*"]
# These are written with the file itself: a run that stops in between leaves them out, and the next one uploads again.
_WITH_FILE = frozenset({HASH, "size"})
_NAMED = ("tags", "groups")
"""Lists of things that CKAN knows by their names."""


def build_create(entry: Entry, profile: Profile) -> Payload:
    """Build the body of ``package_create``: all that the entry says, resources with their ids."""
    own = {key: value for key, value in entry.fields.items() if not is_empty(value)}
    raw = write_raw(own, profile, {})
    payload: Payload = {key: value for key, value in raw.items() if not key.startswith(EXTRAS_PREFIX)}
    payload |= {key: _names(own.get(key)) for key in _NAMED}
    extras = {key.removeprefix(EXTRAS_PREFIX): value for key, value in raw.items() if key.startswith(EXTRAS_PREFIX)}
    payload["extras"] = [{"key": key, "value": value} for key, value in extras.items()]
    payload["resources"] = [_new_resource(resource, profile) for resource in entry.resources]
    return {"name": entry.name, **payload}


def build_revise(held: Held, entry: Entry, profile: Profile) -> Payload | None:
    """Build the request that turns what is held into the entry; None where there is nothing to change.

    Of the resources in ``held.entry``, ours go if the entry lacks them. New ones follow the others, whose order stays.
    """
    there = {resource.id: resource for resource in held.entry.resources}
    gone = sorted(there.keys() & list_ours(held) - {resource.id for resource in entry.resources})
    update, filters = _changed_fields(held, entry, profile)
    request: Payload = {"update": update} if update else {}
    new: list[Payload] = []
    for resource in entry.resources:
        if resource.id not in there:
            new.append(_new_resource(resource, profile))
        elif changed := _changed_resource(held, there[resource.id], resource, profile):
            request[f"update__resources__{resource.id}"] = changed
            filters += [f"-resources__{resource.id}__{key}" for key, item in changed.items() if isinstance(item, list)]
    filters += [f"-resources__{id_}" for id_ in gone]
    if not (request or new or filters):
        return None
    extend = {"update__resources__extend": new} if new else {}
    return {"match": build_match(held), "filter": filters, **request, **extend, "include": _INCLUDE}


def build_private(held: Held) -> Payload:
    """Build the request that makes a dataset private and changes nothing else."""
    return {"match": build_match(held), "update": {"private": True}, "include": _INCLUDE}


def build_release_of_ids(held: Held, ids: Collection[str]) -> Payload:
    """Build the request that takes resources out of a dataset, so that another may carry their ids."""
    filters = [f"-resources__{id_}" for id_ in ids]
    return {"match": build_match(held), "filter": filters, "include": _INCLUDE}


def spare_groups(request: Payload, held: Held, manageable: Collection[str]) -> Payload:
    """Let a request leave groups alone that the token may not manage (``manageable`` holds the names of the others).

    package_revise of CKAN 2.11 and 2.12 asks for rights on every group that the dataset is in. A group that is left out
    of the request stays, as long as the token has no role in it (``package_membership_list_save``).
    """
    groups = [group["name"] for group in held.raw.get("groups") or []]
    wanted = request.get("update", {}).get("groups", [{"name": name} for name in groups])
    if all(name in manageable for name in groups):
        return request
    ours = [group for group in wanted if group["name"] in manageable]
    return request | {
        "filter": [*(one for one in request.get("filter", []) if one != "-groups"), "-groups"],
        "update": request.get("update", {}) | {"groups": ours},
    }


def build_match(held: Held) -> Payload:
    """Name the dataset together with its revision and its state: CKAN refuses the request unless both still hold."""
    return {"id": held.id, "metadata_modified": held.revision, "state": held.raw.get("state", "active")}


def list_ours(held: Held) -> frozenset[str]:
    """List the ids of the resources that are ours.

    They carry our key; should a form have dropped it, the id tells: ours are made from names (UUID version 5), CKAN's
    at random (version 4).
    """
    return frozenset(
        raw["id"] for raw in held.raw.get("resources") or [] if raw.get(OUR_KEY) or raw["id"][14:15] == "5"
    )


def needs_upload(resource: Resource, held: Held | None) -> bool:
    """Tell whether a resource's local file is not the one that the catalogue stores."""
    if not resource.file:
        return False
    there = {item.id: item for item in held.entry.resources} if held else {}
    stored = there.get(resource.id)
    return stored is None or stored.fields.get(HASH) != resource.fields.get(HASH)


def build_upload(resource: Resource, profile: Profile) -> Payload:
    """Build the fields that go with a file: its hash, and the same under our own key. All are texts (multipart)."""
    own = {key: value for key, value in resource.fields.items() if key in _WITH_FILE and not is_empty(value)}
    return {"id": resource.id, **{key: str(value) for key, value in write_raw_resource(own, profile, {}).items()}}


def _changed_fields(held: Held, entry: Entry, profile: Profile) -> tuple[Payload, list[str]]:
    """Give the dataset's fields that change, and the lists that must be emptied before they are filled."""
    before = held.entry.fields
    changed = {key: value for key, value in entry.fields.items() if not is_same(value, before.get(key))}
    raw = write_raw(changed, profile, held.raw)
    update: Payload = {
        key: value for key, value in raw.items() if key not in _NAMED and not key.startswith(EXTRAS_PREFIX)
    }
    filters = [f"-{key}" for key, value in update.items() if isinstance(value, list)]
    if held.raw.get("state") == "deleted":  # it is brought back (CKAN keeps what it deletes until somebody purges it)
        update["state"] = "active"
    if "tags" in changed:
        filters.append("-tags")
        controlled = [tag for tag in held.raw.get("tags") or [] if tag.get("vocabulary_id")]
        update["tags"] = [*_names(changed["tags"]), *controlled]
    if "groups" in changed:
        filters.append("-groups")
        update["groups"] = _names(changed["groups"])
    extras = {key.removeprefix(EXTRAS_PREFIX): value for key, value in raw.items() if key.startswith(EXTRAS_PREFIX)}
    if extras:
        filters.append("-extras")
        update["extras"] = _merge_extras(held.raw.get("extras") or [], extras)
    return update, filters


def _merge_extras(there: list[Mapping[str, Any]], changed: Mapping[str, Any]) -> list[Payload]:
    """Put changed extras among those that are there: each keeps its place, new ones follow, emptied ones go."""
    merged = {item["key"]: item["value"] for item in there} | {**changed}
    gone = {key for key, value in changed.items() if value == ""}
    return [{"key": key, "value": value} for key, value in merged.items() if key not in gone]


def _changed_resource(held: Held, before: Resource, wanted: Resource, profile: Profile) -> Payload:
    """Give a resource's fields that change; one that was an upload and becomes a link says so."""
    left_out = _WITH_FILE if needs_upload(wanted, held) else frozenset()
    changed = {
        key: value
        for key, value in wanted.fields.items()
        if key not in left_out and not is_same(value, before.fields.get(key))
    }
    there: Payload = next((raw for raw in held.raw.get("resources") or [] if raw.get("id") == wanted.id), {})
    raw = write_raw_resource(changed, profile, there)
    return raw | {"url_type": "", "clear_upload": "true"} if "url" in raw and _is_upload(held, wanted.id) else raw


def _new_resource(resource: Resource, profile: Profile) -> Payload:
    """Give a resource that CKAN does not hold yet."""
    left_out = _WITH_FILE if resource.file else frozenset()
    fields = {key: item for key, item in resource.fields.items() if key not in left_out and not is_empty(item)}
    return {"id": resource.id, **write_raw_resource(fields, profile, {})}


def _is_upload(held: Held | None, id_: str) -> bool:
    """Tell whether CKAN stores a file for a resource."""
    raws = held.raw.get("resources") or [] if held else []
    return any(raw["id"] == id_ and raw.get("url_type") == "upload" for raw in raws)


def _names(value: Value) -> list[Payload]:
    """Write tags or groups as CKAN takes them."""
    return [{"name": name} for name in value] if isinstance(value, tuple) else []


def is_same(one: Value, other: Value) -> bool:
    """Tell whether CKAN would hold both values alike: an empty one is an absent one, tags have no order.

    >>> is_same("", None), is_same(("a", "b"), ("b", "a")), is_same(0, None)
    (True, True, False)
    """
    if isinstance(one, tuple) and isinstance(other, tuple):
        return sorted(one) == sorted(other)
    return one == other or (is_empty(one) and is_empty(other))
