"""A profile: which canonical field goes into which field of CKAN, and in what form. Data, not code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Literal, TypeAlias

from toolkit.model.dataset import DataService, Dataset, Distribution
from toolkit.model.path import DATASET_PATHS, DISTRIBUTION_PATHS, STRUCTURED
from toolkit.model.plan import Policy

Form: TypeAlias = Literal[
    "address", "email", "file-type", "file-type-uri", "geocoding", "groups", "hash-algorithm", "hash-value", "json",
    "json-addresses", "json-words", "license-id", "list", "media-type", "media-type-uri", "number", "objects",
    "place-name", "point", "rectangle", "shape", "tags", "text", "theme-groups",
]  # fmt: skip
"""How a value is written in CKAN; ``toolkit.catalogues.ckan.forms`` knows the way there and back."""

DATASET_PREFIX = "dataset."
EXTRAS_PREFIX = "extras."
PARTS_PREFIX = "distributions."
RESOURCES_PREFIX = "resources."
SUBFIELD = "[]."
"""Stands between a repeating field and its subfield: ``publisher[].name`` is the name in the first item."""

OUR_KEY = "bestand_key"
"""The resource field that marks a resource as ours: CKAN keeps any key of a resource."""

LIST_FORMS = frozenset({"groups", "json", "json-addresses", "json-words", "list", "tags", "theme-groups"})
"""The forms that can hold a list."""
SOURCES_OF_DATASETS = (*DATASET_PATHS, *STRUCTURED)
"""The canonical paths that may fill a field of a dataset."""
SOURCES_OF_RESOURCES = (*DISTRIBUTION_PATHS, *(f"{DATASET_PREFIX}{path}" for path in DATASET_PATHS))
"""The canonical paths that may fill a field of a resource."""

_LISTS = frozenset(item.name for kind in (Dataset, Distribution) for item in fields(kind) if item.default == ())
_LISTS_OF_SERVICES = frozenset(f"service.{item.name}" for item in fields(DataService) if item.default == ())
# A group of CKAN is either a theme or a group of the body's own, so that both are read back from one field.
_TOGETHER = frozenset({"theme-groups"})
# What stands for a missing name is told from one when it is read back.
_NAMED_OTHERWISE = frozenset({"place-name"})


@dataclass(frozen=True, slots=True)
class Field:
    """One field of CKAN: the canonical paths that may fill it (the first that says something does) and its form.

    ``kept_in`` is a second field that gets the same value and is read back instead. ``policy`` settles what both the
    sheet and CKAN changed. ``value`` is a constant, written where one of the paths says something.

    >>> field = Field("publisher[].name", ("publisher.name",))
    >>> field.parent, field.inner
    ('publisher', 'name')
    """

    name: str
    sources: tuple[str, ...]
    form: Form = "text"
    kept_in: str = ""
    policy: Policy = "stop"
    value: str = ""

    @property
    def parent(self) -> str:
        """The repeating field that this one is a part of; empty for one of its own."""
        return split_name(self.name)[0]

    @property
    def inner(self) -> str:
        """The name within the repeating field, else the whole name."""
        return split_name(self.name)[1]

    @property
    def follows(self) -> bool:
        """Whether this is a subfield about the dataset, which is written only where the object says something itself.

        >>> Field("access_services[].publisher.name", ("dataset.publisher.name",)).follows
        True
        """
        return bool(self.parent) and all(source.startswith(DATASET_PREFIX) for source in self.sources)

    @property
    def restored(self) -> tuple[str, ...]:
        """The paths that can be read back from this field.

        >>> Field("url", ("download_url", "access_url")).restored
        ()
        >>> Field("license", ("license", "dataset.license")).restored
        ('license',)
        """
        if self.value:
            return ()
        if self.form in _TOGETHER:
            return self.sources
        first, *others = self.sources
        if first.startswith(DATASET_PREFIX):
            return ()
        if self.form in _NAMED_OTHERWISE:
            return (first,)
        return (first,) if set(others) <= {DATASET_PREFIX + first} else ()


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """Every field that Bestand may write to, and the field that carries our identifier.

    ``file_types`` are CKAN's labels for EU file-type codes that differ from the code. ``encoded`` names the repeating
    fields that CKAN holds as a JSON text (``resources.<field>`` for a resource's); ``extras`` always are. ``derived``
    tells whether what follows from the sheet (``toolkit.dcat.completion``) is written, too.
    """

    name: str
    identifier: str
    dataset: tuple[Field, ...]
    resources: tuple[Field, ...]
    file_types: Mapping[str, str]
    encoded: frozenset[str] = frozenset()
    derived: bool = False

    @property
    def policies(self) -> dict[str, Policy]:
        """The fields that have a policy of their own: name -> policy, ``resources.<field>`` for a resource's."""
        groups = (("", self.dataset), (RESOURCES_PREFIX, self.resources))
        return {
            f"{prefix}{field.name}": field.policy
            for prefix, group in groups
            for field in group
            if field.policy != "stop"
        }

    @property
    def paths(self) -> frozenset[str]:
        """The canonical paths that this profile can hold, ``distributions.<path>`` for a distribution's."""
        own = (path for field in self.dataset for path in field.restored)
        of_parts = (PARTS_PREFIX + path for field in self.resources for path in field.restored)
        return frozenset((*own, *of_parts, "organization.name"))

    @property
    def puts_themes_into_groups(self) -> bool:
        """Tell whether datasets join CKAN groups that no sheet names (ckanext-dcatde)."""
        return any(field.form == "theme-groups" for field in self.dataset)

    def is_encoded(self, parent: str, prefix: str = "") -> bool:
        """Tell whether CKAN holds a repeating field as a JSON text; ``prefix`` is ``resources.`` for a resource's."""
        return parent.startswith(EXTRAS_PREFIX) or prefix + parent in self.encoded


@cache
def split_name(name: str) -> tuple[str, str]:
    """Take the name of a field apart: the repeating field, empty for none, and the name in it.

    >>> split_name("publisher[].name"), split_name("extras.issued")
    (('publisher', 'name'), ('', 'extras.issued'))
    """
    parent, mark, inner = name.partition(SUBFIELD)
    return (parent, inner) if mark else ("", name)


def is_list(path: str) -> bool:
    """Tell whether a canonical path holds several values.

    >>> is_list("keywords"), is_list("dataset.themes"), is_list("service.conforms_to"), is_list("title")
    (True, True, True, False)
    """
    bare = path.removeprefix(DATASET_PREFIX)
    return bare in _LISTS or bare in _LISTS_OF_SERVICES
