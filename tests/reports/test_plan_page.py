"""The page of a plan: whole, harmless, and in words of people."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from tests.reports.small_plan import HOSTILE, LONG, PLAN, UPDATE, cell, entry
from toolkit.model.dataset import Group
from toolkit.model.entry import Entry, Value
from toolkit.model.message import say
from toolkit.model.plan import Blocked, Clash, Conflict, Create, FieldChange, Plan, Unchanged, Update, Withdraw
from toolkit.reports.language import Translator
from toolkit.reports.planpage import build_plan_page

EMPTY = Plan("folder:/katalog", ("gruen",), "f", ())
SPEAKERS = {language: Translator(language) for language in ("en", "de")}
VOID = frozenset({"meta", "br", "img", "input", "link", "hr"})


class Page(HTMLParser):
    """Reads a page as a browser does, and complains of tags that do not close."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.words: list[str] = []
        self.texts: dict[str, list[str]] = {}
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        found = dict(attrs)
        self.ids += [name] if (name := found.get("id")) else []
        self.links += [found["href"] or ""] if tag == "a" else []
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.words.append(data)
            self.texts.setdefault(self.open[-1], []).append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def build(plan: Plan = PLAN, language: str = "en") -> Page:
    return Page(build_plan_page(plan, SPEAKERS[language]))


@pytest.fixture(scope="module")
def page() -> Page:
    return build()


def part(page: Page, start: str, end: str) -> str:
    """Give what stands between two texts."""
    return page.text.split(start, 1)[1].split(end, 1)[0]


def test_the_page_is_whole_in_itself_and_runs_nothing(page: Page) -> None:
    raw = build_plan_page(PLAN, SPEAKERS["en"])
    assert "script" not in page.tags
    assert not {"img", "link", "iframe", "form"} & set(page.tags)
    assert all(link.startswith("#") for link in page.links)
    assert re.search(r"default-src &#39;none&#39;; style-src &#39;sha256-|default-src 'none'; style-src 'sha256-", raw)
    assert not re.search(r"\son\w+=", raw)


def test_hostile_texts_are_only_texts(page: Page) -> None:
    assert HOSTILE in page.text
    reason = say("{text}", text=HOSTILE)
    every = replace(
        PLAN,
        target=f"https://{HOSTILE}",
        inventories=(HOSTILE,),
        guards=(reason,),
        undoes=HOSTILE,
        changes=(
            Create(HOSTILE, HOSTILE, HOSTILE, Entry(HOSTILE, HOSTILE, {"title": HOSTILE, "private": False})),
            Update("1", "t", HOSTILE, "i", "r", entry(1), entry(1), (FieldChange(HOSTILE, HOSTILE, HOSTILE * 9),)),
            Conflict("2", "t", HOSTILE, (Clash("notes", HOSTILE * 5, HOSTILE * 5 + "x", HOSTILE * 4),)),
            Blocked("3", "t", HOSTILE, reason, reason),
            Withdraw("4", "t", HOSTILE, "i", "r", reason),
            Unchanged("5", HOSTILE, HOSTILE),
        ),
    )
    assert "script" not in build(every).tags


def test_every_link_leads_to_a_place_on_the_page(page: Page) -> None:
    assert {link.removeprefix("#") for link in page.links} <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))


def test_every_dataset_has_an_anchor(page: Page) -> None:
    assert {f"d-gruen-{number}" for number in range(1, 11)} <= set(page.ids)


def test_two_changes_of_one_dataset_have_two_anchors() -> None:
    twice = replace(PLAN, changes=(PLAN.changes[4], replace(PLAN.changes[7], identifier="gruen:5")))
    assert {"d-gruen-5", "d-gruen-5-2"} <= set(build(twice).ids)


