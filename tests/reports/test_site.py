from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.catalogues.folder import write_site
from toolkit.model.entry import Entry, Resource, Value
from toolkit.model.path import DATASET_PATHS, DISTRIBUTION_PATHS
from toolkit.reports.language import Translator
from toolkit.reports.site import Beside, Masthead, build_site

EU = "http://publications.europa.eu/resource/authority/"
GERMAN, ENGLISH = Translator("de"), Translator("en")
TREES = Entry(
    "gruenes-amt:GA-001",
    "baumkataster",
    {
        "private": False,
        "owner_org": "gruenes-amt",
        "title": "Baumkataster",
        "description": "Alle Straßenbäume.\n\nOhne Privatgrund.",
        "keywords": ("Bäume",),
        "themes": (f"{EU}data-theme/ENVI", "https://example.org/unbekannt"),
        "license": "http://dcat-ap.de/def/licenses/dl-by-de/2.0",
        "frequency": f"{EU}frequency/ANNUAL",
        "modified": "2025-03-01",
        "temporal.start": "2019",
        "temporal.end": "2024-06",
        "publisher.name": "Stadt Musterstadt",
        "contact.email": "daten@example.org",
        "landing_page": "https://example.org/baeume",
    },
    (
        Resource(
            "res-1",
            {
                "title": "Alle Bäume",
                "format": f"{EU}file-type/CSV",
                "download_url": "https://example.org/baeume.csv",
                "access_url": "https://example.org/",
                "byte_size": 1_500_000,
            },
        ),
    ),
)
TRAFFIC = Entry("verkehr:1", "zaehlung", {"private": False, "title": "Ägyptische Zählung", "publisher.name": "Amt"})
SECRET = Entry("geheim:1", "geheim", {"private": True, "title": "Geheim"}, (Resource("res-9", {"title": "Geheim"}),))


