"""Finds the data that ships with the product: mappings, vocabularies and templates.

A wheel holds them in ``toolkit/_bundled/``. An editable install makes no such folder, so the checkout around the
package is looked at second. A kind is a path below that place, always with slashes: ``mappings/vocabularies``.
"""

from __future__ import annotations

from pathlib import Path

from rapidfuzz import fuzz, process

from toolkit.model.message import Message, say
from toolkit.model.problem import Problem

_PACKAGE = Path(__file__).resolve().parent
_HOMES = (_PACKAGE / "_bundled", _PACKAGE.parent)
_TOP_KINDS = ("mappings", "templates")


def bundled_folder(kind: str) -> Path:
    """Find the folder of one kind of shipped data.

    Raises a Problem that names the nearest kind when there is no such folder.

    >>> bundled_folder("mappings/vocabularies").name
    'vocabularies'
    """
    steps = kind.split("/")
    if steps[0] in _TOP_KINDS and ".." not in steps:
        for home in _HOMES:
            if (home / kind).is_dir():
                return home / kind
    raise Problem(say("nothing named “{kind}” ships with Bestand", kind=kind), _remedy(kind, _kinds()))


def bundled_names(kind: str, suffix: str) -> tuple[str, ...]:
    """List the files of one kind that end with ``suffix``, in alphabetical order; an empty suffix lists them all.

    >>> "license.yaml" in bundled_names("mappings/vocabularies", ".yaml")
    True
    """
    names = (path.name for path in bundled_folder(kind).iterdir() if path.is_file())
    return tuple(sorted(name for name in names if name.endswith(suffix) and not name.startswith(".")))


def read_bundled(kind: str, name: str) -> str:
    """Read one shipped text (UTF-8).

    Only names that ``bundled_names`` lists are read, so that a name from outside cannot lead out of the folder and
    upper and lower case count on every operating system. Any other name raises a Problem with the nearest one.
    """
    names = bundled_names(kind, "")
    if name not in names:
        what = say("no file named “{name}” ships with Bestand in {kind}", name=name, kind=kind)
        raise Problem(what, _remedy(name, names))
    return (bundled_folder(kind) / name).read_text(encoding="utf-8")


def _kinds() -> tuple[str, ...]:
    """List every kind that is there."""
    home = next((home for home in _HOMES if (home / "mappings").is_dir()), _PACKAGE)
    folders = (folder for top in _TOP_KINDS for folder in (home / top, *(home / top).rglob("*")))
    return tuple(sorted(folder.relative_to(home).as_posix() for folder in folders if folder.is_dir()))


def _remedy(wanted: str, names: tuple[str, ...]) -> Message:
    """Name the nearest of the names that exist."""
    if not names:
        return say("install Bestand again: its shipped data are missing")
    nearest = process.extractOne(wanted, names, scorer=fuzz.ratio)[0]
    return say("did you mean “{nearest}”? There are: {names}", nearest=nearest, names=", ".join(names))
