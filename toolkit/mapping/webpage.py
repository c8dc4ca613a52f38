"""Writes HTML as Markdown. Its libraries start slowly, so that it is loaded where a text needs it only."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup, Tag
from bs4.exceptions import ParserRejectedMarkup
from markdownify import MarkdownConverter

from toolkit.reading.text import clean

_UNWANTED = ["head", "iframe", "meta", "noscript", "object", "script", "style", "svg", "template", "title", "xml"]
"""Elements that go with all that they hold: programs, styles, Word's settings."""

_LINK = re.compile(r"(?:https?://|mailto:)[^\s<>]+", re.IGNORECASE)


class _Converter(MarkdownConverter):
    """Writes Markdown; only links that open for everybody stay links, and only text that was one is marked up."""

    def convert_a(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Keep links into the web and to mailboxes; a program or a file of the office's network is no link."""
        del parent_tags
        address, shown = clean(str(el.get("href") or "")), text.strip()
        if not shown or not _LINK.fullmatch(address) or shown in {address, address.removeprefix("mailto:")}:
            return text
        return text.replace(shown, f"[{shown}]({address.replace('(', '%28').replace(')', '%29')})", 1)

    def convert_img(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Keep what a picture shows in words; the picture itself does not belong into a catalogue's text."""
        del text, parent_tags
        return clean(str(el.get("alt") or ""))


def write_markdown(text: str) -> str | None:
    """Let the libraries read HTML and write Markdown; None where they cannot: nested too deep, or no HTML at all.

    >>> write_markdown("<p>Alle <b>Bäume</b></p>")
    'Alle **Bäume**'
    """
    try:
        soup = BeautifulSoup(text, "html.parser")
        for element in soup.find_all(_UNWANTED):
            element.decompose()
        converter = _Converter(heading_style="atx", bullets="-", escape_asterisks=False, escape_underscores=False)
        return str(converter.convert_soup(soup))
    except (RecursionError, ParserRejectedMarkup, ValueError):
        return None
