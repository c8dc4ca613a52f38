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
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.reports.small_check import CLOSED, DAY, PUBLIC, check, find
from toolkit.checks.baseline import Acceptance, Checked, Identity, judge
from toolkit.model.dataset import Agent, ContactPoint, Dataset, Described, Distribution, Period, Place
from toolkit.model.finding import Severity
from toolkit.model.grid import CellRef
from toolkit.model.inventory import Inventory
from toolkit.model.message import say
from toolkit.model.release import Audience, Reason, Release, Verdict
from toolkit.reports import datasetcards, shownkinds
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


def test_each_dataset_says_who_may_see_it_why_and_what_holds_it_back() -> None:
    reasons = (
        Reason(say("the dataset holds personal data"), find(row=8).place.cell, verdict=Verdict.BLOCKED),
        Reason(say("released to the public"), verdict=Verdict.RELEASED),
    )
    releases = {"A-1": PUBLIC, "A-2": Release(Audience.STAFF), "A-3": Release(Audience.NOBODY, reasons), "A-4": PUBLIC}
    text = build(check(find(key="A-1"), find(key="A-3"), releases=releases)).text
    assert "A-1 Titel A-1 everyone – held back by errors 1 Error" in text
    assert "Everyone may see it, as soon as its errors are corrected. held back by: licence-unknown" in text
    assert "A-2 Titel A-2 staff only – ready Release decision Only signed-in staff would see it" in text
    assert "A-3 Titel A-3 nobody – not released 1 Error" in text
    assert "Nobody sees it in the catalogue. the dataset holds personal data (Daten › D8) Errors: licence" in text
    assert "A-4 Titel A-4 everyone – ready" in text
    assert "released to the public" not in text


def test_only_what_may_be_public_is_shown_as_in_the_catalogue() -> None:
    releases = {"A-1": PUBLIC, "A-2": Release(Audience.STAFF), "A-3": CLOSED}
    page = build(check(releases=releases))
    assert page.text.count("How it would look in the catalogue") == 1
    assert [one["class"] for one in page.all("div") if one.get("class") == "preview"] == ["preview"]
    assert len(page.all("details")) == 3


def test_a_finding_stands_at_its_dataset_with_cell_and_next_step() -> None:
    text = build(check(find(nearest=("CC BY",), remedy="Correct it."), find("title-missing", text="", row=3))).text
    told = "Findings 2 Error “CC?” is not in the licence list. Cell Daten › D2, Column Lizenz Next step: Write the"
    assert told in text
    assert "full name. Did you mean “CC BY”?" in text


def test_the_first_screen_counts_in_a_sentence() -> None:
    releases = {"A-1": PUBLIC, "A-2": Release(Audience.STAFF), "A-3": CLOSED, "A-4": PUBLIC}
    text = build(check(find(key="A-4"), releases=releases)).text
    assert "2 of 4 datasets are ready for the catalogue. 1 is held back by errors, which you can correct" in text
    assert "1 is not released; your office decides about that." in text


def test_what_is_missing_names_what_holds_back_first() -> None:
    missing = [find("contact-missing", key=f"B-{row}", row=row, severity=Severity.WARNING) for row in (3, 4)]
    text = build(check(*missing, find())).text
    assert "Missing A licence is not in the licence list of DCAT-AP.de. holds back 1 dataset" in text
    assert re.search(r"holds back 1 dataset [^.]+\. 2 datasets Errors", text)


def test_where_nothing_frees_a_dataset_the_most_frequent_warnings_come_first() -> None:
    warnings = [find("theme-missing", text="", row=row, severity=Severity.WARNING) for row in (2, 3)]
    assert "“” is not in the licence list. That is so at 2 places." in build(check(*warnings)).text


def test_decisions_are_counted_with_their_reasons() -> None:
    text = build(check(releases={"A-1": CLOSED, "A-2": CLOSED, "A-3": PUBLIC})).text
    assert "everyone all together 1 – nobody all together 2 – nobody “nein”: not released 2 –" in text


def test_a_dataset_has_an_address_of_its_own() -> None:
    page = build(check(find(key="GA 1/2"), find(key="A-1")), check(find(key="A-1")))
    ids = [one["id"] for one in page.all("li") if "id" in one]
    assert ids == ["dataset-GA-1-2", "dataset-A-1", "dataset-A-1-2"]
    assert {"href": "#dataset-A-1-2"} in page.all("a")


def test_offices_can_be_chosen_where_there_are_several() -> None:
    def of(name: str, key: str) -> Described:
        return Described(Dataset("amt", key, "T", creator=Agent(name)), frozenset())

    def build_of(*names: str) -> Page:
        described = tuple(of(name, str(number)) for number, name in enumerate(names))
        releases = (PUBLIC,) * len(names)
        return build(judge(Inventory("amt", "Amt", "a.xlsx", "/", "amt", 1, described, releases, ()), (), DAY))

    assert "Amt 61" in [one["value"] for one in build_of("Amt 61", "Amt 12").all("option")]
    assert [one.get("id") for one in build_of("Amt 61", "Amt 61").all("select")] == ["order"]


