"""A mapping file's text as a tree that knows the line of every node, so that a complaint can name it."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

from rapidfuzz import fuzz, process
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.constructor import DuplicateKeyError, RoundTripConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from toolkit.model.message import Message, say
from toolkit.model.problem import Problem

Path: TypeAlias = "tuple[str | int, ...]"
"""Where something stands in a mapping: its keys from the top, and list items by number."""


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """One mapping file: the name that complaints give, and what its YAML holds."""

    name: str
    tree: CommentedMap

    def line(self, path: Path) -> int:
        """Give the line of the deepest node that stands along a path."""
        return next((line for line, _ in reversed(self._nodes(path)) if line), 1)

    def _nodes(self, path: Path) -> list[tuple[int, Any]]:
        """List the nodes along a path, each with its line; what a merge key (<<) brought in has none."""
        node: Any = self.tree
        found: list[tuple[int, Any]] = []
        for step in path:
            if isinstance(node, CommentedMap) and step in node:
                line = (node.lc.data or {}).get(step, (-1,))[0] + 1
            elif isinstance(node, CommentedSeq) and isinstance(step, int) and step < len(node):
                line = node.lc.item(step)[0] + 1
            else:
                break
            node = node[step]
            found.append((line, node))
        return found

    def problem(self, path: Path, what: Message, remedy: Message | None = None) -> Problem:
        """Put file and line before what is wrong."""
        return _problem(self.name, self.line(path), what, remedy)

    def unknown(self, path: Path, what: Message, word: str, known: Iterable[str]) -> Problem:
        """Name the nearest known word, or all of them where none is near."""
        choices = list(known)
        best = process.extractOne(word, choices, scorer=fuzz.ratio, score_cutoff=60)
        if best:
            return self.problem(path, what, say("Did you mean “{nearest}”?", nearest=best[0]))
        return self.problem(path, what, say("Possible here: {choices}", choices=", ".join(choices)))


def _problem(name: str, line: int, what: Message, remedy: Message | None = None) -> Problem:
    return Problem(
        say("{source}, line {line}: {what}", source=name, line=line, what=what),
        remedy or say("Correct that line; docs/mapping.md lists every key with an example."),
    )


class _Constructor(RoundTripConstructor):
    """Leaves dates as their text, as YAML 1.2 does."""


_Constructor.add_constructor("tag:yaml.org,2002:timestamp", lambda self, node: str(self.construct_scalar(node)))


def _build_yaml() -> YAML:
    yaml = YAML(typ="rt")
    yaml.Constructor = _Constructor
    return yaml


def parse_source(text: str, name: str) -> Source:
    r"""Read YAML 1.2; ``name`` is the file's name for messages. Raises Problem where it cannot be read.

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
        raise _problem(name, _find_line(error), what) from error
    if not isinstance(tree, CommentedMap):
        what = say("a mapping file begins with keys such as “inventory:” and “datasets:”")
        raise _problem(name, 1, what, say("docs/mapping.md shows a whole one; begin with a copy of that."))
    return Source(name, tree)


def _explain(error: MarkedYAMLError, text: str, name: str) -> Problem:
    """Say in plain words what the three usual slips are, and ruamel's own words for the rest."""
    line = error.problem_mark.line if error.problem_mark else 0
    written = next(iter(text.splitlines()[line : line + 1]), "")
    cause = str(error.problem)
    if isinstance(error, DuplicateKeyError):
        key = re.search(r'duplicate key "([^"]*)"', cause)
        what = say("the key “{key}” stands here a second time", key=key[1] if key else "")
        return _problem(name, line + 1, what, say("Keep one of the two."))
    if "\t" in written:
        what = say("a tab stands in this line; YAML is indented with blanks")
        return _problem(name, line + 1, what, say("Replace each tab by blanks."))
    remedy = say("A text that holds “: ” or “ #”, or begins with a mark such as * or [, needs quotation marks.")
    return _problem(name, line + 1, say("the YAML cannot be read: {cause}", cause=cause), remedy)


def _find_line(error: Exception) -> int:
    """Give the line that an error without a mark names in its text, else the first."""
    found = re.search(r"line (\d+)", str(error))
    return int(found[1]) if found else 1
