"""A reverse proxy that does to requests what networks and overloaded servers do, as a seed says; and keeps a log.

It stands between the program and a real CKAN. Bodies pass through as they came, multipart ones too. Each request gets a
connection of its own to CKAN, so that nothing is ever sent there twice; towards the client connections are kept.
"""

from __future__ import annotations

import contextlib
import email.utils
import http.client
import random
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Literal, TypeAlias
from urllib.parse import urlsplit

HOST = "127.0.0.1"
GLANCE = 0.05
"""Seconds between two looks for the end of the server."""
_HOP_BY_HOP = frozenset({"connection", "keep-alive", "transfer-encoding", "te", "trailer", "upgrade", "content-length"})
_PAGE = "<html><head><title>{code} {reason}</title></head><body><h1>{reason}</h1><hr>nginx</body></html>"


class Fault(Enum):
    """What can happen to a request. A name ends in BEFORE where CKAN never hears of it, in AFTER where it did."""

    CUT_BEFORE = "the connection is cut before CKAN gets the request"
    CUT_AFTER = "CKAN works, then the connection is cut"
    DELAY_AFTER = "CKAN's answer comes late"
    BUSY_BEFORE = "429, to come back after some seconds"
    BUSY_UNTIL_BEFORE = "429, to come back at some date"
    BAD_GATEWAY_BEFORE = "502 and a web page, CKAN never hears of it"
    BAD_GATEWAY_AFTER = "502 and a web page, although CKAN works"
    GATEWAY_TIMEOUT_BEFORE = "504 and a web page, CKAN never hears of it"
    GATEWAY_TIMEOUT_AFTER = "504 and a web page, although CKAN works"
    UNAVAILABLE_BEFORE = "503 and a web page"
    SHORT_BODY_AFTER = "CKAN's answer breaks off before its announced end"
    SHORT_JSON_AFTER = "CKAN's answer lacks its end, and its announced length says the same"
    DRIP_AFTER = "CKAN's answer comes drop by drop"
    OUTAGE_BEFORE = "nobody listens for a while, and open connections are cut"

    @property
    def reaches_ckan(self) -> bool:
        """Whether CKAN gets the request all the same."""
        return self.name.endswith("_AFTER")


EVERY = tuple(Fault)
Moment: TypeAlias = Literal["before", "after"]


class Cut(Exception):  # noqa: N818 (what happens to the connection, not an error of the proxy)
    """Cut the connection to the client."""


@dataclass(slots=True)
class Seen:
    """One request: its number (from 1), what it asked for, what was done to it, what CKAN answered.

    ``status`` is CKAN's, 0 where it never got the request; ``delivered`` tells whether the client got that very answer.
    """

    number: int
    method: str
    path: str
    fault: Fault | None = None
    status: int = 0
    delivered: bool = False

    @property
    def action(self) -> str:
        """CKAN's action."""
        return self.path.rsplit("/", 1)[-1]

    @property
    def is_write(self) -> bool:
        """Whether it is to change something."""
        return self.action.endswith(("_create", "_update", "_patch", "_revise", "_delete", "_purge"))

    @property
    def carried_out(self) -> bool:
        """Whether CKAN did what was asked for."""
        return self.status == http.client.OK


@dataclass(frozen=True, slots=True)
class Weather:
    """What happens to requests: a fault for a ``share`` of them, drawn from ``faults`` by the seed and their number.

    Times are in seconds. ``latency`` is what every answer waits; ``watch`` is called before and after CKAN's work and
    may raise ``Cut``.
    """

    seed: int = 0
    share: float = 0.0
    faults: tuple[Fault, ...] = EVERY
    latency: float = 0.0
    delay: float = 0.3
    retry_after: int = 1
    outage: float = 0.3
    watch: Callable[[Seen, Moment], None] = lambda _seen, _moment: None

    def draw(self, number: int) -> Fault | None:
        """Give the fault of the n-th request, the same at each run.

        >>> [Weather(seed=1, share=0.5).draw(number) is None for number in range(4)]
        [True, True, False, False]
        """
        chance = random.Random(f"{self.seed}:{number}")  # noqa: S311 (nothing secret)
        return chance.choice(self.faults) if chance.random() < self.share else None


