"""How a cell's text looks, as far as that says something: struck through or bold, by its style or by its own runs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import IO, Any

from openpyxl.xml.constants import SHEET_MAIN_NS
from openpyxl.xml.functions import iterparse

STRUCK = 1
BOLD = 2
_ALL = STRUCK | BOLD

_ITEM, _TEXT, _RUN, _RUN_FONT, _STRIKE, _BOLD = (
    f"{{{SHEET_MAIN_NS}}}{tag}" for tag in ("si", "t", "r", "rPr", "strike", "b")
)


class RichText(str):
    """A text whose parts look otherwise than its cell's style says.

    ``common`` is the look that all parts with a look of their own share; ``inherits`` tells whether other parts take
    that of the cell.
    """

    __slots__ = ("common", "inherits", "plain")

    plain: str
    common: int
    inherits: bool

    @classmethod
    def of(cls, plain: str, common: int, inherits: bool) -> RichText:
        """Make a rich text of its parts' looks."""
        text = cls(plain)
        text.plain, text.common, text.inherits = plain, common, inherits
        return text

    def look(self, style: int) -> int:
        """Give the look of the whole text in a cell whose style has the given look.

        >>> RichText.of("alt und neu", STRUCK, inherits=False).look(BOLD) == STRUCK
        True
        >>> RichText.of("alt und neu", STRUCK, inherits=True).look(BOLD)
        0
        """
        return self.common & style if self.inherits else self.common


def find_looks(fonts: Sequence[Any], styles: Iterable[int]) -> dict[int, int]:
    """Give the look of those cell styles that have one; a style is given by its font's number, as openpyxl reads it."""
    kinds = [(STRUCK if font.strike else 0) | (BOLD if font.b else 0) for font in fonts]
    looks = {number: kinds[font] for number, font in enumerate(styles) if font < len(kinds)}
    return {number: look for number, look in looks.items() if look}


def read_strings(stream: IO[bytes]) -> list[str]:
    """Read the strings that the sheets share (ECMA-376 part 1, 18.4.9), rich ones with the look of their parts."""
    strings: list[str] = []
    for _, element in iterparse(stream):
        if element.tag == _ITEM:
            strings.append(parse_text(element))
            element.clear()
    return strings


def parse_text(element: Any) -> str:
    """Read a string with its runs (CT_Rst); notes on pronunciation are left out."""
    if len(element) == 1 and element[0].tag == _TEXT:
        return _unescape(element[0].text or "")
    parts: list[str] = []
    common, inherits = _ALL, False
    for child in element:
        text = (child.text if child.tag == _TEXT else child.findtext(_TEXT) if child.tag == _RUN else "") or ""
        parts.append(text)
        if text and not text.isspace():
            font = child.find(_RUN_FONT)
            inherits = inherits or font is None
            common &= _ALL if font is None else _look(font)
    plain = _unescape("".join(parts))
    return plain if common == _ALL and inherits else RichText.of(plain, common, inherits)


def _look(font: Any) -> int:
    """Tell from a run's font how it looks."""
    return (STRUCK if _is_on(font.find(_STRIKE)) else 0) | (BOLD if _is_on(font.find(_BOLD)) else 0)


def _is_on(switch: Any) -> bool:
    """Tell whether a property is there and not switched off."""
    return switch is not None and switch.get("val", "1") not in {"0", "false"}


def _unescape(text: str) -> str:
    """Take away the mark with which Excel keeps a text from being read as an escape (22.9.2.19, ST_Xstring)."""
    return text.replace("x005F_", "") if "x005F_" in text else text
