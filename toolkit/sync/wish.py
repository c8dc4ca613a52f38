"""What the sheets ask of a catalogue: rows to publish, to hold back, with errors; and what a person allows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from toolkit.model.dataset import Group, Organization
from toolkit.model.entry import Entry
from toolkit.model.grid import CellRef
from toolkit.model.message import Message
from toolkit.model.plan import Policy, Side
from toolkit.sync.merge import Rules


@dataclass(frozen=True, slots=True)
class Desired:
    """A row that is to be in the catalogue.

    ``entry`` carries its final URL name. ``origins`` names the cell of a field, by the names that ``FieldChange.field``
    uses; the cell of the key stands under ``identifier``.
    """

    entry: Entry
    title: str
    inventory: str
    origins: Mapping[str, CellRef] = field(default_factory=dict)
    organization: Organization | None = None

    @property
    def identifier(self) -> str:
        """The published identifier."""
        return self.entry.identifier

    @property
    def cell(self) -> CellRef | None:
        """The cell that stands for the whole row: its key, else its title."""
        return self.origins.get("identifier") or self.origins.get("title")


@dataclass(frozen=True, slots=True)
class Barred:
    """A row that nobody may see: the release decision said so, in the words and the cell given."""

    identifier: str
    title: str
    inventory: str
    reason: Message
    cell: CellRef | None = None


@dataclass(frozen=True, slots=True)
class Faulty:
    """A row with errors, which is not pushed; ``private`` where its release decision keeps it from the public."""

    identifier: str
    title: str
    inventory: str
    reason: Message
    remedy: Message
    cell: CellRef | None = None
    private: bool = False


@dataclass(frozen=True, slots=True)
class Wish:
    """All rows of some inventories.

    Each inventory is named even where it has no rows left; a dataset of it that no row names has left the sheet.
    ``organizations`` are the URL names of all organisations that the snapshot was asked for, those of barred and faulty
    rows included; a push asks for the same ones again. ``tree`` are the organisations that the inventories tell of,
    with those above them, and ``groups`` the groups; ``has_groups`` tells that datasets are to join some.
    """

    inventories: tuple[str, ...]
    desired: tuple[Desired, ...] = ()
    barred: tuple[Barred, ...] = ()
    faulty: tuple[Faulty, ...] = ()
    organizations: tuple[str, ...] = ()
    tree: tuple[Organization, ...] = ()
    groups: tuple[Group, ...] = ()
    has_groups: bool = False

    @property
    def scope(self) -> tuple[str, ...]:
        """The organisations of a snapshot for this wish: those named, and those of the rows to publish."""
        wanted = {row.organization.name for row in self.desired if row.organization}
        return tuple(sorted(wanted.union(self.organizations)))


@dataclass(frozen=True, slots=True)
class Options:
    """What a person allowed for this plan.

    ``withdraw_limit`` is the number of datasets that may leave the public; None leaves the usual guard. What settles a
    field that both sides changed: ``decisions`` (identifier and field -> side) before ``prefer``, ``prefer`` before
    ``policies`` (``Catalogue.policies``).

    ``chosen`` names datasets that somebody wants to take over: identifier of the row -> id in the catalogue; ``keep``
    lets them keep what people wrote there. ``renamed`` maps the new identifier of a dataset whose key was changed to
    its old one.
    """

    create_organizations: bool = False
    adopt: bool = False
    restore: bool = False
    withdraw_limit: int | None = None
    prefer: Side | None = None
    policies: Mapping[str, Policy] = field(default_factory=dict)
    decisions: Mapping[tuple[str, str], Side] = field(default_factory=dict)
    chosen: Mapping[str, str] = field(default_factory=dict)
    keep: bool = False
    renamed: Mapping[str, str] = field(default_factory=dict)
    create_groups: bool = False

    @property
    def rules(self) -> Rules:
        """What settles a field that both sides changed."""
        return Rules(self.prefer, self.policies, self.decisions)
