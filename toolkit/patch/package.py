"""A workbook's zip as parts that belong together: their texts, their relationships, their content types.

Names and rules: ECMA-376 part 2 (Open Packaging Conventions), chapters 6 to 10. What is changed is kept beside the file
until the copy is written; whatever stays unchanged is never unpacked for it.
"""

from __future__ import annotations

import codecs
import posixpath
import re
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote
from zipfile import BadZipFile, ZipFile

from toolkit.patch.archive import ArchiveWriter, Member, read_ending, read_members
from toolkit.patch.markup import Edits, Encoding, MarkupError, decode, escape, find_elements, find_root, tell_encoding
from toolkit.patch.refusal import unsuitable
from toolkit.reading.container import damaged, open_container

TYPES = "[Content_Types].xml"
RELATIONSHIPS_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_RELS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_CHUNK = 1 << 18
_LONGEST = 1 << 25
_NUMBER = re.compile(r"rId(\d{1,9})")


@dataclass(frozen=True, slots=True)
class Relationship:
    """A relationship of a part: ``kind`` is the last piece of its type, ``target`` a part's name, or an address."""

    id: str
    kind: str
    target: str
    external: bool
    start: int
    end: int


@dataclass(slots=True)
class Package:
    """An open workbook and what its copy is to have instead of it."""

    name: str
    file: BinaryIO
    archive: ZipFile
    members: list[Member]
    _known: dict[str, str]
    _originals: dict[str, tuple[str, Encoding]] = field(default_factory=dict)
    _texts: dict[str, str] = field(default_factory=dict)
    _removed: set[str] = field(default_factory=set)
    _added: dict[str, str] = field(default_factory=dict)
    streams: dict[str, Iterator[str]] = field(default_factory=dict)

    def find(self, part: str) -> str | None:
        """Give the name of a part as it is written, for names are compared without regard to case; None without it."""
        key = part.casefold()
        added = next((name for name in self._added if name.casefold() == key), None)
        if added:
            return added
        known = self._known.get(key)
        return known if known and known not in self._removed else None

    def parts(self) -> list[str]:
        """List the parts of the copy."""
        return [name for name in self._known.values() if name not in self._removed] + list(self._added)

    def read(self, part: str) -> str:
        """Give a part's text as it stands by now. Raises MarkupError."""
        name = self.find(part)
        if name is None:
            raise MarkupError(part)
        if name in self._added:
            return self._added[name]
        if name not in self._originals:
            member = self._member(name)
            if self.archive.getinfo(member).file_size > _LONGEST:
                raise MarkupError(part)
            self._originals[name] = decode(self.archive.read(member))
        return self._texts.get(name, self._originals[name][0])

    def _member(self, name: str) -> str:
        """Give the member that a part is; some writers put a slash before its name."""
        return name if name in self.archive.NameToInfo else f"/{name}"

    def write(self, part: str, text: str) -> None:
        """Give a part another text."""
        name = self.find(part) or part
        if name in self._added:
            self._added[name] = text
        else:
            self._texts[name] = text

    def add(self, part: str, text: str) -> None:
        """Add a part, behind the others."""
        self._added[part] = text

    def remove(self, part: str) -> None:
        """Leave a part out of the copy, and what belongs to it alone: its relationships and its content type."""
        name = self.find(part)
        if name is None:
            return
        self._discard(name)
        relationships = self.find(rels_name(name))
        if relationships:
            self._discard(relationships)

    def _discard(self, name: str) -> None:
        """Leave one part out, and its content type."""
        self._drop_type(name)
        if self._added.pop(name, None) is None:
            self._removed.add(name)

    def read_pieces(self, part: str) -> Iterator[str]:
        """Unpack a part piece by piece, as it was. Raises MarkupError."""
        name = self.find(part)
        if name is None:
            raise MarkupError(part)
        with self.archive.open(self._member(name)) as stream:
            head = stream.read(_CHUNK)
            encoding = tell_encoding(head)
            decoder = codecs.getincrementaldecoder(encoding.codec)()
            piece = head[len(encoding.mark) :]
            try:
                while piece:
                    yield decoder.decode(piece)
                    piece = stream.read(_CHUNK)
                yield decoder.decode(b"", final=True)
            except UnicodeDecodeError as error:
                raise MarkupError(part) from error

    def encoding(self, part: str) -> Encoding:
        """Tell how a part is written."""
        with self.archive.open(self._member(part)) as stream:
            return tell_encoding(stream.read(1024))

    def relationships(self, part: str) -> list[Relationship]:
        """List a part's relationships; ``part`` is empty for the workbook file itself."""
        name = self.find(rels_name(part))
        if name is None:
            return []
        text = self.read(name)
        folder = posixpath.dirname(part)
        return [
            _parse_relationship(one.tag.attributes, folder, one.start, one.end)
            for one in find_elements(text, "Relationship", depth=1)
        ]

    def relate(self, part: str, kind: str, target: str) -> str:
        """Add a relationship of a part to another, and give its id."""
        taken = [int(found[1]) for one in self.relationships(part) if (found := _NUMBER.fullmatch(one.id))]
        ident = f"rId{max(taken, default=0) + 1}"
        name = self.find(rels_name(part))
        if name is None:
            name = rels_name(part)
            self.declare_default("rels", _RELS_TYPE)
            self.add(name, f'{_DECLARATION}<Relationships xmlns="{PACKAGE_RELATIONSHIPS}"></Relationships>')
        text = self.read(name)
        root = find_root(text)
        path = posixpath.relpath(target, posixpath.dirname(part) or ".")
        piece = f'<{root.tag.prefix}Relationship Id="{ident}" Type="{RELATIONSHIPS_TYPE}/{kind}" Target="{path}"/>'
        edits = Edits(text)
        edits.append_to(root, piece)
        self.write(name, edits.apply())
        return ident

    def unrelate(self, part: str, ident: str) -> None:
        """Remove a relationship; the part that held only this one goes with it."""
        name = self.find(rels_name(part))
        found = [one for one in self.relationships(part) if one.id == ident]
        if name is None or not found:
            return
        edits = Edits(self.read(name))
        edits.cut(found[0].start, found[0].end)
        self.write(name, edits.apply())
        if part and not self.relationships(part):
            self._discard(name)

    def declare(self, part: str, content_type: str) -> None:
        """Declare the content type of a part."""
        self._declare(f'Override PartName="/{escape(part)}" ContentType="{content_type}"')

    def declare_default(self, extension: str, content_type: str) -> None:
        """Declare the content type of all parts with an extension, where none is declared yet."""
        known = find_elements(self.read(TYPES), "Default", depth=1)
        if all((one.tag.get("Extension") or "").casefold() != extension for one in known):
            self._declare(_default(extension, content_type))

    def _declare(self, declaration: str) -> None:
        """Add a declaration behind the others."""
        text = self.read(TYPES)
        root = find_root(text)
        edits = Edits(text)
        edits.append_to(root, f"<{root.tag.prefix}{declaration}/>")
        self.write(TYPES, edits.apply())

    def undeclare_default(self, extension: str, content_type: str) -> None:
        """Remove our declaration of an extension once no part needs it any more."""
        text = self.read(TYPES)
        declared = {
            (one.tag.get("PartName") or "").lstrip("/").casefold() for one in find_elements(text, "Override", depth=1)
        }
        parts = [part.casefold() for part in self.parts()]
        if any(part.endswith(f".{extension}") and part not in declared for part in parts):
            return
        self.write(TYPES, re.sub(f"<(?:[^\\s:<>]+:)?{re.escape(_default(extension, content_type))}/>", "", text))

    def _drop_type(self, part: str) -> None:
        """Remove the declaration of a part's content type."""
        edits = Edits(self.read(TYPES))
        for one in find_elements(edits.text, "Override", depth=1):
            if (one.tag.get("PartName") or "").lstrip("/").casefold() == part.casefold():
                edits.cut(one.start, one.end)
        self.write(TYPES, edits.apply())

    def free_name(self, pattern: str) -> str:
        """Give the first name that no part has, a number in the place of {}."""
        number = 1
        while self.find(pattern.format(number)) is not None:
            number += 1
        return pattern.format(number)

    def save(self, file: BinaryIO) -> None:
        """Write the copy: unchanged parts as they lie in the original, changed ones in place, new ones behind."""
        writer = ArchiveWriter(file)
        for member in self.members:
            name = member.name.lstrip("/")
            if name in self._removed:
                continue
            if name in self.streams:
                writer.replace(member, self._encode(self.encoding(name), self.streams[name]))
            elif name in self._texts and self._texts[name] != self._originals[name][0]:
                writer.replace(member, self._encode(self._originals[name][1], iter((self._texts[name],))))
            else:
                writer.copy(self.file, member)
        for name, text in self._added.items():
            writer.add(name, (text.encode(),))
        writer.finish(read_ending(self.file))

    @staticmethod
    def _encode(encoding: Encoding, pieces: Iterator[str]) -> Iterator[bytes]:
        """Give the bytes of a text."""
        yield encoding.mark
        for piece in pieces:
            yield encoding.encode(piece)