class Page(HTMLParser):
    """What a browser would see of a page: tags, attributes and texts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, attribute: str, *tags: str) -> list[str]:
        found = [attributes.get(attribute) for tag, attributes in self.tags if not tags or tag in tags]
        return [value for value in found if value is not None]


def html_pages(pages: dict[str, str]) -> list[Page]:
    return [Page(text) for name, text in pages.items() if name.endswith(".html")]


texts = st.text(max_size=40) | st.sampled_from(
    ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "javascript:alert(1)", " JaVaScRiPt:alert(1)"]
)
values: st.SearchStrategy[Value] = texts | st.integers() | st.none() | st.lists(texts, max_size=3).map(tuple)
resources = st.builds(Resource, st.uuids().map(str), st.dictionaries(st.sampled_from(DISTRIBUTION_PATHS), values))
entries = st.builds(
    lambda fields, name, parts: Entry(f"amt:{name}", f"datensatz-{name}", fields, tuple(parts)),
    st.dictionaries(st.sampled_from([*DATASET_PATHS, "owner_org"]), values, max_size=12),
    st.integers(0, 9999),
    st.lists(resources, max_size=2),
)


def make_private(entry: Entry, private: Value) -> Entry:
    fields = {key: value for key, value in entry.fields.items() if key != "private"}
    return replace(entry, name=f"{entry.name}-p", fields=fields if private is None else fields | {"private": private})


@given(entries, st.sampled_from([True, None, "false", 0, ""]))
@settings(max_examples=60, deadline=None)
def test_a_private_entry_leaves_no_trace_at_all(entry: Entry, private: Value) -> None:
    hidden = make_private(entry, private)
    beside = Beside(
        {str(hidden.fields.get("owner_org")): "Geheimes Amt"},
        {hidden.name: "packages/geheim/datapackage.json"},
        {resource.id: "packages/geheim/geheim.csv" for resource in hidden.resources},
    )
    assert build_site([TREES, hidden], GERMAN, beside=beside) == build_site([TREES], GERMAN)


@given(entries)
@settings(max_examples=60, deadline=None)
def test_no_text_of_an_entry_becomes_markup_or_a_dangerous_link(entry: Entry) -> None:
    shown = replace(entry, fields={**entry.fields, "private": False})
    pages = build_site([shown], GERMAN, Masthead(str(entry.fields.get("title")), links=(("x", "javascript:1"),)))
    bare = build_site([Entry("a:1", "x", {"private": False})], GERMAN)
    allowed = {tag for page in html_pages(bare) for tag, _ in page.tags}
    allowed |= {"input", "fieldset", "legend", "details", "dl", "dt", "dd", "div", "span", "ul", "li", "a", "p", "h3"}
    for page in html_pages(pages):
        assert {tag for tag, _ in page.tags} <= allowed
        assert not [name for _, attributes in page.tags for name in attributes if name.startswith("on")]
        for href in page.all("href", "a"):
            assert re.match(r"https?://|mailto:|#main$|\.\./index\.html|dataset/[\w.~-]+\.html$", href), href


def test_links_to_anything_but_web_and_mail_are_plain_text() -> None:
    fields: dict[str, Value] = {
        "private": False,
        "title": "x",
        "landing_page": "javascript:alert(1)",
        "publisher.name": "Amt",
        "publisher.url": "data:text/html,x",
        "contact.email": "kein Postfach",
    }
    resource = Resource("r", {"download_url": "file:///etc/passwd", "access_url": "//example.org/x"})
    page = Page(build_site([Entry("a:1", "x", fields, (resource,))], ENGLISH)["dataset/x.html"])
    assert page.all("href", "a") == ["#main", "../index.html", "../index.html#organization=amt"]
    for text in ("javascript:alert(1)", "kein Postfach", "file:///etc/passwd", "//example.org/x"):
        assert text in page.text


def test_markup_in_a_cell_is_shown_as_it_was_written() -> None:
    entry = replace(TREES, fields={**TREES.fields, "title": "<script>alert(1)</script>", "description": "<b>fett</b>"})
    pages = build_site([entry], ENGLISH)
    for name in ("index.html", "dataset/baumkataster.html"):
        assert "<script>alert" not in pages[name]
        assert "<script>alert(1)</script>" in Page(pages[name]).text
        assert "<b>fett</b>" in Page(pages[name]).text


def test_the_site_asks_nobody_else_for_anything() -> None:
    pages = build_site([TREES, TRAFFIC], GERMAN)
    for page in html_pages(pages):
        loaded = page.all("src") + page.all("href", "link") + page.all("action") + page.all("srcset")
        assert {address.removeprefix("../") for address in loaded} <= {"assets/site.css", "assets/site.js", "data:,"}
        assert any("default-src 'none'" in policy for policy in page.all("content", "meta"))
    for asset in ("assets/site.css", "assets/site.js"):
        assert not re.search(r"https?:|url\(|@import|fetch\(|XMLHttpRequest|innerHTML|eval\(", pages[asset])


def test_every_page_links_only_to_pages_that_are_there() -> None:
    pages = build_site([TREES, TRAFFIC, replace(TREES, name="con"), replace(TREES, name="mit Blank")], GERMAN)
    found = {href for href in Page(pages["index.html"]).all("href", "a") if href != "#main"}
    assert found == {f"dataset/{name}.html" for name in ("baumkataster", "zaehlung", "con~", "mit%20Blank")}
    assert {name.replace(" ", "%20") for name in pages if name.startswith("dataset/")} == found


def test_the_order_of_entries_makes_no_difference() -> None:
    many = [replace(TREES, name=f"n-{i}", identifier=f"a:{i}") for i in range(5)] + [TRAFFIC, SECRET]
    assert build_site(many, GERMAN) == build_site(many[::-1], GERMAN)


def test_entries_are_sorted_as_a_german_dictionary_does() -> None:
    titles = ["Zoo", "Ärzte", "Bäume", "Bau", "apotheken"]
    found = [Entry(f"a:{i}", f"n{i}", {"private": False, "title": title}) for i, title in enumerate(titles)]
    listed = re.findall(r"<h3><a [^>]*>([^<]*)</a>", build_site(found, GERMAN)["index.html"])
    assert listed == ["apotheken", "Ärzte", "Bau", "Bäume", "Zoo"]


def test_facets_show_labels_and_count_public_datasets() -> None:
    beside = Beside(organizations={"gruenes-amt": "Grünes Amt", "geheim": "Geheimes Amt"})
    other = replace(TREES, name="zweiter", identifier="gruenes-amt:2")
    index = build_site([TREES, other, TRAFFIC, SECRET], GERMAN, beside=beside)["index.html"]
    options = re.findall(r'name="(\w+)" value="([^"]+)".*?class="name">([^<]*)<.*?class="count">(\d+)<', index)
    assert ("theme", "envi", "Umwelt", "2") in options
    assert ("theme", "https-example-org-unbekannt", "https://example.org/unbekannt", "2") in options
    assert ("organization", "gruenes-amt", "Grünes Amt", "2") in options
    assert ("organization", "amt", "Amt", "1") in options
    assert ("format", "csv", "CSV", "2") in options
    assert ("license", "dl-by-de-2-0", "Datenlizenz Deutschland Namensnennung 2.0", "2") in options
    assert "Geheim" not in index


def test_every_value_of_a_facet_has_a_word_of_its_own() -> None:
    names = ["Amt A", "amt-a", "Ämt a", "???", "!!!", "x" * 99, "x" * 98]
    found = [Entry(f"a:{i}", f"n{i}", {"private": False, "publisher.name": name}) for i, name in enumerate(names)]
    tokens = re.findall(r'name="organization" value="([^"]+)"', build_site(found, GERMAN)["index.html"])
    assert len(set(tokens)) == len(names)
    assert all(re.fullmatch(r"[a-z0-9-]+", token) for token in tokens)


def test_labels_follow_the_language_and_unknown_values_stay() -> None:
    german, english = (build_site([TREES], speaker)["dataset/baumkataster.html"] for speaker in (GERMAN, ENGLISH))
    assert '<html lang="de">' in german
    assert '<html lang="en">' in english
    assert "Umwelt" in Page(german).text
    assert "Environment" in Page(english).text
    assert "jährlich" in Page(german).text
    assert "https://example.org/unbekannt" in Page(german).text
    assert "01.03.2025" in Page(german).text
    assert "1 March 2025" in Page(english).text
    assert "1,5 MB" in Page(german).text


def test_a_dataset_page_leads_to_the_data() -> None:
    beside = Beside(
        packages={"baumkataster": "packages/baumkataster/datapackage.json"}, files={"res-1": "packages/ä b.csv"}
    )
    page = Page(build_site([TREES], ENGLISH, beside=beside)["dataset/baumkataster.html"])
    links = page.all("href", "a")
    assert "../packages/baumkataster/datapackage.json" in links
    assert "../packages/%C3%A4%20b.csv" in links
    assert {"https://example.org/baeume.csv", "https://example.org/", "mailto:daten@example.org"} <= set(links)


def test_description_paragraphs_stay_paragraphs() -> None:
    page = build_site([TREES], ENGLISH)["dataset/baumkataster.html"]
    assert re.findall(r'<p class="paragraph">([^<]*)</p>', page) == ["Alle Straßenbäume.", "Ohne Privatgrund."]


def test_fields_that_the_model_does_not_know_are_not_shown() -> None:
    entry = replace(TREES, fields={**TREES.fields, "notiz": "intern-4711", "path": "intern-4711"})
    resource = replace(TREES.resources[0], fields={"path": "intern-4711/baeume.csv", "notiz": "intern-4711"})
    pages = build_site([replace(entry, resources=(resource,))], ENGLISH)
    assert not [name for name, text in pages.items() if "intern-4711" in text]


def test_without_javascript_the_whole_list_is_readable() -> None:
    page = Page(build_site([TREES, TRAFFIC], ENGLISH)["index.html"])
    hidden = [attributes.get("id") for _, attributes in page.tags if "hidden" in attributes]
    assert {"search", "facets", "sort", "nothing"} <= set(hidden)
    assert not [attributes for tag, attributes in page.tags if tag == "li" and "hidden" in attributes]
    assert "2 datasets" in page.text


def test_an_empty_catalogue_says_so() -> None:
    pages = build_site([SECRET], ENGLISH)
    assert sorted(pages) == ["assets/site.css", "assets/site.js", "index.html"]
    assert "There is no public dataset yet." in Page(pages["index.html"]).text


@pytest.mark.parametrize("name", ["index.html", "dataset/baumkataster.html"])
def test_every_page_has_landmarks_a_skip_link_and_one_main_heading(name: str) -> None:
    page = Page(build_site([TREES], ENGLISH)[name])
    tags = [tag for tag, _ in page.tags]
    assert [tags.count(tag) for tag in ("header", "main", "footer", "h1", "title")] == [1, 1, 1, 1, 1]
    assert page.all("href", "a")[0] == "#main"
    ids = page.all("id")
    assert len(ids) == len(set(ids))
    assert set(page.all("aria-labelledby") + page.all("for") + page.all("aria-controls")) <= set(ids)


def test_a_withdrawn_entry_loses_its_page(tmp_path: Path) -> None:
    write_site(tmp_path, build_site([TREES, TRAFFIC], GERMAN))
    withdrawn = replace(TREES, fields={**TREES.fields, "private": True})
    write_site(tmp_path, build_site([withdrawn, TRAFFIC], GERMAN))
    everything = "".join(path.read_text(encoding="utf-8") for path in (tmp_path / "site").rglob("*.*"))
    assert "aumkataster" not in everything
    assert "Zählung" in everything
