"""What a sandbox can have beside plain CKAN: ``bestand sandbox up --with NAME``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .settings import Settings

DATASTORE = "datastore"
"""The plugin that needs a database and a role of its own."""


@dataclass(frozen=True, slots=True)
class Extension:
    """Plugins to switch on, the packages that hold them where CKAN itself does not, and what they are told."""

    plugins: tuple[str, ...]
    packages: tuple[str, ...] = ()
    options: tuple[tuple[str, str], ...] = ()


EXTENSIONS: Mapping[str, Extension] = MappingProxyType(
    {
        # A DataStore comes with something that shows its rows, as on most sites; both are part of CKAN. Other views,
        # which CKAN would make by itself, have no plugin here.
        "datastore": Extension(
            (DATASTORE, "datatables_view"), options=(("ckan.views.default_views", "datatables_view"),)
        ),
    }
)


def extend(settings: Settings, names: Iterable[str]) -> Settings:
    """Add what some names of ``EXTENSIONS`` stand for; each counts once. Raises KeyError for another name.

    >>> from .settings import Settings
    >>> extend(Settings(), ["datastore", "datastore"]).plugins
    ('activity', 'datastore', 'datatables_view')
    """
    for name in names:
        more = EXTENSIONS[name]
        settings = replace(
            settings,
            plugins=_join(settings.plugins, more.plugins),
            packages=_join(settings.packages, more.packages),
            options=tuple((dict(settings.options) | dict(more.options)).items()),
        )
    return settings


def _join(some: tuple[str, ...], more: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*some, *more)))
