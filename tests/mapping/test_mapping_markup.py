from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.mapping.markup import clean_paragraphs, has_markup, parse_text, to_markdown

PIECES = st.lists(
    st.sampled_from(
        ["<p>", "</p>", "<b>", "</b>", "<br>", "<ul><li>", "</li></ul>", "&nbsp;", "&auml;", "&amp;lt;", "<!--", "-->",
         "<", ">", "&", "Bäume", " ", "\n", "·\t", "<script>", "</script>", "<![if x]>", "<?xml a?>", "<a href=x>",
         "<table><tr><td>",
         '<a href="https://example.org/">', "</a>", "*", "_", "\t", "<!DOCTYPE html>", "<![CDATA[", "]]>"]
    ),
    max_size=25,
).map("".join)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("<p>Alle <b>Bäume</b> der&nbsp;Stadt</p>", "Alle **Bäume** der Stadt"),
        ("<P CLASS=MsoNormal>Eins</P><p style='x:y'>Zwei</p>", "Eins\n\nZwei"),
        ("Zeile 1<br>Zeile 2<br/>Zeile 3", "Zeile 1\nZeile 2\nZeile 3"),
        ("<b>Fett</b>\n\nZweite\r\nDritte", "**Fett**\n\nZweite\nDritte"),
        ("<ul><li>Linde<ul><li>Sommer</li></ul></li><li>Buche</li></ul>", "- Linde\n  - Sommer\n- Buche"),
        ("<ol><li>a</li><li>b</li></ol>", "1. a\n2. b"),
        ("<h2>Titel</h2><p>abc_def *x*</p>", "## Titel\n\nabc_def *x*"),
        ("<table><tr><th>A</th></tr><tr><td>1</td></tr></table>", "| A |\n| --- |\n| 1 |"),
        ("M&uuml;ll &amp; Wertstoffe &#8211; &#x41;", "Müll & Wertstoffe – A"),
        ("&lt;p&gt;Hallo&lt;/p&gt;", "Hallo"),
        ("Text<script>alert(1)</script><style>p {}</style>", "Text"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;Text", "Text"),
        ('<a href="https://example.org/a?b=1&copy=2">hier</a>', "[hier](https://example.org/a?b=1&copy=2)"),
        ('<a href="https://example.org/a_(b)">hier</a>', "[hier](https://example.org/a_%28b%29)"),
        ('<a href="https://example.org/">https://example.org/</a>', "https://example.org/"),
        ('<a href="mailto:amt@example.org">amt@example.org</a>', "amt@example.org"),
        ('<a href="javascript:alert(1)">hier</a>', "hier"),
        ('<a href="file:///Z:/a.csv">hier</a>', "hier"),
        ('<a name="x">hier</a>', "hier"),
        ('<img src="data:image/png;base64,AAAA" alt="Plan"> Text', "Plan Text"),
        ("<p>Text<o:p></o:p></p>", "Text"),
        ("<!--[if gte mso 9]><xml><w:View>Normal</w:View></xml><![endif]--><p>Text</p>", "Text"),
        ("<p class=MsoListParagraph><![if !supportLists]>·<span>&nbsp;&nbsp;</span><![endif]>Punkt</p>", "- Punkt"),
        ("<st1:place>Mainz</st1:place>", "Mainz"),
        ("·\tBäume\no\tLinden\n·\tSträucher", "- Bäume\n  - Linden\n- Sträucher"),
        ("\uf0b7\tBäume", "- Bäume"),
        ("Normal 0 21 false false false DE X-NONE X-NONE /* Style Definitions */ p.MsoNormal {a:b;} Text", "Text"),
        ("<form>Bäume <input type=text> Wege</form>", "Bäume Wege"),
        ("<p>&nbsp;</p>", ""),
        ("&nbsp;", ""),
        ("<p>R&D; A & B</p>", "R&D; A & B"),
        ("Text <b>offen", "Text **offen**"),
    ],
)
def test_markup_becomes_markdown(text: str, markdown: str) -> None:
    assert to_markdown(text) == markdown
    assert has_markup(text)


@pytest.mark.parametrize(
    "text",
    [
        "5 < 7 und 9 > 3", "A & B", "a<b und c>d", "<Name> eintragen", "R&D; mehr", "x&y=1;", "AT&T;", "• Bäume",
        "- Bäume", "**fett**", "10 °C < t < 20 °C", "<-- links", "A <=> B", "Tabelle\tSpalte", " Rand ", "&;", "&#;",
        "Zeile\n\n\n\nZeile",
        "https://example.org/?a=1&copy=2", "normal o\n", "I <3 Mainz",
    ],
)  # fmt: skip
def test_a_text_without_markup_is_given_back_unchanged(text: str) -> None:
    assert not has_markup(text)
    assert to_markdown(text) == text
    assert parse_text(text).trouble is None


@given(st.text())
def test_what_holds_no_markup_never_changes(text: str) -> None:
    assert has_markup(text) or to_markdown(text) == text


@given(PIECES)
def test_no_markup_makes_reading_texts_raise_and_none_is_left(text: str) -> None:
    markdown = to_markdown(text)
    assert to_markdown(markdown) == markdown
    assert "<script" not in markdown.lower() or not has_markup(text)


def test_nesting_without_end_is_taken_away() -> None:
    assert to_markdown("<b>" * 5000 + "Bäume") == "Bäume"


def test_a_converted_text_is_told_with_its_beginning() -> None:
    parsed = parse_text("<p>" + "Bäume " * 40 + "</p>")
    assert parsed.value == ("Bäume " * 40).strip()
    assert parsed.trouble is not None
    assert parsed.trouble.code == "text-converted"
    assert parsed.trouble.text == ("<p>" + "Bäume " * 40)[:80]


def test_what_holds_nothing_but_markup_has_no_value_and_is_told() -> None:
    parsed = parse_text("<p>&nbsp;</p>")
    assert parsed.value is None
    assert parsed.trouble is not None
    assert parsed.trouble.code == "text-converted"


@pytest.mark.parametrize("text", ["Erste.\n\nZweite.", "Wort\u00adtrennung", "a_x000D_\nb", " Rand "])
def test_line_ends_and_invisible_signs_are_cleaned_without_a_word(text: str) -> None:
    parsed = parse_text(text)
    assert (parsed.value, parsed.trouble) == (clean_paragraphs(text), None)
