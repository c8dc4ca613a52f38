"""The workbooks that somebody names: files, and the folders that hold them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from toolkit.model.message import say
from toolkit.model.problem import Problem
from toolkit.reading.container import tell_kind

ENDINGS = frozenset({".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv", ".xltx", ".xltm", ".xlt", ".ots", ".tsv"})
"""The endings of workbooks; a file with one of them is taken from a folder whatever it holds, to be refused by name."""

_PASSED_OVER = ("~$", ".")
_DIGITS = re.compile(r"(\d+)")


def list_workbooks(paths: Iterable[Path]) -> tuple[Path, ...]:
    """List the workbooks that paths name, each once: files as they are named, and for a folder the workbooks in it.

    A folder's own files count, not those of folders within it. Among them are files with a workbook's ending, and those
    without any that are workbooks by content; lock files (``~$…``) and hidden files are passed over, other texts too.
    Files of a folder are sorted as people number them (2 before 10). Raises Problem for a folder without a workbook.
    """
    found: dict[Path, None] = {}
    for path in paths:
        found.update(dict.fromkeys(_list_folder(path) if path.is_dir() else (path,)))
    return tuple(found)


def _list_folder(folder: Path) -> Iterator[Path]:
    """List a folder's workbooks. Raises Problem where there is none, or the folder may not be read."""
    try:
        files = sorted((path for path in folder.iterdir() if path.is_file()), key=_sort_key)
    except OSError as error:
        raise Problem(
            say("{path} cannot be read: {cause}", path=str(folder), cause=error.strerror or str(error)),
            say("Check that you may read this folder and that the drive or network share is connected."),
        ) from error
    workbooks = [path for path in files if _is_workbook(path)]
    if not workbooks:
        raise Problem(
            say("{path} holds no workbook (.xlsx, .xlsm, .xls, .xlsb, .ods or .csv)", path=str(folder)),
            say("Name the folder that holds the workbooks themselves; folders within it are not searched."),
        )
    yield from workbooks


def _is_workbook(path: Path) -> bool:
    """Tell whether a file of a folder is to be read: by its ending, else by its content unless that is mere text."""
    if path.name.startswith(_PASSED_OVER):
        return False
    if path.suffix.lower() in ENDINGS:
        return True
    try:
        return tell_kind(path) != "csv"
    except Problem:
        return False


def _sort_key(path: Path) -> tuple[list[str | int], str]:
    """Sort numbers within names by their value, and letters whatever their case.

    >>> sorted([Path("Amt 10.xlsx"), Path("amt 9.xlsx")], key=_sort_key)[0].name
    'amt 9.xlsx'
    """
    parts = _DIGITS.split(path.name.casefold())
    return [int(part) if index % 2 else part for index, part in enumerate(parts)], path.name
