"""Comments beside cells (Excel: notes): ours are added to the part that holds a sheet's, and taken out again.

ECMA-376 part 1, 18.7. Where a cell has a comment of somebody else, ours follows in it, below a line that marks it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape

from toolkit.model.grid import Position, column_letters, column_number
from toolkit.model.handback import AUTHOR, COMMENT_MARK
from toolkit.patch.markup import Edits, Element, MarkupError, escape_cell, find_elements, find_root
from toolkit.patch.sheetpart import MAIN

EMPTY = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    f'<comments xmlns="{MAIN}"><authors></authors><commentList></commentList></comments>'
)

LONGEST = 32_767
_THREAD = "tc="
"""How the author of a note begins that Excel writes beside a thread ([MS-XLSX] 2.6.205)."""

_BREAK = r"(?:\r?\n|&#(?:10|13|x[aAdD]);|_x000[aAdD]_)"
_DASH = "(?:—|&#8212;|&#x2014;)"
_MARK = re.compile(f"(?:({_BREAK}{{1,2}})|(?<=>)){re.escape(COMMENT_MARK).replace('—', _DASH)}")
_ADDRESS = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9]\d{0,6})", re.ASCII)
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Cleared:
    """A part without our comments: the cells whose comment was ours alone, and whether nothing of anybody is left."""

    text: str
    cells: frozenset[Position]
    is_empty: bool


def parse_address(ref: str) -> Position | None:
    """Read a cell's address; None where it is none.

    >>> parse_address("H17"), parse_address("A1:B2")
    ((17, 8), None)
    """
    found = _ADDRESS.fullmatch(ref)
    return (int(found[2]), column_number(found[1])) if found else None


def clear_notes(text: str) -> Cleared:
    """Take our comments out of a part, and what we wrote below others'. Raises MarkupError."""
    elements = find_elements(text)
    authors = _read_authors(text, elements)
    comments = [one for one in elements if one.tag.local == "comment" and one.tag.depth == 2]
    texts = [one for one in elements if one.tag.local == "t" and one.tag.depth >= 4]
    edits = Edits(text)
    cells: set[Position] = set()
    for comment in comments:
        position = parse_address(comment.tag.get("ref") or "")
        cut = _clear_note(edits, comment, texts, _author_of(comment, authors))
        if cut and position:
            cells.add(position)
    cleared = edits.apply()
    return _drop_author(cleared, Cleared(cleared, frozenset(cells), is_empty=False))


def _clear_note(edits: Edits, comment: Element, texts: list[Element], author: str) -> bool:
    """Take one comment out where it is ours, or what is ours out of it; gives whether all of it was ours.

    What somebody wrote above our mark stays, also in a comment that we began; so does one whose mark is gone.
    """
    raw = edits.text[comment.start : comment.end]
    found = _MARK.search(raw)
    if found is None:
        return False
    before = _TAG.sub("", raw[: found.start()]).strip()
    if not before and (author == AUTHOR or not found[1]):
        edits.cut(comment.start, comment.end)
        return True
    _cut_below(edits, comment, texts, comment.start + found.start())
    return False


def _cut_below(edits: Edits, comment: Element, texts: list[Element], at: int) -> None:
    """Cut a comment's text from a place on; runs without text go as a whole."""
    for one in texts:
        if one.end <= at or not comment.start < one.start < comment.end:
            continue
        run = edits.text.rfind(f"<{one.tag.prefix}r>", comment.start, one.start)
        close = f"</{one.tag.prefix}r>"
        end = edits.text.find(close, one.end, comment.end)
        is_run = run >= 0 and end >= 0 and edits.text.find(close, run, one.start) < 0
        if at <= one.inner and is_run:
            edits.cut(run, end + len(close))
        else:
            edits.cut(max(at, one.inner), one.close)


def _read_authors(text: str, elements: list[Element]) -> list[str]:
    """List the authors by their numbers."""
    return [unescape(text[one.inner : one.close]) for one in elements if one.tag.local == "author"]


def _author_of(comment: Element, authors: list[str]) -> str:
    """Give a comment's author."""
    number = comment.tag.get("authorId") or ""
    return authors[int(number)] if number.isdecimal() and int(number) < len(authors) else ""