@dataclass(slots=True)
class Proxy:
    """A running proxy: its address, the weather from now on, and its log. ``open_proxy`` makes it."""

    upstream: str
    weather: Weather
    log: list[Seen] = field(default_factory=list)
    port: int = 0
    _server: ThreadingHTTPServer | None = None
    _clients: set[socket.socket] = field(default_factory=set)
    _guard: threading.Lock = field(default_factory=threading.Lock)
    _opening: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        """Where clients find it; the same after an outage."""
        return f"http://{HOST}:{self.port}"

    def note(self, method: str, path: str) -> Seen:
        """Give a request its number and its fault."""
        with self._guard:
            seen = Seen(len(self.log) + 1, method, path)
            self.log.append(seen)
        seen.fault = self.weather.draw(seen.number)
        return seen

    def open(self) -> None:
        """Listen."""
        server = _Server((HOST, self.port), _Handler)
        server.proxy = self
        self.port, self._server = server.server_address[1], server
        threading.Thread(target=server.serve_forever, args=(GLANCE,), daemon=True).start()

    def close(self) -> None:
        """Listen no longer, and cut what is open."""
        server, self._server = self._server, None
        if server is None:
            return
        server.shutdown()
        server.server_close()
        with self._guard:
            clients = list(self._clients)
        for client in clients:
            with contextlib.suppress(OSError):
                client.shutdown(socket.SHUT_RDWR)

    def rest(self) -> None:
        """Be out of reach for a while; during one outage there is no other."""
        if self._opening.acquire(blocking=False):
            try:
                self.close()
                time.sleep(self.weather.outage)
                self.open()
            finally:
                self._opening.release()

    def stop(self) -> None:
        """Close for good, after an outage that is under way."""
        with self._opening:
            self.close()


@contextlib.contextmanager
def open_proxy(upstream: str, weather: Weather | None = None) -> Iterator[Proxy]:
    """Run a proxy before a site."""
    proxy = Proxy(upstream, weather or Weather())
    proxy.open()
    try:
        yield proxy
    finally:
        proxy.stop()


class _Server(ThreadingHTTPServer):
    """Knows the proxy; what a client does to its connection is no error."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 64
    proxy: Proxy

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: the log of requests tells what was cut."""


