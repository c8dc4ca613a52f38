"""A TOML file's text as a tree, with the line of every key, so that a complaint can name it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from toolkit.mapping.complaint import Complaint
from toolkit.mapping.source import find_nearest
from toolkit.model.message import Message, say

Path: TypeAlias = "tuple[str | int, ...]"
"""Where something stands: its keys from the top, and items of a list by number."""

_KEY = re.compile(r"""\s*((?:[\w.-]|"[^"]*"|'[^']*'|\s)+?)\s*=""")
_TABLE = re.compile(r"\s*\[\[?([^\[\]]+)\]\]?\s*(?:#.*)?")
_AT_LINE = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)")


@dataclass(frozen=True, slots=True, eq=False)
class TomlSource:
    """A TOML file: the name that complaints give, what it holds, and the lines of its keys."""

    name: str
    tree: Mapping[str, Any]
    lines: Mapping[Path, int]

    def find_line(self, path: Path) -> int:
        r"""Give the line of the deepest key along a path.

        >>> source = parse_toml("[targets.a]\nto = 'x'", "bestand.toml")
        >>> source.find_line(("targets", "a", "to")), source.find_line(("targets", "a", "jobs")), source.find_line(())
        (2, 1, 1)
        """
        found = (self.lines[path[:depth]] for depth in range(len(path), 0, -1) if path[:depth] in self.lines)
        return next(found, 1)

    def complain(self, path: Path, what: Message, remedy: Message) -> Complaint:
        """Put file and line before what is wrong."""
        return Complaint(self.name, self.find_line(path), what, remedy)

    def complain_of_word(self, path: Path, what: Message, word: str, known: Iterable[str]) -> Complaint:
        """Name the nearest known word, or all of them where none is near."""
        choices = list(known)
        nearest = find_nearest(word, choices)
        if nearest:
            return self.complain(path, what, say("Did you mean “{nearest}”?", nearest=nearest))
        return self.complain(path, what, say("Possible here: {choices}", choices=", ".join(choices) or "–"))


def parse_toml(text: str, name: str) -> TomlSource:
    r"""Read TOML 1.0; ``name`` is the file's name for messages. Raises Complaint where it cannot be read.

    >>> parse_toml("[report]\nhtml = 'sync.html'", "bestand.toml").tree
    {'report': {'html': 'sync.html'}}
    """
    text = text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")
    try:
        return TomlSource(name, tomllib.loads(text), _find_lines(text))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise _explain(str(error), text, name) from error


def _explain(cause: str, text: str, name: str) -> Complaint:
    """Say where the TOML breaks off; a Windows path in double quotation marks is the commonest slip."""
    at = _AT_LINE.search(cause)
    lines = text.splitlines()
    line = int(at[1]) if at and at[1] else max(len(lines), 1)
    written = next(iter(lines[line - 1 : line]), "")
    what = say("the TOML cannot be read: {cause}", cause=_AT_LINE.sub("", cause))
    if "\\" in written and '"' in written:
        remedy = say("Write a path with backslashes in single quotation marks: '{example}'", example=r"\\server\share")
    else:
        remedy = say("Correct that line; “bestand sync --example” shows a whole file.")
    return Complaint(name, line, what, remedy)


def _find_lines(text: str) -> dict[Path, int]:
    """Find the line of each table and each key; what stands inside of an inline table has the line of its key."""
    lines: dict[Path, int] = {}
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), start=1):
        if head := _TABLE.fullmatch(line):
            table = _split(head[1])
            path = table
        elif key := _KEY.match(line):
            path = (*table, *_split(key[1]))
        else:
            continue
        for depth in range(1, len(path) + 1):
            lines.setdefault(path[:depth], number)
    return lines


def _split(dotted: str) -> tuple[str, ...]:
    """Split a dotted key as TOML does; nothing for what is none, such as a line within a long text.

    >>> _split('targets."mein portal"'), _split("a b")
    (('targets', 'mein portal'), ())
    """
    try:
        node: Any = tomllib.loads(f"{dotted} = 0")
    except tomllib.TOMLDecodeError:
        return ()
    path: list[str] = []
    while isinstance(node, dict):
        key, node = next(iter(node.items()))
        path.append(key)
    return tuple(path)
