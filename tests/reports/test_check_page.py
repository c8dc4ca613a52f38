"""The report for people without a terminal: whole in one file, safe whatever cells say, readable without its script."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import html
import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from tests.reports.small_check import CLOSED, PUBLIC, check, find
from toolkit.checks.baseline import Acceptance, Checked, Identity
from toolkit.model.finding import Severity
from toolkit.model.message import say
from toolkit.model.release import Audience, Reason, Release, Verdict
from toolkit.reports.checkpage import build_check_page
from toolkit.reports.language import Translator

ENGLISH, GERMAN = Translator("en"), Translator("de")
ONE = Identity("licence-unknown", "amt", "A-1", "Lizenz", "CC?")
LATER = dt.date(2027, 3, 31)
HOSTILE = "</script></style><script>alert(1)</script><img src=x onerror=alert(1)>\"'{{ 7*7 }}"
VOID = {"meta", "input", "br", "link", "img"}


class Page(HTMLParser):
    """Reads a page and keeps what a browser would see: elements, ids, links, and the text without script and style."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.seen: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == [], "an element is not closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"</{tag}> closes another element"

    def handle_data(self, data: str) -> None:
        if not {"script", "style"} & set(self.open):
            self.seen.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.seen).split())

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def build(*checks: Checked, translator: Translator = ENGLISH) -> Page:
    return Page(build_check_page(checks, translator))


def test_a_finding_shows_what_where_what_was_meant_and_the_next_step() -> None:
    text = build(check(find(title="Bäume", nearest=("CC BY",), snippet="Lizenz: x", comment="Frage ans Amt"))).text
    assert "Error A licence is not in the licence list of DCAT-AP.de. licence-unknown · holds back 1 dataset" in text
    assert "“CC?” is not in the licence list did you mean “CC BY”? Next step: Correct it. Lizenz: x" in text
    assert "Cell Daten › D2 Column Lizenz Dataset A-1 Bäume Noted at the cell: Frage ans Amt" in text


def test_the_manual_page_stands_beside_its_finding() -> None:
    assert "What that means Without a licence from the list nobody may rely" in build(check(find())).text


def test_what_to_do_first_links_to_the_finding() -> None:
    page = build(check(*(find(key=f"A-{row}", row=row) for row in (2, 3, 4))))
    assert "D2–D4 : “CC?” is not in the licence list. Correcting that is enough for 3 datasets." in page.text
    assert {"href": "#v1-licence-unknown"} in page.all("a")


@pytest.mark.parametrize(
    ("checked", "said"),
    [
        (check(find(), find("title-missing", message=say("no title"))), "several errors"),
        (check(find(severity=Severity.WARNING)), "No error holds a dataset back."),
        (check(releases={"A-1": PUBLIC}), "Nothing: no finding is open."),
    ],
)
def test_where_no_single_correction_is_enough_that_is_said(checked: Checked, said: str) -> None:
    assert said in build(checked).text


def test_more_than_a_dozen_cells_are_all_there_and_the_rest_is_folded() -> None:
    page = build(check(*(find(row=row) for row in range(2, 22))))
    assert "8 more cells" in page.text
    assert all(f"Daten › D{row} " in page.text for row in range(2, 22))


def test_exactly_a_dozen_cells_are_not_folded() -> None:
    assert "more cell" not in build(check(*(find(row=row) for row in range(2, 14)))).text


def test_cells_of_another_workbook_name_it() -> None:
    assert "zweite.xlsx › Daten › D2" in build(check(find(workbook="zweite.xlsx"))).text


def test_the_table_says_who_may_see_each_dataset_and_what_holds_it_back() -> None:
    reasons = (
        Reason(say("the dataset holds personal data"), find(row=8).place.cell, verdict=Verdict.BLOCKED),
        Reason(say("released to the public"), verdict=Verdict.RELEASED),
    )
    releases = {"A-1": PUBLIC, "A-2": Release(Audience.STAFF), "A-3": Release(Audience.NOBODY, reasons), "A-4": PUBLIC}
    text = build(check(find(key="A-1"), find(key="A-3"), releases=releases)).text
    assert "A-1 Titel A-1 everyone held back by: licence-unknown" in text
    assert "A-2 Titel A-2 staff only ready" in text
    assert "A-3 Titel A-3 nobody the dataset holds personal data (Daten › D8) not released; licence-unknown" in text
    assert "A-4 Titel A-4 everyone ready" in text
    assert "released to the public" not in text


