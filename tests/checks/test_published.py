"""What rules look at: every text and every web address that is published, each with its field."""

from __future__ import annotations

from toolkit.checks.published import Said, list_links, list_links_of, list_texts
from toolkit.model.dataset import Agent, ContactPoint, DataService, Dataset, Described, Distribution, Place, Series

PARTS = (
    Distribution("x", "Tabelle", "Alle Bäume", "https://a.example.org", "https://b.example.org", attribution="Stadt"),
    Distribution("y", access_url="https://c.example.org", download_url="https://c.example.org"),
    Distribution("z", download_url="https://d.example.org"),
)
FULL = Dataset(
    "amt",
    "1",
    "Bäume",
    "Wo sie stehen",
    publisher=Agent("Stadt", url="https://stadt.example.org"),
    creator=Agent("Amt", url="https://amt.example.org"),
    contact=ContactPoint("Auskunft", url="https://hilfe.example.org"),
    keywords=("Baum", "Park"),
    attribution="Stadt Musterhausen",
    provenance="Begehung",
    spatial=Place("Innenstadt"),
    landing_page="https://example.org",
    distributions=PARTS,
)


def describe(dataset: Dataset) -> Described:
    return Described(dataset, frozenset())


def test_every_text_that_people_read_is_looked_at_with_its_field() -> None:
    assert list(list_texts(describe(FULL))) == [
        Said("Bäume", "title"),
        Said("Wo sie stehen", "description"),
        Said("Stadt", "publisher.name"),
        Said("Amt", "creator.name"),
        Said("Auskunft", "contact.name"),
        Said("Stadt Musterhausen", "attribution"),
        Said("Begehung", "provenance"),
        Said("Innenstadt", "spatial.text"),
        Said("Baum", "keywords"),
        Said("Park", "keywords"),
        Said("Tabelle", "title", "x"),
        Said("Alle Bäume", "description", "x"),
        Said("Stadt", "attribution", "x"),
    ]


def test_every_address_is_looked_at_once_with_its_field() -> None:
    assert list(list_links(describe(FULL))) == [
        Said("https://example.org", "landing_page"),
        Said("https://hilfe.example.org", "contact.url"),
        Said("https://stadt.example.org", "publisher.url"),
        Said("https://amt.example.org", "creator.url"),
        Said("https://a.example.org", "access_url", "x"),
        Said("https://b.example.org", "download_url", "x"),
        Said("https://c.example.org", "access_url", "y"),
        Said("https://d.example.org", "download_url", "z"),
    ]
    assert list(list_links_of(PARTS[2])) == [Said("https://d.example.org", "download_url", "z")]


def test_what_is_empty_is_not_looked_at() -> None:
    empty = describe(Dataset("amt", "1", distributions=(Distribution("x"),)))
    assert list(list_texts(empty)) == []
    assert list(list_links(empty)) == []


def test_what_the_model_knows_beyond_is_looked_at_too() -> None:
    service = DataService("https://s.example.org", title="Dienst", documentation=("https://h.example.org",))
    part = Distribution("x", rights="frei", documentation=("https://p.example.org",), service=service)
    dataset = Dataset(
        "amt",
        "1",
        custodian=Agent("Amt 61", url="https://amt61.example.org"),
        related=("https://r1.example.org", "https://r2.example.org"),
        series=Series("w", "Wahlen", "Alle"),
        distributions=(part,),
    )
    assert list(list_texts(describe(dataset))) == [
        Said("Amt 61", "custodian.name"),
        Said("Wahlen", "series.title"),
        Said("Alle", "series.description"),
        Said("frei", "rights", "x"),
        Said("Dienst", "service.title", "x"),
    ]
    assert list(list_links(describe(dataset))) == [
        Said("https://amt61.example.org", "custodian.url"),
        Said("https://r1.example.org", "related"),
        Said("https://r2.example.org", "related"),
        Said("https://p.example.org", "documentation", "x"),
        Said("https://s.example.org", "service.endpoint_url", "x"),
        Said("https://h.example.org", "service.documentation", "x"),
    ]
