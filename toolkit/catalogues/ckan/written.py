"""What a plan's changes write into CKAN's fields, value by value, and checks of the same kind put together. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from toolkit.model.entry import Value
from toolkit.model.plan import Adopt, Change, Check, Create, Update

RESOURCES = "resources."


@dataclass(frozen=True, slots=True)
class Spot:
    """One value that a change writes; ``field`` is ``resources.<field>`` for a resource's, whichever it is."""

    identifier: str
    field: str
    value: Value


def list_spots(changes: Iterable[Change]) -> Iterator[Spot]:
    """List every value that is written: all of a new dataset, of the others what changes; None for one that goes.

    >>> from toolkit.model.entry import Entry, Resource
    >>> entry = Entry("a:1", "n", {"title": "x"}, (Resource("4f", {"format": "CSV"}),))
    >>> [(spot.field, spot.value) for spot in list_spots([Create("a:1", "x", "a", entry, ())])]
    [('title', 'x'), ('resources.format', 'CSV')]
    """
    for change in changes:
        match change:
            case Create(identifier=identifier, entry=entry):
                yield from (Spot(identifier, key, value) for key, value in entry.fields.items())
                for resource in entry.resources:
                    yield from (Spot(identifier, RESOURCES + key, value) for key, value in resource.fields.items())
            case Update() | Adopt():
                for item in change.changes:
                    field = _name_field(item.field)
                    if field:
                        yield Spot(change.identifier, field, item.after)
            case _:
                pass


def gather(found: Iterable[Check]) -> tuple[Check, ...]:
    """Make one check of those that say the same of several datasets.

    >>> from toolkit.model.message import say
    >>> one, other = (Check("limits", "bad", say("too long"), identifiers=(name,)) for name in ("a:1", "a:2"))
    >>> [check.identifiers for check in gather([one, other])]
    [('a:1', 'a:2')]
    """
    names: dict[Check, dict[str, None]] = {}
    for check in found:
        names.setdefault(replace(check, identifiers=()), {}).update(dict.fromkeys(check.identifiers))
    return tuple(replace(check, identifiers=tuple(several)) for check, several in names.items())


def _name_field(field: str) -> str:
    """Leave the id out of a resource's field; '' for the resource as a whole.

    >>> _name_field("title"), _name_field("resources.4f.format"), _name_field("resources.4f")
    ('title', 'resources.format', '')
    """
    if not field.startswith(RESOURCES):
        return field
    inner = field.split(".", 2)[2:]
    return RESOURCES + inner[0] if inner else ""
