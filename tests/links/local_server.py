"""A web server on this machine that answers as the tests tell it to and notes who asked for what."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Reply:
    """One answer; ``head`` is the status for HEAD where it differs."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    head: int | None = None
    delay: float = 0.0
    body: bytes = b"x"


@dataclass
class Asked:
    """One request as it came in."""

    method: str
    path: str
    headers: Mapping[str, str]
    at: float


@dataclass
class Server:
    """The running server: its address, its answers by path, and the requests so far."""

    address: str
    replies: dict[str, Reply | list[Reply]]
    asked: list[Asked] = field(default_factory=list)
    most_at_once: int = 0

    def url(self, path: str) -> str:
        return self.address + path

    def methods(self, path: str) -> list[str]:
        return [one.method for one in self.asked if one.path == path]


@contextmanager
def run_server() -> Iterator[Server]:
    """Run a server until the end of the block."""
    state: list[Server] = []
    with ThreadingHTTPServer(("127.0.0.1", 0), _handler(lambda: state[0])) as http:
        http.daemon_threads, http.block_on_close = True, False
        state.append(Server(f"http://127.0.0.1:{http.server_address[1]}", {}))
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield state[0]
        finally:
            http.shutdown()
            thread.join()


def _handler(get: Callable[[], Server]) -> type[BaseHTTPRequestHandler]:
    guard = threading.Lock()
    busy = 0

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            nonlocal busy
            server = get()
            with guard:
                busy += 1
                server.most_at_once = max(server.most_at_once, busy)
                server.asked.append(Asked(self.command, self.path, dict(self.headers), time.monotonic()))
                known = server.replies.get(self.path, Reply(404))
                reply = (known.pop(0) if len(known) > 1 else known[0]) if isinstance(known, list) else known
            time.sleep(reply.delay)
            with guard:
                busy -= 1
            self.send_response(reply.head if self.command == "HEAD" and reply.head is not None else reply.status)
            for key, value in reply.headers.items():
                self.send_header(key, value)
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(reply.body)

        do_HEAD = do_GET = _answer  # noqa: N815 (the names that http.server looks for)

        def log_message(self, *_: object) -> None:
            """Print nothing."""

    return Handler
