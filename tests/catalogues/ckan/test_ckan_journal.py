"""What is sent again and what is not, and that each request is noted, whatever became of it."""

from __future__ import annotations

import datetime as dt
import threading
from typing import TYPE_CHECKING

import pytest

from tests.catalogues.ckan.test_ckan_client import CREATED, ENTRY, TOKEN
from toolkit.catalogues.ckan import Patience
from toolkit.catalogues.ckan.patience import LONGEST_WAIT
from toolkit.model.dataset import Organization
from toolkit.model.entry import Entry, Resource
from toolkit.model.problem import Problem
from toolkit.model.receipt import Busy, Refused, Unsure, Written

if TYPE_CHECKING:
    from tests.catalogues.ckan.conftest import Script
    from toolkit.catalogues.ckan import CkanCatalogue

FIRST = ["status_show 200", "license_list 200"]


class Waits(list[float]):
    """Keeps the pauses instead of waiting."""

    def __call__(self, seconds: float) -> None:
        self.append(seconds)


def patient(waits: Waits | None = None, tries: int = 5, read: float = 5) -> Patience:
    return Patience(tries=tries, backoff=1, connect=2, read=read, write=0.5, sleep=Waits() if waits is None else waits)


def noted(catalogue: CkanCatalogue) -> list[str]:
    return [f"{request.action} {request.answer}" for request in catalogue.take_requests()]


def test_each_request_is_noted_once_with_when_and_how_long(script: Script) -> None:
    before = dt.datetime.now(dt.UTC)
    catalogue = script.connect(TOKEN)
    requests = catalogue.take_requests()
    assert [f"{request.action} {request.answer}" for request in requests] == FIRST
    assert catalogue.take_requests() == ()
    assert all(before.timestamp() - 0.001 <= dt.datetime.fromisoformat(item.at).timestamp() for item in requests)
    assert all(item.at.endswith("+00:00") and item.took >= 0 for item in requests)


def test_redirects_are_requests_too(script: Script) -> None:
    script.page("status_show", 301, "Moved", Location=f"{script.url}/ckan/api/3/action/status_show")
    script.at("/ckan/api/3/action/status_show", {"ckan_version": "2.12.0"})
    script.at("/ckan/api/action/license_list", [])
    assert noted(script.connect(TOKEN)) == ["status_show 301", *FIRST]


def test_every_try_of_a_read_is_noted(script: Script) -> None:
    script.busy("package_search", 2, {"count": 0, "results": []}, 502)
    waits = Waits()
    catalogue = script.connect(TOKEN, patience=patient(waits))
    assert catalogue.fetch_taken_names(frozenset({"a"})) == frozenset()
    assert noted(catalogue) == [*FIRST, "package_search 502", "package_search 502", "package_search 200"]
    assert len(script.asked) == 5
    assert waits[0] == 0
    assert 0.5 <= waits[1] <= 1


def test_threads_do_not_see_each_others_requests(script: Script) -> None:
    script.result("package_search", {"count": 0, "results": []})
    catalogue = script.connect(TOKEN)
    seen: list[list[str]] = []

    def work() -> None:
        catalogue.fetch_taken_names(frozenset({"a"}))
        seen.append(noted(catalogue))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [["package_search 200"]]
    assert noted(catalogue) == FIRST


@pytest.mark.parametrize(
    ("answer", "word"),
    [
        ({"drop": True}, "broken"),
        ({"wait": 1.0, "body": {"success": True, "result": CREATED}}, "timeout"),
        ({"status": 504, "body": "<html><title>Gateway Timeout</title></html>"}, "504"),
        ({"status": 200, "body": '{"success": tr'}, "200"),
        ({"status": 200, "body": ""}, "200"),
        ({"status": 200, "body": "{}", "headers": {"Content-Length": "900"}}, "truncated"),
    ],
)
def test_a_write_without_a_clear_answer_is_sent_once_and_noted(
    script: Script, answer: dict[str, object], word: str
) -> None:
    script.answer("package_create", **answer)
    catalogue = script.connect(TOKEN, patience=patient())
    unsure = catalogue.create(ENTRY)
    assert isinstance(unsure, Unsure)
    assert unsure.overloaded == (word in {"timeout", "504"})
    assert noted(catalogue) == [*FIRST, f"package_create {word}"]
    assert script.count("package_create") == 1


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 200, "body": '{"success": tr'},
        {"status": 200, "body": ""},
        {"status": 200, "body": "{}", "headers": {"Content-Length": "900"}},
        {"status": 504, "body": "<html><title>Gateway Timeout</title></html>"},
        {"drop": True},
    ],
)
def test_a_read_that_came_back_broken_is_sent_again(script: Script, answer: dict[str, object]) -> None:
    script.answer("package_search", **answer)
    script.then("package_search", {"count": 0, "results": []})
    catalogue = script.connect(TOKEN, patience=patient())
    assert catalogue.fetch_taken_names(frozenset({"a"})) == frozenset()
    assert script.count("package_search") == 2


def test_a_read_is_not_repeated_for_ever(script: Script) -> None:
    script.page("package_search", 503, "Wartung", Retry_After="3600")
    waits = Waits()
    catalogue = script.connect(TOKEN, patience=patient(waits, tries=3))
    with pytest.raises(Problem, match="out of order"):
        catalogue.fetch_taken_names(frozenset({"a"}))
    assert script.count("package_search") == 3
    assert waits == [LONGEST_WAIT, LONGEST_WAIT]


