"""A worksheet's part in three pieces: what stands before its rows, its rows as a stream, and what follows them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from toolkit.patch.markup import Edits, Element, MarkupError, Tag, pair, scan

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

_CHILDREN = (
    "sheetPr dimension sheetViews sheetFormatPr cols sheetData sheetCalcPr sheetProtection protectedRanges scenarios "
    "autoFilter sortState dataConsolidate customSheetViews mergeCells phoneticPr conditionalFormatting dataValidations "
    "hyperlinks printOptions pageMargins pageSetup headerFooter rowBreaks colBreaks customProperties cellWatches "
    "ignoredErrors smartTags drawing legacyDrawing legacyDrawingHF drawingHF picture oleObjects controls "
    "webPublishItems tableParts extLst"
)

ORDER = tuple(_CHILDREN.split())
"""The order of a worksheet's children (ECMA-376 part 1, 18.3.1.99, CT_Worksheet)."""

_RANKS = {name: number for number, name in enumerate(ORDER)}
_LONGEST_PROLOG = 1 << 24
_LONGEST_PIECE = 1 << 22
_LONGEST_TAIL = 3 << 23
_SPECIAL = (("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>"))
_MARGIN = 64
"""What is kept back at the end of a piece, so that no tag's beginning is cut through."""


@dataclass(slots=True)
class SheetText:
    """A worksheet without its rows.

    ``prolog`` ends with the tag that opens the rows, ``tail`` begins with the one that closes them; where the rows are
    one empty tag (``is_empty``), that belongs to the prolog. ``prefix`` is that of the worksheet's own elements.
    """

    prolog: str
    tail: str
    prefix: str
    spaces: Mapping[str, str]
    is_empty: bool
    _scanned: tuple[str | None, list[Element]] = (None, [])

    def copy(self) -> SheetText:
        """Give the same once more, to be compared with."""
        return SheetText(self.prolog, self.tail, self.prefix, self.spaces, self.is_empty)

    def head_elements(self) -> list[Element]:
        """List the elements before the rows that are whole, in the order of their ends."""
        tags = [tag for tag in scan(self.prolog) if tag.depth > 0]
        return list(pair(tags[:-1]))

    def tail_elements(self) -> list[Element]:
        """List the elements behind the rows, in the order of their ends. Raises MarkupError."""
        if self._scanned[0] is not self.tail:
            start = 0 if self.is_empty else self.tail.index(">") + 1
            self._scanned = (self.tail, list(pair(_inside(scan(self.tail, start, self.spaces, 1)))))
        return self._scanned[1]

    def place_of(self, local: str, elements: Iterable[Element]) -> int:
        """Give where in the tail an element of a name belongs: behind all that stand before it or bear its name."""
        for one in elements:
            if one.tag.depth == 1 and _rank(one, elements) > _RANKS[local]:
                return one.start
        return self.tail.rindex("</")


def _inside(tags: Iterable[Tag]) -> Iterator[Tag]:
    """Give the tags up to the one that closes the worksheet."""
    for tag in tags:
        if tag.depth == 0:
            return
        yield tag
    raise MarkupError("worksheet")


def _rank(element: Element, elements: Iterable[Element]) -> int:
    """Give an element's place in the order; alternatives (ECMA-376 part 3) have that of the first thing they hold."""
    if element.tag.local != "AlternateContent":
        return _RANKS.get(element.tag.local, len(ORDER))
    inner = [one for one in elements if element.start < one.start < element.end and one.tag.depth == 3]
    first = min(inner, key=lambda one: one.start, default=None)
    return len(ORDER) if first is None else _RANKS.get(first.tag.local, len(ORDER))


@dataclass(slots=True)
class SheetReader:
    """Reads a worksheet piece by piece: first its prolog, then its rows, then its tail."""

    pieces: Iterator[str]
    text: SheetText = field(init=False)
    has_special: bool = False
    _buffer: str = ""

    def __post_init__(self) -> None:
        """Read the prolog. Raises MarkupError where the part is no worksheet of the usual kind."""
        tags = self._read_prolog()
        root, data = tags[0], tags[-1]
        if root.local != "worksheet" or root.uri != MAIN:
            raise MarkupError("worksheet")
        self.text = SheetText(self._buffer[: data.end], "", data.prefix, root.spaces, data.kind == "empty")
        self._buffer = self._buffer[data.end :]

    def _read_prolog(self) -> list[Tag]:
        """Read up to the tag that opens the rows, and give the tags until there."""
        while not re.search(r"sheetData\b[^>]*>", self._buffer):
            piece = next(self.pieces, "")
            self._buffer += piece
            if not piece or len(self._buffer) > _LONGEST_PROLOG:
                raise MarkupError("sheetData")
        tags: list[Tag] = []
        for tag in scan(self._buffer):
            tags.append(tag)
            if tag.local == "sheetData" and tag.depth == 1:
                return tags
        raise MarkupError("sheetData")

    def rows(self) -> Iterator[str]:
        """Give the rows, in pieces that end with a whole tag; then the tail is known. Raises MarkupError."""
        if not self.text.is_empty:
            yield from self._read_rows(f"</{self.text.prefix}sheetData")
        tail = [self._buffer]
        size = len(self._buffer)
        for piece in self.pieces:
            tail.append(piece)
            size += len(piece)
            if size > _LONGEST_TAIL:
                raise MarkupError("worksheet")
        self.text.tail, self._buffer = "".join(tail), ""

    def _read_rows(self, close: str) -> Iterator[str]:
        """Give pieces up to the tag that closes the rows, which may not stand in a comment or in CDATA."""
        while True:
            at = self._buffer.find(close)
            special = min((place for mark in ("<!", "<?") if (place := self._buffer.find(mark)) >= 0), default=-1)
            if special >= 0 and (at < 0 or special < at):
                yield self._take(self._find_end(special))
            elif at >= 0:
                yield self._take(at)
                return
            else:
                cut = self._buffer.rfind(">", 0, max(0, len(self._buffer) - _MARGIN)) + 1
                if cut:
                    yield self._take(cut)
                self._fill()

    def _find_end(self, start: int) -> int:
        """Give where a comment, CDATA or an instruction ends."""
        self.has_special = True
        while len(self._buffer) < start + 9:
            self._fill()
        for mark, end in _SPECIAL:
            if self._buffer.startswith(mark, start):
                while (at := self._buffer.find(end, start + len(mark))) < 0:
                    self._fill()
                return at + len(end)
        raise MarkupError("markup")

    def _take(self, size: int) -> str:
        """Take what stands first in the buffer."""
        piece, self._buffer = self._buffer[:size], self._buffer[size:]
        return piece

    def _fill(self) -> None:
        """Read one more piece. Raises MarkupError at the end, and where no tag has ended for longer than cells are."""
        if len(self._buffer) > _LONGEST_PIECE:
            raise MarkupError("markup")
        piece = next(self.pieces, "")
        while not piece:
            piece = next(self.pieces, None) or ""
            if not piece:
                raise MarkupError("sheetData")
        self._buffer += piece


def insert_into_tail(sheet: SheetText, local: str, piece: str) -> None:
    """Put an element at its place behind the rows. Raises MarkupError."""
    edits = Edits(sheet.tail)
    edits.insert(sheet.place_of(local, sheet.tail_elements()), piece)
    sheet.tail = edits.apply()
