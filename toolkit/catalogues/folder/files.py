"""The folder's files: names that every system allows, and writing that leaves a whole file or none."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from collections.abc import Iterator
from pathlib import Path

from toolkit.model.message import say
from toolkit.model.problem import Problem

# Windows gives these names to devices, whatever the extension ("Naming Files, Paths, and Namespaces").
_DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))})
# No separators, wildcards or control characters, no dot or blank at either end.
_SAFE = re.compile(r"(?![. ])[^\x00-\x1f\x7f<>:\"/\\|?*]{1,200}(?<![. ])")
_TEMPORARY = re.compile(r"\.[^/\\]+\.[0-9a-f]{8}\.tmp")


def file_stem(name: str) -> str:
    """Turn an entry's name into a file name without extension. Raises Problem where a name could leave the folder.

    >>> file_stem("baumkataster"), file_stem("con")
    ('baumkataster', 'con~')
    """
    if not _SAFE.fullmatch(name):
        raise Problem(
            say("{name} cannot be the name of a file", name=repr(name)),
            say("give the dataset a name of the letters a-z, digits, hyphens and underscores"),
        )
    return f"{name}~" if name.casefold() in _DEVICES else name


def entry_name(stem: str) -> str:
    """Turn a file name without extension back into the entry's name.

    >>> entry_name("con~"), entry_name("baumkataster")
    ('con', 'baumkataster')
    """
    bare = stem.removesuffix("~")
    return bare if bare.casefold() in _DEVICES else stem


def revision_of(content: bytes) -> str:
    """Stand for a file's content: SHA-256 in hex."""
    return hashlib.sha256(content).hexdigest()


def write_whole(path: Path, content: bytes) -> bool:
    """Write a file in one step and tell whether it had to be written; readers see the old file or the new one.

    Raises OSError; nothing of the attempt stays behind then.
    """
    if path.exists() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        with temporary.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return True


def read_leftovers(folder: Path) -> Iterator[Path]:
    """List what a killed ``write_whole`` left in a folder."""
    return (path for path in folder.glob(".*.tmp") if _TEMPORARY.fullmatch(path.name))