def test_what_is_too_much_is_left_out_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(datasetcards, "MOST_CARDS", 2)
    monkeypatch.setattr(datasetcards, "MOST_PREVIEWS", 1)
    monkeypatch.setattr(shownkinds, "MOST_IN_GROUP", 14)
    releases = {f"A-{number}": PUBLIC for number in range(4)}
    findings = [find(key="A-3", row=row) for row in range(2, 18)]
    page = build(check(*findings, releases=releases))
    assert "2 of 4 datasets are shown one by one" in page.text
    assert [one["id"] for one in page.all("li") if "id" in one] == ["dataset-A-0", "dataset-A-3"]
    assert "There are too many datasets to show each as in the catalogue." in page.text
    assert "2 more cells Cell" in page.text
    assert "2 further cells say the same; to keep this page small they are not listed." in page.text


def test_accepted_findings_are_folded_with_date_and_reason_and_held_datasets_have_no_dead_link() -> None:
    page = build(check(find(), baseline=[Acceptance(ONE, LATER, "wird geklärt")]))
    assert "Accepted findings 1" in page.text
    assert "Daten › D2 A-1 31 March 2027 wird geklärt" in page.text
    assert "1 of them is an error and still holds its dataset back." in page.text
    assert "held back by: licence-unknown" in page.text
    assert "Column Lizenz accepted until 31 March 2027" in page.text


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_link_leads_somewhere_on_the_page_and_every_id_stands_once(language: str) -> None:
    findings = [find(), find("title-missing", key="A-2"), find("date-invalid", severity=Severity.WARNING)]
    page = build(check(*findings), check(find(), baseline=[Acceptance(ONE, LATER)]), translator=Translator(language))
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert {str(link["href"]) for link in page.all("a")} <= {f"#{name}" for name in ids}
    named = [name for _, attributes in page.elements for name in str(attributes.get("aria-labelledby", "")).split()]
    assert {name for name in named if name != "None"} <= set(ids)


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
    assert not re.search(r"""(?:src|srcset|action|data)\s*=\s*["']""", text.split("<script>")[0])
    assert {tag for tag, attributes in Page(text).elements if "href" in attributes} == {"a"}
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


def build_from(text: str) -> str:
    """Write a page in which every cell says this text."""
    part = Distribution(text or "x", text, text, access_url=text, format=text, license=text, attribution=text)
    dataset = Dataset(
        "amt", text, text, text, publisher=Agent(text, url=text, email=text), contact=ContactPoint(text, text, text),
        keywords=(text,), themes=(text,), license=text, modified=text, landing_page=text, spatial=Place(text, text),
        temporal=Period(text, text), distributions=(part,),
    )  # fmt: skip
    reason = Reason(say("“{text}”", text=text), find().place.cell, text=text)
    finding = find(
        text=text, key=text, title=text, heading=text, comment=text, snippet=text, nearest=(text or "x",),
        message=say("“{text}” is odd", text=text),
    )  # fmt: skip
    described = Described(dataset, frozenset(), origins={"key": CellRef("amt.xlsx", "Daten", 2, 1)})
    release = Release(Audience.PUBLIC, (reason,))
    inventory = Inventory("amt", text, text, "/", text, 1, (described,), (release,), (finding,))
    return build_check_page([judge(inventory, (), DAY)], ENGLISH)


NASTY = st.text(
    st.one_of(st.sampled_from("<>\"'&/=`{}%-!\\\x00\x07\x1b\u202e\u2066\r\n "), st.characters(codec="utf-8")),
    max_size=40,
)
TRICKS = ("", HOSTILE, "=cmd|' /C calc'!A0", "javascript:alert(1)", "--><svg onload=x>", "]]></title>", "https://a/'\"")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(before=st.one_of(st.sampled_from(TRICKS), NASTY), after=NASTY)
def test_no_text_of_a_cell_makes_an_element_or_an_attribute(before: str, after: str) -> None:
    page = Page(build_from(f"{before}<x-evil onx=1>{after}"))
    assert "x-evil" not in {tag for tag, _ in page.elements}
    assert "<x-evil onx=1>" in page.text
    assert (len(page.all("script")), page.all("img"), page.all("iframe")) == (1, [], [])
    assert not [name for _, attributes in page.elements for name in attributes if name.startswith(("on", "style"))]
    assert all(str(link["href"]).startswith(("#", "http://", "https://", "mailto:")) for link in page.all("a"))


def test_a_cell_as_long_as_cells_can_be_does_not_swell_the_page() -> None:
    plain, long = len(build_from("Plain")), build_from("x" * 32_767)
    assert len(long) < plain + 40_000
    assert "x" * 1400 in long
