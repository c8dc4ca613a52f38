"""The fields of the core, read from the ``schema.xml`` that CKAN ships: their types, and what is copied where."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as dataclass_field
from enum import Enum
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from defusedxml import ElementTree

from .analysis import Analyzer, build_analyzer

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from xml.etree.ElementTree import Element


class Kind(Enum):
    """What a field type holds; the value is the name of Solr's class."""

    STRING = "solr.StrField"
    TEXT = "solr.TextField"
    DATE = "solr.DatePointField"
    INTEGER = "solr.IntPointField"


@dataclass(frozen=True, slots=True)
class FieldType:
    """A field type that some field uses. ``gap`` keeps phrases from reaching over two values."""

    kind: Kind
    sort_missing_last: bool = False
    omit_norms: bool = False
    gap: int = 0
    index: Analyzer | None = None
    query: Analyzer | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """A declared field, or the dynamic field that a name falls under."""

    name: str
    type: FieldType
    indexed: bool
    stored: bool
    many: bool
    required: bool
    default: str | None

    @property
    def kind(self) -> Kind:
        """What the field holds."""
        return self.type.kind


@dataclass(frozen=True, slots=True)
class Schema:
    """All fields, the unique key, the rules of copying (destination to sources), and the file's own text.

    ``known`` and ``copied`` remember what names stand for, and what is copied where.
    """

    fields: Mapping[str, Field]
    dynamic: tuple[Field, ...]
    copies: Mapping[str, tuple[str, ...]]
    key: str
    source: bytes
    known: dict[str, Field | None] = dataclass_field(default_factory=dict)
    copied: dict[tuple[str, str], bool] = dataclass_field(default_factory=dict)

    def field(self, name: str) -> Field | None:
        """Find the field that a name stands for.

        A declared field comes first, then the dynamic field with the longest pattern, as in Solr.
        """
        if name not in self.known:
            self.known[name] = self.fields.get(name) or self._find_dynamic(name)
        return self.known[name]

    def is_copied(self, source: str, destination: str) -> bool:
        """Tell whether the values of one field are copied into another."""
        pair = source, destination
        if pair not in self.copied:
            self.copied[pair] = any(fnmatchcase(source, pattern) for pattern in self.copies.get(destination, ()))
        return self.copied[pair]

    def _find_dynamic(self, name: str) -> Field | None:
        return next((each for each in self.dynamic if fnmatchcase(name, each.name)), None)


def read_schema(path: Path) -> Schema:
    """Read a ``schema.xml``. Raises ValueError when it uses a part that the stand-in does not know."""
    source = path.read_bytes()
    root = ElementTree.fromstring(source)
    types = {each.get("name"): each for each in root.iter() if each.tag.lower() == "fieldtype"}
    built: dict[str, FieldType] = {}
    fields = [_build_field(each, types, built) for each in root.iter("field")]
    dynamic = [_build_field(each, types, built) for each in root.iter("dynamicField")]
    return Schema(
        {each.name: each for each in fields},
        tuple(sorted(dynamic, key=lambda each: -len(each.name))),
        _build_copies(root),
        root.findtext("uniqueKey", "id"),
        source,
    )


def _build_copies(root: Element) -> dict[str, tuple[str, ...]]:
    copies: dict[str, tuple[str, ...]] = {}
    for rule in root.iter("copyField"):
        destination, source = rule.get("dest", ""), rule.get("source", "")
        if set(rule.attrib) != {"source", "dest"} or "*" in destination:
            raise ValueError(f"schema.xml has a copyField that the stand-in does not know: {rule.attrib}")
        copies[destination] = (*copies.get(destination, ()), source)
    return copies


def _build_field(element: Element, types: Mapping[str | None, Element], built: dict[str, FieldType]) -> Field:
    name = element.get("type", "")
    if name not in built:
        built[name] = _build_type(types[name])
    parent = types[name]
    options = {**parent.attrib, **element.attrib}
    if options.get("docValues") == "true":
        raise ValueError("schema.xml asks for docValues, which the stand-in does not know")
    return Field(
        element.get("name", ""),
        built[name],
        indexed=options.get("indexed", "true") == "true",
        stored=options.get("stored", "true") == "true",
        many=options.get("multiValued", "false") == "true",
        required=options.get("required", "false") == "true",
        default=options.get("default"),
    )


def _build_type(element: Element) -> FieldType:
    try:
        kind = Kind(element.get("class"))
    except ValueError as error:
        raise ValueError(f"schema.xml uses {element.get('class')}, which the stand-in does not know") from error
    chains = {each.get("type", ""): build_analyzer(each) for each in element.findall("analyzer")}
    return FieldType(
        kind,
        sort_missing_last=element.get("sortMissingLast") == "true",
        omit_norms=element.get("omitNorms") == "true",
        gap=int(element.get("positionIncrementGap", 0)),
        index=chains.get("index", chains.get("")),
        query=chains.get("query", chains.get("")),
    )
