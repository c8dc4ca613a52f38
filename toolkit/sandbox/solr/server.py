"""The stand-in's HTTP face, at the addresses that CKAN's Solr client asks."""

from __future__ import annotations

import json
import re
import socket
import threading
import traceback
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from .refusal import Refusal
from .search import select
from .update import update

if TYPE_CHECKING:
    from .index import Index

ADDRESS = re.compile(r"/solr/ckan/(select|update|schema|admin/ping)/?")


JSON = "application/json"


class Server(ThreadingHTTPServer):
    """Serves one index on a socket that is already listening."""

    daemon_threads = True

    def __init__(self, listening: socket.socket, index: Index) -> None:
        super().__init__(listening.getsockname()[:2], Handler, bind_and_activate=False)
        self.socket.close()
        self.socket = listening
        self.server_name, self.server_port = listening.getsockname()[:2]
        self.index = index
        self.lock = threading.RLock()


class Handler(BaseHTTPRequestHandler):
    """Answers one request: 200, 400 for a refusal, 404 for another address."""

    server: Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Answer a request that has all its parameters in the address."""
        self._answer("")

    def do_POST(self) -> None:
        """Answer a request that has a body."""
        self._answer(self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode("utf-8", "surrogatepass"))

    def log_request(self, *_: Any) -> None:
        """Keep the log for what goes wrong."""

    def _answer(self, body: str) -> None:
        url = urlsplit(self.path)
        found = ADDRESS.fullmatch(url.path)
        if found is None:
            self._send_error(HTTPStatus.NOT_FOUND, f"the stand-in knows no {url.path}")
            return
        try:
            with self.server.lock:
                answer, kind = self._dispatch(found[1], parse_qs(url.query, keep_blank_values=True), body)
            self._send(HTTPStatus.OK, answer, kind)
        except Refusal as refusal:
            self.log_error("refused: %s", refusal)
            self._send_error(HTTPStatus.BAD_REQUEST, str(refusal))
        except Exception as error:  # noqa: BLE001 (a defect of the stand-in must reach CKAN as an error, and the log)
            self.log_error("%s", traceback.format_exc())
            self._send_error(HTTPStatus.INTERNAL_SERVER_ERROR, f"defect of the stand-in: {error!r}")

    def _dispatch(self, what: str, parameters: dict[str, list[str]], body: str) -> tuple[bytes, str]:
        index = self.server.index
        match what:
            case "select":
                for name, values in parse_qs(body, keep_blank_values=True).items():
                    parameters.setdefault(name, []).extend(values)
                return _written(select(parameters, index)), JSON
            case "update":
                update(body, parameters, index)
                return _written({"responseHeader": {"status": 0, "QTime": 0}}), JSON
            case "schema":
                return index.schema.source, "application/xml"
            case _:
                return _written({"status": "OK"}), JSON

    def _send_error(self, status: HTTPStatus, message: str) -> None:
        self._send(status, _written({"error": {"msg": message, "code": status}}), JSON)

    def _send(self, status: HTTPStatus, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _written(value: dict[str, Any]) -> bytes:
    return json.dumps(value).encode("ascii")
