"""XML as text with places: tags are found and pieces put in or cut out, everything else stays as it was written."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from html import unescape
from typing import Literal

_TOKEN = re.compile(
    r"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>"
    r"|<(?P<close>/?)(?P<name>[^\s/>!?<]+)(?P<rest>(?:[^>\"'<]++|\"[^\"]*+\"|'[^']*+')*+)>|<",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r"([^\s=]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_DECLARED = re.compile(r"""<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_ESCAPED = re.compile("_x[0-9A-Fa-f]{4}_")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0d\x0e-\x1f\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_CODECS = {"utf-8", "ascii", "iso8859-1", "cp1252", "utf-16", "utf-16-le", "utf-16-be"}
_HEAD = 200


class MarkupError(ValueError):
    """XML that cannot be changed piece by piece: broken, with a document type, or of a kind not meant here."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """How a part is written: a codec, and the byte order mark before it."""

    codec: str = "utf-8"
    mark: bytes = b""

    def encode(self, text: str) -> bytes:
        """Write a text; signs that the codec lacks become references, which mean the same in XML."""
        return text.encode(self.codec, "xmlcharrefreplace")


def tell_encoding(head: bytes) -> Encoding:
    """Tell how a part is written, by its first bytes and its declaration (XML 1.0, appendix F). Raises MarkupError."""
    for mark, codec in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if head.startswith(mark):
            return Encoding(codec, mark)
    for start, codec in ((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be")):
        if head.startswith(start):
            return Encoding(codec)
    declared = _DECLARED.match(head[:_HEAD].decode("latin-1"))
    try:
        codec = codecs.lookup(declared[1]).name if declared else "utf-8"
    except LookupError as error:
        raise MarkupError("encoding") from error
    if codec not in _CODECS or codec.startswith("utf-16"):
        raise MarkupError("encoding")
    return Encoding(codec)


def decode(data: bytes) -> tuple[str, Encoding]:
    """Read a part as text. Raises MarkupError."""
    encoding = tell_encoding(data[:_HEAD])
    try:
        return data[len(encoding.mark) :].decode(encoding.codec), encoding
    except UnicodeDecodeError as error:
        raise MarkupError("encoding") from error


@dataclass(frozen=True)
class Tag:
    """A tag with its place. ``uri`` is the namespace of its name; ``path`` the local names of its ancestors."""

    kind: Literal["open", "close", "empty"]
    name: str
    local: str
    uri: str
    rest: str
    start: int
    end: int
    depth: int
    spaces: Mapping[str, str] = field(repr=False)

    @property
    def prefix(self) -> str:
        """The prefix of its name with its colon; empty where it has none."""
        return self.name[: len(self.name) - len(self.local)]

    @cached_property
    def attributes(self) -> dict[str, str]:
        """The attributes by their names as written, with their values."""
        return {name: unescape(one or other) for name, one, other in _ATTRIBUTE.findall(self.rest)}

    def get(self, local: str, uri: str = "") -> str | None:
        """Give an attribute's value; one with a namespace under whichever prefix it stands."""
        if not uri:
            return self.attributes.get(local)
        for name, value in self.attributes.items():
            prefix, colon, rest = name.partition(":")
            if colon and rest == local and self.spaces.get(prefix) == uri:
                return value
        return None


def scan(text: str, start: int = 0, spaces: Mapping[str, str] | None = None, depth: int = 0) -> Iterator[Tag]:
    """Give each tag of a text in turn; comments, CDATA and instructions are passed over. Raises MarkupError.

    ``spaces`` and ``depth`` are those at the start.
    """
    stack: list[Mapping[str, str]] = []
    current: Mapping[str, str] = spaces or {}
    for token in _TOKEN.finditer(text, start):
        name = token["name"]
        if name is None:
            if len(token[0]) == 1:
                raise MarkupError("markup")
            continue
        rest = token["rest"]
        prefix, _, local = name.rpartition(":")
        if token["close"]:
            yield Tag(
                "close", name, local, current.get(prefix, ""), rest, *token.span(), depth + len(stack) - 1, current
            )
            if not stack:
                return
            current = stack.pop()
            continue
        inner = _declare(rest, current) if "xmlns" in rest else current
        kind: Literal["open", "empty"] = "empty" if rest.endswith("/") else "open"
        yield Tag(kind, name, local, inner.get(prefix, ""), rest, *token.span(), depth + len(stack), inner)
        if kind == "open":
            stack.append(current)
            current = inner


