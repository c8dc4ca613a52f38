"""Data packages on disk: one folder per dataset, whole or not at all.

A package is built in a hidden folder beside its place (``.<name>.new``) and moved there by renaming. Where a package
is replaced, the old one steps aside first (``.<name>.old``): between these two renames a reader finds no package for
an instant, yet never half of one. What a killed run left is put right by the next run for the same package, or for all
packages of a folder by ``remove_leftovers``: an old package without a successor comes back, all else goes. One process
at a time may write a package.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Collection, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from toolkit.model.dataset import Dataset
from toolkit.model.message import say
from toolkit.model.problem import Problem
from toolkit.packages.descriptor import CUSTOM, build_descriptor, parse_descriptor
from toolkit.packages.dialect import CHUNK
from toolkit.packages.filename import build_file_names
from toolkit.packages.localfile import resolve_local
from toolkit.vocabularies.load import load_vocabulary

DESCRIPTOR = "datapackage.json"

_LEFTOVER = re.compile(r"\.(.+)\.(?:new|old|gone)")
_NONE: Mapping[str, Any] = MappingProxyType({})


def write_package(
    dataset: Dataset,
    source_folder: Path,
    target: Path,
    schemas: Mapping[str, Mapping[str, Any]] = _NONE,
    layouts: Mapping[str, Mapping[str, Any]] = _NONE,
) -> Path:
    """Bring ``target`` to hold the package of a dataset, and copies of its local files from ``source_folder``.

    ``schemas`` and ``layouts`` (see ``FileFacts``) belong to distributions, by their key. A file that is missing or
    lies outside ``source_folder`` is left out; its path stays in the metadata. Nothing is written where nothing
    changed. Raises Problem when the disk refuses, and when ``target`` holds something that is no package of Bestand.
    """
    sources = _read_sources(dataset, source_folder)
    files = build_file_names(sources)
    titles = {concept.uri: concept.de for concept in load_vocabulary("license").concepts}
    descriptor = build_descriptor(dataset, files=files, schemas=schemas, layouts=layouts, license_titles=titles)
    contents: dict[str, bytes | Path] = {files[path]: source for path, source in sources.items()}
    contents[DESCRIPTOR] = build_json(descriptor)
    try:
        _write_whole(target, contents)
    except OSError as error:
        raise _refused(target, error) from error
    return target


def read_package(folder: Path) -> Dataset:
    """Read the dataset of a package. Raises Problem when there is none, or none that Bestand wrote."""
    return parse_descriptor(_read_json(folder / DESCRIPTOR))


def read_copies(folder: Path) -> dict[str, str]:
    """Tell which files a package holds: distribution key -> file name. Raises Problem where its descriptor is none.

    A path that leads out of the package names no copy: nothing else on this computer gets into a catalogue that way.
    """
    found = {}
    whole = folder.resolve()
    for resource in _read_json(folder / DESCRIPTOR).get("resources") or ():
        path = resource.get("path") if isinstance(resource, dict) else None
        if isinstance(path, str) and (whole / path).is_file() and (whole / path).resolve().is_relative_to(whole):
            found[str(resource.get(CUSTOM, {}).get("key", resource["name"]))] = path
    return found


def remove_package(target: Path) -> None:
    """Remove a package, if there is one. Raises Problem as ``write_package`` does."""
    try:
        _mend(target)
        _refuse_foreign(target)
        if target.exists():
            target.rename(_beside(target, "gone"))
            _mend(target)
    except OSError as error:
        raise _refused(target, error) from error


def read_identifiers(packages: Path) -> dict[Path, str]:
    """Tell of which dataset each package in a folder is: its folder -> identifier, '' for a package of others."""
    folders = sorted(path for path in packages.glob("*") if (path / DESCRIPTOR).is_file())
    return {folder: _read_identifier(folder) for folder in folders}


def _read_identifier(folder: Path) -> str:
    try:
        return read_package(folder).identifier
    except Problem:
        return ""


def remove_stale(held: Mapping[Path, str], inventories: Collection[str], written: Collection[str]) -> tuple[str, ...]:
    """Remove the packages of some inventories that were held and not written now: withdrawn, or renamed.

    ``held`` is what ``read_identifiers`` gave before anything was written, ``written`` names the folders that were.
    Gives the folders that are gone.
    """
    gone = [
        folder
        for folder, identifier in held.items()
        if folder.as_posix() not in written
        and identifier.partition(":")[0] in inventories
        and (folder / DESCRIPTOR).is_file()
    ]
    for folder in gone:
        remove_package(folder)
    return tuple(folder.as_posix() for folder in gone)


def remove_leftovers(packages: Path) -> None:
    """Put right what killed runs left among the packages of a folder, be it of datasets that nobody asks for any more.

    A package that was about to be replaced comes back; whoever wants it gone removes it after that. Raises Problem when
    the disk refuses.
    """
    try:
        for hidden in sorted(packages.glob(".*")):
            if match := _LEFTOVER.fullmatch(hidden.name):
                _mend(packages / match[1])
    except OSError as error:
        raise _refused(packages, error) from error


def validate_package(folder: Path) -> tuple[str, ...]:
    """Let frictionless check a package: its descriptor, and presence, size and checksum of its files.

    Rows of tables are left to ``validate_file``, and nothing is fetched from the web. The remarks are frictionless'
    own, in English; none means that the package is valid.
    """
    from frictionless import Package  # noqa: PLC0415 (slow to import)
    from frictionless.resources import FileResource  # noqa: PLC0415 (slow to import)

    descriptor = _read_json(folder / DESCRIPTOR)
    report = Package.validate_descriptor(descriptor, basepath=str(folder))
    if report.errors:
        return tuple(error.note for error in report.errors)
    notes: list[str] = []
    for found in Package.from_descriptor(descriptor, basepath=str(folder)).resources:
        if found.path and "://" not in found.path:
            file = FileResource(
                name=found.name, path=found.path, basepath=str(folder), bytes=found.bytes, hash=found.hash
            )
            notes += [f"{found.path}: {error.message}" for task in file.validate().tasks for error in task.errors]
    return tuple(notes)


def build_json(descriptor: Mapping[str, Any]) -> bytes:
    r"""Write a descriptor as UTF-8, in its own order, with a line break at the end.

    Half a surrogate pair, which UTF-8 cannot hold, becomes an escape that JSON reads back.

    >>> build_json({"title": "Bäume"})
    b'{\n  "title": "B\xc3\xa4ume"\n}\n'
    """
    text = json.dumps(descriptor, ensure_ascii=False, indent=2, allow_nan=False)
    return f"{text}\n".encode("utf-8", "backslashreplace")


def _read_sources(dataset: Dataset, source_folder: Path) -> dict[str, Path]:
    """Find the files that can be copied: path in the inventory -> file on disk."""
    paths = dict.fromkeys(distribution.path for distribution in dataset.distributions if distribution.path)
    located = {path: resolve_local(source_folder, path) for path in paths}
    return {path: found for path, found in located.items() if isinstance(found, Path)}


def _read_json(path: Path) -> dict[str, Any]:
    """Read a JSON object. Raises Problem when there is none."""
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise Problem(
            say("{path} cannot be read: {reason}", path=str(path), reason=str(error)),
            say("check that the folder holds a data package, or write it again"),
        ) from error
    if isinstance(found, dict):
        return found
    raise Problem(
        say("{path} does not hold a JSON object", path=str(path)),
        say("check that the folder holds a data package, or write it again"),
    )


def _write_whole(target: Path, contents: Mapping[str, bytes | Path]) -> None:
    """Put a whole package in its place, unless it is there already."""
    _mend(target)
    _refuse_foreign(target)
    if _is_same(target, contents):
        return
    fresh, aside = _beside(target, "new"), _beside(target, "old")
    for name, content in contents.items():
        _write_file(fresh.joinpath(name), content)
    if target.exists():
        target.rename(aside)
    try:
        fresh.rename(target)
    except OSError:
        if aside.exists():
            aside.rename(target)
        raise
    _mend(target)


def _mend(target: Path) -> None:
    """Put right what a killed run left behind."""
    aside = _beside(target, "old")
    if aside.exists() and not target.exists():
        aside.rename(target)
    for leftover in (aside, _beside(target, "new"), _beside(target, "gone")):
        if leftover.exists():
            shutil.rmtree(leftover)


def _beside(target: Path, mark: str) -> Path:
    """Name a hidden sibling of a package."""
    return target.with_name(f".{target.name}.{mark}")


def _refuse_foreign(target: Path) -> None:
    """Raise Problem where a folder is about to go that is no package of ours."""
    if not target.exists() or _is_ours(target):
        return
    raise Problem(
        say("{folder} is not a data package that Bestand wrote; it stays untouched", folder=str(target)),
        say("choose another folder, or move what lies there"),
    )


def _is_ours(target: Path) -> bool:
    """Tell whether a folder is empty or holds a package of ours."""
    if target.is_dir() and not any(target.iterdir()):
        return True
    try:
        return CUSTOM in _read_json(target / DESCRIPTOR)
    except Problem:
        return False


def _write_file(path: Path, content: bytes | Path) -> None:
    """Write or copy one file and wait until the disk has it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        if isinstance(content, bytes):
            file.write(content)
        else:
            with content.open("rb") as source:
                shutil.copyfileobj(source, file, CHUNK)
        file.flush()
        os.fsync(file.fileno())


def _is_same(target: Path, contents: Mapping[str, bytes | Path]) -> bool:
    """Tell whether a package holds exactly these contents; the descriptor is compared first, for it is small."""
    there = {path.relative_to(target).as_posix() for path in target.rglob("*") if path.is_file()}
    if there != set(contents):
        return False
    ordered = sorted(contents.items(), key=lambda item: isinstance(item[1], Path))
    return all(_holds(target.joinpath(name), content) for name, content in ordered)


def _holds(path: Path, content: bytes | Path) -> bool:
    """Compare a file with what it should hold, in pieces."""
    if isinstance(content, bytes):
        return path.read_bytes() == content
    if path.stat().st_size != content.stat().st_size:
        return False
    with path.open("rb") as mine, content.open("rb") as other:
        while chunk := mine.read(CHUNK):
            if chunk != other.read(CHUNK):
                return False
    return True


def _refused(target: Path, error: OSError) -> Problem:
    """Say that the disk refused."""
    return Problem(
        say("the data package {folder} cannot be written: {reason}", folder=str(target), reason=str(error)),
        say("close its files in other programs, check that you may write there and that the disk has room, and repeat"),
    )
