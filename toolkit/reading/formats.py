"""Number formats that change what a number identifies: padded and labelled ones such as ``000`` or ``"GA-"000``."""

from __future__ import annotations

import re

_SECTION = re.compile(r'(?:"[^"]*"|\\.|[^";])*')
_INVISIBLE = re.compile(r"\[[^\]]*\]|_.|\*.")
_LITERAL = r'"[^"]*"|\\.|[-+/():\s]'
_PADDED = re.compile(rf"(?:{_LITERAL})*0(?:0|{_LITERAL})*")


def parse_padding(code: str) -> str:
    r"""Give the part of a number format for positive numbers if it shows zeros or words that the number lacks, else "".

    Colours, locales and room for alignment are left out (ECMA-376 part 1, 18.8.31).

    >>> parse_padding("[$-407]000;-000"), parse_padding('"GA-"000'), parse_padding("0"), parse_padding("#,##0.00")
    ('000', '"GA-"000', '', '')
    """
    section = _SECTION.match(code)
    shown = _INVISIBLE.sub("", section[0]).strip() if section else ""
    return shown if shown != "0" and _PADDED.fullmatch(shown) else ""
