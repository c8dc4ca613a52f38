"""Tables whose rows name fields, as forms and dictionaries do, told from inventories in which such words occur too."""

from __future__ import annotations

import re
from collections.abc import Callable

from toolkit.model.table import Table
from toolkit.reading.formwords import read_head
from toolkit.reading.kinds import PLAIN, kind_of

_CERTAIN = 0.7
_ENOUGH_HEADINGS = 5
_FEWEST_FIELDS = 4
_LOOKED_AT = 40
_COLUMNS = 3
_NUMBER = re.compile(r"[\s\d.:#_-]+$")
_DESCRIBES = frozenset({"names", "obligation", "example", "guidance", "counting"})


def has_inventory_header(table: Table, knows: Callable[[str], float]) -> bool:
    """Tell whether a table's headings are surely those of an inventory, whatever its cells hold.

    At least five different ones are known, and at most half are what stands over descriptions of fields as well: Feld,
    Bedeutung, Pflicht.
    """
    texts = {column.headings[-1] or column.heading for column in table.columns if column.heading}
    known = {_strip_number(text) for text in texts if knows(text) >= _CERTAIN}
    describing = sum(read_head(text) in _DESCRIBES for text in texts)
    return len(known) >= _ENOUGH_HEADINGS and 2 * describing <= len(texts)


def measure_down(table: Table, knows: Callable[[str], float]) -> float:
    """Give the largest share of different known headings among the first cells of one of the first columns.

    Fields are named once each: the same text in many rows counts once, and so does a text that only a number tells
    apart ("Datensatz 1", "Datensatz 2").
    """
    shares = [0.0]
    for column in table.columns[:_COLUMNS]:
        values = [table.sheet.value(row, column.number) for row in table.rows[:_LOOKED_AT]]
        texts = {value for value in values if isinstance(value, str) and kind_of(value) in PLAIN}
        known = {_strip_number(text) for text in texts if knows(text) >= _CERTAIN}
        if len(known) >= _FEWEST_FIELDS:
            shares.append(len(known) / sum(value is not None for value in values))
    return max(shares)


def _strip_number(text: str) -> str:
    """Take the number behind a text off.

    >>> _strip_number("Datensatz 12"), _strip_number("Titel")
    ('datensatz', 'titel')
    """
    return _NUMBER.sub("", text.casefold())
