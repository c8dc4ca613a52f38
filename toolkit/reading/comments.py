"""What people wrote beside cells: comments (Excel: notes) and threads of comments, without the names of who wrote."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import IO, Any
from xml.etree.ElementTree import ParseError
from zipfile import ZipFile

from openpyxl.xml.constants import SHEET_MAIN_NS
from openpyxl.xml.functions import iterparse

from toolkit.model.grid import Position, column_number
from toolkit.reading.area import LAST_COLUMN, LAST_ROW
from toolkit.reading.handback import strip_comment
from toolkit.reading.styles import BOLD, RichText, parse_text
from toolkit.reading.text import clean

_MOST = 1_000_000
"""How many comments are read at most; a sheet has a few dozen."""

_AUTHOR, _COMMENT, _TEXT, _RUN = (f"{{{SHEET_MAIN_NS}}}{tag}" for tag in ("author", "comment", "text", "r"))
_THREADED = "{http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments}"

_THREAD_COPY = "tc="
"""How the author of a note begins that Excel writes beside a thread, for older programs to show."""

_NOBODY = {"", "author", "autor", "verfasser"}
"""What Excel writes instead of authors when personal information is removed; it stays in the texts."""

_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})", re.ASCII)
_LABEL = re.compile(r"\w+:")
_LINE_BREAK = re.compile(r"_x000[ad]_|[\r\n\u2028]", re.IGNORECASE)


def read_comments(archive: ZipFile, relationships: Iterable[Any]) -> dict[Position, str]:
    """Read a sheet's comments by the cells that they belong to, one line of text for each line of theirs.

    A thread's answers follow each other. What Bestand wrote itself is left out, and what is damaged is, for comments
    are only hints. Raises DefusedXmlException for XML that can do harm.
    """
    notes: dict[Position, list[str]] = {}
    threads: dict[Position, list[str]] = {}
    parts = set(archive.namelist())
    for relationship in relationships:
        kind, target = str(relationship.Type).rpartition("/")[2], str(relationship.Target)
        if target in parts and kind in {"comments", "threadedComment"}:
            with archive.open(target) as stream:
                read, into = (_read_notes, notes) if kind == "comments" else (_read_threads, threads)
                _collect(read(stream), into)
    joined = {position: "\n".join(texts) for position, texts in {**notes, **threads}.items()}
    return {position: text for position, text in joined.items() if text}


def _collect(comments: Iterator[tuple[str, str]], into: dict[Position, list[str]]) -> None:
    """Keep the texts at their cells, up to the first damage."""
    try:
        for _, (ref, text) in zip(range(_MOST), comments, strict=False):
            position, own = _parse_position(ref), strip_comment(text)
            if position and own:
                into.setdefault(position, []).append(own)
    except ParseError:
        return


def _parse_position(ref: str) -> Position | None:
    """Read a cell's address; None where there is no such cell."""
    address = _ADDRESS.fullmatch(ref)
    if address is None:
        return None
    row, column = int(address[2]), column_number(address[1])
    return (row, column) if row <= LAST_ROW and column <= LAST_COLUMN else None


def _read_notes(stream: IO[bytes]) -> Iterator[tuple[str, str]]:
    """Read the comments of a part as Excel has always written them (ECMA-376 part 1, 18.7)."""
    authors: list[str] = []
    for _, element in iterparse(stream):
        if element.tag == _AUTHOR:
            authors.append(element.text or "")
        elif element.tag == _COMMENT:
            number = element.get("authorId", "")
            author = authors[int(number)] if number.isdecimal() and int(number) < len(authors) else ""
            text = element.find(_TEXT)
            yield element.get("ref", ""), "" if text is None else _parse_note(text, author, authors)
            element.clear()


def _parse_note(element: Any, author: str, authors: Iterable[str]) -> str:
    """Read a note's text without its author, whose name Excel writes first, in bold and with a colon."""
    text = str(parse_text(element))
    if author.startswith(_THREAD_COPY):
        return _tidy(_strip_preface(text))
    first = _LINE_BREAK.split(text, maxsplit=1)[0]
    name = first.strip().removesuffix(":")
    if first.strip().endswith(":") and (name in authors or (_is_nobody(author) and _begins_bold(element, first))):
        text = text[len(first) :]
    return _tidy(text)


def _is_nobody(author: str) -> bool:
    """Tell whether an author's name was removed."""
    return author.strip().casefold() in _NOBODY


def _begins_bold(element: Any, first: str) -> bool:
    """Tell whether a text's first run is bold and holds its first line."""
    run = element.find(_RUN)
    if run is None:
        return False
    text = _wrap(run)
    return isinstance(text, RichText) and bool(text.look(0) & BOLD) and text.plain.strip() == first.strip()


def _wrap(run: Any) -> str:
    """Read one run as a text of its own."""
    holder = run.makeelement(_TEXT, {})
    holder.append(run)
    return parse_text(holder)


def _strip_preface(text: str) -> str:
    """Take the comments out of the copy of a thread, which begins with two paragraphs for users of older programs."""
    paragraphs = re.split(r"\r?\n\r?\n", text, maxsplit=2)
    lines = paragraphs[-1].splitlines() if len(paragraphs) == 3 else text.splitlines()
    return "\n".join(line for line in lines if not _LABEL.fullmatch(line.strip()))


def _read_threads(stream: IO[bytes]) -> Iterator[tuple[str, str]]:
    """Read the comments of a part with threads ([MS-XLSX] 2.6.205)."""
    for _, element in iterparse(stream):
        if element.tag == f"{_THREADED}threadedComment":
            yield element.get("ref", ""), _tidy(element.findtext(f"{_THREADED}text") or "")
            element.clear()


def _tidy(text: str) -> str:
    """Clean a text line by line; empty lines are left out."""
    return "\n".join(filter(None, map(clean, _LINE_BREAK.split(text))))
