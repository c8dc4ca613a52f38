"""File names as visitors send them, made harmless for every operating system."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

LONGEST = 100
"""Characters of a name with its ending; Windows bounds whole paths at 260."""

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?")
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,5}$")


def build_safe_name(sent: str, taken: Collection[str] = ()) -> str:
    r"""Give a name that stays in its folder, that Windows allows and that is not taken yet.

    >>> build_safe_name("../../etc/Inventar Öffentlich.xlsx"), build_safe_name("C:\\Users\\x\\CON.xlsx")
    ('Inventar Öffentlich.xlsx', '_CON.xlsx')
    >>> build_safe_name("a.xlsx", ["A.xlsx"]), build_safe_name(" .. "), len(build_safe_name("x" * 300 + ".xlsx"))
    ('a (2).xlsx', 'workbook', 100)
    """
    last = re.split(r"[/\\]", sent)[-1]
    normal = unicodedata.normalize("NFC", last)
    seen = "".join(sign for sign in normal if unicodedata.category(sign)[0] != "C")
    name = _FORBIDDEN.sub("_", seen).strip(" .\t") or "workbook"
    if _RESERVED.fullmatch(name):
        name = f"_{name}"
    return _choose_free(name, {other.casefold() for other in taken})


def _choose_free(name: str, taken: Collection[str]) -> str:
    """Shorten a name before its ending, and number it where it is taken; case does not tell names apart."""
    ending = found[0] if (found := _ENDING.search(name)) and found.start() else ""
    stem = name.removesuffix(ending)
    number, choice = 1, f"{_shorten(stem, LONGEST - len(ending))}{ending}"
    while choice.casefold() in taken:
        number += 1
        mark = f" ({number})"
        choice = f"{_shorten(stem, LONGEST - len(ending) - len(mark))}{mark}{ending}"
    return choice


def _shorten(stem: str, most: int) -> str:
    """Bound the characters, and the bytes that Linux counts (255 for a name)."""
    stem = stem[:most]
    while len(stem.encode("utf-8")) > 2 * LONGEST:
        stem = stem[:-1]
    return stem.rstrip(" .") or "workbook"
