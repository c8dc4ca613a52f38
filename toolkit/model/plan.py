"""What a push would do, dataset by dataset, before anything is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from toolkit.model.dataset import Group, Organization
from toolkit.model.entry import Entry, Resource, Value, is_empty, resource_title
from toolkit.model.grid import CellRef
from toolkit.model.message import Message

Side: TypeAlias = Literal["sheet", "catalogue"]
"""One of the two sides that may have changed a field since the last push."""
Policy: TypeAlias = Literal["sheet", "catalogue", "stop", "first"]
"""What happens where both sides changed a field: one of them wins, or a person decides.

``first`` says more: the sheet fills the field once, and from then on it is the catalogue's.
"""


IDENTIFIER = "identifier"
"""The field of a change that gives a dataset another identifier, where none of the catalogue's own fields tells it."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field before and after; ``resources.<id>.<field>`` for a field of a resource."""

    field: str
    before: Value
    after: Value
    cell: CellRef | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """A field that somebody edited in the catalogue while the sheet stayed the same: theirs stays.

    ``policy`` names the rule where one let the catalogue's value stay; None where nobody had to choose.
    """

    field: str
    sheet: Value
    catalogue: Value
    policy: Policy | None = None


@dataclass(frozen=True, slots=True)
class Clash:
    """A field that changed on both sides since the last push."""

    field: str
    base: Value
    sheet: Value
    catalogue: Value
    cell: CellRef | None = None


_NO_CELLS: Mapping[str, CellRef] = {}


def list_field_changes(entry: Entry, cells: Mapping[str, CellRef] = _NO_CELLS) -> tuple[FieldChange, ...]:
    """List all that a new entry says, as changes from nothing.

    >>> [change.field for change in list_field_changes(Entry("a:1", "n", {"title": "x", "notes": ""}))]
    ['title']
    """
    own = [FieldChange(key, None, value, cells.get(key)) for key, value in entry.fields.items() if not is_empty(value)]
    return (*own, *(change for resource in entry.resources for change in list_new_resource(resource, cells)))


def list_new_resource(resource: Resource, cells: Mapping[str, CellRef] = _NO_CELLS) -> tuple[FieldChange, ...]:
    """List a new resource: first itself by its title, then its fields.

    >>> [change.field for change in list_new_resource(Resource("4f", {"name": "CSV", "format": None}))]
    ['resources.4f', 'resources.4f.name']
    """
    path = f"resources.{resource.id}"
    values = {f"{path}.{key}": value for key, value in resource.fields.items() if not is_empty(value)}
    fields = (FieldChange(key, None, value, cells.get(key)) for key, value in values.items())
    return (FieldChange(path, None, resource_title(resource), cells.get(path)), *fields)


@dataclass(frozen=True, slots=True)
class Create:
    """A dataset that the catalogue does not hold yet; ``cells`` tells where its fields stand, by their names."""

    identifier: str
    title: str
    inventory: str
    entry: Entry
    cells: Mapping[str, CellRef] = field(default_factory=dict)
    kind: Literal["create"] = "create"

    @property
    def changes(self) -> tuple[FieldChange, ...]:
        """All that the entry says, as changes from nothing; made when asked for, since a plan may hold 100,000."""
        return list_field_changes(self.entry, self.cells)


@dataclass(frozen=True, slots=True)
class Update:
    """A dataset whose entry changes: ``entry`` is what to write, ``sheet`` what the sheet says (the next base).

    ``removed`` are the ids of our resources that go; other resources that ``entry`` lacks are not ours and stay.
    ``forget`` lets the ledger forget the dataset afterwards, as when an adoption is undone. ``former`` is the
    identifier that the dataset had until now, where somebody said that its key was changed.
    """

    identifier: str
    title: str
    inventory: str
    id: str
    revision: str
    entry: Entry
    sheet: Entry
    changes: tuple[FieldChange, ...]
    kept: tuple[Kept, ...] = ()
    removed: tuple[str, ...] = ()
    forget: bool = False
    former: str = ""
    kind: Literal["update"] = "update"


@dataclass(frozen=True, slots=True)
class Adopt:
    """A dataset that somebody else made, or that the ledger does not know, taken over by explicit wish.

    ``sheet`` is the next base where it is not ``entry`` itself: where values of the catalogue are kept (``kept``).
    """

    identifier: str
    title: str
    inventory: str
    id: str
    revision: str
    entry: Entry
    changes: tuple[FieldChange, ...]
    sheet: Entry | None = None
    kept: tuple[Kept, ...] = ()
    kind: Literal["adopt"] = "adopt"


