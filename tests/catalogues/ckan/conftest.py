"""A scripted web server, and an office of its own in the sandbox's CKAN for each test."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
import requests

from toolkit.catalogues.ckan import CkanCatalogue, Patience, connect_ckan
from toolkit.model.dataset import (
    Agent,
    ContactPoint,
    Dataset,
    Described,
    Distribution,
    Organization,
    Period,
    Place,
)
from toolkit.model.path import DATASET_PATHS, DISTRIBUTION_PATHS

QUICK = Patience(tries=3, backoff=0.02, connect=2, read=30, write=60, upload=60)

_AUTHORITY = "http://publications.europa.eu/resource/authority"


@dataclass
class Reply:
    """One scripted answer.

    ``drop`` closes the connection after the request was read, ``wait`` delays it; ``drip`` is the time between the
    bytes of its body; both are in seconds.
    """

    status: int = 200
    body: str | Mapping[str, Any] = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    drop: bool = False
    wait: float = 0
    drip: float = 0


@dataclass
class Asked:
    """One request that came in."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


class Script:
    """A web server on this machine that answers as scripted; the last answer of a path stays."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.replies: dict[str, list[Reply]] = {}
        self.restart()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self.result("status_show", {"ckan_version": "2.12.0", "extensions": [], "site_title": "S"})
        self.result("license_list", [])

    def connect(self, token: str = "", **options: Any) -> CkanCatalogue:
        """Reach this server as a CKAN, without much patience."""
        return connect_ckan(self.url, token, **{"patience": QUICK} | options)

    def on(self, action: str, *replies: Reply) -> None:
        """Script the answers to an action, one after the other."""
        queue = list(replies)
        self.replies |= {f"/api/3/action/{action}": queue, f"/api/action/{action}": queue}

    def result(self, action: str, value: Any) -> None:
        """Answer an action with a result."""
        self.on(action, Reply(body={"success": True, "result": value}))

    def results(self, action: str, *values: Any) -> None:
        """Answer an action with one result after the other."""
        self.on(action, *[Reply(body={"success": True, "result": value}) for value in values])

    def page(self, action: str, status: int, title: str, **headers: str) -> None:
        """Answer an action with a web page."""
        body = f"<!DOCTYPE html><html><head><title>{title}</title></head></html>"
        self.on(action, Reply(status, body, {name.replace("_", "-"): value for name, value in headers.items()}))

    def drop(self, action: str) -> None:
        """Read an action's request, then close the connection without an answer."""
        self.on(action, Reply(drop=True))

    def busy(self, action: str, times: int, value: Any, status: int = 503) -> None:
        """Be busy a few times before the result comes."""
        page = Reply(status, "<html><title>Busy</title></html>", {"Retry-After": "0"})
        self.on(action, *[page] * times, Reply(body={"success": True, "result": value}))

    def reply(self, action: str, status: int, body: Mapping[str, Any]) -> None:
        """Answer an action with JSON of one's own."""
        self.on(action, Reply(status, body))

    def answer(self, action: str, **reply: Any) -> None:
        """Answer an action in a way of one's own, after the ways that were scripted like this before."""
        self._follow(action, Reply(**reply))

    def then(self, action: str, value: Any) -> None:
        """Answer an action with a result after everything that was scripted before."""
        self._follow(action, Reply(body={"success": True, "result": value}))

    def _follow(self, action: str, reply: Reply) -> None:
        self.on(action, *self.replies.get(f"/api/action/{action}", ()), reply)

    def at(self, path: str, value: Any) -> None:
        """Answer a path with a result."""
        self.replies[path] = [Reply(body={"success": True, "result": value})]

    def count(self, action: str) -> int:
        """Count the requests for an action."""
        return sum(item.path.endswith(f"/{action}") for item in self.asked)

    def restart(self) -> None:
        """Serve from now on, at a free port."""
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()

    def stop(self) -> None:
        """Stop serving; wait for answers that are on their way."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def _handler(script: Script) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            asked = Asked(self.command, self.path, dict(self.headers), self.rfile.read(length))
            script.asked.append(asked)
            queue = script.replies.get(self.path, [Reply(404, "<html><title>Nicht hier</title></html>")])
            reply = queue.pop(0) if len(queue) > 1 else queue[0]
            if reply.wait:
                time.sleep(reply.wait)
            if reply.drop:
                self.close_connection = True
                return
            self._send(reply)

        do_GET = do_POST  # noqa: N815 (http.server's own name)

        def _send(self, reply: Reply) -> None:
            is_page = isinstance(reply.body, str)
            body = reply.body if isinstance(reply.body, str) else json.dumps(reply.body)
            with suppress(ConnectionError):
                self.send_response(reply.status)
                self.send_header("Content-Type", "text/html; charset=utf-8" if is_page else "application/json")
                if "Content-Length" not in reply.headers:
                    self.send_header("Content-Length", str(len(body.encode())))
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                if not reply.drip:
                    self.wfile.write(body.encode())
                for byte in body.encode() if reply.drip else b"":
                    time.sleep(reply.drip)
                    self.wfile.write(bytes([byte]))

        def log_message(self, *_: object) -> None:
            """Stay silent."""

    return Handler


@pytest.fixture
def script() -> Iterator[Script]:
    server = Script()
    yield server
    server.stop()


class Api:
    """CKAN's API without our client, as another person would use it."""

    def __init__(self, url: str, token: str) -> None:
        self.url = url
        self.token = token

    def __call__(self, action: str, **params: Any) -> Any:
        """Call an action; it must succeed."""
        answer = requests.post(
            f"{self.url}/api/3/action/{action}", json=params, headers={"Authorization": self.token}, timeout=60
        )
        body = answer.json()
        assert body["success"], body
        return body["result"]


