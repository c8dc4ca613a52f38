from __future__ import annotations

import re
from pathlib import Path

import pytest
import xlsxwriter

from tests.patch.parts import (
    DECLARATION,
    MAIN,
    SHEET,
    TYPES,
    check_parts,
    declare,
    list_comments,
    load,
    read_parts,
    read_text,
    relate,
    rewrite,
    write_plain,
)
from toolkit.model.grid import Position
from toolkit.patch.apply import write_patched
from toolkit.patch.patch import Mark, Patch, Tint

COMMENTS = "xl/comments1.xml"
RELS = "xl/worksheets/_rels/sheet1.xml.rels"
OURS = "— Bestand —\n"


def mark(source: Path, *marks: Mark, out: str = "out.xlsx") -> Path:
    """Write a marked copy, look at its parts, and see that nothing is left when the marks are taken out."""
    copy = source.with_name(out)
    write_patched(source, Patch(marks), copy)
    check_parts(copy)
    write_patched(copy, Patch(), source.with_name("undone.xlsx"))
    assert read_parts(source.with_name("undone.xlsx")) == read_parts(source)
    return copy


def at(position: Position, comment: str = "Bitte prüfen.", tint: Tint = Tint.ERROR) -> Mark:
    return Mark("Daten", position, tint, comment)


def write_commented(path: Path, *comments: tuple[str, str, str]) -> Path:
    """Write a sheet with comments: cell, text, author."""
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("Daten")
        page.write_row(0, 0, ["Titel", "Lizenz", "Anzahl"])
        for cell, text, author in comments:
            page.write_comment(cell, text, {"author": author})
    return path


def list_rules(path: Path, sheet: str = "Daten") -> list[tuple[str, int, str, str]]:
    """Give each conditional format: range, priority, formula, fill."""
    rules = load(path)[sheet].conditional_formatting
    return [
        (str(one.sqref), rule.priority, (rule.formula or [""])[0], rule.dxf.fill.bgColor.rgb if rule.dxf else "")
        for one in rules
        for rule in one.rules
    ]


# --- comments --------------------------------------------------------------------------------------------------------


def test_a_comment_of_ours_begins_with_its_mark_and_has_our_name(tmp_path: Path) -> None:
    out = mark(write_plain(tmp_path / "a.xlsx"), at((3, 2), "Kein <Wert> & kein\nText\x07"))
    assert list_comments(out) == {"B3": ("Bestand", f"{OURS}Kein <Wert> & kein\nText_x0007_")}


def test_a_mark_without_a_comment_only_colours(tmp_path: Path) -> None:
    out = mark(write_plain(tmp_path / "a.xlsx"), at((3, 2), ""))
    assert COMMENTS not in read_parts(out)
    assert list_rules(out) == [("B3", 1, '"bestand:error"="bestand:error"', "FFF8C1AE")]


def test_comments_of_others_stay_and_ours_stands_below(tmp_path: Path) -> None:
    source = write_commented(tmp_path / "a.xlsx", ("B3", "Stimmt das?", "Amt"), ("A9", "Oha", "Amt"))
    out = mark(source, at((3, 2)), at((5, 1), "Neu"))
    assert list_comments(out) == {
        "B3": ("Amt", f"Stimmt das?\n\n{OURS}Bitte prüfen."),
        "A9": ("Amt", "Oha"),
        "A5": ("Bestand", f"{OURS}Neu"),
    }
    assert read_text(out, "xl/drawings/vmlDrawing1.vml").count('ObjectType="Note"') == 3


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("<text><t>Alt</t></text>", "Alt\n\n— Bestand —\nBitte prüfen."),
        ("<text><r><rPr><b/></rPr><t>Alt</t></r><r><t> neu</t></r></text>", "Alt neu\n\n— Bestand —\nBitte prüfen."),
        (
            '<text><r><t xml:space="preserve">Alt &amp; neu\n</t></r></text>',
            "Alt & neu\n\n\n— Bestand —\nBitte prüfen.",
        ),
        ("<text></text>", "\n\n— Bestand —\nBitte prüfen."),
    ],
)
def test_ours_is_joined_to_texts_of_any_form_and_cut_off_again(tmp_path: Path, text: str, joined: str) -> None:
    source = write_commented(tmp_path / "a.xlsx", ("B3", "x", "Amt"), ("B4", "danach", "Amt"))
    changed = re.sub(r"<text>.*?</text>", text, read_text(source, COMMENTS), count=1)
    out = mark(rewrite(source, {COMMENTS: changed}), at((3, 2)))
    assert list_comments(out)["B3"][1] == joined
    assert list_comments(out)["B4"] == ("Amt", "danach")


