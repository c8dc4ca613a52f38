"""The protocol that every catalogue speaks: read what is there, write one entry, say honestly what happened."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from toolkit.model.dataset import Described, Group, Organization
from toolkit.model.entry import Entry, Held, Snapshot
from toolkit.model.message import Message
from toolkit.model.notation import Notation
from toolkit.model.plan import Change, Check, Policy
from toolkit.model.receipt import Answered, Request
from toolkit.model.release import Release


@dataclass(frozen=True, slots=True)
class Scope:
    """What a snapshot must cover: inventories, the organisations they belong to, and the ids that the ledger knows.

    ``known`` maps identifier -> id in the catalogue, so that a dataset is found even where its organisation or its
    identifier was changed in the catalogue. ``revisions`` maps identifier -> the revision after our last write, which
    unmasks a search index that lags behind. ``groups`` tells whether the groups have to be read.
    """

    inventories: tuple[str, ...]
    organizations: tuple[str, ...] = ()
    known: Mapping[str, str] = field(default_factory=dict)
    revisions: Mapping[str, str] = field(default_factory=dict)
    groups: bool = False


@dataclass(frozen=True, slots=True)
class Intended:
    """What a plan is about to do, as far as a catalogue can say beforehand whether it will be allowed.

    ``organizations`` and ``groups`` are the URL names that entries go to, ``new`` those organisations that are to be
    created first. ``homes`` tells where entries are now: identifier -> organisation. ``writable`` are the organisations
    that the snapshot found open to new entries, None where the target knows no organisations.
    """

    changes: tuple[Change, ...]
    organizations: frozenset[str] = frozenset()
    new: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    homes: Mapping[str, str] = field(default_factory=dict)
    writable: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """How far an upload is: the file's name, the bytes sent and those that there are in all."""

    file: str
    sent: int
    total: int


class Catalogue(Protocol):
    """One target. Every method that asks or writes raises ``Problem`` when the catalogue cannot be reached or used."""

    @property
    def target(self) -> str:
        """The target's stable name in ledger, plans and receipts: a URL or ``folder:<path>``."""
        ...

    @property
    def warnings(self) -> tuple[Message, ...]:
        """What a person should know of this target before anything is written to it."""
        ...

    def build_entry(self, described: Described, release: Release, name: str) -> Entry:
        """Put a dataset into the target's own fields; only fields that the mapping manages appear. Pure."""
        ...

    def field_of(self, path: str) -> str:
        """Name the entry's field that a canonical path fills (``distributions.<path>`` for a distribution's), or ''."""
        ...

    @property
    def notation(self) -> Notation:
        """How entries are written here; an empty one where there is one way only, for ever."""
        ...

    def carry_over(self, identifier: str, base: Entry, former: Notation) -> Entry | None:
        """Put an entry that we wrote in a former notation into today's; None where it cannot be read any more.

        From then on the former notation's fields of that dataset are read as well, and asked to be empty.
        """
        ...

    def fetch_snapshot(self, scope: Scope) -> Snapshot:
        """Read all that we may own in one pass."""
        ...

    @property
    def policies(self) -> Mapping[str, Policy]:
        """What happens where both sides changed a field: its name -> policy; ``resources.<field>`` for a resource's."""
        ...

    @property
    def derived(self) -> frozenset[str]:
        """The fields that are filled with what follows from others; ``resources.<field>`` for a resource's.

        An entry names such a field only where something follows. Where nothing does any more, what was written goes.
        """
        ...

    @property
    def most_jobs(self) -> int:
        """How many writes to different entries may be under way at once; 1 where writes must follow each other."""
        ...

    def take_requests(self) -> tuple[Request, ...]:
        """Give the requests that the calling thread has sent since it asked last."""
        ...

    def tell_uploads(self, tell: Callable[[Sent], None]) -> None:
        """Tell from now on how far each upload is; ``tell`` is called by the thread that sends."""
        ...

    def tell_strain(self, tell: Callable[[float], None]) -> None:
        """Tell from now on when the target turned a request away or let it wait in vain that is tried again in here.

        ``tell`` gets the seconds that the target asks for, 0 where it names none, in the thread that sends.
        """
        ...

    def fetch_checks(self, intended: Intended) -> tuple[Check, ...]:
        """Ask before anything is written whether the catalogue will allow it."""
        ...

    def fetch_foreign(self, organizations: tuple[str, ...]) -> tuple[Held, ...]:
        """Read the entries of some organisations, whoever made them, for people who want to take some over."""
        ...

    def fetch_taken_names(self, names: frozenset[str]) -> frozenset[str]:
        """Tell which of these URL names somebody else's entry uses already."""
        ...

    def fetch_by_name(self, name: str) -> Held | None:
        """Ask for one entry, past any search index; used to learn how an unanswered write ended."""
        ...

    def create_organization(self, organization: Organization) -> None:
        """Create an organisation that datasets are to be pushed to, below its parent if it names one."""
        ...

    def create_group(self, group: Group) -> None:
        """Create a group that datasets are to join; one that is there already is left as it is."""
        ...

    def create(self, entry: Entry) -> Answered:
        """Write a new entry, files included."""
        ...

    def update(self, held: Held, entry: Entry) -> Answered:
        """Write an entry's managed fields over ``held``. Refused if it changed since.

        Resources in ``held.entry`` that ``entry`` lacks go; all others, and all that we do not manage, stay.
        """
        ...

    def withdraw(self, held: Held) -> Answered:
        """Make an entry private; nothing else changes."""
        ...

    def delete(self, held: Held) -> Answered:
        """Delete an entry so that its owner can still bring it back. Refused if it changed since."""
        ...
