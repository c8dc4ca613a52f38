"""Workbooks that visitors send: bounded, kept apart, and gone when they are cut off."""

from __future__ import annotations

import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.web.running_site import HOST, Site, open_site
from toolkit.web.app import build_app
from toolkit.web.filename import build_safe_name
from toolkit.web.settings import Rate, Rates, WebSettings
from toolkit.web.upload import receive_upload

SAMPLE = Path(__file__).parents[2] / "sample_inventories" / "statistikstelle.xlsx"
KILO = 1024


async def take(request: Request) -> Response:
    """Take workbooks and tell where they lie."""
    upload = await receive_upload(request)
    files = [[file.name, file.kind, str(file.path)] for file in upload.files]
    return JSONResponse({"files": files, "fields": upload.fields, "id": upload.id})


def add_pages(app: Starlette) -> None:
    app.router.routes.append(Route("/try/upload", take, methods=["POST"]))


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with open_site(tmp_path, add_pages, max_upload=100 * KILO, max_files=3) as opened:
        yield opened


def send(site: Site, client: Any, *files: tuple[str, bytes], **fields: str) -> Any:
    parts: list[Any] = [("csrf", (None, site.mark(client)))]
    parts += [(key, (None, value)) for key, value in fields.items()]
    parts += [("file", (name, content, "application/octet-stream")) for name, content in files]
    return client.post("/try/upload", files=parts)


def list_files(site: Site) -> list[Path]:
    return [path for path in (site.settings.data / "visits").rglob("*") if path.is_file()]


def test_a_workbook_lies_in_the_visits_folder_under_its_own_name(site: Site) -> None:
    client = site.visitor()
    told = send(site, client, ("Inventar Grün.xlsx", SAMPLE.read_bytes()), mapping="gruenes-amt").json()
    ((name, kind, path),) = told["files"]
    assert (name, kind) == ("Inventar Grün.xlsx", "xlsx")
    assert Path(path).read_bytes() == SAMPLE.read_bytes()
    assert Path(path).parent == site.visit_of(client).folder / "uploads" / told["id"]
    assert told["fields"]["mapping"] == ["gruenes-amt"]
    if sys.platform != "win32":
        assert site.visit_of(client).folder.stat().st_mode & 0o777 == 0o700


def test_two_visitors_with_the_same_file_name_never_meet(site: Site) -> None:
    one, other = site.visitor(), site.visitor()
    paths = [send(site, who, ("a.csv", text)).json()["files"][0][2] for who, text in ((one, b"a;1"), (other, b"b;2"))]
    again = send(site, one, ("a.csv", b"c;3")).json()["files"][0][2]
    assert [Path(path).read_bytes() for path in (*paths, again)] == [b"a;1", b"b;2", b"c;3"]


def test_several_workbooks_may_belong_together(site: Site) -> None:
    told = send(site, site.visitor(), ("a.csv", b"1"), ("A.csv", b"2"), ("", b"")).json()
    assert [file[0] for file in told["files"]] == ["a.csv", "A (2).csv"]


@pytest.mark.parametrize(
    ("files", "status", "words"),
    [
        ([("a.csv", b"x" * (100 * KILO + 1))], 413, "at most 1 MB"),
        ([("a.csv", b"x" * (60 * KILO)), ("b.csv", b"x" * (60 * KILO))], 413, "at most 1 MB"),
        ([("a.csv", b"x" * (500 * KILO))], 413, "at most 1 MB"),
        ([(f"{n}.csv", b"x") for n in range(4)], 413, "At most 3 files"),
        ([(f"{n}.csv", b"") for n in range(200)], 413, "At most 3 files"),
        ([], 400, "No workbook was chosen"),
        ([("", b"")], 400, "No workbook was chosen"),
        ([("a.xlsx", b"\x89PNG\r\n\x1a\n" + b"\0" * 100)], 415, "cannot be read as a workbook"),
        ([("a.xlsx", b"")], 415, "is empty (0 bytes)"),
        ([("a.xlsx", b"PK\x03\x04" + b"\0" * 100)], 415, "is damaged"),
    ],
)
def test_what_is_refused_leaves_nothing_behind(
    site: Site, files: list[tuple[str, bytes]], status: int, words: str
) -> None:
    answer = send(site, site.visitor(), *files)
    assert answer.status_code == status
    assert words in answer.text
    assert list_files(site) == []


def test_the_largest_that_is_allowed_is_taken(site: Site) -> None:
    assert send(site, site.visitor(), ("a.csv", b"x" * (100 * KILO))).status_code == 200


def test_a_form_of_200_parts_is_refused(site: Site) -> None:
    answer = send(site, site.visitor(), ("a.csv", b"x"), **{f"f{n}": "x" for n in range(200)})
    assert answer.status_code == 413
    assert "far more parts" in answer.text


def test_a_form_of_long_texts_is_refused(site: Site) -> None:
    assert send(site, site.visitor(), ("a.csv", b"x"), note="x" * (64 * KILO)).status_code == 413