def test_a_login_page_is_not_asked_for_again(script: Script) -> None:
    script.page("package_search", 200, "Anmeldung")
    with pytest.raises(Problem, match="web page"):
        script.connect(TOKEN).fetch_taken_names(frozenset({"a"}))
    assert script.count("package_search") == 1


def test_a_read_that_times_out_three_times_is_given_up(script: Script) -> None:
    script.answer("package_search", wait=0.4, body="")
    with pytest.raises(Problem, match="does not answer in time"):
        script.connect(TOKEN, patience=patient(read=0.1)).fetch_taken_names(frozenset({"a"}))
    assert script.count("package_search") == 3


@pytest.mark.parametrize(("header", "wait"), [("7", 7), ("3600", 3600), ("", 0), ("bald", 0)])
def test_a_busy_site_is_told_with_the_time_that_it_asks_for(script: Script, header: str, wait: float) -> None:
    script.page("package_create", 429, "Slow down", Retry_After=header)
    answer = script.connect(TOKEN).create(ENTRY)
    assert isinstance(answer, Busy)
    assert answer.wait == wait
    assert ("no more requests for now" in str(answer.reason)) == (not wait)
    assert (f"for {round(wait)} seconds" in str(answer.reason)) == bool(wait)


def test_a_busy_site_may_name_a_date(script: Script) -> None:
    later = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=90)
    script.page("package_create", 429, "Slow down", Retry_After=f"{later:%a, %d %b %Y %H:%M:%S} GMT")
    answer = script.connect(TOKEN).create(ENTRY)
    assert isinstance(answer, Busy)
    assert 80 < answer.wait <= 90


def test_an_unavailable_site_leaves_a_write_unsure_even_if_it_says_when_to_come_back(script: Script) -> None:
    script.page("package_create", 503, "Wartung", Retry_After="5")
    answer = script.connect(TOKEN).create(ENTRY)
    assert isinstance(answer, Unsure)
    assert answer.overloaded


def test_a_search_index_that_cannot_keep_up_is_no_refusal(script: Script) -> None:
    words = "Error opening new searcher. exceeded limit of maxWarmingSearchers=2, try again later."
    error = {"__type": "Search Index Error", "message": f"Solr returned an error: {words}"}
    script.reply("package_create", 500, {"success": False, "error": error})
    answer = script.connect(TOKEN).create(ENTRY)
    assert isinstance(answer, Unsure)
    assert answer.overloaded


def test_an_organisation_is_there_after_a_lost_answer(script: Script) -> None:
    script.answer("organization_create", status=504, body="<html><title>Gateway Timeout</title></html>")
    script.result("organization_show", {"name": "amt", "state": "active"})
    script.connect(TOKEN, patience=patient()).create_organization(Organization("amt", "Amt"))
    assert script.count("organization_create") == 1


def test_an_organisation_is_asked_for_again_where_it_did_not_arrive(script: Script) -> None:
    missing = {"success": False, "error": {"__type": "Not Found Error", "message": "weg"}}
    script.answer("organization_create", drop=True)
    script.answer("organization_create", status=429, body="", headers={"Retry-After": "9"})
    script.then("organization_create", {"name": "amt"})
    script.reply("organization_show", 404, missing)
    waits = Waits()
    script.connect(TOKEN, patience=patient(waits)).create_organization(Organization("amt", "Amt"))
    assert script.count("organization_create") == 3
    assert 9 in waits


def test_an_organisation_that_never_arrives_is_a_problem(script: Script) -> None:
    script.page("organization_create", 502, "Bad Gateway")
    script.reply("organization_show", 404, {"success": False, "error": {"__type": "Not Found Error", "message": "weg"}})
    with pytest.raises(Problem, match="amt was not created: the server answered with a web page"):
        script.connect(TOKEN, patience=patient(tries=2)).create_organization(Organization("amt", "Amt"))
    assert script.count("organization_create") == 2


def test_a_taken_resource_id_of_a_dataset_alive_is_refused_and_a_busy_site_stays_busy(script: Script) -> None:
    taken = {"resources": [{"id": ["Resource id already exists."]}], "__type": "Validation Error"}
    script.reply("package_create", 409, {"success": False, "error": taken})
    script.result("resource_show", {"id": "4f", "package_id": "p"})
    script.result("package_show", {"id": "p", "name": "p", "state": "active", "metadata_modified": "r"})
    entry = Entry("inv:1", "name", ENTRY.fields, (Resource("4f", {"name": "CSV"}),))
    assert isinstance(script.connect(TOKEN).create(entry), Refused)
    raw = {"id": "p", "name": "p", "state": "deleted", "metadata_modified": "r", "resources": [{"id": "4f"}]}
    script.result("package_show", raw | {"extras": [{"key": "identifier", "value": "inv:1"}]})
    script.page("package_revise", 429, "Slow down", Retry_After="3")
    assert isinstance(script.connect(TOKEN).create(entry), Busy)
    script.result("package_revise", {"package": {"id": "p", "metadata_modified": "r2"}})
    script.reply("package_create", 409, {"success": False, "error": taken})
    script.then("package_create", CREATED)
    assert isinstance(script.connect(TOKEN).create(entry), Written)
