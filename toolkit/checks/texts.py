"""Rules for texts that lost their letters on the way."""

from __future__ import annotations

import re
from collections.abc import Iterator

from toolkit.checks.published import list_texts
from toolkit.checks.rule import Words, on_dataset
from toolkit.model.dataset import Described
from toolkit.model.finding import Severity
from toolkit.model.message import say


def _decode_wrongly(byte: int) -> str:
    """Give the character that Windows shows for a byte: Windows-1252, and Latin-1 where that leaves a gap."""
    try:
        return bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)


_BYTES = {chr(byte): byte for byte in range(0x80, 0x100)} | {_decode_wrongly(byte): byte for byte in range(0x80, 0x100)}
_FOLLOWING = "[" + "".join(re.escape(sign) for sign, byte in _BYTES.items() if byte < 0xC0) + "]"
# Letters from À to ÿ (two bytes in UTF-8), then dashes, quotation marks and € (three bytes). Neither stands in German.
_TWICE = re.compile(f"[ÂÃ]{_FOLLOWING}|â[€\u201a„\x80\x82\x84]{_FOLLOWING}")
# What such signs become when the same happens to them again.
_AGAIN = re.compile(f"[ÂÃÅÆË]{_FOLLOWING}|â[€\u201a„\x80\x82\x84]{_FOLLOWING}")
_LOST = "\N{REPLACEMENT CHARACTER}"


def repair(text: str) -> str:
    """Read a text as it was meant that was written as UTF-8 and read as Windows-1252, once or twice over.

    >>> repair("BÃ¤ume und StraÃŸen â€“ 2024"), repair("„Maß“ – Ärger")
    ('Bäume und Straßen – 2024', '„Maß“ – Ärger')
    """
    before = _AGAIN.sub(_repair_one, text)
    return _TWICE.sub(_repair_one, before if _TWICE.search(before) else text)


def _repair_one(found: re.Match[str]) -> str:
    """Read one sign anew; what is no UTF-8 stays."""
    try:
        return bytes(_BYTES[sign] for sign in found[0]).decode("utf-8")
    except UnicodeDecodeError:
        return found[0]


@on_dataset("text-misencoded", Severity.WARNING)
def text_misencoded(described: Described) -> Iterator[Words]:
    """A text shows signs such as “Ã¤” where a letter should be.

    Somewhere on the way the text was written in one encoding and read in another, or letters were lost for good. That
    happens when a CSV file is opened with a double click. The text would be published as it stands.

    Write the text anew; if many cells are concerned, import the file again and choose UTF-8.
    """
    for said in list_texts(described):
        if said.text.isascii():
            continue
        repaired = repair(said.text)
        if repaired != said.text or _LOST in said.text:
            yield said.words(
                described,
                say("letters of this text were lost on the way"),
                say("Write the text anew; if many cells are concerned, import the file again as UTF-8."),
                *([repaired] if _LOST not in repaired else []),
            )


# Control characters without tabs and line breaks; private use, where symbol fonts keep bullets and arrows.
_INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ue000-\uf8ff]")


@on_dataset("text-control", Severity.WARNING)
def text_control(described: Described) -> Iterator[Words]:
    """A text holds signs that no browser can show.

    Control characters come from other programs; bullets of Word are signs of a symbol font, which nobody else has. In a
    catalogue they appear as boxes.

    Delete them; they stand where the text seems to have an empty box or an odd bullet.
    """
    for said in list_texts(described):
        if _INVISIBLE.search(said.text):
            yield said.words(
                described,
                say("the text holds signs that no browser can show"),
                say("Delete the odd signs or boxes, or write the text anew."),
                " ".join(_INVISIBLE.sub(" ", said.text).split()),
            )