def test_a_comment_that_another_program_wrote_anew_is_cut_at_the_mark(tmp_path: Path) -> None:
    text = "Alt&#10;&#10;&#8212; Bestand &#8212;&#10;Weg</t></r><r><t>auch weg"
    source = write_commented(tmp_path / "a.xlsx", ("B3", "x", "Amt"), ("B4", "— Bestand —\nWeg", ""))
    changed = read_text(source, COMMENTS).replace(">x<", f">{text}<")
    out = tmp_path / "out.xlsx"
    write_patched(rewrite(source, {COMMENTS: changed}), Patch(), out)
    assert {cell: text for cell, (_, text) in list_comments(out).items()} == {"B3": "Alt"}
    assert read_text(out, "xl/drawings/vmlDrawing1.vml").count('ObjectType="Note"') == 1
    check_parts(out)


def test_what_people_wrote_into_a_comment_of_ours_stays(tmp_path: Path) -> None:
    source = tmp_path / "a.xlsx"
    write_patched(write_plain(tmp_path / "p.xlsx"), Patch((at((3, 2)), at((4, 2)), at((5, 2)))), source)
    text = read_text(source, COMMENTS).replace(">— Bestand —", ">erledigt!\n— Bestand —", 1)
    text = text.replace(">— Bestand —\nBitte prüfen.", ">Warum?", 1).replace(">— Bestand —", ">\n\n— Bestand —", 1)
    write_patched(rewrite(source, {COMMENTS: text}), Patch((at((3, 2), "neu"),)), tmp_path / "b.xlsx")
    assert {cell: said for cell, (_, said) in list_comments(tmp_path / "b.xlsx").items()} == {
        "B3": f"erledigt!\n\n{OURS}neu",
        "B4": "Warum?",
    }
    assert read_text(tmp_path / "b.xlsx", "xl/drawings/vmlDrawing1.vml").count('ObjectType="Note"') == 2
    check_parts(tmp_path / "b.xlsx")


def test_a_part_that_held_only_ours_goes_whatever_became_of_its_authors(tmp_path: Path) -> None:
    source = tmp_path / "a.xlsx"
    write_patched(write_plain(tmp_path / "p.xlsx"), Patch((at((3, 2)),)), source)
    rewrite(source, {COMMENTS: read_text(source, COMMENTS).replace(">Bestand</author>", "> </author>")})
    write_patched(source, Patch(), tmp_path / "b.xlsx")
    assert read_parts(tmp_path / "b.xlsx") == read_parts(tmp_path / "p.xlsx")


def test_a_mention_of_the_mark_within_a_line_is_no_mark(tmp_path: Path) -> None:
    source = write_commented(tmp_path / "a.xlsx", ("B3", "siehe — Bestand —\nim Keller", "Amt"))
    out = mark(source, at((9, 2)))
    assert list_comments(out)["B3"] == ("Amt", "siehe — Bestand —\nim Keller")


def test_a_cell_with_a_thread_gets_the_colour_alone(tmp_path: Path) -> None:
    source = write_commented(tmp_path / "a.xlsx", ("B3", "[Threaded comment]", "tc={1}"), ("B4", "y", "Amt"))
    threads = '<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"/>'
    rewrite(
        source,
        {
            RELS: relate(read_text(source, RELS), "rId50 threadedComment ../threadedComments/threadedComment1.xml"),
            "xl/threadedComments/threadedComment1.xml": threads,
            TYPES: declare(read_text(source, TYPES), "xl/threadedComments/threadedComment1.xml", "application/x-tc"),
        },
    )
    out = mark(source, at((3, 2)))
    assert read_text(out, COMMENTS) == read_text(source, COMMENTS)
    assert read_text(out, "xl/threadedComments/threadedComment1.xml") == threads
    assert [rule[0] for rule in list_rules(out)] == ["B3"]