class _Handler(BaseHTTPRequestHandler):
    """Serves one connection of a client, request by request."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def setup(self) -> None:
        super().setup()
        with self.server.proxy._guard:
            self.server.proxy._clients.add(self.connection)

    def finish(self) -> None:
        with self.server.proxy._guard:
            self.server.proxy._clients.discard(self.connection)
        super().finish()

    def log_message(self, *_: object) -> None:
        """Keep standard error clean."""

    def do_GET(self) -> None:
        """Serve a read."""
        self._serve_any()

    def do_POST(self) -> None:
        """Serve whatever has a body."""
        self._serve_any()

    def _serve_any(self) -> None:
        body = self._read_body()
        seen = self.server.proxy.note(self.command, urlsplit(self.path).path)
        try:
            self._serve(seen, body)
        except Cut:
            seen.delivered = False
            self._cut()

    def _read_body(self) -> bytes:
        """Read a body that has a length or comes in chunks."""
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        parts = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(parts)

    def _serve(self, seen: Seen, body: bytes) -> None:
        """Do to a request what its fault says."""
        weather, fault = self.server.proxy.weather, seen.fault
        weather.watch(seen, "before")
        if fault and not fault.reaches_ckan:
            self._refuse(fault)
            return
        status, headers, content = self._forward(seen, body)
        weather.watch(seen, "after")
        time.sleep(weather.latency)
        match fault:
            case None:
                seen.delivered = True  # before the client can look; a cut takes it back
                self._answer(status, headers, content)
            case Fault.DELAY_AFTER | Fault.DRIP_AFTER:
                seen.delivered = True
                self._answer_slowly(fault, status, headers, content)
            case Fault.SHORT_BODY_AFTER:
                self._answer(status, headers, content[: len(content) // 2], len(content))
                raise Cut
            case Fault.SHORT_JSON_AFTER:
                self._answer(status, headers, content[:-2])
            case Fault.BAD_GATEWAY_AFTER:
                self._answer_page(502)
            case Fault.GATEWAY_TIMEOUT_AFTER:
                self._answer_page(504)
            case _:
                raise Cut

    def _forward(self, seen: Seen, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        """Let CKAN work; what the client says of the connection stays here."""
        upstream = urlsplit(self.server.proxy.upstream)
        connection = http.client.HTTPConnection(upstream.hostname or HOST, upstream.port, timeout=120)
        try:
            connection.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
            for name, value in self.headers.items():
                if name.lower() not in _HOP_BY_HOP:
                    connection.putheader(name, value)
            connection.putheader("Content-Length", str(len(body)))
            connection.putheader("Connection", "close")
            connection.endheaders(body)
            answer = connection.getresponse()
            seen.status = answer.status
            return answer.status, answer.getheaders(), answer.read()
        except OSError as error:
            raise Cut from error
        finally:
            connection.close()

    def _refuse(self, fault: Fault) -> None:
        """Answer in CKAN's place, or not at all."""
        weather = self.server.proxy.weather
        match fault:
            case Fault.BUSY_BEFORE:
                self._answer_page(429, ("Retry-After", str(weather.retry_after)))
            case Fault.BUSY_UNTIL_BEFORE:
                date = email.utils.formatdate(time.time() + weather.retry_after, usegmt=True)
                self._answer_page(429, ("Retry-After", date))
            case Fault.BAD_GATEWAY_BEFORE:
                self._answer_page(502)
            case Fault.UNAVAILABLE_BEFORE:
                self._answer_page(503, ("Retry-After", str(weather.retry_after)))
            case Fault.GATEWAY_TIMEOUT_BEFORE:
                self._answer_page(504)
            case Fault.OUTAGE_BEFORE:
                threading.Thread(target=self.server.proxy.rest, daemon=True).start()
                raise Cut
            case _:
                raise Cut

    def _answer_page(self, code: int, *headers: tuple[str, str]) -> None:
        """Answer as a web server before CKAN does."""
        page = _PAGE.format(code=code, reason=http.client.responses[code]).encode()
        self._answer(code, [("Content-Type", "text/html"), *headers], page)

    def _answer_slowly(self, fault: Fault, status: int, headers: list[tuple[str, str]], content: bytes) -> None:
        """Answer late, or in ten drops."""
        delay = self.server.proxy.weather.delay
        if fault is Fault.DELAY_AFTER:
            time.sleep(delay)
            self._answer(status, headers, content)
            return
        step = len(content) // 10 + 1
        self._answer(status, headers, content[:step], len(content))
        for start in range(step, len(content), step):
            time.sleep(delay / 10)
            self._send(content[start : start + step])

    def _answer(
        self, status: int, headers: list[tuple[str, str]], content: bytes, announced: int | None = None
    ) -> None:
        """Send an answer; ``announced`` is the length that it claims."""
        lines = [f"HTTP/1.1 {status} {http.client.responses.get(status, '')}"]
        lines += [f"{name}: {value}" for name, value in headers if name.lower() not in _HOP_BY_HOP]
        lines += [f"Content-Length: {len(content) if announced is None else announced}", "", ""]
        self._send("\r\n".join(lines).encode("latin-1") + content)

    def _send(self, content: bytes) -> None:
        """Send bytes. Raises Cut where the client has gone."""
        try:
            self.wfile.write(content)
        except OSError as error:
            raise Cut from error

    def _cut(self) -> None:
        """End the connection as a broken line does."""
        self.close_connection = True
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)
