"""Brings a catalogue folder's public side up to date: a data package for each public dataset, and the static site."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

from toolkit import __version__
from toolkit.catalogues.folder import FolderCatalogue, write_site
from toolkit.catalogues.folder.files import file_stem
from toolkit.catalogues.folder.freshness import read_fresh_inventories, read_sources, write_fresh_inventories
from toolkit.dcat.iri import clean_base
from toolkit.dcat.serial import write_forms
from toolkit.dcat.writer import Form
from toolkit.mapping.assemble import build_dataset, build_distribution
from toolkit.model.dataset import Dataset, Distribution
from toolkit.model.entry import Entry, Value
from toolkit.model.identity import resource_id
from toolkit.packages.folder import DESCRIPTOR, read_copies, remove_leftovers, remove_package
from toolkit.reports.language import Translator
from toolkit.reports.site import Beside, MachineForm, Masthead, build_site
from toolkit.reports.site.masthead import parse_masthead
from toolkit.steps.catalogfile import CatalogWish, Gathered, build_catalog, fill_publishers
from toolkit.steps.package import write_described

_PACKAGES = "packages"

CATALOGS: Mapping[str, Form] = {"catalog.ttl": "turtle", "catalog.jsonld": "json-ld", "catalog.rdf": "xml"}
"""The catalogue for machines: file in the site's folder -> form."""

_NAMED: Mapping[str, MachineForm] = {
    "catalog.ttl": MachineForm("Turtle", "text/turtle"),
    "catalog.jsonld": MachineForm("JSON-LD", "application/ld+json"),
    "catalog.rdf": MachineForm("RDF/XML", "application/rdf+xml"),
}
"""The same as the pages name them."""


def refresh_folder(catalogue: FolderCatalogue, folders: Mapping[str, str], translator: Translator) -> Path:
    """Bring the public side up to date unless nothing in the folder has changed since that was done last."""
    if folders.keys() <= read_fresh_inventories(catalogue.root, _read_sources(catalogue, translator)):
        return catalogue.root / "site" / "index.html"
    return publish_folder(catalogue, folders, translator)


def publish_folder(
    catalogue: FolderCatalogue, folders: Mapping[str, str], translator: Translator, stale: Collection[str] = ()
) -> Path:
    """Write packages and site for all public entries and remove those of entries that are public no more.

    ``folders`` tells where the local files of an inventory lie; packages of other inventories stay as they are, but
    for those of ``stale`` identifiers, which go: they would go on telling what is no longer true. Gives the page to
    open.
    """
    sources = _read_sources(catalogue, translator)
    fresh = read_fresh_inventories(catalogue.root, sources)
    entries = catalogue.read_public_entries()
    site = catalogue.root / "site"
    _remove_gone(site / _PACKAGES, {file_stem(entry.name) for entry in entries if entry.identifier not in stale})
    for entry in entries:
        source = folders.get(entry.identifier.partition(":")[0])
        if source:
            write_described(restore_dataset(entry), Path(source), site / _PACKAGES / file_stem(entry.name))
    beside = _find_beside(site, entries, catalogue.read_organizations())
    masthead = read_masthead(catalogue.root / "masthead.yaml") or Masthead()
    pages = build_site(entries, translator, masthead, beside)
    write_site(catalogue.root, pages | _build_catalogs(entries, masthead, beside))
    with suppress(OSError):  # the next push will do it all again, and nothing else
        write_fresh_inventories(catalogue.root, sources, frozenset() if stale else fresh | folders.keys())
    return site / "index.html"


def read_public_datasets(catalogue: FolderCatalogue, masthead: Masthead) -> tuple[Dataset, ...]:
    """Read what is public in a folder, with the addresses that its files have where the folder says its own."""
    entries = catalogue.read_public_entries()
    beside = _find_beside(catalogue.root / "site", entries, {})
    return tuple(_restore_located(entry, masthead.address, beside.files) for entry in entries)


def _build_catalogs(entries: Sequence[Entry], masthead: Masthead, beside: Beside) -> dict[str, str]:
    """Build the catalogue for machines, in every form: relative path -> text."""
    datasets = tuple(_restore_located(entry, masthead.address, beside.files) for entry in entries)
    titles = (masthead.title,) if masthead.title else ()
    catalog = build_catalog(
        Gathered(datasets, titles=titles, description=masthead.intro, base=masthead.address), CatalogWish()
    )
    written = write_forms(catalog, fill_publishers(datasets), tuple(CATALOGS.values()))
    return {name: written[form].text for name, form in CATALOGS.items()}


def _restore_located(entry: Entry, base: str, files: Mapping[str, str]) -> Dataset:
    """Restore a dataset; a local file that lies beside the site has its address there, where the folder has one."""
    dataset = restore_dataset(entry)
    root = clean_base(base)
    if not root:
        return dataset
    parts = (
        _locate(part, root, files.get(resource_id(entry.identifier, part.key), "")) for part in dataset.distributions
    )
    return replace(dataset, distributions=tuple(parts))


def _locate(part: Distribution, root: str, file: str) -> Distribution:
    """Give a distribution the address of its file; one that names an address keeps it."""
    if not file or part.download_url:
        return part
    address = f"{root}/{quote(file)}"
    return replace(part, download_url=address, access_url=part.access_url or address)


def is_catalogue(path: Path) -> bool:
    """Tell whether a path is a catalogue folder that Bestand wrote."""
    return (path / "entries").is_dir()


def _read_sources(catalogue: FolderCatalogue, translator: Translator) -> str:
    """Stand for all that packages and site are made of."""
    return read_sources(catalogue.root, (__version__, translator.language))


def read_masthead(file: Path) -> Masthead | None:
    """Read what surrounds every page (title, sentence, imprint and other links), where the folder has such a file."""
    return parse_masthead(file.read_text(encoding="utf-8"), file.name) if file.is_file() else None


def restore_dataset(entry: Entry) -> Dataset:
    """Make the dataset of a folder's entry again; its fields are canonical paths."""
    inventory, _, key = entry.identifier.partition(":")
    values = _filled(entry.fields)
    if "owner_org" in values:
        values["organization.name"] = values.pop("owner_org")
    distributions = []
    for resource in entry.resources:
        fields = _filled(resource.fields)
        distributions.append(build_distribution(str(fields.pop("key", resource.id)), fields))
    return build_dataset(inventory, key, values, tuple(distributions))


def _filled(fields: Mapping[str, Value]) -> dict[str, Any]:
    """Leave empty values out, which are defaults to the dataset."""
    return {path: value for path, value in fields.items() if value is not None}


def _remove_gone(packages: Path, names: set[str]) -> None:
    """Remove the packages of entries that are not public any more, before anything else is published."""
    if not packages.is_dir():
        return
    remove_leftovers(packages)
    for folder in packages.iterdir():
        if folder.is_dir() and not folder.name.startswith(".") and folder.name not in names:
            remove_package(folder)


def _find_beside(site: Path, entries: tuple[Entry, ...], organizations: Mapping[str, str]) -> Beside:
    """Find the packages that are there and the files in them, as the site's pages link to them."""
    packages: dict[str, str] = {}
    files: dict[str, str] = {}
    for entry in entries:
        folder = f"{_PACKAGES}/{file_stem(entry.name)}"
        if (site / folder / DESCRIPTOR).is_file():
            packages[entry.name] = f"{folder}/{DESCRIPTOR}"
            for key, name in read_copies(site / folder).items():
                files[resource_id(entry.identifier, key)] = f"{folder}/{name}"
    return Beside(organizations, packages, files, _NAMED)
