"""What people wrote beside cells comes with its cell and without their names; damage to it is no hindrance."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from toolkit.model.grid import Sheet
from toolkit.model.problem import Problem
from toolkit.reading.xlsx import read_workbook

Writer = Callable[[Callable[[Worksheet], None]], Path]
Reader = Callable[[Callable[[Worksheet], None]], Sheet]
Rewriter = Callable[[Path, Callable[[str, bytes], bytes | None]], Path]

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
THREADS = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
COPY = (
    "[Threaded comment]\n\nYour version of Excel allows you to read this threaded comment; edits are lost.\n\n"
    "Comment:\n    Noch gültig?\nReply:\n    Ja, bis 2026."
)


def fill_commented(sheet: Worksheet) -> None:
    """Fill a sheet with one comment."""
    sheet.append(["Nr.", "Titel"])
    sheet.append([1, "Baumkataster"])
    sheet["B2"].comment = Comment("bitte prüfen", "Amt 31")


@pytest.fixture
def comments_of(written: Writer, rewritten: Rewriter) -> Callable[[str], dict[tuple[int, int], str]]:
    """Read the comments of a workbook whose part with comments has the given content."""

    def read(xml: str) -> dict[tuple[int, int], str]:
        path = rewritten(
            written(fill_commented),
            lambda name, old: xml.encode() if "comment" in name and name.endswith(".xml") else old,
        )
        sheet = read_workbook(path).sheets[0]
        assert sheet.value(2, 2) == "Baumkataster"
        return dict(sheet.comments)

    return read


def note(text: str, author: str = "", ref: str = "B2") -> str:
    """Write a part with one comment whose text is given as XML."""
    return (
        f'<comments xmlns="{MAIN}"><authors><author>{author}</author></authors><commentList>'
        f'<comment ref="{ref}" authorId="0"><text>{text}</text></comment></commentList></comments>'
    )


def run(text: str, *, bold: bool = False) -> str:
    """Write a run of text."""
    return f"<r><rPr>{'<b/>' if bold else ''}<sz val='9'/></rPr><t xml:space='preserve'>{text}</t></r>"


def test_a_comment_belongs_to_its_cell(read_filled: Reader) -> None:
    assert read_filled(fill_commented).comments == {(2, 2): "bitte prüfen"}


def test_a_comment_on_an_empty_cell_is_kept_and_does_not_widen_the_sheet(read_filled: Reader) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet["A1"] = "Nr."
        sheet["XFD1048576"].comment = Comment("ganz hinten", "x")

    sheet = read_filled(fill)
    assert sheet.comments == {(1_048_576, 16_384): "ganz hinten"}
    assert sheet.rows == (("Nr.",),)


def test_a_comment_on_a_covered_cell_belongs_to_the_cell_that_is_shown(tmp_path: Path) -> None:
    path = tmp_path / "verbunden.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write("C2", "Ende")
        sheet.merge_range("A1:C1", "Dateninventar")
        sheet.write_comment("A1", "erstens")
        sheet.write_comment("B1", "zweitens")
    assert read_workbook(path).sheets[0].comments == {(1, 1): "erstens\nzweitens"}


@pytest.mark.parametrize(
    ("text", "author", "kept"),
    [
        (run("Amt 31:", bold=True) + run("\nbitte prüfen"), "Amt 31", "bitte prüfen"),
        (run("Amt 31:\n", bold=True) + run("bitte prüfen"), "Amt 31", "bitte prüfen"),
        ("<t>Amt 31:\nbitte prüfen</t>", "Amt 31", "bitte prüfen"),
        (run("Referat X:", bold=True) + run("\nbitte prüfen"), "Autor", "bitte prüfen"),
        (run("Achtung:", bold=True) + run("\nbitte prüfen"), "Amt 31", "Achtung:\nbitte prüfen"),
        ("<t>Frist: morgen</t>", "Frist", "Frist: morgen"),
        ("<t>erste Zeile_x000D_\n\n zweite\u00a0Zeile_x000a_dritte</t>", "", "erste Zeile\nzweite Zeile\ndritte"),
        (f"<t>{COPY}</t>", "tc={B5A0}", "Noch gültig?\nJa, bis 2026."),
    ],
)
def test_the_author_is_left_out_and_the_text_is_tidy(
    comments_of: Callable[[str], dict[tuple[int, int], str]], text: str, author: str, kept: str
) -> None:
    assert comments_of(note(text, author)) == {(2, 2): kept}


def test_a_comment_with_nothing_but_its_author_is_none(
    comments_of: Callable[[str], dict[tuple[int, int], str]],
) -> None:
    assert comments_of(note(run("Amt 31:", bold=True) + run("\n "), "Amt 31")) == {}


@pytest.mark.parametrize("ref", ["", "B0", "XFE1", "A1048577", "B2:B9", "Ä1", "99"])
def test_a_comment_without_a_cell_is_left_out(
    comments_of: Callable[[str], dict[tuple[int, int], str]], ref: str
) -> None:
    assert comments_of(note("<t>wohin?</t>", ref=ref)) == {}


@pytest.mark.parametrize("xml", ["", "<comments", "kein XML", f"<comments xmlns='{MAIN}'><commentList><comment/>"])
def test_damaged_comments_are_left_out(comments_of: Callable[[str], dict[tuple[int, int], str]], xml: str) -> None:
    assert comments_of(xml) == {}


def test_comments_before_the_damage_are_kept(comments_of: Callable[[str], dict[tuple[int, int], str]]) -> None:
    assert comments_of(note("<t>da</t>").replace("</commentList>", "<comment>")) == {(2, 2): "da"}


def test_comments_with_declarations_that_can_do_harm_are_refused(
    comments_of: Callable[[str], dict[tuple[int, int], str]],
) -> None:
    with pytest.raises(Problem, match="can do harm"):
        comments_of(f'<!DOCTYPE x [<!ENTITY a "ha">]>{note("<t>&a;</t>")}')


@pytest.mark.parametrize("part", ["comment", "vmlDrawing", "legacyDrawing"])
def test_missing_parts_of_comments_are_no_hindrance(written: Writer, rewritten: Rewriter, part: str) -> None:
    path = rewritten(written(fill_commented), lambda name, old: None if part in name else old)
    assert read_workbook(path).sheets[0].value(2, 2) == "Baumkataster"


def test_a_thread_gives_its_answers_once(written: Writer, rewritten: Rewriter) -> None:
    copy = note(f"<t>{COPY}</t>", "tc={B5A0}")
    path = rewritten(
        written(fill_commented),
        lambda name, old: (
            copy.encode()
            if "comment" in name and name.endswith(".xml")
            else old.replace(b"</Relationships>", relation)
            if name.endswith("sheet1.xml.rels")
            else old
        ),
    )
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/threadedComments/threadedComment1.xml", thread)
    assert read_workbook(path).sheets[0].comments == {(2, 2): "Noch gültig?\nJa, bis 2026."}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    at=st.integers(0, 2000), junk=st.binary(min_size=1, max_size=4), part=st.sampled_from(["comment", "vml", "sheet1"])
)
def test_damage_is_read_around_or_told(written: Writer, rewritten: Rewriter, at: int, junk: bytes, part: str) -> None:
    def damage(name: str, old: bytes) -> bytes:
        place = at % max(len(old), 1)
        return old[:place] + junk + old[place + len(junk) :] if part in name else old

    def fill(sheet: Worksheet) -> None:
        fill_commented(sheet)
        rule = DataValidation(type="list", formula1='"ja,nein"')
        rule.add("A2:A9")
        sheet.add_data_validation(rule)

    path = rewritten(written(fill), damage)
    try:
        assert read_workbook(path).sheets
    except Problem as problem:
        assert str(problem.what)  # noqa: PT017 (reading it is as good)


relation = (
    b'<Relationship Id="rId99" Type="http://schemas.microsoft.com/office/2017/10/relationships/threadedComment" '
    b'Target="../threadedComments/threadedComment1.xml"/></Relationships>'
)
thread = (
    f'<ThreadedComments xmlns="{THREADS}"><threadedComment ref="B2" personId="{{1}}" id="{{2}}"><text>Noch gültig?'
    '</text></threadedComment><threadedComment ref="B2" personId="{3}" id="{4}" parentId="{2}">'
    "<text>Ja, bis 2026.</text></threadedComment></ThreadedComments>"
)
