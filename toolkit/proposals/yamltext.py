"""Pieces of YAML as text, written so that comments can stand beside them: scalars, keys, lists and comments.

ruamel.yaml reads what is written here; it is not asked to write, since a comment that it places moves with the length
of the lines around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from toolkit.reading.text import clean

# What YAML takes for a text without quotation marks wherever it stands, in braces too.
_PLAIN = re.compile(r"[^\W\d_][\w./()%+–›-]*(?: [\w./()%+–›-]+)*")
# The last ones are truth values in YAML 1.1, which other programs still read.
_NOT_TEXTS = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_LONGEST_KEY = 1000
"""YAML 1.2, 7.4: an implicit key has at most 1024 characters."""
_WIDTH = 110


def write_scalar(text: str) -> str:
    r"""Write a text as a YAML scalar: plain where nobody can mistake it, else in quotation marks.

    >>> print(write_scalar("Nutzung › Lizenz"), write_scalar("Lizenz: Name"), write_scalar("2024"), write_scalar("no"))
    Nutzung › Lizenz "Lizenz: Name" "2024" "no"
    >>> print(write_scalar("Titel\n* #1 [2]"), write_scalar(""))
    "Titel\n* #1 [2]" ""
    """
    plain = _PLAIN.fullmatch(text) and text.isprintable() and text.casefold() not in _NOT_TEXTS
    return text if plain else f'"{"".join(map(_escape, text))}"'


def _escape(character: str) -> str:
    """Write one character within quotation marks; what cannot be seen is written by its number."""
    if character in _ESCAPES:
        return _ESCAPES[character]
    if character.isprintable():
        return character
    number = ord(character)
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def write_entry(indent: int, key: str, value: str = "", remark: str = "") -> str:
    """Write a key with what is already written of its value and of the comment behind it.

    >>> write_entry(4, "- Nr.", "title"), write_entry(0, "columns")
    ('    "- Nr.": title', 'columns:')
    """
    written, blanks = write_scalar(key), " " * indent
    begin = f"{blanks}{written}:" if len(written) <= _LONGEST_KEY else f"{blanks}? {written}\n{blanks}:"
    return begin + (f" {value}" if value else "") + (f"   {remark}" if remark else "")


def write_list(texts: Iterable[str]) -> str:
    """Write a list in one line.

    >>> write_list(["Amt 61", "Amt: 66"])
    '[Amt 61, "Amt: 66"]'
    """
    return f"[{', '.join(map(write_scalar, texts))}]"


def write_braces(entries: Mapping[str, str]) -> str:
    """Write keys and values that are both texts in one line.

    >>> write_braces({"field": "keywords", "split": ","})
    '{field: keywords, split: ","}'
    """
    return f"{{{', '.join(f'{key}: {write_scalar(value)}' for key, value in entries.items())}}}"


def wrap_list(key: str, texts: Iterable[str], indent: int) -> list[str]:
    """Write a key with a list that may go over several lines; it stands at ``indent`` blanks.

    >>> wrap_list("headings", ["Nr.", "Titel"], 4)
    ['    headings: [Nr., Titel]']
    """
    blanks = " " * indent
    lines = [f"{blanks}{key}: ["]
    for number, text in enumerate(texts):
        written = write_scalar(text)
        if number and len(lines[-1]) + len(written) + 3 > _WIDTH:
            lines[-1] += ","
            lines.append(f"{blanks}  {written}")
        else:
            lines[-1] += f", {written}" if number else written
    lines[-1] += "]"
    return lines


def write_remark(text: str) -> str:
    r"""Write what stands behind a ``#``: in one line, and nothing in it that cannot be seen.

    >>> write_remark("eins\n\nzwei \x7f")
    '# eins zwei �'
    """
    shown = "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in clean(text))
    return f"# {shown}"


def comment_out(line: str, indent: int) -> str:
    """Put a ``#`` before a line that stands at ``indent`` blanks; its own further indentation stays.

    >>> comment_out("    Titel: title", 4)
    '    # Titel: title'
    """
    blanks = " " * indent
    return "\n".join(f"{blanks}# {part[indent:] if part[:indent].isspace() else part}" for part in line.split("\n"))
