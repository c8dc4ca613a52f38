"""What strangers try at the door: foreign forms, planted cookies, made-up headers, too many requests."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.web.running_site import Site, add_account, open_site
from toolkit.model.message import say
from toolkit.model.problem import Problem
from toolkit.steps.configuration import parse_configuration
from toolkit.web.form import read_form
from toolkit.web.settings import Rate, Rates
from toolkit.web.shield import POLICY

STEWARD = ("leitstelle", "Apfelbaum am Rathaus")
DEPARTMENT = ("amt", "Birnbaum am Rathaus")
PROXY = "10.0.0.1"


async def tell(request: Request) -> Response:
    """Tell what a page knows of its visitor."""
    visit = request.state.visit
    account = [visit.account.name, visit.account.role] if visit.account else None
    told = {"id": visit.id, "account": account, "plan": visit.may_plan, "push": visit.may_push}
    return JSONResponse(told | {"language": visit.language, "address": request.state.address})


async def change(request: Request) -> Response:
    """Change something."""
    return JSONResponse(await read_form(request))


async def fail(_request: Request) -> Response:
    raise ValueError("secret-detail")


async def refuse(_request: Request) -> Response:
    raise Problem(say("the sheet is empty"), say("fill it"))


def add_pages(app: Starlette) -> None:
    for path, act, method in (
        ("/try", tell, "GET"),
        ("/try", change, "POST"),
        ("/try/fail", fail, "GET"),
        ("/try/refuse", refuse, "GET"),
    ):
        app.router.routes.append(Route(path, act, methods=[method]))


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with open_site(tmp_path, add_pages) as opened:
        yield opened


@pytest.fixture
def guarded(tmp_path: Path) -> Iterator[Site]:
    """A site with two accounts and a catalogue."""
    for (name, password), role in ((STEWARD, "steward"), (DEPARTMENT, "department")):
        add_account(tmp_path, name, password, role)  # type: ignore[arg-type]
    with open_site(tmp_path, add_pages, login="accounts", configuration=configure(tmp_path)) as opened:
        yield opened


def configure(folder: Path) -> Any:
    text = '[targets.k]\nto = "k"\n[inventories.a]\nfiles = "a.xlsx"\n'
    return parse_configuration(text, folder / "bestand.toml", {})


def log_in(site: Site, client: Any, who: tuple[str, str]) -> Any:
    return site.post(client, "/login", name=who[0], password=who[1])


@pytest.mark.parametrize(
    ("path", "status"),
    [("/", 200), ("/health", 200), ("/nope", 404), ("/try/fail", 500), ("/try/refuse", 400), ("/logout", 405)],
)
def test_every_answer_carries_the_shield(site: Site, path: str, status: int) -> None:
    answer = site.visitor().get(path)
    assert answer.status_code == status
    assert answer.headers["content-security-policy"] == POLICY
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["cache-control"] == "no-store"
    assert "camera=()" in answer.headers["permissions-policy"]
    assert "strict-transport-security" not in answer.headers


def test_no_page_holds_script_or_style_of_its_own(site: Site) -> None:
    page = site.visitor().get("/").text
    assert "<style" not in page
    assert "style=" not in page
    assert "onclick" not in page
    assert all("src=" in part.partition(">")[0] for part in page.split("<script")[1:])


def test_files_are_kept_for_a_year_under_the_mark_of_their_content(site: Site) -> None:
    asset = site.app.state.assets["htmx.min.js"]
    answer = site.visitor().get(f"/static/{asset.mark}/htmx.min.js")
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert "set-cookie" not in answer.headers
    assert site.visitor().get("/static/0000000000000000/htmx.min.js").status_code == 404
    assert site.visitor().get(f"/static/{asset.mark}/base.html.j2").status_code == 404


def test_the_cookie_is_for_the_server_alone_and_ends_with_the_browser(site: Site) -> None:
    cookie = site.visitor().get("/try").headers["set-cookie"]
    token, *rest = cookie.split("; ")
    assert len(token) == len("bestand_visit=") + 43
    assert rest == ["Path=/", "HttpOnly", "SameSite=Lax"]


@pytest.mark.parametrize("more", [{"public_address": "https://testserver"}, {"secure_cookies": True}])
def test_over_https_the_cookie_never_leaves_it(tmp_path: Path, more: dict[str, Any]) -> None:
    with open_site(tmp_path, add_pages, **more) as site:
        answer = site.visitor().get("/try")
    assert answer.headers["set-cookie"].endswith("; SameSite=Lax; Secure")
    assert answer.headers["strict-transport-security"] == "max-age=31536000"


def test_the_ledger_never_holds_the_cookie(site: Site) -> None:
    client = site.visitor()
    client.get("/try")
    stored = b"".join(path.read_bytes() for path in site.settings.data.parent.glob("ledger.sqlite*"))
    assert client.cookies["bestand_visit"].encode() not in stored
    assert site.visit_of(client).id.encode() in stored


def test_an_error_shows_a_number_and_nothing_of_the_program(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    page = site.visitor().get("/try/fail").text
    assert "secret-detail" not in page
    assert "Traceback" not in page
    (number,) = [record.args[0] for record in caplog.records if "error %s in" in record.msg]  # type: ignore[index]
    assert str(number) in page
    assert "secret-detail" in caplog.text


def test_a_problem_is_told_with_its_remedy(site: Site) -> None:
    page = site.visitor().get("/try/refuse").text
    assert "the sheet is empty" in page
    assert "fill it" in page


def test_a_ledger_that_cannot_be_used_is_told_without_saying_where_it_lies(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    with sqlite3.connect(str(site.settings.ledger)) as connection:
        connection.execute("DROP TABLE bestand_visits")
    connection.close()
    answer = site.visitor().get("/try")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")
    assert "Nothing can be remembered here" in answer.text
    assert "ledger.sqlite" not in answer.text
    assert "ledger.sqlite" in caplog.text


def test_a_form_needs_its_mark(site: Site) -> None:
    client = site.visitor()
    mark = site.mark(client)
    assert client.post("/try", data={"csrf": mark, "a": "1"}).json() == {"csrf": [mark], "a": ["1"]}
    assert client.post("/try", data={"a": "1"}).status_code == 403
    assert client.post("/try", data={"csrf": "0" * 64}).status_code == 403
    assert client.post("/try", content=b"{}", headers={"Content-Type": "application/json"}).status_code == 403
    assert client.post("/try", headers={"X-CSRF-Token": mark}).status_code == 200
    assert client.post("/try", data={"a": "1"}, headers={"X-CSRF-Token": "ä".encode()}).status_code == 403


def test_the_mark_of_another_visit_does_not_fit(site: Site) -> None:
    mine, other = site.visitor(), site.visitor()
    assert mine.post("/try", data={"csrf": site.mark(other)}).status_code == 403
    site.mark(mine)
    assert mine.post("/try", data={"csrf": site.mark(other)}).status_code == 403


def test_in_an_upload_the_mark_must_come_first(site: Site) -> None:
    client = site.visitor()
    mark = site.mark(client)
    file = ("f", ("a.csv", b"a;b\n" * 20_000, "text/csv"))
    assert client.post("/try", files=[("csrf", (None, mark)), file]).status_code in {200, 400}
    assert client.post("/try", files=[file, ("csrf", (None, mark))]).status_code == 403
    assert client.post("/try", files=[("other", (None, mark)), file]).status_code == 403
    broken = {"Content-Type": "multipart/form-data; boundary=x"}
    assert client.post("/try", content=b"no form at all", headers=broken).status_code == 403
    assert client.post("/try", content=b"", headers=broken).status_code == 403


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "http://testserver"}, 200),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
    ],
)
def test_a_form_from_another_site_is_refused_even_with_the_mark(
    site: Site, headers: dict[str, str], status: int
) -> None:
    client = site.visitor()
    assert client.post("/try", data={"csrf": site.mark(client)}, headers=headers).status_code == status


def test_a_foreign_name_of_the_server_is_refused(site: Site) -> None:
    for host, status in (("testserver:80", 200), ("evil.example", 400), ("testserver@evil.example", 400), ("", 400)):
        assert site.visitor().get("/try", headers={"Host": host}).status_code == status


def test_a_form_that_is_too_large_is_refused(site: Site) -> None:
    client = site.visitor()
    answer = client.post("/try", data={"csrf": site.mark(client), "a": "x" * (256 * 1024)})
    assert answer.status_code == 413
    assert "larger than allowed" in answer.text


def test_the_language_is_the_browsers_until_somebody_chooses(site: Site) -> None:
    client = site.visitor()
    assert client.get("/try").json()["language"] == "en"
    assert site.post(client, "/language", language="de", next="/try").headers["location"] == "/try"
    assert client.get("/try").json()["language"] == "de"
    assert site.post(client, "/language", language="fr").status_code == 400
    assert site.post(client, "/language", language="de", next="//evil.example").headers["location"] == "/"


def test_without_login_nobody_pushes(tmp_path: Path) -> None:
    with open_site(tmp_path, add_pages, configuration=configure(tmp_path)) as site:
        told = site.visitor().get("/try").json()
    assert (told["account"], told["plan"], told["push"]) == (None, True, False)


@pytest.mark.parametrize(
    "more",
    [
        {"host": "0.0.0.0"},  # noqa: S104 (nobody listens)
        {"public_address": "http://testserver"},
        {"trusted_proxies": (ip_network("10.0.0.1"),)},
    ],
)
def test_where_anyone_may_come_nobody_sees_what_the_catalogue_holds(tmp_path: Path, more: dict[str, Any]) -> None:
    with open_site(tmp_path, add_pages, configuration=configure(tmp_path), **more) as site:
        told = site.visitor().get("/try").json()
    assert (told["plan"], told["push"]) == (False, False)


@pytest.mark.parametrize(("who", "push"), [(STEWARD, True), (DEPARTMENT, False)])
def test_roles(guarded: Site, who: tuple[str, str], push: bool) -> None:
    client = guarded.visitor()
    assert log_in(guarded, client, who).status_code == 303
    told = client.get("/try").json()
    assert told["account"] == [who[0], "steward" if push else "department"]
    assert (told["plan"], told["push"]) == (True, push)


def test_who_is_not_logged_in_gets_to_the_login_and_nowhere_else(guarded: Site) -> None:
    client = guarded.visitor()
    assert client.get("/").headers["location"] == "/login"
    assert client.get("/try").headers["location"] == "/login?next=/try"
    assert client.get("/nope").status_code == 303
    assert guarded.post(client, "/try").headers["location"] == "/login"
    assert client.get("/login").status_code == 200
    assert client.get("/health").json() == {"state": "ok"}


def test_a_planted_cookie_is_worth_nothing_after_the_login(guarded: Site) -> None:
    attacker = guarded.visitor()
    guarded.mark(attacker)
    planted = attacker.cookies["bestand_visit"]
    victim = guarded.visitor()
    victim.cookies.set("bestand_visit", planted, "testserver.local", "/")
    assert log_in(guarded, victim, STEWARD).status_code == 303
    assert victim.cookies["bestand_visit"] != planted
    assert attacker.get("/try").status_code == 303
    assert victim.get("/try").json()["account"] == ["leitstelle", "steward"]


def test_logging_out_ends_the_visit_for_good(guarded: Site) -> None:
    client = guarded.visitor()
    log_in(guarded, client, DEPARTMENT)
    token = client.cookies["bestand_visit"]
    answer = guarded.post(client, "/logout")
    assert "Max-Age=0" in answer.headers["set-cookie"]
    again = guarded.visitor()
    again.cookies.set("bestand_visit", token)
    assert again.get("/try").status_code == 303


@pytest.mark.parametrize("who", [("leitstelle", "falsch falsch"), ("niemand", "Apfelbaum am Rathaus"), ("", "")])
def test_a_wrong_login_says_the_same_whatever_is_wrong(guarded: Site, who: tuple[str, str]) -> None:
    client = guarded.visitor()
    answer = log_in(guarded, client, who)
    assert answer.status_code == 403
    assert "Name and password do not fit together." in answer.text
    assert client.get("/try").status_code == 303


def test_guessing_passwords_is_slowed_down(tmp_path: Path) -> None:
    add_account(tmp_path, *DEPARTMENT)
    with open_site(tmp_path, add_pages, login="accounts", rates=Rates(logins=Rate(2, 1))) as site:
        guesser, other = site.visitor(), site.visitor("192.0.2.2")
        assert [log_in(site, guesser, ("amt", "x")).status_code for _ in range(3)] == [403, 403, 429]
        answer = log_in(site, guesser, DEPARTMENT)
        assert answer.status_code == 429
        assert 1 <= int(answer.headers["retry-after"]) <= 60
        assert "Wait " in answer.text
        assert log_in(site, other, DEPARTMENT).status_code == 303


def test_too_many_requests_of_one_address_are_refused_with_a_time(tmp_path: Path) -> None:
    with open_site(tmp_path, add_pages, rates=Rates(requests=Rate(3, 6))) as site:
        client = site.visitor()
        answers = [client.get("/try") for _ in range(4)]
        assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
        assert int(answers[3].headers["retry-after"]) == 10
        assert site.visitor("192.0.2.2").get("/try").status_code == 200


@pytest.fixture
def proxied(tmp_path: Path) -> Iterator[Site]:
    wishes = {"login": "header", "trusted_proxies": (ip_network("10.0.0.0/24"),), "stewards": frozenset({"anna"})}
    with open_site(tmp_path, add_pages, configuration=configure(tmp_path), **wishes) as opened:
        yield opened


def test_a_trusted_proxy_says_who_somebody_is(proxied: Site) -> None:
    anna = proxied.visitor(PROXY, **{"X-Remote-User": "anna", "X-Forwarded-For": "192.0.2.9"}).get("/try").json()
    assert (anna["account"], anna["push"], anna["address"]) == (["anna", "steward"], True, "192.0.2.9")
    bert = proxied.visitor(PROXY, **{"X-Remote-User": "bert"}).get("/try").json()
    assert (bert["account"], bert["push"]) == (["bert", "department"], False)
    assert proxied.visitor(PROXY, **{"X-Remote-User": "anna"}).get("/login").status_code == 404


def test_anybody_else_who_says_so_is_refused(proxied: Site) -> None:
    answer = proxied.visitor("192.0.2.1", **{"X-Remote-User": "anna"}).get("/try")
    assert answer.status_code == 403
    assert "You are not logged in." in answer.text
    assert "set-cookie" not in answer.headers
    spoofed = {"X-Remote-User": "anna", "X-Forwarded-For": PROXY}
    assert proxied.visitor("192.0.2.1", **spoofed).get("/try").status_code == 403
    assert proxied.visitor(PROXY).get("/try").status_code == 403
    assert proxied.visitor(PROXY, **{"X-Remote-User": " "}).get("/try").status_code == 403
    twice = [("X-Remote-User", "bert"), ("X-Remote-User", "anna")]
    assert proxied.visitor(PROXY).get("/try", headers=twice).status_code == 403


def test_another_person_at_the_same_browser_gets_a_visit_of_their_own(proxied: Site) -> None:
    client = proxied.visitor(PROXY)
    first = client.get("/try", headers={"X-Remote-User": "anna"}).json()
    second = client.get("/try", headers={"X-Remote-User": "bert"}).json()
    assert first["id"] != second["id"]
    assert second["account"] == ["bert", "department"]


def test_only_those_who_are_named_may_come(tmp_path: Path) -> None:
    wishes = {"login": "header", "trusted_proxies": (ip_network(PROXY),), "departments": frozenset({"bert"})}
    with open_site(tmp_path, add_pages, **wishes) as site:
        assert site.visitor(PROXY, **{"X-Remote-User": "bert"}).get("/try").status_code == 200
        refused = site.visitor(PROXY, **{"X-Remote-User": "carla"}).get("/try")
    assert refused.status_code == 403
    assert "not among those" in refused.text


@pytest.mark.parametrize("path", ["/bestand/try", "/try"])
def test_a_base_path_works_whether_the_proxy_strips_it_or_not(tmp_path: Path, path: str) -> None:
    with open_site(tmp_path, add_pages, base_path="/bestand") as site:
        answer = site.visitor().get(path)
        begun = site.app.state.visits.begin("en")
        client = site.visitor(Cookie=f"bestand_visit={begun.token}")
        moved = client.post(path.replace("try", "language"), data={"csrf": begun.visit.csrf, "language": "de"})
    assert answer.status_code == 200
    assert "; Path=/bestand; " in answer.headers["set-cookie"]
    assert moved.headers["location"] == "/bestand/"


def test_the_log_has_a_line_for_each_request_and_nothing_of_its_contents(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "bestand.web")
    client = site.visitor()
    client.get("/try?name=geheim")
    client.get("/geheim.xlsx")
    lines = [record.getMessage() for record in caplog.records if record.levelname == "INFO"]
    assert [line.rpartition(" ")[0].rsplit(" ", 1)[0] for line in lines] == ["GET /try 200", "GET (none) 404"]
    assert "geheim" not in caplog.text
    assert client.cookies["bestand_visit"] not in caplog.text
