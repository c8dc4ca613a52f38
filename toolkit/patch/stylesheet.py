"""The workbook's part of styles: what ours need is appended, so that no number in use changes, and cut off again."""

from __future__ import annotations

import re
from collections.abc import Sequence

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format

from toolkit.patch.markup import Edits, Element, MarkupError, find_elements, find_root
from toolkit.patch.patch import Look
from toolkit.patch.sheetpart import MAIN
from toolkit.patch.tints import build_dxfs, qualify

_CHILDREN = "numFmts fonts fills borders cellStyleXfs cellXfs cellStyles dxfs tableStyles colors extLst"
_ORDER = tuple(_CHILDREN.split())

MINIMAL = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    f'<styleSheet xmlns="{MAIN}">'
    '<fonts count="1"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Standard" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
"""The styles of a workbook that has none (ECMA-376 part 1, 18.8.39)."""

_INKS = {Look.ERROR: "FF6E0F00", Look.WARNING: "FF4A3A00", Look.NOTE: "FF1F2F4F", Look.LINK: "FF0B4A8F"}
_FILLS = {Look.HEADING: "FFD9D9D9", Look.ERROR: "FFF8C1AE", Look.WARNING: "FFFFE699", Look.NOTE: "FFDCE9F7"}
_FACES = {Look.TITLE: "<b/>", Look.HEADING: "<b/>", Look.ERROR: "<b/>", Look.LINK: "<u/>"}
_STYLES = [(look, wraps) for look in Look for wraps in (False, True)]
_TITLE_SIZE = "14"
_DATE, _MOMENT = 14, 22


def clear_tint_formats(text: str) -> str:
    """Cut the formats of the tints off where they stand last, as we appended them. Raises MarkupError."""
    return _shorten(text, "dxfs", build_dxfs(find_root(text).tag.prefix))


def clear_looks(text: str) -> str:
    """Cut the styles of a further sheet off where they stand last, as we appended them. Raises MarkupError."""
    prefix = find_root(text).tag.prefix
    parts = {name: len(_children(text, name)) for name in ("fonts", "fills", "borders")}
    looks = _build_looks(text, prefix, {name: count - len(_counted(name)) for name, count in parts.items()})
    if all(_ends_with(text, _children(text, name), pieces) for name, pieces in looks.items()):
        for name, pieces in looks.items():
            text = _shorten(text, name, pieces)
    return text


def add_tint_formats(text: str) -> tuple[str, int]:
    """Append the formats of the tints; gives the number of the first. Raises MarkupError."""
    return _extend(text, "dxfs", build_dxfs(find_root(text).tag.prefix))


def add_looks(text: str) -> tuple[str, dict[tuple[Look, bool], int]]:
    """Append the styles of a further sheet's cells; gives their numbers by look and whether texts wrap.

    Raises MarkupError.
    """
    counts = {name: len(_children(text, name)) for name in ("fonts", "fills", "borders")}
    if not all(counts.values()) or not _children(text, "cellXfs"):
        raise MarkupError("styles")
    first = 0
    for name, pieces in _build_looks(text, find_root(text).tag.prefix, counts).items():
        text, first = _extend(text, name, pieces)
    return text, {style: first + number for number, style in enumerate(_STYLES)}


def _counted(name: str) -> list[Look]:
    """List the looks that have a font, a fill or a border of their own."""
    own: dict[str, list[Look]] = {
        "fonts": [look for look in Look if look is not Look.PLAIN],
        "fills": list(_FILLS),
        "borders": [Look.HEADING],
    }
    return own[name]


def _build_looks(text: str, prefix: str, counts: dict[str, int]) -> dict[str, list[str]]:
    """Write fonts, fills, borders and styles, given how many of each stand before ours."""
    size, name = _read_font(text)
    ids = {kind: {look: counts[kind] + number for number, look in enumerate(_counted(kind))} for kind in counts}
    fonts = [_build_font(look, _TITLE_SIZE if look is Look.TITLE else size, name) for look in _counted("fonts")]
    fills = [
        f'<fill><patternFill patternType="solid"><fgColor rgb="{_FILLS[look]}"/><bgColor indexed="64"/></patternFill>'
        "</fill>"
        for look in _counted("fills")
    ]
    line = '<bottom style="thin"><color rgb="FF595959"/></bottom>'
    borders = [f"<border><left/><right/><top/>{line}<diagonal/></border>"]
    looks = [_build_xf(*(ids[kind].get(look, 0) for kind in counts), wraps=wraps) for look, wraps in _STYLES]
    pieces = {"fonts": fonts, "fills": fills, "borders": borders, "cellXfs": looks}
    return {kind: [qualify(piece, prefix) for piece in group] for kind, group in pieces.items()}


def _read_font(text: str) -> tuple[str, str]:
    """Give the size and the name of the workbook's usual font, the name as it stands in the XML."""
    fonts = _children(text, "fonts")
    first = text[fonts[0].start : fonts[0].end] if fonts else ""
    size = re.search(r'sz\s+val="([\d.]{1,6})"', first)
    name = re.search(r'name\s+val="([^"<]+)"', first)
    return size[1] if size else "11", name[1] if name else "Calibri"