@dataclass
class Office:
    """An organisation of its own, the token of its only editor, and the sysadmin's way to call CKAN."""

    url: str
    token: str
    organization: str
    inventory: str
    admin: Api

    def connect(self, token: str | None = None) -> CkanCatalogue:
        """Reach CKAN as the office's editor or with another token."""
        return connect_ckan(self.url, self.token if token is None else token, patience=QUICK)

    def describe(self, dataset: Dataset) -> Described:
        """Let the sheet steer every field."""
        return Described(dataset, frozenset(DATASET_PATHS), frozenset(DISTRIBUTION_PATHS))

    def dataset(self, key: str = "1", **fields: Any) -> Dataset:
        """Make a dataset of this office with a few fields."""
        fields.setdefault("title", f"Datensatz {key}")
        fields.setdefault("organization", Organization(self.organization, "Grünflächenamt"))
        return Dataset(self.inventory, key, **fields)

    def name(self, key: str = "1") -> str:
        """Give the URL name of a dataset."""
        return f"{self.inventory}-{key}"


@pytest.fixture
def office(request: pytest.FixtureRequest) -> Office:
    """Open an office in the session's CKAN, or in one of the version that the test asks for."""
    version = getattr(request, "param", "")
    box = request.getfixturevalue("ckan_box_factory")(version) if version else request.getfixturevalue("ckan_box")
    return open_office(Api(box.url, box.token))


def open_office(admin: Api) -> Office:
    """Make an organisation and its editor."""
    mark = uuid.uuid4().hex[:10]
    organization = f"amt-{mark}"
    user = f"redaktion-{mark}"
    admin("organization_create", name=organization, title="Grünflächenamt")
    admin("user_create", name=user, email=f"{user}@example.org", password=uuid.uuid4().hex)
    admin("organization_member_create", id=organization, username=user, role="editor")
    token = admin("api_token_create", user=user, name="test")["token"]
    return Office(admin.url, token, organization, f"inv-{mark}", admin)


@pytest.fixture
def catalogue(office: Office) -> Iterator[CkanCatalogue]:
    found = office.connect()
    yield found
    found.close()


@pytest.fixture
def full(office: Office) -> Dataset:
    """Make a dataset in which every field says something."""
    return build_full(office)


def build_full(office: Office) -> Dataset:
    """Make a dataset in which every field says something."""
    return office.dataset(
        "voll",
        title="Straßenbäume – „Kataster“",
        description="Erste Zeile\nZweite Zeile & mehr <b>fett</b>",
        publisher=Agent("Stadt", "https://example.org/stadt", "stadt@example.org", "https://example.org", "urn:art"),
        contact=ContactPoint("Open-Data-Stelle", "od@example.org", "06131 12-0", "https://example.org/kontakt"),
        creator=Agent("Amt 61", "https://example.org/61", "61@example.org", "https://example.org/a61", "urn:amt"),
        keywords=("Straße/Verkehr", "Bäume", "Bus (ÖPNV)"),
        themes=(f"{_AUTHORITY}/data-theme/ENVI", f"{_AUTHORITY}/data-theme/AGRI"),
        license="http://dcat-ap.de/def/licenses/cc-by",
        attribution="Stadt, Grünflächenamt",
        modified="2024-03-01",
        issued="2020",
        frequency=f"{_AUTHORITY}/frequency/ANNUAL",
        access_rights=f"{_AUTHORITY}/access-right/PUBLIC",
        availability=f"{_AUTHORITY}/planned-availability/STABLE",
        languages=(f"{_AUTHORITY}/language/DEU", f"{_AUTHORITY}/language/ENG"),
        temporal=Period("2019-01", "2023-12-31"),
        spatial=Place("Innenstadt", "http://dcat-ap.de/def/politicalGeocoding/municipalityKey/07315000"),
        geocoding_level="http://dcat-ap.de/def/politicalGeocoding/Level/municipality",
        landing_page="https://example.org/bäume?a=1&b=2",
        legal_basis=("§ 3 BaumSchS", "http://data.europa.eu/eli/reg_impl/2023/138/oj"),
        provenance="Begehung",
        version="1.0",
        contributor_ids=("http://dcat-ap.de/def/contributors/x",),
        distributions=(
            Distribution(
                "csv",
                "Tabelle",
                "Alle Bäume",
                access_url="https://example.org/seite",
                download_url="https://example.org/bäume.csv",
                format=f"{_AUTHORITY}/file-type/CSV",
                media_type="https://www.iana.org/assignments/media-types/text/csv",
                license="http://dcat-ap.de/def/licenses/dl-zero-de/2.0",
                attribution="Amt 61",
                modified="2024-03",
                issued="2020-01-01",
                availability=f"{_AUTHORITY}/planned-availability/AVAILABLE",
                status=f"{_AUTHORITY}/distribution-status/COMPLETED",
                byte_size=1234,
                languages=(f"{_AUTHORITY}/language/DEU",),
            ),
            Distribution(
                "wms", "Karte", access_url="https://example.org/wms?", format=f"{_AUTHORITY}/file-type/WMS_SRVC"
            ),
        ),
    )
