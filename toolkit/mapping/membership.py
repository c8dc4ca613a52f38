"""Which CKAN groups a dataset belongs to: those that its cells name, and those of its themes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from toolkit.mapping.cells import fold
from toolkit.mapping.source import find_nearest
from toolkit.mapping.spec import GroupEntry
from toolkit.model.dataset import Described, Group
from toolkit.model.finding import Place
from toolkit.model.record import Fault
from toolkit.vocabularies.load import load_vocabulary
from toolkit.vocabularies.lookup import Found


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """The groups that a mapping names: by URL name, by the inventory's words, and by theme (URI)."""

    groups: Mapping[str, Group]
    words: Mapping[str, str]
    themes: Mapping[str, tuple[str, ...]]


def build_groups(entries: Mapping[str, GroupEntry]) -> Groups:
    """Put the groups of a mapping in order of what names them."""
    words: dict[str, str] = {}
    themes: dict[str, tuple[str, ...]] = {}
    for name, entry in entries.items():
        words |= {fold(word): name for word in (*entry.also, entry.title, name) if word}
        for theme in entry.themes:
            found = find_theme(theme)
            themes |= {found: (*themes.get(found, ()), name)} if found else {}
    return Groups({group.name: group for group in list_groups(entries)}, words, themes)


def list_groups(entries: Mapping[str, GroupEntry]) -> tuple[Group, ...]:
    """Give the groups that a mapping describes.

    >>> list_groups({"natur": GroupEntry(title="Natur")})
    (Group(name='natur', title='Natur', description=''),)
    """
    return tuple(Group(name, entry.title, entry.description) for name, entry in entries.items())


def find_theme(word: str) -> str:
    """Give the URI of a theme by its code, label or URI; empty where there is none.

    >>> find_theme("ENVI")
    'http://publications.europa.eu/resource/authority/data-theme/ENVI'
    """
    match load_vocabulary("data-theme").find(word):
        case Found(concept):
            return concept.uri
        case _:
            return ""


def settle_groups(described: Described, groups: Groups, faults: list[Fault]) -> Described:
    """Give a dataset the groups that its cells and its themes mean; a word that means none is a fault."""
    dataset = described.dataset
    if not groups.groups or not (dataset.groups or groups.themes):
        return described
    named = [groups.words.get(fold(word), "") for word in dataset.groups]
    for word, name in zip(dataset.groups, named, strict=True):
        if not name:
            faults.append(_report(described, word, groups))
    of_themes = (name for theme in dataset.themes for name in groups.themes.get(theme, ()))
    found = tuple(dict.fromkeys(name for name in (*named, *of_themes) if name))
    return replace(described, dataset=replace(dataset, groups=found), managed=described.managed | {"groups"})


def _report(described: Described, word: str, groups: Groups) -> Fault:
    """Report a word that means no group."""
    column = described.columns.get("groups")
    heading = column.heading if column else ""
    place = Place(described.origins.get("groups"), heading, described.dataset.key, described.dataset.title)
    nearest = find_nearest(word, [group.title or name for name, group in groups.groups.items()])
    return Fault("group-unknown", place, word, (nearest,) if nearest else ())
