"""What the client makes of answers that are not CKAN's, of connections that fail, and of the token."""

from __future__ import annotations

import datetime as dt
import json
import socket
import ssl
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import requests
from urllib3 import HTTPConnectionPool
from urllib3.exceptions import MaxRetryError, SSLError

from toolkit.catalogues.ckan import Patience, connect_ckan
from toolkit.catalogues.ckan.client import Absent, Denied, open_client
from toolkit.catalogues.ckan.journal import Journal
from toolkit.catalogues.ckan.session import CkanSession, Token
from toolkit.catalogues.ckan.trouble import is_unsent
from toolkit.model.entry import Entry, Held, Resource
from toolkit.model.problem import Problem
from toolkit.model.receipt import Refused, Unsure, Written

if TYPE_CHECKING:
    from tests.catalogues.ckan.conftest import Script

TOKEN = "sehr-geheimer-schluessel"
QUICK = Patience(tries=3, backoff=0.02, connect=2, read=5, write=5)
ENTRY = Entry("inv:1", "name", {"title": "T", "private": True, "owner_org": "amt"})
CREATED = {"id": "4f", "metadata_modified": "2024-01-01T00:00:00.000001"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def problem_of(script: Script, action: str = "organization_list_for_user") -> Problem:
    client, _ = open_client(script.url, TOKEN, patience=QUICK)
    with pytest.raises(Problem) as caught:
        client.read(action)
    client.close()
    return caught.value


def test_a_server_without_ckan_is_named_with_the_title_of_its_page(script: Script) -> None:
    script.page("status_show", 404, "Seite nicht gefunden &amp; weg")
    with pytest.raises(Problem) as caught:
        script.connect()
    assert "no CKAN at" in str(caught.value)
    assert "HTTP 404, “Seite nicht gefunden & weg”" in str(caught.value)
    assert "/api/3/action/status_show" in str(caught.value.remedy)


def test_a_login_page_instead_of_data_is_told_with_status_and_title(script: Script) -> None:
    script.page("organization_list_for_user", 200, "Anmeldung")
    assert "web page instead of data (HTTP 200, “Anmeldung”)" in str(problem_of(script))


def test_a_proxy_that_wants_a_login_is_told_apart_from_ckan(script: Script) -> None:
    script.page("organization_list_for_user", 401, "Authorization Required")
    problem = problem_of(script)
    assert "HTTP 401" in str(problem)
    assert "proxy" in str(problem.remedy)


def test_a_json_answer_that_is_not_ckans_is_no_ckan(script: Script) -> None:
    script.result("status_show", {"hello": "world"})
    with pytest.raises(Problem, match="does not tell a CKAN version"):
        script.connect()


def test_an_old_ckan_is_refused(script: Script) -> None:
    script.result("status_show", {"ckan_version": "2.9.11", "extensions": []})
    with pytest.raises(Problem, match=r"runs CKAN 2\.9\.11"):
        script.connect()


def test_a_refused_connection_says_so() -> None:
    with pytest.raises(Problem) as caught:
        connect_ckan(f"http://127.0.0.1:{free_port()}", TOKEN, patience=QUICK)
    assert "cannot be reached: Connection refused" in str(caught.value)


def test_an_unknown_server_name_says_so() -> None:
    with pytest.raises(Problem, match="its name is not known"):
        connect_ckan("http://gibt-es-nicht.invalid", TOKEN, patience=QUICK)


def test_a_server_that_speaks_no_tls_is_not_safe(script: Script) -> None:
    with pytest.raises(Problem) as caught:
        connect_ckan(script.url.replace("http:", "https:"), TOKEN, patience=QUICK)
    assert "is not safe" in str(caught.value)
    assert "object at" not in str(caught.value)
    assert "REQUESTS_CA_BUNDLE" in str(caught.value.remedy)


def test_a_slow_server_is_told_from_a_dead_one(script: Script) -> None:
    script.replies["/api/3/action/status_show"][0].wait = 1
    patience = Patience(tries=1, backoff=0, connect=2, read=0.2)
    with pytest.raises(Problem, match="does not answer in time"):
        script.connect(patience=patience)


def test_an_answer_that_only_drips_ends_some_time(script: Script) -> None:
    script.answer("package_create", body={"success": True, "result": CREATED}, drip=0.02)
    catalogue = script.connect(TOKEN, patience=Patience(tries=1, backoff=0, connect=2, write=0.1))
    answer = catalogue.create(ENTRY)
    assert isinstance(answer, Unsure)
    assert answer.overloaded
    assert str(answer.reason) == "no answer came in time"


def test_an_answer_that_drips_fast_enough_is_an_answer_and_the_connection_serves_on(script: Script) -> None:
    script.answer("organization_list_for_user", body={"success": True, "result": []}, drip=0.005)
    client, _ = open_client(script.url, "", patience=Patience(tries=1, connect=2, read=0.2))
    assert [client.read("organization_list_for_user") for _ in range(2)] == [[], []]
    client.close()


def test_a_read_that_is_tried_again_tells_that_the_site_is_under_pressure(script: Script) -> None:
    script.page("organization_list_for_user", 429, "Busy", Retry_After="0")
    script.answer("organization_list_for_user", status=503, body="<html></html>")
    script.answer("organization_list_for_user", drop=True)
    script.then("organization_list_for_user", [])
    told: list[float] = []
    client, _ = open_client(script.url, "", patience=Patience(tries=5, backoff=0, connect=2, read=5))
    client.tell_strain(told.append)
    assert client.read("organization_list_for_user") == []
    assert told == [0, 0]
    client.close()


def test_too_many_requests_says_so(script: Script) -> None:
    script.page("organization_list_for_user", 429, "Slow down", Retry_After="0")
    assert "takes no more requests" in str(problem_of(script))


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_read_is_tried_again_while_the_server_is_busy(script: Script, status: int) -> None:
    script.busy("organization_list_for_user", 2, [], status)
    client, _ = open_client(script.url, "", patience=QUICK)
    assert client.read("organization_list_for_user") == []
    assert script.count("organization_list_for_user") == 3
    client.close()


def test_a_read_is_tried_again_after_a_broken_connection(script: Script) -> None:
    script.drop("organization_list_for_user")
    assert "broke off" in str(problem_of(script))
    assert script.count("organization_list_for_user") == QUICK.tries


@pytest.mark.parametrize("status", [200, 500, 502, 503, 504])
def test_a_write_answered_by_a_page_is_unsure_and_sent_once(script: Script, status: int) -> None:
    script.page("package_create", status, "Bad Gateway")
    answer = script.connect(TOKEN).create(ENTRY)
    assert isinstance(answer, Unsure)
    assert answer.overloaded == (status in {502, 503, 504})
    assert f"HTTP {status}, “Bad Gateway”" in str(answer.reason)
    assert script.count("package_create") == 1


@pytest.mark.parametrize("status", [301, 401, 403, 404, 413])
def test_a_write_that_a_proxy_turned_away_is_refused(script: Script, status: int) -> None:
    script.page("package_create", status, "Nein", Location="https://example.org/")
    answer = script.connect(TOKEN).create(ENTRY)
    assert isinstance(answer, Refused)
    assert f"HTTP {status}" in str(answer.reason)


def test_a_write_without_an_answer_is_unsure_and_sent_once(script: Script) -> None:
    script.drop("package_create")
    assert isinstance(script.connect(TOKEN).create(ENTRY), Unsure)
    assert script.count("package_create") == 1


def test_a_write_whose_answer_comes_too_late_is_unsure(script: Script) -> None:
    script.result("package_create", CREATED)
    script.replies["/api/3/action/package_create"][0].wait = 1
    patience = Patience(tries=3, backoff=0.02, connect=2, read=5, write=0.2)
    answer = script.connect(TOKEN, patience=patience).create(ENTRY)
    assert isinstance(answer, Unsure)
    assert "in time" in str(answer.reason)
    assert script.count("package_create") == 1


def test_a_write_that_was_never_sent_is_a_problem(script: Script) -> None:
    catalogue = script.connect(TOKEN)
    script.stop()
    with pytest.raises(Problem, match="cannot be reached"):
        catalogue.create(ENTRY)
    script.restart()


def test_a_write_is_tried_again_only_before_it_is_sent(script: Script) -> None:
    waits: list[float] = []
    catalogue = script.connect(TOKEN, patience=Patience(tries=4, backoff=1, connect=2, sleep=waits.append))
    script.stop()
    with pytest.raises(Problem, match="cannot be reached"):
        catalogue.create(ENTRY)
    assert [request.answer for request in catalogue.take_requests()][-4:] == ["no connection"] * 4
    assert waits[0] == 0
    assert 0.5 <= waits[1] <= 1 <= waits[2] <= 2
    script.restart()


@pytest.mark.parametrize(("inner", "unsent"), [(ssl.SSLCertVerificationError, True), (ssl.SSLEOFError, False)])
def test_only_a_refused_certificate_means_that_nothing_was_sent(inner: type[ssl.SSLError], unsent: bool) -> None:
    pool = HTTPConnectionPool("example.org")
    reason = SSLError(inner(1, "nein"))
    assert is_unsent(requests.exceptions.SSLError(MaxRetryError(pool, "/", reason))) is unsent


def test_validation_errors_become_one_readable_sentence(script: Script) -> None:
    error = {
        "__type": "Validation Error",
        "name": ["Diese URL ist bereits vergeben."],
        "extras": [{}, {"key": ["gleicher Name"]}],
        "resources": [{"size": ["Ungültige Ganzzahl"]}],
    }
    script.reply("package_create", 409, {"success": False, "error": error})
    fields = {**ENTRY.fields, "extras.title": "x", "extras.identifier": "inv:1"}
    entry = Entry("inv:1", "name", fields, (Resource("4f", {"name": "CSV-Datei", "size": 1}),))
    answer = script.connect(TOKEN).create(entry)
    assert isinstance(answer, Refused)
    assert str(answer.reason) == (
        "CKAN refuses it: name: Diese URL ist bereits vergeben.; extras.identifier: gleicher Name; "
        "resources.CSV-Datei.size: Ungültige Ganzzahl"
    )


def test_an_error_of_another_kind_leaves_a_write_unsure(script: Script) -> None:
    body = {"success": False, "error": {"__type": "Internal Server Error", "message": "Internal Server Error"}}
    script.reply("package_create", 500, body)
    answer = script.connect(TOKEN).create(ENTRY)
    assert isinstance(answer, Unsure)
    assert "HTTP 500: Internal Server Error" in str(answer.reason)


def test_an_http_address_that_leads_to_https_is_followed_before_anything_is_posted(script: Script) -> None:
    script.page("status_show", 301, "Moved", Location=f"{script.url}/ckan/api/3/action/status_show")
    script.at("/ckan/api/3/action/status_show", {"ckan_version": "2.12.0"})
    script.at("/ckan/api/action/license_list", [])
    script.at("/ckan/api/action/package_create", CREATED)
    catalogue = script.connect(TOKEN)
    assert catalogue.target == f"{script.url}/ckan"
    assert isinstance(catalogue.create(ENTRY), Written)
    assert b'"title"' in script.asked[-1].body


def test_a_redirect_to_another_host_is_not_followed_with_the_token(script: Script) -> None:
    elsewhere = script.url.replace("127.0.0.1", "localhost")
    script.page("status_show", 302, "Moved", Location=f"{elsewhere}/ckan/api/3/action/status_show")
    script.at("/ckan/api/3/action/status_show", {"ckan_version": "2.12.0"})
    with pytest.raises(Problem, match="leads on to http://localhost"):
        script.connect(TOKEN)
    assert not any(TOKEN in str(asked.headers) for asked in script.asked)


def test_the_first_request_carries_no_token_and_later_ones_do(script: Script) -> None:
    script.connect(TOKEN)
    first, second = script.asked
    assert "Authorization" not in first.headers
    assert second.headers["Authorization"] == TOKEN
    assert second.headers["User-Agent"].startswith("bestand/")


def test_the_token_travels_in_the_header_that_the_site_wants(script: Script) -> None:
    script.connect(TOKEN, header="X-Token")
    assert script.asked[1].headers["X-Token"] == TOKEN
    assert "Authorization" not in script.asked[1].headers


def test_a_netrc_file_does_not_replace_the_token(
    script: Script, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login a password b\n", encoding="utf-8")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    script.connect(TOKEN)
    assert [asked.headers.get("Authorization") for asked in script.asked] == [None, TOKEN]


def test_no_cookie_is_kept(script: Script) -> None:
    script.page("organization_list_for_user", 200, "Anmeldung", Set_Cookie="ckan=1; Path=/")
    problem_of(script)
    assert not any("Cookie" in asked.headers for asked in script.asked)


@pytest.mark.parametrize("token", ["zwei teile", "zeile\numbruch", "schlüssel", "\u200babc"])
def test_a_token_that_cannot_be_one_is_refused_without_being_shown(token: str) -> None:
    with pytest.raises(Problem) as caught:
        connect_ckan("http://127.0.0.1:9", token, patience=QUICK)
    assert token not in str(caught.value)
    assert token not in str(caught.value.remedy)


def test_no_repr_and_no_traceback_shows_the_token(script: Script) -> None:
    catalogue = script.connect(TOKEN)
    things: list[Any] = [catalogue, catalogue.site, *vars(catalogue).values(), *vars(catalogue._client).values()]
    token = Token(TOKEN, "Authorization")
    things += [token, CkanSession(token, Journal()), vars(CkanSession(token, Journal()))]
    script.page("package_search", 502, "Bad Gateway")
    try:
        catalogue.fetch_taken_names(frozenset({"a"}))
    except Problem as problem:
        things += [problem.what, problem.remedy, *traceback.format_exception(problem)]
    assert not any(TOKEN in f"{thing!r}{thing!s}" for thing in things)


def test_what_is_missing_and_what_is_hidden_are_told_apart(script: Script) -> None:
    client, _ = open_client(script.url, TOKEN, patience=QUICK)
    script.reply("package_show", 404, {"success": False, "error": {"__type": "Not Found Error", "message": "weg"}})
    assert client.find("package_show", id="a") is Absent.MISSING
    script.reply("package_show", 403, {"success": False, "error": {"__type": "Authorization Error", "message": "nein"}})
    assert client.find("package_show", id="a") is Absent.HIDDEN
    with pytest.raises(Problem, match="refuses to answer package_show"):
        client.read("package_show", id="a")
    answer = client.write("package_show", {"id": "a"})
    assert isinstance(answer, Denied)
    assert str(answer.reason) == "the token lacks the right to do this: nein"
    client.close()


def test_a_deleted_dataset_comes_back_with_its_update_if_it_is_as_it_was_read(script: Script) -> None:
    script.result("package_revise", {"package": {"id": "4f", "metadata_modified": "r2"}})
    held = Held("4f", ENTRY, "r1", {"id": "4f", "state": "deleted", "metadata_modified": "r1"})
    assert script.connect(TOKEN).update(held, Entry("inv:1", "name", {"title": "Neu"})) == Written("4f", "r2")
    (sent,) = [asked for asked in script.asked if asked.path.endswith("package_revise")]
    body = json.loads(sent.body)
    assert body["match"]["metadata_modified"] == "r1"
    assert (body["update"]["state"], body["update"]["title"]) == ("active", "Neu")


def test_a_changed_dataset_costs_one_request_and_an_unchanged_one_none(script: Script) -> None:
    raw = {"id": "4f", "metadata_modified": "r1", "name": "name", "state": "active", "title": "T", "private": True}
    script.result("package_show", raw | {"organization": {"name": "amt"}})
    script.result("package_revise", {"package": {"id": "4f", "metadata_modified": "r2"}})
    catalogue = script.connect(TOKEN)
    held = catalogue.fetch_by_name("name")
    assert held is not None
    before = len(script.asked)
    assert catalogue.update(held, ENTRY) == Written("4f", "r1")
    assert len(script.asked) == before
    assert catalogue.update(held, Entry("inv:1", "name", {"title": "Neu"})) == Written("4f", "r2")
    assert len(script.asked) == before + 1


def test_groups_are_asked_for_once_and_only_where_a_dataset_has_some(script: Script) -> None:
    script.result("package_revise", {"package": {"id": "4f", "metadata_modified": "r2"}})
    script.result("group_list_authz", [])
    catalogue = script.connect(TOKEN)
    raw = {"id": "4f", "metadata_modified": "r1", "state": "active"}
    catalogue.withdraw(Held("4f", ENTRY, "r1", raw))
    assert script.count("group_list_authz") == 0
    for _ in range(2):
        catalogue.withdraw(Held("4f", ENTRY, "r1", raw | {"groups": [{"name": "tran"}]}))
    assert script.count("group_list_authz") == 1
    assert b"-groups" in script.asked[-1].body


def test_an_unreadable_file_stops_a_write_before_it_is_sent(script: Script, tmp_path: Path) -> None:
    missing = Resource("4f", {"hash": "sha256:1"}, (tmp_path / "fehlt.csv").as_posix())
    answer = script.connect(TOKEN).create(Entry("inv:1", "name", {}, (missing,)))
    assert isinstance(answer, Refused)
    assert "fehlt.csv" in str(answer.reason)
    assert script.count("package_create") == 0


def test_a_file_that_is_not_taken_leaves_the_dataset_written_without_it(script: Script, tmp_path: Path) -> None:
    path = tmp_path / "daten.csv"
    path.write_text(f"a;b\n{dt.date(2024, 1, 1)};2\n", encoding="utf-8")
    script.result("package_create", CREATED)
    script.result("package_show", CREATED | {"metadata_modified": "2024-01-01T00:00:00.000002"})
    script.page("resource_patch", 413, "Request Entity Too Large")
    entry = Entry("inv:1", "name", {}, (Resource("4f", {"hash": "sha256:1"}, path.as_posix()),))
    answer = script.connect(TOKEN).create(entry)
    assert isinstance(answer, Written)
    assert (answer.revision, answer.lacking) == ("2024-01-01T00:00:00.000002", ("4f",))
    assert "its file daten.csv is not" in str(answer.reason)
    assert "Request Entity Too Large" in str(answer.reason)
