"""Forms: the mark that proves a form is ours is checked before any page acts, and small forms are read."""

from __future__ import annotations

import hmac
from urllib.parse import parse_qs

from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from toolkit.web.refusal import build_refusal
from toolkit.web.shield import SAFE, foreign_form

FIELD = "csrf"
"""The name of the field that carries the mark; it must be the form's first."""

MOST = 256 * 1024
"""Bytes that a form without files may have."""

_PREFIX = 16 * 1024
_FIELDS = 5_000


class Forms:
    """Lets a request that may change something through only with the mark of its visit.

    The mark stands in the header ``X-CSRF-Token`` or in the form's first field. Only the beginning of an upload is read
    for it; what was read is handed on.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on. Raises Refusal."""
        if scope["type"] != "http" or scope["method"] in SAFE:
            await self._app(scope, receive, send)
            return
        visit = scope["state"].get("visit")
        headers = Headers(scope=scope)
        body = _Body(receive)
        found = headers.get("x-csrf-token") or await _find_mark(headers, body)
        if visit is None or not hmac.compare_digest(found.encode(), visit.csrf.encode()):
            raise foreign_form()
        await self._app(scope, body.replay, send)


class _Body:
    """A request's body, of which the beginning was looked at."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._seen: list[Message] = []
        self.size = 0

    async def read_more(self) -> bytes | None:
        """Read a piece; None at the end. Raises ClientDisconnect."""
        if self._seen and not self._seen[-1].get("more_body"):
            return None
        message = await self._receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        self._seen.append(message)
        piece: bytes = message.get("body", b"")
        self.size += len(piece)
        return piece

    async def replay(self) -> Message:
        """Give first what was looked at, then the rest."""
        return self._seen.pop(0) if self._seen else await self._receive()


async def _find_mark(headers: Headers, body: _Body) -> str:
    """Find the mark at the beginning of a form; an empty text where there is none."""
    kind, options = parse_options_header(headers.get("content-type", ""))
    match kind:
        case b"application/x-www-form-urlencoded":
            return await _find_in_small(body)
        case b"multipart/form-data" if b"boundary" in options:
            return await _find_in_parts(options[b"boundary"], body)
        case _:
            return ""


async def _find_in_small(body: _Body) -> str:
    """Read a whole small form. Raises Refusal for one that is none."""
    text = b""
    while (piece := await body.read_more()) is not None:
        text += piece
        if len(text) > MOST:
            raise build_refusal(413)
    return next(iter(_parse(text).get(FIELD, [])), "")


async def _find_in_parts(boundary: bytes, body: _Body) -> str:
    """Read an upload until its first part is over."""
    first = _FirstPart(boundary)
    while not first.is_over and body.size < _PREFIX:
        piece = await body.read_more()
        if piece is None:
            break
        try:
            first.parser.write(piece)
        except MultipartParseError:
            return ""
    return first.value if first.is_over and first.name == FIELD else ""


class _FirstPart:
    """Takes the first part out of an upload."""

    def __init__(self, boundary: bytes) -> None:
        self.is_over = False
        self._head, self._word, self._data = b"", b"", b""
        self.parser = MultipartParser(
            boundary[:70],
            {
                "on_header_begin": self._begin_header,
                "on_header_field": self._take_word,
                "on_header_value": self._take_head,
                "on_part_data": self._take_data,
                "on_part_end": self._end,
            },
        )

    @property
    def name(self) -> str:
        """The name of the field."""
        return parse_options_header(self._head)[1].get(b"name", b"").decode("utf-8", "replace")

    @property
    def value(self) -> str:
        """The value of the field."""
        return self._data.decode("utf-8", "replace").strip()

    def _begin_header(self) -> None:
        self._word = b""

    def _take_word(self, data: bytes, start: int, end: int) -> None:
        self._word += data[start:end]

    def _take_head(self, data: bytes, start: int, end: int) -> None:
        if not self.is_over and self._word.lower() == b"content-disposition":
            self._head += data[start:end]

    def _take_data(self, data: bytes, start: int, end: int) -> None:
        if not self.is_over and len(self._data) < _PREFIX:
            self._data += data[start:end]

    def _end(self) -> None:
        self.is_over = True


async def read_form(request: Request) -> dict[str, list[str]]:
    """Read a small form: each field with its values, in the form's order. Raises Refusal for a form that is none."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > MOST:
            raise build_refusal(413)
    return _parse(body)


def _parse(body: bytes) -> dict[str, list[str]]:
    """Read the fields. Raises Refusal."""
    try:
        return parse_qs(body.decode("utf-8"), keep_blank_values=True, max_num_fields=_FIELDS)
    except ValueError as error:
        raise build_refusal(400) from error
