"""Whether the static site still shows what the folder holds, told without reading the entries.

    ROOT/site.json   {"format": "bestand-site/1", "sources": "<sha256>", "site": "<sha256>", "inventories": ["amt", …]}

``sources`` and ``site`` stand for name, size and time of every file that the site is made of, and of every file of the
site; so a page that somebody removed or changed is written again. ``inventories`` are those whose packages are up to
date.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from toolkit.catalogues.folder.files import write_whole

_FORMAT = "bestand-site/1"
_SOURCES = ("entries", "organizations.json", "masthead.yaml")


def read_sources(root: Path, words: Iterable[str] = ()) -> str:
    """Stand for all that the site is made of: SHA-256 in hex.

    ``words`` are what else it depends on, such as language and version. Raises OSError.
    """
    lines = (line for name in _SOURCES for line in _list_files(root / name, name))
    return _digest((*sorted(words), *sorted(lines)))


def read_site(root: Path) -> str:
    """Stand for the site as it is: SHA-256 in hex. Raises OSError."""
    return _digest(sorted(_list_files(root / "site", "site")))


def read_fresh_inventories(root: Path, sources: str) -> frozenset[str]:
    """Name the inventories whose packages are up to date; none where sources or site are not as they were left."""
    try:
        found = json.loads(_file(root).read_bytes())
    except (OSError, ValueError):
        return frozenset()
    if not isinstance(found, dict) or found.get("format") != _FORMAT:
        return frozenset()
    if (found.get("sources"), found.get("site")) != (sources, read_site(root)):
        return frozenset()
    return frozenset(found.get("inventories") or ())


def write_fresh_inventories(root: Path, sources: str, inventories: Collection[str]) -> None:
    """Remember what the site was made of, how it is, and for which inventories' packages that holds. Raises OSError.

    ``sources`` is from before they were read, so that an edit in between is seen the next time.
    """
    content = {"format": _FORMAT, "sources": sources, "site": read_site(root), "inventories": sorted(inventories)}
    write_whole(_file(root), json.dumps(content, ensure_ascii=False, indent=1).encode("utf-8") + b"\n")


def _file(root: Path) -> Path:
    return root / "site.json"


def _digest(lines: Iterable[str]) -> str:
    """Stand for some lines; names of files may hold what is no UTF-8."""
    return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogatepass")).hexdigest()


def _list_files(path: Path, name: str) -> Iterator[str]:
    """Give a line for a file, or for each in a folder: where it is, its size and its time."""
    if path.is_dir():
        yield from _list_folder(path, name)
    elif path.exists():
        stat = path.stat()
        yield f"{name}\t{stat.st_size}\t{stat.st_mtime_ns}"


def _list_folder(folder: Path, name: str) -> Iterator[str]:
    """List a folder and those in it; ``os.scandir`` spares an object for each of many thousand files."""
    with os.scandir(folder) as found:
        for item in found:
            if item.is_dir(follow_symlinks=False):
                yield from _list_folder(Path(item.path), f"{name}/{item.name}")
            else:
                stat = item.stat(follow_symlinks=False)
                yield f"{name}/{item.name}\t{stat.st_size}\t{stat.st_mtime_ns}"
