"""Names of files inside a package: allowed on every system, equal names kept apart."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

from toolkit.model.identity import slug

DATA_FOLDER = "data"
"""Copies of local files lie here, beside ``datapackage.json``."""

_LONGEST = 80
# Windows gives these names to devices, whatever the extension ("Naming Files, Paths, and Namespaces").
_DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))})
# One step of a path that every system reads alike and that frictionless takes for neither a variable nor a pattern.
_STEP = re.compile(r"(?![. ])[^\x00-\x1f\x7f<>:\"/\\|?*$%~\u2028\u2029\x85]{1,200}(?<![. ])")


def build_file_names(paths: Iterable[str]) -> dict[str, str]:
    """Give each local path of a dataset its place in the package.

    >>> build_file_names(["neu/Bäume 2024.CSV", "alt/bäume-2024.csv"])
    {'neu/Bäume 2024.CSV': 'data/baeume-2024.csv', 'alt/bäume-2024.csv': 'data/baeume-2024-2.csv'}
    """
    names: dict[str, str] = {}
    taken: set[str] = set()
    for path in paths:
        if path not in names:
            names[path] = f"{DATA_FOLDER}/{_free_name(path, taken)}"
    return names


def _free_name(path: str, taken: set[str]) -> str:
    """Make a file name that is not taken yet, and take it."""
    last = PurePosixPath(path.replace("\\", "/"))
    stem = slug(last.stem)[:_LONGEST].strip("-") or "file"
    if stem in _DEVICES:
        stem = f"{stem}-file"
    ending = slug(last.suffix)[:_LONGEST]
    name = build_free_name(stem, taken, f".{ending}" if ending else "")
    taken.add(name)
    return name


def build_free_name(stem: str, taken: set[str], ending: str = "") -> str:
    """Give a name a number until nobody has it.

    >>> build_free_name("karte", {"karte", "karte-2"})
    'karte-3'
    """
    name, number = f"{stem}{ending}", 1
    while name in taken:
        number += 1
        name = f"{stem}-{number}{ending}"
    return name


def is_portable(path: str) -> bool:
    """Tell whether a relative path may stand in a package as it is.

    >>> is_portable("Daten/Bäume 2024.csv"), is_portable("../geheim.csv"), is_portable("Daten/con.csv")
    (True, False, False)
    """
    steps = path.split("/")
    return all(_STEP.fullmatch(step) and step.partition(".")[0].strip().lower() not in _DEVICES for step in steps)
