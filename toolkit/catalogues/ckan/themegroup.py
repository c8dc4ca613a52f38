"""Groups that stand for themes: ckanext-dcatde reads the themes of a dataset from its CKAN groups. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache

from toolkit.catalogues.ckan.layout import Profile
from toolkit.model.dataset import Group
from toolkit.model.entry import Value
from toolkit.model.message import quote, say
from toolkit.model.plan import Adopt, Change, Check, Create, Update
from toolkit.vocabularies.concept import Concept
from toolkit.vocabularies.load import load_vocabulary

GROUPS = "groups"

_REMEDY = say(
    "ask who runs the site to run “ckan dcatde_themeadder” and to let the token's user fill its groups; or create the "
    "groups with --create-groups"
)


def has_theme_groups(profile: Profile) -> bool:
    """Tell whether a profile puts datasets into the groups of their themes."""
    return any(field.form == "theme-groups" for field in profile.dataset)


def name_theme_group(group: Group) -> Group:
    """Give a group that stands for a theme the theme's label as its title.

    >>> name_theme_group(Group("envi")).title, name_theme_group(Group("natur")).title
    ('Umwelt', '')
    """
    concept = _themes().get(group.name)
    return replace(group, title=group.title or concept.de) if concept else group


def list_theme_groups(fields: Mapping[str, Value]) -> tuple[str, ...]:
    """List the groups of an entry that stand for themes."""
    groups = fields.get(GROUPS)
    return tuple(name for name in groups if name in _themes()) if isinstance(groups, tuple) else ()


def check_theme_groups(changes: Iterable[Change], wanted: Mapping[str, tuple[str, ...]]) -> Iterator[Check]:
    """Find datasets that are written without the group of a theme: the site lacks it, or the token may not fill it.

    ``wanted`` are the theme groups of the datasets: identifier -> URL names.
    """
    for change in changes:
        if isinstance(change, Create | Update | Adopt):
            there = list_theme_groups(change.entry.fields)
            for name in wanted.get(change.identifier, ()):
                if name not in there:
                    yield _say_missing(name, change.identifier)


def _say_missing(name: str, identifier: str) -> Check:
    """Say which theme gets lost."""
    text = say(
        "the site has no group {name} that the token may fill: the theme {theme} is not in what it publishes as DCAT",
        name=quote(name),
        theme=quote(_themes()[name].de),
    )
    return Check("groups", "warning", text, _REMEDY, (identifier,), GROUPS)


@cache
def _themes() -> dict[str, Concept]:
    """Give the themes by the URL names of their groups: the codes in small letters (ckanext-dcatde 6.10)."""
    return {concept.code.lower(): concept for concept in load_vocabulary("data-theme").concepts}
