"""Turns what web pages and Word leave behind in texts into plain Markdown; a text without markup stays as it is."""

from __future__ import annotations

import html
import re
from html.entities import html5

from toolkit.mapping.values import Parsed, Trouble
from toolkit.model.grid import CellValue, show
from toolkit.model.message import say
from toolkit.reading.text import clean

_INLINE = "a|abbr|b|big|code|del|em|font|i|img|ins|label|o:p|s|small|span|st1:[a-z]+|strike|strong|sub|sup|u|w:[a-z]+"
_BLOCK = (
    "article|blockquote|body|br|button|center|dd|div|dl|dt|figure|footer|form|h[1-6]|head|header|hr|html|iframe|input|li|"
    "link|meta|nav|object|ol|p|pre|script|section|style|svg|table|tbody|td|th|thead|title|tr|ul|xml"
)
# What follows a tag's name must look like attributes, for “a<b und c>d” compares numbers.
_ATTRIBUTES = r"""(?:\s+[\w:-]+\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'<>]+))*\s*/?"""
_TAG = re.compile(rf"<(?:/(?:{_INLINE}|{_BLOCK})\s*|(?:{_INLINE}|{_BLOCK}){_ATTRIBUTES})>", re.IGNORECASE)
_OF_BLOCK = re.compile(rf"</?(?:{_BLOCK})\b", re.IGNORECASE)
_COMMENT = re.compile(
    r"<!\[CDATA\[|<!--.*?(?:-->|\Z)|<!\[(?:if|endif)\b[^<>]*>|<\?xml\b[^<>]*>|<!doctype\b[^<>]*>",
    re.IGNORECASE | re.DOTALL,
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_BARE = re.compile(r"&(?!(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)")
# The style sheet that Word leaves in fields of web forms, and the settings of its compatibility mode before it.
_WORD_STYLES = re.compile(
    r"(?:Normal\s+0\s+(?:\d+\s+)?(?:(?:false|true)\s+){3}[\w-]+\s+X-NONE\s+X-NONE\s*)?"
    r"/\*\s*Style Definitions\s*\*/(?:\s*[\w.@][^{}]*\{[^{}]*\})+"
)
# Word's bullets are a sign of the symbol fonts and a tab; the second level is a small o, the third a §.
_BULLET = re.compile(r"^[ \t\u00a0]*([·•▪\uf0b7\uf0a7§o])(?:\t[ \t\u00a0]*|\u00a0{2,}[ \t\u00a0]*)", re.MULTILINE)
_CONVERTED_BULLET = re.compile(r"^[·•▪\uf0b7\uf0a7][ \u00a0]+", re.MULTILINE)
_LEVELS = {"o": 1, "§": 2, "\uf0a7": 2}
_MOST_PASSES = 5
_CONVERTED = say("a text without the marks of web pages and of Word")


def has_markup(text: str) -> bool:
    r"""Tell whether a text holds tags or entities of HTML, or what Word leaves behind.

    >>> [has_markup(text) for text in ("<p>Bäume</p>", "M&uuml;ll", "·\tBäume", "5 < 7, A & B")]
    [True, True, True, False]
    """
    if "<" in text and (_TAG.search(text) or _COMMENT.search(text)):
        return True
    if "&" in text and any(_is_entity(found[0]) for found in _ENTITY.finditer(text)):
        return True
    return bool(_BULLET.search(text)) or ("/*" in text and bool(_WORD_STYLES.search(text)))


def _is_entity(text: str) -> bool:
    return text[1] == "#" or text[1:] in html5


def to_markdown(text: str) -> str:
    r"""Turn HTML and leftovers of Word into Markdown; a text without them is given back unchanged.

    Programs, styles and settings are left out, links stay unless they are programs or lead into the office's network.

    >>> to_markdown("<p>Alle <b>Bäume</b> der&nbsp;Stadt</p><ul><li>Linde</li></ul>")
    'Alle **Bäume** der Stadt\n\n- Linde'
    >>> to_markdown("5 < 7 und A & B")
    '5 < 7 und A & B'
    """
    for _ in range(_MOST_PASSES):  # exports escape some texts twice
        if not has_markup(text):
            return text
        text = _convert(text)
    return _tidy(_TAG.sub("", text)) if _TAG.search(text) else text


def _convert(text: str) -> str:
    """Take one layer of markup away."""
    from toolkit.mapping.webpage import write_markdown  # noqa: PLC0415 (its libraries start slowly; few texts need them)

    text = _COMMENT.sub("", _WORD_STYLES.sub("", text)).strip()
    text = _BULLET.sub(lambda found: "  " * _LEVELS.get(found[1], 0) + "- ", text)
    if not _TAG.search(text):
        return _tidy(_ENTITY.sub(lambda found: html.unescape(found[0]) if _is_entity(found[0]) else found[0], text))
    if not _OF_BLOCK.search(text):
        text = re.sub(r"\r\n|[\n\r]", "<br>", text)  # the author's own lines, where no tag makes any
    markdown = write_markdown(_BARE.sub("&amp;", text))
    if markdown is None:
        markdown = html.unescape(_TAG.sub(" ", text))
    return _tidy(_CONVERTED_BULLET.sub("- ", markdown))


def _tidy(text: str) -> str:
    """Clean every line but for its indentation, which Markdown needs; at most one empty line stays."""
    lines = (re.match(r" *", line)[0] + clean(line) if clean(line) else "" for line in text.splitlines())  # type: ignore[index]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n").strip()


def clean_paragraphs(text: str) -> str:
    r"""Clean a text that may have several lines; its line breaks stay.

    >>> clean_paragraphs("Erste Zeile. _x000D_\n\n\n\u00a0Zweite. ")
    'Erste Zeile.\n\nZweite.'
    """
    if "\n" not in text and "\r" not in text:
        return clean(text)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(map(clean, text.splitlines()))).strip("\n")


def parse_text(value: CellValue) -> Parsed[str]:
    """Read a text of any length; where markup was turned into Markdown, that is said.

    >>> parse_text("Müll &amp; Wertstoffe").value, parse_text("Müll &amp; Wertstoffe").trouble.code
    ('Müll & Wertstoffe', 'text-converted')
    >>> parse_text("Müll & Wertstoffe").trouble
    """
    text = show(value)
    plain = clean_paragraphs(text)
    if not has_markup(text):
        return Parsed(plain)
    converted = to_markdown(text)
    if converted == plain:
        return Parsed(plain)
    return Parsed(converted or None, Trouble("text-converted", _CONVERTED, text=plain[:80]))