def test_accepted_findings_are_folded_with_date_and_reason_and_held_datasets_have_no_dead_link() -> None:
    page = build(check(find(), baseline=[Acceptance(ONE, LATER, "wird geklärt")]))
    assert "Accepted findings 1" in page.text
    assert "Daten › D2 A-1 31 March 2027 wird geklärt" in page.text
    assert "1 of them is an error and still holds its dataset back." in page.text
    assert "held back by: licence-unknown" in page.text


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_link_leads_somewhere_on_the_page_and_every_id_stands_once(language: str) -> None:
    findings = [find(), find("title-missing", key="A-2"), find("date-invalid", severity=Severity.WARNING)]
    page = build(check(*findings), check(find(), baseline=[Acceptance(ONE, LATER)]), translator=Translator(language))
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert {link["href"] for link in page.all("a")} <= {f"#{name}" for name in ids}


def test_several_inventories_have_a_table_of_contents() -> None:
    assert "Contents Daten des Amts" in build(check(find()), check(find())).text
    assert "Contents" not in build(check(find())).text


def test_the_page_speaks_german() -> None:
    page = build(check(find(severity=Severity.WARNING), find()), translator=GERMAN)
    assert page.all("html") == [{"lang": "de"}]
    assert "Prüfbericht" in page.text
    assert "22.11.2026" in page.text
    assert "„CC?“ steht nicht in der Lizenzliste" in page.text


def test_headings_leave_no_level_out() -> None:
    levels = [int(tag[1]) for tag, _ in build(check(find()), check(find())).elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))


def test_fields_and_tables_have_names() -> None:
    page = build(check(find(row=2), find(row=3)))
    labels = {label.get("for") for label in page.all("label")}
    named = [box for box in page.all("input") if box.get("type") != "checkbox"]
    assert all(box["id"] in labels for box in named)
    assert all(cell.get("scope") == "col" for cell in page.all("th"))


def test_nothing_is_fetched_from_anywhere() -> None:
    text = build_check_page([check(find())], ENGLISH)
    assert not re.search(r"""(?:src|href)\s*=\s*["'](?!#)""", text)
    assert "@import" not in text
    assert "url(" not in text


def test_only_its_own_style_and_script_may_run() -> None:
    text = build_check_page([check(find(text=HOSTILE))], ENGLISH)
    policy = html.unescape(re.findall(r'Content-Security-Policy" content="([^"]*)"', text)[0])
    for tag in ("style", "script"):
        (content,) = re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        name = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{name}'" in policy
    assert policy.startswith("default-src 'none'; ")


def test_whatever_cells_say_is_text() -> None:
    hostile = find(
        text=HOSTILE,
        key=HOSTILE,
        title=HOSTILE,
        heading=HOSTILE,
        workbook=HOSTILE,
        comment=HOSTILE,
        snippet=HOSTILE,
        nearest=(HOSTILE,),
        message=say("“{text}”", text=HOSTILE),
    )
    accepted = Acceptance(Identity("licence-unknown", "amt", "A-9", "Lizenz", HOSTILE), LATER, HOSTILE)
    page = build(check(hostile, find(key="A-9", text=HOSTILE), baseline=[accepted]), check(hostile))
    assert len(page.all("script")) == 1
    assert page.all("img") == []
    assert "{{ 7*7 }}" in page.text


def test_without_its_script_everything_is_there_but_the_filter() -> None:
    page = build(check(find(), releases={"A-1": CLOSED}))
    hidden = [attributes for _, attributes in page.elements if "hidden" in attributes]
    assert [attributes["id"] for attributes in hidden] == ["filter"]
