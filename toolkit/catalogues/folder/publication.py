"""Putting a finished site into the folder: only what changed is written, and pages of gone entries go first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from toolkit.catalogues.folder.files import read_leftovers, write_whole
from toolkit.model.message import say
from toolkit.model.problem import Problem


@dataclass(frozen=True, slots=True)
class Publication:
    """What was done to the site's folder: the pages written and those removed, by relative path."""

    written: tuple[str, ...]
    removed: tuple[str, ...]


def write_site(root: Path, pages: Mapping[str, str]) -> Publication:
    """Bring ``root/site`` to the given pages (relative path -> text). Raises Problem when a file cannot be written.

    Pages of entries that are gone or private are removed first and the index follows, so that a run killed in between
    shows too little rather than too much. Files of others in the folder stay.
    """
    site = root / "site"
    try:
        removed = _remove_gone(site, pages)
        written = [page for page in sorted(pages, key=_index_first) if _write_page(site, page, pages[page])]
    except OSError as error:
        raise Problem(
            say("the site could not be written: {reason}", reason=str(error)),
            say("close its files in other programs and check that you may write to {folder}", folder=str(site)),
        ) from error
    return Publication(tuple(written), tuple(removed))


def _index_first(page: str) -> tuple[bool, str]:
    """Sort the page that shows entries of all others to the front."""
    return page != "index.html", page


def _write_page(site: Path, page: str, text: str) -> bool:
    """Write one page inside the site's folder and tell whether it changed. Raises ValueError for a path outside."""
    path = PurePosixPath(page)
    if path.is_absolute() or ".." in path.parts:
        raise ValueError(page)
    return write_whole(site.joinpath(*path.parts), text.encode("utf-8", "replace"))


def _remove_gone(site: Path, pages: Mapping[str, str]) -> list[str]:
    """Remove dataset pages that are no longer wanted, and what a killed run left behind."""
    folder = site / "dataset"
    gone = [path for path in sorted(folder.glob("*.html")) if f"dataset/{path.name}" not in pages]
    leftovers = [path for place in (site, folder, site / "assets") for path in read_leftovers(place)]
    for path in [*gone, *leftovers]:
        path.unlink(missing_ok=True)
    return [f"dataset/{path.name}" for path in gone]