def _declare(rest: str, outer: Mapping[str, str]) -> Mapping[str, str]:
    """Add the namespaces that a tag declares."""
    spaces = dict(outer)
    for name, one, other in _ATTRIBUTE.findall(rest):
        if name == "xmlns" or name.startswith("xmlns:"):
            spaces[name[6:]] = unescape(one or other)
    return spaces


@dataclass(frozen=True, slots=True)
class Element:
    """An element with its places: from ``start`` to ``end``, its content from ``inner`` to ``close``."""

    tag: Tag
    inner: int
    close: int
    end: int

    @property
    def start(self) -> int:
        """Where its first tag begins."""
        return self.tag.start


def find_elements(text: str, local: str = "", *, depth: int | None = None) -> list[Element]:
    """Find the elements of a name (any where empty), at a depth where one is named (the root has 0)."""
    return list(pair(scan(text), local, depth=depth))


def pair(tags: Iterable[Tag], local: str = "", *, depth: int | None = None) -> Iterator[Element]:
    """Pair tags to elements, in the order of their ends; raises MarkupError where they do not fit each other."""
    opened: list[Tag] = []
    for tag in tags:
        if tag.kind == "open":
            opened.append(tag)
            continue
        first = tag
        if tag.kind == "close":
            if not opened or opened[-1].name != tag.name:
                raise MarkupError(tag.name)
            first = opened.pop()
        if (not local or first.local == local) and depth in {None, first.depth}:
            yield Element(first, first.end, tag.start if tag.kind == "close" else first.end, tag.end)
    if opened:
        raise MarkupError(opened[-1].name)


def find_root(text: str) -> Element:
    """Find the outermost element by its first and last tag. Raises MarkupError, also for a document type before it."""
    tag = next(scan(text), None)
    if tag is None:
        raise MarkupError("root")
    if tag.kind == "empty":
        return Element(tag, tag.end, tag.end, tag.end)
    last = re.compile(rf"</{re.escape(tag.name)}\s*>").search(text, max(tag.end, text.rfind(f"</{tag.name}")))
    if last is None:
        raise MarkupError("root")
    return Element(tag, tag.end, last.start(), last.end())


@dataclass(slots=True)
class Edits:
    """Changes of one text, each a range and what stands there instead; all by the places of the text as it was."""

    text: str
    changes: list[tuple[int, int, str]] = field(default_factory=list)

    def insert(self, at: int, piece: str) -> None:
        """Put a piece in."""
        self.changes.append((at, at, piece))

    def cut(self, start: int, end: int) -> None:
        """Cut a range out."""
        self.changes.append((start, end, ""))

    def put(self, start: int, end: int, piece: str) -> None:
        """Put a piece in the place of a range."""
        self.changes.append((start, end, piece))

    def append_to(self, element: Element, piece: str) -> None:
        """Put a piece at the end of an element's content; an element without content is opened."""
        if element.tag.kind == "open":
            self.insert(element.close, piece)
            return
        slash = element.end - 2
        self.put(slash, element.end, f">{piece}</{element.tag.name}>")

    def set_attribute(self, tag: Tag, name: str, value: str) -> None:
        """Change an attribute's value, or add it behind the others."""
        at = tag.start + 1 + len(tag.name)
        for found in _ATTRIBUTE.finditer(tag.rest):
            if found[1] == name:
                group = 2 if found[2] is not None else 3
                self.put(at + found.start(group), at + found.end(group), escape(value))
                return
        end = at + len(tag.rest.rstrip("/").rstrip())
        self.insert(end, f' {name}="{escape(value)}"')

    def apply(self) -> str:
        """Give the changed text."""
        pieces: list[str] = []
        at = 0
        for start, end, piece in sorted(self.changes, key=lambda change: change[:2]):
            pieces += [self.text[at:start], piece]
            at = max(at, end)
        return "".join([*pieces, self.text[at:]])


def escape(text: str) -> str:
    r"""Write a text as XML holds it, in content and in attributes.

    >>> escape('a < "b" & c')
    'a &lt; &quot;b&quot; &amp; c'
    """
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _SURROGATE.sub("\ufffd", text).replace('"', "&quot;")


def escape_cell(text: str) -> str:
    r"""Write a text as a cell holds it: what XML cannot hold becomes _xHHHH_ (ECMA-376 part 1, 22.9.2.19, ST_Xstring).

    >>> escape_cell("a\x07b <_x0041_>")
    'a_x0007_b &lt;_x005F_x0041_&gt;'
    """
    text = _ESCAPED.sub(lambda found: f"_x005F{found[0]}", text.replace("\r\n", "\n"))
    return escape(_CONTROL.sub(lambda found: f"_x{ord(found[0]):04X}_", text))
