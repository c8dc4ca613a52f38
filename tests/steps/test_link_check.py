"""The links of an inventory are asked for, and each cell that holds a bad one is told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pytest

from tests.checks.good_inventory import read
from toolkit.links.outcome import Dead, Moved, Outcome, Reachable, Reached, Unchecked, Why
from toolkit.model.finding import Severity
from toolkit.model.inventory import Inventory
from toolkit.model.record import Fault
from toolkit.steps import links
from toolkit.steps.links import check_links, find_links

PAGE = "https://example.org/baeume"
FILE = "https://example.org/baeume.csv"


def build(*rows: Mapping[str, Any]) -> Inventory:
    described = read(*rows).described
    return Inventory("baum", "Bäume", "w.xlsx", ".", "baum", len(rows), described, (), ())


class Web:
    """Answers as it was told and notes what it was asked."""

    def __init__(self, **known: Outcome) -> None:
        self.known = {"page": Reachable(), "file": Reachable(), **known}
        self.asked: list[str] = []

    def __call__(self, urls: Iterable[str]) -> Iterator[Reached]:
        self.asked = list(urls)
        for url in self.asked:
            yield Reached(url, self.known["page" if url == PAGE else "file"])


def only(faults: tuple[Fault, ...]) -> Fault:
    (fault,) = faults
    return fault


def address(fault: Fault) -> str:
    assert fault.place.cell is not None
    return fault.place.cell.address


def test_links_that_lead_somewhere_are_not_told() -> None:
    web = Web()
    assert check_links(build({}), web) == ()
    assert web.asked == [PAGE, FILE]


def test_a_dead_link_is_told_at_its_cell_with_what_the_server_said() -> None:
    fault = only(check_links(build({}), Web(file=Dead(Why.STATUS, 404))))
    assert (fault.code, fault.text, fault.place.heading, fault.place.key) == ("link-dead", FILE, "Link", "1")
    assert str(fault.detail) == "the server has nothing at this address (HTTP status 404)"


def test_a_moved_link_names_the_new_address() -> None:
    fault = only(check_links(build({}), Web(page=Moved("https://example.org/neu"))))
    assert (fault.code, fault.text, fault.place.heading) == ("link-moved", PAGE, "Seite")
    assert (fault.detail, fault.nearest) == ("https://example.org/neu", ("https://example.org/neu",))


def test_an_unchecked_link_says_why() -> None:
    fault = only(check_links(build({}), Web(page=Unchecked(Why.SLOW))))
    assert (fault.code, str(fault.detail)) == ("link-unchecked", "the server did not answer in time")


@pytest.mark.parametrize("why", Why)
@pytest.mark.parametrize("status", [0, 418])
def test_every_reason_has_words(why: Why, status: int) -> None:
    words = str(only(check_links(build({}), Web(page=Unchecked(why, status)))).detail)
    assert len(words) > 20
    assert ("418" in words) == bool(status)


def test_an_address_that_stands_in_several_cells_is_asked_for_once_and_told_in_each() -> None:
    web = Web(page=Dead(Why.NO_HOST))
    faults = check_links(build({}, {"Nr.": "2", "Link": "https://example.org/zwei.csv"}), web)
    assert web.asked.count(PAGE) == 1
    assert [address(fault) for fault in faults] == ["M2", "M3"]
    assert {fault.place.key for fault in faults} == {"1", "2"}


def test_what_stays_in_the_house_is_not_asked_for() -> None:
    web = Web()
    check_links(build({"Frei": "nein"}), web)
    assert web.asked == []


def test_each_answer_is_heard_of() -> None:
    heard: list[str] = []
    check_links(build({}), Web(), heard.append)
    assert heard == [PAGE, FILE]


def test_rules_speak_of_what_was_found(monkeypatch: pytest.MonkeyPatch) -> None:
    web = Web(page=Moved(f"{PAGE}/"), file=Dead(Why.REFUSED))
    monkeypatch.setattr(links, "_fetch", web)
    found = {finding.code: finding for finding in find_links(build({}))}
    assert {code: finding.severity for code, finding in found.items()} == {
        "link-moved": Severity.NOTE,
        "link-dead": Severity.WARNING,
    }
    assert found["link-moved"].nearest == (f"{PAGE}/",)
    assert "no server answers there" in str(found["link-dead"].message)
