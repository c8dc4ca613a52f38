"""Reads folders of data packages that Bestand wrote as inventories, so that they can be planned and pushed as well."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from toolkit.checks.contacts import find_personal_addresses, withhold_personal
from toolkit.checks.personal import find_personal
from toolkit.checks.run import check_inventory
from toolkit.model.dataset import Dataset, Described, Organization
from toolkit.model.inventory import Inventory
from toolkit.model.message import say
from toolkit.model.path import DATASET_PATHS, DISTRIBUTION_PATHS, STRUCTURED
from toolkit.model.problem import Problem
from toolkit.model.release import Audience, Reason, Release
from toolkit.packages.folder import DESCRIPTOR, read_copies, read_package
from toolkit.steps.inventory import read_inventories, read_today

# What an inventory says of all its datasets or of none: where nobody says it, it is not steered at all.
_ONLY_WHERE_SAID = ("organization.name", "organization.title", "groups")


def is_packages(path: Path) -> bool:
    """Tell whether a path is the folder of a data package, or one that holds folders of data packages."""
    return path.is_dir() and bool(_list_packages(path))


def read_packages(
    folders: Iterable[Path], *, released: bool = False, organization: str | None = None
) -> tuple[Inventory, ...]:
    """Read the packages in some folders, an inventory for each prefix of their identifiers.

    A package does not tell who may see its dataset. So its dataset is for staff only, unless whoever calls says that
    all of them are ``released``. ``organization`` is the URL name of the CKAN organisation of datasets that name none.
    Raises Problem for a package that cannot be read, for two of one dataset, and for a name that is none.
    """
    home = _parse_organization(organization) if organization else None
    found: dict[str, list[tuple[Path, Dataset]]] = {}
    for folder in (package for path in folders for package in _list_packages(path)):
        dataset = read_package(folder)
        dataset = dataset if dataset.organization else replace(dataset, organization=home)
        found.setdefault(dataset.inventory, []).append((folder, dataset))
    for several in found.values():
        _refuse_twins(several)
    return tuple(_build_inventory(name, several, released=released) for name, several in found.items())


def _parse_organization(name: str) -> Organization:
    """Read an organisation's URL name. Raises Problem for what CKAN would refuse (``name_validator``)."""
    if re.fullmatch(r"[a-z0-9_-]{2,100}", name):
        return Organization(name, name)
    raise Problem(
        say("“{name}” is no URL name of an organisation", name=name),
        say("Give 2 to 100 small letters without umlauts, digits, hyphens and underscores."),
    )


def _list_packages(path: Path) -> list[Path]:
    """List the packages that a folder is or holds, in the order of their names."""
    if (path / DESCRIPTOR).is_file():
        return [path]
    return sorted(one for one in path.glob("*") if not one.name.startswith(".") and (one / DESCRIPTOR).is_file())


def _refuse_twins(packages: Sequence[tuple[Path, Dataset]]) -> None:
    """Refuse two packages of one dataset."""
    seen: dict[str, Path] = {}
    for folder, dataset in packages:
        first = seen.setdefault(dataset.identifier, folder)
        if first is not folder:
            what = say(
                "{first} and {second} both describe {key}", first=str(first), second=str(folder), key=dataset.identifier
            )
            raise Problem(what, say("delete the one that is out of date"))


def _build_inventory(name: str, packages: Sequence[tuple[Path, Dataset]], *, released: bool) -> Inventory:
    """Put the packages of one inventory together; local files are named from the folder that holds them all."""
    common = _find_common([folder for folder, _ in packages])
    datasets = tuple(_locate_files(dataset, folder, common) for folder, dataset in packages)
    managed = _list_managed(datasets)
    described = tuple(Described(dataset, managed, _list_managed_of_parts(datasets)) for dataset in datasets)
    findings = check_inventory(
        described, [*find_personal_addresses(described, allowed=False), *find_personal(described)], read_today()
    )
    return Inventory(
        name=name,
        title=name,
        file=common.name,
        folder=str(common),
        mapping="",
        rows=len(datasets),
        described=tuple(withhold_personal(one, allowed=False) for one in described),
        releases=(_decide(released=released),) * len(datasets),
        findings=findings,
        why=say("data packages need no mapping"),
    )


def _find_common(folders: Sequence[Path]) -> Path:
    """Find the folder that all packages lie in. Raises Problem where they lie on different drives."""
    whole = [folder.resolve() for folder in folders]
    first = whole[0].parent
    for parent in (first, *first.parents):
        if all(folder.is_relative_to(parent) for folder in whole):
            return parent
    raise Problem(say("the data packages lie on different drives"), say("Copy them into one folder."))


def _locate_files(dataset: Dataset, folder: Path, common: Path) -> Dataset:
    """Let local files be the copies in the package; a file that has no copy there is left out."""
    copies = read_copies(folder)
    within = folder.resolve().relative_to(common)
    parts = (
        replace(part, path=(within / copies[part.key]).as_posix() if part.key in copies else "")
        for part in dataset.distributions
    )
    return replace(dataset, distributions=tuple(parts))


def _list_managed(datasets: Sequence[Dataset]) -> frozenset[str]:
    """List the fields that the packages steer: all there are, since a package says all that there is to say."""
    unsaid = {path for path in _ONLY_WHERE_SAID if not any(_says(dataset, path) for dataset in datasets)}
    return frozenset({*DATASET_PATHS, *STRUCTURED} - unsaid)


def _says(dataset: Dataset, path: str) -> bool:
    """Tell whether a dataset names its organisation, or groups."""
    return bool(getattr(dataset, path.partition(".")[0]))


def _list_managed_of_parts(datasets: Sequence[Dataset]) -> frozenset[str]:
    """List the fields of distributions that the packages steer; files only where one goes along."""
    has_files = any(part.path for dataset in datasets for part in dataset.distributions)
    return frozenset(path for path in DISTRIBUTION_PATHS if path != "path" or has_files)


def _decide(*, released: bool) -> Release:
    """Say who may see the dataset of a package."""
    if released:
        return Release(Audience.PUBLIC, (Reason(say("released by whoever runs this command (--released)")),))
    return Release(
        Audience.STAFF, (Reason(say("a data package does not say that its dataset is released"), answered=False),)
    )


def read_sources(
    files: Iterable[Path],
    mapping: str | None = None,
    *,
    propose: bool = False,
    released: bool = False,
    organization: str | None = None,
) -> tuple[Inventory, ...]:
    """Read workbooks and folders of data packages, the workbooks first.

    The options are those of ``read_inventories`` and ``read_packages``. Raises Problem as they do, and where workbooks
    and packages hold the same inventory.
    """
    every = tuple(files)
    packages = [path for path in every if is_packages(path)]
    workbooks = [path for path in every if path not in packages]
    read = read_inventories(workbooks, mapping, propose=propose) if workbooks else ()
    others = read_packages(packages, released=released, organization=organization)
    names = {one.name: one for one in read}
    twin = next((one for one in others if one.name in names), None)
    if twin is None:
        return (*read, *others)
    raise Problem(
        say(
            "the inventory “{name}” is given twice: {first} and {second}",
            name=twin.name,
            first=names[twin.name].file,
            second=twin.file,
        ),
        say("name either the workbook or its data packages"),
    )
