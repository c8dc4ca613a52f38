"""A bare list of titles: one column under a heading that asks for them, the least that an inventory can be."""

from __future__ import annotations

from toolkit.reading.blocks import Block
from toolkit.reading.formwords import is_title_label
from toolkit.reading.groups import build_header
from toolkit.reading.headers import Knows, Line
from toolkit.reading.kinds import PLAIN, is_sentence, kind_of
from toolkit.reading.panes import Found, build_found
from toolkit.reading.words import name_kinds

_FEWEST = 5
_KNOWN = 0.5
_SEARCHED = 12
_LONG = 10
_MOST = 100
_SCORE = 0.5


def find_title_list(block: Block, knows: Knows) -> Found | None:
    """Find the list of titles that a block of one column may be; nothing where it is rather one of values.

    At least five different texts, half of them of several words or of a long one, stand below a known heading that
    asks for a title. Lists of values look the same, so this counts only where nothing else in a workbook is data.
    """
    if "values" in name_kinds(block.sheet.name):
        return None
    for index, row in enumerate(block.rows[:_SEARCHED]):
        if not block.is_single(row):
            return None
        text = block.texts(row)[0]
        if is_title_label(text) and knows(text) >= _KNOWN and _are_titles(block, block.rows[index + 1 :], knows):
            line = Line(row, index, 1, label=1.0, known=knows(text), full=1.0, score=_SCORE)
            return build_found(block, build_header(block, line, index, knows), knows)
    return None


def _are_titles(block: Block, rows: tuple[int, ...], knows: Knows) -> bool:
    """Tell whether the texts of rows may be titles, and hardly one of them a heading."""
    if not all(map(block.is_single, rows)):
        return False
    plain = [row for row in rows if kind_of(block.value(row, block.columns(row)[0])) in PLAIN]
    texts = [block.texts(row)[0] for row in plain]
    names = [text for text in texts if len(text) <= _MOST and not is_sentence(text)]
    named = sum(" " in text or len(text) >= _LONG for text in names)
    if sum(knows(text) >= _KNOWN for text in names) > 0.2 * len(names):
        return False
    enough = len(set(names)) >= _FEWEST and len(set(texts)) >= 0.9 * len(texts)
    return enough and len(names) >= 0.8 * len(rows) and 2 * named >= len(names)
