"""Colour for terminals, and lines that fit into them."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

_CODES = {"red": "31", "yellow": "33", "blue": "34", "green": "32", "cyan": "36", "bold": "1", "dim": "2"}


@dataclass(frozen=True, slots=True)
class Ink:
    """How to write for one terminal: with or without colour, and how many columns it has."""

    colour: bool = False
    width: int = 100

    def paint(self, text: str, style: str) -> str:
        r"""Colour a text where the terminal shows colour.

        >>> Ink().paint("x", "red"), Ink(colour=True).paint("x", "red")
        ('x', '\x1b[31mx\x1b[0m')
        """
        return f"\033[{_CODES[style]}m{text}\033[0m" if self.colour and text else text

    def wrap(self, text: str, indent: str = "", hanging: str | None = None) -> str:
        """Break a text into lines that fit; lines of a text with line breaks are kept apart.

        >>> print(Ink(width=24).wrap("eins zwei drei vier fünf", "  "))
          eins zwei drei vier
          fünf
        """
        later = indent if hanging is None else hanging
        width = max(self.width, len(later) + 20)
        lines = [
            textwrap.fill(
                line,
                width,
                initial_indent=indent if number == 0 else later,
                subsequent_indent=later,
                break_long_words=False,
                break_on_hyphens=False,
            )
            for number, line in enumerate(text.splitlines() or [""])
        ]
        return "\n".join(lines)
