"""A YAML file read strictly: closed keys, no key twice, and each complaint names the file and the line."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz, process
from yaml.error import MarkedYAMLError, YAMLError
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from toolkit.model.message import Message, say
from toolkit.model.problem import Problem
from toolkit.vocabularies.coreschema import TAG, compose

__all__ = ["MappingNode", "Node", "ScalarNode", "SequenceNode", "YamlFile"]


@dataclass(frozen=True, slots=True)
class YamlFile:
    """The name of a file; every method turns a node of it into a value or raises a Problem with the line."""

    name: str

    def parse(self, text: str) -> Node:
        """Parse the text into nodes that know their lines."""
        try:
            node = compose(text)
        except YAMLError as error:
            mark = error.problem_mark if isinstance(error, MarkedYAMLError) else None
            what = say("this is not YAML: {reason}", reason=str(getattr(error, "problem", None) or error))
            raise self._problem(mark.line if mark else 0, what, say("mend the file at that line")) from error
        if node is None:
            raise self._problem(0, say("the file is empty"), say("install Bestand again, or restore the file"))
        return node

    def fault(self, node: Node, what: Message, remedy: Message) -> Problem:
        """Build the Problem that points at a node."""
        return self._problem(node.start_mark.line, what, remedy)

    def _problem(self, line: int, what: Message, remedy: Message) -> Problem:
        return Problem(say("{file}, line {line}: {what}", file=self.name, line=line + 1, what=what), remedy)

    def mapping(self, node: Node, required: Collection[str], optional: Collection[str] = ()) -> dict[str, Node]:
        """Read a mapping that has all required keys, perhaps some optional ones, and no others."""
        found = self.entries(node)
        for key, (key_node, _) in found.items():
            if key not in required and key not in optional:
                nearest = process.extractOne(key, [*required, *optional], scorer=fuzz.ratio)[0]
                remedy = say("did you mean “{nearest}”?", nearest=nearest)
                raise self.fault(key_node, say("the key “{key}” is not known here", key=key), remedy)
        for key in required:
            if key not in found:
                raise self.fault(node, say("the key “{key}” is missing", key=key), say("add the key"))
        return {key: value for key, (_, value) in found.items()}

    def entries(self, node: Node) -> Mapping[str, tuple[Node, Node]]:
        """Read a mapping with any keys, none of them twice: key, its own node and the node of its value."""
        if not isinstance(node, MappingNode):
            raise self.fault(node, say("keys with values are expected here"), say("write: key: value"))
        found: dict[str, tuple[Node, Node]] = {}
        for key_node, value in node.value:
            key = self.text(key_node)
            if key in found:
                raise self.fault(key_node, say("the key “{key}” stands here twice", key=key), say("take one away"))
            found[key] = (key_node, value)
        return found

    def items(self, node: Node) -> list[Node]:
        """Read a list."""
        if not isinstance(node, SequenceNode):
            raise self.fault(node, say("a list is expected here"), say("write: [one, two]"))
        return list(node.value)

    def text(self, node: Node) -> str:
        """Read a text; a number or a yes/no value that was meant as text needs quotation marks."""
        if not isinstance(node, ScalarNode) or node.tag != TAG + "str" or not node.value.strip():
            remedy = say("write a text; put quotation marks around numbers and around true and false")
            raise self.fault(node, say("a text is expected here"), remedy)
        return str(node.value)

    def texts(self, node: Node) -> tuple[str, ...]:
        """Read a list of texts."""
        return tuple(self.text(item) for item in self.items(node))

    def number(self, node: Node) -> float:
        """Read a number."""
        written = isinstance(node, ScalarNode) and node.tag in {TAG + "int", TAG + "float"}
        try:
            number = float(node.value) if written else math.nan
        except ValueError:
            number = math.nan  # YAML's numbers 0x1F and .inf
        if not math.isfinite(number):
            raise self.fault(node, say("a number is expected here"), say("write digits, with a point for decimals"))
        return number

    def flag(self, node: Node) -> bool:
        """Read true or false."""
        if not isinstance(node, ScalarNode) or node.tag != TAG + "bool":
            raise self.fault(node, say("true or false is expected here"), say("write true or false"))
        return str(node.value).lower() == "true"