def test_the_summary_says_who_will_see_what(page: Page) -> None:
    short = part(page, "In short", "Perhaps only")
    assert "2 datasets become visible to everyone: Bäume , Wege" in short
    assert "2 datasets are visible to staff only from then on: Bänke , Gärten" in short
    assert "1 dataset is deleted: Alte Liste" in short
    assert f"1 dataset is new, for staff only: {HOSTILE}" in short
    assert "1 dataset changes; who may see it stays the same: Parks" in short
    assert "1 dataset of gruen waits for a decision of its department" in short
    assert "1 dataset of gruen cannot be written before something is corrected." in short
    assert "2 values that somebody edited in the catalogue stay." in short
    assert "2 datasets stay as they are." in short
    assert "The organisation “Grünes Amt” (gruenes-amt) is created." in short
    assert "http://ckan.example.org is not encrypted" in short


def test_a_long_list_of_titles_is_cut() -> None:
    many = tuple(Withdraw(f"a:{n}", f"T{n}", "a", "i", "r", say("x")) for n in range(6))
    assert "T0 , T1 , T2 , T3 and 2 more" in build(replace(EMPTY, changes=many)).text
    assert "more" not in part(build(replace(EMPTY, changes=many[:4])), "In short", "gruen")


def test_a_guard_stands_first_and_in_red(page: Page) -> None:
    assert page.text.index("This plan is stopped 12 datasets would be withdrawn") < page.text.index("In short")
    assert "This plan is stopped" not in build(replace(PLAN, guards=())).text


def test_the_order_is_what_protects_then_what_waits_then_the_rest(page: Page) -> None:
    headings = [
        "Datasets that are deleted",
        "Datasets that leave the public",
        "Datasets that wait for a decision",
        "Datasets that wait for a correction",
        "Datasets that are taken over",
        "Datasets that change",
        "New datasets",
        "Datasets with values edited in the catalogue",
    ]
    places = [page.text.index(heading) for heading in headings]
    assert places == sorted(places)


def test_a_long_text_shows_the_words_that_changed(page: Page) -> None:
    assert page.texts["del"][0] == "Alt"
    assert page.texts["ins"][0] == "Neu"
    assert LONG.strip() not in part(page, "Wege", "New datasets")


def test_a_list_shows_what_went_and_what_came(page: Page) -> None:
    assert "Fahrrad" in page.texts["del"]
    assert "Zählung" in page.texts["ins"]
    assert "now: Verkehr, Zählung" in page.text


def test_a_short_value_stands_before_and_after_with_its_cell(page: Page) -> None:
    assert "title Park Parks Daten › C8" in page.text
    assert "https://example.org/alt https://example.org/neu Daten › E6" in page.text


def test_a_resource_is_named_by_its_title(page: Page) -> None:
    assert "Tabelle web address of the file to download url" in page.text


def test_a_conflict_shows_all_three_values_and_the_cell(page: Page) -> None:
    assert "Brunnen Trinkbrunnen Stadtbrunnen Daten › C11" in page.text


def test_a_long_conflict_shows_how_each_side_differs_from_the_last_push() -> None:
    clash = Clash("notes", LONG + "Ende.", LONG + "Schluss.", LONG + "Aus.")
    found = build(replace(EMPTY, changes=(Conflict("gruen:1", "x", "gruen", (clash,)),)))
    assert found.texts["del"] == ["Ende", "Ende"]
    assert found.texts["ins"] == ["Schluss", "Aus"]


def test_what_people_edited_stays_and_is_told(page: Page) -> None:
    assert "contact maintainer : Open-Data-Stelle (in the sheet: Amt 61)" in page.text
    assert "title: Wanderpfade (in the sheet: Pfade)" in page.text


def test_a_blocked_dataset_says_why_and_what_to_do(page: Page) -> None:
    assert "gruen:8 · Daten › C12 the licence is missing Next step: Enter a licence." in page.text


def test_a_new_dataset_says_who_will_see_it_and_what_it_says(page: Page) -> None:
    told = part(page, "What the dataset will say", "Datasets with values")
    assert "gruen:1 · Daten › C5 · for the public · 1 link or file" in page.text
    assert "who may see it private everyone" in told
    assert "frequency annual" in told.casefold()
    assert "1 March 2024" in told
    assert "12,345" in told
    assert "extras.unbekannt x" in told


