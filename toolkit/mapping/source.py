"""A mapping file's text as a tree that knows the line of every node, so that a complaint can name it."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from rapidfuzz import fuzz, process
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.constructor import DuplicateKeyError, RoundTripConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from toolkit.mapping.complaint import Complaint
from toolkit.model.message import Message, say

Path: TypeAlias = "tuple[str | int, ...]"
"""Where something stands in a mapping: its keys from the top, and list items by number."""


class Merged(dict[Any, Any]):
    """Keys that two mappings say together (``extends``); each key knows the file and the line that its word is from."""

    def __init__(self) -> None:
        super().__init__()
        self.origins: dict[Any, Origin] = {}

    def put(self, key: Any, value: Any, origin: Origin) -> None:
        """Take a key in."""
        self[key] = value
        self.origins[key] = origin


Origin: TypeAlias = tuple[str, int]
"""The file that says something, and the line; 0 where the line is not known."""


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """A mapping as YAML: the name of its file, which complaints give, and what it holds, its base included."""

    name: str
    tree: CommentedMap | Merged

    def origin(self, path: Path) -> Origin:
        """Give the file and the line of the deepest node that stands along a path."""
        found = [(self.name, 1), *(origin for origin in walk(self.tree, self.name, path) if origin[1])]
        return found[-1]

    def problem(self, path: Path, what: Message, remedy: Message | None = None) -> Complaint:
        """Put file and line before what is wrong."""
        return complain(*self.origin(path), what, remedy)

    def unknown(self, path: Path, what: Message, word: str, known: Iterable[str]) -> Complaint:
        """Name the nearest known word, or all of them where none is near."""
        choices = list(known)
        nearest = find_nearest(word, choices)
        if nearest:
            return self.problem(path, what, say("Did you mean “{nearest}”?", nearest=nearest))
        return self.problem(path, what, say("Possible here: {choices}", choices=", ".join(choices)))


def find_nearest(word: str, known: Iterable[str]) -> str:
    """Give the nearest known word; empty where none is near.

    >>> find_nearest("inventroy", ["format", "inventory"])
    'inventory'
    """
    best = process.extractOne(word, list(known), scorer=fuzz.ratio, score_cutoff=60)
    return best[0] if best else ""


def walk(tree: Any, name: str, path: Path) -> Iterator[Origin]:
    """Give file and line of each node along a path, as far as it leads; a merge key (<<) brings in what has no line.

    The number of a list's item is passed over where one item stands there without a list.
    """
    node = tree
    for step in path:
        if isinstance(node, Merged) and step in node:
            name, line = node.origins[step]
        elif isinstance(node, CommentedMap) and step in node:
            line = (node.lc.data or {}).get(step, (-1,))[0] + 1
        elif isinstance(node, CommentedSeq) and isinstance(step, int) and step < len(node):
            line = node.lc.item(step)[0] + 1
        elif isinstance(node, CommentedMap | Merged) and isinstance(step, int):
            continue
        else:
            return
        node = node[step]
        yield name, line


def complain(name: str, line: int, what: Message, remedy: Message | None = None) -> Complaint:
    """Say what is wrong in a line of a file."""
    return Complaint(
        name, line, what, remedy or say("Correct that line; docs/mapping.md lists every key with an example.")
    )


class _Constructor(RoundTripConstructor):
    """Leaves dates as their text, as YAML 1.2 does."""


_Constructor.add_constructor("tag:yaml.org,2002:timestamp", lambda self, node: str(self.construct_scalar(node)))


def _build_yaml() -> YAML:
    yaml = YAML(typ="rt")
    yaml.Constructor = _Constructor
    return yaml


def parse_source(text: str, name: str) -> Source:
    r"""Read YAML 1.2; ``name`` is the file's name for messages. Raises Complaint where it cannot be read.

    >>> parse_source("inventory: amt\nrelease: {publish: no}", "m.yaml").tree["release"]["publish"]
    'no'
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # ruamel warns of anchors that are used twice
            tree = _build_yaml().load(text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}"))
    except MarkedYAMLError as error:
        raise _explain(error, text, name) from error
    except (YAMLError, ValueError, TypeError, RecursionError, OverflowError, LookupError) as error:
        what = say("the YAML cannot be read: {cause}", cause=str(error).partition("\n")[0])
        raise complain(name, _find_line(error), what) from error
    if not isinstance(tree, CommentedMap):
        what = say("a mapping file begins with keys such as “inventory:” and “datasets:”")
        raise complain(name, 1, what, say("docs/mapping.md shows a whole one; begin with a copy of that."))
    return Source(name, tree)


def _explain(error: MarkedYAMLError, text: str, name: str) -> Complaint:
    """Say in plain words what the three usual slips are, and ruamel's own words for the rest."""
    line = error.problem_mark.line if error.problem_mark else 0
    written = next(iter(text.splitlines()[line : line + 1]), "")
    cause = str(error.problem)
    if isinstance(error, DuplicateKeyError):
        key = re.search(r'duplicate key "([^"]*)"', cause)
        what = say("the key “{key}” stands here a second time", key=key[1] if key else "")
        return complain(name, line + 1, what, say("Keep one of the two."))
    if "\t" in written:
        what = say("a tab stands in this line; YAML is indented with blanks")
        return complain(name, line + 1, what, say("Replace each tab by blanks."))
    remedy = say("A text that holds “: ” or “ #”, or begins with a mark such as * or [, needs quotation marks.")
    return complain(name, line + 1, say("the YAML cannot be read: {cause}", cause=cause), remedy)


def _find_line(error: Exception) -> int:
    """Give the line that an error without a mark names in its text, else the first."""
    found = re.search(r"line (\d+)", str(error))
    return int(found[1]) if found else 1
