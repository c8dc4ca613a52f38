"""One catalogue entry in the target's own fields, and all that we own there now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from toolkit.model.message import Message

Value: TypeAlias = "str | bool | int | float | tuple[str, ...] | None"
"""A field's value. Tuples are sets to the merge (tags, groups), in a stable order; None means empty."""

UNKNOWN = "\x1aunknown"
"""Stands in a base for a value that nobody knows, as after a lost ledger; neither a sheet nor a catalogue holds it."""


@dataclass(frozen=True, slots=True)
class Resource:
    """One resource: its id (a UUID made from the dataset's and the distribution's key) and its managed fields.

    ``file`` is the path of a local file that the catalogue is to store; its ``hash`` field tells when it changed.
    """

    id: str
    fields: Mapping[str, Value]
    file: str = ""


def is_empty(value: Value) -> bool:
    """Tell whether a value says nothing; False and 0 say something.

    >>> is_empty(""), is_empty(()), is_empty(0)
    (True, True, False)
    """
    return value is None or value in ("", ())


def resource_title(resource: Resource | None) -> str | None:
    """Name a resource for people; None for one that is not there.

    >>> resource_title(Resource("4f", {"name": "", "title": "CSV-Datei"}))
    'CSV-Datei'
    """
    if resource is None:
        return None
    titles = (resource.fields.get(key) for key in ("name", "title", "url", "access_url"))
    return next((str(title) for title in titles if title), resource.id)


@dataclass(frozen=True, slots=True)
class Entry:
    """A dataset in the words of its target: only managed fields, with ``extras.<key>`` for CKAN's extras.

    ``fields`` always holds ``private`` (bool) and, where the target has organisations, ``owner_org`` (its URL name).
    """

    identifier: str
    name: str
    fields: Mapping[str, Value]
    resources: tuple[Resource, ...] = ()

    @property
    def private(self) -> bool:
        """Whether only staff may see the entry; an entry that does not say so is private."""
        return self.fields.get("private") is not False


@dataclass(frozen=True, slots=True)
class Held:
    """An entry as the catalogue holds it.

    ``revision`` changes with every edit; ``raw`` is the catalogue's own record.
    """

    id: str
    entry: Entry
    revision: str
    raw: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Missing:
    """Why an entry that the ledger knows by its ``id`` is not held: deleted, gone for good, or not for the token.

    ``held`` is a deleted entry as the catalogue still keeps it, for a catalogue that can bring it back.
    """

    id: str
    kind: Literal["deleted", "gone", "hidden"]
    held: Held | None = None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a catalogue holds now: our entries by identifier, and the names and titles of its organisations.

    ``organizations`` holds those that we may write to; it is None where the target knows no organisations. ``missing``
    tells of entries that the ledger knows and that are not held. ``warnings`` say what was odd about the reading.
    ``groups`` are those that the token may fill (URL name -> title), None where nobody asked or the target has none.
    """

    target: str
    held: Mapping[str, Held]
    organizations: Mapping[str, str] | None = None
    missing: Mapping[str, Missing] = field(default_factory=dict)
    warnings: tuple[Message, ...] = ()
    groups: Mapping[str, str] | None = None

    def find(self, identifier: str) -> Held | None:
        """Give an entry that can be written over: one that is held, or a deleted one that can be brought back."""
        missing = self.missing.get(identifier)
        return self.held.get(identifier) or (missing.held if missing else None)


@dataclass(frozen=True, slots=True)
class Pushed:
    """What the ledger remembers of an entry: its id and name in the catalogue, and the base that was last pushed.

    ``last_revision`` is the catalogue's after our last write, empty where unknown: a snapshot that shows an older one
    comes from an index that lags behind. ``notation`` is the mark of the notation that the base is written in;
    ``carried`` tells that it was in another one until it was read.
    """

    identifier: str
    inventory: str
    catalogue_id: str
    name: str
    base: Entry | None
    last_revision: str = field(default="", kw_only=True)
    notation: str = field(default="", kw_only=True)
    carried: bool = field(default=False, kw_only=True)