def _default(extension: str, content_type: str) -> str:
    """Write the declaration of an extension."""
    return f'Default Extension="{extension}" ContentType="{content_type}"'


def _parse_relationship(attributes: dict[str, str], folder: str, start: int, end: int) -> Relationship:
    """Read a relationship; its target counts from the folder of its part, or from the root (ECMA-376 part 2, 6.5)."""
    external = attributes.get("TargetMode", "") == "External"
    target = attributes.get("Target", "")
    if not external:
        target = posixpath.normpath(posixpath.join("/", folder, unquote(target.replace("\\", "/")))).lstrip("/")
    kind = attributes.get("Type", "").rpartition("/")[2]
    return Relationship(attributes.get("Id", ""), kind, target, external, start, end)


def rels_name(part: str) -> str:
    """Give the name of the part that holds a part's relationships.

    >>> rels_name("xl/workbook.xml"), rels_name("")
    ('xl/_rels/workbook.xml.rels', '_rels/.rels')
    """
    folder, _, name = part.rpartition("/")
    return f"{folder}/_rels/{name}.rels".lstrip("/")


@contextmanager
def open_package(path: Path) -> Iterator[Package]:
    """Open a workbook to be copied. Raises Problem for whatever is none, is damaged, or names parts in odd ways."""
    with open_container(path) as file:
        try:
            with ZipFile(file) as archive:
                members = read_members(file, archive)
                known = {member.name.lstrip("/").casefold(): member.name.lstrip("/") for member in members}
                if len(known) != len(members) or any(".." in name.split("/") for name in known):
                    raise unsuitable(path.name)
                yield Package(path.name, file, archive, members, known)
        except (ValueError, KeyError) as error:  # MarkupError, and numbers that are none
            raise unsuitable(path.name) from error
        except (BadZipFile, EOFError, struct.error, zlib.error) as error:
            raise damaged(path.name) from error
