"""YAML 1.2's core schema for PyYAML, which by itself takes “no”, “on” and dates for something else than texts.

PyYAML parses with libyaml where that was built in (in all its wheels), which is about ten times as fast as a parser
in Python.
"""

from __future__ import annotations

import gc
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeAlias

import yaml
from yaml.error import Mark, MarkedYAMLError
from yaml.nodes import Node
from yaml.reader import Reader
from yaml.resolver import BaseResolver

TAG = "tag:yaml.org,2002:"
_DEEPEST = 100
"""Collections within collections. None of our files has ten; libyaml crashes the process at some ten thousand."""
_SURROGATES = re.compile(r"\\ud[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2}", re.IGNORECASE)


class CoreSchema(BaseResolver):
    """Tells what kind a plain scalar is (YAML 1.2.2, 10.3.2), and refuses what is nested without an end."""

    depth = 0

    def descend_resolver(self, current_node: Node | None, current_index: object) -> None:
        """Go into a node; PyYAML calls this before it composes one."""
        del current_index
        self.depth += 1
        if current_node and self.depth > _DEEPEST:
            raise MarkedYAMLError(problem="nested too deeply", problem_mark=current_node.start_mark)

    def ascend_resolver(self) -> None:
        """Come back from a node."""
        self.depth -= 1


for _kind, _pattern, _first in (
    ("null", r"null|Null|NULL|~|", ["n", "N", "~", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", list("-+0123456789")),
    (
        "float",
        r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)",
        list("-+.0123456789"),
    ),
):
    CoreSchema.add_implicit_resolver(TAG + _kind, re.compile(rf"(?:{_pattern})\Z"), _first)


class PureLoader(CoreSchema, yaml.BaseLoader):
    """Parses in Python."""


Loader: TypeAlias = "type[yaml.BaseLoader | yaml.CBaseLoader]"

LOADERS: tuple[Loader, ...] = (PureLoader,)
"""The loaders that there are here, the quickest first."""

if yaml.__with_libyaml__:

    class QuickLoader(CoreSchema, yaml.CBaseLoader):
        """Parses with libyaml."""

    LOADERS = (QuickLoader, *LOADERS)


def compose(text: str, loader: Loader = LOADERS[0]) -> Node | None:
    r"""Compose a text, YAML or JSON, into nodes that know their lines; None for a text with nothing in it.

    Raises MarkedYAMLError, always with a mark.

    >>> [(key.value, value.tag) for key, value in compose("a: no\nb: 1\nc: 2024-01-01").value]
    [('a', 'tag:yaml.org,2002:str'), ('b', 'tag:yaml.org,2002:int'), ('c', 'tag:yaml.org,2002:str')]
    """
    # The parsers would name the place of such a character without its line.
    if odd := Reader.NON_PRINTABLE.search(text):
        line, column = text.count("\n", 0, odd.start()), odd.start() - text.rfind("\n", 0, odd.start()) - 1
        problem = f"unacceptable character #x{ord(odd[0]):04x}"
        raise MarkedYAMLError(problem=problem, problem_mark=Mark("", odd.start(), line, column, None, 0))
    with uncollected():
        return yaml.compose(_join_surrogates(text), Loader=loader)


def _join_surrogates(text: str) -> str:
    """Write a letter itself where JSON writes two escapes for it (RFC 8259, 7), which YAML does not know."""
    if not text.lstrip().startswith(("{", "[")):
        return text
    return _SURROGATES.sub(lambda pair: str(json.loads(f'"{pair[0]}"')), text)


@contextmanager
def uncollected() -> Iterator[None]:
    """Hold back Python's search for cycles: it would go through all nodes of a large file again and again.

    Whoever reads a large file holds it back until the nodes are gone; a function may wear this as its decorator.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
