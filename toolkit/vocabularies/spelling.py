"""One spelling for the many ways in which people write the same word in a cell."""

from __future__ import annotations

import re
import unicodedata

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "&": " und ", "\N{FRACTION SLASH}": "/"})
_QUOTES = frozenset("\"'`´‘’‚‛“”„‟«»‹›＂＇")  # noqa: RUF001 (these are the quotation marks that inventories hold)
# Blanks, underscores, dashes of every length, the minus sign and arrows, also the arrow typed as "->".
_SEPARATORS = re.compile("(?:[\\s_\\-\u2010-\u2015\u2212\u2192\u2794]|(?<=-)>)+")
_TIMES = re.compile(r"(?<!\w)(\d+) ?(?:x|×|mal)(?!\w)")
_DECIMAL_COMMA = re.compile(r"(?<![\d.,])(\d+),(\d+)(?![\d.,])")
_URI_OR_SUFFIX_START = re.compile(r"^(?:https?://|www\.|\*?\.(?=\w))+")


def normalise(text: str) -> str:
    """Bring a cell's text or a URI to the spelling under which it is looked up.

    Case, blanks (also non-breaking ones), dashes, underscores, arrows and quotation marks count for nothing; ä and ae,
    ß and ss, & and und are the same; so are http and https, with or without ``www.`` and a last slash; so are
    "1 x", "1 mal" and "1x", and so are "4,0" and "4.0"; a file suffix loses its dot, a text the stop at its end.

    >>> normalise("  Datenlizenz Deutschland – Namensnennung – 2.0 ")
    'datenlizenz deutschland namensnennung 2.0'
    >>> normalise("Jährlich") == normalise("JAEHRLICH"), normalise("1 mal jährlich"), normalise("*.SHP")
    (True, '1x jaehrlich', 'shp')
    >>> normalise("jährl."), normalise("CSV;")
    ('jaehrl', 'csv')
    >>> normalise("https://www.govdata.de/dl-de/by-2-0/")
    'govdata.de/dl de/by 2 0'
    """
    seen = "".join(c for c in text if c not in _QUOTES and unicodedata.category(c) != "Cf")
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", seen).casefold())
    spaced = _SEPARATORS.sub(" ", folded.translate(_UMLAUTS)).strip()
    bare = _URI_OR_SUFFIX_START.sub("", spaced)
    return _DECIMAL_COMMA.sub(r"\1.\2", _TIMES.sub(r"\1x", bare)).rstrip(" /.,;:")
