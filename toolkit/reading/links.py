"""Where a cell leads to: hyperlinks, and the targets within HYPERLINK formulas."""

from __future__ import annotations

import re
from collections.abc import Callable

from toolkit.model.grid import column_number

_CALL = re.compile(r"\bHYPERLINK\s*\(", re.IGNORECASE)
_OPERAND = re.compile(
    r"""\s*(?:"(?P<text>(?:[^"]|"")*)"|\$?(?P<column>[A-Z]{1,3})\$?(?P<row>[1-9]\d{0,6}))\s*(?P<end>[&,)])""",
    re.IGNORECASE,
)


def join_target(target: str, location: str) -> str:
    """Write a hyperlink's file or address and the place within it as one text.

    >>> join_target("https://example.org/daten", ""), join_target("liste.xlsx", "Blatt!A1"), join_target("", "Blatt!A1")
    ('https://example.org/daten', 'liste.xlsx#Blatt!A1', '#Blatt!A1')
    """
    return f"{target}#{location}" if location else target


def is_link_formula(formula: str) -> bool:
    """Tell whether a formula calls HYPERLINK.

    >>> is_link_formula('IF(A2="","",HYPERLINK(A2,"Link"))'), is_link_formula('"HYPERLINK"')
    (True, False)
    """
    return _CALL.search(formula) is not None


def parse_link_formula(formula: str, shown: Callable[[int, int], str]) -> str:
    """Take the target out of a formula with one call of HYPERLINK; empty where it takes more than ``&`` to know it.

    ``shown`` gives the text of a cell of the same sheet by row and column.

    >>> parse_link_formula('HYPERLINK("https://example.org/"&$A2,"Link")', lambda row, column: "17")
    'https://example.org/17'
    >>> parse_link_formula('HYPERLINK(VLOOKUP(A2,B:C,2),"Link")', lambda row, column: "17")
    ''
    """
    calls = list(_CALL.finditer(formula))
    if len(calls) != 1:
        return ""
    parts: list[str] = []
    at = calls[0].end()
    while operand := _OPERAND.match(formula, at):
        at = operand.end()
        text = operand["text"]
        parts.append(
            shown(int(operand["row"]), column_number(operand["column"])) if text is None else text.replace('""', '"')
        )
        if operand["end"] != "&":
            return "".join(parts)
    return ""