def _build_font(look: Look, size: str, name: str) -> str:
    """Write a font (ECMA-376 part 1, 18.8.22)."""
    ink = f'<color rgb="{_INKS[look]}"/>' if look in _INKS else ""
    return f'<font>{_FACES.get(look, "")}<sz val="{size}"/>{ink}<name val="{name}"/><family val="2"/></font>'


def _build_xf(font: int, fill: int, border: int, *, wraps: bool) -> str:
    """Write a style; what a cell with it holds stays text even when somebody edits it (quotePrefix)."""
    wrap = ' wrapText="1"' if wraps else ""
    return (
        f'<xf numFmtId="0" fontId="{font}" fillId="{fill}" borderId="{border}" xfId="0" quotePrefix="1" applyFont="1" '
        f'applyFill="1" applyBorder="1" applyAlignment="1"><alignment vertical="top"{wrap}/></xf>'
    )


def add_date_style(text: str, base: int, *, has_time: bool) -> tuple[str, int]:
    """Give the number of a style that shows dates and is else like another one, which it is where that shows dates.

    Raises MarkupError.
    """
    styles = _children(text, "cellXfs")
    if not styles:
        raise MarkupError("cellXfs")
    style = styles[base] if base < len(styles) else styles[0]
    if _is_date(text, style.tag.get("numFmtId") or "0"):
        return text, base
    edits = Edits(text)
    edits.set_attribute(style.tag, "numFmtId", str(_MOMENT if has_time else _DATE))
    edits.set_attribute(style.tag, "applyNumberFormat", "1")
    changed = edits.apply()
    piece = changed[style.start : style.end + len(changed) - len(text)]
    known = [text[one.start : one.end] for one in styles]
    if piece in known:
        return text, known.index(piece)
    return _extend(text, "cellXfs", [piece])


def _is_date(text: str, number: str) -> bool:
    """Tell whether a number format shows dates (18.8.30: 27 to 36 and 50 to 58 do in some languages)."""
    if not number.isdecimal():
        return False
    for one in _children(text, "numFmts"):
        if one.tag.get("numFmtId") == number:
            return is_date_format(one.tag.get("formatCode"))
    code = BUILTIN_FORMATS.get(int(number))
    return is_date_format(code) or int(number) in {*range(27, 37), *range(50, 59)}


def _children(text: str, name: str) -> list[Element]:
    """List the entries of a list of styles."""
    return _read(text, name)[1]


def _read(text: str, name: str) -> tuple[Element | None, list[Element]]:
    """Find a list of styles and its entries."""
    entries: list[Element] = []
    for one in find_elements(text):
        if one.tag.depth == 2:
            entries.append(one)
        elif one.tag.depth == 1:
            if one.tag.local == name:
                return one, entries
            entries = []
    return None, []


def _extend(text: str, name: str, pieces: Sequence[str]) -> tuple[str, int]:
    """Append entries to a list; gives the number of the first. A list that was not there gets no count."""
    found, entries = _read(text, name)
    edits = Edits(text)
    if found is None:
        root = find_root(text)
        rank = _ORDER.index(name)
        later = [one for one in find_elements(text, depth=1) if one.tag.local in _ORDER[rank + 1 :]]
        tag = f"{root.tag.prefix}{name}"
        piece = f"<{tag}>{''.join(pieces)}</{tag}>"
        if later:
            edits.insert(later[0].start, piece)
        else:
            edits.append_to(root, piece)
        return edits.apply(), 0
    _count(edits, found, len(pieces))
    edits.append_to(found, "".join(pieces))
    return edits.apply(), len(entries)


def _count(edits: Edits, found: Element, step: int) -> None:
    """Change the number of entries that a list claims to have; the claim may be wrong and has to stay so."""
    count = found.tag.get("count") or ""
    if count.isdecimal() and int(count) + step >= 0:
        edits.set_attribute(found.tag, "count", str(int(count) + step))


def _ends_with(text: str, entries: Sequence[Element], pieces: Sequence[str]) -> bool:
    """Tell whether a list ends with entries."""
    return [text[one.start : one.end] for one in entries[-len(pieces) :]] == list(pieces)


def _shorten(text: str, name: str, pieces: Sequence[str]) -> str:
    """Cut entries off where a list ends with them; one that held nothing else goes as ``_extend`` made it."""
    found, entries = _read(text, name)
    if found is None or not _ends_with(text, entries, pieces):
        return text
    edits = Edits(text)
    if len(entries) > len(pieces):
        edits.cut(entries[-len(pieces)].start, entries[-1].end)
        _count(edits, found, -len(pieces))
    elif found.tag.get("count") is None:
        edits.cut(found.start, found.end)
    else:
        edits.put(found.inner - 1, found.end, "/>")
        _count(edits, found, -len(pieces))
    return edits.apply()
