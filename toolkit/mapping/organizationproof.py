"""Proves what a mapping says of organisations and groups: whom it names must be there, and nobody above themselves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from toolkit.mapping.membership import find_theme
from toolkit.model.message import say
from toolkit.vocabularies.load import load_vocabulary

if TYPE_CHECKING:
    from toolkit.mapping.complaint import Complaint
    from toolkit.mapping.source import Source
    from toolkit.mapping.spec import InventoryMapping


def prove_organizations(mapping: InventoryMapping, source: Source) -> Iterator[Complaint]:
    """Give a complaint for every organisation that is named and not there, and for circles.

    Where a sheet holds organisations as well, the mapping may name those of the sheet.
    """
    known = mapping.organizations
    if mapping.organization_table is None and known:
        for name, entry in known.items():
            if entry.parent and entry.parent not in known:
                what = say("there is no organisation “{name}”", name=entry.parent)
                yield source.unknown(("organizations", name, "parent"), what, entry.parent, known)
        if mapping.organization and mapping.organization.name not in known:
            wanted = mapping.organization.name
            what = say("there is no organisation “{name}”", name=wanted)
            yield source.unknown(("organization", "name"), what, wanted, known)
    for name in known:
        if _stands_above_itself(name, mapping):
            what = say("“{name}” stands above itself", name=name)
            remedy = say("Each organisation has one above it at most.")
            yield source.problem(("organizations", name, "parent"), what, remedy)


def prove_groups(mapping: InventoryMapping, source: Source) -> Iterator[Complaint]:
    """Give a complaint for every theme of a group that is none."""
    for name, entry in mapping.groups.items():
        for number, theme in enumerate(entry.themes):
            if not find_theme(theme):
                what = say("there is no theme “{theme}”", theme=theme)
                codes = [concept.code for concept in load_vocabulary("data-theme").concepts]
                yield source.unknown(("groups", name, "themes", number), what, theme, codes)


def _stands_above_itself(name: str, mapping: InventoryMapping) -> bool:
    """Follow the way up from an organisation."""
    seen: set[str] = set()
    above = mapping.organizations[name].parent
    while above in mapping.organizations and above not in seen:
        if above == name:
            return True
        seen.add(above)
        above = mapping.organizations[above].parent
    return False