def _drop_author(text: str, cleared: Cleared) -> Cleared:
    """Take us off the authors where we stand last, so that no number in use changes."""
    elements = find_elements(text)
    authors = [one for one in elements if one.tag.local == "author"]
    used = {one.tag.get("authorId") for one in elements if one.tag.local == "comment" and one.tag.depth == 2}
    edits = Edits(text)
    if cleared.cells and authors and _read_authors(text, elements)[-1] == AUTHOR and str(len(authors) - 1) not in used:
        edits.cut(authors[-1].start, authors[-1].end)
        authors.pop()
    # LibreOffice writes a blank where Excel writes who commented.
    named = any(edits.text[one.inner : one.close].strip() for one in authors)
    is_empty = bool(cleared.cells) and not used and not named
    return Cleared(edits.apply(), cleared.cells, is_empty)


def add_notes(text: str, notes: Mapping[Position, str]) -> tuple[str, list[Position]]:
    """Add our comments to a part; gives the cells that had none, each of which needs a box.

    A cell with a thread is left alone: its comment is a copy that Excel keeps. Raises MarkupError.
    """
    elements = find_elements(text)
    comments = [one for one in elements if one.tag.local == "comment" and one.tag.depth == 2]
    known = {parse_address(one.tag.get("ref") or ""): one for one in comments}
    authors = _read_authors(text, elements)
    edits = Edits(text)
    new: list[Position] = []
    for position, note in notes.items():
        other = known.get(position)
        if other is None:
            new.append(position)
        elif not _author_of(other, authors).startswith(_THREAD):
            _append_note(edits, other, note)
    if new:
        _insert_notes(edits, elements, authors, {position: notes[position] for position in sorted(new)})
    return edits.apply(), new


def _insert_notes(edits: Edits, elements: list[Element], authors: list[str], notes: Mapping[Position, str]) -> None:
    """Put comments behind the others."""
    holders = {one.tag.local: one for one in elements if one.tag.depth == 1}
    prefix = find_root(edits.text).tag.prefix
    if not {"authors", "commentList"} <= set(holders):
        raise MarkupError("comments")
    if AUTHOR not in authors:
        edits.append_to(holders["authors"], f"<{prefix}author>{AUTHOR}</{prefix}author>")
    number = authors.index(AUTHOR) if AUTHOR in authors else len(authors)
    pieces = [_build_note(prefix, position, number, note) for position, note in notes.items()]
    edits.append_to(holders["commentList"], "".join(pieces))


def _build_note(prefix: str, position: Position, author: int, note: str) -> str:
    """Write a comment as Excel writes them, in its usual small font."""
    p = prefix
    face = f'<{p}rPr><{p}sz val="9"/><{p}color indexed="81"/><{p}rFont val="Tahoma"/><{p}family val="2"/></{p}rPr>'
    ref = f"{column_letters(position[1])}{position[0]}"
    ours = _bound(f"{COMMENT_MARK}\n{note}")
    text = f'<{p}t xml:space="preserve">{ours}</{p}t>'
    return f'<{p}comment ref="{ref}" authorId="{author}"><{p}text><{p}r>{face}{text}</{p}r></{p}text></{p}comment>'


def _append_note(edits: Edits, other: Element, note: str) -> None:
    """Put ours below somebody else's comment: into its text where that has no runs, as a run of its own otherwise."""
    inner = find_elements(edits.text[other.start : other.end])
    text = next((one for one in inner if one.tag.local == "text" and one.tag.depth == 1), None)
    if text is None:
        raise MarkupError("comment")
    piece = _bound(f"\n\n{COMMENT_MARK}\n{note}")
    prefix = other.tag.prefix
    children = [one for one in inner if one.tag.depth == 2]
    places = [one for one in children if one.tag.local in {"t", "r"}]
    if places and places[-1].tag.local == "t" and places[-1].tag.kind == "open":
        edits.insert(other.start + places[-1].close, piece)
        return
    run = f'<{prefix}r><{prefix}t xml:space="preserve">{piece}</{prefix}t></{prefix}r>'
    if places:
        edits.insert(other.start + places[-1].end, run)
    elif text.tag.kind == "open":
        edits.insert(other.start + text.inner, run)
    else:
        end = other.start + text.end
        edits.put(end - 2, end, f">{run}</{text.tag.name}>")


def _bound(note: str) -> str:
    """Write a text that is no longer than what a cell holds."""
    return escape_cell(note if len(note) <= LONGEST else f"{note[: LONGEST - 1]}…")
