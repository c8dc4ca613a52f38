"""What the proxy does to requests, seen from both sides: by the client and by the server behind it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests
from urllib3.util.retry import Retry

from tests.faults.proxy import EVERY, Fault, Proxy, Weather, open_proxy

ANSWER = b'{"success": true, "result": "' + b"x" * 500 + b'"}'
PAGES = {
    Fault.BUSY_BEFORE: 429,
    Fault.BUSY_UNTIL_BEFORE: 429,
    Fault.BAD_GATEWAY_BEFORE: 502,
    Fault.BAD_GATEWAY_AFTER: 502,
    Fault.UNAVAILABLE_BEFORE: 503,
    Fault.GATEWAY_TIMEOUT_BEFORE: 504,
    Fault.GATEWAY_TIMEOUT_AFTER: 504,
}
WHOLE = (Fault.DELAY_AFTER, Fault.DRIP_AFTER)


class Site:
    """A server that keeps what it gets."""

    def __init__(self) -> None:
        self.got: list[tuple[str, str, bytes]] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                site.got.append((self.path, self.headers.get("Authorization", ""), body))
                self.send_response(200)
                self.send_header("Content-Length", str(len(ANSWER)))
                self.end_headers()
                self.wfile.write(ANSWER)

            def do_POST(self) -> None:
                self.do_GET()

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    threading.Thread(target=site.server.serve_forever, args=(0.05,), daemon=True).start()
    yield site
    site.server.shutdown()
    site.server.server_close()


def foul(fault: Fault) -> Weather:
    return Weather(share=1.0, faults=(fault,), delay=0.05, outage=0.1)


def post(proxy: Proxy) -> requests.Response:
    return requests.post(f"{proxy.url}/api/3/action/package_create", b"body", timeout=10)


def test_in_fair_weather_everything_passes_through_and_connections_are_kept(site: Site) -> None:
    with open_proxy(site.url) as proxy, requests.Session() as session:
        headers = {"Authorization": "abc"}
        sent = session.post(f"{proxy.url}/a?b=c", files={"upload": b"1;2"}, headers=headers, timeout=10)
        again = session.post(f"{proxy.url}/d", iter([b"in ", b"chunks"]), headers=headers, timeout=10)
        assert sent.content == again.content == ANSWER
        assert len(proxy._clients) == 1
    (path, token, body), (_, _, chunks) = site.got
    assert (path, token) == ("/a?b=c", "abc")
    assert b"1;2" in body
    assert chunks == b"in chunks"
    assert [(seen.number, seen.path, seen.status, seen.delivered) for seen in proxy.log] == [
        (1, "/a", 200, True),
        (2, "/d", 200, True),
    ]


@pytest.mark.parametrize("fault", EVERY, ids=lambda fault: fault.name)
def test_the_log_says_whether_the_site_worked_and_whether_the_client_knows(site: Site, fault: Fault) -> None:
    with open_proxy(site.url, foul(fault)) as proxy:
        known = False
        try:
            answer = post(proxy)
        except requests.RequestException:
            assert fault not in {*PAGES, *WHOLE, Fault.SHORT_JSON_AFTER}
        else:
            known = answer.content == ANSWER
            assert answer.status_code == PAGES.get(fault, 200)
        (seen,) = proxy.log
        assert seen.delivered is known is (fault in WHOLE)
        assert seen.carried_out is bool(site.got) is fault.reaches_ckan
        assert seen.is_write


@pytest.mark.parametrize("fault", [Fault.BUSY_BEFORE, Fault.BUSY_UNTIL_BEFORE, Fault.UNAVAILABLE_BEFORE])
def test_a_busy_site_says_when_to_come_back(site: Site, fault: Fault) -> None:
    with open_proxy(site.url, foul(fault)) as proxy:
        wait = post(proxy).headers["Retry-After"]
    assert parsedate_to_datetime(wait).tzinfo if fault is Fault.BUSY_UNTIL_BEFORE else wait == "1"


def test_an_answer_without_its_end_claims_the_length_that_it_has(site: Site) -> None:
    with open_proxy(site.url, foul(Fault.SHORT_JSON_AFTER)) as proxy:
        answer = post(proxy)
    assert answer.content == ANSWER[:-2]
    with pytest.raises(requests.JSONDecodeError):
        answer.json()


def test_after_an_outage_it_listens_at_the_same_address(site: Site) -> None:
    with open_proxy(site.url, foul(Fault.OUTAGE_BEFORE)) as proxy:
        with pytest.raises(requests.ConnectionError):
            post(proxy)
        proxy.weather = Weather()
        session = requests.Session()
        session.mount("http://", requests.adapters.HTTPAdapter(max_retries=Retry(connect=10, backoff_factor=0.05)))
        assert session.get(f"{proxy.url}/", timeout=10).content == ANSWER


def test_the_same_seed_gives_the_same_weather() -> None:
    first, same, other = (
        [Weather(seed=seed, share=0.2).draw(number) for number in range(1, 1001)] for seed in (7, 7, 8)
    )
    assert first == same != other
    struck = [fault for fault in first if fault]
    assert 150 < len(struck) < 250
    assert set(struck) == set(EVERY)


def test_latency_is_added_to_every_answer(site: Site) -> None:
    with open_proxy(site.url, Weather(latency=0.05)) as proxy:
        assert min(post(proxy).elapsed.total_seconds() for _ in range(3)) >= 0.05
