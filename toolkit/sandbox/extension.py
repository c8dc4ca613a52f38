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
PACKAGES = ("ckanext-dcat==2.4.4", "ckanext-scheming==3.1.0")
"""What dcat and scheming are installed from: one set, so that all of them share one environment for each CKAN."""
DCAT = ("dcat", "structured_data")
SCHEMING = "scheming_datasets"


@dataclass(frozen=True, slots=True)
class Extension:
    """Plugins to switch on, the packages that hold them where CKAN itself does not, and what they are told."""

    plugins: tuple[str, ...]
    packages: tuple[str, ...] = ()
    options: tuple[tuple[str, str], ...] = ()


def _build_schema(name: str) -> tuple[tuple[str, str], ...]:
    """Name a schema of ckanext-dcat, and the presets that it is written with (ckanext-dcat's documentation, 2.4)."""
    return (
        ("scheming.dataset_schemas", f"ckanext.dcat.schemas:{name}.yaml"),
        ("scheming.presets", "ckanext.scheming:presets.json ckanext.dcat.schemas:presets.yaml"),
    )


EXTENSIONS: Mapping[str, Extension] = MappingProxyType(
    {
        # A DataStore comes with something that shows its rows, as on most sites; both are part of CKAN. Other views,
        # which CKAN would make by itself, have no plugin here.
        "datastore": Extension(
            (DATASTORE, "datatables_view"), options=(("ckan.views.default_views", "datatables_view"),)
        ),
        # CKAN's records as DCAT at /dataset/NAME.ttl and /catalog.ttl, by ckanext-dcat's default profile; and as
        # JSON-LD inside of the pages.
        "dcat": Extension(DCAT, PACKAGES),
        # The same, with the fields of records laid down by a schema: all that ckanext-dcat ships one for, or the
        # recommended ones only.
        "scheming": Extension((*DCAT, SCHEMING), PACKAGES, _build_schema("dcat_ap_full")),
        "scheming-recommended": Extension((*DCAT, SCHEMING), PACKAGES, _build_schema("dcat_ap_recommended")),
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