@dataclass(frozen=True, slots=True)
class Unchanged:
    """A dataset that needs no request; ``kept`` tells what people edited in the catalogue.

    ``sheet`` is set where the ledger must learn the next base although nothing is written to the catalogue.
    """

    identifier: str
    title: str
    inventory: str
    kept: tuple[Kept, ...] = ()
    sheet: Entry | None = None
    kind: Literal["unchanged"] = "unchanged"


@dataclass(frozen=True, slots=True)
class Withdraw:
    """A dataset that becomes private: it left the sheet, or its release decision changed."""

    identifier: str
    title: str
    inventory: str
    id: str
    revision: str
    reason: Message
    cell: CellRef | None = None
    kind: Literal["withdraw"] = "withdraw"


@dataclass(frozen=True, slots=True)
class Delete:
    """A dataset of ours that is deleted by explicit wish; CKAN keeps it in its trash."""

    identifier: str
    title: str
    inventory: str
    id: str
    revision: str
    reason: Message
    kind: Literal["delete"] = "delete"


@dataclass(frozen=True, slots=True)
class Conflict:
    """A dataset whose fields changed in the sheet and in the catalogue; nothing is written until somebody decides."""

    identifier: str
    title: str
    inventory: str
    clashes: tuple[Clash, ...]
    kind: Literal["conflict"] = "conflict"


@dataclass(frozen=True, slots=True)
class Blocked:
    """A dataset that cannot be pushed, and why."""

    identifier: str
    title: str
    inventory: str
    reason: Message
    remedy: Message
    cell: CellRef | None = None
    kind: Literal["blocked"] = "blocked"


Change: TypeAlias = "Create | Update | Adopt | Unchanged | Withdraw | Delete | Conflict | Blocked"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was asked of the target before anything is written to it, and how it stands.

    ``bad`` means that some changes will certainly be refused; ``remedy`` says what to do then. ``identifiers`` are the
    datasets that it concerns (empty: all or none in particular), ``field`` is the entry's field, ``resources.<field>``
    for that of a resource.
    """

    subject: Literal[
        "version",
        "profile",
        "plugins",
        "token",
        "organizations",
        "groups",
        "licenses",
        "schema",
        "limits",
        "names",
        "storage",
    ]
    state: Literal["good", "warning", "bad"]
    text: Message
    remedy: Message | None = None
    identifiers: tuple[str, ...] = ()
    field: str = ""


@dataclass(frozen=True, slots=True)
class Likeness:
    """A row that looks like another dataset of ours than its own, whose row is gone or says something else now.

    Perhaps its key was changed. ``score`` is between 0 and 1; ``cell`` is the row's key.
    """

    identifier: str
    title: str
    former: str
    former_title: str
    score: float
    cell: CellRef | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """All changes for one target; ``groups`` are created first, as organisations are.

    ``fingerprint`` stands for the state of the catalogue that the plan was made for. ``organizations`` are to be
    created first. ``guards`` say why a push must stop (design decision 8), ``warnings`` what to know of the
    target. ``folders`` tells where the local files of an inventory lie: inventory -> folder. ``resource_titles`` lets a
    report name a resource by its title: id -> title.
    ``scope_organizations`` are the organisations that the snapshot covered. ``preflight`` is what was asked of the
    target; ``likenesses`` are rows that look like datasets whose rows are gone. ``undoes`` is the run that a plan takes
    back, empty for a push. ``known`` are entries that the snapshot covered besides those of the ledger (identifier ->
    id). ``notation`` is the mark of the notation that the entries are written in.
    """

    target: str
    inventories: tuple[str, ...]
    fingerprint: str
    changes: tuple[Change, ...]
    organizations: tuple[Organization, ...] = ()
    guards: tuple[Message, ...] = ()
    warnings: tuple[Message, ...] = ()
    folders: Mapping[str, str] = field(default_factory=dict)
    resource_titles: Mapping[str, str] = field(default_factory=dict)
    scope_organizations: tuple[str, ...] = ()
    preflight: tuple[Check, ...] = ()
    likenesses: tuple[Likeness, ...] = ()
    undoes: str = ""
    groups: tuple[Group, ...] = ()
    known: Mapping[str, str] = field(default_factory=dict)
    notation: str = ""
    format: Literal["bestand-plan/1"] = "bestand-plan/1"

    @property
    def writes(self) -> int:
        """How many writes a push of this plan would make, organisations included; files are not counted."""
        writing = (Create, Update, Adopt, Withdraw, Delete)
        return len(self.organizations) + len(self.groups) + sum(isinstance(change, writing) for change in self.changes)

    @property
    def has_work(self) -> bool:
        """Whether a push of this plan would write anything."""
        return self.writes > 0
