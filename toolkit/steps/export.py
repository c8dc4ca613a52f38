"""Exports released datasets as a DCAT-AP.de catalogue: of workbooks, data packages, a catalogue folder, a CKAN."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from toolkit.catalogues.folder import FolderCatalogue
from toolkit.catalogues.folder.files import write_whole
from toolkit.dcat.iri import clean_base
from toolkit.dcat.serial import Written, write_rdf
from toolkit.dcat.version import CURRENT, Version
from toolkit.dcat.writer import ENDINGS, Form
from toolkit.model.cause import explain_cause
from toolkit.model.dataset import Dataset
from toolkit.model.inventory import Inventory
from toolkit.model.message import say
from toolkit.model.problem import Problem
from toolkit.model.release import Audience
from toolkit.reports.site import Masthead
from toolkit.steps.catalogfile import CatalogWish, Gathered, build_catalog, fill_publishers
from toolkit.steps.packaged import read_sources
from toolkit.steps.publish import is_catalogue, read_masthead, read_public_datasets
from toolkit.steps.target import PROFILE

STANDARD_OUTPUT = "-"
"""The name that stands for standard output."""

_ADDRESS = re.compile(r"https?://", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """What somebody wants: how the datasets are read, and how the catalogue describes itself (``wish``).

    ``released`` says that all datasets of data packages may be published; ``site`` is the address of a CKAN, read
    through ``profile`` (else that of BESTAND_PROFILE, else the one that fits the site).
    """

    version: Version = CURRENT
    wish: CatalogWish = field(default_factory=CatalogWish)
    mapping: str | None = None
    released: bool = False
    site: str = ""
    profile: str = ""


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written, and how many datasets were left out because they are not released or have errors."""

    written: Written
    left_out: int


def export_catalog(sources: Sequence[Path], form: Form, request: ExportRequest) -> Exported:
    """Gather the released datasets and write their catalogue. Raises Problem, also for a base that is no address."""
    if request.wish.base and not clean_base(request.wish.base):
        raise Problem(
            say("“{text}” is no address on the web", text=request.wish.base),
            say("Write after --base where the catalogue is or will be, such as https://opendata.example.org"),
        )
    gathered = gather(sources, request)
    return Exported(
        write_rdf(build_catalog(gathered, request.wish), fill_publishers(gathered.datasets), form, request.version),
        gathered.left_out,
    )


def choose_form(to: str, wished: Form | None) -> Form:
    """Choose the form of a file: the one that is wished, else the one that its name says, for ``-`` Turtle.

    Raises Problem for a name that says nothing, and for one that says something else.
    """
    if to == STANDARD_OUTPUT:
        return wished or "turtle"
    named = ENDINGS.get(Path(to).suffix.lower())
    if named is None or (wished and wished != named):
        raise Problem(
            say("“{file}” is no name for such a catalogue", file=Path(to).name),
            say("After --to write a name that ends with {endings}.", endings=_list_endings(wished)),
        )
    return named


def _list_endings(form: Form | None) -> str:
    return ", ".join(ending for ending, one in ENDINGS.items() if form in {None, one})


def write_export(file: Path, written: Written) -> bool:
    """Write the file in one step, and tell whether it had to be: readers see the old one or the new one.

    Raises Problem where it cannot be written.
    """
    try:
        return write_whole(file, written.text.encode("utf-8"))
    except OSError as error:
        raise Problem(
            say("the catalogue cannot be written to {file}: {cause}", file=str(file), cause=explain_cause(error)),
            say("Choose a folder that is there and that you may write to."),
        ) from error


def gather(sources: Sequence[Path], request: ExportRequest) -> Gathered:
    """Read the released datasets of all sources. Raises Problem where there is none, or one dataset stands twice."""
    if not sources and not request.site:
        raise Problem(
            say("nothing to export is named"),
            say("Name workbooks, data packages or a catalogue folder; or the address of a CKAN after --from."),
        )
    found = [_read_folder(path, request.wish.base) for path in sources if is_catalogue(path)]
    others = [path for path in sources if not is_catalogue(path)]
    inventories = read_sources(others, request.mapping, released=request.released)
    found += [_of_inventory(one) for one in inventories]
    if request.site:
        found.append(_fetch_site(request))
    datasets = tuple(dataset for one in found for dataset in one.datasets)
    _refuse_twins(datasets)
    return Gathered(
        datasets,
        sum(one.left_out for one in found),
        tuple(title for one in found for title in one.titles),
        next((one.description for one in found if one.description), ""),
        next((one.base for one in found if one.base), ""),
    )


def _read_folder(path: Path, base: str) -> Gathered:
    """Read what is public in a catalogue folder; its files lie below the base, else where the folder says."""
    masthead = read_masthead(path / "masthead.yaml") or Masthead()
    masthead = replace(masthead, address=base or masthead.address)
    datasets = read_public_datasets(FolderCatalogue(path), masthead)
    return Gathered(datasets, 0, (masthead.title,) if masthead.title else (), masthead.intro, masthead.address)


def _of_inventory(inventory: Inventory) -> Gathered:
    """Take the datasets of an inventory that the public may see and that have no errors."""
    ready = tuple(described.dataset for described in inventory.ready(Audience.PUBLIC))
    return Gathered(ready, len(inventory.described) - len(ready), (inventory.title,))


def _fetch_site(request: ExportRequest) -> Gathered:
    """Read what everybody may see in a CKAN: no token is sent."""
    from toolkit.catalogues.ckan.catalogue import connect_ckan  # noqa: PLC0415 (start-up)

    if not _ADDRESS.match(request.site):
        raise Problem(
            say("“{text}” is no address on the web", text=request.site),
            say("Write after --from the address of a CKAN, such as https://ckan.example.org"),
        )
    catalogue = connect_ckan(request.site, profile=request.profile or os.environ.get(PROFILE) or "auto")
    try:
        seen: set[str] = set()
        datasets: list[Dataset] = []
        for held in catalogue.fetch_foreign(()):
            if held.entry.private:
                continue
            dataset = catalogue.restore_dataset(held)
            if not dataset.key or dataset.identifier in seen:
                dataset = replace(dataset, inventory="", key=held.id)
            seen.add(dataset.identifier)
            datasets.append(dataset)
    finally:
        catalogue.close()
    return Gathered(tuple(datasets), 0, (catalogue.site.title,) if catalogue.site.title else ())


def _refuse_twins(datasets: Iterable[Dataset]) -> None:
    """Refuse a dataset that two sources hold: their statements would run into each other."""
    counted = Counter(dataset.identifier for dataset in datasets)
    twin = next((identifier for identifier, n in counted.items() if n > 1), None)
    if twin is not None:
        raise Problem(
            say("{key} stands in two of the sources", key=twin),
            say("Name each inventory once: its workbook, its data packages or the catalogue."),
        )