def test_boxes_lie_right_of_their_cell_and_are_as_high_as_the_text_needs(tmp_path: Path) -> None:
    source = write_plain(tmp_path / "a.xlsx")
    out = mark(source, at((3, 2), "kurz"), at((1, 1), "lang " * 100), at((1_048_576, 16_384), "letzte"))
    drawing = read_text(out, "xl/drawings/vmlDrawing1.vml")
    anchors = [[int(one) for one in anchor.split(",")] for anchor in re.findall(r"<x:Anchor>(.*?)</x:Anchor>", drawing)]
    assert anchors[1] == [2, 15, 1, 4, 6, 39, 3, 10]
    long, last = anchors[0], anchors[2]
    assert (long[0], long[2]) == (1, 0)
    assert long[6] - long[2] == 7
    assert last[4] <= 16_384
    assert last[6] <= 1_048_576
    assert re.findall(r"<x:Row>(\d+)</x:Row><x:Column>(\d+)<", drawing) == [
        ("0", "0"),
        ("2", "1"),
        ("1048575", "16383"),
    ]


def test_boxes_look_at_widths_heights_and_what_is_hidden(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        page = book.add_worksheet("Daten")
        page.write("A1", "x")
        page.set_column("B:B", 50)
        page.set_column("C:C", 10, None, {"hidden": True})
        page.set_row(1, 100)
        page.set_row(2, None, None, {"hidden": True})
    out = mark(tmp_path / "a.xlsx", at((2, 1), "kurz"))
    anchor = re.findall(r"<x:Anchor>(.*?)</x:Anchor>", read_text(out, "xl/drawings/vmlDrawing1.vml"))
    assert anchor == ["1, 15, 0, 4, 1, 295, 1, 30"]


def test_marks_of_a_merged_range_go_to_the_cell_that_is_shown(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        book.add_worksheet("Daten").merge_range("B2:C4", "verbunden")
    source = tmp_path / "a.xlsx"
    out = mark(source, at((2, 2), "eins", Tint.NOTE), at((4, 3), "zwei", Tint.WARNING), at((5, 3), "drei"))
    assert list_comments(out) == {"B2": ("Bestand", f"{OURS}eins\n\nzwei"), "C5": ("Bestand", f"{OURS}drei")}
    assert [(rule[0], rule[2][9:14]) for rule in list_rules(out)] == [("C5", "error"), ("B2", "warni")]


def test_a_long_comment_is_bounded(tmp_path: Path) -> None:
    out = mark(write_plain(tmp_path / "a.xlsx"), at((3, 2), "ä" * 40_000))
    text = list_comments(out)["B3"][1]
    assert len(text) == 32_767
    assert text.endswith("ä…")


def test_thousands_of_comments_have_boxes_with_numbers_of_their_own(tmp_path: Path) -> None:
    out = mark(write_plain(tmp_path / "a.xlsx"), *(at((row, 2)) for row in range(2, 2102)))
    drawing = read_text(out, "xl/drawings/vmlDrawing1.vml")
    assert len(set(re.findall(r'id="(_x0000_s\d+)"', drawing))) == 2100
    assert 'data="1,2,3"' in drawing


# --- colours ---------------------------------------------------------------------------------------------------------


def test_colours_come_before_the_rules_of_others_which_keep_their_order(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        page = book.add_worksheet("Daten")
        red, blue = book.add_format({"bg_color": "red"}), book.add_format({"bg_color": "blue"})
        for cells, colour in (("A1:A9", red), ("B1:B9", blue)):
            page.conditional_format(cells, {"type": "cell", "criteria": ">", "value": 1, "format": colour})
        page.data_validation("A1:A9", {"validate": "list", "source": ["a"]})
    source = tmp_path / "a.xlsx"
    out = mark(source, at((2, 1)), at((3, 1)), at((3, 2), tint=Tint.NEW), at((7, 1), tint=Tint.NOTE))
    assert list_rules(out) == [
        ("A2:A3", 1, '"bestand:error"="bestand:error"', "FFF8C1AE"),
        ("A7", 2, '"bestand:note"="bestand:note"', "FFDCE9F7"),
        ("B3", 3, '"bestand:new"="bestand:new"', "FFE6DBF2"),
        ("A1:A9", 4, "1", "FFFF0000"),
        ("B1:B9", 5, "1", "FF0000FF"),
    ]


def test_beside_rules_of_a_pivot_table_ours_come_last(tmp_path: Path) -> None:
    source = write_plain(tmp_path / "a.xlsx")
    rule = (
        '<conditionalFormatting pivot="1" sqref="A1"><cfRule type="expression" priority="5">'
        "<formula>1</formula></cfRule></conditionalFormatting>"
    )
    rewrite(source, {SHEET: read_text(source).replace("<pageMargins", f"{rule}<pageMargins")})
    out = mark(source, at((2, 1)))
    assert [one[1] for one in list_rules(out)] == [6, 5]
    assert rule in read_text(out)


def test_rules_joined_with_ours_by_another_program_stay(tmp_path: Path) -> None:
    source = write_plain(tmp_path / "a.xlsx")
    theirs = '<cfRule type="expression" priority="3"><formula>A1&gt;1</formula></cfRule>'
    mark = "&quot;bestand:error&quot;"
    ours = f'<cfRule type="expression" priority="1"><formula> {mark} = {mark}</formula></cfRule>'
    block = '<conditionalFormatting sqref="A1">{}</conditionalFormatting>'
    rewrite(source, {SHEET: read_text(source).replace("<pageMargins", f"{block.format(ours + theirs)}<pageMargins")})
    write_patched(source, Patch(), tmp_path / "b.xlsx")
    assert block.format(theirs.replace('"3"', '"2"')) in read_text(tmp_path / "b.xlsx")
    assert "bestand:" not in read_text(tmp_path / "b.xlsx")


def test_a_formula_that_only_begins_like_ours_stays(tmp_path: Path) -> None:
    source = write_plain(tmp_path / "a.xlsx")
    rule = (
        '<conditionalFormatting sqref="A1"><cfRule type="expression" priority="1"><formula>'
        '"bestand:error"="bestand:note"</formula></cfRule></conditionalFormatting>'
    )
    rewrite(source, {SHEET: read_text(source).replace("<pageMargins", f"{rule}<pageMargins")})
    write_patched(source, Patch(), tmp_path / "b.xlsx")
    assert read_parts(tmp_path / "b.xlsx") == read_parts(source)


def test_many_single_cells_are_spread_over_rules_with_short_lists(tmp_path: Path) -> None:
    out = mark(write_plain(tmp_path / "a.xlsx"), *(at((2 * row, 2), "") for row in range(1, 251)))
    rules = list_rules(out)
    assert [len(rule[0].split()) for rule in rules] == [100, 100, 50]
    assert [rule[1] for rule in rules] == [1, 2, 3]


def test_the_styles_of_cells_do_not_change(tmp_path: Path) -> None:
    source = write_plain(tmp_path / "a.xlsx")
    out = mark(source, at((2, 1)))
    rows = [re.findall(r"<sheetData>.*</sheetData>", read_text(path)) for path in (source, out)]
    assert rows[0] == rows[1]
    assert read_text(out, "xl/styles.xml").count("<dxf>") == 4


def test_colours_can_be_told_apart_and_read(tmp_path: Path) -> None:
    out = mark(write_plain(tmp_path / "a.xlsx"), *(at((row, 1), tint=tint) for row, tint in enumerate(Tint, 1)))
    formats = [rule.dxf for one in load(out)["Daten"].conditional_formatting for rule in one.rules]
    looks = {(one.fill.bgColor.rgb, one.border.left.style, bool(one.font.b), bool(one.font.i)) for one in formats}
    assert len(looks) == 4
    assert len({look[1:] for look in looks}) == 4
    for one in formats:
        light, dark = _luminance(one.fill.bgColor.rgb), _luminance(one.font.color.rgb)
        assert (light + 0.05) / (dark + 0.05) >= 7


def _luminance(colour: str) -> float:
    """Give the relative luminance (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (2, 4, 6)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_a_comments_part_with_a_prefix_and_no_author_is_added_to(tmp_path: Path) -> None:
    source = write_commented(tmp_path / "a.xlsx", ("B3", "x", "Amt"))
    text = (
        f'{DECLARATION}<x:comments xmlns:x="{MAIN}"><x:authors><x:author/></x:authors><x:commentList>'
        '<x:comment ref="B3" authorId="0"><x:text><x:t>x</x:t></x:text></x:comment></x:commentList></x:comments>'
    )
    out = mark(rewrite(source, {COMMENTS: text}), at((3, 2)), at((4, 2)))
    assert list_comments(out) == {
        "B3": ("None", f"x\n\n{OURS}Bitte prüfen."),
        "B4": ("Bestand", f"{OURS}Bitte prüfen."),
    }
