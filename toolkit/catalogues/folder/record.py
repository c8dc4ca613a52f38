"""The JSON record of one entry, and the way between it and an Entry.

    {"format": "bestand-entry/1", "id": "<uuid>", "identifier": "gruenes-amt:GA-001",
     "fields": {"private": false, "owner_org": "gruenes-amt", "title": "Baumkataster", …},
     "resources": [{"id": "<uuid>", "fields": {"title": "CSV-Datei", …}}],
     "managed_resources": ["<uuid>"]}

People may edit a record: the next plan shows it as an edit in the catalogue. What we do not know stays: other keys,
other fields, and resources that ``managed_resources`` does not list.
"""

from __future__ import annotations

import json
import uuid
from typing import Any

from toolkit.model.entry import Entry, Resource, Value
from toolkit.model.message import Message, say

FORMAT = "bestand-entry/1"

# Fixed for ever: another namespace would give every entry a new id.
_ENTRIES = uuid.UUID("2f0d9c1e-7a54-5c0b-8d0f-54e3a1c6b9d2")

_OTHER = frozenset({list, dict})

Raw = dict[str, Any]
"""A record as JSON holds it, but for the lists among its fields, which are tuples as in an entry."""


class BrokenRecord(Exception):  # noqa: N818 (it reads as what it is)
    """A file that is no record, and why."""

    def __init__(self, reason: Message) -> None:
        super().__init__(str(reason))
        self.reason = reason


def entry_id(identifier: str, name: str) -> str:
    """Give an entry the same UUID for ever; it is kept in the record, so that it survives an edited identifier.

    >>> entry_id("gruenes-amt:GA-001", "x") == entry_id("gruenes-amt:GA-001", "y")
    True
    """
    return str(uuid.uuid5(_ENTRIES, identifier or f"name:{name}"))


def parse_object(content: bytes) -> Raw:
    """Read a file's bytes as one JSON object, in any of JSON's encodings. Raises BrokenRecord."""
    try:
        record = json.loads(content)
        if b"\\ud" in content or b"\\uD" in content:  # half of a surrogate pair is no character: UTF-8 cannot hold it
            record = json.loads(json.dumps(record, ensure_ascii=False).encode("utf-8", "replace"))
    except (ValueError, RecursionError) as error:
        raise BrokenRecord(say("it is no JSON: {reason}", reason=str(error))) from error
    if type(record) is not dict:
        raise BrokenRecord(say("it does not hold a JSON object"))
    return record


def parse_record(content: bytes) -> Raw:
    """Read a file's bytes as a record. Raises BrokenRecord."""
    record = parse_object(content)
    _require_fields(record)
    resources = record.get("resources", [])
    if type(resources) is not list or not set(map(type, resources)) <= {dict}:
        raise BrokenRecord(say("{key} is not a list of JSON objects", key='"resources"'))
    for resource in resources:
        _require_fields(resource)
    ids = [resource["id"] for resource in resources if "id" in resource]
    if not set(map(type, ids)) <= {str} or len(set(ids)) < len(ids):
        raise BrokenRecord(say("two of its resources carry the same id, or an id is not a text"))
    return record


def build_content(record: Raw) -> bytes:
    """Write a record for people: indented, umlauts as they are, one line feed at the end."""
    return (json.dumps(record, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "replace")


def identifier_of(record: Raw) -> str:
    """Give the identifier that a record carries; empty for an entry that is nobody's."""
    return _text(record.get("identifier"))


def id_of(record: Raw, name: str) -> str:
    """Give a record's id, made from identifier or name where a person wrote the record."""
    return _text(record.get("id")) or entry_id(identifier_of(record), name)


def build_record(entry: Entry) -> Raw:
    """Make the record of a new entry."""
    new: Raw = {"format": FORMAT, "id": entry_id(entry.identifier, entry.name), "identifier": entry.identifier}
    return merge_record(new, entry, entry)


def merge_record(record: Raw, entry: Entry, held: Entry) -> Raw:
    """Put an entry over a record: its fields and resources win, what is not ours stays.

    Resources of ``held`` that the entry no longer has go; all others that it does not name follow its own.
    """
    wanted = [resource.id for resource in entry.resources]
    gone = {resource.id for resource in held.resources} - set(wanted)
    there = {resource.get("id"): resource for resource in record.get("resources", [])}
    ours = [_merge_resource(there.get(resource.id, {}), resource) for resource in entry.resources]
    others = [raw for raw in record.get("resources", []) if raw.get("id") not in gone.union(wanted)]
    return {
        **record,
        "identifier": entry.identifier,
        "fields": record.get("fields", {}) | entry.fields,
        "resources": [*ours, *others],
        "managed_resources": [*wanted, *(id_ for id_ in _managed(record) if id_ not in gone.union(wanted))],
    }


def parse_entry(record: Raw, name: str, identifier: str = "", *, foreign: bool = False) -> Entry:
    """Read a record as an entry: our resources only, or ``foreign`` ones as well; ``identifier`` overrules its own.

    An entry is public only where ``private`` says false.
    """
    fields = _get_fields(record)
    if type(fields.get("private")) is not bool:
        fields = {**fields, "private": True}
    managed = _managed(record)
    ours = [raw for raw in record.get("resources", []) if foreign or raw.get("id") in managed]
    resources = tuple(Resource(raw.get("id", ""), _get_fields(raw)) for raw in ours)
    return Entry(identifier or identifier_of(record), name, fields, resources)


def _managed(record: Raw) -> list[str]:
    """List the ids of the resources that we wrote."""
    managed = record.get("managed_resources", [])
    return [item for item in managed if type(item) is str] if type(managed) is list else []


def _merge_resource(record: Raw, resource: Resource) -> Raw:
    """Put a resource over its record."""
    return {**record, "id": resource.id, "fields": record.get("fields", {}) | resource.fields}


def _require_fields(record: Raw) -> None:
    """Bring a record's fields to the values that an entry holds. Raises BrokenRecord where that cannot be."""
    fields = record.get("fields", {})
    if type(fields) is not dict:
        raise BrokenRecord(say("{key} is not a JSON object", key='"fields"'))
    if _OTHER.isdisjoint(map(type, fields.values())):  # most are, and this is the quickest way to see it
        return
    for key, value in [(key, value) for key, value in fields.items() if type(value) in _OTHER]:
        if type(value) is dict or not set(map(type, value)) <= {str}:
            raise BrokenRecord(say("{field} is no text, number, true, false, null or list of texts", field=key))
        fields[key] = tuple(value)


def _get_fields(record: Raw) -> dict[str, Value]:
    """Give the fields of a record that was required to hold them."""
    fields: dict[str, Value] = record.get("fields", {})
    return fields


def _text(value: Any) -> str:
    """Give a text, and an empty one for anything else."""
    return value if type(value) is str else ""