def test_a_long_value_is_folded_with_nothing_lost(page: Page) -> None:
    told = part(page, "What the dataset will say", "organisation")
    assert "".join(LONG.split()) in "".join(told.replace(" more ", " ").split())


def test_datasets_that_stay_are_folded(page: Page) -> None:
    assert "1 dataset stays as it is Ruhe gruen:10" in page.text


def test_checks_show_what_is_in_the_way_first_and_what_is_good_folded(page: Page) -> None:
    asked = part(page, "Asked of the catalogue beforehand", "Contents")
    assert asked.index("Error it is empty") < asked.index("Warning no such licence Next step: ask for it")
    assert "gruen:8 and 4 more" in asked
    assert "1 thing is in order CKAN 2.12.0" in asked


def test_likenesses_show_both_sides(page: Page) -> None:
    assert "Einwohner statistik:1 Einwohnerzahl statistik:9 93 % inventar.xlsx › Daten › A3" in page.text


def test_each_inventory_has_its_figures_and_its_file(page: Page) -> None:
    assert "gruen inventar.xlsx become public 2 leave the public 3 change otherwise 1 wait 2 stay 2" in page.text
    assert "leer become public 0" in page.text


def test_a_plan_that_takes_back_a_run_says_so() -> None:
    assert "This plan takes back the run 2026-x." in build(replace(PLAN, undoes="2026-x")).text


def test_a_group_that_is_created_is_told() -> None:
    assert "The group “Umwelt” (env) is created." in build(replace(PLAN, groups=(Group("env", "Umwelt"),))).text


def test_an_empty_plan_says_that_nothing_would_be_written() -> None:
    assert "Nothing would be written." in build(EMPTY).text
    assert "in the catalogue /katalog" in build(EMPTY).text
    assert "Nothing would be written." not in build().text


def test_fields_of_a_folder_have_the_same_words() -> None:
    change = replace(
        UPDATE, changes=(FieldChange("description", "a", "b"), FieldChange("resources.r1.checksum", "1", "2"))
    )
    text = build(replace(PLAN, target="folder:/k", changes=(change,))).text
    assert "description a b" in text
    assert "Tabelle content of the file checksum 1 2" in text


def test_the_page_speaks_german() -> None:
    raw = build_plan_page(PLAN, SPEAKERS["de"])
    assert '<html lang="de">' in raw
    assert "jährlich" in raw


def test_thousand_new_datasets_stay_below_two_megabytes() -> None:
    notes = "Ein Text über einen Datensatz. " * 60
    fields: dict[str, Value] = {
        "title": "Titel",
        "notes": notes,
        "private": False,
        **{f"extras.f{n}": "Wert" * 5 for n in range(30)},
    }
    new = tuple(
        Create(f"gruen:{n}", f"Titel {n}", "gruen", Entry(f"gruen:{n}", f"n{n}", fields), {"title": cell(n + 2)})
        for n in range(1000)
    )
    page = build_plan_page(replace(EMPTY, changes=new), SPEAKERS["de"])
    assert len(page.encode()) < 2_000_000
    assert "f29" not in page
    whole = build_plan_page(replace(EMPTY, changes=new[:300]), SPEAKERS["de"])
    assert "f29" in whole


def test_thousand_changed_and_unchanged_datasets_stay_below_two_megabytes() -> None:
    before, after = "Ein Text über einen Datensatz. " * 60, "Ein Text über manchen Datensatz. " * 60
    changes = (FieldChange("notes", before, after, cell(5)), FieldChange("title", "Alt", "Neu", cell(6)))
    changed = tuple(Update(f"gruen:{n}", f"T{n}", "gruen", "i", "r", entry(n), entry(n), changes) for n in range(100))
    calm = tuple(Unchanged(f"gruen:{n}", f"Titel {n}", "gruen") for n in range(100, 1100))
    page = build_plan_page(replace(EMPTY, changes=(*changed, *calm)), SPEAKERS["en"])
    assert len(page.encode()) < 2_000_000
