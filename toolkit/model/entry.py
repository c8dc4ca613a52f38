"""One catalogue entry in the target's own fields, and all that we own there now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

Value: TypeAlias = "str | bool | int | float | tuple[str, ...] | None"
"""A field's value. Tuples are sets to the merge (tags, groups), in a stable order; None means empty."""


@dataclass(frozen=True, slots=True)
class Resource:
    """One resource: its id (a UUID made from the dataset's and the distribution's key) and its managed fields.

    ``file`` is the path of a local file that the catalogue is to store; its ``hash`` field tells when it changed.
    """

    id: str
    fields: Mapping[str, Value]
    file: str = ""


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
    """Why an entry that the ledger knows by its ``id`` is not held: deleted, gone for good, or not for the token."""

    id: str
    kind: Literal["deleted", "gone", "hidden"]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a catalogue holds now: our entries by identifier, and the names and titles of its organisations.

    ``organizations`` holds those that we may write to; it is None where the target knows no organisations. ``missing``
    tells of entries that the ledger knows and that are not held.
    """

    target: str
    held: Mapping[str, Held]
    organizations: Mapping[str, str] | None = None
    missing: Mapping[str, Missing] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pushed:
    """What the ledger remembers of an entry: its id and name in the catalogue, and the base that was last pushed.

    ``last_revision`` is the catalogue's after our last write, empty where unknown: a snapshot that shows an older one
    comes from an index that lags behind.
    """

    identifier: str
    inventory: str
    catalogue_id: str
    name: str
    base: Entry | None
    last_revision: str = field(default="", kw_only=True)
