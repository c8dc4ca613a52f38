"""What an OpenDocument spreadsheet says apart from its cells: how styles look, and which values its rules allow."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from toolkit.model.grid import Area, ValueList
from toolkit.reading.area import parse_area
from toolkit.reading.odscell import TABLE
from toolkit.reading.validations import bound_lists

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from xml.etree.ElementTree import Element

_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_NUMBER = "{urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0}"

_LIST_RULE = re.compile(r"(?:\w+:)?cell-content-is-in-list\((.*)\)", re.DOTALL)
_TEXTS = re.compile(r'"((?:[^"]|"")*)"')
_PLACE = r"\$?(?:'((?:[^']|'')+)'|([^.:'\[\]$]+))?\.(\$?[A-Z]{1,3}(?:\$?\d{1,7})?|\$?\d{1,7})"
_RANGE = re.compile(rf"\[?{_PLACE}(?::{_PLACE})?\]?")
_WORDS = re.compile(r'("(?:[^"]|"")*")')
_CELL = re.compile(r"\[\.(\$?[A-Z]{1,3}\$?\d{1,7})\]")


@dataclass(slots=True)
class Styles:
    """The automatic styles, by name: cells that are bold or struck through, tables not displayed, long durations."""

    bold: set[str] = field(default_factory=set)
    struck: set[str] = field(default_factory=set)
    hidden: set[str] = field(default_factory=set)
    long: set[str] = field(default_factory=set)
    _long_formats: set[str] = field(default_factory=set)

    def take(self, style: Element) -> None:
        """Take what counts of one automatic style; formats stand before the styles that use them."""
        name = style.get(f"{_STYLE}name", "")
        if style.tag == f"{_NUMBER}time-style" and style.get(f"{_NUMBER}truncate-on-overflow") == "false":
            self._long_formats.add(name)
        if style.tag != f"{_STYLE}style":
            return
        if style.get(f"{_STYLE}data-style-name") in self._long_formats:
            self.long.add(name)
        for properties in style:
            self._take_properties(name, properties)

    def _take_properties(self, name: str, properties: Element) -> None:
        """Take what counts of a style's properties (OpenDocument 1.3 part 3, 20.196, 20.394, 19.639)."""
        if properties.tag == f"{_STYLE}table-properties" and properties.get(f"{TABLE}display") == "false":
            self.hidden.add(name)
        if properties.tag != f"{_STYLE}text-properties":
            return
        if properties.get(f"{_FO}font-weight") in {"bold", "600", "700", "800", "900"}:
            self.bold.add(name)
        lines = {properties.get(f"{_STYLE}text-line-through-{aspect}", "none") for aspect in ("style", "type")}
        if lines != {"none"}:
            self.struck.add(name)


@dataclass(slots=True)
class Rules:
    """The lists of allowed values, by the names of their rules, and what the names of ranges stand for."""

    lists: dict[str, ValueList] = field(default_factory=dict)
    names: dict[tuple[str, str], str] = field(default_factory=dict)

    def take(self, element: Element) -> None:
        """Take a rule that is a list, or the name of a range (OpenDocument 1.3 part 3, 19.599)."""
        name = element.get(f"{TABLE}name", "")
        if element.tag == f"{TABLE}named-range":
            source = parse_range(element.get(f"{TABLE}cell-range-address", ""))
            if source:
                self.names["", name.casefold()] = source
            return
        found = _LIST_RULE.fullmatch(element.get(f"{TABLE}condition", ""))
        if found:
            self.lists[name] = _parse_list(found[1].strip())

    def attach(self, areas: Mapping[str, Sequence[Area]], bound: Area) -> tuple[ValueList, ...]:
        """Give the lists that are attached to cells, with their ranges."""
        lists = [
            ValueList(tuple(areas[name]), one.values, one.source) for name, one in self.lists.items() if name in areas
        ]
        return bound_lists(lists, bound)


def _parse_list(text: str) -> ValueList:
    """Read what a list allows: texts, a range, or a name."""
    if text.startswith('"'):
        return ValueList((), tuple(dict.fromkeys(found.replace('""', '"') for found in _TEXTS.findall(text))))
    return ValueList((), (), parse_range(text) or text)


def parse_range(text: str) -> str:
    """Write a range as Excel does, empty where the text is none.

    >>> parse_range("[$Listen.$A$2:.$A$9]"), parse_range("[$'Liste A'.E:.E]"), parse_range("Lizenzen")
    ('Listen!$A$2:$A$9', "'Liste A'!E:E", '')
    """
    found = _RANGE.fullmatch(text.strip())
    if not found:
        return ""
    quoted, plain, first, _, _, last = found.groups()
    sheet = f"'{quoted}'!" if quoted else f"{plain}!" if plain else ""
    area = f"{first}:{last}" if last else first
    try:
        parse_area(area)
    except ValueError:
        return ""
    return f"{sheet}{area}"


def translate_formula(formula: str) -> str:
    """Write a formula with cells of its own sheet as Excel does; texts within stay as they are.

    >>> translate_formula('of:=HYPERLINK("https://example.org/;"&[.A2];"Link")')
    'HYPERLINK("https://example.org/;"&A2,"Link")'
    """
    words = _WORDS.split(formula.partition("=")[2])
    return "".join(word if word.startswith('"') else _CELL.sub(r"\1", word).replace(";", ",") for word in words)
