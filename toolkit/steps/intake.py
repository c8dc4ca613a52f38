"""Takes in one inventory of a sync: finds its files, reads them while nobody saves them, holds it to its guards."""

from __future__ import annotations

import glob
import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from toolkit.model.cause import explain_cause
from toolkit.model.dataset import Described, Organization
from toolkit.model.inventory import Inventory
from toolkit.model.message import Message, say, say_many
from toolkit.model.problem import Damaged, Problem, Stopped
from toolkit.reading.folder import ENDINGS
from toolkit.steps.configuration import InventorySettings
from toolkit.steps.inventory import read_inventories
from toolkit.sync.summary import Absent, Failed, Held

_PASSED_OVER = ("~$", ".")
_TRIES = 2


@dataclass(frozen=True, slots=True)
class Taken:
    """An inventory that was read: what it holds by the mappings' names (one, unless it names files of several)."""

    settings: InventorySettings
    inventories: tuple[Inventory, ...]


def take_in(settings: InventorySettings, tell: Callable[[Exception], None]) -> Taken | Absent | Held | Failed:
    """Read one inventory. Never raises for what is wrong with it alone, so that the others go on.

    ``tell`` is told of errors that nobody foresaw.
    """
    try:
        return _take_in(settings)
    except (Damaged, Stopped) as stopped:
        return Held(stopped.what, stopped.remedy)
    except Problem as problem:
        return Failed(problem.what, problem.remedy)
    except Exception as error:  # noqa: BLE001 (one department's fault must not stop the others)
        tell(error)
        return explain_unforeseen(error)


def explain_unforeseen(error: Exception) -> Failed:
    """Say what nobody foresaw."""
    return Failed(
        say("something went wrong that should not: {kind}: {cause}", kind=type(error).__name__, cause=str(error)),
        say("Run the same command with --debug and report what it prints."),
    )


def _take_in(settings: InventorySettings) -> Taken | Absent:
    """Read one inventory. Raises Problem, Stopped where a guard holds it back."""
    files = find_files(settings.patterns)
    if settings.optional and not any(files.values()):
        return Absent(say("none of its files is there"))
    paths = _require_files(files, settings)
    inventories = tuple(_override(one, settings.organization) for one in _read_still(paths, settings.mapping))
    _require_rows(inventories, settings)
    return Taken(settings, inventories)


def find_files(patterns: Iterable[str]) -> dict[str, tuple[Path, ...]]:
    """Find the files of each pattern, as people sort them; ``**`` goes into folders.

    Lock files of office programs (``~$…``) and hidden files are passed over, with wildcards also what has no
    workbook's ending.
    """
    return {pattern: _find(pattern) for pattern in patterns}


def _find(pattern: str) -> tuple[Path, ...]:
    """Find the files of one pattern. A file or a folder of just that name is meant itself, whatever marks it has."""
    path = Path(pattern)
    if path.exists():
        return (path,)
    found = (Path(name) for name in glob.glob(pattern, recursive=True))  # noqa: PTH207 (whole and UNC paths)
    workbooks = (one for one in found if one.suffix.lower() in ENDINGS and not one.name.startswith(_PASSED_OVER))
    return tuple(sorted((one for one in workbooks if one.is_file()), key=lambda one: (str(one).casefold(), str(one))))


def _require_files(files: dict[str, tuple[Path, ...]], settings: InventorySettings) -> tuple[Path, ...]:
    """Give all files, each once. Raises Stopped where a pattern finds none: a share that is away empties no sheet."""
    for pattern, found in files.items():
        if not found:
            raise Stopped(
                say("no file is there for {pattern}", pattern=pattern),
                say(
                    "Check that the drive or network share is connected and that the file has not been renamed or "
                    "moved. Its datasets stay as they are. If it may be missing, write optional = true."
                ),
            )
    paths = tuple(dict.fromkeys(path for found in files.values() for path in found))
    least = settings.expect.files
    if least is not None and len(paths) < least:
        raise Stopped(
            say_many(
                "{n} file was found, {least} are expected",
                "{n} files were found, {least} are expected",
                len(paths),
                least=least,
            ),
            say("Put the missing files back, or correct “expect” for this inventory."),
        )
    return paths


def _read_still(paths: Sequence[Path], mapping: str | None) -> tuple[Inventory, ...]:
    """Read workbooks that nobody saves meanwhile; tried twice. Raises Stopped where they will not keep still."""
    for _ in range(_TRIES):
        before = hash_files(paths)
        try:
            inventories = read_inventories(paths, mapping)
        except Problem:
            if hash_files(paths) == before:
                raise
            continue
        if hash_files(paths) == before:
            return inventories
    raise Stopped(
        say("the workbook was saved while it was read, twice"),
        say("Its datasets stay as they are; the next sync reads it again. Let the job run when nobody works on it."),
    )


def hash_files(paths: Iterable[Path]) -> dict[Path, str]:
    """Give the SHA-256 of files, those of folders included. Raises Problem where one cannot be read."""
    hashes: dict[Path, str] = {}
    for path in paths:
        try:
            files = sorted(one for one in path.iterdir() if one.is_file()) if path.is_dir() else [path]
            for file in files:
                with file.open("rb") as stream:
                    hashes[file] = hashlib.file_digest(stream, "sha256").hexdigest()
        except OSError as error:
            raise Problem(
                say("{path} cannot be read: {cause}", path=str(path), cause=explain_cause(error)),
                say("Check that the job may read it and that no program has it open for itself."),
            ) from error
    return hashes


def _require_rows(inventories: Sequence[Inventory], settings: InventorySettings) -> None:
    """Hold the number of rows against what is expected. Raises Stopped."""
    rows = sum(inventory.rows for inventory in inventories)
    what = _judge_rows(rows, settings)
    if what is not None:
        raise Stopped(what, say("Look at the workbook; if it is right, correct “expect” for this inventory."))


def _judge_rows(rows: int, settings: InventorySettings) -> Message | None:
    """Say what is wrong with the number of rows, if anything."""
    least, most = settings.expect.min, settings.expect.max
    if least is not None and rows < least:
        return say_many(
            "it has {n} row, at least {least} are expected",
            "it has {n} rows, at least {least} are expected",
            rows,
            least=least,
        )
    if most is not None and rows > most:
        return say_many(
            "it has {n} row, at most {most} are expected",
            "it has {n} rows, at most {most} are expected",
            rows,
            most=most,
        )
    return None


def _override(inventory: Inventory, organization: str | None) -> Inventory:
    """Put all datasets of an inventory into one organisation, whatever the sheet or the mapping says."""
    if organization is None:
        return inventory
    return replace(inventory, described=tuple(_move(one, organization) for one in inventory.described))


def _move(described: Described, organization: str) -> Described:
    """Put one dataset into another organisation; a title is known only where the sheet means the same one."""
    own = described.dataset.organization
    if own is not None and own.name == organization:
        return described
    origins = {path: cell for path, cell in described.origins.items() if not path.startswith("organization.")}
    dataset = replace(described.dataset, organization=Organization(organization))
    return replace(described, dataset=dataset, origins=origins)
