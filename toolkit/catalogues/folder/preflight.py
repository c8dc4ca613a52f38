"""What is asked of a catalogue folder before anything is written to it: the right to write there, and room."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from toolkit.catalogues.base import Intended
from toolkit.model.message import say
from toolkit.model.plan import Adopt, Check, Create, Delete, Update, Withdraw

SPARE = 10_000_000
"""Bytes that entries and pages need beside the files, for a catalogue of usual size."""


def read_checks(root: Path, intended: Intended) -> tuple[Check, ...]:
    """Look at the folder, or at the nearest one above it where it is not there yet."""
    writes = [change for change in intended.changes if isinstance(change, Create | Update | Adopt | Withdraw | Delete)]
    if not writes:
        return ()
    place = next(folder for folder in (root, *root.parents) if folder.exists())
    places = (folder for folder in (place, root / "entries") if folder.exists())
    can_write = all(os.access(folder, os.W_OK) for folder in places)
    free = shutil.disk_usage(place).free
    names = tuple(change.identifier for change in writes)
    return (check_folder(root, names, can_write=can_write), check_room(root, free, _count_bytes(intended) + SPARE))


def check_folder(root: Path, names: tuple[str, ...], *, can_write: bool) -> Check:
    """Say whether the folder can be written to; ``names`` are the datasets that would be.

    >>> str(check_folder(Path("katalog"), (), can_write=True).text)
    'the folder katalog can be written to'
    """
    if can_write:
        return Check("storage", "good", say("the folder {folder} can be written to", folder=str(root)))
    text = say("the folder {folder} cannot be written to", folder=str(root))
    return Check("storage", "bad", text, say("ask for the right to change files there, or name another folder"), names)


def check_room(root: Path, free: int, needed: int) -> Check:
    """Say whether the disk has room for what is to be written, in bytes.

    >>> [check_room(Path("katalog"), free, 2_000_000).state for free in (1_999_999, 2_000_000)]
    ['warning', 'good']
    """
    if free >= needed:
        return Check("storage", "good", say("the disk has room"))
    text = say(
        "the disk of {folder} has {free} MB left; this may need {needed} MB",
        folder=str(root),
        free=free // 1_000_000,
        needed=-(-needed // 1_000_000),
    )
    return Check("storage", "warning", text, say("make room, or name a folder on another disk"))


def _count_bytes(intended: Intended) -> int:
    """Count the bytes of the files that packages will hold."""
    entries = (change.entry for change in intended.changes if isinstance(change, Create | Update | Adopt))
    sizes = (resource.fields.get("byte_size") for entry in entries for resource in entry.resources)
    return sum(size for size in sizes if isinstance(size, int))