def test_a_visit_has_room_for_four_uploads_of_the_largest_size(site: Site) -> None:
    client = site.visitor()
    answers = [send(site, client, ("a.csv", b"x" * (100 * KILO))) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200] * 4 + [413]
    assert "no more room" in answers[4].text
    assert send(site, site.visitor(), ("a.csv", b"x")).status_code == 200
    site.post(client, "/end")
    client.cookies.clear()
    assert send(site, client, ("a.csv", b"x" * (100 * KILO))).status_code == 200


def test_all_visits_together_are_bounded_until_one_ends(tmp_path: Path) -> None:
    with open_site(tmp_path, add_pages, max_space=150, max_upload=100) as site:
        first, second = site.visitor(), site.visitor()
        assert send(site, first, ("a.csv", b"x" * 100)).status_code == 200
        assert send(site, second, ("a.csv", b"x" * 51)).status_code == 507
        assert send(site, second, ("a.csv", b"x" * 50)).status_code == 200
        site.post(first, "/end")
        assert send(site, second, ("a.csv", b"x" * 100)).status_code == 200


def test_uploads_are_slowed_down(tmp_path: Path) -> None:
    with open_site(tmp_path, add_pages, rates=Rates(uploads=Rate(2, 1))) as site:
        client = site.visitor()
        assert [send(site, client, ("a.csv", b"x")).status_code for _ in range(3)] == [200, 200, 429]
        assert send(site, site.visitor(), ("a.csv", b"x")).status_code == 200


@pytest.mark.parametrize(
    "body", [b"--b\r\nrubbish", b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\nxyz']
)
def test_a_form_that_breaks_off_leaves_nothing(site: Site, body: bytes) -> None:
    client = site.visitor()
    headers = {"Content-Type": "multipart/form-data; boundary=b", "X-CSRF-Token": site.mark(client)}
    answer = client.post("/try/upload", content=body, headers=headers)
    assert (answer.status_code, "did not arrive whole" in answer.text) == (400, True)
    assert list_files(site) == []


@contextmanager
def serve(app: Starlette) -> Iterator[int]:
    """Serve an application on the loopback; gives the port."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, ws="none", lifespan="on", http="h11"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            end = time.monotonic() + 60
            while not server.started:
                assert thread.is_alive()
                assert time.monotonic() < end
                time.sleep(0.02)
            yield int(listener.getsockname()[1])
        finally:
            server.should_exit = True
            thread.join(60)


def build_head(token: str, mark: str, length: int) -> bytes:
    lines = [
        "POST /try/upload HTTP/1.1",
        f"Host: {HOST}",
        f"Cookie: bestand_visit={token}",
        f"X-CSRF-Token: {mark}",
        "Content-Type: multipart/form-data; boundary=b",
        f"Content-Length: {length}",
    ]
    part = 'Content-Disposition: form-data; name="file"; filename="a.csv"'
    return ("\r\n".join([*lines, "", "--b", part, "", ""])).encode()


def test_a_cancelled_upload_leaves_nothing_and_a_lying_length_is_cut_off(tmp_path: Path) -> None:
    more: dict[str, Any] = {"hosts": (HOST,), "warm": False, "workers": 1, "max_upload": 100 * KILO}
    app = build_app(WebSettings(data=tmp_path / "data", ledger=tmp_path / "l.sqlite", **more))
    add_pages(app)
    with serve(app) as port:
        begun = app.state.visits.begin("en")
        folder = begun.visit.folder / "uploads"

        def connect(length: int) -> socket.socket:
            connection = socket.create_connection(("127.0.0.1", port), 30)
            connection.sendall(build_head(begun.token, begun.visit.csrf, length) + b"x" * KILO)
            return connection

        connection = connect(50 * KILO)
        wait_until(lambda: folder.exists() and list(folder.iterdir()) != [])
        connection.close()
        wait_until(lambda: list(folder.iterdir()) == [])
        with connect(10**9) as connection:
            assert connection.recv(100).startswith(b"HTTP/1.1 413 ")
        assert list(folder.iterdir()) == []


def wait_until(act: Any) -> None:
    end = time.monotonic() + 30
    while not act():
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("CON.xlsx", "_CON.xlsx"),
        ("nul", "_nul"),
        ("COM¹.csv", "_COM¹.csv"),
        ("a:b*?.xlsx", "a_b__.xlsx"),
        ("  .xlsx. ", "xlsx"),
        ("", "workbook"),
        ("\u202exslx.a", "xslx.a"),
        ("a\x00b\n.csv", "ab.csv"),
    ],
)
def test_hostile_names_become_harmless(sent: str, kept: str) -> None:
    assert build_safe_name(sent) == kept


@given(st.text(max_size=400), st.lists(st.text(max_size=5), max_size=3))
def test_every_name_stays_in_its_folder(sent: str, taken: list[str]) -> None:
    name = build_safe_name(sent, taken)
    assert 0 < len(name) <= 100
    assert len(name.encode("utf-8")) <= 255
    assert not set(name) & set('/\\:*?"<>|\0')
    assert name not in {".", ".."}
    assert name == name.strip(" .")
    assert name.casefold() not in {other.casefold() for other in taken}
